/* SPDX-License-Identifier: Apache-2.0 */
/* Both ways that AVX2 has of field arithmetic, in integers and in doubles, with
 * limbs at their largest and at random, beside the field of one lane, which
 * proof_fe_test.c compares with schoolbook arithmetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/group/fe_26_avx2.h"
#include "core/group/fe_avx2.h"

#define RUNS 2000
#define TIGHT ((UINT64_C(1) << 51) + (UINT64_C(1) << 43))
#define LOOSE (2 * TIGHT)
#define PRODUCT ((UINT64_C(1) << 60) - (UINT64_C(1) << 40))
#define CLOSE ((INT64_C(1) << 50) + (INT64_C(1) << 13))

static uint64_t random_below(uint64_t bound)
{
	uint64_t x = 0;

	randombytes_buf(&x, sizeof x);
	return x % bound;
}

/* At first the largest there is below the bound, then zero, then a mixture. */
static uint64_t some_below(uint64_t bound, int run)
{
	const uint32_t choice = run == 0 ? 0 : run == 1 ? 1 :
	    randombytes_uniform(4);

	return choice == 0 ? bound - 1 : choice == 1 ? 0 : random_below(bound);
}

static __m256i some_vector(uint64_t bound, int run)
{
	uint64_t lanes[LANES];

	for (int l = 0; l < LANES; l++)
		lanes[l] = some_below(bound, run);
	return _mm256_loadu_si256((const __m256i *)(const void *)lanes);
}

static uint64_t lane_of(__m256i v, int lane)
{
	uint64_t lanes[LANES];

	_mm256_storeu_si256((__m256i *)(void *)lanes, v);
	return lanes[lane];
}

static void some_words(struct words4 *r, uint64_t bound, int run)
{
	for (int i = 0; i < 5; i++)
		r->v[i] = some_vector(bound, run);
}

static void some_columns(struct columns4 *r, uint64_t bound, int run)
{
	for (int i = 0; i < 5; i++) {
		r->even[i] = some_vector(bound, run);
		r->odd[i] = some_vector(bound, run);
	}
}

/* r += x * 2^bit */
static void add_part(struct gs_fe *r, uint64_t x, int bit)
{
	struct gs_fe value = {{x & GS_FE_MASK, x >> 51}}, power = GS_FE_ZERO;

	power.v[bit / 51] = UINT64_C(1) << bit % 51;
	gs_fe_mul(&value, &value, &power);
	gs_fe_add(r, r, &value);
}

static void value_of_words(struct gs_fe *r, const struct words4 *a, int lane)
{
	*r = GS_FE_ZERO;
	for (int i = 0; i < 5; i++)
		add_part(r, lane_of(a->v[i], lane), 51 * i);
}

static void value_of_columns(struct gs_fe *r, const struct columns4 *a,
    int lane)
{
	*r = GS_FE_ZERO;
	for (int i = 0; i < 5; i++) {
		add_part(r, lane_of(a->even[i], lane), 51 * i);
		add_part(r, lane_of(a->odd[i], lane), 51 * i + 26);
	}
}

static void same_value(const struct gs_fe *a, const struct gs_fe *b)
{
	assert_true(gs_fe_equal(a, b) != 0);
}

/* Limbs and words that are made of columns are tight, and worth the same. */
static void columns_become(const struct columns4 *c)
{
	struct columns4 copy = *c, again = *c, back;
	struct limbs4 limbs;
	struct words4 words;
	struct gs_fe want, got;

	limbs4_of_columns(&limbs, &copy);
	words4_of_columns(&words, &again);
	memcpy(back.even, limbs.even, sizeof back.even);
	memcpy(back.odd, limbs.odd, sizeof back.odd);

	for (int l = 0; l < LANES; l++) {
		value_of_columns(&want, c, l);
		value_of_columns(&got, &back, l);
		same_value(&got, &want);
		value_of_words(&got, &words, l);
		same_value(&got, &want);

		for (int i = 0; i < 5; i++) {
			assert_true(lane_of(words.v[i], l) < TIGHT);
			assert_true(lane_of(limbs.even[i], l) <= EVEN_MASK);
			assert_true(lane_of(limbs.odd[i], l) <
			    ODD_MASK + (1 << 17));
			assert_true(lane_of(limbs.sum[i], l) ==
			    lane_of(limbs.even[i], l) +
			    lane_of(limbs.odd[i], l));
		}
	}
}

