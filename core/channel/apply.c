/* SPDX-License-Identifier: Apache-2.0 */
/* Judge first, without touching the state; then the effect, which cannot
 * fail. */
#include <string.h>

#include "core/channel/acts.h"
#include "core/channel/rules.h"

#define RECORD_MAX (GS_RECORD_MAX - GS_AT_LEN)

static int refuse_memory(struct gs_refusal *refusal)
{
	return gs_refuse(refusal, GS_ERR_MEMORY, "out-of-memory",
	    "out of memory");
}

int gs_candidate_parse(struct gs_record *rec, struct gs_refusal *refusal,
    struct gs_arena *arena, const void *text, size_t len)
{
	*refusal = (struct gs_refusal){.why = NULL};
	int err = gs_record_parse(rec, &refusal->line, arena, text, len);

	if (err == GS_ERR_MEMORY)
		return refuse_memory(refusal);
	if (err == GS_ERR_UNKNOWN)
		return gs_refuse(refusal, err, "record-type-unknown",
		    "there is no record of this type");
	if (err == GS_ERR_SIGNATURE)
		return gs_refuse(refusal, err, "record-signature-missing",
		    "a signature that it needs is missing");
	if (err != GS_OK)
		return gs_refuse(refusal, err, "record-not-canonical",
		    "the record is not in canonical form");
	return GS_OK;
}

/* Copies the entry into the arena and parses it there. */
static int parse_entry(struct gs_record *rec, int64_t *at,
    struct gs_arena *arena, struct gs_refusal *refusal,
    struct gs_span entry)
{
	const uint8_t *text = NULL;
	size_t len = 0;

	if (entry.len > GS_RECORD_MAX)
		return gs_refuse_tell(refusal, GS_ERR_RANGE, "entry-too-long",
		    "the entry has {0} bytes; at most {1} are allowed",
		    gs_say_number(entry.len), gs_say_number(GS_RECORD_MAX));
	uint8_t *copy = gs_arena_take(arena, entry.len + 1, 1);
	if (copy == NULL)
		return refuse_memory(refusal);

	memcpy(copy, entry.ptr, entry.len);
	int err = gs_entry_split(at, &text, &len, copy, entry.len);
	if (err != GS_OK)
		return gs_refuse(refusal, err, "entry-without-time",
		    "the entry has no canonical `at` line");
	return gs_candidate_parse(rec, refusal, arena, text, len);
}

/* What a record of this rule will add, zeroed. */
static int take_room(void **out, struct gs_refusal *refusal,
    struct gs_arena *arena, const struct gs_rule *rule)
{
	if (rule->room == 0)
		return GS_OK;
	*out = gs_arena_take(arena, 1, rule->room);
	return *out == NULL ? refuse_memory(refusal) : GS_OK;
}

int gs_state_apply(struct gs_state *state, struct gs_entry_proof *proof,
    bool *has_proof, struct gs_refusal *refusal, const void *entry, size_t len)
{
	struct gs_record rec;
	const struct gs_rule *rule = NULL;
	struct gs_candidate act = {.state = state, .rec = &rec,
	    .index = state->size, .refusal = refusal};

	*refusal = (struct gs_refusal){.why = NULL};
	int err = parse_entry(&rec, &act.at, state->arena, refusal,
	    (struct gs_span){entry, len});
	if (err == GS_OK)
		err = gs_rule_of(&rule, refusal, rec.type);
	if (err == GS_OK)
		err = take_room(&act.room, refusal, state->arena, rule);
	if (err == GS_OK && gs_tag_reserve(state) != GS_OK)
		err = refuse_memory(refusal);
	if (err == GS_OK)
		err = gs_rule_judge(&act, rule);
	if (err != GS_OK)
		return err;

	rule->enter(state, &act);
	state->at = act.at;
	state->size++;

	*has_proof = act.has_proof;
	if (act.has_proof)
		*proof = act.proof;
	return GS_OK;
}

