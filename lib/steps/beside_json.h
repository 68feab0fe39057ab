/* SPDX-License-Identifier: Apache-2.0 */
/* What a page shows of a text beside the memo: the sentence, the rows, and the
 * times of a verdict by the charter's clock. */
#ifndef GS_LIB_STEPS_BESIDE_JSON_H
#define GS_LIB_STEPS_BESIDE_JSON_H

#include "core/channel/channel.h"
#include "lib/steps/beside.h"
#include "lib/steps/findings.h"
#include "lib/steps/json.h"
#include "lib/steps/summary.h"

/* A sentence as a page may say it in another language, for all lists below:
 * `code`, `values` as texts, `text` in English, and what joins it to the one
 * before, `before`. */

/* Members `tone`, `said` (the sentence), `code` (of its verdict) and `answer`,
 * the sentence in its parts. */
void gs_summary_put_json(struct gs_json_object *o,
    const struct gs_comparison *k, const struct gs_opening *memo);
/* Member `rows`, and `furniture`, how many pieces have none.  A row's `other`
 * are changes that stand nowhere, in pairs. */
void gs_beside_put_json(struct gs_json_object *o, const struct gs_beside *b,
    const struct gs_opening *memo);
/* Members `checked`, `unchecked` and `dated`, who vouches for the time: `code`,
 * `text`, and how many `witnesses` the charter names. */
void gs_findings_put_said(struct gs_json_object *o,
    const struct gs_findings *f, const struct gs_charter *charter);
/* Members `zone` and `local`: each time that stands in `of` as a string, by
 * the charter's clock: "2023-11-03T10:00". */
void gs_local_put_json(struct gs_json_object *o, const json_t *of,
    const struct gs_charter *charter);

#endif
