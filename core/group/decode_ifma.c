/* SPDX-License-Identifier: Apache-2.0 */
/* The power that decoding points takes, for eight at a time. */
#include "core/group/fe_ifma.h"
#include "core/group/ifma.h"

/* Limbs below 2^52; the same columns.  A limb doubled would have 53 bits, so
 * the products that come twice are doubled as sums. */
__attribute__((noinline)) static void fe8_square(struct fe8 *r,
    const struct fe8 *a)
{
	__m512i lo[10], hi[10];

	for (int k = 0; k < 10; k++)
		lo[k] = hi[k] = _mm512_setzero_si512();
#define STEP(i, j)                                                       \
	lo[(i) + (j)] = _mm512_madd52lo_epu64(lo[(i) + (j)], a->v[i],    \
	    a->v[j]);                                                    \
	hi[(i) + (j) + 1] = _mm512_madd52hi_epu64(hi[(i) + (j) + 1],     \
	    a->v[i], a->v[j])

	STEP(0, 1);
	STEP(0, 2);
	STEP(0, 3);
	STEP(0, 4);
	STEP(1, 2);
	STEP(1, 3);
	STEP(1, 4);
	STEP(2, 3);
	STEP(2, 4);
	STEP(3, 4);

	for (int k = 0; k < 10; k++) {
		lo[k] = _mm512_slli_epi64(lo[k], 1);
		hi[k] = _mm512_slli_epi64(hi[k], 1);
	}

	STEP(0, 0);
	STEP(1, 1);
	STEP(2, 2);
	STEP(3, 3);
	STEP(4, 4);
#undef STEP

	fe8_fold(r, lo, hi);
}

/* r = a^(2^n) * b */
static void fe8_square_then_mul(struct fe8 *r, const struct fe8 *a, int n,
    const struct fe8 *b)
{
	struct fe8 t = *a;

	for (int i = 0; i < n; i++)
		fe8_square(&t, &t);

	fe8_mul(r, &t, b);
}

/* The chain of fe.c: a^(2^252 - 3). */
static void fe8_pow_p58(struct fe8 *r, const struct fe8 *a)
{
	struct fe8 t, a9, a11, ones5, ones10, ones20, ones40, ones50, ones100;

	fe8_square(&t, a);
	fe8_square_then_mul(&a9, &t, 2, a);
	fe8_mul(&a11, &a9, &t);

	fe8_square_then_mul(&ones5, &a11, 1, &a9);
	fe8_square_then_mul(&ones10, &ones5, 5, &ones5);
	fe8_square_then_mul(&ones20, &ones10, 10, &ones10);
	fe8_square_then_mul(&ones40, &ones20, 20, &ones20);
	fe8_square_then_mul(&ones50, &ones40, 10, &ones10);
	fe8_square_then_mul(&ones100, &ones50, 50, &ones50);
	fe8_square_then_mul(&t, &ones100, 100, &ones100);
	fe8_square_then_mul(&t, &t, 50, &ones50);

	fe8_square_then_mul(r, &t, 2, a);
}

void gs_pow_p58_ifma(struct gs_fe *r, const struct gs_fe *a, size_t n)
{
	for (size_t at = 0; at < n; at += LANES) {
		uint64_t words[5][LANES] = {{0}};
		struct fe8 x;

		for (size_t l = 0; l < LANES && at + l < n; l++)
			for (int i = 0; i < 5; i++)
				words[i][l] = a[at + l].v[i];

		for (int i = 0; i < 5; i++)
			x.v[i] = _mm512_loadu_si512(words[i]);

		fe8_pow_p58(&x, &x);

		for (int i = 0; i < 5; i++)
			_mm512_storeu_si512(words[i], x.v[i]);
		for (size_t l = 0; l < LANES && at + l < n; l++)
			for (int i = 0; i < 5; i++)
				r[at + l].v[i] = words[i][l];
	}
}
