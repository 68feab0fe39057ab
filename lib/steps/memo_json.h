/* SPDX-License-Identifier: Apache-2.0 */
/* What a log or a file tells of one memo, for programs. */
#ifndef GS_LIB_STEPS_MEMO_JSON_H
#define GS_LIB_STEPS_MEMO_JSON_H

#include "core/channel/channel.h"
#include "lib/steps/json.h"

/* Adds counts, times, duties as of `now`, dispositions, questions and
 * publications (docs/spec/json.md, "A memo").  `newest` is the log's newest
 * memo, and what is not there has not been done; NULL: a file was read, and
 * what is not there is not in the file.  Errors of gs_duties_next. */
GS_CHECKED int gs_memo_put_json(struct gs_json_object *o,
    const struct gs_memo *memo, int64_t now,
    const struct gs_memo *newest);

#endif
