/* SPDX-License-Identifier: Apache-2.0 */
/* Plurals, numbers and times of the languages that pages have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/site/page.h"

static const struct gs_language *language(const char *tag)
{
	const struct gs_language *l = NULL;

	for (size_t i = 0; (l = site_language_at(i)) != NULL; i++)
		if (strcmp(l->tag, tag) == 0)
			return l;
	fail();
	return site_language_at(0);
}

static void plurals_follow_the_language(void **state)
{
	static const struct {
		uint64_t n;
		unsigned two, french, arabic;
	} rows[] = {{0, 1, 0, 0}, {1, 0, 0, 1}, {2, 1, 1, 2}, {3, 1, 1, 3},
	    {10, 1, 1, 3}, {11, 1, 1, 4}, {99, 1, 1, 4}, {100, 1, 1, 5},
	    {101, 1, 1, 5}, {102, 1, 1, 5}, {103, 1, 1, 3}, {110, 1, 1, 3},
	    {111, 1, 1, 4}, {200, 1, 1, 5}, {1000003, 1, 1, 3}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(gs_plural_two(rows[i].n), rows[i].two);
		assert_int_equal(gs_plural_french(rows[i].n), rows[i].french);
		assert_int_equal(gs_plural_arabic(rows[i].n), rows[i].arabic);
	}
	assert_string_equal(gs_count_in(NULL, 1, "{0} day", "{0} days"),
	    "{0} day");
	assert_string_equal(gs_count_in(language("fr"), 0, "{0} day",
	    "{0} days"), "{0} jour");
	assert_string_equal(gs_count_in(language("es"), 0, "{0} day",
	    "{0} days"), "{0} d\xc3\xad" "as");
}

static void sentences_are_found(void **state)
{
	(void)state;
	assert_string_equal(gs_in_language(language("en"), "Reply"), "Reply");
	assert_string_equal(gs_in_language(language("es"), "Reply"),
	    "Respuesta");
	assert_string_equal(gs_in_language(language("es"), "No such"),
	    "No such");
	const struct gs_language *arabic = language("ar");
	assert_true(arabic != NULL && arabic->to_left);
	assert_true(gs_site_speaks("fr"));
	assert_false(gs_site_speaks("en"));
	assert_false(gs_site_speaks(""));
}

static void numbers_have_groups(void **state)
{
	static const struct {
		const char *tag, *text;
		uint64_t n;
	} rows[] = {{"en", "999", 999}, {"en", "1,012", 1012},
	    {"en", "1,000,000", 1000000}, {"es", "1012", 1012},
	    {"es", "10.012", 10012}, {"fr", "1\xe2\x80\xaf" "012", 1012}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[40];
		struct gs_writer w = gs_writer_of(text, sizeof text - 1);

		gs_number_in(&w, language(rows[i].tag), rows[i].n);
		text[w.len] = '\0';
		assert_string_equal(text, rows[i].text);
	}
}

static void days_are_said_as_they_are(void **state)
{
	static const struct {
		const char *tag, *text;
	} rows[] = {{"en", "3 November 2023"}, {"fr", "3 novembre 2023"},
	    {"es", "3 de noviembre de 2023"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[80];
		struct gs_writer w = gs_writer_of(text, sizeof text - 1);

		gs_date_in(&w, language(rows[i].tag), 19664);
		text[w.len] = '\0';
		assert_string_equal(text, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plurals_follow_the_language),
		cmocka_unit_test(sentences_are_found),
		cmocka_unit_test(numbers_have_groups),
		cmocka_unit_test(days_are_said_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
