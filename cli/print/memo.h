/* SPDX-License-Identifier: Apache-2.0 */
/* A memo as people are told about it: its state and its duties. */
#ifndef GS_CLI_PRINT_MEMO_H
#define GS_CLI_PRINT_MEMO_H

#include <stdbool.h>

#include "cli/common/source.h"
#include "core/channel/channel.h"
#include "lib/steps/json.h"

/* Number, time, marking, counts, terms, the memos that name it, duties,
 * dispositions, questions and publications.  `newest` is the log's newest memo,
 * where the whole log was read, so that what is not there has not been done;
 * NULL: a file was.  GS_ERR_RANGE as gs_duties_next. */
GS_CHECKED int gs_print_memo(const struct gs_memo *memo, int64_t now,
    const struct gs_memo *newest);

/* Adds how many of its duties are missed; if any is, the exit code says so too
 * (gs_verb_missed), as it does for gs_print_memo. */
GS_CHECKED int gs_count_missed(uint64_t *missed, const struct gs_memo *memo,
    int64_t now, bool whole);
/* Of all the memos from `newest` on, of a log; a line if any is missed, so that
 * nobody has to look for it. */
GS_CHECKED int gs_print_missed(const struct gs_memo *newest, int64_t now);

/* Adds a channel's memos, newest first, as `status`, `inbox` and `audit`
 * tell them; a missed duty is the exit code's too (gs_verb_missed). */
GS_CHECKED int gs_put_memos_json(struct gs_json_object *o,
    const struct gs_log_view *view);
/* Prints them, and which channel it is, behind what `o` has, which is taken
 * over. */
GS_CHECKED int gs_print_memos_json(const struct gs_source *s,
    struct gs_json_object o);

/* A line for each reason for which a publication withholds something: its code
 * and what that says. */
void gs_print_reasons(const struct gs_record *publish);

/* A line on standard error if the charter's closed days are not known for the
 * year to come. */
void gs_print_calendar_end(const struct gs_charter *charter, int64_t now);

#endif
