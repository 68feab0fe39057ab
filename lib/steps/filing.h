/* SPDX-License-Identifier: Apache-2.0 */
/* A memo that gathered, put before the office: a slot of the member's quota is
 * chosen and the record made.  The same member may have filed from another copy
 * of the state: the log says which slots are used.  No server's word makes a
 * client try another: it would show two slots of one member, and so tie what is
 * filed in them together. */
#ifndef GS_LIB_STEPS_FILING_H
#define GS_LIB_STEPS_FILING_H

#include <stdbool.h>

#include "lib/client/request.h"
#include "lib/steps/matter.h"

#define GS_FILING_SLOTS_MAX 1000 /* a charter's quota is at most this */

struct gs_filing {
	/* Set by the caller. */
	const struct gs_matter *matter; /* with its roll and key */
	const struct gs_roll *roll;     /* that edition's keys */
	const uint8_t *author;          /* secret: the seed, 32; or NULL */
	/* Set by the steps. */
	uint32_t slot;
	uint8_t *record; /* the memo's, gs_filing_free */
	size_t record_len;
};
void gs_filing_free(struct gs_filing *f);

/* Whether the memo may be filed at all: before its day `after` by its author
 * alone.  Asked before anything is sent: the server could open what the box
 * keeps for the office, and file nothing.  GS_ERR_DENIED. */
GS_CHECKED int gs_filing_due(struct gs_report *report,
    const struct gs_filing *f);
/* A slot that the log does not have, marked in the state; *marked: the state
 * must be written before anything is sent, since a slot used twice would tie
 * two filings together.  GS_ERR_RULE: the quota is used up; GS_ERR_RANDOM,
 * GS_ERR_SPACE. */
GS_CHECKED int gs_filing_slot(struct gs_filing *f, bool *marked,
    struct gs_report *report, struct gs_client *client);
/* The memo's record.  GS_ERR_DENIED: the seed is not the author's;
 * GS_ERR_UNKNOWN: the member's key is not on the roll; GS_ERR_MEMORY. */
GS_CHECKED int gs_filing_make(struct gs_filing *f, struct gs_report *report);
/* What goes with the record: the acts that are handed in, which may be none,
 * and without a box the memo's sealed file. */
struct gs_filing_load {
	const struct gs_span *acts;
	size_t count;
	struct gs_span sealed;
};
/* POST to the box's "/file", with the key that lets the server open what the
 * box keeps for the office; or, with `link` NULL, to "/filings", which needs no
 * box.  Either is answered by a promise (lib/steps/promise.h).
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_filing_send(struct gs_request *out,
    const struct gs_box_link *link, struct gs_span record,
    const struct gs_filing_load *load);

/* The latter as a file, for others to hand in: JSON, as it is sent.  What is
 * read lives in the arena, and is a memo, its sealed file and acts about it;
 * its proofs and signatures are the server's to judge.  GS_ERR_FORMAT,
 * GS_ERR_MISMATCH, each with a report; GS_ERR_MEMORY. */
GS_CHECKED int gs_filing_read(struct gs_record *memo,
    struct gs_filing_load *load, struct gs_report *report,
    struct gs_arena *arena, struct gs_span file);

/* Whether the server refused with the problem `code` for its slot, which the
 * log does not show as used: then `said` is what that may mean. */
bool gs_filing_slot_refused(struct gs_report *said, int err,
    const char *code);

#endif
