/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/release.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/crash.h"
#include "lib/records/promise.h"
#include "lib/steps/flaws.h"
#include "server/back/anchor.h"
#include "server/back/clock_key.h"
#include "server/back/enter.h"
#include "server/back/gather.h"
#include "server/back/sequence.h"
#include "server/back/sweep.h"
#include "server/back/tidy.h"
#include "server/back/warn.h"

/* How long after its moment an event still bears that moment: entries of a
 * server that was down say when they really entered. */
#define SLACK 3600

static int64_t release_after(const struct gs_back *back, int64_t at)
{
	return gs_next_release(gs_state_charter(back->state), at);
}

int64_t gs_back_next_release(const struct gs_back *back)
{
	return release_after(back, back->at);
}

void gs_back_say_release(char out[GS_LOCAL_TIME_MAX],
    const struct gs_back *back)
{
	gs_local_time(out, gs_state_charter(back->state),
	    gs_back_next_release(back));
}

int64_t gs_back_release_after_next(const struct gs_back *back)
{
	return release_after(back, gs_back_next_release(back));
}

static int plan_after(struct gs_back *back, int64_t now)
{
	int64_t by = 0;

	if (gs_state_charter(back->state) == NULL)
		return GS_OK;
	int64_t next = release_after(back, now);
	int64_t hour = gs_back_anchor_hour(back);
	int err = gs_inbox_earliest(&by, back->inbox);
	if (err != GS_OK && err != GS_ERR_UNKNOWN)
		return err;

	if (err == GS_OK && by < next)
		next = by;
	back->next_event = hour < next ? hour : next;
	return GS_OK;
}

int gs_back_plan(struct gs_back *back)
{
	int64_t now = gs_clock_now(&back->clock);

	/* What is due, and failed, stays so. */
	return back->next_event <= now ? GS_OK : plan_after(back, now);
}

static int find_missed(void *ctx, const struct gs_pending *act)
{
	struct gs_back *back = ctx;
	int64_t now = gs_clock_now(&back->clock);
	bool due = false;

	int err = gs_back_is_due(&due, back, act, now);
	if (due && back->next_event > now)
		back->next_event = now;
	return err;
}

/* What should have entered while no server ran does so now. */
int gs_back_plan_start(struct gs_back *back)
{
	int err = plan_after(back, gs_clock_now(&back->clock));

	return err == GS_OK ? gs_inbox_each_pending(back->inbox, find_missed,
	    back) : err;
}

/* What is due, in an order that is not that of arrival. */
struct due {
	struct gs_pool pool;
	struct gs_back *back;
	int64_t event;
	struct due_act {
		struct gs_pending act;
		struct due_act *next;
	} *first, **last;
};

static int collect_due(void *ctx, const struct gs_pending *act)
{
	struct due *d = ctx;
	bool due = false;

	int err = gs_back_is_due(&due, d->back, act, d->event);
	if (err != GS_OK || !due)
		return err;
	struct due_act *one = gs_arena_take(&d->pool.arena, 1, sizeof *one);
	uint8_t *text = gs_arena_take(&d->pool.arena, act->record.len + 1, 1);
	if (one == NULL || text == NULL)
		return GS_ERR_MEMORY;

	memcpy(text, act->record.ptr, act->record.len);
	one->act = *act;
	one->act.record = (struct gs_span){text, act->record.len};
	*d->last = one;
	d->last = &one->next;
	return GS_OK;
}

/* The file that was kept for it. */
static int enter_file(struct gs_back *back, const struct gs_pending *act)
{
	static const uint8_t none[32];
	struct gs_blob_name held = {.kind = GS_BLOB_HELD};
	struct gs_span file = {NULL, 0};
	uint8_t hash[32];

	if (memcmp(act->content, none, sizeof none) == 0)
		return GS_OK;
	memcpy(held.name, act->content, 32);
	int err = gs_boxes_get(&file, back->boxes, &held);
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err;
	gs_host_sha256(hash, &file, 1);
	return memcmp(hash, act->content, sizeof hash) == 0 ?
	    gs_store_put_content(back->log, act->content, file) :
	    GS_ERR_CORRUPT;
}

/* It was admissible when it was promised.  What is refused is in the log
 * already, after a release that was interrupted behind its commit; or an end of
 * the office's whose key a charter took out meanwhile (records.md, "end"): it
 * is left out, and the release goes on. */
