/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/loop.h"

#include "lib/crash.h"
#include "server/back/beside.h"
#include "server/back/box.h"
#include "server/back/code.h"
#include "server/back/cosign.h"
#include "server/back/disk.h"
#include "server/back/enrol.h"
#include "server/back/filing.h"
#include "server/back/followers.h"
#include "server/back/late.h"
#include "server/back/pages.h"
#include "server/back/passing.h"
#include "server/back/read.h"
#include "server/back/reader.h"
#include "server/back/release.h"
#include "server/back/sequence.h"
#include "server/back/shared.h"
#include "server/back/sign.h"
#include "server/back/snapshot.h"
#include "server/back/staff.h"
#include "server/back/submit.h"
#include "server/back/sweep.h"
#include "server/back/tidy.h"
#include "server/back/warn.h"

#define BATCH_MAX 256
#define WAIT_MAX 60 /* seconds: the system's clock may be set */

static bool has_refusal(enum gs_ask_kind kind)
{
	return kind == GS_ASK_ACT || kind == GS_ASK_FILING ||
	    kind == GS_ASK_BOX_ACT || kind == GS_ASK_BOX_FILE;
}

static void handle_ask(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	static void (*const handlers[GS_ASK_KINDS])(struct gs_back *,
	    struct gs_answer *, const struct gs_ask *) = {
	    [GS_ASK_CHANNEL] = gs_back_read,
	    [GS_ASK_LOG] = gs_back_read,
	    [GS_ASK_ROLL] = gs_back_read,
	    [GS_ASK_CONTENT] = gs_back_read,
	    [GS_ASK_READING] = gs_back_reading,
	    [GS_ASK_SUBMIT] = gs_back_submit,
	    [GS_ASK_FILING] = gs_back_filing,
	    [GS_ASK_ACT] = gs_back_act,
	    [GS_ASK_BOX_OPEN] = gs_back_box,
	    [GS_ASK_BOX] = gs_back_box,
	    [GS_ASK_BOX_ACT] = gs_back_box,
	    [GS_ASK_BOX_EXPORT] = gs_back_box,
	    [GS_ASK_BOX_FILE] = gs_back_box,
	    [GS_ASK_BOX_PROLONG] = gs_back_box,
	    [GS_ASK_BOX_REMOVE] = gs_back_box,
	    [GS_ASK_ENROL] = gs_back_enrol,
	    [GS_ASK_CODE] = gs_back_code,
	    [GS_ASK_STAFF] = gs_back_staff,
	    [GS_ASK_PASSING] = gs_back_passing,
	    [GS_ASK_COSIGN] = gs_back_cosign,
	    [GS_ASK_HEALTH] = gs_back_health,
	    [GS_ASK_REFUSAL] = gs_back_refusal};

	answer->err = GS_OK;
	if (gs_back_refuse_act(back, answer, ask))
		return;
	if ((size_t)ask->kind < GS_ASK_KINDS && handlers[ask->kind] != NULL)
		handlers[ask->kind](back, answer, ask);
	else
		answer->err = GS_ERR_INTERNAL;
	if (answer->err != GS_OK && has_refusal(ask->kind))
		gs_back_sign_refusal(back, answer, ask);
}

/* Texts come before what they belong to; an act is durable before the log of
 * the same batch, which has nothing to do with it. */
static void settle_batch(struct gs_back *back)
{
	if (back->failed == GS_OK)
		back->failed = gs_store_commit(back->boxes);
	GS_CRASH_POINT("boxes-committed");
	if (back->failed == GS_OK)
		back->failed = gs_store_commit(back->inbox);
	GS_CRASH_POINT("inbox-committed");
	if (back->failed == GS_OK) {
		int err = gs_followers_keep(back);

		back->failed = back->acts_asked && !back->acts_uncopied ?
		    err : GS_OK;
	}

	if (back->failed != GS_OK) {
		back->sweep = true;
		if (gs_store_rollback(back->inbox) != GS_OK ||
		    gs_store_rollback(back->boxes) != GS_OK)
			back->broken = true;
	}
	gs_back_settle_log(back);
}

/* What is not answered yet gets the error; what was said to somebody before
 * is no longer the case. */
static void fail_all(struct gs_waiting *first, const struct gs_waiting *end,
    int err)
{
	for (struct gs_waiting *w = first; w != NULL && w != end; w = w->next) {
		w->answer->err = err == GS_OK ? GS_ERR_INTERNAL : err;
		w->answer->report = (struct gs_report){.text = ""};
		w->answer->refusal = (struct gs_span){NULL, 0};
	}
}

/* Says it once, and once that it is over: what is refused is refused to
 * members, but only the operator can do something about it. */
static void tell_trouble(struct gs_back *back, int err, bool changed)
{
	bool refused = err == GS_ERR_IO;
	struct gs_message_value dir = gs_say_text(back->dir);

	if (err == GS_ERR_CORRUPT)
		gs_back_warn("stored-data-contradict", "{0}: what is stored "
		    "contradicts itself. Stop the server: its next start says "
		    "where (docs/RECOVERY.md)", dir);
	else if (refused && !back->refused)
		gs_back_warn("back-not-writable", "{0}: cannot be written: "
		    "{1}. Requests are refused until it can", dir,
		    gs_say_text(gs_disk_trouble(back->dir)));
	else if (!refused && back->refused && changed)
		gs_back_warn("back-writable-again",
		    "{0}: can be written again", dir);
	back->refused = refused || (back->refused && !changed);
}

