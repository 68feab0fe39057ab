/* SPDX-License-Identifier: Apache-2.0 */
/* Files as verbs need them: as lib/file.h, but what is wrong is said on
 * standard error: for a verb that has no report of its own at hand. */
#ifndef GS_CLI_COMMON_FILES_H
#define GS_CLI_COMMON_FILES_H

#include <stdbool.h>

#include "lib/file.h"

GS_CHECKED int gs_cli_file_read(uint8_t **out, size_t *len, size_t max,
    const char *path);
GS_CHECKED int gs_cli_file_read_secret(uint8_t **out, size_t *len, size_t max,
    const char *path);
GS_CHECKED int gs_cli_file_write(const char *path, const void *bytes,
    size_t len, mode_t mode);
GS_CHECKED int gs_cli_file_create(const char *path, const void *bytes,
    size_t len, mode_t mode);
/* What -o may name: a file that is not there; with `force` also one that is,
 * but never one of the `count` inputs.  NULL and "-" are fine.  Says what
 * is wrong; GS_ERR_IO.  Ask before anything is done that cannot be undone. */
GS_CHECKED int gs_cli_out_free(const char *out, bool force,
    const char *const inputs[], size_t count);
GS_CHECKED int gs_cli_file_seed(uint8_t seed[32], const char *path);

#endif