static void enter_texts(struct gs_back *back, const struct gs_pending *act,
    const struct gs_gathering *all)
{
	const struct gs_span *texts = all->texts;
	size_t count = all->count;
	struct gs_answer answer;
	size_t proof_count = 0;

	gs_answer_start(&answer);
	struct gs_entry_proof *proofs = gs_arena_take(&answer.pool.arena,
	    count, sizeof *proofs);
	int err = proofs == NULL ? GS_ERR_MEMORY : gs_back_check(back, &answer,
	    proofs, &proof_count, texts, count);

	if (err == GS_OK) {
		back->failed = enter_file(back, act);
		for (size_t i = 0; i < count; i++)
			gs_back_put_reveals(back, act->memo, all->behind[i]);
		gs_back_append(back, texts, count);
	} else if (err == GS_ERR_MEMORY) {
		back->failed = err; /* nothing is known against it */
	} else if (strcmp(act->kind, "end") == 0 ||
	    (err != GS_ERR_DUPLICATE &&
	        gs_state_at(back->state) < act->by)) {
		gs_back_warn("released-act-refused", "release: an act of type "
		    "{0} was refused: {1}", gs_say_text(act->kind),
		    gs_say_text(answer.report.text));
	}
	gs_answer_free(&answer);
}

/* Of two filings of a memo the one with the lower tag comes first, and then
 * the memo is filed. */
static void enter_filing(struct gs_back *back, const struct gs_pending *act)
{
	struct gs_gathering all;
	struct gs_pool pool;

	if (gs_state_memo_by(back->state, act->memo) != NULL)
		return;
	back->failed = gs_back_gather(&all, back, gs_pool_start(&pool),
	    act->memo, false, 1);
	if (back->failed == GS_OK) {
		all.texts[0] = act->record;
		enter_texts(back, act, &all);
	}
	gs_pool_free(&pool);
}

static void enter_act(struct gs_back *back, const struct gs_pending *act)
{
	struct gs_span behind = act->record;
	struct gs_span record = gs_back_record(&behind);

	enter_texts(back, act, &(struct gs_gathering){.texts = &record,
	    .behind = &behind, .count = 1});
}

/* An end closes its memo: what waits about it goes before (gs_back_is_due); and
 * the author's before the office's, which may be left out. */
static const struct turn {
	const char *kind;
	const char *role; /* whose end */
} turns[] = {{"memo", NULL}, {"answer", NULL}, {"dispute", NULL},
    {"respond", NULL}, {"appeal", NULL},
    {"unreadable", NULL}, {"resupply", NULL}, {"endorse", NULL},
    {"withdraw", NULL}, {"end", "author"}, {"end", "office"}};

static bool is_turn_of(const struct turn *turn, const struct gs_pending *act)
{
	uint8_t tag[32];

	if (strcmp(act->kind, turn->kind) != 0)
		return false;
	if (turn->role == NULL)
		return true;
	gs_promise_end_tag(tag, act->memo, turn->role);
	return memcmp(act->tag, tag, sizeof tag) == 0;
}

/* The office has opened the memo since: another copy is refused.  Or the memo
 * has ended.  Either way the promise is kept. */
static bool is_needless(const struct gs_back *back,
    const struct gs_pending *act)
{
	const struct gs_memo *memo = gs_state_memo_by(back->state, act->memo);

	return memo != NULL && ((strcmp(act->kind, "resupply") == 0 &&
	    memo->acknowledged != 0) ||
	    (strcmp(act->kind, "end") == 0 && memo->ended != 0));
}

static void enter_due(struct due *d)
{
	struct gs_back *back = d->back;

	for (size_t k = 0; k < sizeof turns / sizeof *turns; k++)
		for (const struct due_act *one = d->first;
		    one != NULL && back->failed == GS_OK; one = one->next) {
			if (!is_turn_of(&turns[k], &one->act))
				continue;
			if (k == 0)
				enter_filing(back, &one->act);
			else if (!is_needless(back, &one->act))
				enter_act(back, &one->act);
		}
}

static int64_t date_of(const struct gs_back *back, int64_t event, int64_t now)
{
	int64_t last = gs_state_at(back->state);
	int64_t at = now - event > SLACK ? now : event;

	return at > last ? at : last;
}

