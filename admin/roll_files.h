/* SPDX-License-Identifier: Apache-2.0 */
/* A roll on its way: NAME.rec (the record) and NAME.keys (the keys, sorted). */
#ifndef GS_ADMIN_ROLL_FILES_H
#define GS_ADMIN_ROLL_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

#define GS_ROLL_PATH_MAX 4096

/* All say what is wrong. */
/* `name` with `suffix` behind it. */
GS_CHECKED int gs_roll_path(char out[GS_ROLL_PATH_MAX], const char *name,
    const char *suffix);
/* As gs_file_read and gs_file_write. */
GS_CHECKED int gs_roll_read(uint8_t **out, size_t *len, size_t max,
    const char *name, const char *suffix);
GS_CHECKED int gs_roll_write(const char *name, const char *suffix,
    struct gs_span bytes);
/* The root of these keys; says what is wrong with them. */
GS_CHECKED int gs_roll_root_of(uint8_t root[32], const uint8_t *keys,
    size_t len);

#endif
