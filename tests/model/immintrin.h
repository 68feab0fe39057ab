/* SPDX-License-Identifier: Apache-2.0 */
/* The vector instructions of core's *_ifma.c, each in plain C by its entry in
 * Intel's Intrinsics Guide.  Compiled in the place of the compiler's header of
 * this name it runs that code on any processor that keeps numbers little end
 * first.  What is not here does not compile.  model_test.c compares it with the
 * instructions themselves. */
#ifndef GS_TESTS_MODEL_IMMINTRIN_H
#define GS_TESTS_MODEL_IMMINTRIN_H

#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the lanes are laid out as a little-endian processor has them"
#endif

typedef union {
	uint64_t q[8];
	uint32_t d[16];
	uint16_t w[32];
} __attribute__((aligned(64))) __m512i;
typedef union {
	uint64_t q[4];
	uint16_t w[16];
} __attribute__((aligned(32))) __m256i;
typedef union {
	uint64_t q[2];
	uint16_t w[8];
	int8_t b[16];
} __attribute__((aligned(16))) __m128i;
typedef uint8_t __mmask8;
typedef uint16_t __mmask16;

#define GS_MODEL __attribute__((always_inline, unused)) static inline
#define GS_LANES(i, n) for (int i = 0; i < (n); i++)
#define GS_LOW52 ((UINT64_C(1) << 52) - 1)

/* Memory; none need be aligned but what the instruction says -------------- */

GS_MODEL __m512i _mm512_loadu_si512(const void *p)
{
	__m512i r;

	memcpy(&r, p, sizeof r);
	return r;
}

GS_MODEL void _mm512_storeu_si512(void *p, __m512i a)
{
	memcpy(p, &a, sizeof a);
}

/* A lane whose bit is not set is zero, and its memory is not touched. */
GS_MODEL __m512i _mm512_maskz_loadu_epi64(__mmask8 k, const void *p)
{
	__m512i r = {{0}};

	GS_LANES(i, 8)
		if ((k >> i & 1) != 0)
			memcpy(&r.q[i], (const char *)p + 8 * i, 8);
	return r;
}

GS_MODEL void _mm256_storeu_si256(__m256i *p, __m256i a)
{
	memcpy((void *)p, &a, sizeof a);
}

GS_MODEL __m128i _mm_loadu_si128(const __m128i *p)
{
	__m128i r;

	memcpy(&r, (const void *)p, sizeof r);
	return r;
}

/* The low half; the high one is zero. */
GS_MODEL __m128i _mm_loadl_epi64(const __m128i *p)
{
	__m128i r = {{0}};

	memcpy(&r.q[0], (const void *)p, 8);
	return r;
}

/* One value everywhere ---------------------------------------------------- */

GS_MODEL __m512i _mm512_set1_epi64(long long x)
{
	__m512i r;

	GS_LANES(i, 8)
		r.q[i] = (uint64_t)x;
	return r;
}

GS_MODEL __m512i _mm512_set1_epi32(int x)
{
	__m512i r;

	GS_LANES(i, 16)
		r.d[i] = (uint32_t)x;
	return r;
}

GS_MODEL __m512i _mm512_setzero_si512(void)
{
	return _mm512_set1_epi64(0);
}

GS_MODEL __m512i _mm512_broadcastq_epi64(__m128i a)
{
	return _mm512_set1_epi64((long long)a.q[0]);
}

/* Lane by lane ------------------------------------------------------------ */

#define GS_BINARY(name, lane, n, expression)     \
	GS_MODEL __m512i name(__m512i a, __m512i b) \
	{                                           \
		__m512i r;                          \
\
		GS_LANES(i, n)                      \
			r.lane[i] = expression;     \
		return r;                           \
	}

