/* SPDX-License-Identifier: Apache-2.0 */
/* The field, however its elements are kept, beside schoolbook arithmetic on
 * bytes: limbs at their largest, zeros, values that are not below p. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/group/fe.h"

#define LIMBS (sizeof(((struct gs_fe *)0)->v) / \
	sizeof(((struct gs_fe *)0)->v[0]))
#define RUNS 3000

/* An integer, a byte a place, in places of 32 bits. */
struct wide {
	uint32_t d[80];
};

static unsigned limb_start(size_t limb)
{
	return (unsigned)(LIMBS == 5 ? 51 * limb : (51 * limb + 1) / 2);
}

static void carry_bytes(struct wide *w)
{
	for (int i = 0; i < 79; i++) {
		w->d[i + 1] += w->d[i] >> 8;
		w->d[i] &= 255;
	}
}

/* Below p: 2^256 is 38, twice over, then p is taken off. */
static void reduce_to_bytes(uint8_t out[32], struct wide *w)
{
	carry_bytes(w);

	for (int round = 0; round < 3; round++) {
		for (int i = 79; i >= 32; i--) {
			w->d[i - 32] += 38 * w->d[i];
			w->d[i] = 0;
		}
		carry_bytes(w);
	}

	for (int round = 0; round < 2; round++) {
		w->d[0] += 19 * (w->d[31] >> 7);
		w->d[31] &= 127;
		carry_bytes(w);
	}

	struct wide more = *w;
	more.d[0] += 19;
	carry_bytes(&more);

	if (more.d[31] >> 7)
		*w = more;
	w->d[31] &= 127;

	for (int i = 0; i < 32; i++)
		out[i] = (uint8_t)w->d[i];
}

static void wide_of_fe(struct wide *w, const struct gs_fe *a)
{
	memset(w, 0, sizeof *w);

	for (size_t i = 0; i < LIMBS; i++)
		for (unsigned k = 0; k < 8; k++) {
			unsigned bit = limb_start(i) + 8 * k;
			uint64_t byte = (uint64_t)a->v[i] >> (8 * k) & 255;
			w->d[bit / 8] += (uint32_t)(byte << (bit % 8)) & 255;
			w->d[bit / 8 + 1] += (uint32_t)(byte << (bit % 8)) >>
			    8;
		}

	carry_bytes(w);
}

static void schoolbook_product(uint8_t out[32], const struct gs_fe *a,
    const struct gs_fe *b)
{
	struct wide x, y, z = {{0}};

	wide_of_fe(&x, a);
	wide_of_fe(&y, b);

	for (int i = 0; i < 40; i++)
		for (int k = 0; k < 40; k++)
			z.d[i + k] += x.d[i] * y.d[k];

	reduce_to_bytes(out, &z);
}

static void assert_value(const struct gs_fe *got, const uint8_t want[32])
{
	uint8_t bytes[32];

	gs_fe_to_bytes(bytes, got);
	assert_memory_equal(bytes, want, 32);
}

/* The largest limbs that count as loose, or as tight (fe_51.h, fe_26.h). */
static uint64_t largest_limb(size_t limb, int loose)
{
	if (LIMBS == 5)
		return loose ? (UINT64_C(1) << 54) - 1 :
		    (UINT64_C(1) << 51) + (1 << 15) - 1;

	uint64_t unit = limb % 2 == 0 ? 1 << 26 : 1 << 25;
	return loose ? 11 * unit / 2 - 1 : unit + (1 << 18) - 1;
}

static struct gs_fe random_fe(int loose)
{
	struct gs_fe r;
	uint32_t kind = randombytes_uniform(5);

	for (size_t i = 0; i < LIMBS; i++) {
		uint64_t v = 0;
		randombytes_buf(&v, sizeof v);

		if (kind == 0 || (kind == 1 && randombytes_uniform(2)))
			v = largest_limb(i, loose);
		else if (kind == 2)
			v = 0;
		else
			v %= largest_limb(i, loose) + 1;

		memcpy(&r.v[i], &v, sizeof r.v[i]); /* little-endian */
	}

	return r;
}

static void assert_tight(const struct gs_fe *a)
{
	for (size_t i = 0; i < LIMBS; i++)
		assert_in_range(a->v[i], 0, largest_limb(i, 0));
}

static void products_of_loose_values(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		uint8_t want[32];
		struct gs_fe a = random_fe(1), b = random_fe(1), r;

		schoolbook_product(want, &a, &b);
		gs_fe_mul(&r, &a, &b);
		assert_tight(&r);
		assert_value(&r, want);

		schoolbook_product(want, &a, &a);
		gs_fe_square(&r, &a);
		assert_tight(&r);
		assert_value(&r, want);
	}
}

static void sums_and_differences(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		uint8_t want[32], all[32];
		struct wide x, y;
		struct gs_fe a = random_fe(1), b = random_fe(1), r, back;

		wide_of_fe(&x, &a);
		wide_of_fe(&y, &b);

		for (int k = 0; k < 40; k++)
			x.d[k] += y.d[k];
		reduce_to_bytes(want, &x);

		gs_fe_add(&r, &a, &b);
		assert_tight(&r);
		assert_value(&r, want);

		/* The difference is what added to b gives a. */
		gs_fe_sub(&r, &a, &b);
		assert_tight(&r);
		gs_fe_add(&back, &r, &b);
		gs_fe_to_bytes(all, &a);
		assert_value(&back, all);

		a = random_fe(0);
		b = random_fe(0);

		gs_fe_sub_lazy(&r, &a, &b);
		gs_fe_add(&back, &r, &b);
		gs_fe_to_bytes(all, &a);
		assert_value(&back, all);
	}
}

static void bytes_there_and_back(void **state)
{
	(void)state;
	for (int i = 0; i < RUNS; i++) {
		uint8_t in[32], want[32];
		struct wide x = {{0}};
		struct gs_fe a;

		randombytes_buf(in, sizeof in);
		if (i % 3 == 0) { /* around p and 2^255 */
			memset(in, 0xff, 32);
			in[0] = (uint8_t)randombytes_uniform(256);
		}

		for (int k = 0; k < 32; k++)
			x.d[k] = in[k];
		x.d[31] &= 127;
		reduce_to_bytes(want, &x);

		gs_fe_from_bytes(&a, in);
		assert_tight(&a);
		assert_value(&a, want);

		struct gs_fe loose = random_fe(1);
		wide_of_fe(&x, &loose);
		reduce_to_bytes(want, &x);
		assert_value(&loose, want);
	}
}

static void inverses_and_roots(void **state)
{
	(void)state;
	static const uint8_t one[32] = {1};
	for (int i = 0; i < 50; i++) {
		struct gs_fe a = random_fe(0), r, square;
		uint8_t want[32];

		if (gs_fe_is_zero(&a))
			continue;

		gs_fe_invert(&r, &a);
		gs_fe_mul(&r, &r, &a);
		assert_value(&r, one);

		gs_fe_square(&square, &a);
		assert_true(gs_fe_sqrt_ratio(&r, &square, &GS_FE_ONE) != 0);

		gs_fe_abs(&a, &a);
		gs_fe_to_bytes(want, &a);
		assert_value(&r, want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(products_of_loose_values),
	    cmocka_unit_test(sums_and_differences),
	    cmocka_unit_test(bytes_there_and_back),
	    cmocka_unit_test(inverses_and_roots),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
