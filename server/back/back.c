/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a channel's directory, and the loop of the one thread. */
#include "server/back/back.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/crash.h"
#include "core/record/time.h"
#include "server/back/inside.h"
#include "server/back/disk.h"
#include "server/wire/queue.h"

#define BATCH_MAX 256
#define KEY_FILE_MAX 512
#define WAIT_MAX 60 /* seconds: the system's clock may be set */
/* How far the system's clock may be from the last entry at the start. */
#define CLOCK_BEHIND 86400
#define CLOCK_AHEAD (366 * (int64_t)86400)

static void dispatch(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	static void (*const handlers[GS_ASK_KINDS])(struct gs_back *,
	    struct gs_answer *, const struct gs_ask *) = {
	    [GS_ASK_CHANNEL] = gs_back_read,
	    [GS_ASK_PAGE] = gs_back_read,
	    [GS_ASK_ROLL] = gs_back_read,
	    [GS_ASK_CONTENT] = gs_back_read,
	    [GS_ASK_SUBMIT] = gs_back_submit,
	    [GS_ASK_ACT] = gs_back_act,
	    [GS_ASK_BOX_OPEN] = gs_back_box,
	    [GS_ASK_BOX] = gs_back_box,
	    [GS_ASK_BOX_ACT] = gs_back_box,
	    [GS_ASK_BOX_EXPORT] = gs_back_box,
	    [GS_ASK_BOX_FILING] = gs_back_box,
	    [GS_ASK_BOX_FILE] = gs_back_box,
	    [GS_ASK_ENROL] = gs_back_enrol,
	    [GS_ASK_CLOCK] = gs_back_clock};
	answer->err = GS_OK;
	if ((size_t)ask->kind < GS_ASK_KINDS)
		handlers[ask->kind](back, answer, ask);
	else
		answer->err = GS_ERR_INTERNAL;
}

/* After a failure nothing of the batch happened: database and state go back to
 * what is durable.  If that fails too, nothing can be done any more. */
static void undo(struct gs_back *back)
{
	struct gs_report report = {.text = ""};
	if (gs_store_rollback(back->store) != GS_OK ||
	    gs_back_replay(back, &report) != GS_OK) {
		back->broken = true;
		(void)fprintf(stderr, "%s: a failed change cannot be undone; "
		    "nothing is answered any more. Start the server again "
		    "(docs/RECOVERY.md) %s\n", back->dir, report.text);
	}
}

/* What is not answered yet gets the error. */
static void fail_all(struct gs_waiting *taken, int err)
{
	for (struct gs_waiting *w = taken; w != NULL; w = w->next) {
		w->answer->err = err == GS_OK ? GS_ERR_INTERNAL : err;
		w->answer->report = (struct gs_report){.text = ""};
	}
}

static void settle(struct gs_back *back)
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
		undo(back);
	}
}

/* Says it once, and once that it is over: what is refused is refused to
 * members, but only the operator can do something about it. */
static void tell(struct gs_back *back, int err, bool changed)
{
	bool refused = err == GS_ERR_IO;
	if (err == GS_ERR_CORRUPT)
		(void)fprintf(stderr, "%s: what is stored contradicts itself; "
		    "stop the server: its next start says where "
		    "(docs/RECOVERY.md)\n", back->dir);
	else if (refused && !back->refused)
		(void)fprintf(stderr, "%s: cannot be written: %s. Requests "
		    "are refused until it can\n", back->dir,
		    gs_disk_trouble(back->dir));
	else if (!refused && back->refused && changed)
		(void)fprintf(stderr, "%s: can be written again\n",
		    back->dir);
	back->refused = refused || (back->refused && !changed);
}

