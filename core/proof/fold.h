/* SPDX-License-Identifier: Apache-2.0 */
/* The sums over the roll that the prover owes, digit by digit. */
#ifndef GS_CORE_PROOF_FOLD_H
#define GS_CORE_PROOF_FOLD_H

#include "core/proof/member.h"
#include "core/proof/msm.h"
#include "core/proof/roll.h"

/* Three digits at a step: 27 products of three, 3 * 9 of two, 3 * 3 single. */
#define GS_FOLD_DIGITS 3
#define GS_FOLD_GROUP 64
#define GS_FOLD_TERMS 63

/* The secret side of a proof's digits. */
struct gs_fold_secret {
	struct gs_sc a[GS_ROLL_LEVELS_MAX][4];
	uint64_t is[GS_ROLL_LEVELS_MAX][4]; /* d[j][i] as masks */
};

struct gs_fold_scratch {
	struct gs_ct_table tables[GS_FOLD_TERMS];
	struct gs_point terms[GS_FOLD_TERMS];
	struct gs_digits digits[GS_FOLD_TERMS];
	struct gs_point in[GS_ROLL_LEVELS_MAX][GS_FOLD_GROUP];
	struct gs_point work[2][GS_FOLD_GROUP];
};

/* w[k] = sum_i p_{i,k} P_i for k < m (the specification's step 4), constant
 * time in everything but the size of the roll.  Memory comes from `arena` and
 * is wiped.  GS_ERR_MEMORY. */
GS_CHECKED int gs_fold(struct gs_point *w, const struct gs_roll *roll,
    const struct gs_fold_secret *secret, struct gs_arena *arena);

#endif
