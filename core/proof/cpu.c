/* SPDX-License-Identifier: Apache-2.0 */
/* The table for any processor. */
#include "core/proof/cpu.h"

const struct gs_proof_ops gs_proof_ops_portable = {
    .name = "portable",
    .fold = &gs_fold_portable,
    .rns = &gs_rns_portable,
    .msm = &gs_msm_portable,
    .pow_p58 = gs_pow_p58_portable,
};
