/* SPDX-License-Identifier: Apache-2.0 */
/* Judge first, without touching the state; then the effect, which cannot
 * fail. */
#include <string.h>

#include "core/channel/state.h"

int gs_refuse(struct gs_candidate *act, int err, const char *why)
{
	act->refusal->why = why;
	return err;
}

int gs_require_signature(struct gs_candidate *act, const char *role)
{
	const struct gs_role *holder = gs_charter_role(act->state->charter,
	    role);
	if (holder == NULL)
		return gs_refuse(act, GS_ERR_RULE,
		    "the charter has nobody in the role that must sign");
	int err = gs_record_verify(act->rec, role, holder->key.ptr);
	if (err == GS_ERR_UNKNOWN)
		return gs_refuse(act, GS_ERR_SIGNATURE,
		    "signed by the wrong role, or not at all");
	if (err != GS_OK)
		return gs_refuse(act, GS_ERR_SIGNATURE,
		    "the signature does not verify under the role's key");
	return GS_OK;
}

int gs_require_memo(struct gs_candidate *act)
{
	const uint8_t *id = gs_record_hash(act->rec, "memo");
	struct gs_memo *m = act->state->memo;
	while (m != NULL && memcmp(m->id, id, 32) != 0)
		m = m->before;
	if (m == NULL)
		return gs_refuse(act, GS_ERR_UNKNOWN,
		    "there is no such memo in this log");
	if (m->ended != 0 && strcmp(act->rec->type->name, "publish") != 0)
		return gs_refuse(act, GS_ERR_RULE,
		    "the procedure of this memo has ended");
	act->memo = m;
	return GS_OK;
}

static bool filing_open(const struct gs_state *state)
{
	const struct gs_memo *m = state->memo;
	return m != NULL &&
	    m->pending_endorsements + m->pending_withdrawals > 0;
}

/* What holds for every record, whatever its type. */
static int judge_any(struct gs_candidate *act)
{
	const struct gs_state *state = act->state;
	const char *type = act->rec->type->name;
	bool member = strcmp(type, "endorse") == 0 ||
	    strcmp(type, "withdraw") == 0;
	if (!act->rec->type->logged)
		return gs_refuse(act, GS_ERR_RULE,
		    "records of this type do not enter the log");
	if (act->at < state->at)
		return gs_refuse(act, GS_ERR_RULE,
		    "time runs backwards: `at` is before the last entry's");
	if (state->charter == NULL)
		return strcmp(type, "charter") == 0 ? GS_OK :
		    gs_refuse(act, GS_ERR_RULE,
		        "the first entry of a log is its charter");
	if (memcmp(gs_record_hash(act->rec, "channel"),
	        state->charter->channel, 32) != 0)
		return gs_refuse(act, GS_ERR_MISMATCH,
		    "the record belongs to another channel");
	if (filing_open(state) && !member)
		return gs_refuse(act, GS_ERR_RULE,
		    "a filing's endorsements and withdrawals follow its memo");
	return GS_OK;
}

static int judge(struct gs_candidate *act, struct gs_charter *charter,
    struct gs_memo *memo)
{
	const char *type = act->rec->type->name;
	int err = judge_any(act);
	if (err != GS_OK)
		return err;
	if (strcmp(type, "charter") == 0)
		return gs_charter_judge(act, charter);
	if (strcmp(type, "roll") == 0)
		return gs_roll_judge(act);
	if (strcmp(type, "memo") == 0)
		return gs_memo_judge(act, memo);
	if (act->memo == NULL)
		err = filing_open(act->state) ? GS_OK : gs_require_memo(act);
	if (err != GS_OK)
		return err;
	if (act->memo == NULL)
		act->memo = act->state->memo;
	if (strcmp(type, "acknowledge") == 0)
		return gs_acknowledge_judge(act);
	if (strcmp(type, "reply") == 0)
		return gs_reply_judge(act);
	if (strcmp(type, "ask") == 0)
		return gs_ask_judge(act);
	if (strcmp(type, "answer") == 0)
		return gs_answer_judge(act);
	if (strcmp(type, "publish") == 0)
		return gs_publish_judge(act);
	if (strcmp(type, "end") == 0)
		return gs_end_judge(act);
	return gs_acts_judge(act);
}

static void enter_roll(struct gs_state *state, struct gs_roll_edition *roll,
    const struct gs_candidate *act)
{
	const struct gs_record *rec = act->rec;
	memcpy(roll->root, gs_record_hash(rec, "root"), 32);
	roll->edition = gs_record_number(rec, "edition");
	roll->size = gs_record_number(rec, "size");
	roll->eligible = gs_record_number(rec, "eligible");
	roll->index = act->index;
	roll->at = act->at;
	roll->replaced = INT64_MAX;
	roll->before = state->roll;
	if (state->roll != NULL)
		state->roll->replaced = act->at;
	state->roll = roll;
}

