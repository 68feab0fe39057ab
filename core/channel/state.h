/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel. */
#ifndef GS_CORE_CHANNEL_STATE_H
#define GS_CORE_CHANNEL_STATE_H

#include "core/channel/channel.h"

enum tag_status {
	TAG_NONE = 0,
	TAG_ENDORSED = 1,
	TAG_WITHDRAWN = 2,
	TAG_FILED = 3
};

/* Keyed by what the tag acts in (a memo id or a roll root) and the tag. */
struct tag_slot {
	uint8_t in[32];
	uint8_t tag[32];
	uint8_t status;
};

struct gs_state {
	struct gs_arena *arena;
	uint64_t size;
	int64_t at;
	struct gs_charter *charter;
	struct gs_roll_edition *roll;
	struct gs_memo *memo;
	struct tag_slot *tags; /* open addressing, a power of two of them */
	size_t tag_room, tag_count;
};

int gs_tag_get(const struct gs_state *state, const uint8_t in[32],
    const uint8_t tag[32]);
/* Makes room for one more tag; GS_ERR_MEMORY leaves the state as it was. */
GS_CHECKED int gs_tag_reserve(struct gs_state *state);
/* Precondition: gs_tag_reserve succeeded since the last new tag. */
void gs_tag_set(struct gs_state *state, const uint8_t in[32],
    const uint8_t tag[32], enum tag_status status);

/* One record that asks to become the next entry. */
struct gs_candidate {
	const struct gs_state *state;
	const struct gs_record *rec;
	int64_t at;
	uint64_t index;
	struct gs_memo *memo; /* the memo it is about, or a new one */
	struct gs_charter *charter; /* a new one */
	struct gs_entry_proof claim;
	bool has_claim;
	struct gs_refusal *refusal;
};

/* Sets the sentence and returns `err`. */
int gs_refuse(struct gs_candidate *act, int err, const char *why);
/* GS_OK if the charter in force knows `role` and its key signed the record. */
GS_CHECKED int gs_require_signature(struct gs_candidate *act, const char *role);
/* Finds act->memo by the record's `memo` line; refuses if there is none, or if
 * it has ended and the record is not a publication. */
GS_CHECKED int gs_require_memo(struct gs_candidate *act);

/* Parses and judges a charter into `out`. */
GS_CHECKED int gs_charter_judge(struct gs_candidate *act, struct gs_charter *out);
/* Fills `memo` from act->rec and judges it. */
GS_CHECKED int gs_memo_judge(struct gs_candidate *act, struct gs_memo *memo);
/* An endorsement or a withdrawal for act->memo. */
GS_CHECKED int gs_acts_judge(struct gs_candidate *act);
void gs_acts_count(struct gs_memo *memo, const struct gs_candidate *act);
GS_CHECKED int gs_acknowledge_judge(struct gs_candidate *act);
GS_CHECKED int gs_reply_judge(struct gs_candidate *act);
GS_CHECKED int gs_end_judge(struct gs_candidate *act);
GS_CHECKED int gs_ask_judge(struct gs_candidate *act);
GS_CHECKED int gs_answer_judge(struct gs_candidate *act);
GS_CHECKED int gs_publish_judge(struct gs_candidate *act);
GS_CHECKED int gs_roll_judge(struct gs_candidate *act);

#endif
