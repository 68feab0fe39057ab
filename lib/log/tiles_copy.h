/* SPDX-License-Identifier: Apache-2.0 */
/* A log that is fetched, written down as it is authenticated. */
#ifndef GS_LIB_LOG_TILES_COPY_H
#define GS_LIB_LOG_TILES_COPY_H

#include "lib/log/tiles.h"

/* Writes to `dir` the tiles and bundles that a log of `new_size` needs and one
 * of `old_size` did not, out of `tiles`, which holds each against its parent
 * before anything of it is handed out; durable when it returns (as
 * gs_tiles_write).  GS_ERR_IO as well: a file is not to be had, which says
 * nothing about the log. */
GS_CHECKED int gs_tiles_copy(struct gs_report *report, const char *dir,
    struct gs_tiles *tiles, uint64_t old_size, uint64_t new_size);

#endif
