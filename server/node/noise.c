/* SPDX-License-Identifier: Apache-2.0 */
#include "server/node/noise.h"

#include <sodium.h>
#include <string.h>

#include "core/host.h"

/* Exactly 32 bytes: it is the first hash itself. */
static const char protocol[] = "Noise_IK_25519_ChaChaPoly_SHA256";
static const char prologue[] = "gainsay/v1/node";

_Static_assert(sizeof protocol - 1 == 32, "or it is hashed");

void gs_noise_key_of(struct gs_noise_key *out, const uint8_t secret[32])
{
	memcpy(out->secret, secret, sizeof out->secret);
	(void)crypto_scalarmult_base(out->open, out->secret);
}

/* Keys --------------------------------------------------------------------- */

static void mix_hash(struct gs_noise_shake *s, const void *bytes, size_t len)
{
	const struct gs_span parts[] = {{s->hash, sizeof s->hash},
	    {bytes, len}};

	gs_host_sha256(s->hash, parts, 2);
}

/* HKDF with two outputs; `a` and `b` are none of the inputs. */
static void derive_two(uint8_t a[32], uint8_t b[32], const uint8_t chain[32],
    const uint8_t *input, size_t len)
{
	uint8_t temp[32], text[33];

	(void)crypto_auth_hmacsha256(temp, input, len, chain);
	text[0] = 1;
	(void)crypto_auth_hmacsha256(a, text, 1, temp);
	memcpy(text, a, 32);
	text[32] = 2;
	(void)crypto_auth_hmacsha256(b, text, sizeof text, temp);
	gs_host_wipe(temp, sizeof temp);
	gs_host_wipe(text, sizeof text);
}

/* GS_ERR_SIGNATURE: their key is one that has no secret. */
static int mix_shared(struct gs_noise_shake *s, const uint8_t secret[32],
    const uint8_t theirs[32])
{
	uint8_t shared[32], chain[32];

	if (crypto_scalarmult(shared, secret, theirs) != 0)
		return GS_ERR_SIGNATURE;
	derive_two(chain, s->key, s->chain, shared, sizeof shared);
	memcpy(s->chain, chain, sizeof chain);
	gs_host_wipe(shared, sizeof shared);
	gs_host_wipe(chain, sizeof chain);
	return GS_OK;
}

static void count_nonce(uint8_t out[12], uint64_t count)
{
	memset(out, 0, 12);
	for (size_t i = 0; i < 8; i++)
		out[4 + i] = (uint8_t)(count >> (8 * i));
}

static void seal_message(uint8_t *out, const uint8_t key[32], uint64_t count,
    struct gs_span text, struct gs_span beside)
{
	uint8_t nonce[12];

	count_nonce(nonce, count);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, text.ptr,
	    text.len, beside.ptr, beside.len, NULL, nonce, key);
}

static int unseal_message(uint8_t *out, const uint8_t key[32], uint64_t count,
    struct gs_span sealed, struct gs_span beside)
{
	uint8_t nonce[12];

	count_nonce(nonce, count);
	return crypto_aead_chacha20poly1305_ietf_decrypt(out, NULL, NULL,
	    sealed.ptr, sealed.len, beside.ptr, beside.len, nonce, key) == 0 ?
	    GS_OK : GS_ERR_SIGNATURE;
}

/* Each key of the handshake seals one text: their count is 0. */
static void seal_part(uint8_t *out, struct gs_noise_shake *s,
    struct gs_span text)
{
	seal_message(out, s->key, 0, text,
	    (struct gs_span){s->hash, sizeof s->hash});
	mix_hash(s, out, text.len + GS_NOISE_TAG);
}

static int unseal_part(uint8_t *out, struct gs_noise_shake *s,
    const uint8_t *sealed, size_t len)
{
	int err = unseal_message(out, s->key, 0, (struct gs_span){sealed, len},
	    (struct gs_span){s->hash, sizeof s->hash});

	mix_hash(s, sealed, len);
	return err;
}

/* The handshake ------------------------------------------------------------ */

static const struct gs_span nothing = {(const uint8_t *)"", 0};

