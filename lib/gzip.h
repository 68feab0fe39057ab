/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are sent compressed (RFC 1952, by zlib). */
#ifndef GS_LIB_GZIP_H
#define GS_LIB_GZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* Whether an Accept-Encoding header names gzip, without a weight (RFC 9110,
 * 12.5.3); NULL: there is none. */
bool gs_gzip_accepted(const char *accept);
/* The open file `fd` of `len` bytes, read from its beginning.  `out` is
 * malloc'ed.  GS_ERR_SPACE: not shorter than the file; GS_ERR_IO,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_gzip_file(uint8_t **out, size_t *out_len, int fd,
    size_t len);

#endif