GS_BINARY(_mm512_and_si512, q, 8, a.q[i] & b.q[i])
GS_BINARY(_mm512_or_si512, q, 8, a.q[i] | b.q[i])
GS_BINARY(_mm512_xor_si512, q, 8, a.q[i] ^ b.q[i])
GS_BINARY(_mm512_add_epi64, q, 8, a.q[i] + b.q[i])
GS_BINARY(_mm512_sub_epi64, q, 8, a.q[i] - b.q[i])
GS_BINARY(_mm512_mullo_epi64, q, 8, a.q[i] * b.q[i])
GS_BINARY(_mm512_add_epi32, d, 16, a.d[i] + b.d[i])
GS_BINARY(_mm512_sub_epi32, d, 16, a.d[i] - b.d[i])
GS_BINARY(_mm512_mullo_epi32, d, 16, a.d[i] * b.d[i])
/* The even words of 32 bits, to 64. */
GS_BINARY(_mm512_mul_epu32, q, 8,
    (uint64_t)a.d[2 * i] * b.d[2 * i])

/* What is shifted by 64 or more is zero, or 64 signs. */
GS_MODEL __m512i _mm512_slli_epi64(__m512i a, unsigned n)
{
	GS_LANES(i, 8)
		a.q[i] = n > 63 ? 0 : a.q[i] << n;
	return a;
}

GS_MODEL __m512i _mm512_srli_epi64(__m512i a, unsigned n)
{
	GS_LANES(i, 8)
		a.q[i] = n > 63 ? 0 : a.q[i] >> n;
	return a;
}

GS_MODEL __m512i _mm512_srai_epi64(__m512i a, unsigned n)
{
	const unsigned by = n > 63 ? 63 : n;

	GS_LANES(i, 8) {
		const uint64_t sign = 0 - (a.q[i] >> 63);

		a.q[i] = (a.q[i] ^ sign) >> by ^ sign;
	}
	return a;
}

/* Bit (a, b, c) of the table, a the highest. */
GS_MODEL __m512i _mm512_ternarylogic_epi64(__m512i a, __m512i b, __m512i c,
    int table)
{
	__m512i r = {{0}};

	for (int row = 0; row < 8; row++) {
		if ((table >> row & 1) == 0)
			continue;

		GS_LANES(i, 8)
			r.q[i] |= ((row & 4) != 0 ? a.q[i] : ~a.q[i]) &
			    ((row & 2) != 0 ? b.q[i] : ~b.q[i]) &
			    ((row & 1) != 0 ? c.q[i] : ~c.q[i]);
	}
	return r;
}

__extension__ typedef unsigned __int128 gs_model_u128;

/* The low, or the high, 52 bits of a product of 52 bits by 52, added. */
GS_MODEL gs_model_u128 gs_model_product(uint64_t a, uint64_t b)
{
	return (gs_model_u128)(a & GS_LOW52) * (b & GS_LOW52);
}

GS_MODEL __m512i _mm512_madd52lo_epu64(__m512i sum, __m512i a, __m512i b)
{
	GS_LANES(i, 8)
		sum.q[i] += (uint64_t)gs_model_product(a.q[i], b.q[i]) &
		    GS_LOW52;
	return sum;
}

GS_MODEL __m512i _mm512_madd52hi_epu64(__m512i sum, __m512i a, __m512i b)
{
	GS_LANES(i, 8)
		sum.q[i] += (uint64_t)(gs_model_product(a.q[i], b.q[i]) >> 52);
	return sum;
}

/* Two signed products of 16 bits, added to a lane of 32. */
GS_MODEL __m512i _mm512_dpwssd_epi32(__m512i sum, __m512i a, __m512i b)
{
	GS_LANES(i, 32)
		sum.d[i / 2] += (uint32_t)((int32_t)(int16_t)a.w[i] *
		    (int16_t)b.w[i]);
	return sum;
}

/* Masks ------------------------------------------------------------------- */

/* b where the bit is set. */
GS_MODEL __m512i _mm512_mask_blend_epi64(__mmask8 k, __m512i a, __m512i b)
{
	GS_LANES(i, 8)
		a.q[i] = (k >> i & 1) != 0 ? b.q[i] : a.q[i];
	return a;
}

GS_MODEL __m512i _mm512_mask_mov_epi64(__m512i otherwise, __mmask8 k,
    __m512i a)
{
	return _mm512_mask_blend_epi64(k, otherwise, a);
}

