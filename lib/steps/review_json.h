/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be said of a text before it is sealed, for programs
 * (docs/spec/json.md). */
#ifndef GS_LIB_STEPS_REVIEW_JSON_H
#define GS_LIB_STEPS_REVIEW_JSON_H

#include "lib/memo/check.h"
#include "lib/steps/json.h"

/* Adds whether it is a memo, its banner and requests, what is wrong or lacking,
 * and who may be addressed by `charter` (NULL: unknown). */
void gs_review_put_json(struct gs_json_object *o,
    const struct gs_memo_review *review, const struct gs_record *charter);

#endif
