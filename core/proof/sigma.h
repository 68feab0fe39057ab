/* SPDX-License-Identifier: Apache-2.0 */
/* What the two small proofs, of possession and of a revealed tag, share. */
#ifndef GS_CORE_PROOF_SIGMA_H
#define GS_CORE_PROOF_SIGMA_H

#include "core/group/point.h"
#include "core/proof/member.h"
#include "core/group/sc.h"
#include "core/proof/transcript.h"

/* Opens the secret and draws t1 and t2, hedged with the transcript so far,
 * which has met everything but `t`.  All four are secret; wipe. */
struct gs_sigma {
	struct gs_sc x, y, t1, t2;
};
GS_CHECKED int gs_sigma_start(struct gs_sigma *s,
    const struct gs_secret *secret, const uint8_t fresh[GS_NONCE_LEN],
    const struct gs_transcript *transcript);
/* w1 = t1 + c*x, w2 = t2 + c*y, now public. */
void gs_sigma_answer(uint8_t w1[32], uint8_t w2[32], const struct gs_sigma *s,
    const struct gs_sc *c);

/* One equation of up to four terms: whether the sum vanishes.  Variable
 * time. */
#define GS_SUM_MAX 4
struct gs_sum {
	struct gs_niels points[GS_SUM_MAX];
	uint64_t scalars[GS_SUM_MAX][4];
	size_t n;
};
void gs_sum_add(struct gs_sum *s, const struct gs_point *p,
    const struct gs_sc *scalar);
bool gs_sum_vanishes(struct gs_sum *s);

#endif
