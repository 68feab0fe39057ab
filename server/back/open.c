/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a channel's directory: everything is checked before the thread
 * begins. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/file.h"
#include "lib/host.h"
#include "server/back/back.h"
#include "server/back/beside.h"
#include "server/back/clock_key.h"
#include "server/back/contents.h"
#include "server/back/disk.h"
#include "server/back/editions.h"
#include "server/back/elsewhere.h"
#include "server/back/examine.h"
#include "server/back/followed.h"
#include "server/back/followers.h"
#include "server/back/loop.h"
#include "server/back/open.h"
#include "server/back/own_keys.h"
#include "server/back/pages.h"
#include "server/back/public.h"
#include "server/back/release.h"
#include "server/back/sequence.h"
#include "server/back/shared.h"
#include "server/back/snapshot.h"
#include "server/back/sweep.h"
#include "server/back/tidy.h"
#include "server/back/warn.h"

/* How far the system's clock may be from the last entry at the start. */
#define CLOCK_BEHIND 86400
#define CLOCK_AHEAD (366 * (int64_t)86400)

static int join_path(char *out, size_t max, struct gs_report *report,
    const char *dir, const char *name)
{
	int n = snprintf(out, max, "%s/%s", dir, name);

	if (n >= 0 && (size_t)n < max)
		return GS_OK;
	gs_report_tell(report, "channel-path-too-long", "{0}: the path is too "
	    "long; at most {1} bytes are possible", gs_say_text(dir),
	    gs_say_number(max - 1 - strlen(name) - 1));
	return GS_ERR_RANGE;
}

static int take_lock(struct gs_back *back, struct gs_report *report)
{
	char path[sizeof back->log_dir];

	int err = join_path(path, sizeof path, report, back->dir, "lock");
	if (err != GS_OK)
		return err;

	back->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (back->lock >= 0 && flock(back->lock, LOCK_EX | LOCK_NB) == 0)
		return GS_OK;
	if (back->lock >= 0) {
		gs_report_tell(report, "channel-in-use", "{0}: another server "
		    "has this channel open; stop it first",
		    gs_say_text(back->dir));
		return GS_ERR_BUSY;
	}

	const char *why = errno == EROFS || errno == ENOSPC ?
	    gs_disk_trouble(back->dir) : strerror(errno);
	gs_report_tell(report, "channel-not-writable", "{0}: cannot be "
	    "written: {1}", gs_say_text(back->dir), gs_say_text(why));
	return GS_ERR_IO;
}

static void report_database(struct gs_report *report,
    const struct gs_back *back, const char *path, int err)
{
	if (err == GS_ERR_CORRUPT)
		gs_report_tell(report, "database-damaged", "{0}: damaged, "
		    "SQLite finds; keep a copy of it and restore it "
		    "(docs/RECOVERY.md)", gs_say_text(path));
	else if (err == GS_ERR_MISMATCH)
		gs_report_tell(report, "database-other-version", "{0}: was "
		    "made by another version of gainsay, and before 1.0 none "
		    "reads another's; go on with the one that made it",
		    gs_say_text(path));
	else
		gs_report_tell(report, "database-not-opened",
		    "{0}: cannot be opened: {1}", gs_say_text(path),
		    gs_say_text(err == GS_ERR_IO ?
		        gs_disk_trouble(back->dir) : gs_strerror(err)));
}

static int name_database(char *path, size_t max, struct gs_back *back,
    struct gs_report *report, const char *name)
{
	int err = join_path(path, max, report, back->dir, name);

	return err == GS_OK ? gs_file_private(path, report) : err;
}

static int open_database(struct gs_database **out, struct gs_back *back,
    struct gs_report *report, const char *name,
    int (*open_path)(struct gs_database **out, const char *path))
{
	char path[sizeof back->log_dir];

	int err = name_database(path, sizeof path, back, report, name);
	if (err != GS_OK)
		return err;
	err = open_path(out, path);
	if (err != GS_OK)
		report_database(report, back, path, err);
	return err;
}

