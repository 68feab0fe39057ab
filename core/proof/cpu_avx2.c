/* SPDX-License-Identifier: Apache-2.0 */
/* The table for AVX2, with its own path for secrets. */
#include "core/group/avx2.h"
#include "core/proof/cpu.h"

const struct gs_proof_ops gs_proof_ops_avx2 = {
    .name = "avx2",
    .fold = &gs_fold_avx2,
    .rns = &gs_rns_avx2,
    .msm = &gs_msm_avx2,
    .pow_p58 = gs_pow_p58_avx2,
};
