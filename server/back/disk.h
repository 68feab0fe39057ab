/* SPDX-License-Identifier: Apache-2.0 */
/* What to say of a file system that refuses. */
#ifndef GS_SERVER_BACK_DISK_H
#define GS_SERVER_BACK_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"

/* Why writing under `dir` fails, as far as can be seen: no space, or mounted
 * read-only; ends in what to do.  Static text. */
const char *gs_disk_trouble(const char *dir);
/* Bytes that may still be written under `dir`.  GS_ERR_IO. */
GS_CHECKED int gs_disk_room(uint64_t *bytes, const char *dir);
/* Whether so many may, in files of their own; writes nothing to find out. */
bool gs_disk_keeps(const char *dir, uint64_t bytes);

#endif