static void tidy(struct gs_back *back)
{
	if (gs_store_tidy(back->store) != GS_OK)
		(void)fprintf(stderr, "%s/channel.db: cannot be written anew "
		    "now: its pages show in which order acts came\n",
		    back->dir);
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

static void run_batch(struct gs_back *back, struct gs_waiting *taken)
{
	const struct gs_clock clock = back->clock;
	const int64_t release = back->next_release;
	int64_t now = gs_clock_now(&back->clock);
	int64_t last = gs_state_at(back->state);
	back->at = now > last ? now : last;
	back->anonymous = false;
	uint64_t before = back->signed_size;
	back->failed = gs_store_begin(back->store);
	if (back->failed == GS_OK && now >= back->next_release)
		gs_back_release(back, NULL);
	for (struct gs_waiting *w = taken; w != NULL && back->failed == GS_OK;
	    w = w->next)
		dispatch(back, w->answer, w->ask);
	settle(back);
	if (back->failed != GS_OK)
		undo_time(back, clock, release);
	int err = back->failed;
	/* Committed, but an answer also promises a published checkpoint: the
	 * next batch tries again. */
	if (err == GS_OK)
		err = gs_back_publish(back);
	GS_CRASH_POINT("batch-published");
	if (err != GS_OK)
		fail_all(taken, err);
	tell(back, err, back->anonymous || back->signed_size != before);
	for (struct gs_waiting *w = taken; w != NULL; w = w->next)
		w->answer->placed.size = back->signed_size;
	if (back->anonymous)
		tidy(back);
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
		(void)fprintf(stderr, "clock: agrees again with the time that "
		    "passed since the start\n");
	else
		(void)fprintf(stderr, "clock: the system's was set %s by %lld "
		    "seconds; entries go on being dated by the time that "
		    "passed since the start. If the new time is right, start "
		    "the server again (docs/RECOVERY.md)\n",
		    by > 0 ? "forward" : "back",
		    (long long)(by > 0 ? by : -by));
}

static void *run(void *ctx)
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
			run_batch(back, taken);
		GS_CRASH_POINT("batch-unanswered");
		gs_queue_answer(back->queue, taken);
		GS_CRASH_POINT("batch-answered");
	}
	return NULL;
}

static void ask(void *ctx, struct gs_answer *answer, const struct gs_ask *ask)
{
	struct gs_back *back = ctx;
	gs_queue_ask(back->queue, answer, ask);
}

struct gs_way gs_back_way(struct gs_back *back)
{
	return (struct gs_way){ask, back};
}

static int join(char *out, size_t max, const char *dir, const char *name)
{
	int n = snprintf(out, max, "%s/%s", dir, name);
	return n < 0 || (size_t)n >= max ? GS_ERR_RANGE : GS_OK;
}

static int read_file(uint8_t *out, size_t *len, size_t max, const char *dir,
    const char *name)
{
	return gs_tiles_fetch_dir((void *)(uintptr_t)dir, NULL, out, len, max,
	    name);
}

static int load_log_key(struct gs_back *back, struct gs_report *report)
{
	uint8_t text[KEY_FILE_MAX];
	size_t len = 0;
	int err = read_file(text, &len, sizeof text, back->dir,
	    "keys/log.key");
	if (err == GS_OK && len > 0 && text[len - 1] == '\n')
		len--;
	if (err == GS_OK)
		err = gs_signer_parse(&back->signer, text, len);
	if (err != GS_OK)
		gs_report_set(report, "%s/keys/log.key: not a readable signing "
		    "key (PRIVATE+KEY+...): %s", back->dir, gs_strerror(err));
	gs_host_wipe(text, sizeof text);
	return err;
}

static int load_enrol_key(struct gs_back *back, struct gs_report *report)
{
	uint8_t text[KEY_FILE_MAX], seed[32], key[32];
	size_t len = 0;
	int err = read_file(text, &len, sizeof text, back->dir,
	    "keys/enrol.key");
	if (err == GS_OK && len > 0 && text[len - 1] == '\n')
		len--;
	if (err == GS_OK)
		err = gs_hex_decode_secret(seed, sizeof seed, text, len);
	if (err == GS_OK &&
	    crypto_sign_seed_keypair(key, back->enrol_secret, seed) != 0)
		err = GS_ERR_INTERNAL;
	if (err != GS_OK)
		gs_report_set(report, "%s/keys/enrol.key: not 64 hexadecimal "
		    "digits: %s", back->dir, gs_strerror(err));
	gs_host_wipe(text, sizeof text);
	gs_host_wipe(seed, sizeof seed);
	return err;
}

