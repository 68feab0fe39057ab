/* SPDX-License-Identifier: Apache-2.0 */
/* Files as verbs need them: read whole within a bound, written whole or not at
 * all. */
#ifndef GS_CLI_COMMON_FILES_H
#define GS_CLI_COMMON_FILES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/err.h"

/* The whole file and a NUL behind it (not counted); "-" is standard input.
 * Says on standard error what is wrong.  The caller frees; gs_file_wipe for
 * what is secret.  GS_ERR_IO, GS_ERR_SPACE (longer than `max`),
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_file_read(uint8_t **out, size_t *len, size_t max,
    const char *path);
void gs_file_wipe(uint8_t **bytes, size_t len);
/* Durable and complete, or as it was before; replaces what is there.  "-" is
 * standard output.  GS_ERR_IO, after saying so. */
GS_CHECKED int gs_file_write(const char *path, const void *bytes, size_t len,
    mode_t mode);
/* The same, but GS_ERR_DUPLICATE, after saying so, if there is a file. */
GS_CHECKED int gs_file_create(const char *path, const void *bytes, size_t len,
    mode_t mode);
/* A file of 64 hexadecimal digits and at most one LF: a seed.  Secret. */
GS_CHECKED int gs_file_seed(uint8_t seed[32], const char *path);

#endif
