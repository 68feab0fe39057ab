/* SPDX-License-Identifier: Apache-2.0 */
/* The sums over the roll that the prover owes, digit by digit. */
#ifndef GS_CORE_PROOF_FOLD_H
#define GS_CORE_PROOF_FOLD_H

#include "core/ct.h"
#include "core/proof/member.h"
#include "core/group/msm.h"
#include "core/proof/roll.h"

/* Four digits at a step: a group is 256 points. */
#define GS_FOLD_DIGITS 4
#define GS_FOLD_GROUP 256

/* The secret side of a proof's digits. */
struct gs_fold_secret {
	struct gs_sc a[GS_ROLL_LEVELS_MAX][4];
	uint64_t is[GS_ROLL_LEVELS_MAX][4]; /* d[j][i] as masks */
};

/* How many digits of a place in a group are zero.  Public; the barrier keeps
 * compilers from counting in vector registers, where secrets are. */
static inline uint64_t gs_fold_zeros(size_t place, unsigned digits)
{
	uint64_t zeros = 0;
	for (unsigned j = 0; j < digits; j++)
		zeros = gs_ct_barrier(zeros + ((place >> (2 * j) & 3) == 0));
	return zeros;
}

/* w[k] = sum_i p_{i,k} P_i for k < m (the specification's step 4), constant
 * time in everything but the size of the roll.  Memory comes from `arena` and
 * is wiped.  GS_ERR_MEMORY. */
GS_CHECKED int gs_fold(struct gs_point *w, const struct gs_roll *roll,
    const struct gs_fold_secret *secret, struct gs_arena *arena);

#endif
