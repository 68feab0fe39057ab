/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of a mirror (docs/spec/mirror.md): `public` is for any web server,
 * the rest is the mirror's own. */
#ifndef GS_MIRROR_FOLDER_H
#define GS_MIRROR_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/host.h"
#include "lib/log/note.h"
#include "lib/report.h"

#define GS_MIRROR_PATH_MAX 4096

struct gs_mirror_folder {
	char dir[GS_MIRROR_PATH_MAX - 256];
	char public[GS_MIRROR_PATH_MAX - 128];
	char log[GS_MIRROR_PATH_MAX];
	int lock; /* -1: not open */
};

/* Makes what is not there and locks it.  GS_ERR_MISMATCH: it has other files in
 * it; GS_ERR_BUSY: another mirror works on it; GS_ERR_IO. */
GS_CHECKED int gs_mirror_folder_open(struct gs_mirror_folder *out,
    struct gs_report *report, const char *dir);
void gs_mirror_folder_close(struct gs_mirror_folder *folder);
/* Whether others than its owner may read what is for everybody. */
GS_CHECKED int gs_mirror_folder_show(const struct gs_mirror_folder *folder,
    struct gs_report *report, bool open);

/* A checkpoint that the log signed, as it came. */
struct gs_mirror_note {
	bool there;
	struct gs_checkpoint checkpoint;
	uint8_t bytes[GS_NOTE_MAX];
	size_t len;
};

/* What a mirror must not forget. */
struct gs_mirror_memory {
	uint64_t checked; /* entries, judged, that the folder has */
	uint8_t root[32]; /* of their tree */
	struct gs_mirror_note followed; /* the newest that the server showed */
	struct gs_mirror_note cosigned; /* the newest that it may have signed */
};

/* Nothing is remembered in a new folder.  GS_ERR_MISMATCH: it is another log's,
 * or damaged; GS_ERR_IO, GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_memory_read(struct gs_mirror_memory *out,
    struct gs_report *report, const struct gs_mirror_folder *folder,
    const struct gs_verifier *log);
/* Durable when it returns, or as it was. */
GS_CHECKED int gs_mirror_memory_write(const struct gs_mirror_memory *memory,
    struct gs_report *report, const struct gs_mirror_folder *folder);

#endif
