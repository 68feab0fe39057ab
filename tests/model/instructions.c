/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled twice: PREFIX(x) is model_x with this folder's immintrin.h, and
 * real_x with the compiler's. */
#include "tests/model/instructions.h"

#include <immintrin.h>
#include <string.h>

struct operands {
	__m512i a, b, c;
	__m128i small;
	unsigned mask;
};

static struct operands read_operands(const uint8_t in[OPERANDS])
{
	struct operands o = {
	    .a = _mm512_loadu_si512(in),
	    .b = _mm512_loadu_si512(in + 64),
	    .c = _mm512_loadu_si512(in + 128),
	    .small = _mm_loadu_si128((const __m128i *)(const void *)in),
	    .mask = (unsigned)in[192] | (unsigned)in[193] << 8,
	};

	return o;
}

#define WIDE(name, expression)                                           \
	static void run_##name(uint8_t out[RESULT],                      \
	    const uint8_t in[OPERANDS])                                  \
	{                                                                \
		const struct operands o = read_operands(in);             \
\
		(void)o;                                                 \
		_mm512_storeu_si512(out, expression);                    \
	}
#define MASK(name, expression)                                           \
	static void run_##name(uint8_t out[RESULT],                      \
	    const uint8_t in[OPERANDS])                                  \
	{                                                                \
		const struct operands o = read_operands(in);             \
		const unsigned mask = expression;                        \
\
		memset(out, 0, RESULT);                                  \
		out[0] = (uint8_t)mask;                                  \
		out[1] = (uint8_t)(mask >> 8);                           \
	}

WIDE(_mm512_loadu_si512, _mm512_loadu_si512(in + 1))
WIDE(_mm512_storeu_si512, o.c)
WIDE(_mm512_maskz_loadu_epi64,
    _mm512_maskz_loadu_epi64((__mmask8)o.mask, in + 3))
WIDE(_mm_loadu_si128, _mm512_cvtepu16_epi64(o.small))
WIDE(_mm_loadl_epi64, _mm512_cvtepi8_epi64(
    _mm_loadl_epi64((const __m128i *)(const void *)(in + 5))))
WIDE(_mm512_set1_epi64,
    _mm512_set1_epi64((long long)((uint64_t)in[0] << 56 | in[9])))
WIDE(_mm512_set1_epi32,
    _mm512_set1_epi32((int)((uint32_t)in[0] << 23 | in[9])))
WIDE(_mm512_setzero_si512, _mm512_setzero_si512())
WIDE(_mm512_broadcastq_epi64, _mm512_broadcastq_epi64(o.small))
WIDE(_mm512_and_si512, _mm512_and_si512(o.a, o.b))
WIDE(_mm512_or_si512, _mm512_or_si512(o.a, o.b))
WIDE(_mm512_xor_si512, _mm512_xor_si512(o.a, o.b))
WIDE(_mm512_add_epi64, _mm512_add_epi64(o.a, o.b))
WIDE(_mm512_sub_epi64, _mm512_sub_epi64(o.a, o.b))
WIDE(_mm512_mullo_epi64, _mm512_mullo_epi64(o.a, o.b))
WIDE(_mm512_add_epi32, _mm512_add_epi32(o.a, o.b))
WIDE(_mm512_sub_epi32, _mm512_sub_epi32(o.a, o.b))
WIDE(_mm512_mullo_epi32, _mm512_mullo_epi32(o.a, o.b))
WIDE(_mm512_mul_epu32, _mm512_mul_epu32(o.a, o.b))
WIDE(_mm512_slli_epi64, _mm512_add_epi64(_mm512_slli_epi64(o.a, 1),
    _mm512_xor_si512(_mm512_slli_epi64(o.b, 32), _mm512_slli_epi64(o.c, 64))))
WIDE(_mm512_srli_epi64, _mm512_add_epi64(_mm512_srli_epi64(o.a, 43),
    _mm512_xor_si512(_mm512_srli_epi64(o.b, 51), _mm512_srli_epi64(o.c, 64))))
WIDE(_mm512_srai_epi64, _mm512_add_epi64(_mm512_srai_epi64(o.a, 63),
    _mm512_xor_si512(_mm512_srai_epi64(o.b, 7), _mm512_srai_epi64(o.c, 64))))
WIDE(_mm512_ternarylogic_epi64,
    _mm512_add_epi64(_mm512_ternarylogic_epi64(o.a, o.b, o.c, 0xf8),
	_mm512_ternarylogic_epi64(o.a, o.b, o.c, 0x1d)))