struct room {
	struct gs_charter *charter;
	struct gs_memo *memo;
	struct gs_roll_edition *roll;
	struct gs_question *question;
	struct gs_publication *publication;
};

static void enter_question(struct gs_memo *memo, struct gs_question *q,
    const struct gs_candidate *act)
{
	q->number = gs_record_number(act->rec, "question");
	q->asked = act->at;
	q->ask = *act->rec;
	q->before = memo->question;
	memo->question = q;
}

static void enter_answer(struct gs_memo *memo, const struct gs_candidate *act)
{
	struct gs_question *q = gs_question_by(memo,
	    gs_record_number(act->rec, "question"));
	q->answered = act->at;
	q->answer = *act->rec;
}

static void enter_publication(struct gs_memo *memo, struct gs_publication *p,
    const struct gs_candidate *act)
{
	p->number = gs_record_number(act->rec, "publication");
	p->at = act->at;
	p->rec = *act->rec;
	p->before = memo->publication;
	memo->publication = p;
}

static void enter_office(struct gs_memo *memo, const struct gs_candidate *act,
    const struct room *room)
{
	const char *type = act->rec->type->name;
	struct gs_part finding = gs_record_part(act->rec, "finding");
	if (strcmp(type, "ask") == 0) {
		enter_question(memo, room->question, act);
	} else if (strcmp(type, "answer") == 0) {
		enter_answer(memo, act);
	} else if (strcmp(type, "publish") == 0) {
		enter_publication(memo, room->publication, act);
	} else if (strcmp(type, "reply") == 0) {
		memo->replied = act->at;
		memo->reply = *act->rec;
	} else if (strcmp(type, "end") == 0) {
		memo->ended = act->at;
	} else if (gs_part_is(&finding, "matches")) {
		memo->acknowledged = act->at;
	} else {
		memo->unreadable = act->at;
	}
}

/* Cannot fail: `room` was taken and a tag reserved before. */
static void enter(struct gs_state *state, struct gs_candidate *act,
    const struct room *room)
{
	const char *type = act->rec->type->name;
	if (strcmp(type, "charter") == 0) {
		state->charter = room->charter;
	} else if (strcmp(type, "roll") == 0) {
		enter_roll(state, room->roll, act);
	} else if (strcmp(type, "memo") == 0) {
		state->memo = room->memo;
		gs_tag_set(state, room->memo->roll->root, act->claim.proof,
		    TAG_FILED);
	} else if (act->has_claim) {
		gs_acts_count(act->memo, act);
		gs_tag_set(state, act->memo->id, act->claim.proof,
		    strcmp(type, "endorse") == 0 ? TAG_ENDORSED :
		        TAG_WITHDRAWN);
	} else {
		enter_office(act->memo, act, room);
	}
	state->at = act->at;
	state->size++;
}

/* What a record of this type will add to the state. */
static int take_room(struct room *room, struct gs_state *state,
    const char *type)
{
	struct gs_arena *arena = state->arena;
	void *got = state;
	if (strcmp(type, "charter") == 0)
		got = room->charter = gs_arena_take(arena, 1,
		    sizeof *room->charter);
	else if (strcmp(type, "roll") == 0)
		got = room->roll = gs_arena_take(arena, 1, sizeof *room->roll);
	else if (strcmp(type, "memo") == 0)
		got = room->memo = gs_arena_take(arena, 1, sizeof *room->memo);
	else if (strcmp(type, "ask") == 0)
		got = room->question = gs_arena_take(arena, 1,
		    sizeof *room->question);
	else if (strcmp(type, "publish") == 0)
		got = room->publication = gs_arena_take(arena, 1,
		    sizeof *room->publication);
	return got == NULL ? GS_ERR_MEMORY : gs_tag_reserve(state);
}

/* Parses a record and says what is wrong with it. */
static int parse_record(struct gs_record *rec, struct gs_arena *arena,
    struct gs_refusal *refusal, const uint8_t *text, size_t len)
{
	int err = gs_record_parse(rec, &refusal->line, arena, text, len);
	refusal->why = err == GS_ERR_MEMORY ? "out of memory" :
	    err == GS_ERR_UNKNOWN ? "there is no record of this type" :
	    err == GS_ERR_SIGNATURE ? "a signature that it needs is missing" :
	    "the record is not in canonical form";
	return err;
}