GS_MODEL __m512i _mm512_mask_sub_epi32(__m512i otherwise, __mmask16 k,
    __m512i a, __m512i b)
{
	GS_LANES(i, 16)
		if ((k >> i & 1) != 0)
			otherwise.d[i] = a.d[i] - b.d[i];
	return otherwise;
}

GS_MODEL __mmask16 _mm512_cmpgt_epi32_mask(__m512i a, __m512i b)
{
	unsigned k = 0;

	GS_LANES(i, 16)
		k |= (unsigned)((int32_t)a.d[i] > (int32_t)b.d[i]) << i;
	return (__mmask16)k;
}

GS_MODEL __mmask8 _mm512_testn_epi64_mask(__m512i a, __m512i b)
{
	unsigned k = 0;

	GS_LANES(i, 8)
		k |= (unsigned)((a.q[i] & b.q[i]) == 0) << i;
	return (__mmask8)k;
}

/* From lane to lane ------------------------------------------------------- */

/* In each quarter of 128 bits, the low or high halves of a and b in turn. */
GS_MODEL __m512i gs_model_unpack32(__m512i a, __m512i b, int from)
{
	__m512i r;

	for (int at = 0; at < 16; at += 4)
		GS_LANES(i, 2) {
			r.d[at + 2 * i] = a.d[at + from + i];
			r.d[at + 2 * i + 1] = b.d[at + from + i];
		}
	return r;
}

GS_MODEL __m512i gs_model_unpack64(__m512i a, __m512i b, int from)
{
	__m512i r;

	for (int at = 0; at < 8; at += 2) {
		r.q[at] = a.q[at + from];
		r.q[at + 1] = b.q[at + from];
	}
	return r;
}

GS_MODEL __m512i _mm512_unpacklo_epi32(__m512i a, __m512i b)
{
	return gs_model_unpack32(a, b, 0);
}

GS_MODEL __m512i _mm512_unpackhi_epi32(__m512i a, __m512i b)
{
	return gs_model_unpack32(a, b, 2);
}

GS_MODEL __m512i _mm512_unpacklo_epi64(__m512i a, __m512i b)
{
	return gs_model_unpack64(a, b, 0);
}

GS_MODEL __m512i _mm512_unpackhi_epi64(__m512i a, __m512i b)
{
	return gs_model_unpack64(a, b, 1);
}

/* Two quarters of a, then two of b, two bits of `choice` each. */
GS_MODEL __m512i _mm512_shuffle_i64x2(__m512i a, __m512i b, int choice)
{
	__m512i r;

	GS_LANES(i, 4) {
		const __m512i *from = i < 2 ? &a : &b;
		const int quarter = choice >> (2 * i) & 3;

		r.q[2 * i] = from->q[2 * quarter];
		r.q[2 * i + 1] = from->q[2 * quarter + 1];
	}
	return r;
}

GS_MODEL __m512i _mm512_shuffle_i32x4(__m512i a, __m512i b, int choice)
{
	return _mm512_shuffle_i64x2(a, b, choice);
}

GS_MODEL __m512i _mm512_permutexvar_epi64(__m512i from, __m512i a)
{
	__m512i r;

	GS_LANES(i, 8)
		r.q[i] = a.q[from.q[i] & 7];
	return r;
}

/* From width to width ----------------------------------------------------- */

GS_MODEL __m512i _mm512_cvtepu16_epi64(__m128i a)
{
	__m512i r;

	GS_LANES(i, 8)
		r.q[i] = a.w[i];
	return r;
}

GS_MODEL __m512i _mm512_cvtepi8_epi64(__m128i a)
{
	__m512i r;

	GS_LANES(i, 8)
		r.q[i] = (uint64_t)(int64_t)a.b[i];
	return r;
}

/* The low halves. */
GS_MODEL __m256i _mm512_cvtepi32_epi16(__m512i a)
{
	__m256i r;

	GS_LANES(i, 16)
		r.w[i] = (uint16_t)a.d[i];
	return r;
}

#undef GS_BINARY

#endif
