/* SPDX-License-Identifier: Apache-2.0 */
/* Member proofs taken apart.  Public data, variable time. */
#ifndef GS_CORE_PROOF_PARSE_H
#define GS_CORE_PROOF_PARSE_H

#include "core/group/point.h"
#include "core/group/sc.h"
#include "core/proof/member.h"
#include "core/proof/roll.h"

/* A proof taken apart: its points and scalars decoded, its challenge made. */
struct gs_decoded_proof {
	size_t at; /* the caller's number */
	bool whole; /* it could be parsed */
	struct gs_statement statement; /* borrowed */
	struct gs_niels tag, a, b, x[GS_ROLL_LEVELS_MAX], y, u;
	struct gs_sc f[GS_ROLL_LEVELS_MAX][4];
	struct gs_sc z_a, z, z_h, c;
	struct gs_sc w_com, w_tag, w_sum; /* weights of (1), (3), (2) */
};

/* GS_ERR_PROOF if it is malformed or its tag the identity or c zero.  `near`
 * is another parsed proof or NULL: under one scope its U is taken over. */
GS_CHECKED int gs_parse_proof(struct gs_decoded_proof *r,
    const struct gs_roll *roll, const struct gs_proof_ref *ref,
    const struct gs_decoded_proof *near);

#endif