/* Of no other event: what a release does is not done an hour later too. */
static bool is_anchor_hour(const struct gs_back *back, int64_t event)
{
	return event == gs_back_anchor_hour(back) &&
	    release_after(back, event - 1) != event;
}

/* In one transaction of the log, with its checkpoint. */
static int enter_all(struct due *d, int64_t now)
{
	struct gs_back *back = d->back;

	back->at = date_of(back, d->event, now);
	back->failed = gs_log_begin(back->log);
	if (back->failed == GS_OK)
		enter_due(d);
	if (back->failed == GS_OK && gs_back_wants_anchor(back, d->event))
		gs_back_append_anchor(back);
	GS_CRASH_POINT("release-entered");
	gs_back_settle_log(back);
	return back->failed == GS_OK ? gs_back_publish(back) : back->failed;
}

void gs_back_warn_calendar(struct gs_back *back)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	struct gs_report said = {.text = ""};
	int64_t now = gs_clock_now(&back->clock);
	int64_t day = gs_charter_day(charter, now);

	if (day == back->calendar_told ||
	    !gs_calendar_ends(&said, charter, now))
		return;
	back->calendar_told = day;
	gs_back_warn("calendar-ends-served", "serve: {0}",
	    gs_say_text(said.text));
}

static int run_event(struct gs_back *back, int64_t event, int64_t now)
{
	struct due d = {.back = back, .event = event, .last = &d.first};
	bool hour = is_anchor_hour(back, event);

	(void)gs_pool_start(&d.pool);
	int err = gs_inbox_each_pending(back->inbox, collect_due, &d);
	hour = hour && d.first == NULL;
	if (err == GS_OK && (d.first != NULL ||
	        gs_back_wants_anchor(back, event)))
		err = enter_all(&d, now);
	gs_pool_free(&d.pool);
	if (hour)
		return err == GS_OK ? plan_after(back, event) : err;

	if (err == GS_OK)
		err = gs_back_sweep(back, event);
	if (err == GS_OK) {
		gs_back_tidy(back, true);
		gs_back_warn_calendar(back);
	}
	return err == GS_OK ? plan_after(back, event) : err;
}

/* While nothing waits, one release does what all before it would have done. */
static int skip_idle(struct gs_back *back, int64_t to)
{
	int64_t by = 0;

	int err = gs_inbox_earliest(&by, back->inbox);
	if (err != GS_ERR_UNKNOWN || gs_back_wants_anchor(back, to))
		return err == GS_ERR_UNKNOWN ? GS_OK : err;
	for (int64_t at = release_after(back, to > 2 * GS_DAY ?
	        to - 2 * GS_DAY : 0); at <= to; at = release_after(back, at))
		if (at > back->next_event)
			back->next_event = at;
	return GS_OK;
}

int gs_back_run_due(struct gs_back *back, int64_t now)
{
	int err = GS_OK;

	while (err == GS_OK && back->next_event <= now) {
		err = skip_idle(back, now);
		if (err == GS_OK)
			err = run_event(back, back->next_event, now);
	}
	return err;
}

static int require_movable(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	if (!back->clock.simulated || !gs_state_charter(back->state)->exercise)
		return gs_answer_refuse(answer, GS_ERR_DENIED,
		    "clock-not-simulated", "only a server with a simulated "
		    "clock, under an exercise charter, moves its time");

	int err = gs_clock_key_check(back, answer, ask);
	if (err != GS_OK)
		return err;
	if (ask->now < gs_clock_now(&back->clock) ||
	    ask->now > GS_ENTRY_AT_MAX)
		return gs_answer_refuse(answer, GS_ERR_RULE, "clock-backward",
		    "the clock moves forward only");
	return GS_OK;
}

void gs_back_clock(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	int err = require_movable(back, answer, ask);

	if (err != GS_OK)
		return;
	while (err == GS_OK && back->next_event <= ask->now) {
		err = skip_idle(back, ask->now);
		if (err == GS_OK)
			err = gs_clock_move(&back->clock, back->next_event);
		if (err == GS_OK)
			err = gs_back_run_due(back, back->next_event);
	}
	if (err == GS_OK)
		err = gs_clock_move(&back->clock, ask->now);
	if (err != GS_OK)
		gs_answer_fail(answer, err);
	answer->channel.now = ask->now;
}
