/* SPDX-License-Identifier: Apache-2.0 */
/* What a log tells of its channel, memos and rolls, for programs
 * (docs/spec/json.md). */
#ifndef GS_LIB_STEPS_CHANNEL_JSON_H
#define GS_LIB_STEPS_CHANNEL_JSON_H

#include "core/channel/channel.h"
#include "lib/log/note.h"
#include "lib/steps/json.h"

/* A log that was replayed, and what now is. */
struct gs_log_view {
	const struct gs_state *state;
	const struct gs_checkpoint *checkpoint;
	int64_t now;
};

/* Adds which channel it is, up to where its log was read, and as of when. */
void gs_channel_put_json(struct gs_json_object *o,
    const struct gs_log_view *view);
/* Adds its memos, newest first, and how many of their duties are missed, which
 * is *missed, too.  Errors of gs_duties_next. */
GS_CHECKED int gs_channel_put_memos(struct gs_json_object *o,
    uint64_t *missed, const struct gs_log_view *view);
/* Adds its cases of reprisal, newest first, and whether one is overdue, which
 * is *missed, too. */
void gs_channel_put_cases(struct gs_json_object *o, bool *missed,
    const struct gs_log_view *view);
/* Adds its rolls, newest first. */
void gs_channel_put_rolls(struct gs_json_object *o,
    const struct gs_log_view *view);

#endif
