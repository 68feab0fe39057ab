/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar matrix by AVX2: the portable loops in vectors twice as wide. */
#include "core/proof/avx2.h"
#include "core/proof/rns_loops.h"

static const struct gs_rns_ops rns_ops = {
    .residues = residues,
    .products = products,
    .gather = gather,
};

const struct gs_proof_ops gs_proof_ops_avx2 = {
    .name = "avx2",
    .fold = &gs_fold_portable,
    .rns = &rns_ops,
    .msm = &gs_msm_avx2,
    .pow_p58 = gs_pow_p58_avx2,
};
