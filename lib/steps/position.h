/* SPDX-License-Identifier: Apache-2.0 */
/* The office takes a position on a request: in private, sealed and committed
 * to; in public; or it opens a private one. */
#ifndef GS_LIB_STEPS_POSITION_H
#define GS_LIB_STEPS_POSITION_H

#include "lib/records/position.h"
#include "lib/steps/letter.h"

/* Words of a command line.  The request's number, NULL for a memo that has
 * none; a disposition; the number of a position on the memo; a day.
 * GS_ERR_FORMAT, GS_ERR_UNKNOWN, each with a report. */
GS_CHECKED int gs_position_on(uint64_t *request, struct gs_report *report,
    const struct gs_memo *memo, const char *text);
GS_CHECKED int gs_position_word(const char **out, struct gs_report *report,
    const char *text);
GS_CHECKED int gs_position_named(const struct gs_position **out,
    struct gs_report *report, const struct gs_memo *memo, const char *text);
GS_CHECKED int gs_position_day(int64_t *out, struct gs_report *report,
    const char *text);

/* Each fills the letter, released by gs_letter_free; of the last two `sealed`
 * stays NULL.  Errors of lib/steps/letter.h, and GS_ERR_RULE: more keys than a
 * file can be sealed to. */
GS_CHECKED int gs_position_keep(struct gs_letter *letter,
    struct gs_report *report, uint64_t request, const char *word);
GS_CHECKED int gs_position_tell(struct gs_letter *letter,
    struct gs_report *report, const struct gs_public_position *position);
GS_CHECKED int gs_position_show(struct gs_letter *letter,
    struct gs_report *report, const struct gs_position *position,
    const struct gs_stance *stance);

#endif
