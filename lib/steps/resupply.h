/* SPDX-License-Identifier: Apache-2.0 */
/* The office says that it cannot open a memo: any member of the memo's roll who
 * holds the package seals the same text anew.  Which file that is follows from
 * the package, so that every holder of it sees whether a resupply is one. */
#ifndef GS_LIB_STEPS_RESUPPLY_H
#define GS_LIB_STEPS_RESUPPLY_H

#include <stdbool.h>

#include "lib/steps/matter.h"

struct gs_resupply {
	/* Set by the caller. */
	const struct gs_matter *matter; /* with its roll and key */
	const struct gs_roll *roll;     /* that edition's keys */
	const struct gs_charter *charter; /* to whose seal keys */
	/* Set by gs_resupply_make; gs_resupply_free. */
	uint8_t *record, *sealed;
	size_t record_len, sealed_len;
};
void gs_resupply_free(struct gs_resupply *r);

/* The newest `unreadable` of the memo that nobody has answered.  GS_ERR_RULE:
 * the office has opened the memo since, or the procedure is over;
 * GS_ERR_UNKNOWN: there is none; GS_ERR_DUPLICATE: each was answered. */
GS_CHECKED int gs_resupply_find(const struct gs_unreadable **out,
    struct gs_report *report, const struct gs_memo *memo);
/* The record and the file for it.  GS_ERR_UNKNOWN: the member's key is not on
 * the roll; GS_ERR_RULE: nothing can be sealed to one of the keys;
 * GS_ERR_MEMORY, GS_ERR_RANDOM. */
GS_CHECKED int gs_resupply_make(struct gs_resupply *r,
    struct gs_report *report, const struct gs_unreadable *unreadable);

/* Whether a resupply that the log has names the file that follows from the
 * matter's package, to the seal keys of the memo's charter or a later one.
 * Errors of gs_content_seal_anew. */
GS_CHECKED int gs_resupply_is_true(bool *is, const struct gs_matter *m,
    const struct gs_memo *memo, const struct gs_unreadable *unreadable);

#endif
