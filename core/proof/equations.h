/* SPDX-License-Identifier: Apache-2.0 */
/* The three equations of a member proof, weighed and summed over many
 * proofs.  Public data, variable time. */
#ifndef GS_CORE_PROOF_EQUATIONS_H
#define GS_CORE_PROOF_EQUATIONS_H

#include "core/group/msm.h"
#include "core/proof/parse.h"
#include "core/proof/roll.h"

/* Most proofs under one sum; larger batches are cut. */
#define GS_CHUNK_MAX GS_MATRIX_DEPTH_MAX

/* Scratch for up to `max` proofs over one roll. */
struct gs_equations {
	const struct gs_roll *roll;
	size_t max, workers;
	unsigned low_digits;
	size_t rows, columns; /* rows * columns >= N */
	uint64_t (*roll_scalars)[4]; /* rows * columns */
	void *matrix_scratch, *msm_scratch;
	struct gs_niels *points;
	uint64_t (*scalars)[4];
	size_t terms;
	struct gs_sc_block *u, *v; /* rows, columns, a lane a proof */
	struct gs_sc *tensor; /* columns for each worker, as the next two */
	struct gs_point *buckets;
	size_t bucket_max, msm_step;
};

/* Takes the scratch from the arena.  GS_ERR_MEMORY. */
GS_CHECKED int gs_equations_open(struct gs_equations *e,
    const struct gs_roll *roll, size_t max, struct gs_arena *arena);
/* Fresh nonzero weights.  GS_ERR_RANDOM. */
GS_CHECKED int gs_draw_weights(struct gs_decoded_proof *const *proofs,
    size_t n);
/* Whether the weighted sums of (1) and (3), or of (2), vanish. */
bool gs_check_small(struct gs_equations *e,
    struct gs_decoded_proof *const *proofs, size_t n);
bool gs_check_sum(struct gs_equations *e,
    struct gs_decoded_proof *const *proofs, size_t n);

#endif