static void integers_multiply(void **state)
{
	(void)state;

	for (int run = 0; run < RUNS; run++) {
		struct words4 a, b;
		struct limbs4 limbs;
		struct factor4 factor;
		struct columns4 c;

		some_words(&a, LOOSE, run);
		some_words(&b, TIGHT, run);
		limbs4_of_words(&limbs, &a);
		factor4_of_words(&factor, &b);
		columns4_mul(&c, &limbs, &factor);

		for (int l = 0; l < LANES; l++) {
			struct gs_fe x, y, want, got;

			value_of_words(&x, &a, l);
			value_of_words(&y, &b, l);
			gs_fe_mul(&want, &x, &y);
			value_of_columns(&got, &c, l);
			same_value(&got, &want);

			for (int i = 0; i < 5; i++)
				assert_true(lane_of(c.even[i], l) < PRODUCT &&
				    lane_of(c.odd[i], l) < PRODUCT);
		}

		columns_become(&c);
	}
}

static void integers_add_up(void **state)
{
	(void)state;

	for (int run = 0; run < RUNS; run++) {
		struct columns4 a, b, sum, difference;

		some_columns(&a, UINT64_C(1) << 62, run);
		some_columns(&b, 2 * PRODUCT, run == 1 ? 0 : run);
		columns4_add(&sum, &a, &b);
		columns4_sub(&difference, &a, &b);

		for (int l = 0; l < LANES; l++) {
			struct gs_fe x, y, want, got;

			value_of_columns(&x, &a, l);
			value_of_columns(&y, &b, l);
			gs_fe_add(&want, &x, &y);
			value_of_columns(&got, &sum, l);
			same_value(&got, &want);

			gs_fe_sub(&want, &x, &y);
			value_of_columns(&got, &difference, l);
			same_value(&got, &want);
		}

		columns_become(&sum);
		columns_become(&difference);
	}
}

static void integers_are_carried(void **state)
{
	(void)state;

	for (int run = 0; run < RUNS; run++) {
		struct columns4 c;
		struct words4 a, b, difference;

		some_columns(&c, UINT64_C(1) << 63, run);
		columns_become(&c);

		some_words(&a, UINT64_C(1) << 61, run);
		b = a;
		words4_carry(&b);

		for (int l = 0; l < LANES; l++) {
			struct gs_fe want, got;

			value_of_words(&want, &a, l);
			value_of_words(&got, &b, l);
			same_value(&got, &want);
			for (int i = 0; i < 5; i++)
				assert_true(lane_of(b.v[i], l) <
				    (UINT64_C(1) << 51) + (1 << 15));
		}

		some_words(&a, TIGHT, run);
		some_words(&b, TIGHT, run == 1 ? 0 : run);
		words4_sub(&difference, &a, &b);
		for (int l = 0; l < LANES; l++) {
			struct gs_fe x, y, got;

			value_of_words(&x, &a, l);
			value_of_words(&y, &b, l);
			gs_fe_sub(&x, &x, &y);
			value_of_words(&got, &difference, l);
			same_value(&got, &x);
		}
	}
}

/* At most `bound` either way. */
static void some_doubles(struct fe4 *r, int64_t bound, int run)
{
	for (int i = 0; i < 5; i++) {
		double lanes[LANES];

		for (int l = 0; l < LANES; l++)
			lanes[l] = (double)((int64_t)some_below(
			    2 * (uint64_t)bound + 1, run) - bound);
		r->v[i] = _mm256_loadu_pd(lanes);
	}
}

