/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/loop.h"

#include "lib/crash.h"
#include "server/back/box.h"
#include "server/back/disk.h"
#include "server/back/enrol.h"
#include "server/back/read.h"
#include "server/back/reader.h"
#include "server/back/release.h"
#include "server/back/sequence.h"
#include "server/back/submit.h"
#include "server/back/tidy.h"
#include "server/back/warn.h"

#define BATCH_MAX 256
#define WAIT_MAX 60 /* seconds: the system's clock may be set */

static void handle_ask(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	static void (*const handlers[GS_ASK_KINDS])(struct gs_back *,
	    struct gs_answer *, const struct gs_ask *) = {
	    [GS_ASK_CHANNEL] = gs_back_read,
	    [GS_ASK_EDITIONS] = gs_back_read,
	    [GS_ASK_LOG] = gs_back_read,
	    [GS_ASK_PAGE] = gs_back_read,
	    [GS_ASK_ROLL] = gs_back_read,
	    [GS_ASK_CONTENT] = gs_back_read,
	    [GS_ASK_READING] = gs_back_reading,
	    [GS_ASK_SUBMIT] = gs_back_submit,
	    [GS_ASK_ACT] = gs_back_act,
	    [GS_ASK_BOX_OPEN] = gs_back_box,
	    [GS_ASK_BOX] = gs_back_box,
	    [GS_ASK_BOX_ACT] = gs_back_box,
	    [GS_ASK_BOX_EXPORT] = gs_back_box,
	    [GS_ASK_BOX_FILE] = gs_back_box,
	    [GS_ASK_ENROL] = gs_back_enrol,
	    [GS_ASK_CLOCK] = gs_back_clock};

	answer->err = GS_OK;
	if (gs_back_refuse_act(back, answer, ask))
		return;
	if ((size_t)ask->kind < GS_ASK_KINDS)
		handlers[ask->kind](back, answer, ask);
	else
		answer->err = GS_ERR_INTERNAL;
}

/* After a failure nothing of the batch happened: database and state go back to
 * what is durable.  If that fails too, nothing can be done any more. */
static void undo_changes(struct gs_back *back)
{
	struct gs_report report = {.text = ""};

	if (gs_store_rollback(back->store) == GS_OK &&
	    gs_back_replay(back, &report) == GS_OK)
		return;

	back->broken = true;
	gs_back_warn("change-not-undone", "{0}: a failed change cannot be "
	    "undone; nothing is answered any more. Start the server again "
	    "(docs/RECOVERY.md) {1}", gs_say_text(back->dir),
	    gs_say_text(report.text));
}

/* What is not answered yet gets the error; what was said to somebody before
 * is no longer the case. */
static void fail_all(struct gs_waiting *taken, int err)
{
	for (struct gs_waiting *w = taken; w != NULL; w = w->next) {
		w->answer->err = err == GS_OK ? GS_ERR_INTERNAL : err;
		w->answer->report = (struct gs_report){.text = ""};
	}
}

static void settle_batch(struct gs_back *back)
{
	uint64_t before = back->signed_size;

	if (back->failed == GS_OK)
		gs_back_sign(back);
	GS_CRASH_POINT("batch-signed");

	if (back->failed == GS_OK)
		back->failed = gs_store_commit(back->store);
	GS_CRASH_POINT("batch-committed");

	if (back->failed != GS_OK) {
		back->signed_size = before;
		undo_changes(back);
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

/* The clock and the release are of the batch as well: what was promised is due
 * still.  The system's clock tries again in a while, not at once. */
static void undo_time(struct gs_back *back, struct gs_clock clock,
    int64_t release)
{
	int64_t now = gs_clock_now(&clock);

	if (clock.simulated)
		back->clock = clock;
	else if (release <= now)
		release = now + WAIT_MAX;
	back->next_release = release;
}

/* All changes of a batch, in one transaction. */
static void change_all(struct gs_back *back, struct gs_waiting *taken)
{
	const struct gs_clock clock = back->clock;
	const int64_t release = back->next_release;
	int64_t now = gs_clock_now(&back->clock);
	int64_t last = gs_state_at(back->state);

	back->at = now > last ? now : last;
	back->anonymous = false;
	back->failed = gs_back_admit_acts(back, taken);
	if (back->failed == GS_OK)
		back->failed = gs_store_begin(back->store);
	if (back->failed == GS_OK && now >= back->next_release)
		gs_back_release(back, NULL);
	for (struct gs_waiting *w = taken; w != NULL && back->failed == GS_OK;
	    w = w->next)
		handle_ask(back, w->answer, w->ask);

	settle_batch(back);
	if (back->failed != GS_OK)
		undo_time(back, clock, release);
}

void gs_back_run_batch(struct gs_back *back, struct gs_waiting *taken)
{
	uint64_t before = back->signed_size;

	change_all(back, taken);
	int err = back->failed;

	/* Committed, but an answer also promises a published checkpoint: the
	 * next batch tries again. */
	if (err == GS_OK)
		err = gs_back_publish(back);
	GS_CRASH_POINT("batch-published");

	if (err != GS_OK)
		fail_all(taken, err);
	tell_trouble(back, err, back->anonymous || back->signed_size != before);
	for (struct gs_waiting *w = taken; w != NULL; w = w->next) {
		w->answer->placed.size = back->signed_size;
		gs_back_tell_charter(back, w->answer);
	}
	if (back->anonymous)
		gs_back_tidy(back);
}

static int64_t wait_time(const struct gs_back *back)
{
	if (back->clock.simulated || back->next_release == INT64_MAX)
		return WAIT_MAX;

	int64_t left = back->next_release - gs_clock_now(&back->clock);
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

	while (!closed) {
		struct gs_waiting *taken = gs_queue_take(&closed, back->queue,
		    BATCH_MAX, wait_time(back));
		watch_clock(back);
		bool due = gs_clock_now(&back->clock) >= back->next_release;

		if (back->broken)
			fail_all(taken, GS_ERR_CORRUPT);
		else if (taken != NULL || due)
			gs_back_run_batch(back, taken);
		GS_CRASH_POINT("batch-unanswered");
		gs_queue_answer(back->queue, taken);
		GS_CRASH_POINT("batch-answered");
	}
	return NULL;
}
