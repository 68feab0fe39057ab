/* SPDX-License-Identifier: Apache-2.0 */
/* What a server signs in the role `promise` is about one act, one record, one
 * box of one channel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/record/time.h"
#include "lib/host.h"
#include "lib/records/count.h"
#include "lib/records/promise.h"
#include "lib/records/refusal.h"
#include "tests/unit/world.h"

struct server {
	uint8_t public[32], secret[64], text[GS_PROMISE_MAX];
	size_t len;
};

static const struct gs_promise plain = {.channel = {1}, .memo = {2},
    .roll = {4}, .act = "endorse", .tag = {3}, .by = 1000000000};

static void write_promise(struct server *server,
    const struct gs_promise *promise)
{
	static const uint8_t seed[32] = {8};
	struct gs_pool pool;
	struct gs_writer w = gs_writer_of(server->text, sizeof server->text);

	assert_int_equal(crypto_sign_seed_keypair(server->public,
	    server->secret, seed), 0);
	assert_int_equal(gs_promise_write(&w, gs_pool_start(&pool), promise,
	    server->secret), GS_OK);
	server->len = w.len;
	gs_pool_free(&pool);
}

static void a_promise_is_for_one_act(void **state)
{
	static const struct {
		const char *name;
		struct gs_promise promise;
		int expected;
	} cases[] = {
		{"the same", {{1}, {2}, {4}, "endorse", {3}, 1000000000},
		    GS_OK},
		{"asked with another time", {{1}, {2}, {4}, "endorse", {3}, 0},
		    GS_OK},
		{"another channel", {{9}, {2}, {4}, "endorse", {3}, 1000000000},
		    GS_ERR_MISMATCH},
		{"another roll", {{1}, {2}, {9}, "endorse", {3}, 1000000000},
		    GS_ERR_MISMATCH},
		{"another memo", {{1}, {9}, {4}, "endorse", {3}, 1000000000},
		    GS_ERR_MISMATCH},
		{"another act", {{1}, {2}, {4}, "withdraw", {3}, 1000000000},
		    GS_ERR_MISMATCH},
		{"another tag", {{1}, {2}, {4}, "endorse", {9}, 1000000000},
		    GS_ERR_MISMATCH},
	};
	struct server one;
	(void)state;

	write_promise(&one, &plain);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int err = gs_promise_check(&cases[i].promise, one.public,
		    one.text, one.len);

		if (err != cases[i].expected)
			fail_msg("%s: %d", cases[i].name, err);
	}
}

static void what_is_read_is_what_was_written(void **state)
{
	struct server one;
	struct gs_promise said;
	(void)state;

	write_promise(&one, &plain);
	assert_int_equal(gs_promise_read(&said, one.text, one.len), GS_OK);
	assert_memory_equal(said.channel, plain.channel, 32);
	assert_memory_equal(said.memo, plain.memo, 32);
	assert_memory_equal(said.roll, plain.roll, 32);
	assert_string_equal(said.act, plain.act);
	assert_memory_equal(said.tag, plain.tag, 32);
	assert_int_equal(said.by, plain.by);
}

/* In a box it has no time: then it is one text, whoever signs it and when. */
static void a_promise_without_a_time(void **state)
{
	static const char *const others[] = {"file", "answer", "end"};
	struct gs_promise timeless = plain, said;
	struct server one;
	(void)state;

	timeless.by = 0;
	write_promise(&one, &timeless);
	assert_null(memmem(one.text, one.len, "\nby ", 4));
	assert_int_equal(gs_promise_read(&said, one.text, one.len), GS_OK);
	assert_int_equal(said.by, 0);

	/* Of anything else it would never be broken. */
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		(void)snprintf(timeless.act, sizeof timeless.act, "%s",
		    others[i]);
		write_promise(&one, &timeless);
		assert_int_equal(gs_promise_read(&said, one.text, one.len),
		    GS_ERR_FORMAT);
	}
}

