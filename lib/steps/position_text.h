/* SPDX-License-Identifier: Apache-2.0 */
/* What people and programs are told of the positions on a memo: where what is
 * said in private and in public differs, and since when. */
#ifndef GS_LIB_STEPS_POSITION_TEXT_H
#define GS_LIB_STEPS_POSITION_TEXT_H

#include "core/channel/channel.h"
#include "lib/steps/json.h"

#define GS_ALIGNMENT_MAX 256
/* A sentence without its end; *apart says whether they differ.  What is sealed
 * is unknown, never the same.  False: the office has taken no position on the
 * request by `now`. */
bool gs_alignment_say(char out[GS_ALIGNMENT_MAX], bool *apart,
    const struct gs_memo *memo, uint64_t request, int64_t now);
/* The requests that a position can be on: from the one to the other. */
void gs_alignment_requests(uint64_t *first, uint64_t *last,
    const struct gs_memo *memo);

/* Members `positions`, `alignment`, `notices` and `opened` of a memo. */
void gs_positions_put_json(struct gs_json_object *o,
    const struct gs_memo *memo, int64_t now);

#endif
