/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/release.h"

#include <string.h>

#include "core/bytes.h"
#include "core/channel/acts.h"
#include "core/record/time.h"
#include "lib/crash.h"
#include "lib/records/promise.h"
#include "server/back/enter.h"
#include "server/back/sequence.h"
#include "server/back/warn.h"

static int64_t next_release(const struct gs_back *back, int64_t now)
{
	return gs_next_release(gs_state_charter(back->state), now);
}

/* The last one before `by`: two are at most a day apart. */
static int64_t release_before(const struct gs_back *back, int64_t by)
{
	int64_t at = next_release(back, by > GS_DAY ? by - GS_DAY - 1 : 0);

	for (int64_t next = at; next < by; next = next_release(back, at))
		at = next;
	return at;
}

static int sign_promise(struct gs_span *out, struct gs_back *back,
    struct gs_answer *answer, const struct gs_record *act)
{
	uint8_t text[GS_PROMISE_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_promise promise;

	int err = gs_promise_of(&promise, act);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	/* The release after the next: a night's failure does not break it. */
	promise.by = next_release(back, next_release(back, back->at));

	err = gs_promise_write(&w, &answer->pool.arena, &promise,
	    back->promise_secret);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	return gs_answer_keep(out, answer, (struct gs_span){w.ptr, w.len});
}

/* Whether `act` may follow what waits under its tag. */
static int judge_waiting(struct gs_refusal *refusal, struct gs_span waiting,
    const struct gs_record *act)
{
	const struct gs_type *type = gs_type_of(waiting.ptr, waiting.len);

	if (gs_record_is(act, GS_RECORD_ANSWER))
		return gs_refuse_answered(refusal);
	return gs_tag_next(refusal, type == NULL ? GS_TAG_NONE :
	    gs_tag_after(type->kind), act->type->kind);
}

/* The same text has its promise already; else the rule decides.  A withdrawal
 * takes the place of an endorsement that waits. */
static int meet_pending(struct gs_back *back, struct gs_answer *answer,
    bool *again, const uint8_t *tag, const struct gs_record *act)
{
	struct gs_pending old;
	struct gs_refusal refusal = {.why = NULL};

	int err = gs_store_pending(&old, back->store,
	    gs_record_hash(act, "memo"), tag);
	if (err == GS_ERR_UNKNOWN)
		return GS_OK;
	if (err != GS_OK)
		return gs_answer_fail(answer, err);

	if (old.record.len == act->len &&
	    memcmp(old.record.ptr, act->text, act->len) == 0) {
		*again = true;
		return gs_answer_keep(&answer->bytes, answer, old.promise);
	}
	err = judge_waiting(&refusal, old.record, act);
	return err == GS_OK ? GS_OK :
	    gs_answer_refusal(answer, err, &refusal);
}

static void put_pending(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const uint8_t *tag, const struct gs_record *act)
{
	struct gs_pending new = {.record = {act->text, act->len}};

	if (sign_promise(&answer->bytes, back, answer, act) != GS_OK)
		return;
	memcpy(new.memo, gs_record_hash(act, "memo"), 32);
	memcpy(new.tag, tag, 32);
	new.promise = answer->bytes;

	gs_back_put_contents(back, ask->contents, ask->content_count);
	if (back->failed != GS_OK)
		return;
	back->anonymous = true;
	back->failed = gs_store_put_pending(back->store, &new);
}

/* Whoever has the memo's link has its box's token, and before the token fits
 * nobody makes us check a proof.  A memo that was filed without a box has none
 * to ask for, whoever opened one with its id; an answer stands on a signature,
 * which is cheap. */
static int require_token(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct gs_record *act)
{
	struct gs_box box;

	if (gs_record_is(act, GS_RECORD_ANSWER))
		return GS_OK;
	int err = gs_store_box(&box, back->store, gs_record_hash(act, "memo"));
	if (err == GS_ERR_UNKNOWN)
		return GS_OK;
	if (err != GS_OK)
		return gs_answer_fail(answer, err);

	if (!box.filed || gs_back_is_token(ask->token, &box))
		return GS_OK;
	return gs_answer_refuse(answer, GS_ERR_DENIED, "act-needs-token",
	    "an act on a memo that gathered in a box here needs the box's "
	    "token");
}

/* The endorsement that a withdrawal takes back may wait itself, so that the log
 * does not know it yet: then the withdrawal is judged behind it. */
static int judge_behind(bool *behind, struct gs_entry_proof *proof,
    struct gs_back *back, struct gs_answer *answer,
    const struct gs_record *rec)
{
	struct gs_pending waiting;
	struct gs_refusal refusal = {.why = NULL};
	uint8_t tag[32];
	const struct gs_memo *memo = gs_record_is(rec, GS_RECORD_WITHDRAW) ?
	    gs_state_memo_by(back->state, gs_record_hash(rec, "memo")) : NULL;

	if (memo == NULL || memo->ended != 0)
		return GS_OK;
	gs_promise_tag(tag, rec);
	int err = gs_store_pending(&waiting, back->store, memo->id, tag);
	if (err == GS_ERR_UNKNOWN)
		return GS_OK;
	if (err != GS_OK)
		return gs_answer_fail(answer, err);

	const struct gs_act_ground ground = {memo->id, memo->charter,
	    memo->roll};
	*behind = true;
	err = gs_act_check(proof, &refusal, rec, &ground);
	return err == GS_OK ? GS_OK :
	    gs_answer_refusal(answer, err, &refusal);
}

/* All that is judged about an act before it may wait. */
static int judge_late(struct gs_record *rec, struct gs_entry_proof *proof,
    size_t *count, struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_refusal refusal;
	bool behind = false;

	int err = gs_candidate_parse(rec, &refusal, &answer->pool.arena,
	    ask->texts[0].ptr, ask->texts[0].len);
	if (err != GS_OK)
		return gs_answer_refusal(answer, err, &refusal);
	err = judge_behind(&behind, proof, back, answer, rec);
	*count = 1;
	if (err == GS_OK && !behind)
		err = gs_back_check(back, answer, proof, count, ask->texts, 1);
	if (err != GS_OK)
		return err;

	if (!gs_back_waits(rec))
		return gs_answer_refuse(answer, GS_ERR_RULE,
		    "record-does-not-wait", "only endorsements, withdrawals "
		    "and answers wait for a release: other records go to "
		    "/records");
	err = require_token(back, answer, ask, rec);
	if (err == GS_OK)
		err = gs_back_check_contents(answer, ask->texts[0],
		    ask->contents, ask->content_count);
	return err;
}

void gs_back_act(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_entry_proof proof;
	struct gs_record rec;
	uint8_t tag[32];
	size_t count = 0;
	bool again = false;

	if (judge_late(&rec, &proof, &count, back, answer, ask) != GS_OK)
		return;
	gs_promise_tag(tag, &rec);
	int err = meet_pending(back, answer, &again, tag, &rec);
	if (err != GS_OK || again)
		return;

	if (!ask->dry)
		put_pending(back, answer, ask, tag, &rec);
	else if (gs_back_tell_proofs(answer, &proof, count) != GS_OK)
		answer->proof_count = 0;
}

/* What leaves the waiting room, in the store's order, which is not that of
 * arrival. */
struct release {
	struct gs_pool pool;
	const uint8_t *memo; /* or NULL for all */
	struct late_act {
		struct gs_span record;
		struct late_act *next;
	} *first, **last;
};

static int collect_record(struct release *r, struct gs_span record)
{
	struct late_act *one = gs_arena_take(&r->pool.arena, 1, sizeof *one);
	uint8_t *text = gs_arena_take(&r->pool.arena, record.len + 1, 1);

	if (one == NULL || text == NULL)
		return GS_ERR_MEMORY;

	memcpy(text, record.ptr, record.len);
	one->record = (struct gs_span){text, record.len};
	*r->last = one;
	r->last = &one->next;
	return GS_OK;
}

static int collect_pending(void *ctx, const struct gs_pending *act)
{
	struct release *r = ctx;

	if (r->memo != NULL && memcmp(act->memo, r->memo, 32) != 0)
		return GS_OK;
	int err = act->endorsement.len == 0 ? GS_OK :
	    collect_record(r, act->endorsement);
	return err == GS_OK ? collect_record(r, act->record) : err;
}

/* It was admissible when it was promised, and nothing that happened since can
 * have changed that. */
static void append_released(struct gs_back *back, struct gs_span record)
{
	struct gs_answer answer;
	struct gs_entry_proof proof;
	size_t count = 0;

	gs_answer_start(&answer);
	int err = gs_back_check(back, &answer, &proof, &count, &record, 1);
	if (err == GS_OK)
		gs_back_append(back, &record, 1);
	else if (err == GS_ERR_MEMORY)
		back->failed = err; /* nothing is known against it */
	else
		gs_back_warn("released-act-refused",
		    "release: an act was refused: {0}",
		    gs_say_text(answer.report.text));
	gs_answer_free(&answer);
}

void gs_back_release(struct gs_back *back, const uint8_t *memo)
{
	struct release r = {.memo = memo, .last = &r.first};

	(void)gs_pool_start(&r.pool);
	int err = gs_store_each_pending(back->store, collect_pending, &r);
	if (err == GS_OK && r.first != NULL)
		err = gs_store_clear_pending(back->store, memo);
	GS_CRASH_POINT("release-cleared");

	if (err != GS_OK)
		back->failed = err;
	else if (r.first != NULL)
		back->anonymous = true;
	for (struct late_act *one = r.first;
	    one != NULL && back->failed == GS_OK; one = one->next)
		append_released(back, one->record);

	gs_pool_free(&r.pool);
	if (memo == NULL && gs_state_charter(back->state) != NULL)
		back->next_release = next_release(back, back->at);
}

/* The earliest release that some promise counts on. */
static int find_earliest(void *ctx, const struct gs_pending *act)
{
	struct gs_back *back = ctx;
	struct gs_promise promise;

	int err = gs_promise_read(&promise, act->promise.ptr,
	    act->promise.len);
	if (err != GS_OK)
		return GS_ERR_CORRUPT;
	int64_t at = release_before(back, promise.by);
	if (at < back->next_release)
		back->next_release = at;
	return GS_OK;
}

int gs_back_plan_release(struct gs_back *back)
{
	back->next_release = next_release(back, gs_clock_now(&back->clock));
	return gs_store_each_pending(back->store, find_earliest, back);
}

static int require_movable(struct gs_back *back, struct gs_answer *answer,
    int64_t to)
{
	if (!back->clock.simulated || !gs_state_charter(back->state)->exercise)
		return gs_answer_refuse(answer, GS_ERR_DENIED,
		    "clock-not-simulated", "only a server with a simulated "
		    "clock, under an exercise charter, moves its time");
	if (to < gs_clock_now(&back->clock) || to > GS_TIME_MAX)
		return gs_answer_refuse(answer, GS_ERR_RULE, "clock-backward",
		    "the clock moves forward only");
	return GS_OK;
}

void gs_back_clock(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	if (require_movable(back, answer, ask->now) != GS_OK)
		return;

	/* After the first nothing waits any more. */
	if (back->next_release <= ask->now) {
		if (back->next_release > back->at)
			back->at = back->next_release;
		gs_back_release(back, NULL);
	}

	int err = gs_clock_move(&back->clock, ask->now);
	if (err != GS_OK)
		gs_answer_fail(answer, err);
	back->next_release = next_release(back, ask->now);
	if (ask->now > back->at)
		back->at = ask->now;
	answer->channel.now = ask->now;
}
