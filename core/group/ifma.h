/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the IFMA table share. */
#ifndef GS_CORE_GROUP_IFMA_H
#define GS_CORE_GROUP_IFMA_H

#include "core/group/decode.h"
#include "core/group/msm.h"
#include "core/group/rns.h"

extern const struct gs_rns_ops gs_rns_ifma;
extern const struct gs_msm_ops gs_msm_ifma;
gs_rns_scale gs_sc_scale_ifma;
void gs_pow_p58_ifma(struct gs_fe *r, const struct gs_fe *a, size_t n);

#endif
