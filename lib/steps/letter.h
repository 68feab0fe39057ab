/* SPDX-License-Identifier: Apache-2.0 */
/* What the office writes to a memo's author: a text sealed to the memo's reply
 * key, and a signed record that names it. */
#ifndef GS_LIB_STEPS_LETTER_H
#define GS_LIB_STEPS_LETTER_H

#include "core/channel/channel.h"
#include "lib/records/office.h"
#include "lib/report.h"

struct gs_letter {
	const struct gs_memo *memo;
	struct gs_span text;
	const uint8_t *secret; /* secret: the office's signing key, 64 */
	/* Of a reply or a correction: the charter in force, whose office reads
	 * it too. */
	const struct gs_charter *charter;
	/* Set by the functions below; released by gs_letter_free. */
	uint8_t record[GS_RECORD_MAX];
	size_t record_len;
	uint8_t *sealed;
	size_t sealed_len;
};

/* For all: GS_ERR_RANGE: the text is too long; GS_ERR_RULE: the memo's reply
 * key is one to which nothing can be sealed; each with a report; GS_ERR_FORMAT,
 * GS_ERR_SPACE, GS_ERR_MEMORY, GS_ERR_RANDOM, GS_ERR_INTERNAL. */

/* A question; *number says which one about this memo it is. */
GS_CHECKED int gs_letter_ask(struct gs_letter *letter, uint64_t *number,
    struct gs_report *report);
/* A reply, with what gs_dispositions_read made; its text is a document's
 * (lib/records/wording.h). */
GS_CHECKED int gs_letter_reply(struct gs_letter *letter,
    struct gs_report *report, const struct gs_disposition *dispositions,
    size_t count);
/* The same instead of a reply that was wrong. */
GS_CHECKED int gs_letter_correct(struct gs_letter *letter,
    struct gs_report *report, const struct gs_disposition *dispositions,
    size_t count);
void gs_letter_free(struct gs_letter *letter);

/* Dispositions as people give them, `R WORD` each: one for every request of a
 * memo, in any order, or number 0 for a memo without requests.  `out` has room
 * for GS_REQUESTS_MAX and is all zero.  GS_ERR_FORMAT, GS_ERR_DUPLICATE,
 * GS_ERR_RULE (a request has none), each with a report. */
GS_CHECKED int gs_dispositions_read(struct gs_disposition *out, size_t *count,
    struct gs_report *report, uint32_t requests, const char *const *given,
    size_t given_count);
/* Who does what was accepted and by when, `R DAY OWNER` each, into dispositions
 * that were read. */
GS_CHECKED int gs_commitments_read(struct gs_disposition *out, size_t count,
    struct gs_report *report, const char *const *given, size_t given_count);

#endif
