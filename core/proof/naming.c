/* SPDX-License-Identifier: Apache-2.0 */
/* That whoever holds a tag's secret says a name: a proof of one equation,
 * r + c*T = w*U.  The key that the tag is of stays unsaid. */
#include <string.h>

#include "core/ct.h"
#include "core/group/msm.h"
#include "core/host.h"
#include "core/proof/generators.h"
#include "core/proof/secret.h"
#include "core/proof/sigma.h"

/* Everything up to `t`. */
static void start_naming(struct gs_transcript *t, const struct gs_naming *c)
{
	gs_transcript_start(t, "gainsay/v1/named");
	gs_transcript_absorb(t, "scope", c->scope, c->scope_len);
	gs_transcript_absorb(t, "tag", c->tag, 32);
	gs_transcript_absorb(t, "name", c->name.ptr, c->name.len);
}

static bool naming_fits(const struct gs_naming *c)
{
	return c->scope_len <= UINT32_MAX && c->name.len <= UINT32_MAX;
}

int gs_naming_verify(const uint8_t proof[GS_NAMING_LEN],
    const struct gs_naming *context)
{
	struct gs_transcript transcript;
	struct gs_point tag, r, u;
	struct gs_sc c, w, minus_one;
	struct gs_sum sum = {.n = 0};

	if (!naming_fits(context) ||
	    gs_point_decode(&tag, context->tag) != GS_OK ||
	    gs_point_is_identity(&tag) ||
	    gs_point_decode(&r, proof) != GS_OK ||
	    gs_sc_decode(&w, proof + 32) != GS_OK)
		return GS_ERR_PROOF;

	start_naming(&transcript, context);
	gs_transcript_absorb(&transcript, "t", proof, 32);
	gs_transcript_challenge(&c, &transcript, "x");

	gs_tag_base(&u, context->scope, context->scope_len);
	gs_sc_negate(&c, &c);
	gs_sc_negate(&minus_one, &gs_sc_one);
	gs_sum_add(&sum, &u, &w);
	gs_sum_add(&sum, &r, &minus_one);
	gs_sum_add(&sum, &tag, &c);

	return gs_sum_vanishes(&sum) ? GS_OK : GS_ERR_PROOF;
}

static int prove_naming(uint8_t out[GS_NAMING_LEN], struct gs_sigma *s,
    const struct gs_secret *secret, const struct gs_naming *context,
    const uint8_t fresh[GS_NONCE_LEN])
{
	struct gs_transcript transcript;
	struct gs_point r, u;
	struct gs_sc c;
	uint8_t of_y[32]; /* no part of it: a tag has nothing of y */

	start_naming(&transcript, context);
	int err = gs_sigma_start(s, secret, fresh, &transcript);
	if (err != GS_OK)
		return err;

	gs_tag_base(&u, context->scope, context->scope_len);
	gs_mul_ct(&r, &s->t1, &u);
	gs_point_encode(out, &r);
	GS_DECLASSIFY(out, 32);
	gs_transcript_absorb(&transcript, "t", out, 32);
	gs_transcript_challenge(&c, &transcript, "x");

	gs_sigma_answer(out + 32, of_y, s, &c);
	gs_host_wipe(of_y, sizeof of_y);
	return GS_OK;
}

int gs_naming_prove_derand(uint8_t proof[GS_NAMING_LEN],
    const struct gs_secret *secret, const struct gs_naming *context,
    const uint8_t fresh[GS_NONCE_LEN])
{
	uint8_t out[GS_NAMING_LEN], tag[32];
	struct gs_sigma s;

	memset(proof, 0, GS_NAMING_LEN);
	int err = naming_fits(context) ? gs_secret_tag(tag, secret,
	    context->scope, context->scope_len) : GS_ERR_RANGE;
	if (err == GS_OK) {
		GS_DECLASSIFY(tag, 32); /* it is what is named */
		if (memcmp(tag, context->tag, 32) != 0)
			err = GS_ERR_MISMATCH;
	}

	if (err == GS_OK)
		err = prove_naming(out, &s, secret, context, fresh);
	if (err == GS_OK && gs_naming_verify(out, context) != GS_OK)
		err = GS_ERR_INTERNAL;
	if (err == GS_OK)
		memcpy(proof, out, sizeof out);

	gs_host_wipe(&s, sizeof s);
	return err;
}

int gs_naming_prove(uint8_t proof[GS_NAMING_LEN],
    const struct gs_secret *secret, const struct gs_naming *context)
{
	uint8_t fresh[GS_NONCE_LEN];

	memset(proof, 0, GS_NAMING_LEN);
	int err = gs_host_random(fresh, sizeof fresh);

	if (err == GS_OK) {
		GS_SECRET(fresh, sizeof fresh);
		err = gs_naming_prove_derand(proof, secret, context, fresh);
	}
	gs_host_wipe(fresh, sizeof fresh);
	return err;
}
