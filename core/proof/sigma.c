/* SPDX-License-Identifier: Apache-2.0 */
#include "core/proof/sigma.h"

#include "core/ct.h"
#include "core/host.h"
#include "core/group/msm.h"
#include "core/proof/nonce.h"
#include "core/proof/secret.h"

int gs_sigma_start(struct gs_sigma *s, const struct gs_secret *secret,
    const uint8_t fresh[GS_NONCE_LEN], const struct gs_transcript *transcript)
{
	struct gs_nonce_key nonce;
	const struct gs_span rest = {transcript->state, 64};
	int err = gs_secret_open(&s->x, &s->y, secret);

	if (err != GS_OK)
		return err;

	gs_nonce_start(&nonce, fresh, secret, &rest, 1);
	gs_nonce_get(&s->t1, &nonce, "t1", 0, 0);
	gs_nonce_get(&s->t2, &nonce, "t2", 0, 0);

	gs_host_wipe(&nonce, sizeof nonce);
	return GS_OK;
}

void gs_sigma_answer(uint8_t w1[32], uint8_t w2[32], const struct gs_sigma *s,
    const struct gs_sc *c)
{
	struct gs_sc w = s->t1;

	gs_sc_muladd(&w, c, &s->x);
	gs_sc_encode(w1, &w);

	w = s->t2;
	gs_sc_muladd(&w, c, &s->y);
	gs_sc_encode(w2, &w);

	GS_DECLASSIFY(w1, 32);
	GS_DECLASSIFY(w2, 32);
}

void gs_sum_add(struct gs_sum *s, const struct gs_point *p,
    const struct gs_sc *scalar)
{
	gs_niels_of(&s->points[s->n], p);
	gs_sc_integer(s->scalars[s->n], scalar);
	s->n++;
}

bool gs_sum_vanishes(struct gs_sum *s)
{
	struct gs_point buckets[1 << (4 - 1)], sum;
	const struct gs_terms run = {s->points, s->scalars, s->n};

	gs_msm_vt(&sum, &run, 1, 4, buckets);
	return gs_point_is_identity(&sum) != 0;
}
