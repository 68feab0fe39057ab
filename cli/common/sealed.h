/* SPDX-License-Identifier: Apache-2.0 */
/* The files that records name, sealed or not. */
#ifndef GS_CLI_COMMON_SEALED_H
#define GS_CLI_COMMON_SEALED_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/client/http.h"
#include "lib/host.h"
#include "lib/records/wording.h"

/* Fetches the file of at most `max` bytes that has this SHA-256, and checks
 * that it has: what is sealed to a public key could be anyone's, the record's
 * hash is what was signed.  The caller frees.  GS_ERR_MISMATCH, errors of
 * gs_http_get, each with a report. */
GS_CHECKED int gs_content_fetch(uint8_t **out, size_t *len, size_t max,
    struct gs_report *report, struct gs_http *http, const uint8_t hash[32]);
/* A sealed one. */
GS_CHECKED int gs_sealed_fetch(uint8_t **out, size_t *len,
    struct gs_report *report, struct gs_http *http, const uint8_t hash[32]);
/* And opens it; *plain (secret) is released by gs_age_free.  Errors of
 * gs_age_open. */
GS_CHECKED int gs_sealed_open(uint8_t **plain, size_t *plain_len,
    struct gs_report *report, struct gs_http *http, const uint8_t hash[32],
    const uint8_t identity[32]);

/* A reply or a correction (`rec`), opened and held against its record; released
 * by gs_reply_close.  Errors as above, and of gs_wording_read. */
struct gs_opened_reply {
	struct gs_wording wording;
	struct gs_pool pool;
	uint8_t *plain; /* secret */
	size_t len;
};
GS_CHECKED int gs_reply_open(struct gs_opened_reply *out,
    struct gs_report *report, struct gs_http *http,
    const struct gs_memo *memo, const struct gs_record *rec,
    const uint8_t identity[32]);
void gs_reply_close(struct gs_opened_reply *reply);

#endif
