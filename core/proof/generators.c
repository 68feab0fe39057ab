/* SPDX-License-Identifier: Apache-2.0 */
#include "core/proof/generators.h"

#include "core/group/hash.h"

void gs_generator_g(struct gs_point *r)
{
	/* A constant of this program: it decodes. */
	int err = gs_point_decode(r, gs_base_bytes);
	(void)err;
}

void gs_generator_h(struct gs_point *r)
{
	gs_hash_to_point(r, (const uint8_t *)"blind", 5, GS_DST_GENERATOR);
}

static void make_row(struct gs_niels row[4], uint8_t kind, unsigned level)
{
	for (unsigned i = 0; i < 4; i++) {
		const uint8_t msg[3] = {kind, (uint8_t)level, (uint8_t)i};

		struct gs_point p;
		gs_hash_to_point(&p, msg, sizeof msg, GS_DST_GENERATOR);
		gs_niels_of(&row[i], &p);
	}
}

void gs_generators_make(struct gs_generators *r, unsigned levels)
{
	struct gs_point p;

	gs_generator_g(&p);
	gs_niels_of_affine(&r->g, &p);

	gs_generator_h(&p);
	gs_niels_of(&r->h, &p);

	for (unsigned j = 0; j < levels; j++) {
		make_row(r->e[j], 's', j);
		make_row(r->f[j], 'a', j);
	}
}

void gs_tag_base(struct gs_point *r, const uint8_t *scope, size_t scope_len)
{
	gs_hash_to_point(r, scope, scope_len, GS_DST_TAG_BASE);
}
