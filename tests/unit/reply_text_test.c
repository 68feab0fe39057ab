/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/steps/reply_text.h"

static struct gs_reply_passages p;

static void passages_of(const char *text, size_t requests)
{
	gs_reply_passages_of(&p, (struct gs_span){(const uint8_t *)text,
	    strlen(text)}, requests);
	assert_int_equal(p.count, requests);
}

static void is_passage(size_t request, size_t first, size_t last)
{
	assert_int_equal(p.request[request - 1].first, first);
	assert_int_equal(p.request[request - 1].last, last);
	assert_int_equal(p.request[request - 1].from <
	    p.request[request - 1].to, first > 0);
}

static void numbers_say_which_request_is_answered(void **state)
{
	(void)state;
	passages_of("Thank you.\n\n1. We will.\nSoon.\n\n2) We will not.\n\n"
	    "(3) We have.\n", 3);
	assert_int_equal(p.found, 3);
	is_passage(1, 3, 4);
	is_passage(2, 6, 6);
	is_passage(3, 8, 8);
}

static void words_name_one_in_any_order(void **state)
{
	(void)state;
	passages_of("## On request no. 2\n\nNo.\n\nRequest 1: yes, in 2027.\n",
	    2);
	assert_int_equal(p.found, 2);
	is_passage(2, 1, 3);
	is_passage(1, 5, 5);
	assert_false(p.request[0].again);
}

static void what_is_not_answered_is_known(void **state)
{
	(void)state;
	/* A number within an answer is not the next request's. */
	passages_of("1. Three things:\n3. third\n\nYours\n", 3);
	assert_int_equal(p.found, 1);
	is_passage(1, 1, 4);
	is_passage(2, 0, 0);
	passages_of("We decline all of it.\n", 2);
	assert_int_equal(p.found, 0);
	passages_of("1. One.\n2. Two.\n", 1);
	assert_int_equal(p.found, 1);
	passages_of("Request 1: yes.\nRequest 1: no.\n", 1);
	assert_true(p.request[0].again);
	assert_int_equal(p.found, 1);
	passages_of("", 0);
	assert_int_equal(p.found, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_say_which_request_is_answered),
		cmocka_unit_test(words_name_one_in_any_order),
		cmocka_unit_test(what_is_not_answered_is_known),
	};

	return cmocka_run_group_tests_name("reply_text", tests, NULL, NULL);
}