int gs_back_connect(struct gs_log **out, const char *dir,
    struct gs_report *report)
{
	char path[640];

	*out = NULL;
	int err = join_path(path, sizeof path, report, dir, "postgresql");
	if (err != GS_OK || !gs_file_is_there(path))
		return err;
	return gs_log_open_named(out, path, report);
}

/* Under which name this node leads with these others: a new one each time that
 * the list is another, so that a node which was struck from it does not take
 * what it followed for what there is. */
static void name_lead(uint8_t out[GS_LOG_NODE_LEN], const struct gs_back *back,
    const uint8_t salt[8])
{
	uint8_t hash[32];

	memcpy(out, back->guard.node, GS_LOG_NODE_LEN);
	if (back->nodes == NULL)
		return;
	const struct gs_span key = {back->nodes->key.open, 32};
	const struct gs_span parts[] = {{salt, 8},
	    {back->nodes->hash, sizeof back->nodes->hash}};

	gs_host_sha256(hash, &key, 1);
	memcpy(out, hash, 16);
	memcpy(out + 16, salt, 8);
	gs_host_sha256(hash, parts, 2);
	memcpy(out + 24, hash, 8);
}

static bool is_own_name(const struct gs_back *back,
    const uint8_t name[GS_LOG_NODE_LEN])
{
	uint8_t own[GS_LOG_NODE_LEN];

	name_lead(own, back, name + 16);
	return memcmp(name, own, 16) == 0 ||
	    memcmp(name, back->guard.node, GS_LOG_NODE_LEN) == 0;
}

/* What waited there is here too. */
static int require_followed(const struct gs_back *back,
    const struct gs_back_options *options, struct gs_report *report,
    const uint8_t other[GS_LOG_NODE_LEN])
{
	uint8_t lead[32];

	if (back->nodes == NULL || options->without_inbox ||
	    (gs_followed_load(lead, back->dir) == GS_OK &&
	        memcmp(lead, other, sizeof lead) == 0))
		return GS_OK;
	gs_report_tell(report, "inbox-not-followed", "{0}: this node has not "
	    "followed the one that led last, or only with another list of "
	    "nodes: acts that were promised a place may be missing here. Lead "
	    "with one that has; if there is none, --without-inbox leads all "
	    "the same, and breaks those promises (docs/SCALING.md)",
	    gs_say_text(back->dir));
	return GS_ERR_RULE;
}

/* Of *other, who led before.  GS_ERR_DENIED: it still does. */
static int claim_lead(struct gs_back *back, uint8_t other[GS_LOG_NODE_LEN],
    const struct gs_back_options *options, struct gs_report *report)
{
	struct gs_log_claim claim = {.take = false};
	uint8_t salt[8];

	int err = gs_host_random(salt, sizeof salt);
	if (err != GS_OK)
		return err;
	name_lead(claim.node, back, salt);
	err = gs_log_lead(other, back->log, &claim);
	if (err == GS_ERR_DENIED && is_own_name(back, other)) {
		uint8_t same[GS_LOG_NODE_LEN];

		name_lead(same, back, other + 16);
		if (memcmp(same, other, sizeof same) == 0)
			memcpy(claim.node, same, sizeof same);
		err = GS_OK;
		claim.take = true;
	} else if (err == GS_ERR_DENIED && options->take_lead) {
		err = require_followed(back, options, report, other);
		claim.take = true;
	}

	if (err == GS_OK && claim.take)
		err = gs_log_lead(other, back->log, &claim);
	if (err == GS_OK)
		err = gs_followed_clear(back->dir);
	memcpy(back->lead, claim.node, sizeof back->lead);
	return err;
}

