/* SPDX-License-Identifier: Apache-2.0 */
/* A claim of authorship (docs/spec/records.md, "Not in the log"): whoever holds
 * the key that a memo names as its author's says what the author's name is. */
#ifndef GS_LIB_RECORDS_CLAIM_H
#define GS_LIB_RECORDS_CLAIM_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "core/record/record.h"
#include "lib/report.h"

/* The memo that a claim is about. */
struct gs_claim_memo {
	uint8_t channel[32], memo[32];
	uint8_t author[32]; /* Ed25519 */
};

/* Out of a memo's record. */
void gs_claim_memo_of(struct gs_claim_memo *out, const struct gs_record *rec);
/* Out of a file: a provenance file, which is not verified, but whose memo
 * record must give its memo id; or a package, whose id follows from the
 * `charter` that it names.  GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_MEMORY;
 * GS_ERR_UNKNOWN: it is a package, and `charter` is NULL. */
GS_CHECKED int gs_claim_memo_read(struct gs_claim_memo *out,
    struct gs_report *report, struct gs_arena *arena, struct gs_span text,
    const struct gs_record *charter);

/* What a claim says. */
struct gs_claim {
	struct gs_span name;
	struct gs_span challenge; /* NULL: none */
};

/* Writes a claim; `seed` (32 bytes, secret) is the author's:
 * GS_ERR_MISMATCH if not.  GS_ERR_FORMAT: a name or challenge that is no line
 * of text; GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_claim_write(struct gs_writer *w, struct gs_report *report,
    struct gs_arena *arena, const struct gs_claim_memo *about,
    const struct gs_claim *claim, const uint8_t seed[32]);
/* Whether `text` is a claim about this memo, signed by its author, and over
 * `challenge` if that is not NULL.  `out` is borrowed from the text.
 * GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_SIGNATURE, GS_ERR_MEMORY; `out` is
 * then empty. */
GS_CHECKED int gs_claim_check(struct gs_claim *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_claim_memo *about,
    const char *challenge, struct gs_span text);

#endif