/* `answering` is the key that both know before. */
static void begin_shake(struct gs_noise_shake *s,
    const struct gs_noise_key *own, const uint8_t answering[32])
{
	memset(s, 0, sizeof *s);
	s->own = *own;
	memcpy(s->hash, protocol, sizeof s->hash);
	memcpy(s->chain, protocol, sizeof s->chain);
	mix_hash(s, prologue, sizeof prologue - 1);
	mix_hash(s, answering, 32);
}

static int draw_moment(struct gs_noise_shake *s)
{
	uint8_t secret[32];

	int err = gs_host_random(secret, sizeof secret);
	gs_noise_key_of(&s->moment, secret);
	gs_host_wipe(secret, sizeof secret);
	return err;
}

/* -> e, es, s, ss */
int gs_noise_open(uint8_t out[GS_NOISE_FIRST], struct gs_noise_shake *s,
    const struct gs_noise_key *own, const uint8_t theirs[32])
{
	begin_shake(s, own, theirs);
	memcpy(s->theirs, theirs, 32);
	int err = draw_moment(s);
	if (err != GS_OK)
		return err;
	memcpy(out, s->moment.open, 32);
	mix_hash(s, out, 32);

	err = mix_shared(s, s->moment.secret, theirs);
	if (err == GS_OK) {
		seal_part(out + 32, s, (struct gs_span){own->open, 32});
		err = mix_shared(s, own->secret, theirs);
	}
	if (err == GS_OK)
		seal_part(out + 80, s, nothing);
	return err;
}

int gs_noise_hear(struct gs_noise_shake *s, const struct gs_noise_key *own,
    const uint8_t in[GS_NOISE_FIRST])
{
	uint8_t none[1];

	begin_shake(s, own, own->open);
	memcpy(s->their_moment, in, 32);
	mix_hash(s, in, 32);

	int err = mix_shared(s, own->secret, s->their_moment);
	if (err == GS_OK)
		err = unseal_part(s->theirs, s, in + 32, 48);
	if (err == GS_OK)
		err = mix_shared(s, own->secret, s->theirs);
	return err == GS_OK ? unseal_part(none, s, in + 80, GS_NOISE_TAG) : err;
}

/* What who opened says, and what it hears, under keys of their own. */
static void split_ways(struct gs_noise_way *opener, struct gs_noise_way *other,
    struct gs_noise_shake *s)
{
	derive_two(opener->key, other->key, s->chain, nothing.ptr, 0);
	opener->count = other->count = 0;
	gs_host_wipe(s, sizeof *s);
}

/* <- e, ee, se */
int gs_noise_answer(uint8_t out[GS_NOISE_SECOND], struct gs_noise_way *to,
    struct gs_noise_way *from, struct gs_noise_shake *s)
{
	int err = draw_moment(s);
	if (err != GS_OK)
		return err;
	memcpy(out, s->moment.open, 32);
	mix_hash(s, out, 32);

	err = mix_shared(s, s->moment.secret, s->their_moment);
	if (err == GS_OK)
		err = mix_shared(s, s->moment.secret, s->theirs);
	if (err != GS_OK)
		return err;
	seal_part(out + 32, s, nothing);
	split_ways(from, to, s);
	return GS_OK;
}

int gs_noise_opened(struct gs_noise_way *to, struct gs_noise_way *from,
    struct gs_noise_shake *s, const uint8_t in[GS_NOISE_SECOND])
{
	uint8_t none[1];

	memcpy(s->their_moment, in, 32);
	mix_hash(s, in, 32);
	int err = mix_shared(s, s->moment.secret, s->their_moment);
	if (err == GS_OK)
		err = mix_shared(s, s->own.secret, s->their_moment);
	if (err == GS_OK)
		err = unseal_part(none, s, in + 32, GS_NOISE_TAG);
	if (err == GS_OK)
		split_ways(to, from, s);
	return err;
}

/* After it ----------------------------------------------------------------- */

void gs_noise_seal(uint8_t *out, struct gs_noise_way *way, const uint8_t *in,
    size_t len)
{
	seal_message(out, way->key, way->count++, (struct gs_span){in, len},
	    nothing);
}

int gs_noise_unseal(uint8_t *out, struct gs_noise_way *way, const uint8_t *in,
    size_t len)
{
	return unseal_message(out, way->key, way->count++,
	    (struct gs_span){in, len}, nothing);
}