static void report_lead(struct gs_report *report, const struct gs_back *back,
    const uint8_t other[GS_LOG_NODE_LEN], int err)
{
	char name[17] = {0};
	struct gs_writer w = gs_writer_of(name, sizeof name - 1);

	gs_write_hex(&w, other, 8);
	if (err == GS_ERR_DENIED && gs_log_is_mover(other))
		gs_report_tell(report, "log-moved-away", "{0}: the log was "
		    "moved into a file, or is on its way: 'gainsay transfer' "
		    "goes on (docs/SCALING.md)", gs_say_text(back->dir));
	else if (err == GS_ERR_DENIED)
		gs_report_tell(report, "log-led-elsewhere", "{0}: another "
		    "node, {1}, leads the log; if that has ended for good, "
		    "start this one with --take-lead --copy PLACE "
		    "(docs/SCALING.md)", gs_say_text(back->dir),
		    gs_say_text(name));
	else
		gs_report_tell(report, "log-not-led", "{0}: this node cannot "
		    "lead the log: {1}", gs_say_text(back->dir), gs_say_text(
		        gs_log_trouble(back->log)[0] != '\0' ?
		        gs_log_trouble(back->log) : gs_strerror(err)));
}

/* In a database: it has one leader, and this directory no log. */
static int lead_log(struct gs_back *back,
    const struct gs_back_options *options, struct gs_report *report)
{
	static const uint8_t nobody[GS_LOG_NODE_LEN];
	uint8_t other[GS_LOG_NODE_LEN] = {0};
	char path[sizeof back->log_dir];

	int err = join_path(path, sizeof path, report, back->dir,
	    "channel.db");
	if (err == GS_OK && gs_file_is_there(path)) {
		gs_report_tell(report, "log-in-two-places", "{0}: there is a "
		    "channel.db beside the file `postgresql`, and a channel "
		    "has one log: 'gainsay transfer' moves it from the one "
		    "into the other, and goes on where it was interrupted",
		    gs_say_text(back->dir));
		return GS_ERR_RULE;
	}
	if (err == GS_OK)
		err = gs_guard_load(&back->guard, back->dir, report);
	if (err != GS_OK || options->only_read)
		return err;

	err = claim_lead(back, other, options, report);
	if (err != GS_OK && report->text[0] == '\0')
		report_lead(report, back, other, err);
	back->taken_over = memcmp(other, nobody, sizeof other) != 0 &&
	    !is_own_name(back, other);
	return err;
}

/* In the directory, whose lock is held: nobody else leads. */
static int open_own_log(struct gs_back *back, struct gs_report *report)
{
	static const struct gs_log_claim own = {.take = true};
	uint8_t other[GS_LOG_NODE_LEN];
	char path[sizeof back->log_dir];

	int err = name_database(path, sizeof path, back, report, "channel.db");
	if (err != GS_OK)
		return err;
	err = gs_log_open_file(&back->log, path);
	if (err == GS_OK)
		err = gs_log_lead(other, back->log, &own);
	if (err == GS_ERR_DENIED)
		gs_report_tell(report, "log-moved-into-database", "{0}: the "
		    "log was moved into a database, or is on its way: "
		    "{1}/postgresql is to name it, and 'gainsay transfer' "
		    "goes on (docs/SCALING.md)", gs_say_text(path),
		    gs_say_text(back->dir));
	else if (err != GS_OK)
		report_database(report, back, path, err);
	return err;
}

