/* SPDX-License-Identifier: Apache-2.0 */
/* A server's signed word that it refused a record, and why
 * (docs/spec/records.md, "Not in the log"). */
#ifndef GS_LIB_RECORDS_REFUSAL_H
#define GS_LIB_RECORDS_REFUSAL_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "core/record/record.h"

#define GS_REFUSAL_MAX 2048 /* bytes of the record */
#define GS_REFUSAL_WHY_MAX 1024

struct gs_refusal_terms {
	const uint8_t *channel; /* 32 */
	const uint8_t *memo;    /* 32 */
	const uint8_t *record;  /* 32: SHA-256 of what was refused */
	const char *code;       /* core/message.h */
	const char *why;        /* a sentence: cut after GS_REFUSAL_WHY_MAX */
};

/* The signed record; `w` is empty and has room for GS_REFUSAL_MAX bytes.
 * `secret` (64 bytes, secret) is of the role `promise`.  GS_ERR_SPACE,
 * GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_refusal_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_refusal_terms *terms, const uint8_t secret[64]);
/* Whether `text` refuses that record of that memo and channel, for whatever
 * reason, signed with the role's key; `why` (may be NULL) is borrowed from it.
 * GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_SIGNATURE, GS_ERR_MEMORY. */
GS_CHECKED int gs_refusal_check(struct gs_span *why,
    const struct gs_refusal_terms *terms, const uint8_t key[32],
    const void *text, size_t len);

#endif