/* Copies the entry into the arena and parses it there. */
static int parse_entry(struct gs_record *rec, int64_t *at,
    struct gs_arena *arena, struct gs_refusal *refusal, const void *entry,
    size_t len)
{
	const uint8_t *text = NULL;
	size_t text_len = 0;
	uint8_t *copy = gs_arena_take(arena, len + 1, 1);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	memcpy(copy, entry, len);
	refusal->why = "the entry has no canonical `at` line";
	int err = gs_entry_split(at, &text, &text_len, copy, len);
	if (err != GS_OK)
		return err;
	return parse_record(rec, arena, refusal, text, text_len);
}

int gs_state_apply(struct gs_state *state, struct gs_entry_proof *claim, bool *has_claim,
    struct gs_refusal *refusal, const void *entry, size_t len)
{
	struct gs_record rec;
	struct gs_candidate act = {.state = state, .rec = &rec,
	    .index = state->size, .refusal = refusal};
	struct room room = {.charter = NULL};
	*refusal = (struct gs_refusal){.why = "out of memory"};
	if (len > GS_RECORD_MAX) {
		refusal->why = "the entry is longer than 65535 bytes";
		return GS_ERR_RANGE;
	}
	int err = parse_entry(&rec, &act.at, state->arena, refusal, entry, len);
	if (err == GS_OK) {
		refusal->why = "out of memory";
		err = take_room(&room, state, rec.type->name);
	}
	if (err == GS_OK)
		err = judge(&act, room.charter, room.memo);
	if (err != GS_OK)
		return err;
	enter(state, &act, &room);
	*has_claim = act.has_claim;
	if (act.has_claim) {
		*claim = act.claim;
		claim->memo = room.memo != NULL ? room.memo->number :
		    act.memo->number;
	}
	*refusal = (struct gs_refusal){.why = NULL};
	return GS_OK;
}

/* Every act that a filing announces must be there. */
static int judge_complete(struct gs_candidate *act, const struct gs_memo *memo,
    size_t count)
{
	size_t want = 1 + (size_t)memo->endorsements + memo->withdrawals;
	if (count != want)
		return gs_refuse(act, GS_ERR_RULE,
		    "the filing has not the acts that its memo announces");
	return GS_OK;
}

static int judge_rest(struct gs_candidate *act, struct gs_entry_proof *claims,
    struct gs_arena *arena, struct gs_memo *memo,
    const struct gs_span *texts, size_t count)
{
	int err = judge_complete(act, memo, count);
	for (size_t i = 1; err == GS_OK && i < count; i++) {
		struct gs_record rec;
		struct gs_candidate next = {.state = act->state, .rec = &rec,
		    .at = act->at, .index = act->index + i, .memo = memo,
		    .refusal = act->refusal};
		err = parse_record(&rec, arena, act->refusal, texts[i].ptr,
		    texts[i].len);
		if (err == GS_OK && strcmp(rec.type->name, "endorse") != 0 &&
		    strcmp(rec.type->name, "withdraw") != 0)
			err = gs_refuse(act, GS_ERR_RULE,
			    "a filing is a memo, endorsements, withdrawals");
		if (err == GS_OK)
			err = judge(&next, NULL, NULL);
		if (err == GS_OK) {
			gs_acts_count(memo, &next);
			claims[i] = next.claim;
		}
	}
	return err;
}

int gs_state_check(const struct gs_state *state, struct gs_entry_proof *claims,
    size_t *claim_count, struct gs_refusal *refusal, struct gs_arena *arena,
    int64_t at, const struct gs_span *texts, size_t count)
{
	struct gs_record rec;
	struct gs_candidate act = {.state = state, .rec = &rec, .at = at,
	    .index = state->size, .refusal = refusal};
	*refusal = (struct gs_refusal){.why = "nothing to judge"};
	struct gs_charter *charter = gs_arena_take(arena, 1, sizeof *charter);
	struct gs_memo *memo = gs_arena_take(arena, 1, sizeof *memo);
	if (charter == NULL || memo == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (texts[i].len > GS_RECORD_MAX - GS_AT_LEN)
			return gs_refuse(&act, GS_ERR_RANGE,
			    "the record is longer than 65511 bytes");
	if (count == 0)
		return GS_ERR_RANGE;
	int err = parse_record(&rec, arena, refusal, texts[0].ptr,
	    texts[0].len);
	if (err == GS_OK)
		err = judge(&act, charter, memo);
	bool filing = err == GS_OK && strcmp(rec.type->name, "memo") == 0;
	if (filing)
		err = judge_rest(&act, claims, arena, memo, texts, count);
	else if (err == GS_OK && count != 1)
		err = gs_refuse(&act, GS_ERR_RULE,
		    "only a filing has several records");
	if (err != GS_OK)
		return err;
	if (act.has_claim)
		claims[0] = act.claim;
	*claim_count = act.has_claim ? count : 0;
	*refusal = (struct gs_refusal){.why = NULL};
	return GS_OK;
}
