/* SPDX-License-Identifier: Apache-2.0 */
/* A secret's halves as scalars. */
#ifndef GS_CORE_PROOF_SECRET_H
#define GS_CORE_PROOF_SECRET_H

#include "core/group/point.h"
#include "core/proof/member.h"
#include "core/group/sc.h"

/* GS_ERR_FORMAT if a half is not canonical.  x and y are secret; wipe. */
GS_CHECKED int gs_secret_open(struct gs_sc *x, struct gs_sc *y,
    const struct gs_secret *secret);
/* a*G + b*H, constant time. */
void gs_commit_pair(struct gs_point *r, const struct gs_sc *a,
    const struct gs_sc *b);

#endif
