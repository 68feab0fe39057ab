/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay transfer: a channel's log from its directory's file into a database,
 * or back. */
#include "admin/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "lib/crash.h"
#include "lib/file.h"
#include "lib/log/note.h"
#include "store/guard.h"
#include "store/home.h"
#include "store/log_move.h"

#define PATH_LEN 640

static const char help[] =
"usage: gainsay transfer --to WHERE DIR\n"
"Moves the log of the channel in DIR, whose server is stopped, from the file\n"
"DIR/channel.db into the database that DIR/postgresql names, or back\n"
"(docs/SCALING.md). What was copied is read again and compared before the place\n"
"where it was is given up; from then on nobody leads the log there. Whatever\n"
"ends this in the middle, the same command goes on.\n\n"
"  --to WHERE   'database': DIR/channel.db is removed at the end;\n"
"               'file': DIR/postgresql becomes DIR/postgresql.before\n\n"
"Acts that wait, boxes and the staff list are files before and after.\n"
"'gainsay audit DIR' checks the channel afterwards.\n"
"Exit codes: 0 it is there, 1 refused, 2 it could not be done.\n";

struct transfer {
	const char *dir;
	bool to_database, fresh; /* the file was not there */
	int lock;
	char file[PATH_LEN], place[PATH_LEN], before[PATH_LEN];
	struct gs_log *in_file, *in_database;
	struct gs_guard guard;
	struct gs_report report;
};

static int transfer_path(char out[PATH_LEN], const char *dir, const char *name)
{
	int n = snprintf(out, PATH_LEN, "%s/%s", dir, name);

	if (n >= 0 && n < PATH_LEN)
		return GS_OK;
	gs_verb_tell("transfer-path-too-long", "{0}: the path is too long; at "
	    "most {1} bytes are possible", gs_say_text(dir),
	    gs_say_number(PATH_LEN - 1 - strlen(name) - 1));
	return GS_ERR_RANGE;
}

static int name_files(struct transfer *t)
{
	int err = transfer_path(t->file, t->dir, "channel.db");

	if (err == GS_OK)
		err = transfer_path(t->place, t->dir, "postgresql");
	return err == GS_OK ? transfer_path(t->before, t->dir,
	    "postgresql.before") : err;
}

/* The server's own, so that neither comes while the other is there. */
static int lock_channel(struct transfer *t)
{
	char path[PATH_LEN];

	int err = transfer_path(path, t->dir, "lock");
	if (err != GS_OK)
		return err;
	t->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (t->lock < 0) {
		gs_verb_errno("transfer-not-locked", path, "cannot be opened",
		    errno);
		return GS_ERR_IO;
	}
	if (flock(t->lock, LOCK_EX | LOCK_NB) == 0)
		return GS_OK;
	gs_verb_tell("transfer-while-served", "{0}: a server has this channel "
	    "open; stop it first", gs_say_text(t->dir));
	return GS_ERR_BUSY;
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* *done: the log is where it is to be, and alone. */
static int require_files(bool *done, const struct transfer *t)
{
	bool file = is_there(t->file), place = is_there(t->place);

	*done = t->to_database ? place && !file : file && !place;
	if (*done || (place && (file || !t->to_database)))
		return GS_OK;
	if (!place)
		gs_verb_tell("transfer-place-needed", "{0}: cannot be read; it "
		    "is to hold the connection string of the database "
		    "(docs/SCALING.md)", gs_say_text(t->place));
	else
		gs_verb_tell("transfer-log-needed", "{0}: there is no log",
		    gs_say_text(t->file));
	return GS_ERR_RULE;
}

static int open_logs(struct transfer *t)
{
	int err = gs_log_open_named(&t->in_database, t->place, &t->report);

	if (err == GS_OK)
		err = gs_file_private(t->file, &t->report);
	if (err == GS_OK)
		err = gs_guard_load(&t->guard, t->dir, &t->report);
	if (err != GS_OK)
		return err;

	t->fresh = !is_there(t->file);
	err = gs_log_open_file(&t->in_file, t->file);
	if (err == GS_OK && t->to_database)
		err = gs_log_check(t->in_file);
	if (err != GS_OK)
		gs_verb_tell("transfer-file-bad", "{0}: cannot be opened, or "
		    "is damaged: {1}", gs_say_text(t->file),
		    gs_say_text(gs_strerror(err)));
	return err;
}

static int read_verifier(struct gs_verifier *key, struct transfer *t)
{
	char path[PATH_LEN];
	uint8_t *text = NULL;
	size_t len = 0;

	int err = transfer_path(path, t->dir, "vkey");
	if (err == GS_OK)
		err = gs_file_read(&text, &len, 4096, path, &t->report);
	if (err == GS_OK) {
		struct gs_span line = gs_file_line(text, len);

		err = gs_verifier_parse(key, line.ptr, line.len);
	}
	free(text);
	return err;
}

/* The log's key has signed all of it: an entry that nobody signed is for the
 * server to judge. */
static int require_signed(struct transfer *t, struct gs_log *log,
    const char *name)
{
	struct gs_attestation verified;
	struct gs_checkpoint c = {.size = 0};
	struct gs_span note = {NULL, 0};
	struct gs_verifier key;
	struct gs_log_head head = {.size = 0};

	int err = read_verifier(&key, t);
	if (err == GS_OK)
		err = gs_log_head(&head, log);
	if (err == GS_OK)
		err = gs_store_checkpoint_of(&note, log, head.size);
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, &verified, note.ptr, note.len,
		    &key, 1);
	if (err == GS_OK && c.size == head.size &&
	    memcmp(c.root, head.root, sizeof c.root) == 0)
		return GS_OK;

	gs_verb_tell("transfer-log-unsigned", "{0}: the newest of {1} entries "
	    "have no checkpoint signed by {2}/vkey; start the server there "
	    "once, and stop it", gs_say_text(name), gs_say_number(head.size),
	    gs_say_text(t->dir));
	return err == GS_OK || err == GS_ERR_UNKNOWN ? GS_ERR_RULE : err;
}

