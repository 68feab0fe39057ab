/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: a record that asks to become the next entry, and
 * what several of its judges require. */
#ifndef GS_CORE_CHANNEL_JUDGE_H
#define GS_CORE_CHANNEL_JUDGE_H

#include "core/channel/state.h"

struct gs_candidate {
	const struct gs_state *state;
	const struct gs_record *rec;
	struct gs_entry_header header; /* `at`, and what a memo announces */
	uint64_t index;
	struct gs_memo *memo; /* the one that it is about, if any */
	void *room;           /* what it will add to the state, zeroed; its
	                         judge fills it (rules.h) */
	struct gs_entry_proof proof; /* valid if has_proof */
	bool has_proof;
	/* What an anchor's note says; its first's says nothing. */
	struct gs_anchor_note note;
	struct gs_refusal *refusal;
};

static inline struct gs_message_value gs_say_part(struct gs_part part)
{
	return gs_say_span(part.ptr, part.len);
}

/* The record names this channel. */
GS_CHECKED int gs_require_channel(struct gs_refusal *refusal,
    const struct gs_record *rec, const uint8_t channel[32]);
/* The charter in force knows `role`, and its key signed the record. */
GS_CHECKED int gs_require_signature(struct gs_candidate *act,
    const char *role);
/* Signed with the key that the memo's record names as its author's. */
GS_CHECKED int gs_require_author(struct gs_candidate *act);
/* The memo was acknowledged: what follows needs one that the office could
 * read. */
GS_CHECKED int gs_require_acknowledgement(struct gs_candidate *act);
/* Refuses what comes after the end of the memo's procedure. */
int gs_refuse_ended(struct gs_refusal *refusal);
/* Refuses a banner that the charter's style does not know. */
int gs_refuse_banner(struct gs_refusal *refusal, struct gs_part banner);
/* Refuses a recipient, of the line `field`, of a type that nobody can seal
 * to. */
int gs_refuse_recipient(struct gs_refusal *refusal, const char *field,
    struct gs_part type);
/* The charter's witnesses and their quorum (charter_witness.c). */
GS_CHECKED int gs_charter_read_witnesses(struct gs_charter *out,
    struct gs_refusal *refusal);
GS_CHECKED int gs_charter_judge_witness(struct gs_refusal *refusal,
    const struct gs_value *line);
/* Finds act->memo by the record's `memo` line. */
GS_CHECKED int gs_require_memo(struct gs_candidate *act);

#endif
