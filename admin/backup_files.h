/* SPDX-License-Identifier: Apache-2.0 */
/* Which files of a channel's directory a backup has.  Everything else is left
 * out: what waits (inbox.db and boxes.db), since copies of it tell when acts
 * came (docs/RECOVERY.md, "What a backup must not have"), and what the server
 * makes again. */
#ifndef GS_ADMIN_BACKUP_FILES_H
#define GS_ADMIN_BACKUP_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/common/keys.h"
#include "cli/common/options.h"

struct gs_backup_file {
	const char *name; /* below DIR */
	bool keys;     /* in the backup of the keys, which has nothing else */
	bool database; /* copied as of one moment */
	bool needed;
};
/* In the order in which they are read: log/checkpoint must not be ahead of the
 * database beside it. */
const struct gs_backup_file *gs_backup_files(size_t *count);
/* NULL: no backup has such a file. */
const struct gs_backup_file *gs_backup_file(const char *name);

#define GS_BACKUP_PATH_MAX 1024
/* A folder of the backup's own in DIR, which one at a time has; what another
 * that was killed has left there is removed. */
struct gs_backup_room {
	const char *dir;
	int lock; /* below 0: it is not ours */
};
/* Say what is wrong. */
GS_CHECKED int gs_backup_room_take(struct gs_backup_room *room,
    const char *dir);
void gs_backup_room_leave(struct gs_backup_room *room);
/* Where a file of DIR, and its copy in the room, lie. */
GS_CHECKED int gs_backup_path(char out[GS_BACKUP_PATH_MAX], const char *dir,
    const char *name);
GS_CHECKED int gs_backup_room_path(char out[GS_BACKUP_PATH_MAX],
    const struct gs_backup_room *room, const char *name);

struct gs_backup_wishes {
	struct gs_values to;
	const char *out, *identity;
	const char *keys; /* a folder; NULL: DIR/keys */
	bool force;
	struct gs_key_ring ring; /* secret */
};
/* The steps of the verb. */
GS_CHECKED int gs_backup_write(const char *dir,
    const struct gs_backup_wishes *wish, bool keys);
GS_CHECKED int gs_backup_restore(const char *backup, const char *dir,
    struct gs_backup_wishes *wish);

#endif
