/* SPDX-License-Identifier: Apache-2.0 */
/* An endorsement or a withdrawal: made, checked before it is sent, sent. */
#ifndef GS_LIB_STEPS_ENDORSE_H
#define GS_LIB_STEPS_ENDORSE_H

#include <stdbool.h>

#include "lib/client/request.h"
#include "lib/records/reveal.h"
#include "lib/steps/matter.h"

enum gs_endorse_kind { GS_ENDORSE, GS_WITHDRAW };

#define GS_ACT_TEXTS_MAX (2 * GS_RECORD_MAX)
/* To whom an endorsement makes its member known, by the place of their line in
 * the memo's charter.  Secret: to others it is nobody. */
struct gs_endorse_readers {
	bool is[GS_REVEALS_MAX];
	struct gs_known known;
};
/* Marks the reader who has that role.  GS_ERR_UNKNOWN, with the report. */
GS_CHECKED int gs_endorse_reader(struct gs_endorse_readers *readers,
    struct gs_report *report, const struct gs_charter *charter,
    const char *role);
/* The record, then its files for the charter's readers of names; `w` is empty
 * and has room for GS_ACT_TEXTS_MAX bytes.  The matter has its roll and the
 * member's key; `roll` holds that edition's keys; `readers` may be NULL: the
 * member is made known to nobody.  GS_ERR_UNKNOWN: the key is not on the roll;
 * otherwise as gs_act_endorse. */
struct gs_endorse_order {
	enum gs_endorse_kind kind;
	const struct gs_matter *matter;
	const struct gs_roll *roll;
	const struct gs_endorse_readers *readers;
};
GS_CHECKED int gs_endorse_make(struct gs_writer *w, struct gs_report *report,
    const struct gs_endorse_order *order);
/* What an act brings stands behind it in what gs_endorse_make writes: an
 * endorsement its files, a withdrawal the endorsement that it takes back, with
 * that one's.  GS_ERR_FORMAT: more. */
struct gs_act_texts {
	struct gs_span act, behind; /* the second empty if there is nothing */
};
GS_CHECKED int gs_endorse_split(struct gs_act_texts *out, struct gs_span text);
/* Whether `act` is of this kind and about the link's memo.  GS_ERR_FORMAT,
 * GS_ERR_MISMATCH, GS_ERR_MEMORY. */
GS_CHECKED int gs_endorse_check(struct gs_report *report,
    enum gs_endorse_kind kind, const struct gs_box_link *link,
    struct gs_span act);
/* While the memo gathers: to its box.  Here and after filing an act is answered
 * by a promise (lib/steps/promise.h). */
GS_CHECKED int gs_endorse_send(struct gs_request *out,
    const struct gs_box_link *link, const struct gs_act_texts *texts);

#endif