/* The log of a new channel begins with its charter. */
static int enter_charter(struct gs_back *back, struct gs_report *report)
{
	struct gs_answer answer;
	size_t len = 0;

	gs_answer_start(&answer);
	uint8_t *text = calloc(1, GS_RECORD_MAX);
	int err = text == NULL ? GS_ERR_MEMORY : gs_tiles_fetch_dir(back->dir,
	    report, text, &len, GS_RECORD_MAX, "charter.rec");
	if (err != GS_OK)
		goto out;

	struct gs_span span = {text, len};
	struct gs_ask ask = {.kind = GS_ASK_SUBMIT, .texts = &span,
	    .text_count = 1};
	struct gs_waiting one = {.ask = &ask, .answer = &answer};
	gs_back_run_batch(back, &one);
	err = answer.err;
	if (err == GS_ERR_SIGNATURE)
		gs_report_tell(report, "charter-not-signed", "{0}/charter.rec "
		    "is refused: {1}; the holders of the authority sign it "
		    "with 'gainsay charter sign {0}/charter.rec --role "
		    "authority --sign KEYFILE'", gs_say_text(back->dir),
		    gs_say_text(answer.report.text));
	else if (err != GS_OK)
		gs_report_tell(report, "charter-refused",
		    "{0}/charter.rec is refused: {1} ({2})",
		    gs_say_text(back->dir), gs_say_text(answer.report.text),
		    gs_say_text(gs_strerror(err)));
out:
	free(text);
	gs_answer_free(&answer);
	return err;
}

/* A wrong date stays in the log, and those after it cannot be before it:
 * whoever starts the server says that the clock is right. */
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
	gs_report_tell(report, "clock-far-from-log", "{0}: the system's clock "
	    "says {1}, the last entry was made at {2}; set the clock, or if it "
	    "is right add --clock trusted (docs/RECOVERY.md)",
	    gs_say_text(back->dir), gs_say_span(is, sizeof is),
	    gs_say_span(was, sizeof was));
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

static int check_exercise(const struct gs_back *back,
    struct gs_report *report)
{
	if (!back->clock.simulated || gs_state_charter(back->state)->exercise)
		return GS_OK;
	gs_report_tell(report, "clock-simulated-in-earnest", "{0}: a simulated "
	    "clock is for exercises, and this charter is none",
	    gs_say_text(back->dir));
	return GS_ERR_RULE;
}

/* What others keep a copy of is of use where they can lead. */
static int require_shared(const struct gs_back *back, struct gs_report *report)
{
	if (back->nodes == NULL || back->log != NULL)
		return GS_OK;
	gs_report_tell(report, "nodes-without-database", "{0}: there is a file "
	    "`nodes`, and no file `postgresql`: several nodes share a log in a "
	    "database (docs/SCALING.md)", gs_say_text(back->dir));
	return GS_ERR_RULE;
}

static int open_files(struct gs_back *back,
    const struct gs_back_options *options, struct gs_report *report)
{
	int err = take_lock(back, report);

	if (err == GS_OK)
		err = require_shared(back, report);

	if (err == GS_OK)
		err = gs_own_keys_load(back, report);
	if (err == GS_OK)
		err = back->log != NULL ? lead_log(back, options, report) :
		    open_own_log(back, report);
	if (err == GS_OK)
		err = open_database(&back->inbox, back, report, "inbox.db",
		    gs_inbox_open);
	if (err == GS_OK)
		err = open_database(&back->boxes, back, report, "boxes.db",
		    gs_boxes_open);
	if (err == GS_OK)
		err = open_database(&back->staff, back, report, "staff.db",
		    gs_staff_open);
	return err == GS_OK ? gs_back_public_open(back, report) : err;
}

/* Of a log that is read whole every page is looked at before. */
static int read_log(struct gs_back *back, struct gs_report *report)
{
	char path[sizeof back->log_dir];

	gs_back_snapshot_clear(back);
	int err = join_path(path, sizeof path, report, back->dir,
	    "channel.db");
	if (err != GS_OK)
		return err;

	err = gs_back_restore(back);
	if (err == GS_OK && !back->restored)
		err = gs_log_check(back->log);
	if (err != GS_OK) {
		report_database(report, back, path, err);
		return err;
	}
	return gs_back_replay(back, report);
}

