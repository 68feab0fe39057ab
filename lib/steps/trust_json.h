/* SPDX-License-Identifier: Apache-2.0 */
/* Who vouches for a checkpoint and its time, for programs
 * (docs/spec/json.md). */
#ifndef GS_LIB_STEPS_TRUST_JSON_H
#define GS_LIB_STEPS_TRUST_JSON_H

#include "lib/steps/json.h"
#include "lib/steps/trust.h"

/* Adds `time`, `witnessed_by` and `quorum`.  Precondition: it was judged, and
 * `time` says its time. */
void gs_trust_put_json(struct gs_json_object *o, const struct gs_trust *trust,
    const struct gs_trust_time *time);

#endif
