/* SPDX-License-Identifier: Apache-2.0 */
/* Possession of a key's secret, shown at enrolment: a proof of one equation,
 * t + c*P = w1*G + w2*H. */
#include <string.h>

#include "core/bytes.h"
#include "core/ct.h"
#include "core/host.h"
#include "core/proof/generators.h"
#include "core/proof/secret.h"
#include "core/proof/sigma.h"

/* Everything up to `key`. */
static void start_possession(struct gs_transcript *t,
    const struct gs_possession *c, const uint8_t key[32])
{
	uint8_t channel_len[4], edition[8], nonce_len[4];
	const struct gs_span parts[] = {{channel_len, 4},
	    {c->channel, c->channel_len}, {edition, 8}, {nonce_len, 4},
	    {c->nonce, c->nonce_len}};

	gs_put_u32(channel_len, (uint32_t)c->channel_len);
	gs_put_u64(edition, c->edition);
	gs_put_u32(nonce_len, (uint32_t)c->nonce_len);

	gs_transcript_start(t, "gainsay/v1/enrol");
	gs_transcript_absorb_parts(t, "context", parts, 5);
	gs_transcript_absorb(t, "key", key, 32);
}

/* lv() of the whole context must be able to say its length. */
static bool possession_fits(const struct gs_possession *c)
{
	return c->channel_len <= UINT32_MAX / 4 &&
	    c->nonce_len <= UINT32_MAX / 4;
}

int gs_possession_verify(const uint8_t proof[GS_POSSESSION_LEN],
    const uint8_t key[32], const struct gs_possession *context)
{
	struct gs_transcript transcript;
	struct gs_point g, h, p, t;
	struct gs_sc c, w1, w2, minus_one;
	struct gs_sum sum = {.n = 0};

	if (!possession_fits(context) || gs_point_decode(&p, key) != GS_OK ||
	    gs_point_is_identity(&p) ||
	    gs_point_decode(&t, proof) != GS_OK ||
	    gs_sc_decode(&w1, proof + 32) != GS_OK ||
	    gs_sc_decode(&w2, proof + 64) != GS_OK)
		return GS_ERR_PROOF;

	start_possession(&transcript, context, key);
	gs_transcript_absorb(&transcript, "t", proof, 32);
	gs_transcript_challenge(&c, &transcript, "x");

	gs_generator_g(&g);
	gs_generator_h(&h);

	gs_sc_negate(&c, &c);
	gs_sc_negate(&minus_one, &gs_sc_one);

	gs_sum_add(&sum, &g, &w1);
	gs_sum_add(&sum, &h, &w2);
	gs_sum_add(&sum, &t, &minus_one);
	gs_sum_add(&sum, &p, &c);

	return gs_sum_vanishes(&sum) ? GS_OK : GS_ERR_PROOF;
}

static int prove_possession(uint8_t out[GS_POSSESSION_LEN], uint8_t key[32],
    struct gs_sigma *s, const struct gs_secret *secret,
    const struct gs_possession *context, const uint8_t fresh[GS_NONCE_LEN])
{
	struct gs_transcript transcript;
	struct gs_point t;
	struct gs_sc c;
	int err = gs_secret_key(key, secret);

	if (err != GS_OK)
		return err;

	GS_DECLASSIFY(key, 32); /* it is being enrolled */
	start_possession(&transcript, context, key);

	err = gs_sigma_start(s, secret, fresh, &transcript);
	if (err != GS_OK)
		return err;

	gs_commit_pair(&t, &s->t1, &s->t2);
	gs_point_encode(out, &t);
	GS_DECLASSIFY(out, 32);

	gs_transcript_absorb(&transcript, "t", out, 32);
	gs_transcript_challenge(&c, &transcript, "x");

	gs_sigma_answer(out + 32, out + 64, s, &c);
	return GS_OK;
}

int gs_possession_prove_derand(uint8_t proof[GS_POSSESSION_LEN],
    const struct gs_secret *secret, const struct gs_possession *context,
    const uint8_t fresh[GS_NONCE_LEN])
{
	uint8_t out[GS_POSSESSION_LEN], key[32];
	struct gs_sigma s;
	int err = GS_ERR_RANGE;

	memset(proof, 0, GS_POSSESSION_LEN);

	if (possession_fits(context))
		err = prove_possession(out, key, &s, secret, context, fresh);

	if (err == GS_OK && gs_possession_verify(out, key, context) != GS_OK)
		err = GS_ERR_INTERNAL;

	if (err == GS_OK)
		memcpy(proof, out, sizeof out);

	gs_host_wipe(&s, sizeof s);
	return err;
}

int gs_possession_prove(uint8_t proof[GS_POSSESSION_LEN],
    const struct gs_secret *secret, const struct gs_possession *context)
{
	uint8_t fresh[GS_NONCE_LEN];

	memset(proof, 0, GS_POSSESSION_LEN);
	int err = gs_host_random(fresh, sizeof fresh);

	if (err == GS_OK) {
		GS_SECRET(fresh, sizeof fresh);
		err = gs_possession_prove_derand(proof, secret, context,
		    fresh);
	}

	gs_host_wipe(fresh, sizeof fresh);
	return err;
}
