/* SPDX-License-Identifier: Apache-2.0 */
#include "web/sha2.h"

#include <string.h>

/* Of 80 primes' cube roots the first 64 bits after the point: SHA-512's; the
 * upper halves of the first 64 are SHA-256's. */
static const uint64_t round_k[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f,
    0xe9b5dba58189dbbc, 0x3956c25bf348b538, 0x59f111f1b605d019,
    0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242,
    0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3,
    0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65, 0x2de92c6f592b0275,
    0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f,
    0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc,
    0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6,
    0x92722c851482353b, 0xa2bfe8a14cf10364, 0xa81a664bbc423001,
    0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99,
    0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb,
    0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc,
    0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915,
    0xc67178f2e372532b, 0xca273eceea26619c, 0xd186b8c721c0c207,
    0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba,
    0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a,
    0x5fcb6fab3ad6faec, 0x6c44198c4a475817};

static const uint64_t start512[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
    0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
    0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
static const uint32_t start256[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/* 0 < n < 64. */
static inline uint64_t rotate_right_64(uint64_t v, unsigned n)
{
	return v >> n | v << (64 - n);
}

/* 0 < n < 32. */
static inline uint32_t rotate_right_32(uint32_t v, unsigned n)
{
	return v >> n | v << (32 - n);
}

/* One block of 128 bytes.  s[0] is the standard's a; sums are modulo 2^64. */
static void mix_block_512(uint64_t state[8], const uint8_t *in)
{
	uint64_t w[80], s[8];

	for (int i = 0; i < 16; i++) {
		w[i] = 0;
		for (int k = 0; k < 8; k++)
			w[i] = w[i] << 8 | in[8 * i + k];
	}

	for (int i = 16; i < 80; i++) {
		uint64_t x = w[i - 15], y = w[i - 2];

		w[i] = w[i - 16] + (rotate_right_64(x, 1) ^
		    rotate_right_64(x, 8) ^ x >> 7) + w[i - 7] +
		    (rotate_right_64(y, 19) ^ rotate_right_64(y, 61) ^ y >> 6);
	}

	memcpy(s, state, sizeof s);

	for (int i = 0; i < 80; i++) {
		uint64_t a = s[0], e = s[4];
		uint64_t t = s[7] + round_k[i] + w[i] +
		    (rotate_right_64(e, 14) ^ rotate_right_64(e, 18) ^
		    rotate_right_64(e, 41)) +
		    ((e & s[5]) ^ (~e & s[6]));
		uint64_t u = (rotate_right_64(a, 28) ^ rotate_right_64(a, 34) ^
		    rotate_right_64(a, 39)) +
		    ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += t;
		s[0] = t + u;
	}

	for (int i = 0; i < 8; i++)
		state[i] += s[i];
}

/* One block of 64 bytes; sums are modulo 2^32. */
static void mix_block_256(uint32_t state[8], const uint8_t *in)
{
	uint32_t w[64], s[8];

	for (int i = 0; i < 16; i++) {
		w[i] = 0;
		for (int k = 0; k < 4; k++)
			w[i] = w[i] << 8 | in[4 * i + k];
	}

	for (int i = 16; i < 64; i++) {
		uint32_t x = w[i - 15], y = w[i - 2];

		w[i] = w[i - 16] + (rotate_right_32(x, 7) ^
		    rotate_right_32(x, 18) ^ x >> 3) + w[i - 7] +
		    (rotate_right_32(y, 17) ^ rotate_right_32(y, 19) ^
		    y >> 10);
	}

	memcpy(s, state, sizeof s);

	for (int i = 0; i < 64; i++) {
		uint32_t a = s[0], e = s[4];
		uint32_t t = s[7] + (uint32_t)(round_k[i] >> 32) + w[i] +
		    (rotate_right_32(e, 6) ^ rotate_right_32(e, 11) ^
		    rotate_right_32(e, 25)) +
		    ((e & s[5]) ^ (~e & s[6]));
		uint32_t u = (rotate_right_32(a, 2) ^ rotate_right_32(a, 13) ^
		    rotate_right_32(a, 22)) +
		    ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += t;
		s[0] = t + u;
	}

	for (int i = 0; i < 8; i++)
		state[i] += s[i];
}

/* Either hash: blocks of 64 bytes or of 128. */
struct stream {
	uint32_t narrow[8];
	uint64_t wide[8];
	uint8_t held[128];
	size_t have, block;
	uint64_t total;
};

static void one_block(struct stream *s, const uint8_t *in)
{
	if (s->block == 64)
		mix_block_256(s->narrow, in);
	else
		mix_block_512(s->wide, in);
}

static void take_bytes(struct stream *s, const uint8_t *in, size_t len)
{
	s->total += len;

	while (len > 0) {
		size_t n = s->block - s->have;

		n = len < n ? len : n;
		memcpy(s->held + s->have, in, n);
		s->have += n;
		in += n;
		len -= n;

		if (s->have == s->block) {
			one_block(s, s->held);
			s->have = 0;
		}
	}
}

/* A one, zeros and the length in bits up to the end of a block: as 64 bits,
 * of SHA-512's 128 the upper ones are zero. */
static void pad_end(struct stream *s)
{
	static const uint8_t one = 0x80, zero = 0;
	const uint64_t bits = 8 * s->total;
	uint8_t length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (uint8_t)(bits >> (56 - 8 * i));

	take_bytes(s, &one, 1);
	/* SHA-512 leaves 16 bytes for the length. */
	while (s->have > s->block - s->block / 8)
		take_bytes(s, &zero, 1);

	while (s->have != s->block - 8)
		take_bytes(s, &zero, 1);

	take_bytes(s, length, 8);
}

static void hash_parts(struct stream *s, const struct gs_span *parts,
    size_t nparts)
{
	for (size_t i = 0; i < nparts; i++)
		take_bytes(s, parts[i].ptr, parts[i].len);

	pad_end(s);
}

void gs_web_sha256(uint8_t out[32], const struct gs_span *parts, size_t nparts)
{
	struct stream s = {.block = 64};

	memcpy(s.narrow, start256, sizeof start256);
	hash_parts(&s, parts, nparts);

	for (int i = 0; i < 32; i++)
		out[i] = (uint8_t)(s.narrow[i / 4] >> (24 - 8 * (i % 4)));

	gs_host_wipe(&s, sizeof s);
}

void gs_web_sha512(uint8_t out[64], const struct gs_span *parts, size_t nparts)
{
	struct stream s = {.block = 128};

	memcpy(s.wide, start512, sizeof start512);
	hash_parts(&s, parts, nparts);

	for (int i = 0; i < 64; i++)
		out[i] = (uint8_t)(s.wide[i / 8] >> (56 - 8 * (i % 8)));

	gs_host_wipe(&s, sizeof s);
}
