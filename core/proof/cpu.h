/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of verification and of proving that a processor's vectors speed up,
 * behind one table.  The host picks the table (gs_host_proof_ops), as core asks no
 * processor what it can do; a roll keeps it.  Every table gives the same bits.
 * Public data only, variable time, but for the member `fold`: it is a table of
 * its own, for proving, and all its functions are constant time. */
#ifndef GS_CORE_PROOF_CPU_H
#define GS_CORE_PROOF_CPU_H

#include <stddef.h>
#include <stdint.h>

#include "core/proof/msm.h"
#include "core/proof/rns.h"
#include "core/proof/sc.h"

/* U^T V for matrices kept by columns: u[rows], v[columns], of
 * gs_rns_blocks(depth) blocks each. */
struct gs_matrix {
	const struct gs_sc_block *u, *v;
	size_t rows, columns, depth;
	void *scratch; /* gs_rns_scratch(), aligned to 64 */
	size_t workers; /* jobs for gs_host_each, at least 1 */
};
/* r[i * columns + j] = sum over k of u[i][k] * v[j][k], each a scalar as struct
 * gs_sc keeps it. */
void gs_rns_matrix(uint64_t (*r)[4], const struct gs_matrix *m,
    const struct gs_rns_ops *ops);

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
	/* r[i] = a[i]^((p - 5) / 8), a tight; r may be a. */
	void (*pow_p58)(struct gs_fe *r, const struct gs_fe *a, size_t n);
};

extern const struct gs_proof_ops gs_proof_ops_portable;
void gs_pow_p58_portable(struct gs_fe *r, const struct gs_fe *a, size_t n);
/* gs_point_decode of n encodings in a row; GS_ERR_FORMAT if one is none. */
GS_CHECKED int gs_points_decode(struct gs_niels *r, const uint8_t *bytes,
    size_t n, const struct gs_proof_ops *ops);
#ifdef GS_HAVE_AVX2
/* Needs AVX2 and FMA. */
extern const struct gs_proof_ops gs_proof_ops_avx2;
#endif
#ifdef GS_HAVE_IFMA
/* Needs AVX-512 F and IFMA. */
extern const struct gs_proof_ops gs_proof_ops_ifma;
#endif

#endif
