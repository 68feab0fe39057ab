/* SPDX-License-Identifier: Apache-2.0 */
/* Files: read whole within a bound, written whole or not at all. */
#ifndef GS_LIB_FILE_H
#define GS_LIB_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/host.h"
#include "core/err.h"
#include "lib/report.h"

/* Some files lie on no disk: their names begin so.  Who has such files says
 * with gs_file_use_shelf how they are read and written; NULL: nobody has any.
 * All functions here then take them as any other, and find them private. */
#define GS_FILE_SHELF "state:"
struct gs_file_shelf {
	/* As gs_file_read; the name has lost its beginning. */
	int (*read)(uint8_t **out, size_t *len, size_t max, const char *name,
	    struct gs_report *report);
	/* As gs_file_create if `fresh`, else as gs_file_write. */
	int (*write)(const char *name, struct gs_span bytes, bool fresh,
	    struct gs_report *report);
	bool (*has)(const char *name);
	void (*discard)(const char *name);
};
void gs_file_use_shelf(const struct gs_file_shelf *shelf);
/* Whether it lies there; else it is a path, or "-". */
bool gs_file_is_shelved(const char *path);
/* Whether a place is the URL of a server, and no file or folder. */
bool gs_file_is_url(const char *place);
/* Whether `path`, seen from the folder `at` as openat(2) does, is a folder on
 * the disk that may be read and has nothing in it. */
bool gs_file_is_empty_folder(int at, const char *path);
/* Whether there is such a file, that may be read. */
bool gs_file_is_there(const char *path);
/* Removes what was just made and is of no use, if that can be done. */
void gs_file_discard(const char *path);
/* Writes zeros over a file on the disk and removes it: GS_ERR_IO as well if it
 * has another name, or is no file of its own. */
GS_CHECKED int gs_file_erase(const char *path, struct gs_report *report);

/* For all: after a failure the report says which file and why, with the
 * system's reason; it may be NULL.  GS_ERR_IO, GS_ERR_MEMORY. */

/* The whole file and a NUL behind it (not counted); "-" is standard input.
 * The caller frees by gs_file_wipe.  GS_ERR_SPACE: longer than `max`. */
GS_CHECKED int gs_file_read(uint8_t **out, size_t *len, size_t max,
    const char *path, struct gs_report *report);
/* The same of a file with a secret (docs/spec/keys.md, "Modes"): GS_ERR_IO as
 * well if others than its owner may read or write it. */
GS_CHECKED int gs_file_read_secret(uint8_t **out, size_t *len, size_t max,
    const char *path, struct gs_report *report);
/* That check alone, of a file that another library opens; none is fine. */
GS_CHECKED int gs_file_private(const char *path, struct gs_report *report);
/* What a file of one line holds, as people save it: without a byte order mark,
 * and without blanks and ends of lines around. */
struct gs_span gs_file_line(const void *text, size_t len);
/* A text's lines end in LF, and no byte order mark stands in front: in place.
 * The new length. */
size_t gs_file_lines(uint8_t *text, size_t len);
/* Wipes, frees and sets NULL; NULL is fine. */
void gs_file_wipe(uint8_t **bytes, size_t len);
/* A temporary file beside it, fsync, rename, fsync of the folder: durable and
 * complete, or as it was before; replaces what is there.  "-" is standard
 * output.  A device or a pipe is written to, never replaced. */
GS_CHECKED int gs_file_write(const char *path, const void *bytes, size_t len,
    mode_t mode, struct gs_report *report);
/* The same of a file on the disk that is filled piece by piece.  `fill` returns
 * an enum gs_err; GS_ERR_IO is the file's, and errno says why. */
struct gs_file_fill {
	int (*fill)(int fd, void *ctx);
	void *ctx;
};
/* All of them: write(2) may take a part.  Without a report; errno says why. */
GS_CHECKED int gs_file_put(int fd, const void *bytes, size_t len);
GS_CHECKED int gs_file_write_by(const char *path,
    const struct gs_file_fill *with, mode_t mode, struct gs_report *report);
/* The same, but GS_ERR_DUPLICATE if there is a file of this name. */
GS_CHECKED int gs_file_create(const char *path, const void *bytes, size_t len,
    mode_t mode, struct gs_report *report);
/* Locks the file's folder with flock, LOCK_SH for who reads and LOCK_EX for who
 * replaces: a lock on the file itself would end with its name.  Who closes
 * *folder, if it is not below 0, ends it. */
GS_CHECKED int gs_file_lock(int *folder, const char *path, int how,
    struct gs_report *report);
/* A file of 64 hexadecimal digits and at most one LF: a seed.  Secret, and read
 * as such. */
GS_CHECKED int gs_file_seed(uint8_t seed[32], const char *path,
    struct gs_report *report);
/* The same of what was read from the file `path`.  GS_ERR_FORMAT. */
GS_CHECKED int gs_file_seed_of(uint8_t seed[32], const char *path,
    struct gs_report *report, const void *text, size_t len);

#endif
