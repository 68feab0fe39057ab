/* SPDX-License-Identifier: Apache-2.0 */
/* The table for AVX-512 IFMA, with its own path for secrets. */
#include "core/group/ifma.h"
#include "core/proof/cpu.h"

const struct gs_proof_ops gs_proof_ops_ifma = {
    .name = "ifma",
    .fold = &gs_fold_ifma,
    .rns = &gs_rns_ifma,
    .msm = &gs_msm_ifma,
    .pow_p58 = gs_pow_p58_ifma,
};