WIDE(_mm512_madd52lo_epu64, _mm512_madd52lo_epu64(o.a, o.b, o.c))
WIDE(_mm512_madd52hi_epu64, _mm512_madd52hi_epu64(o.a, o.b, o.c))
WIDE(_mm512_dpwssd_epi32, _mm512_dpwssd_epi32(o.a, o.b, o.c))
WIDE(_mm512_mask_blend_epi64,
    _mm512_mask_blend_epi64((__mmask8)o.mask, o.a, o.b))
WIDE(_mm512_mask_mov_epi64,
    _mm512_mask_mov_epi64(o.a, (__mmask8)o.mask, o.b))
WIDE(_mm512_mask_sub_epi32,
    _mm512_mask_sub_epi32(o.a, (__mmask16)o.mask, o.b, o.c))
MASK(_mm512_cmpgt_epi32_mask, _mm512_cmpgt_epi32_mask(o.a, o.b))
MASK(_mm512_testn_epi64_mask, _mm512_testn_epi64_mask(o.a, o.b))
WIDE(_mm512_unpacklo_epi32, _mm512_unpacklo_epi32(o.a, o.b))
WIDE(_mm512_unpackhi_epi32, _mm512_unpackhi_epi32(o.a, o.b))
WIDE(_mm512_unpacklo_epi64, _mm512_unpacklo_epi64(o.a, o.b))
WIDE(_mm512_unpackhi_epi64, _mm512_unpackhi_epi64(o.a, o.b))
WIDE(_mm512_shuffle_i64x2,
    _mm512_add_epi64(_mm512_shuffle_i64x2(o.a, o.b, 0x88),
	_mm512_shuffle_i64x2(o.b, o.c, 0xdd)))
WIDE(_mm512_shuffle_i32x4,
    _mm512_add_epi64(_mm512_shuffle_i32x4(o.a, o.b, 0x1b),
	_mm512_shuffle_i32x4(o.b, o.c, 0xdd)))
WIDE(_mm512_permutexvar_epi64, _mm512_permutexvar_epi64(o.a, o.b))
WIDE(_mm512_cvtepu16_epi64, _mm512_cvtepu16_epi64(o.small))
WIDE(_mm512_cvtepi8_epi64, _mm512_cvtepi8_epi64(o.small))

static void store_narrow(uint8_t out[RESULT], const uint8_t in[OPERANDS])
{
	memset(out, 0, RESULT);
	_mm256_storeu_si256((__m256i *)(void *)(out + 1),
	    _mm512_cvtepi32_epi16(read_operands(in).a));
}

#define ROW(name) {#name, run_##name}

const struct instruction PREFIX(instructions)[] = {
    ROW(_mm512_loadu_si512),
    ROW(_mm512_storeu_si512),
    ROW(_mm512_maskz_loadu_epi64),
    ROW(_mm_loadu_si128),
    ROW(_mm_loadl_epi64),
    ROW(_mm512_set1_epi64),
    ROW(_mm512_set1_epi32),
    ROW(_mm512_setzero_si512),
    ROW(_mm512_broadcastq_epi64),
    ROW(_mm512_and_si512),
    ROW(_mm512_or_si512),
    ROW(_mm512_xor_si512),
    ROW(_mm512_add_epi64),
    ROW(_mm512_sub_epi64),
    ROW(_mm512_mullo_epi64),
    ROW(_mm512_add_epi32),
    ROW(_mm512_sub_epi32),
    ROW(_mm512_mullo_epi32),
    ROW(_mm512_mul_epu32),
    ROW(_mm512_slli_epi64),
    ROW(_mm512_srli_epi64),
    ROW(_mm512_srai_epi64),
    ROW(_mm512_ternarylogic_epi64),
    ROW(_mm512_madd52lo_epu64),
    ROW(_mm512_madd52hi_epu64),
    ROW(_mm512_dpwssd_epi32),
    ROW(_mm512_mask_blend_epi64),
    ROW(_mm512_mask_mov_epi64),
    ROW(_mm512_mask_sub_epi32),
    ROW(_mm512_cmpgt_epi32_mask),
    ROW(_mm512_testn_epi64_mask),
    ROW(_mm512_unpacklo_epi32),
    ROW(_mm512_unpackhi_epi32),
    ROW(_mm512_unpacklo_epi64),
    ROW(_mm512_unpackhi_epi64),
    ROW(_mm512_shuffle_i64x2),
    ROW(_mm512_shuffle_i32x4),
    ROW(_mm512_permutexvar_epi64),
    ROW(_mm512_cvtepu16_epi64),
    ROW(_mm512_cvtepi8_epi64),
    {"_mm512_cvtepi32_epi16", store_narrow},
    {"_mm256_storeu_si256", store_narrow},
};
const size_t PREFIX(count) =
    sizeof PREFIX(instructions) / sizeof *PREFIX(instructions);
