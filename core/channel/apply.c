/* SPDX-License-Identifier: Apache-2.0 */
/* Judge first, without touching the state; then the effect, which cannot
 * fail. */
#include <string.h>

#include "core/channel/acts.h"
#include "core/channel/charter.h"
#include "core/channel/ledger.h"
#include "core/channel/rules.h"

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

/* Where an entry lies: with what the state keeps, unless it keeps nothing. */
static struct gs_arena *choose_arena(const struct gs_state *state,
    struct gs_span text)
{
	struct gs_refusal unheard = {.why = NULL};
	const struct gs_rule *rule = NULL;

	if (state->scratch == NULL)
		return state->arena;
	const struct gs_type *type = gs_type_of(text.ptr, text.len);
	if (type == NULL || gs_rule_of(&rule, &unheard, type) != GS_OK)
		return state->arena;
	return rule->leaves_nothing ? state->scratch : state->arena;
}

/* Copies the entry's record into an arena and parses it there. */
static int parse_entry(struct gs_candidate *act, struct gs_record *rec,
    const struct gs_state *state, struct gs_span entry)
{
	struct gs_span text = {NULL, 0}, copy = {NULL, 0};

	if (entry.len > GS_ENTRY_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RANGE,
		    "entry-too-long", "the entry has {0} bytes; at most {1} "
		    "are allowed", gs_say_number(entry.len),
		    gs_say_number(GS_ENTRY_MAX));
	if (gs_entry_split(&act->header, &text, entry.ptr, entry.len) != GS_OK)
		return gs_refuse(act->refusal, GS_ERR_FORMAT, "entry-header",
		    "the entry has no canonical `at` line, or not the `acts` "
		    "line that a memo and nothing else has");

	struct gs_arena *arena = choose_arena(state, text);
	if (gs_arena_copy(&copy, arena, text) != GS_OK)
		return refuse_memory(act->refusal);
	return gs_candidate_parse(rec, act->refusal, arena, copy.ptr,
	    copy.len);
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

/* The state in which an entry of that time is judged; it shares everything with
 * `state`. */
static struct gs_state state_at(const struct gs_state *state, int64_t at)
{
	struct gs_state then = *state;

	gs_state_pass(&then, at);
	return then;
}

int gs_state_apply(struct gs_state *state, struct gs_entry_proof *proof,
    bool *has_proof, struct gs_refusal *refusal, const void *entry, size_t len)
{
	const struct gs_hashed_entry unhashed = {{entry, len}, NULL, NULL};

	return gs_state_apply_hashed(state, proof, has_proof, refusal,
	    &unhashed);
}

int gs_state_apply_hashed(struct gs_state *state,
    struct gs_entry_proof *proof, bool *has_proof, struct gs_refusal *refusal,
    const struct gs_hashed_entry *entry)
{
	struct gs_record rec;
	const struct gs_rule *rule = NULL;
	struct gs_state then;
	struct gs_candidate act = {.state = &then, .rec = &rec,
	    .index = state->size, .refusal = refusal};

	*refusal = (struct gs_refusal){.why = NULL};
	int err = parse_entry(&act, &rec, state, entry->bytes);
	if (err == GS_OK)
		err = gs_rule_of(&rule, refusal, rec.type);
	if (err == GS_OK)
		err = take_room(&act.room, refusal, state->arena, rule);
	if (err == GS_OK && (gs_state_reserve(state) != GS_OK ||
	        gs_ledger_reserve(state->ledger) != GS_OK))
		err = refuse_memory(refusal);
	if (err == GS_OK) {
		then = state_at(state, act.header.at);
		err = gs_rule_judge(&act, rule);
	}
	if (err != GS_OK)
		return err;

	gs_state_pass(state, act.header.at);
	state->at = act.header.at;
	rule->enter(state, &act);
	gs_ledger_add(state->ledger, &rec, act.index, entry);
	state->size++;

	*has_proof = act.has_proof;
	if (act.has_proof)
		*proof = act.proof;
	return GS_OK;
}

void gs_candidates_header(struct gs_entry_header *header,
    const struct gs_candidates *candidates)
{
	struct gs_entry_header mine = {.at = candidates->at};
	uint64_t endorsements = 0, withdrawals = 0;

	for (size_t i = 0; i < candidates->count; i++) {
		const struct gs_type *type = gs_type_of(
		    candidates->texts[i].ptr, candidates->texts[i].len);
		if (type == NULL)
			continue;
		mine.has_acts |= i == 0 && type->kind == GS_RECORD_MEMO;
		endorsements += type->kind == GS_RECORD_ENDORSE;
		withdrawals += type->kind == GS_RECORD_WITHDRAW;
	}

	/* Each withdrawal takes one of the endorsements back; what has more of
	 * them than endorsements is refused when it is judged. */
	if (mine.has_acts) {
		mine.withdrawals = withdrawals;
		mine.endorsements = endorsements > withdrawals ?
		    endorsements - withdrawals : 0;
	}
	*header = mine;
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
	int err = GS_OK;

	for (size_t i = 1; err == GS_OK && i < candidates->count; i++) {
		struct gs_candidate next = {.state = first->state,
		    .header.at = first->header.at,
		    .index = first->index + i, .memo = memo,
		    .refusal = first->refusal};
		err = judge_follower(&proofs[i], &next, arena,
		    candidates->texts[i]);
	}
	if (err == GS_OK &&
	    memo->pending_endorsements + memo->pending_withdrawals > 0)
		err = gs_refuse(first->refusal, GS_ERR_RULE,
		    "filing-incomplete", "acts that the filing announces are "
		    "missing");
	return err;
}

/* With its header a record must fit into an entry. */
static size_t candidate_max(const struct gs_candidates *candidates, size_t i)
{
	const struct gs_span *text = &candidates->texts[i];
	const struct gs_type *type = gs_type_of(text->ptr, text->len);

	return type != NULL && type->kind == GS_RECORD_MEMO ?
	    GS_ENTRY_MAX - GS_ENTRY_HEADER_MAX : GS_RECORD_MAX;
}

static int judge_lengths(struct gs_refusal *refusal,
    const struct gs_candidates *candidates)
{
	if (candidates->count == 0)
		return gs_refuse(refusal, GS_ERR_RANGE, "no-record",
		    "there is no record to judge");

	for (size_t i = 0; i < candidates->count; i++)
		if (candidates->texts[i].len > candidate_max(candidates, i))
			return gs_refuse_tell(refusal, GS_ERR_RANGE,
			    "record-too-long", "the record has {0} bytes; at "
			    "most {1} are allowed",
			    gs_say_number(candidates->texts[i].len),
			    gs_say_number(candidate_max(candidates,
			        i)));
	return GS_OK;
}

int gs_state_check(struct gs_entry_proof *proofs, size_t *proof_count,
    struct gs_refusal *refusal, struct gs_arena *arena,
    const struct gs_state *state, const struct gs_candidates *candidates)
{
	struct gs_record rec;
	const struct gs_rule *rule = NULL;
	const struct gs_state then = state_at(state, candidates->at);
	struct gs_candidate act = {.state = &then, .rec = &rec,
	    .index = state->size, .refusal = refusal};

	*refusal = (struct gs_refusal){.why = NULL};
	gs_candidates_header(&act.header, candidates);
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
