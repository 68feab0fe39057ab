/* SPDX-License-Identifier: Apache-2.0 */
/* The files of one run of a verb: in the module's memory alone, behind the
 * names of POSIX, so that everything above is the program's own.  Each has an
 * owner and nobody else; folders are made as anywhere. */
#ifndef GS_WEB_FILES_H
#define GS_WEB_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"
#include "core/err.h"

/* Packed: of each file the length of its path, 4 bytes, least first, that of
 * its content, 8 bytes of when it was written, in seconds, then both.  Makes
 * the folders above it.  GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_web_files_put(struct gs_span packed);
/* The files that a verb wrote and what is below `kept`, likewise; malloc's.
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_web_files_take(uint8_t **out, size_t *len,
    const char *kept);

#endif
