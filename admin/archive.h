/* SPDX-License-Identifier: Apache-2.0 */
/* What a backup consists of: files under names, one after another as a tar has
 * them (POSIX ustar; sizes from 8 GiB on as GNU's), sealed by age.  Both
 * programs open it without this one.  It has no time and no owner. */
#ifndef GS_ADMIN_ARCHIVE_H
#define GS_ADMIN_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/age.h"
#include "lib/report.h"

#define GS_ARCHIVE_NAME_MAX 99

/* Secret: it has the file's key, and a piece of what is in it. */
struct gs_archive {
	int fd;
	struct gs_age_stream stream;
	uint64_t left; /* of the sealed file, when it is read */
	size_t at, have; /* in `plain` */
	uint8_t plain[GS_AGE_CHUNK], sealed[GS_AGE_CHUNK_SEALED];
};

/* Writing, into `fd`, which stays the caller's.  GS_ERR_IO: errno says why. */
GS_CHECKED int gs_archive_begin(struct gs_archive *a, int fd,
    const uint8_t recipients[][32], size_t n);
/* The file at `path`, as long as it is now. */
GS_CHECKED int gs_archive_add(struct gs_archive *a, const char *name,
    const char *path);
GS_CHECKED int gs_archive_add_bytes(struct gs_archive *a, const char *name,
    struct gs_span bytes);
GS_CHECKED int gs_archive_end(struct gs_archive *a);

/* Reading, from `fd`, a file.  The errors of gs_age_open; GS_ERR_FORMAT as well
 * if it is sealed and no such archive. */
GS_CHECKED int gs_archive_open(struct gs_archive *a, int fd,
    const uint8_t identity[32]);
/* The next file's name and length; *more is false behind the last, when all of
 * it was authentic. */
GS_CHECKED int gs_archive_next(struct gs_archive *a, bool *more,
    char name[GS_ARCHIVE_NAME_MAX + 1], uint64_t *len);
/* Its bytes, all of them, to be taken before the next one. */
GS_CHECKED int gs_archive_take(struct gs_archive *a, int to, uint64_t len);

#endif
