/* SPDX-License-Identifier: Apache-2.0 */
#include "core/group/fe.h"

uint64_t gs_fe_is_zero(const struct gs_fe *a)
{
	uint8_t s[32];
	uint64_t any = 0;

	gs_fe_to_bytes(s, a);
	for (int i = 0; i < 32; i++)
		any |= s[i];

	return gs_ct_is_zero(any);
}

uint64_t gs_fe_is_negative(const struct gs_fe *a)
{
	uint8_t s[32];

	gs_fe_to_bytes(s, a);
	return gs_ct_mask(s[0]);
}

uint64_t gs_fe_equal(const struct gs_fe *a, const struct gs_fe *b)
{
	struct gs_fe t;

	gs_fe_sub(&t, a, b);
	return gs_fe_is_zero(&t);
}

void gs_fe_negate(struct gs_fe *r, const struct gs_fe *a)
{
	gs_fe_sub(r, &GS_FE_ZERO, a);
}

void gs_fe_abs(struct gs_fe *r, const struct gs_fe *a)
{
	struct gs_fe n;
	uint64_t negative = gs_fe_is_negative(a);

	gs_fe_negate(&n, a);
	*r = *a;
	gs_fe_move(r, &n, negative);
}

/* r = a^(2^n) * b */
static void square_then_mul(struct gs_fe *r, const struct gs_fe *a, int n,
    const struct gs_fe *b)
{
	struct gs_fe t = *a;

	for (int i = 0; i < n; i++)
		gs_fe_square(&t, &t);

	gs_fe_mul(r, &t, b);
}

/* a^(2^250 - 1), by doubling the run of ones; also a^11 for the inverse. */
static void pow_250_ones(struct gs_fe *r, struct gs_fe *a11,
    const struct gs_fe *a)
{
	struct gs_fe t, a9, ones5, ones10, ones20, ones40, ones50, ones100;

	gs_fe_square(&t, a);                     /* 2 */
	square_then_mul(&a9, &t, 2, a);          /* 9 */
	gs_fe_mul(a11, &a9, &t);                 /* 11 */
	square_then_mul(&ones5, a11, 1, &a9);    /* 2^5 - 1 */
	square_then_mul(&ones10, &ones5, 5, &ones5);
	square_then_mul(&ones20, &ones10, 10, &ones10);
	square_then_mul(&ones40, &ones20, 20, &ones20);
	square_then_mul(&ones50, &ones40, 10, &ones10);
	square_then_mul(&ones100, &ones50, 50, &ones50);
	square_then_mul(&t, &ones100, 100, &ones100);
	square_then_mul(r, &t, 50, &ones50);
}

void gs_fe_invert(struct gs_fe *r, const struct gs_fe *a)
{
	struct gs_fe t, a11;

	pow_250_ones(&t, &a11, a);
	square_then_mul(r, &t, 5, &a11); /* p - 2 = 2^255 - 21 */
}

/* a^((p - 5) / 8) = a^(2^252 - 3) */
void gs_fe_pow_p58(struct gs_fe *r, const struct gs_fe *a)
{
	struct gs_fe t, a11;

	pow_250_ones(&t, &a11, a);
	square_then_mul(r, &t, 2, a);
}

void gs_fe_sqrt_begin(struct gs_fe *base, struct gs_fe *v3,
    const struct gs_fe *v)
{
	gs_fe_square(v3, v);
	gs_fe_mul(v3, v3, v);
	gs_fe_square(base, v3);
	gs_fe_mul(base, base, v);
}

uint64_t gs_fe_sqrt_end(struct gs_fe *r, const struct gs_fe *u,
    const struct gs_fe *v, const struct gs_fe *v3, const struct gs_fe *power)
{
	struct gs_fe x, check, minus_u, minus_ui, turned;

	gs_fe_mul(&x, power, v3);
	gs_fe_mul(&x, &x, u);

	gs_fe_square(&check, &x);
	gs_fe_mul(&check, &check, v);

	gs_fe_negate(&minus_u, u);
	gs_fe_mul(&minus_ui, &minus_u, &gs_fe_sqrt_m1);

	uint64_t correct = gs_fe_equal(&check, u);
	uint64_t flipped = gs_fe_equal(&check, &minus_u);
	uint64_t flipped_i = gs_fe_equal(&check, &minus_ui);

	gs_fe_mul(&turned, &x, &gs_fe_sqrt_m1);
	gs_fe_move(&x, &turned, flipped | flipped_i);

	gs_fe_abs(r, &x);
	return correct | flipped;
}

uint64_t gs_fe_sqrt_ratio(struct gs_fe *r, const struct gs_fe *u,
    const struct gs_fe *v)
{
	struct gs_fe base, v3;

	gs_fe_sqrt_begin(&base, &v3, v);
	gs_fe_mul(&base, &base, u);
	gs_fe_pow_p58(&base, &base);

	return gs_fe_sqrt_end(r, u, v, &v3, &base);
}