/* A boundary past the year 9999 has no form in records. */
static void a_time_past_the_last_is_the_last(void **state)
{
	struct gs_promise late = plain, said;
	struct server one;
	(void)state;

	late.by = GS_TIME_MAX + 1;
	write_promise(&one, &late);
	assert_int_equal(gs_promise_read(&said, one.text, one.len), GS_OK);
	assert_int_equal(said.by, GS_TIME_MAX);
}

static void a_promise_is_signed_in_its_role(void **state)
{
	static const uint8_t other[32] = {7};
	struct server one;
	(void)state;

	write_promise(&one, &plain);
	assert_int_equal(gs_promise_check(&plain, other, one.text, one.len),
	    GS_ERR_SIGNATURE);
	uint8_t *line = memmem(one.text, one.len, "signature promise", 17);
	assert_non_null(line);
	assert_int_equal(gs_promise_check(&plain, one.public, one.text,
	    (size_t)(line - one.text)), GS_ERR_FORMAT);
	line[10] = 'q';
	assert_int_equal(gs_promise_check(&plain, one.public, one.text,
	    one.len), GS_ERR_SIGNATURE);
}

static void another_record_is_no_promise(void **state)
{
	struct server one;
	(void)state;

	write_promise(&one, &plain);
	one.text[strlen("gainsay/v1 ")] = 'P';
	assert_int_equal(gs_promise_check(&plain, one.public, one.text,
	    one.len), GS_ERR_FORMAT);
}

/* A promise is kept by an act of its tag and kind, or by the withdrawal of what
 * was to be endorsed; that of a filing, by the memo under a tag that is not
 * higher. */
static void what_keeps_a_promise(void **state)
{
	static const struct {
		const char *name, *act, *type;
		uint8_t tag; /* of the record; the promise's is 5 */
		bool kept;
	} cases[] = {
		{"the act", "endorse", "endorse", 5, true},
		{"a later kind", "endorse", "withdraw", 5, true},
		{"an earlier kind", "withdraw", "endorse", 5, false},
		{"another tag", "endorse", "endorse", 6, false},
		{"the filing", "file", "memo", 5, true},
		{"a filing with a lower tag", "file", "memo", 4, true},
		{"a filing with a higher tag", "file", "memo", 6, false},
		{"an act for a filing", "file", "endorse", 5, false},
		{"an end", "end", "end", 0, true},
	};
	struct world w;
	(void)state;

	world_start(&w);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world_memo m = world_memo_plain();
		struct gs_promise promise = {.by = 0};
		struct gs_record rec;

		m.tag = cases[i].tag;
		struct gs_span text = world_memo(&w, &m);
		if (strcmp(cases[i].type, "end") == 0)
			text = world_end(&w, m.id, W_AUTHOR, "author");
		else if (strcmp(cases[i].type, "memo") != 0)
			text = world_act(&w, cases[i].type, m.id,
			    cases[i].tag);
		assert_int_equal(gs_record_parse(&rec, NULL, w.arena,
		    text.ptr, text.len), GS_OK);
		assert_int_equal(gs_promise_of(&promise, &rec), GS_OK);
		if (strcmp(cases[i].type, "end") != 0)
			memset(promise.tag, 5, 32);
		(void)snprintf(promise.act, sizeof promise.act, "%s",
		    cases[i].act);

		if (gs_promise_kept_by(&promise, &rec) != cases[i].kept)
			fail_msg("%s", cases[i].name);
		promise.memo[0] ^= 1;
		assert_false(gs_promise_kept_by(&promise, &rec));
	}
	world_stop(&w);
}

