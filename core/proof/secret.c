/* SPDX-License-Identifier: Apache-2.0 */
#include "core/proof/secret.h"

#include <string.h>

#include "core/ct.h"
#include "core/host.h"
#include "core/proof/generators.h"
#include "core/group/msm.h"

int gs_secret_open(struct gs_sc *x, struct gs_sc *y,
    const struct gs_secret *secret)
{
	int err = gs_sc_decode(x, secret->x);

	if (err == GS_OK)
		err = gs_sc_decode(y, secret->y);

	if (err != GS_OK) {
		*x = GS_SC_ZERO;
		*y = GS_SC_ZERO;
	}

	return err;
}

void gs_commit_pair(struct gs_point *r, const struct gs_sc *a,
    const struct gs_sc *b)
{
	struct gs_point g, h;

	gs_generator_g(&g);
	gs_generator_h(&h);
	gs_mul2_ct(r, a, &g, b, &h);
}

/* Encodes `p` unless it is the identity; whether it is becomes public. */
static int encode_live(uint8_t out[32], const struct gs_point *p)
{
	uint64_t dead = gs_point_is_identity(p);

	GS_DECLASSIFY(&dead, sizeof dead);
	if (dead)
		return GS_ERR_FORMAT;

	gs_point_encode(out, p);
	return GS_OK;
}

int gs_secret_key(uint8_t key[32], const struct gs_secret *secret)
{
	struct gs_sc x, y;
	struct gs_point p;

	memset(key, 0, 32);
	gs_point_identity(&p);

	int err = gs_secret_open(&x, &y, secret);

	if (err == GS_OK) {
		gs_commit_pair(&p, &x, &y);
		err = encode_live(key, &p);
	}

	gs_host_wipe(&x, sizeof x);
	gs_host_wipe(&y, sizeof y);
	gs_host_wipe(&p, sizeof p);
	return err;
}

int gs_secret_tag(uint8_t tag[32], const struct gs_secret *secret,
    const uint8_t *scope, size_t scope_len)
{
	struct gs_sc x, y;
	struct gs_point p;

	memset(tag, 0, 32);
	int err = gs_secret_open(&x, &y, secret);

	if (err == GS_OK) {
		gs_tag_base(&p, scope, scope_len);
		gs_mul_ct(&p, &x, &p);
		err = encode_live(tag, &p);
	}

	gs_host_wipe(&x, sizeof x);
	gs_host_wipe(&y, sizeof y);
	return err;
}

int gs_secret_new_derand(struct gs_secret *secret, uint8_t key[32],
    const uint8_t fresh[GS_SECRET_FRESH_LEN])
{
	struct gs_sc x, y;

	gs_sc_from_wide(&x, fresh);
	gs_sc_from_wide(&y, fresh + 64);

	gs_sc_encode(secret->x, &x);
	gs_sc_encode(secret->y, &y);

	int err = gs_secret_key(key, secret);
	if (err != GS_OK)
		gs_host_wipe(secret, sizeof *secret);

	gs_host_wipe(&x, sizeof x);
	gs_host_wipe(&y, sizeof y);
	return err;
}

int gs_secret_new(struct gs_secret *secret, uint8_t key[32])
{
	uint8_t fresh[GS_SECRET_FRESH_LEN];

	memset(key, 0, 32);
	gs_host_wipe(secret, sizeof *secret);

	int err = gs_host_random(fresh, sizeof fresh);

	if (err == GS_OK) {
		GS_SECRET(fresh, sizeof fresh);
		err = gs_secret_new_derand(secret, key, fresh);
	}

	gs_host_wipe(fresh, sizeof fresh);
	return err;
}
