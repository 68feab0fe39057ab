/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what the log has come to. */
#ifndef GS_CORE_CHANNEL_STATE_H
#define GS_CORE_CHANNEL_STATE_H

#include "core/channel/channel.h"
#include "core/channel/memos.h"
#include "core/channel/tags.h"

struct gs_ledger; /* ledger.h */

struct gs_state {
	struct gs_arena *arena;
	struct gs_arena *scratch; /* NULL: the arena; gs_state_use_scratch */
	bool excerpt; /* entries are left out */
	uint64_t size;
	int64_t at;
	struct gs_charter *charter; /* in force */
	struct gs_charter *coming;  /* waits for its time, or NULL */
	bool has_moved;
	struct gs_moved moved; /* the newest, if has_moved */
	struct gs_reprisal *reprisal; /* the newest case */
	struct gs_assets *assets; /* the newest, or NULL */
	struct gs_roll_edition *roll;
	struct gs_memo *memo;
	struct gs_memo *undated; /* their events wait for a date (dates.c) */
	struct gs_ledger *ledger; /* NULL in an excerpt */
	struct gs_tags tags;   /* in memos, and the slots of rolls */
	struct gs_memos memos; /* by their ids */
};

/* What the log knows of a tag in a memo. */
enum gs_tag_status gs_tag_get(const struct gs_state *state,
    const uint8_t memo[32], const uint8_t tag[32]);
/* Makes room for one more tag or slot, and memo; GS_ERR_MEMORY leaves the state
 * as it was. */
GS_CHECKED int gs_state_reserve(struct gs_state *state);
/* Precondition of both: gs_state_reserve succeeded since the last new one. */
void gs_tag_set(struct gs_state *state, const struct gs_memo *memo,
    const uint8_t tag[32], enum gs_tag_status status);
void gs_slot_use(struct gs_state *state, const struct gs_roll_edition *roll,
    const uint8_t tag[32]);
/* Whether a memo was filed under the tag, which names a member and a slot of
 * the roll. */
bool gs_slot_is_used(const struct gs_state *state, const uint8_t root[32],
    const uint8_t tag[32]);

#endif