static void a_refusal_is_of_one_record(void **state)
{
	static const uint8_t channel[32] = {1}, memo[32] = {2}, act[32] = {3},
	    other[32] = {4};
	struct gs_refusal_terms terms = {channel, memo, act, "proof-length",
	    "the proof is short "};
	uint8_t text[GS_REFUSAL_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_span why = {NULL, 0};
	struct server one;
	struct gs_pool pool;
	(void)state;

	write_promise(&one, &plain); /* for its keys */
	assert_int_equal(gs_refusal_write(&w, gs_pool_start(&pool), &terms,
	    one.secret), GS_OK);
	gs_pool_free(&pool);
	assert_int_equal(gs_refusal_check(&why, &terms, one.public, text,
	    w.len), GS_OK);
	assert_int_equal(why.len, 18);
	assert_memory_equal(why.ptr, "the proof is short", 18);
	assert_int_equal(gs_refusal_check(NULL, &terms, other, text, w.len),
	    GS_ERR_SIGNATURE);
	terms.record = other;
	assert_int_equal(gs_refusal_check(NULL, &terms, one.public, text,
	    w.len), GS_ERR_MISMATCH);
	assert_int_equal(gs_refusal_check(NULL, &terms, one.public, one.text,
	    one.len), GS_ERR_FORMAT);
}

/* However long the sentence is, the refusal is a record. */
static void a_long_reason_is_cut_between_characters(void **state)
{
	static const uint8_t hash[32] = {1};
	static char why[4000];
	const struct gs_refusal_terms terms = {hash, hash, hash, "a-code",
	    why};
	uint8_t text[GS_REFUSAL_MAX];
	struct server one;
	(void)state;

	write_promise(&one, &plain);
	for (size_t shift = 0; shift < 3; shift++) {
		struct gs_writer w = gs_writer_of(text, sizeof text);
		struct gs_pool pool;

		memset(why, 'a', shift);
		for (size_t i = shift; i + 2 < sizeof why; i += 2)
			memcpy(why + i, "\xc3\xa9", 2);
		assert_int_equal(gs_refusal_write(&w, gs_pool_start(&pool),
		    &terms, one.secret), GS_OK);
		gs_pool_free(&pool);
	}
}

static void a_count_is_of_one_box(void **state)
{
	static const uint8_t other[32] = {4};
	const struct gs_span records[2] = {{(const uint8_t *)"one", 3},
	    {(const uint8_t *)"two", 3}};
	struct gs_count count = {.channel = {1}, .memo = {2}, .roll = {6},
	    .shown = 2},
	    said = {.shown = 7};
	uint8_t text[GS_COUNT_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct server one;
	struct gs_pool pool;
	(void)state;

	write_promise(&one, &plain);
	gs_count_export(count.export, records, 2);
	assert_int_equal(gs_count_write(&w, gs_pool_start(&pool), &count,
	    one.secret), GS_OK);
	gs_pool_free(&pool);
	const struct gs_span rec = {text, w.len};
	assert_int_equal(gs_count_read(&said, count.channel, other, one.public,
	    rec), GS_ERR_MISMATCH);
	assert_int_equal(gs_count_read(&said, count.channel, count.memo, other,
	    rec), GS_ERR_SIGNATURE);
	assert_int_equal(said.shown, 7);
	assert_int_equal(gs_count_read(&said, count.channel, count.memo,
	    one.public, rec), GS_OK);
	assert_int_equal(said.shown, 2);
	assert_memory_equal(said.export, count.export, 32);
	assert_memory_equal(said.roll, count.roll, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_promise_is_for_one_act),
		cmocka_unit_test(what_is_read_is_what_was_written),
		cmocka_unit_test(a_time_past_the_last_is_the_last),
		cmocka_unit_test(a_promise_is_signed_in_its_role),
		cmocka_unit_test(another_record_is_no_promise),
		cmocka_unit_test(a_promise_without_a_time),
		cmocka_unit_test(what_keeps_a_promise),
		cmocka_unit_test(a_refusal_is_of_one_record),
		cmocka_unit_test(a_long_reason_is_cut_between_characters),
		cmocka_unit_test(a_count_is_of_one_box),
	};

	return cmocka_run_group_tests_name("promise", tests, NULL, NULL);
}
