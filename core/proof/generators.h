/* SPDX-License-Identifier: Apache-2.0 */
/* The fixed points of the specification. */
#ifndef GS_CORE_PROOF_GENERATORS_H
#define GS_CORE_PROOF_GENERATORS_H

#include "core/group/point.h"
#include "core/proof/member.h"

struct gs_generators {
	struct gs_niels g, h;
	struct gs_niels e[GS_ROLL_LEVELS_MAX][4], f[GS_ROLL_LEVELS_MAX][4];
};

void gs_generator_g(struct gs_point *r);
void gs_generator_h(struct gs_point *r);
/* G, H and the rows of the first `levels` digits; some 20 us a point. */
void gs_generators_make(struct gs_generators *r, unsigned levels);
/* U(scope) */
void gs_tag_base(struct gs_point *r, const uint8_t *scope, size_t scope_len);

#endif
