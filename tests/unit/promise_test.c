/* SPDX-License-Identifier: Apache-2.0 */
/* A promise is for one act of one channel, under the log's key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/record/time.h"
#include "lib/host.h"
#include "lib/records/promise.h"

struct log {
	uint8_t public[32], secret[64], text[GS_PROMISE_MAX];
	size_t len;
};

static const struct gs_promise plain = {.channel = {1}, .act = {2},
    .by = 1000000000};

static void write_promise(struct log *log, const struct gs_promise *promise)
{
	static const uint8_t seed[32] = {8};
	struct gs_pool pool;
	struct gs_writer w = gs_writer_of(log->text, sizeof log->text);

	assert_int_equal(crypto_sign_seed_keypair(log->public, log->secret,
	    seed), 0);
	assert_int_equal(gs_promise_write(&w, gs_pool_start(&pool), promise,
	    log->secret), GS_OK);
	log->len = w.len;
	gs_pool_free(&pool);
}

static void a_promise_is_for_one_act(void **state)
{
	static const struct {
		const char *name;
		struct gs_promise promise;
		int expected;
	} cases[] = {
		{"the same", {{1}, {2}, 1000000000}, GS_OK},
		{"asked with another time", {{1}, {2}, 5}, GS_OK},
		{"another channel", {{9}, {2}, 1000000000}, GS_ERR_MISMATCH},
		{"another act", {{1}, {9}, 1000000000}, GS_ERR_MISMATCH},
	};
	struct log log;
	(void)state;

	write_promise(&log, &plain);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int err = gs_promise_check(&cases[i].promise, log.public,
		    log.text, log.len);

		if (err != cases[i].expected)
			fail_msg("%s: %d", cases[i].name, err);
	}
}

static void what_is_read_is_what_was_written(void **state)
{
	struct log log;
	struct gs_promise said;
	(void)state;

	write_promise(&log, &plain);
	assert_int_equal(gs_promise_read(&said, log.text, log.len), GS_OK);
	assert_memory_equal(said.channel, plain.channel, 32);
	assert_memory_equal(said.act, plain.act, 32);
	assert_int_equal(said.by, plain.by);
}

/* A boundary past the year 9999 has no form in records. */
static void a_time_past_the_last_is_the_last(void **state)
{
	struct gs_promise late = plain, said;
	struct log log;
	(void)state;

	late.by = GS_TIME_MAX + 1;
	write_promise(&log, &late);
	assert_int_equal(gs_promise_read(&said, log.text, log.len), GS_OK);
	assert_int_equal(said.by, GS_TIME_MAX);
}

static void a_promise_is_signed_by_the_log(void **state)
{
	static const uint8_t other[32] = {7};
	struct log log;
	(void)state;

	write_promise(&log, &plain);
	assert_int_equal(gs_promise_check(&plain, other, log.text, log.len),
	    GS_ERR_SIGNATURE);
	uint8_t *line = memmem(log.text, log.len, "signature log", 13);
	assert_non_null(line);
	assert_int_equal(gs_promise_check(&plain, log.public, log.text,
	    (size_t)(line - log.text)), GS_ERR_FORMAT);
	line[10] = 'm';
	assert_int_equal(gs_promise_check(&plain, log.public, log.text,
	    log.len), GS_ERR_SIGNATURE);
}

static void another_record_is_no_promise(void **state)
{
	struct log log;
	(void)state;

	write_promise(&log, &plain);
	log.text[strlen("gainsay/v1 ")] = 'P';
	assert_int_equal(gs_promise_check(&plain, log.public, log.text,
	    log.len), GS_ERR_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_promise_is_for_one_act),
		cmocka_unit_test(what_is_read_is_what_was_written),
		cmocka_unit_test(a_time_past_the_last_is_the_last),
		cmocka_unit_test(a_promise_is_signed_by_the_log),
		cmocka_unit_test(another_record_is_no_promise),
	};

	return cmocka_run_group_tests_name("promise", tests, NULL, NULL);
}
