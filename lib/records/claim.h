/* SPDX-License-Identifier: Apache-2.0 */
/* A claim of authorship (docs/spec/records.md, "Not in the log"): whoever holds
 * the key that a memo names as its author's says what the author's name is.
 * (struct gs_entry_proof is another thing: a member proof still to be verified.) */
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
struct gs_authored {
	uint8_t channel[32], memo[32];
	uint8_t author[32]; /* Ed25519 */
};

/* Out of a memo's record, or of the content record that heads a package. */
void gs_authored_of(struct gs_authored *out, const struct gs_record *rec);
/* Out of a file: a package, or a provenance file.  Neither is verified, but a
 * provenance file's memo record must give its memo id.  GS_ERR_FORMAT,
 * GS_ERR_MISMATCH, GS_ERR_MEMORY. */
GS_CHECKED int gs_authored_read(struct gs_authored *out,
    struct gs_report *report, struct gs_arena *arena, const void *text,
    size_t len);

/* Writes a claim; `challenge` may be NULL.  `seed` (32 bytes, secret) is the
 * author's: GS_ERR_MISMATCH if not.  GS_ERR_FORMAT: a name or challenge that
 * is no line of text; GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_authorship_write(struct gs_writer *w,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_authored *about, const char *name, const char *challenge,
    const uint8_t seed[32]);

/* What a claim says, borrowed from its text; the challenge is empty if it has
 * none. */
struct gs_authorship {
	struct gs_span name, challenge;
};
/* Whether `text` is a claim about this memo, signed by its author, and over
 * `challenge` if that is not NULL.  GS_ERR_FORMAT, GS_ERR_MISMATCH,
 * GS_ERR_SIGNATURE, GS_ERR_MEMORY; `out` is then empty. */
GS_CHECKED int gs_authorship_check(struct gs_authorship *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_authored *about, const char *challenge, const void *text,
    size_t len);

#endif
