/* SPDX-License-Identifier: Apache-2.0 */
/* The sums over the roll that the prover owes, digit by digit. */
#ifndef GS_CORE_PROOF_FOLD_H
#define GS_CORE_PROOF_FOLD_H

#include "core/proof/member.h"
#include "core/proof/msm.h"
#include "core/proof/roll.h"

/* Two digits at a step: 3 * 3 products and 3 of either digit. */
#define GS_FOLD_TERMS 15

/* The secret side of a proof's digits. */
struct gs_fold_secret {
	struct gs_sc a[GS_ROLL_LEVELS_MAX][4];
	uint64_t is[GS_ROLL_LEVELS_MAX][4]; /* d[j][i] as masks */
};

struct gs_fold_scratch {
	struct gs_ct_table tables[GS_FOLD_TERMS];
	struct gs_point terms[GS_FOLD_TERMS];
	struct gs_digits digits[GS_FOLD_TERMS];
	struct gs_point in[GS_ROLL_LEVELS_MAX + 1][16];
	struct gs_point row[4], column[4], chosen;
};

/* w[k] = sum_i p_{i,k} P_i for k < m (the specification's step 4), constant
 * time in everything but the size of the roll.  Memory comes from `arena` and
 * is wiped.  GS_ERR_MEMORY. */
GS_CHECKED int gs_fold(struct gs_point *w, const struct gs_roll *roll,
    const struct gs_fold_secret *secret, struct gs_arena *arena);

#endif
