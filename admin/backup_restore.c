/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay backup restore.  Nothing is put into its place before all of the
 * backup was authentic, and nothing that is there is written over.  No
 * channel.home is written: so the server refuses to sign before it is told what
 * others have seen (server/back/elsewhere.h). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/archive.h"
#include "admin/backup_files.h"
#include "cli/common/terminal.h"
#include "lib/file.h"

#define FILES_MAX 16

struct restoring {
	const char *backup, *dir;
	struct gs_backup_room room;
	struct gs_archive *archive; /* secret */
	const struct gs_backup_file *taken[FILES_MAX];
	size_t count;
	uint64_t len; /* of the file that is taken */
};

static void say_unrestored(const struct restoring *r, int err)
{
	const char *why = err == GS_ERR_DENIED ?
	    "it is sealed to another key than that of --identity" :
	    err == GS_ERR_SIGNATURE ? "it was altered or cut short" :
	    err == GS_ERR_IO ? strerror(errno) :
	    "it is no file of 'gainsay backup'";

	gs_verb_tell("backup-refused", "{0}: {1}; nothing was put into {2}",
	    gs_say_text(r->backup), gs_say_text(why), gs_say_text(r->dir));
}

/* gs_file_write_by's. */
static int fill_taken(int fd, void *ctx)
{
	struct restoring *r = ctx;

	return gs_archive_take(r->archive, fd, r->len);
}

/* All files of one backup are of one kind. */
static const struct gs_backup_file *judge_taken(const struct restoring *r,
    const char *name)
{
	const struct gs_backup_file *file = gs_backup_file(name);

	if (file == NULL || r->count == FILES_MAX ||
	    (r->count > 0 && r->taken[0]->keys != file->keys))
		return NULL;
	for (size_t i = 0; i < r->count; i++)
		if (r->taken[i] == file)
			return NULL;
	return file;
}

static int take_all(struct restoring *r)
{
	char name[GS_ARCHIVE_NAME_MAX + 1], path[GS_BACKUP_PATH_MAX];
	const struct gs_file_fill fill = {fill_taken, r};
	bool more = true;

	for (;;) {
		int err = gs_archive_next(r->archive, &more, name, &r->len);
		if (err != GS_OK || !more)
			return err;
		const struct gs_backup_file *file = judge_taken(r, name);

		if (file == NULL)
			return GS_ERR_FORMAT;
		err = gs_backup_room_path(path, &r->room, name);
		if (err == GS_OK)
			err = gs_file_write_by(path, &fill, 0600, NULL);
		if (err != GS_OK)
			return err;
		r->taken[r->count++] = file;
	}
}

static int unpack_backup(struct restoring *r, const uint8_t identity[32])
{
	int fd = open(r->backup, O_RDONLY | O_CLOEXEC);
	int err = fd < 0 ? GS_ERR_IO : GS_OK;

	r->archive = malloc(sizeof *r->archive);
	if (err == GS_OK && r->archive == NULL)
		err = GS_ERR_MEMORY;
	if (err == GS_OK)
		err = gs_archive_open(r->archive, fd, identity);
	if (err == GS_OK) {
		gs_working("Opening the backup");
		err = take_all(r);
		gs_worked();
	}

	if (err != GS_OK)
		say_unrestored(r, err);
	if (r->archive != NULL)
		gs_host_wipe(r->archive, sizeof *r->archive);
	free(r->archive);
	if (fd >= 0)
		(void)close(fd);
	return err;
}

/* A server that runs there, or has run, has files of its own. */
static int check_free(const struct restoring *r)
{
	static const char *const others[] = {"channel.home", "inbox.db",
	    "boxes.db", "channel.db-wal"};
	char path[GS_BACKUP_PATH_MAX];
	const size_t more = r->taken[0]->keys ? 0 :
	    sizeof others / sizeof *others;

	for (size_t i = 0; i < r->count + more; i++) {
		const char *name = i < r->count ? r->taken[i]->name :
		    others[i - r->count];
		int err = gs_backup_path(path, r->dir, name);

		if (err != GS_OK)
			return err;
		if (access(path, F_OK) != 0)
			continue;
		gs_verb_tell("backup-place-taken", "{0}: there is such a file; "
		    "move the old folder away first, and restore into a new "
		    "one", gs_say_text(path));
		return GS_ERR_DUPLICATE;
	}
	return GS_OK;
}

static int make_parent(const char *dir, const char *name)
{
	char path[GS_BACKUP_PATH_MAX];
	const char *slash = strchr(name, '/');

	if (slash == NULL)
		return GS_OK;
	int n = snprintf(path, sizeof path, "%s/%.*s", dir,
	    (int)(slash - name), name);
	if (n < 0 || (size_t)n >= sizeof path ||
	    (mkdir(path, 0700) != 0 && errno != EEXIST)) {
		gs_verb_errno("backup-folder-not-made", path, "cannot be made",
		    errno);
		return GS_ERR_IO;
	}
	return GS_OK;
}

static int place_restored(const struct restoring *r, const char *name)
{
	char from[GS_BACKUP_PATH_MAX], to[GS_BACKUP_PATH_MAX];

	int err = make_parent(r->dir, name);
	if (err == GS_OK)
		err = gs_backup_room_path(from, &r->room, name);
	if (err == GS_OK)
		err = gs_backup_path(to, r->dir, name);
	if (err == GS_OK && rename(from, to) != 0) {
		gs_verb_errno("backup-not-placed", to, "cannot be written",
		    errno);
		err = GS_ERR_IO;
	}
	return err;
}

static void say_restored(const struct restoring *r)
{
	if (r->taken[0]->keys)
		printf("%s/keys has the server's keys again.\n", r->dir);
	else
		printf("%s has what the backup had; the server writes the "
		    "rest again.\nThe log may have gone on since. The server "
		    "asks who has seen more before it\nsigns: --copy PLACE "
		    "for each mirror and witness\n(docs/RECOVERY.md, "
		    "\"Restored from a backup\").\n", r->dir);
}

static int open_dir(const struct restoring *r)
{
	if (mkdir(r->dir, 0700) == 0 || errno == EEXIST)
		return GS_OK;
	gs_verb_errno("backup-dir-not-made", r->dir, "cannot be made", errno);
	return GS_ERR_IO;
}

int gs_backup_restore(const char *backup, const char *dir,
    struct gs_backup_wishes *wish)
{
	struct restoring r = {.backup = backup, .dir = dir, .room.lock = -1};
	struct gs_report report = {.text = ""};
	uint8_t identity[32];

	if (wish->identity == NULL) {
		gs_verb_say("backup-identity-missing", "--identity is needed: "
		    "the file of the key to which the backup is sealed");
		gs_verb_misused();
		return GS_ERR_FORMAT;
	}
	int err = gs_key_ring_identity(identity, &wish->ring, &report,
	    wish->identity);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return err;
	}
	err = open_dir(&r);
	if (err == GS_OK)
		err = gs_backup_room_take(&r.room, dir);
	if (err == GS_OK)
		err = unpack_backup(&r, identity);

	if (err == GS_OK)
		err = r.count > 0 ? check_free(&r) : GS_ERR_FORMAT;
	for (size_t i = 0; err == GS_OK && i < r.count; i++)
		err = place_restored(&r, r.taken[i]->name);
	gs_backup_room_leave(&r.room);
	gs_host_wipe(identity, sizeof identity);
	if (err == GS_OK)
		say_restored(&r);
	return err;
}