/* Changes of several requests together, one transaction in each file. */
static void change_all(struct gs_back *back, struct gs_waiting *first,
    const struct gs_waiting *end)
{
	int64_t now = gs_clock_now(&back->clock);
	int64_t last = gs_state_at(back->state);

	back->at = now > last ? now : last;
	back->failed = gs_back_admit_acts(back, first);
	if (back->failed == GS_OK)
		back->failed = gs_store_begin(back->boxes);
	if (back->failed == GS_OK)
		back->failed = gs_store_begin(back->inbox);
	if (back->failed == GS_OK)
		back->failed = gs_log_begin(back->log);
	for (struct gs_waiting *w = first;
	    w != NULL && w != end && back->failed == GS_OK; w = w->next)
		handle_ask(back, w->answer, w->ask);
	settle_batch(back);
}

/* What came before a movement of the clock, or after it. */
static void run_group(struct gs_back *back, struct gs_waiting *first,
    const struct gs_waiting *end)
{
	uint64_t before = back->signed_size;

	back->anonymous = back->boxes_changed = false;
	change_all(back, first, end);
	int err = back->failed;

	/* Committed, but an answer also promises a published checkpoint: the
	 * next batch tries again. */
	if (err == GS_OK)
		err = gs_back_publish(back);
	GS_CRASH_POINT("batch-published");
	if (err == GS_OK)
		err = gs_back_plan(back);
	if (err == GS_OK && back->sweep)
		err = gs_back_sweep_texts(back);

	if (err != GS_OK)
		fail_all(first, end, err);
	tell_trouble(back, err, back->anonymous || back->signed_size != before);
	for (struct gs_waiting *w = first; w != NULL && w != end;
	    w = w->next) {
		w->answer->placed.size = back->signed_size;
		gs_back_tell_charter(back, w->answer);
	}
	if (back->anonymous || back->boxes_changed || back->staff_untidy)
		gs_back_tidy(back, false);
}

/* What failed is tried again in a while, not at once. */
static void run_due(struct gs_back *back)
{
	int64_t now = gs_clock_now(&back->clock);

	if (now < back->next_event || now < back->retry)
		return;
	int err = gs_back_run_due(back, now);
	tell_trouble(back, err, true);
	back->retry = err == GS_OK ? 0 : now + WAIT_MAX;
}

static bool moves_clock(const struct gs_waiting *w)
{
	return w->ask->kind == GS_ASK_CLOCK;
}

static void move_clock(struct gs_back *back, struct gs_waiting *w)
{
	w->answer->err = GS_OK;
	gs_back_clock(back, w->answer, w->ask);
	gs_back_tell_charter(back, w->answer);
	tell_trouble(back, w->answer->err, w->answer->err == GS_OK);
}

void gs_back_run_batch(struct gs_back *back, struct gs_waiting *taken)
{
	struct gs_waiting *first = taken;

	run_due(back);
	while (first != NULL) {
		struct gs_waiting *end = first->next;

		if (moves_clock(first)) {
			move_clock(back, first);
		} else {
			while (end != NULL && !moves_clock(end))
				end = end->next;
			run_group(back, first, end);
		}
		first = end;
	}
}

static int64_t wait_time(const struct gs_back *back)
{
	int64_t pages = gs_back_pages_event(back);

	if (back->clock.simulated || back->next_event == INT64_MAX)
		return WAIT_MAX;
	int64_t next = back->next_event > back->retry ? back->next_event :
	    back->retry;
	next = pages < next ? pages : next;
	int64_t left = next - gs_clock_now(&back->clock);
	return left < 0 ? 0 : left > WAIT_MAX ? WAIT_MAX : left;
}

/* Says it once, and once that it is over. */
static void watch_clock(struct gs_back *back)
{
	int64_t by = gs_clock_jump(&back->clock);

	if ((by != 0) == back->strayed)
		return;
	back->strayed = by != 0;
	if (by == 0)
		gs_back_warn("clock-agrees", "{0}: the system's clock agrees "
		    "again with the time that passed since the start",
		    gs_say_text(back->dir));
	else
		gs_back_warn("clock-set", "{0}: the system's clock was set {1} "
		    "by {2} seconds; entries go on being dated by the time "
		    "that passed since the start. If the new time is right, "
		    "start the server again (docs/RECOVERY.md)",
		    gs_say_text(back->dir),
		    gs_say_text(by > 0 ? "forward" : "back"),
		    gs_say_number((uint64_t)(by > 0 ? by : -by)));
}

void *gs_back_loop(void *ctx)
{
	struct gs_back *back = ctx;
	bool closed = false;

	gs_back_run_batch(back, NULL); /* a release that was missed */
	while (!closed) {
		int64_t wait = gs_back_beside_waits(back) ? 0 :
		    wait_time(back);
		struct gs_waiting *taken = gs_queue_take(&closed, back->queue,
		    BATCH_MAX, wait);
		gs_followers_meet(back);
		watch_clock(back);
		gs_back_watch_witnesses(back);
		bool due = gs_clock_now(&back->clock) >= back->next_event;

		if (back->broken)
			fail_all(taken, NULL, GS_ERR_CORRUPT);
		else if (taken != NULL || due)
			gs_back_run_batch(back, taken);
		if (gs_log_lost(back->log))
			gs_back_end(back, gs_log_trouble(back->log));
		gs_back_pages_settle(back);
		gs_stamp_files(&back->stamp, back->dir);
		GS_CRASH_POINT("batch-unanswered");
		gs_queue_answer(taken);
		GS_CRASH_POINT("batch-answered");
		gs_back_snapshot_save(back, false);
		gs_back_beside_step(back, taken != NULL);
	}
	return NULL;
}