static int take_lock(struct gs_back *back, struct gs_report *report)
{
	char path[sizeof back->log_dir];
	int err = join(path, sizeof path, back->dir, "lock");
	if (err == GS_OK)
		back->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (err == GS_OK && back->lock < 0)
		err = GS_ERR_IO;
	if (err == GS_OK && flock(back->lock, LOCK_EX | LOCK_NB) != 0)
		err = GS_ERR_BUSY;
	if (err == GS_ERR_BUSY)
		gs_report_set(report, "%s: another server has this channel "
		    "open; stop it first", back->dir);
	else if (err != GS_OK)
		gs_report_set(report, "%s: cannot be written: %s", back->dir,
		    errno == EROFS || errno == ENOSPC ?
		        gs_disk_trouble(back->dir) : strerror(errno));
	return err;
}

/* A database that does not open. */
static int blame(struct gs_report *report, const struct gs_back *back,
    const char *path, int err)
{
	gs_report_set(report, "%s: %s", path, err == GS_ERR_IO ?
	    gs_disk_trouble(back->dir) : err == GS_ERR_CORRUPT ?
	    "damaged, SQLite finds; keep a copy of it and restore it "
	    "(docs/RECOVERY.md)" : gs_strerror(err));
	return err;
}

static int open_stores(struct gs_back *back, struct gs_report *report)
{
	char path[sizeof back->log_dir];
	int err = join(path, sizeof path, back->dir, "channel.db");
	if (err == GS_OK)
		err = gs_store_open(&back->store, path);
	if (err == GS_OK)
		err = join(path, sizeof path, back->dir, "staff.db");
	if (err == GS_OK)
		err = gs_staff_open(&back->staff, path);
	if (err != GS_OK)
		return blame(report, back, path, err);
	err = join(back->log_dir, sizeof back->log_dir, back->dir, "log");
	if (err == GS_OK && mkdir(back->log_dir, 0755) != 0 && errno != EEXIST)
		err = GS_ERR_IO;
	if (err != GS_OK)
		gs_report_set(report, "%s: %s", back->log_dir, strerror(errno));
	return err;
}

/* The log of a new channel begins with its charter. */
static int genesis(struct gs_back *back, struct gs_report *report)
{
	struct gs_answer answer;
	size_t len = 0;
	gs_answer_start(&answer);
	uint8_t *text = calloc(1, GS_RECORD_MAX);
	int err = text == NULL ? GS_ERR_MEMORY : read_file(text, &len,
	    GS_RECORD_MAX, back->dir, "charter.rec");
	if (err != GS_OK) {
		gs_report_set(report, "%s/charter.rec: %s; a new channel needs "
		    "its charter there", back->dir, gs_strerror(err));
		goto out;
	}
	struct gs_span span = {text, len};
	struct gs_ask ask = {.kind = GS_ASK_SUBMIT, .texts = &span,
	    .text_count = 1};
	struct gs_waiting one = {.ask = &ask, .answer = &answer};
	run_batch(back, &one);
	err = answer.err;
	if (err != GS_OK)
		gs_report_set(report, "%s/charter.rec: refused: %s (%s)",
		    back->dir, answer.report.text, gs_strerror(err));
out:
	free(text);
	gs_answer_free(&answer);
	return err;
}

/* The keys in this directory are those that the charter names. */
static int check_keys(const struct gs_back *back, struct gs_report *report)
{
	const struct gs_charter *c = gs_state_charter(back->state);
	const struct gs_role *log = gs_charter_role(c, "log");
	const struct gs_role *enrol = gs_charter_role(c, "enrol");
	struct gs_part origin = gs_record_part(&c->rec, "origin");
	const struct gs_verifier *v = &back->signer.verifier;
	if (!gs_part_is(&origin, v->name) || log == NULL ||
	    memcmp(log->key.ptr, v->key, 32) != 0) {
		gs_report_set(report, "%s/keys/log.key: not the key of the "
		    "charter's role `log` under its origin", back->dir);
		return GS_ERR_MISMATCH;
	}
	if (enrol == NULL ||
	    !gs_bytes_equal(enrol->key.ptr, back->enrol_secret + 32, 32)) {
		gs_report_set(report, "%s/keys/enrol.key: not the key of the "
		    "charter's role `enrol`", back->dir);
		return GS_ERR_MISMATCH;
	}
	return GS_OK;
}

/* A date that is wrong stays in the log, and those after it cannot be before
 * it: whoever starts the server says that the clock is right. */
