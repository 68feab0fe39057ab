/* SPDX-License-Identifier: Apache-2.0 */
/* The Fiat-Shamir transcript: a chain of SHA-512, every input with its name
 * and length. */
#ifndef GS_CORE_PROOF_TRANSCRIPT_H
#define GS_CORE_PROOF_TRANSCRIPT_H

#include <stddef.h>
#include <stdint.h>

#include "core/host.h"
#include "core/group/sc.h"

struct gs_transcript {
	uint8_t state[64];
};

void gs_transcript_start(struct gs_transcript *t, const char *label);
/* Data of at most 2^32 - 1 bytes: callers check. */
void gs_transcript_absorb(struct gs_transcript *t, const char *name,
    const void *data, size_t len);
/* The same for data in up to GS_ABSORB_PARTS pieces. */
#define GS_ABSORB_PARTS 5
void gs_transcript_absorb_parts(struct gs_transcript *t, const char *name,
    const struct gs_span *parts, size_t nparts);
/* `roll` = root || u64(size). */
void gs_transcript_absorb_roll(struct gs_transcript *t,
    const uint8_t root[32], uint64_t size);
void gs_transcript_challenge(struct gs_sc *c, struct gs_transcript *t,
    const char *name);

#endif
