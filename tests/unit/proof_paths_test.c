/* SPDX-License-Identifier: Apache-2.0 */
/* The vector path of verification beside the portable one, bit by bit.  On a
 * processor without the vectors the comparisons are skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/host.h"
#include "core/proof/cpu.h"
#include "lib/host.h"

/* NULL where there is none. */
static const struct gs_proof_ops *vector_ops(void)
{
	const struct gs_proof_ops *ops = gs_host_proof_ops();
	return ops == &gs_proof_ops_portable ? NULL : ops;
}

static void the_environment_forces_portable(void **state)
{
	(void)state;
	const char *wish = getenv("GAINSAY_CPU");
	char *kept = wish != NULL ? strdup(wish) : NULL;
	assert_int_equal(setenv("GAINSAY_CPU", "portable", 1), 0);
	assert_ptr_equal(gs_host_proof_ops(), &gs_proof_ops_portable);
	assert_string_equal(gs_host_proof_ops()->name, "portable");
	if (kept != NULL)
		assert_int_equal(setenv("GAINSAY_CPU", kept, 1), 0);
	else
		assert_int_equal(unsetenv("GAINSAY_CPU"), 0);
	free(kept);
}

enum fill { ZEROS, ONES, LARGEST, FULL_LIMBS, RANDOM, MIXED, FILLS };

/* As kept, that is after Montgomery's factor: any value below q may come. */
static void fill_one(struct gs_sc_split *r, enum fill fill)
{
	static const struct gs_sc largest = {{0x5812631a5cf5d3ec,
	    0x14def9dea2f79cd6, 0, 0x1000000000000000}};
	static const struct gs_sc full = {{UINT64_MAX, UINT64_MAX, UINT64_MAX,
	    0x0fffffffffffffff}};
	struct gs_sc s = GS_SC_ZERO;
	uint8_t bytes[32];
	if (fill == MIXED)
		fill = (enum fill)randombytes_uniform(MIXED);
	if (fill == ONES) {
		s.v[0] = 1;
	} else if (fill == LARGEST) {
		s = largest;
	} else if (fill == FULL_LIMBS) {
		s = full;
	} else if (fill == RANDOM) {
		crypto_core_ristretto255_scalar_random(bytes);
		assert_int_equal(gs_sc_decode(&s, bytes), GS_OK);
	}
	gs_sc_split(r, &s);
}

static struct gs_sc_split *filled(size_t n, enum fill fill)
{
	struct gs_sc_split *r = calloc(n, sizeof *r);
	assert_non_null(r);
	for (size_t i = 0; i < n; i++)
		fill_one(&r[i], fill);
	return r;
}

static void *run(const struct gs_proof_ops *ops, struct gs_matrix *m)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	uint64_t(*r)[4] = calloc(m->rows * m->columns, sizeof *r);
	m->scratch = gs_arena_take(arena,
	    ops->matrix_scratch(m->columns, m->depth), 1);
	assert_true(r != NULL && m->scratch != NULL);
	ops->matrix(r, m);
	gs_pool_free(&pool);
	return r;
}

static void compare(size_t rows, size_t columns, size_t depth, enum fill u,
    enum fill v)
{
	struct gs_sc_split *left = filled(rows * depth, u);
	struct gs_sc_split *right = filled(columns * depth, v);
	struct gs_matrix m = {left, right, rows, columns, depth, NULL};
	void *want = run(&gs_proof_ops_portable, &m);
	void *got = run(vector_ops(), &m);
	assert_memory_equal(got, want, rows * columns * 32);
	free(want);
	free(got);
	free(left);
	free(right);
}

static void matrices_agree(void **state)
{
	(void)state;
	static const size_t sides[] = {1, 3, 4, 5, 8, 9, 16};
	static const size_t depths[] = {1, 2, 3, 33};
	const size_t n = sizeof sides / sizeof *sides;
	if (vector_ops() == NULL)
		skip();
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			for (size_t k = 0; k < 4; k++)
				compare(sides[i], sides[j], depths[k], MIXED,
				    RANDOM);
}

/* The bounds are those of the deepest sums of the largest limbs. */
static void deep_matrices_agree(void **state)
{
	(void)state;
	if (vector_ops() == NULL)
		skip();
	for (enum fill u = ZEROS; u < FILLS; u++)
		for (enum fill v = ZEROS; v < FILLS; v++)
			compare(2, 9, GS_MATRIX_DEPTH_MAX, u, v);
	compare(64, 64, 100, RANDOM, RANDOM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_environment_forces_portable),
	    cmocka_unit_test(matrices_agree),
	    cmocka_unit_test(deep_matrices_agree)};
	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
