/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of verification and of proving that a processor's vectors speed up,
 * behind one table.  The host picks the table (gs_host_proof_ops), as core asks
 * no processor what it can do; a roll keeps it.  Every table gives the same
 * bits. Public data only, variable time, but for the member `fold`: it is a
 * table of its own, for proving, and all its functions are constant time. */
#ifndef GS_CORE_PROOF_CPU_H
#define GS_CORE_PROOF_CPU_H

#include <stddef.h>
#include <stdint.h>

#include "core/group/decode.h"
#include "core/group/msm.h"
#include "core/group/rns.h"
#include "core/group/sc.h"

/* For secrets: no branch and no address depends on anything but `digits`
 * (docs/CONSTANT-TIME.md).  Points stand in `lanes` side by side, word k of
 * point i of lane l at [(i * 20 + k) * lanes + l] of a buffer aligned to 64. */
struct gs_fold_ops {
	size_t lanes;
	size_t scratch; /* bytes, aligned to 64; the caller wipes them */
	/* A step of core/proof/fold.c: of 4^digits points a lane, which it
	 * overwrites, the digits + 1 sums of every degree.  is[j][i] are masks,
	 * scalars[0] is not read. */
	void (*step)(uint64_t *out, uint64_t *in, const uint64_t (*is)[4],
	    const struct gs_digits *scalars, unsigned digits, void *scratch);
};
extern const struct gs_fold_ops gs_fold_portable;

struct gs_proof_ops {
	const char *name;
	const struct gs_fold_ops *fold;
	const struct gs_rns_ops *rns;
	const struct gs_msm_ops *msm;
	gs_pow_p58_fn *pow_p58;
};

extern const struct gs_proof_ops gs_proof_ops_portable;
#ifdef GS_HAVE_AVX2
/* Needs AVX2 and FMA. */
extern const struct gs_fold_ops gs_fold_avx2;
extern const struct gs_proof_ops gs_proof_ops_avx2;
#endif
#ifdef GS_HAVE_IFMA
/* Needs AVX-512 F and IFMA. */
extern const struct gs_fold_ops gs_fold_ifma;
extern const struct gs_proof_ops gs_proof_ops_ifma;
#endif

#endif
