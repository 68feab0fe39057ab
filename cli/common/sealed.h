/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed files that records name. */
#ifndef GS_CLI_COMMON_SEALED_H
#define GS_CLI_COMMON_SEALED_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/client/http.h"

/* Fetches the file with this SHA-256 and checks that it is it: what is sealed
 * to a public key could be anyone's, the record's hash is what was signed.
 * The caller frees.  GS_ERR_MISMATCH, errors of gs_http_get. */
GS_CHECKED int gs_sealed_fetch(uint8_t **out, size_t *len,
    struct gs_report *report, struct gs_http *http, const uint8_t hash[32]);
/* And opens it; *plain (secret) is released by gs_age_free.  Errors of
 * gs_age_open. */
GS_CHECKED int gs_sealed_open(uint8_t **plain, size_t *plain_len,
    struct gs_report *report, struct gs_http *http, const uint8_t hash[32],
    const uint8_t identity[32]);

#endif
