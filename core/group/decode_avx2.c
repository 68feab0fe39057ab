/* SPDX-License-Identifier: Apache-2.0 */
/* The power that decoding needs, in four lanes of AVX2. */
#include "core/group/fe_avx2.h"

/* r = a^(2^n) * b */
static void fe4_square_then_mul(struct fe4 *r, const struct fe4 *a, int n,
    const struct fe4 *b)
{
	struct fe4 t = *a;

	for (int i = 0; i < n; i++)
		fe4_square(&t, &t);

	fe4_mul(r, &t, b);
}

/* The chain of fe.c: a^(2^252 - 3). */
static void fe4_pow_p58(struct fe4 *r, const struct fe4 *a)
{
	struct fe4 t, a9, a11, ones5, ones10, ones20, ones40, ones50, ones100;

	fe4_square(&t, a);
	fe4_square_then_mul(&a9, &t, 2, a);
	fe4_mul(&a11, &a9, &t);

	fe4_square_then_mul(&ones5, &a11, 1, &a9);
	fe4_square_then_mul(&ones10, &ones5, 5, &ones5);
	fe4_square_then_mul(&ones20, &ones10, 10, &ones10);
	fe4_square_then_mul(&ones40, &ones20, 20, &ones20);
	fe4_square_then_mul(&ones50, &ones40, 10, &ones10);
	fe4_square_then_mul(&ones100, &ones50, 50, &ones50);
	fe4_square_then_mul(&t, &ones100, 100, &ones100);
	fe4_square_then_mul(&t, &t, 50, &ones50);

	fe4_square_then_mul(r, &t, 2, a);
}

void gs_pow_p58_avx2(struct gs_fe *r, const struct gs_fe *a, size_t n)
{
	for (size_t at = 0; at < n; at += LANES) {
		struct gs_fe in[LANES] = {{{0}}}, out[LANES];
		struct gs_fe *const to[LANES] = {out, out + 1, out + 2,
		    out + 3};
		struct fe4 x;

		for (size_t l = 0; l < LANES && at + l < n; l++)
			in[l] = a[at + l];

		for (int i = 0; i < 5; i++)
			fe4_of_words(&x.v[i], _mm256_set_epi64x(
			    (long long)in[3].v[i], (long long)in[2].v[i],
			    (long long)in[1].v[i], (long long)in[0].v[i]));

		fe4_carry(&x);
		fe4_pow_p58(&x, &x);

		fe4_store(to, &x);
		for (size_t l = 0; l < LANES && at + l < n; l++)
			r[at + l] = out[l];
	}
}
