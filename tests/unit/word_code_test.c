/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts under one word code.  The code was once the first 44 bits of the
 * memo id, "a check that costs 2^44 texts": whoever makes both texts needs a
 * birthday collision, and this finds one between two given texts in some
 * seconds, by distinguished points (van Oorschot and Wiener, 1999).  The code
 * of today tells the two apart, and costs what is measured here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <sodium.h>

#include "core/host.h"
#include "lib/memo/word_code.h"

#define OLD_BITS 44
#define OLD_MASK (((uint64_t)1 << OLD_BITS) - 1)
#define MARK_MASK ((uint64_t)1023) /* a distinguished point ends in zeros */
#define CHAIN_MAX ((uint64_t)20 << 10)
#define CHAINS ((size_t)1 << 16) /* places; some 7,000 are expected */
#define HASHES_MAX ((uint64_t)1 << 25) /* of which the chains have room */

/* Where a chain began, by where it ended. */
struct chain {
	uint64_t end, start, len; /* len 0: free */
};

static struct chain chains[CHAINS];
static crypto_hash_sha256_state texts[2]; /* the id's input but for its end */
static uint64_t hashes;

/* The id of one of two texts, chosen by the lowest bit that a distinguished
 * point leaves free, with one of 2^44 keys of the author's, which ended the
 * id's input but for `after`. */
static void make_id(uint8_t id[32], uint64_t x)
{
	crypto_hash_sha256_state state = texts[x >> 10 & 1];
	uint8_t author[32] = {0}, after[8] = {0};

	for (size_t i = 0; i < 8; i++)
		author[i] = (uint8_t)(x >> 8 * i);
	crypto_hash_sha256_update(&state, author, sizeof author);
	crypto_hash_sha256_update(&state, after, sizeof after);
	crypto_hash_sha256_final(&state, id);
	hashes++;
}

static uint64_t old_bits(const uint8_t id[32])
{
	uint64_t bits = 0;

	for (size_t i = 0; i < 6; i++)
		bits = bits << 8 | id[i];
	return bits >> (48 - OLD_BITS) & OLD_MASK;
}

static uint64_t step(uint64_t x)
{
	uint8_t id[32];

	make_id(id, x);
	return old_bits(id);
}

/* Where two chains with one end meet: two inputs, one code.  False if one
 * chain lies within the other, or both inputs are of one text. */
static bool find_meeting(uint64_t pair[2], struct chain a, struct chain b)
{
	while (a.len > b.len) {
		a.start = step(a.start);
		a.len--;
	}
	while (b.len > a.len) {
		b.start = step(b.start);
		b.len--;
	}

	while (a.start != b.start && a.len > 0) {
		uint64_t next_a = step(a.start), next_b = step(b.start);
		if (next_a == next_b) {
			pair[0] = a.start;
			pair[1] = b.start;
			return ((a.start ^ b.start) >> 10 & 1) != 0;
		}
		a.start = next_a;
		b.start = next_b;
		a.len--;
	}
	return false;
}

/* False if it ran into a loop. */
static bool walk_chain(struct chain *c, uint64_t start)
{
	*c = (struct chain){start, start, 0};
	while (c->len < CHAIN_MAX) {
		c->end = step(c->end);
		c->len++;
		if ((c->end & MARK_MASK) == 0)
			return true;
	}
	return false;
}

static bool find_collision(uint64_t pair[2])
{
	for (uint64_t start = 1; hashes < HASHES_MAX; start++) {
		struct chain c;

		if (!walk_chain(&c, start << 11 & OLD_MASK))
			continue;
		size_t at = (size_t)(c.end >> 10) & (CHAINS - 1);
		while (chains[at].len != 0 && chains[at].end != c.end)
			at = (at + 1) & (CHAINS - 1);
		if (chains[at].len == 0)
			chains[at] = c;
		else if (find_meeting(pair, chains[at], c))
			return true;
	}
	return false;
}

static double seconds_used(void)
{
	struct timespec t;

	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t), 0);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void two_texts_had_one_old_code_and_have_two_new_ones(void **state)
{
	static const char *const given[2] = {
	    "The consulate must stay open: this text is for suspect one.",
	    "The consulate must stay open: this text is for suspect two."};
	char code[2][GS_WORD_CODE_MAX];
	uint8_t id[2][32];
	uint64_t pair[2] = {0, 0};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		crypto_hash_sha256_init(&texts[i]);
		crypto_hash_sha256_update(&texts[i],
		    (const uint8_t *)given[i], strlen(given[i]));
	}
	double start = seconds_used();
	assert_true(find_collision(pair));
	double old_cost = seconds_used() - start;

	for (size_t i = 0; i < 2; i++)
		make_id(id[i], pair[i]);
	assert_memory_not_equal(id[0], id[1], 32);
	assert_true(old_bits(id[0]) == old_bits(id[1]));

	start = seconds_used();
	assert_int_equal(gs_word_code(code[0], id[0]), GS_OK);
	double new_cost = seconds_used() - start;
	assert_int_equal(gs_word_code(code[1], id[1]), GS_OK);
	assert_string_not_equal(code[0], code[1]);

	uint64_t bits = old_bits(id[0]);
	printf("old code \"%s %s %s %s\" for both texts: %llu hashes, %.1f s\n"
	    "new codes \"%s\"\n      and \"%s\": %.2f s each;\n"
	    "two of one code take 2^44 derivations, %.0f years of this "
	    "processor\n", gs_word_at(bits >> 33 & 2047),
	    gs_word_at(bits >> 22 & 2047), gs_word_at(bits >> 11 & 2047),
	    gs_word_at(bits & 2047), (unsigned long long)hashes, old_cost,
	    code[0], code[1], new_cost,
	    new_cost * 0x1p44 / (365.25 * 24 * 3600));

	/* Far below what it is, so that a busy machine does not matter. */
	assert_true(new_cost > 1000 * (old_cost / (double)hashes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    two_texts_had_one_old_code_and_have_two_new_ones),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
