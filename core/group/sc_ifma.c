/* SPDX-License-Identifier: Apache-2.0 */
/* Scalars multiplied modulo q, eight at a time, in five limbs of 52 bits.
 * Montgomery's way with limbs of 52 bits divides by 2^260 where that of sc.c
 * divides by 2^256: one factor is taken 16 times. */
#include "core/group/fe_ifma.h"
#include "core/group/ifma.h"

#define LIMB_MASK ((UINT64_C(1) << 52) - 1)
#define LOW_HALF UINT64_C(0xffffffff)

/* q = 2^252 + 2^124.4, without its limb 3, which is zero; -1/q mod 2^52. */
#define ORDER_0 UINT64_C(0x2631a5cf5d3ed)
#define ORDER_1 UINT64_C(0xdea2f79cd6581)
#define ORDER_2 UINT64_C(0x00000000014def9)
#define ORDER_4 UINT64_C(0x0000100000000000)
#define ORDER_INV UINT64_C(0x51da312547e1b)

/* A number in five limbs, or in four words of 64 bits. */
struct sc8 {
	__m512i v[5];
};

/* Words of 64 bits of every second scalar: of those in the lower halves of the
 * lanes, or in the upper ones. */
__attribute__((always_inline)) static inline void load_lower(struct sc8 *r,
    const struct gs_sc_block *a)
{
	for (int i = 0; i < 4; i++)
		r->v[i] = _mm512_or_si512(_mm512_and_si512(ALL(LOW_HALF),
		    _mm512_loadu_si512(a->word[2 * i])), _mm512_slli_epi64(
		    _mm512_loadu_si512(a->word[2 * i + 1]), 32));
}

__attribute__((always_inline)) static inline void load_upper(struct sc8 *r,
    const struct gs_sc_block *a)
{
	for (int i = 0; i < 4; i++)
		r->v[i] = _mm512_or_si512(_mm512_srli_epi64(
		    _mm512_loadu_si512(a->word[2 * i]), 32),
		    _mm512_and_si512(ALL(~LOW_HALF),
		    _mm512_loadu_si512(a->word[2 * i + 1])));
}

__attribute__((always_inline)) static inline void store_both(
    struct gs_sc_block *r, const struct sc8 *lower, const struct sc8 *upper)
{
	for (int i = 0; i < 4; i++) {
		_mm512_storeu_si512(r->word[2 * i], _mm512_or_si512(
		    _mm512_and_si512(ALL(LOW_HALF), lower->v[i]),
		    _mm512_slli_epi64(upper->v[i], 32)));
		_mm512_storeu_si512(r->word[2 * i + 1], _mm512_or_si512(
		    _mm512_srli_epi64(lower->v[i], 32),
		    _mm512_and_si512(ALL(~LOW_HALF), upper->v[i])));
	}
}

/* Limbs of 2^shift times a number, shift 0 or 4. */
__attribute__((always_inline)) static inline void words_to_limbs(struct sc8 *a,
    unsigned shift)
{
	const __m512i low = _mm512_slli_epi64(a->v[0], shift);

	for (unsigned i = 4; i > 0; i--) {
		const __m512i below = _mm512_srli_epi64(a->v[i - 1],
		    64 - 12 * i - shift);

		a->v[i] = i == 4 ? below : _mm512_and_si512(ALL(LIMB_MASK),
		    _mm512_or_si512(below, _mm512_slli_epi64(a->v[i],
		    12 * i + shift)));
	}

	a->v[0] = _mm512_and_si512(ALL(LIMB_MASK), low);
}

/* Limbs of 52 bits, the last of 48 at most. */
__attribute__((always_inline)) static inline void limbs_to_words(struct sc8 *a)
{
	for (unsigned i = 0; i < 4; i++)
		a->v[i] = _mm512_or_si512(_mm512_srli_epi64(a->v[i], 12 * i),
		    _mm512_slli_epi64(a->v[i + 1], 52 - 12 * i));
}

/* t += a * b, of one limb of b. */
__attribute__((always_inline)) static inline void add_limb(__m512i t[2],
    __m512i a, __m512i b)
{
	t[0] = _mm512_madd52lo_epu64(t[0], a, b);
	t[1] = _mm512_madd52hi_epu64(t[1], a, b);
}

/* a * b / 2^260 mod q, below 2q, for a below 2^260 and b below q: what is
 * divided is below 2^260 * q + 2^260 * q.  A column gets at most four halves of
 * products a limb of a, and what the column before leaves: below 2^57. */
__attribute__((always_inline)) static inline void multiply_eight(struct sc8 *r,
    const struct sc8 *a, const struct sc8 *b)
{
	const __m512i zero = _mm512_setzero_si512();
	__m512i t[6];

	for (int i = 0; i < 6; i++)
		t[i] = zero;

	for (int i = 0; i < 5; i++) {
		for (int j = 0; j < 5; j++)
			add_limb(t + j, a->v[i], b->v[j]);

		const __m512i times = _mm512_madd52lo_epu64(zero, t[0],
		    ALL(ORDER_INV));
		add_limb(t, times, ALL(ORDER_0));
		add_limb(t + 1, times, ALL(ORDER_1));
		add_limb(t + 2, times, ALL(ORDER_2));
		add_limb(t + 4, times, ALL(ORDER_4));

		t[0] = _mm512_add_epi64(t[1], _mm512_srli_epi64(t[0], 52));
		for (int j = 1; j < 5; j++)
			t[j] = t[j + 1];
		t[5] = zero;
	}

	for (int i = 0; i < 4; i++) {
		t[i + 1] = _mm512_add_epi64(t[i + 1],
		    _mm512_srli_epi64(t[i], 52));
		r->v[i] = _mm512_and_si512(ALL(LIMB_MASK), t[i]);
	}
	r->v[4] = t[4];
}

void gs_sc_scale_ifma(struct gs_sc_block *r, const struct gs_sc_block *a,
    const struct gs_sc_block *b)
{
	struct sc8 x[2], y[2];

	load_lower(&x[0], a);
	load_upper(&x[1], a);
	load_lower(&y[0], b);
	load_upper(&y[1], b);

	for (int i = 0; i < 2; i++) {
		words_to_limbs(&x[i], 4);
		words_to_limbs(&y[i], 0);
		multiply_eight(&x[i], &x[i], &y[i]);
		limbs_to_words(&x[i]);
	}

	store_both(r, &x[0], &x[1]);
}
