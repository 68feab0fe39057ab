/* SPDX-License-Identifier: Apache-2.0 */
/* The server's promise that an act which waits will be in the log by a time
 * (docs/spec/records.md, "promise"). */
#ifndef GS_LIB_RECORDS_PROMISE_H
#define GS_LIB_RECORDS_PROMISE_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"

#define GS_PROMISE_MAX 512 /* bytes of a promise */

struct gs_promise {
	uint8_t channel[32];
	uint8_t act[32]; /* SHA-256 of the act's record */
	int64_t by;      /* seconds since 1970 */
};

/* The signed record; `w` is empty and has room for GS_PROMISE_MAX bytes.
 * `secret` (64 bytes, secret) is the log's.  GS_ERR_SPACE, GS_ERR_FORMAT,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_promise *promise, const uint8_t secret[64]);
/* What a record promises; its signature is not looked at.  GS_ERR_FORMAT: it
 * is no promise; GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_read(struct gs_promise *out, const void *text,
    size_t len);
/* Whether `text` promises what `promise` says, whenever, and is signed with
 * the log's key.  GS_ERR_FORMAT, GS_ERR_MISMATCH (for another act or channel),
 * GS_ERR_SIGNATURE, GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_check(const struct gs_promise *promise,
    const uint8_t log_key[32], const void *text, size_t len);

#endif