static int open_channel(struct gs_back *back,
    const struct gs_back_options *options, struct gs_report *report)
{
	int err = open_files(back, options, report);
	if (err == GS_OK)
		err = read_log(back, report);
	if (err == GS_OK)
		err = gs_back_compare_elsewhere(back, options->elsewhere,
		    report);
	if (err == GS_OK)
		err = back->restored ? gs_back_examine_rolls(back, report) :
		    gs_back_examine(back, report);
	if (err == GS_OK && gs_log_shared(back->log))
		err = gs_guard_sign(back, report);
	if (err == GS_OK)
		err = gs_back_reconcile(back, report);

	if (err == GS_OK)
		err = start_clock(back, options, report);
	if (err == GS_OK && gs_state_size(back->state) == 0)
		err = enter_charter(back, report);
	if (err == GS_OK)
		err = gs_own_keys_check(back, report);
	if (err == GS_OK)
		err = check_exercise(back, report);
	if (err == GS_OK)
		err = gs_clock_key_start(back, report);
	if (err == GS_OK) {
		gs_back_warn_calendar(back);
		err = gs_back_plan_start(back);
	}

	/* A server that was killed may have had no time for it. */
	if (err == GS_OK)
		err = gs_back_editions_publish(back, report);
	if (err == GS_OK)
		err = gs_back_sweep_start(back, gs_clock_now(&back->clock));
	back->anonymous = back->boxes_changed = back->staff_untidy = true;
	if (err == GS_OK)
		gs_back_tidy(back, false);
	if (err == GS_OK)
		gs_back_pages_settle(back);
	if (err == GS_OK && back->restored)
		gs_back_beside_start(back);
	if (err == GS_OK)
		gs_back_snapshot_save(back, true);
	return err;
}

static int lock_keys(struct gs_back *back, struct gs_report *report)
{
	if (gs_host_lock(&back->signer, sizeof back->signer) == GS_OK &&
	    gs_host_lock(back->own, sizeof back->own) == GS_OK)
		return GS_OK;
	gs_report_say(report, "keys-unlocked", "the server may lock no memory, "
	    "so that its keys could come to the swap: see 'ulimit -l', or "
	    "LimitMEMLOCK of a unit; 64 KiB are enough");
	return GS_ERR_MEMORY;
}

static int name_keys(struct gs_back *back,
    const struct gs_back_options *options, struct gs_report *report)
{
	const char *dir = options->keys != NULL ? options->keys : back->dir;
	int n = snprintf(back->keys_dir, sizeof back->keys_dir, "%s%s", dir,
	    options->keys != NULL ? "" : "/keys");

	if (n >= 0 && (size_t)n < sizeof back->keys_dir)
		return GS_OK;
	gs_report_tell(report, "key-path-too-long", "{0}: the path of its keys "
	    "is too long", gs_say_text(dir));
	return GS_ERR_RANGE;
}

static int new_back(struct gs_back **out,
    const struct gs_back_options *options, struct gs_report *report)
{
	struct gs_back *back = calloc(1, sizeof *back);

	if (back == NULL)
		return GS_ERR_MEMORY;
	if (lock_keys(back, report) != GS_OK) {
		free(back);
		return GS_ERR_MEMORY;
	}
	back->log = options->log;
	back->nodes = options->nodes;
	back->lock = -1;
	back->next_event = INT64_MAX;
	back->progress = options->progress;
	back->boxes_max = options->boxes_max != 0 ? options->boxes_max :
	    GS_BOXES_MAX;
	back->whole_max = options->whole_max != 0 ? options->whole_max :
	    GS_BACK_WHOLE_MAX;
	*out = back;

	int n = snprintf(back->dir, sizeof back->dir, "%s", options->dir);
	if (n >= 0 && (size_t)n < sizeof back->dir)
		return name_keys(back, options, report);
	gs_report_tell(report, "channel-path-too-long", "{0}: the path is too "
	    "long; at most {1} bytes are possible", gs_say_text(options->dir),
	    gs_say_number(sizeof back->dir - 1));
	return GS_ERR_RANGE;
}

