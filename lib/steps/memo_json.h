/* SPDX-License-Identifier: Apache-2.0 */
/* What a log or a file tells of one memo, for programs. */
#ifndef GS_LIB_STEPS_MEMO_JSON_H
#define GS_LIB_STEPS_MEMO_JSON_H

#include "core/channel/channel.h"
#include "lib/steps/json.h"

/* What is not there has not been done, or is not in the file. */
enum gs_memo_source { GS_MEMO_OF_LOG, GS_MEMO_OF_FILE };

/* Adds counts, times, duties as of `now`, dispositions, questions and
 * publications (docs/spec/json.md, "A memo").  Errors of gs_duties_next. */
GS_CHECKED int gs_memo_put_json(struct gs_json_object *o,
    const struct gs_memo *memo, int64_t now, enum gs_memo_source source);

#endif
