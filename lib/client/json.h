/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP interface's JSON: bytes as base64, members of a known kind. */
#ifndef GS_LIB_CLIENT_JSON_H
#define GS_LIB_CLIENT_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* Whether a stranger's text has no more lists, objects and items than a request
 * has (docs/spec/http.md, "Limits"): one of two bytes takes a hundred in memory
 * and more, so that they are counted before they are made. */
bool gs_json_is_modest(const void *text, size_t len);
/* Bytes as base64 in JSON. */
json_t *gs_json_bytes(const uint8_t *bytes, size_t len);
/* A member that must be there, of that kind; GS_ERR_FORMAT.  Borrowed. */
GS_CHECKED int gs_json_text(const char **out, const json_t *object,
    const char *member);
GS_CHECKED int gs_json_decode(uint8_t *out, size_t *len, size_t max,
    const json_t *object, const char *member);
GS_CHECKED int gs_json_hash(uint8_t out[32], const json_t *object,
    const char *member);
GS_CHECKED int gs_json_number(uint64_t *out, const json_t *object,
    const char *member);

#endif