static void value_of_doubles(struct gs_fe *r, const struct fe4 *a, int lane)
{
	for (int i = 0; i < 5; i++) {
		double lanes[LANES];

		_mm256_storeu_pd(lanes, a->v[i]);
		r->v[i] = (uint64_t)((int64_t)lanes[lane] + (INT64_C(1) << 55) -
		    16 * (i == 0 ? 19 : 1));
	}

	gs_fe_carry(r);
}

static void doubles_are_close(const struct fe4 *a)
{
	for (int i = 0; i < 5; i++) {
		double lanes[LANES];

		_mm256_storeu_pd(lanes, a->v[i]);
		for (int l = 0; l < LANES; l++)
			assert_true(lanes[l] <= (double)CLOSE &&
			    lanes[l] >= -(double)CLOSE);
	}
}

static void doubles_multiply(void **state)
{
	(void)state;

	for (int run = 0; run < RUNS; run++) {
		struct fe4 a, b, product, square, carried;
		struct gs_fe out[LANES];
		struct gs_fe *const to[LANES] = {out, out + 1, out + 2,
		    out + 3};

		some_doubles(&a, CLOSE, run);
		some_doubles(&b, (INT64_C(1) << 52) - (INT64_C(1) << 17), run);
		fe4_mul(&product, &a, &b);
		fe4_square(&square, &a);
		doubles_are_close(&product);
		doubles_are_close(&square);
		fe4_store(to, &product);

		for (int l = 0; l < LANES; l++) {
			struct gs_fe x, y, want, got;

			value_of_doubles(&x, &a, l);
			value_of_doubles(&y, &b, l);
			gs_fe_mul(&want, &x, &y);
			value_of_doubles(&got, &product, l);
			same_value(&got, &want);
			same_value(&out[l], &want);

			gs_fe_square(&want, &x);
			value_of_doubles(&got, &square, l);
			same_value(&got, &want);
		}

		some_doubles(&a, (INT64_C(1) << 53) - 1, run);
		carried = a;
		fe4_carry(&carried);
		doubles_are_close(&carried);
		for (int l = 0; l < LANES; l++) {
			struct gs_fe want, got;

			value_of_doubles(&want, &a, l);
			value_of_doubles(&got, &carried, l);
			same_value(&got, &want);
		}
	}
}

/* Of the largest products both ways, not carried before. */
static void doubles_add_up(void **state)
{
	(void)state;

	for (int run = 0; run < RUNS; run++) {
		struct fe4 x[2], y[2], sum, difference;
		struct columns5 a, b;

		for (int i = 0; i < 2; i++) {
			some_doubles(&x[i], CLOSE, run);
			some_doubles(&y[i], (INT64_C(1) << 52) -
			    (INT64_C(1) << 17), run == 1 ? i : run);
		}
		columns5_mul(&a, &x[0], &y[0]);
		columns5_mul(&b, &x[1], &y[1]);
		settle_both(&sum, &difference, &a, &b);
		doubles_are_close(&sum);
		doubles_are_close(&difference);

		for (int l = 0; l < LANES; l++) {
			struct gs_fe p[2], q, want, got;

			for (int i = 0; i < 2; i++) {
				value_of_doubles(&p[i], &x[i], l);
				value_of_doubles(&q, &y[i], l);
				gs_fe_mul(&p[i], &p[i], &q);
			}

			gs_fe_add(&want, &p[1], &p[0]);
			value_of_doubles(&got, &sum, l);
			same_value(&got, &want);
			gs_fe_sub(&want, &p[1], &p[0]);
			value_of_doubles(&got, &difference, l);
			same_value(&got, &want);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(integers_multiply),
	    cmocka_unit_test(integers_add_up),
	    cmocka_unit_test(integers_are_carried),
	    cmocka_unit_test(doubles_multiply),
	    cmocka_unit_test(doubles_add_up)};

	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
		puts("this processor has no AVX2");
		return 77;
	}
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
