/* SPDX-License-Identifier: Apache-2.0 */
/* That a tag is a key's, said to one reader: a proof of two equations with the
 * same x, r1 + c*P = w1*G + w2*H and r2 + c*T = w1*U. */
#include <string.h>

#include "core/ct.h"
#include "core/host.h"
#include "core/proof/generators.h"
#include "core/group/msm.h"
#include "core/proof/secret.h"
#include "core/proof/sigma.h"

/* Everything up to `key`. */
static void start_reveal(struct gs_transcript *t, const struct gs_reveal *c)
{
	gs_transcript_start(t, "gainsay/v1/reveal");
	gs_transcript_absorb(t, "reader", c->reader, c->reader_len);
	gs_transcript_absorb(t, "record", c->record, 32);
	gs_transcript_absorb_roll(t, c->root, c->roll_size);
	gs_transcript_absorb(t, "scope", c->scope, c->scope_len);
	gs_transcript_absorb(t, "tag", c->tag, 32);
	gs_transcript_absorb(t, "key", c->key, 32);
}

static bool reveal_fits(const struct gs_reveal *c)
{
	return c->reader_len <= UINT32_MAX && c->scope_len <= UINT32_MAX;
}

struct reveal_parts {
	struct gs_point key, tag, r1, r2;
	struct gs_sc w1, w2;
};

static int open_proof(struct reveal_parts *o,
    const uint8_t proof[GS_REVEAL_LEN], const struct gs_reveal *c)
{
	if (!reveal_fits(c) || gs_point_decode(&o->key, c->key) != GS_OK ||
	    gs_point_decode(&o->tag, c->tag) != GS_OK ||
	    gs_point_is_identity(&o->key) || gs_point_is_identity(&o->tag) ||
	    gs_point_decode(&o->r1, proof) != GS_OK ||
	    gs_point_decode(&o->r2, proof + 32) != GS_OK ||
	    gs_sc_decode(&o->w1, proof + 64) != GS_OK ||
	    gs_sc_decode(&o->w2, proof + 96) != GS_OK)
		return GS_ERR_PROOF;
	return GS_OK;
}

int gs_reveal_verify(const uint8_t proof[GS_REVEAL_LEN],
    const struct gs_reveal *context)
{
	struct gs_transcript transcript;
	struct reveal_parts o;
	struct gs_point g, h, u;
	struct gs_sc c, minus_one;
	struct gs_sum keys = {.n = 0}, tags = {.n = 0};

	if (open_proof(&o, proof, context) != GS_OK)
		return GS_ERR_PROOF;

	start_reveal(&transcript, context);
	gs_transcript_absorb(&transcript, "t", proof, 64);
	gs_transcript_challenge(&c, &transcript, "x");

	gs_generator_g(&g);
	gs_generator_h(&h);
	gs_tag_base(&u, context->scope, context->scope_len);

	gs_sc_negate(&c, &c);
	gs_sc_negate(&minus_one, &gs_sc_one);

	gs_sum_add(&keys, &g, &o.w1);
	gs_sum_add(&keys, &h, &o.w2);
	gs_sum_add(&keys, &o.r1, &minus_one);
	gs_sum_add(&keys, &o.key, &c);

	gs_sum_add(&tags, &u, &o.w1);
	gs_sum_add(&tags, &o.r2, &minus_one);
	gs_sum_add(&tags, &o.tag, &c);

	if (!gs_sum_vanishes(&keys) || !gs_sum_vanishes(&tags))
		return GS_ERR_PROOF;
	return GS_OK;
}

static int prove_reveal(uint8_t out[GS_REVEAL_LEN], struct gs_sigma *s,
    const struct gs_secret *secret, const struct gs_reveal *context,
    const uint8_t fresh[GS_NONCE_LEN])
{
	struct gs_transcript transcript;
	struct gs_point r, u;
	struct gs_sc c;

	start_reveal(&transcript, context);

	int err = gs_sigma_start(s, secret, fresh, &transcript);
	if (err != GS_OK)
		return err;

	gs_commit_pair(&r, &s->t1, &s->t2);
	gs_point_encode(out, &r);

	gs_tag_base(&u, context->scope, context->scope_len);
	gs_mul_ct(&r, &s->t1, &u);
	gs_point_encode(out + 32, &r);

	GS_DECLASSIFY(out, 64);
	gs_transcript_absorb(&transcript, "t", out, 64);
	gs_transcript_challenge(&c, &transcript, "x");

	gs_sigma_answer(out + 64, out + 96, s, &c);
	return GS_OK;
}

int gs_reveal_prove_derand(uint8_t proof[GS_REVEAL_LEN],
    const struct gs_secret *secret, const struct gs_reveal *context,
    const uint8_t fresh[GS_NONCE_LEN])
{
	uint8_t out[GS_REVEAL_LEN], key[32], tag[32];
	struct gs_sigma s;

	memset(proof, 0, GS_REVEAL_LEN);

	int err = reveal_fits(context) ? gs_secret_key(key, secret) :
	    GS_ERR_RANGE;
	if (err == GS_OK)
		err = gs_secret_tag(tag, secret, context->scope,
		    context->scope_len);

	if (err == GS_OK) {
		/* Key and tag are what is revealed. */
		GS_DECLASSIFY(key, 32);
		GS_DECLASSIFY(tag, 32);

		if (memcmp(key, context->key, 32) != 0 ||
		    memcmp(tag, context->tag, 32) != 0)
			err = GS_ERR_MISMATCH;
	}

	if (err == GS_OK)
		err = prove_reveal(out, &s, secret, context, fresh);

	if (err == GS_OK && gs_reveal_verify(out, context) != GS_OK)
		err = GS_ERR_INTERNAL;

	if (err == GS_OK)
		memcpy(proof, out, sizeof out);

	gs_host_wipe(&s, sizeof s);
	return err;
}

int gs_reveal_prove(uint8_t proof[GS_REVEAL_LEN],
    const struct gs_secret *secret, const struct gs_reveal *context)
{
	uint8_t fresh[GS_NONCE_LEN];

	memset(proof, 0, GS_REVEAL_LEN);
	int err = gs_host_random(fresh, sizeof fresh);

	if (err == GS_OK) {
		GS_SECRET(fresh, sizeof fresh);
		err = gs_reveal_prove_derand(proof, secret, context, fresh);
	}
	gs_host_wipe(fresh, sizeof fresh);

	return err;
}