/* Nothing came into it: as if it had not been made. */
static void discard_fresh(struct transfer *t)
{
	uint8_t leads[GS_LOG_NODE_LEN];

	if (!t->fresh || t->in_file == NULL ||
	    gs_log_leader(leads, t->in_file) != GS_OK ||
	    gs_log_is_mover(leads))
		return;
	gs_log_free(&t->in_file);
	gs_file_discard(t->file);
}

static int move_log(struct gs_log_head *head, struct transfer *t)
{
	struct gs_log_move m = {.from = t->in_file, .to = t->in_database,
	    .from_name = t->file, .to_name = t->place};

	memcpy(m.leads_to, t->guard.node, sizeof m.leads_to);
	if (!t->to_database) {
		m = (struct gs_log_move){.from = t->in_database,
		    .to = t->in_file, .from_name = t->place,
		    .to_name = t->file};
		memcpy(m.leads_from, t->guard.node, sizeof m.leads_from);
	}

	int err = require_signed(t, m.from, m.from_name);
	if (err != GS_OK)
		return err;
	gs_working("Moving the log");
	err = gs_log_move(head, &m, &t->report);
	gs_worked();
	return err;
}

static int remove_file(const struct transfer *t, const char *name)
{
	char path[PATH_LEN];

	int err = transfer_path(path, t->dir, name);
	if (err != GS_OK || unlink(path) == 0 || errno == ENOENT)
		return err;
	gs_verb_errno("transfer-file-left", path, "cannot be removed", errno);
	return GS_ERR_IO;
}

static int sync_folder(const struct transfer *t)
{
	int folder = open(t->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = folder >= 0 && fsync(folder) == 0;

	if (folder >= 0)
		(void)close(folder);
	if (good)
		return GS_OK;
	gs_verb_errno("transfer-not-durable", t->dir, "cannot be made durable",
	    errno);
	return GS_ERR_IO;
}

/* The directory names one place again.  Until then no server starts. */
static int settle_database(struct transfer *t, const struct gs_log_head *head)
{
	t->guard.size = head->size;
	memcpy(t->guard.root, head->root, sizeof t->guard.root);
	int err = gs_guard_save(&t->guard, t->dir, &t->report);

	GS_CRASH_POINT("move-guarded");
	if (err == GS_OK)
		err = remove_file(t, "channel.db");
	GS_CRASH_POINT("move-file-removed");
	for (size_t i = 0; err == GS_OK && i < 3; i++) {
		static const char *const rest[] = {"channel.db-wal",
		    "channel.db-shm", "channel.home"};

		err = remove_file(t, rest[i]);
	}
	return err;
}

static int settle_file(struct transfer *t)
{
	int err = gs_home_settle(t->dir, &t->report);

	if (err == GS_OK)
		err = remove_file(t, "guard");
	GS_CRASH_POINT("move-settled");
	if (err == GS_OK && rename(t->place, t->before) != 0) {
		gs_verb_errno("transfer-place-left", t->place,
		    "cannot be renamed", errno);
		err = GS_ERR_IO;
	}
	return err;
}

static int run_transfer(struct transfer *t)
{
	struct gs_log_head head = {.size = 0};
	bool done = false;

	int err = name_files(t);
	if (err == GS_OK)
		err = lock_channel(t);
	if (err == GS_OK)
		err = require_files(&done, t);
	if (err == GS_OK && done)
		(void)puts("The log is there already.");
	if (err != GS_OK || done)
		return err;

	err = open_logs(t);
	gs_working("Copying and comparing the log");
	if (err == GS_OK)
		err = move_log(&head, t);
	gs_worked();
	if (err != GS_OK)
		discard_fresh(t);
	gs_log_free(&t->in_file);
	gs_log_free(&t->in_database);
	if (err == GS_OK)
		err = t->to_database ? settle_database(t, &head) :
		    settle_file(t);
	if (err == GS_OK)
		err = sync_folder(t);
	gs_verb_report(&t->report);
	if (err == GS_OK)
		printf("The log is in the %s: %llu entries.\n",
		    t->to_database ? "database" : "file",
		    (unsigned long long)head.size);
	return err;
}

int gs_transfer_log(int argc, char **argv)
{
	struct transfer t = {.lock = -1};
	const char *to = NULL;
	int at = 0;
	const struct gs_option options[] = {{.name = "to", .value = &to}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (to == NULL || (strcmp(to, "database") != 0 &&
	        strcmp(to, "file") != 0)) {
		gs_verb_say("transfer-to-needed", "--to says where the log is "
		    "to be: database or file");
		return gs_verb_misused();
	}
	t.dir = argv[at];
	t.to_database = strcmp(to, "database") == 0;

	int err = run_transfer(&t);
	gs_log_free(&t.in_file);
	gs_log_free(&t.in_database);
	if (t.lock >= 0)
		(void)close(t.lock);
	return gs_verb_end(err);
}