int gs_back_open_copy(struct gs_back **out,
    const struct gs_back_options *options, struct gs_report *report)
{
	int err = new_back(out, options, report);

	if (err == GS_OK)
		err = take_lock(*out, report);
	if (err == GS_OK)
		err = open_database(&(*out)->inbox, *out, report, "inbox.db",
		    gs_inbox_open);
	if (err == GS_OK)
		err = open_database(&(*out)->boxes, *out, report, "boxes.db",
		    gs_boxes_open);
	return err;
}

int gs_back_start(struct gs_back **out, const struct gs_back_options *options,
    struct gs_report *report)
{
	struct gs_back *back = NULL;

	int err = new_back(&back, options, report);
	if (err == GS_OK)
		err = open_channel(back, options, report);
	if (err == GS_OK)
		err = gs_queue_new(&back->queue);
	if (err == GS_OK)
		err = gs_followers_start(back, options->nodes, options->door);
	if (err == GS_OK &&
	    pthread_create(&back->thread, NULL, gs_back_loop, back) != 0)
		err = GS_ERR_MEMORY;

	if (err == GS_OK) {
		back->running = true;
		*out = back;
		back = NULL;
	} else if (report != NULL && report->text[0] == '\0') {
		gs_report_tell(report, "channel-not-opened",
		    "{0}: cannot be opened: {1}", gs_say_text(options->dir),
		    gs_say_text(gs_strerror(err)));
	}
	gs_back_stop(&back);
	return err;
}

/* What a start would write anew is no damage to the log, and yet not as it
 * should be. */
static int judge_copies(const struct gs_back *back, bool whole,
    struct gs_report *report)
{
	if (whole && !back->snapshot_wrong)
		return GS_OK;
	gs_report_tell(report, "copies-not-whole", "{0}: channel.db is good; "
	    "{1} not what it says, and the server's next start writes that "
	    "anew", gs_say_text(back->dir),
	    gs_say_text(whole ? "the snapshot is" : "tiles are"));
	return GS_ERR_CORRUPT;
}

int gs_back_check_channel(const struct gs_back_options *options,
    struct gs_report *report)
{
	struct gs_back *back = NULL;
	bool whole = false;

	int err = new_back(&back, options, report);
	if (err == GS_OK) {
		back->whole_max = UINT64_MAX;
		err = open_files(back, options, report);
	}
	if (err == GS_OK)
		err = read_log(back, report);
	if (err == GS_OK)
		err = gs_back_examine(back, report);
	if (err == GS_OK && gs_state_size(back->state) > 0)
		err = gs_own_keys_check(back, report);
	if (err == GS_OK)
		err = gs_back_compare_files(&whole, back, report);
	if (err == GS_OK)
		err = judge_copies(back, whole, report);
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
		gs_back_snapshot_save(back, true);
	}
	gs_followers_stop(back);
	gs_back_beside_stop(back);
	gs_back_pages_stop(back);
	gs_back_contents_stop(back);

	gs_queue_free(&back->queue);
	gs_log_free(&back->log);
	gs_store_free(&back->inbox);
	gs_store_free(&back->boxes);
	gs_staff_free(&back->staff);
	gs_leaves_free(&back->leaves);
	gs_pool_free(&back->pool);
	gs_pool_free(&back->scratch);
	if (back->lock >= 0)
		close(back->lock);
	gs_host_unlock(&back->signer, sizeof back->signer);
	gs_host_unlock(back->own, sizeof back->own);
	gs_host_wipe(back, sizeof *back);
	free(back);
	*out = NULL;
}

static void put_back(void *ctx, struct gs_waiting *waiting)
{
	struct gs_back *back = ctx;

	gs_queue_put(back->queue, waiting);
}

struct gs_way gs_back_way(struct gs_back *back)
{
	return (struct gs_way){put_back, back};
}
