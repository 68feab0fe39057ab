/* SPDX-License-Identifier: Apache-2.0 */
/* A signed request is for one channel, one thing and one time, by one key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "lib/host.h"
#include "lib/records/request.h"

#define NOON 1698854400

static const uint8_t other[32] = {2};
static uint8_t public[32], secret[64], text[GS_ROLE_REQUEST_MAX];
static size_t text_len;

static struct gs_role_request plain(void)
{
	static const char path[] = "GET /log/checkpoint";

	return (struct gs_role_request){.channel = {1}, .path =
	    {(const uint8_t *)path, sizeof path - 1}, .time = NOON,
	    .body = {3}};
}

static int write_plain(void **state)
{
	static const uint8_t seed[32] = {8};
	struct gs_role_request request = plain();
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_pool pool;
	(void)state;

	assert_int_equal(gs_host_start(), GS_OK);
	assert_int_equal(crypto_sign_seed_keypair(public, secret, seed), 0);
	assert_int_equal(gs_role_request_write(&w, gs_pool_start(&pool),
	    &request, "office", secret), GS_OK);
	text_len = w.len;
	gs_pool_free(&pool);
	return 0;
}

static int read_as(struct gs_role_request asked, struct gs_span request)
{
	struct gs_report report = {.text = ""};
	struct gs_record rec;
	struct gs_pool pool;

	int err = gs_role_request_read(&rec, &report, gs_pool_start(&pool),
	    &asked, request);
	assert_true((err == GS_OK) == (report.code[0] == '\0'));
	gs_pool_free(&pool);
	return err;
}

static void it_is_for_what_it_says(void **state)
{
	static const char longer[] = "GET /log/checkpoint/";
	static const char post[] = "POST /log/checkpoint";
	static const struct {
		const char *name, *path;
		int64_t later;
		uint8_t channel, body;
		int expected;
	} cases[] = {
		{"the same", NULL, 0, 1, 3, GS_OK},
		{"five minutes after", NULL, 300, 1, 3, GS_OK},
		{"five minutes before", NULL, -300, 1, 3, GS_OK},
		{"a second more", NULL, 301, 1, 3, GS_ERR_DENIED},
		{"a second less", NULL, -301, 1, 3, GS_ERR_DENIED},
		{"another channel", NULL, 0, 2, 3, GS_ERR_DENIED},
		{"another body", NULL, 0, 1, 4, GS_ERR_DENIED},
		{"a longer path", longer, 0, 1, 3, GS_ERR_DENIED},
		{"another method", post, 0, 1, 3, GS_ERR_DENIED},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_role_request asked = plain();

		asked.time += cases[i].later;
		asked.channel[0] = cases[i].channel;
		asked.body[0] = cases[i].body;
		if (cases[i].path != NULL)
			asked.path = (struct gs_span){
			    (const uint8_t *)cases[i].path,
			    strlen(cases[i].path)};
		int err = read_as(asked, (struct gs_span){text, text_len});
		if (err != cases[i].expected)
			fail_msg("%s: %d", cases[i].name, err);
	}
}

static void every_byte_counts(void **state)
{
	struct gs_role_request asked = plain();
	(void)state;

	for (size_t i = 0; i < text_len; i++) {
		struct gs_part role = {.ptr = NULL};
		struct gs_report report = {.text = ""};
		struct gs_record rec;
		struct gs_pool pool;

		text[i] ^= 1;
		int err = gs_role_request_read(&rec, &report,
		    gs_pool_start(&pool), &asked,
		    (struct gs_span){text, text_len});
		if (err == GS_OK)
			role = gs_role_request_role(&rec);
		if (err == GS_OK && gs_part_is(&role, "office") &&
		    gs_role_request_by(&rec, public))
			fail_msg("byte %zu", i);
		gs_pool_free(&pool);
		text[i] ^= 1;
	}
	assert_int_equal(read_as(asked, (struct gs_span){text, text_len - 1}),
	    GS_ERR_FORMAT);
	assert_int_equal(read_as(asked, (struct gs_span){text, 0}),
	    GS_ERR_FORMAT);
}

static void it_is_signed_by_its_key(void **state)
{
	struct gs_role_request asked = plain();
	struct gs_report report = {.text = ""};
	struct gs_record rec;
	struct gs_pool pool;
	(void)state;

	assert_int_equal(gs_role_request_read(&rec, &report,
	    gs_pool_start(&pool), &asked, (struct gs_span){text, text_len}),
	    GS_OK);
	struct gs_part role = gs_role_request_role(&rec);
	assert_true(gs_part_is(&role, "office"));
	assert_true(gs_role_request_by(&rec, public));
	assert_false(gs_role_request_by(&rec, other));
	gs_pool_free(&pool);
}

static void another_record_is_none(void **state)
{
	static const char receipt[] = "gainsay/v1 receipt\n";
	(void)state;

	assert_int_equal(read_as(plain(), (struct gs_span){
	    (const uint8_t *)receipt, sizeof receipt - 1}), GS_ERR_FORMAT);
}

static void what_no_record_can_name_is_refused(void **state)
{
	static const char path[] = "GET /log/\ncheckpoint";
	struct gs_role_request request = plain();
	uint8_t out[GS_ROLE_REQUEST_MAX];
	struct gs_writer w = gs_writer_of(out, sizeof out);
	struct gs_pool pool;
	(void)state;

	request.path = (struct gs_span){(const uint8_t *)path,
	    sizeof path - 1};
	assert_int_not_equal(gs_role_request_write(&w, gs_pool_start(&pool),
	    &request, "office", secret), GS_OK);
	assert_int_equal(w.len, 0);
	request = plain();
	assert_int_not_equal(gs_role_request_write(&w, &pool.arena, &request,
	    "The Office", secret), GS_OK);
	assert_int_equal(w.len, 0);
	gs_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_for_what_it_says),
		cmocka_unit_test(every_byte_counts),
		cmocka_unit_test(it_is_signed_by_its_key),
		cmocka_unit_test(another_record_is_none),
		cmocka_unit_test(what_no_record_can_name_is_refused),
	};

	return cmocka_run_group_tests(tests, write_plain, NULL);
}
