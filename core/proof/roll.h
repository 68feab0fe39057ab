/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of struct gs_roll, and what member proofs share. */
#ifndef GS_CORE_PROOF_ROLL_H
#define GS_CORE_PROOF_ROLL_H

#include "core/proof/cpu.h"
#include "core/proof/generators.h"
#include "core/group/point.h"
#include "core/proof/member.h"
#include "core/proof/transcript.h"

struct gs_roll {
	size_t size;
	unsigned levels;
	uint8_t root[32];
	const uint8_t *keys;           /* size * 32 */
	const struct gs_niels *points; /* size */
	struct gs_generators generators;
	const struct gs_proof_ops *ops; /* what proofs run on */
};

/* The transcript of a member proof up to and with `message`. */
void gs_member_transcript(struct gs_transcript *t, const struct gs_roll *roll,
    const struct gs_statement *statement);
/* A scope and a message that lv() can say. */
bool gs_statement_fits(const struct gs_statement *statement);

#endif
