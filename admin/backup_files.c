/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/backup_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common/verb.h"

#define ROOM "backup"

static const struct gs_backup_file files[] = {
	{"vkey", .needed = true},
	{"log/checkpoint", .needed = true},
	{"channel.db", .database = true, .needed = true},
	{"staff.db", .database = true},
	{"keys/log.key", .keys = true, .needed = true},
	{"keys/enrol.key", .keys = true},
	{"keys/enrol-next.key", .keys = true},
	{"keys/promise.key", .keys = true},
	{"keys/promise-next.key", .keys = true},
};

const struct gs_backup_file *gs_backup_files(size_t *count)
{
	*count = sizeof files / sizeof *files;
	return files;
}

const struct gs_backup_file *gs_backup_file(const char *name)
{
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	return NULL;
}

int gs_backup_path(char out[GS_BACKUP_PATH_MAX], const char *dir,
    const char *name)
{
	int n = snprintf(out, GS_BACKUP_PATH_MAX, "%s/%s", dir, name);

	if (n >= 0 && n < GS_BACKUP_PATH_MAX)
		return GS_OK;
	gs_verb_tell("backup-path-too-long", "{0}: the path is too long; at "
	    "most {1} bytes are possible with a file's name",
	    gs_say_text(dir), gs_say_number(GS_BACKUP_PATH_MAX - 1));
	return GS_ERR_RANGE;
}

int gs_backup_room_path(char out[GS_BACKUP_PATH_MAX],
    const struct gs_backup_room *room, const char *name)
{
	char inner[GS_BACKUP_PATH_MAX];
	const char *slash = strrchr(name, '/');

	int err = gs_backup_path(inner, room->dir, ROOM);
	return err == GS_OK ? gs_backup_path(out, inner,
	    slash == NULL ? name : slash + 1) : err;
}

static void empty_room(const struct gs_backup_room *room)
{
	char path[GS_BACKUP_PATH_MAX];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (gs_backup_room_path(path, room, files[i].name) == GS_OK)
			(void)unlink(path);
}

int gs_backup_room_take(struct gs_backup_room *room, const char *dir)
{
	char path[GS_BACKUP_PATH_MAX];

	room->dir = dir;
	room->lock = -1;
	int err = gs_backup_path(path, dir, ROOM);
	if (err != GS_OK)
		return err;

	if (mkdir(path, 0700) != 0 && errno != EEXIST) {
		gs_verb_errno("backup-room-not-made", path,
		    "cannot be made", errno);
		return GS_ERR_IO;
	}
	int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0) {
		gs_verb_errno("backup-room-in-use", path, "cannot be used by "
		    "two at once; wait for the other 'gainsay backup'", errno);
		if (lock >= 0)
			(void)close(lock);
		return GS_ERR_BUSY;
	}
	room->lock = lock;
	empty_room(room);
	return GS_OK;
}

void gs_backup_room_leave(struct gs_backup_room *room)
{
	char path[GS_BACKUP_PATH_MAX];

	if (room->lock < 0)
		return;
	empty_room(room);
	if (gs_backup_path(path, room->dir, ROOM) == GS_OK)
		(void)rmdir(path);
	(void)close(room->lock);
	room->lock = -1;
}