static int check_clock(const struct gs_back *back, struct gs_report *report)
{
	uint8_t is[GS_TIME_LEN], was[GS_TIME_LEN];
	int64_t now = gs_clock_now(&back->clock);
	int64_t last = gs_state_at(back->state);
	if (last == 0 || (now >= last - CLOCK_BEHIND &&
	    now <= last + CLOCK_AHEAD))
		return GS_OK;
	gs_time_format(is, now < GS_TIME_MAX ? now : GS_TIME_MAX);
	gs_time_format(was, last);
	gs_report_set(report, "%s: the system's clock says %.*s, the last "
	    "entry was made at %.*s; set the clock, or if it is right add "
	    "--clock trusted (docs/RECOVERY.md)", back->dir, GS_TIME_LEN, is,
	    GS_TIME_LEN, was);
	return GS_ERR_RULE;
}

static int start_clock(struct gs_back *back,
    const struct gs_back_options *options, struct gs_report *report)
{
	int64_t last = gs_state_at(back->state);
	back->clock = gs_clock_system();
	if (!options->simulated)
		return options->trusted ? GS_OK : check_clock(back, report);
	int64_t start = options->simulated_start;
	if (start == 0 && last == 0)
		start = gs_clock_now(&back->clock);
	back->clock = gs_clock_simulated(start > last ? start : last);
	return GS_OK;
}

static int open_channel(struct gs_back *back,
    const struct gs_back_options *options, struct gs_report *report)
{
	int err = join(back->dir, sizeof back->dir, options->dir, "");
	if (err != GS_OK)
		return err;
	back->dir[strlen(back->dir) - 1] = '\0';
	err = take_lock(back, report);
	if (err == GS_OK)
		err = load_log_key(back, report);
	if (err == GS_OK)
		err = load_enrol_key(back, report);
	if (err == GS_OK)
		err = open_stores(back, report);
	if (err == GS_OK)
		err = gs_back_replay(back, report);
	if (err == GS_OK)
		err = gs_back_examine(back, report);
	if (err == GS_OK)
		err = gs_back_reconcile(back, report);
	if (err == GS_OK)
		err = start_clock(back, options, report);
	if (err == GS_OK && gs_state_size(back->state) == 0)
		err = genesis(back, report);
	if (err == GS_OK)
		err = check_keys(back, report);
	if (err == GS_OK && back->clock.simulated &&
	    !gs_state_charter(back->state)->exercise) {
		gs_report_set(report, "%s: a simulated clock is for exercises, "
		    "and this charter is none", back->dir);
		err = GS_ERR_RULE;
	}
	if (err == GS_OK)
		err = gs_back_plan_release(back);
	/* A server that was killed may have had no time for it. */
	if (err == GS_OK)
		tidy(back);
	return err;
}

int gs_back_start(struct gs_back **out, const struct gs_back_options *options,
    struct gs_report *report)
{
	struct gs_back *back = calloc(1, sizeof *back);
	if (back == NULL)
		return GS_ERR_MEMORY;
	back->lock = -1;
	back->next_release = INT64_MAX;
	int err = open_channel(back, options, report);
	if (err == GS_OK)
		err = gs_queue_new(&back->queue);
	if (err == GS_OK &&
	    pthread_create(&back->thread, NULL, run, back) != 0)
		err = GS_ERR_MEMORY;
	if (err == GS_OK) {
		back->running = true;
		*out = back;
		back = NULL;
	} else if (report != NULL && report->text[0] == '\0') {
		gs_report_set(report, "%s: %s", options->dir,
		    gs_strerror(err));
	}
	gs_back_stop(&back);
	return err;
}

void gs_back_stop(struct gs_back **out)
{
	struct gs_back *back = *out;
	if (back == NULL)
		return;
	if (back->running) {
		gs_queue_close(back->queue);
		pthread_join(back->thread, NULL);
	}
	gs_queue_free(&back->queue);
	gs_store_free(&back->store);
	gs_staff_free(&back->staff);
	gs_leaves_free(&back->leaves);
	gs_pool_free(&back->pool);
	if (back->lock >= 0)
		close(back->lock);
	gs_host_wipe(back, sizeof *back);
	free(back);
	*out = NULL;
}
