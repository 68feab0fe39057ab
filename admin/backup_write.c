/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay backup make, keys: while the server serves. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/archive.h"
#include "admin/backup_files.h"
#include "cli/common/terminal.h"
#include "lib/file.h"
#include "store/store.h"

#define SMALL_MAX ((size_t)1 << 16)
#define FILES_MAX 16

struct writing {
	const char *dir, *keys_dir;
	struct gs_backup_room room;
	struct gs_archive *archive; /* secret */
	uint8_t to[GS_VALUES_PER_OPTION][32];
	size_t to_count;
	struct gs_span small[FILES_MAX]; /* owned, secret; of gs_backup_files */
	bool copied[FILES_MAX];
	bool keys;
	const char *failed; /* the file, where archiving failed */
};

static int read_recipients(struct writing *w,
    const struct gs_backup_wishes *wish)
{
	for (size_t i = 0; i < wish->to.count; i++) {
		const char *text = wish->to.v[i];

		if (gs_age_recipient_parse(w->to[i], text, strlen(text)) !=
		    GS_OK) {
			gs_verb_tell("backup-recipient-refused", "{0} is no "
			    "recipient of age: it begins with age1 and has {1} "
			    "characters; 'age-keygen' makes one",
			    gs_say_text(text),
			    gs_say_number(GS_AGE_RECIPIENT_LEN));
			return GS_ERR_FORMAT;
		}
	}
	w->to_count = wish->to.count;
	return GS_OK;
}

static int take_small(struct writing *w, size_t at, const char *path)
{
	struct gs_report report = {.text = ""};
	uint8_t *bytes = NULL;
	size_t len = 0;

	int err = w->keys ?
	    gs_file_read_secret(&bytes, &len, SMALL_MAX, path, &report) :
	    gs_file_read(&bytes, &len, SMALL_MAX, path, &report);
	if (err != GS_OK)
		gs_verb_report(&report);
	w->small[at] = (struct gs_span){bytes, len};
	return err;
}

static int take_database(struct writing *w, size_t at,
    const struct gs_backup_file *file, const char *path)
{
	char copy[GS_BACKUP_PATH_MAX];

	int err = gs_backup_room_path(copy, &w->room, file->name);
	if (err == GS_OK) {
		gs_working("Copying the database");
		err = gs_store_copy(copy, path);
		gs_worked();
	}
	w->copied[at] = err == GS_OK;
	if (err != GS_OK && err != GS_ERR_RANGE)
		gs_verb_tell("backup-copy-failed", "{0} cannot be copied into "
		    "{1}/backup: {2}; it takes as much room there as the file "
		    "has", gs_say_text(path), gs_say_text(w->dir),
		    gs_say_text(err == GS_ERR_IO ? strerror(errno) :
		        gs_strerror(err)));
	return err;
}

/* What is to be in it, in the order of the table. */
static int take_files(struct writing *w)
{
	size_t count = 0;
	const struct gs_backup_file *files = gs_backup_files(&count);
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < count && i < FILES_MAX; i++) {
		char path[GS_BACKUP_PATH_MAX];

		if (files[i].keys != w->keys)
			continue;
		err = w->keys_dir == NULL ?
		    gs_backup_path(path, w->dir, files[i].name) :
		    gs_backup_path(path, w->keys_dir,
		        strchr(files[i].name, '/') + 1);
		if (err != GS_OK || (!files[i].needed &&
		        access(path, F_OK) != 0))
			continue;
		err = files[i].database ?
		    take_database(w, i, &files[i], path) :
		    take_small(w, i, path);
	}
	return err;
}

/* gs_file_write_by's. */
static int fill_archive(int fd, void *ctx)
{
	struct writing *w = ctx;
	size_t count = 0;
	const struct gs_backup_file *files = gs_backup_files(&count);
	int err = gs_archive_begin(w->archive, fd,
	    (const uint8_t (*)[32])w->to, w->to_count);

	for (size_t i = 0; err == GS_OK && i < count && i < FILES_MAX; i++) {
		char copy[GS_BACKUP_PATH_MAX];

		if (w->small[i].ptr != NULL)
			err = gs_archive_add_bytes(w->archive, files[i].name,
			    w->small[i]);
		if (!w->copied[i])
			continue;
		err = gs_backup_room_path(copy, &w->room, files[i].name);
		if (err == GS_OK)
			err = gs_archive_add(w->archive, files[i].name, copy);
	}
	return err == GS_OK ? gs_archive_end(w->archive) : err;
}

static int write_archive(struct writing *w,
    const struct gs_backup_wishes *wish)
{
	const struct gs_file_fill fill = {fill_archive, w};
	struct gs_report report = {.text = ""};

	if (!wish->force && access(wish->out, F_OK) == 0) {
		gs_verb_tell("backup-file-there", "{0}: there is such a file; "
		    "--force overwrites it", gs_say_text(wish->out));
		return GS_ERR_DUPLICATE;
	}

	w->archive = malloc(sizeof *w->archive);
	if (w->archive == NULL)
		return GS_ERR_MEMORY;
	gs_working("Sealing the backup");
	int err = gs_file_write_by(wish->out, &fill, 0600, &report);
	gs_worked();
	if (err != GS_OK)
		gs_verb_report_at(wish->out, &report);
	gs_host_wipe(w->archive, sizeof *w->archive);
	free(w->archive);
	return err;
}

static void say_written(const struct writing *w, const char *out)
{
	struct stat st;
	unsigned long long len = stat(out, &st) == 0 ?
	    (unsigned long long)st.st_size : 0;

	if (w->keys)
		printf("%s: the server's keys, %llu bytes. Whoever opens it "
		    "signs as the\nserver: keep it, and what opens it, apart "
		    "from every other backup.\n", out, len);
	else
		printf("%s: the log, what was filed and the staff list, %llu "
		    "bytes.\nNo key is in it ('gainsay backup keys'), and "
		    "nothing that waits for a\nrelease: whoever acted has "
		    "that, and their program sends it again.\n", out, len);
}

int gs_backup_write(const char *dir, const struct gs_backup_wishes *wish,
    bool keys)
{
	struct writing w = {.dir = dir, .room.lock = -1, .keys = keys,
	    .keys_dir = keys ? wish->keys : NULL};

	if (wish->out == NULL || wish->to.count == 0) {
		gs_verb_say("backup-options-missing", "--to and -o are needed: "
		    "a backup is sealed to a recipient of age, and is a file");
		gs_verb_misused();
		return GS_ERR_FORMAT;
	}
	int err = read_recipients(&w, wish);
	if (err == GS_OK)
		err = gs_backup_room_take(&w.room, dir);
	if (err == GS_OK)
		err = take_files(&w);
	if (err == GS_OK)
		err = write_archive(&w, wish);
	gs_backup_room_leave(&w.room);

	for (size_t i = 0; i < FILES_MAX; i++) {
		uint8_t *bytes = (uint8_t *)(uintptr_t)w.small[i].ptr;

		gs_file_wipe(&bytes, w.small[i].len);
	}
	if (err == GS_OK)
		say_written(&w, wish->out);
	return err;
}