/* Every act that a filing announces must be there. */
static int judge_complete(struct gs_refusal *refusal,
    const struct gs_memo *memo, const struct gs_candidates *candidates)
{
	size_t endorsements = 0, withdrawals = 0;

	if (candidates->count ==
	    1 + (size_t)memo->endorsements + memo->withdrawals)
		return GS_OK;

	for (size_t i = 1; i < candidates->count; i++) {
		const struct gs_type *type = gs_type_of(
		    candidates->texts[i].ptr, candidates->texts[i].len);
		endorsements += type != NULL &&
		    type->kind == GS_RECORD_ENDORSE;
		withdrawals += type != NULL &&
		    type->kind == GS_RECORD_WITHDRAW;
	}
	return gs_refuse_tell(refusal, GS_ERR_RULE, "filing-incomplete",
	    "the memo announces {0} endorsements and {1} withdrawals; {2} and "
	    "{3} were sent", gs_say_number(memo->endorsements),
	    gs_say_number(memo->withdrawals), gs_say_number(endorsements),
	    gs_say_number(withdrawals));
}

/* One of the acts that follow their memo, which is not in the state. */
static int judge_follower(struct gs_entry_proof *proof,
    struct gs_candidate *next, struct gs_arena *arena, struct gs_span text)
{
	struct gs_record rec;
	const struct gs_rule *rule = NULL;

	next->rec = &rec;
	int err = gs_candidate_parse(&rec, next->refusal, arena, text.ptr,
	    text.len);
	if (err == GS_OK)
		err = gs_rule_of(&rule, next->refusal, rec.type);
	if (err == GS_OK && !rule->in_filing)
		return gs_refuse_tell(next->refusal, GS_ERR_RULE,
		    "filing-other-record", "a filing is a memo, endorsements, "
		    "withdrawals; a record of type {0} is among them",
		    gs_say_text(rec.type->name));
	if (err == GS_OK)
		err = gs_rule_judge(next, rule);
	if (err != GS_OK)
		return err;

	gs_act_count(next->memo, next);
	*proof = next->proof;
	return GS_OK;
}

static int judge_filing(struct gs_entry_proof *proofs,
    const struct gs_candidate *first, struct gs_arena *arena,
    const struct gs_candidates *candidates)
{
	struct gs_memo *memo = first->room;
	int err = judge_complete(first->refusal, memo, candidates);

	for (size_t i = 1; err == GS_OK && i < candidates->count; i++) {
		struct gs_candidate next = {.state = first->state,
		    .at = first->at, .index = first->index + i, .memo = memo,
		    .refusal = first->refusal};
		err = judge_follower(&proofs[i], &next, arena,
		    candidates->texts[i]);
	}
	return err;
}

static int judge_lengths(struct gs_refusal *refusal,
    const struct gs_candidates *candidates)
{
	if (candidates->count == 0)
		return gs_refuse(refusal, GS_ERR_RANGE, "no-record",
		    "there is no record to judge");

	for (size_t i = 0; i < candidates->count; i++)
		if (candidates->texts[i].len > RECORD_MAX)
			return gs_refuse_tell(refusal, GS_ERR_RANGE,
			    "record-too-long", "the record has {0} bytes; at "
			    "most {1} are allowed",
			    gs_say_number(candidates->texts[i].len),
			    gs_say_number(RECORD_MAX));
	return GS_OK;
}

int gs_state_check(struct gs_entry_proof *proofs, size_t *proof_count,
    struct gs_refusal *refusal, struct gs_arena *arena,
    const struct gs_state *state, const struct gs_candidates *candidates)
{
	struct gs_record rec;
	const struct gs_rule *rule = NULL;
	struct gs_candidate act = {.state = state, .rec = &rec,
	    .at = candidates->at, .index = state->size, .refusal = refusal};

	*refusal = (struct gs_refusal){.why = NULL};
	int err = judge_lengths(refusal, candidates);
	if (err == GS_OK)
		err = gs_candidate_parse(&rec, refusal, arena,
		    candidates->texts[0].ptr, candidates->texts[0].len);
	if (err == GS_OK)
		err = gs_rule_of(&rule, refusal, rec.type);
	if (err == GS_OK)
		err = take_room(&act.room, refusal, arena, rule);
	if (err == GS_OK)
		err = gs_rule_judge(&act, rule);
	if (err != GS_OK)
		return err;

	if (rule->kind == GS_RECORD_MEMO)
		err = judge_filing(proofs, &act, arena, candidates);
	else if (candidates->count != 1)
		err = gs_refuse_tell(refusal, GS_ERR_RULE, "several-records",
		    "{0} records were sent together; only a filing has several",
		    gs_say_number(candidates->count));
	if (err != GS_OK)
		return err;

	if (act.has_proof)
		proofs[0] = act.proof;
	*proof_count = act.has_proof ? candidates->count : 0;
	return GS_OK;
}
