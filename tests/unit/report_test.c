/* SPDX-License-Identifier: Apache-2.0 */
/* A report says a sentence with its values, bounded, whole characters only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <cmocka.h>

#include "core/bytes.h"
#include "lib/report.h"

static void assert_value(const struct gs_report *r, size_t i,
    const char *expected)
{
	size_t len = strlen(expected);

	assert_true(r->count > i);
	assert_int_equal(r->values[i].len, len);
	assert_true(r->values[i].at + len <= strlen(r->text));
	assert_memory_equal(r->text + r->values[i].at, expected, len);
}

static void a_sentence_has_its_values(void **state)
{
	static const struct {
		const char *name, *sentence, *text;
	} cases[] = {
		{"none", "nothing", "nothing"},
		{"in order", "{0} of {1}", "7 of nine"},
		{"out of order", "{1}: {0}", "nine: 7"},
		{"one twice", "{0}, {0}", "7, 7"},
		{"side by side", "{0}{1}", "7nine"},
		{"a place without a value", "{0} {2} {9}", "7 {2} {9}"},
		{"other braces", "{} {x} {0 {1", "{} {x} {0 {1"},
		{"a brace at the end", "{0} {", "7 {"},
		{"empty", "", ""},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct gs_message_value values[] = {gs_say_number(7),
		    gs_say_text("nine")};
		struct gs_report r;

		gs_report_values(&r, "a-code", cases[i].sentence, values, 2);
		if (strcmp(r.text, cases[i].text) != 0)
			fail_msg("%s: '%s'", cases[i].name, r.text);
		assert_string_equal(r.code, "a-code");
	}
}

static void a_value_is_found_in_the_text(void **state)
{
	struct gs_report r;
	(void)state;

	gs_report_tell(&r, "a-code", "{1} has {0} bytes, not {2}",
	    gs_say_number(18446744073709551615u), gs_say_text("x.rec"),
	    gs_say_number(0));
	assert_string_equal(r.text,
	    "x.rec has 18446744073709551615 bytes, not 0");
	assert_int_equal(r.count, 3);
	assert_value(&r, 0, "18446744073709551615");
	assert_value(&r, 1, "x.rec");
	assert_value(&r, 2, "0");

	/* A value that the sentence leaves out is nowhere. */
	gs_report_tell(&r, "a-code", "only {1}", gs_say_number(3),
	    gs_say_text(NULL));
	assert_string_equal(r.text, "only ");
	assert_int_equal(r.values[0].len, 0);
	assert_int_equal(r.values[1].len, 0);
}

/* Nor does it write a line of its own, or turn what stands behind it. */
static void a_value_does_not_steer_the_terminal(void **state)
{
	static const struct {
		const char *name, *value, *said;
	} cases[] = {
		{"plain", "plain", "plain"},
		{"other scripts", "\u00e9\u05d0\u0639\u20ac\U0001f600",
		    "\u00e9\u05d0\u0639\u20ac\U0001f600"},
		{"a line", "no\nEndorsed.", "no?Endorsed."},
		{"a title", "\x1b]0;x\x07", "?]0;x?"},
		{"tab and DEL", "\t\x7f", "??"},
		{"C1", "\xc2\x9b" "2J", "?2J"},
		{"a stray C1", "\x9b" "2J", "?2J"},
		{"half a character", "a\xe2\x80", "a??"},
		{"another direction", "\u202e\u2066\u061c\u200fx", "????x"},
		{"a separator", "\u2028x\u2029", "?x?"},
		{"no direction", "\u2027\u202f\u2065\u061b",
		    "\u2027\u202f\u2065\u061b"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_report r;

		gs_report_tell(&r, "a-code", "{0}", gs_say_text(
		    cases[i].value));
		if (strcmp(r.text, cases[i].said) != 0)
			fail_msg("%s: '%s'", cases[i].name, r.text);
		assert_value(&r, 0, cases[i].said);
	}
}

/* What a value holds is no sentence: it can put nothing into others' places. */
static void braces_in_a_value_are_text(void **state)
{
	struct gs_report r;
	(void)state;

	gs_report_tell(&r, "a-code", "{0} and {1}", gs_say_text("{1}%s{"),
	    gs_say_text("{0}"));
	assert_string_equal(r.text, "{1}%s{ and {0}");
}

static void the_text_is_cut_between_characters(void **state)
{
	static const char *const letters[] = {"x", "\xc3\xa4",
	    "\xe2\x80\x94", "\xf0\x9f\x99\x82"};
	char name[2 * GS_REPORT_TEXT_MAX];
	struct gs_report r;
	(void)state;

	for (size_t l = 0; l < sizeof letters / sizeof *letters; l++)
		for (size_t shift = 0; shift < 5; shift++) {
			size_t len = strlen(letters[l]), n = shift;

			memset(name, '.', shift);
			for (; n + len < sizeof name - 1; n += len)
				memcpy(name + n, letters[l], len);
			gs_report_tell(&r, "a-code", "{0} {1}",
			    gs_say_span(name, n), gs_say_number(1));
			n = strlen(r.text);
			assert_true(n < GS_REPORT_TEXT_MAX &&
			    n >= GS_REPORT_TEXT_MAX - 5);
			assert_true(gs_utf8_valid((const uint8_t *)r.text, n));
			/* What came after the cut is not there. */
			assert_true(r.values[0].at + r.values[0].len <= n);
			assert_int_equal(r.values[1].len, 0);
		}
}

/* The last value fits, the sentence after it does not: the value stays. */
static void a_value_at_the_end_stays_whole(void **state)
{
	char name[GS_REPORT_TEXT_MAX];
	struct gs_report r;
	(void)state;

	memset(name, 'x', sizeof name - 1);
	gs_report_tell(&r, "a-code", "{0}!", gs_say_span(name,
	    sizeof name - 1));
	assert_int_equal(strlen(r.text), GS_REPORT_TEXT_MAX - 1);
	assert_int_equal(r.values[0].len, GS_REPORT_TEXT_MAX - 1);
}

static void nobody_may_listen(void **state)
{
	const struct gs_refusal none = {.why = NULL};
	(void)state;

	gs_report_say(NULL, "a-code", "text");
	gs_report_tell(NULL, "a-code", "{0}", gs_say_number(1));
	gs_report_errno(NULL, "a-code", "x", "cannot be read", ENOENT);
	gs_report_refusal(NULL, &none);
}

static void the_system_gives_its_reason(void **state)
{
	struct gs_report r;
	(void)state;

	gs_report_errno(&r, "file-refused", "x.rec", "cannot be opened",
	    ENOENT);
	assert_string_equal(r.text,
	    "x.rec cannot be opened: No such file or directory");
	assert_value(&r, 0, "x.rec");
}

static void a_refusal_is_said_with_its_values(void **state)
{
	const struct gs_refusal refusal = {.code = "roll-too-small",
	    .why = "the roll has {0} members", .values = {{.number = 4}}};
	const struct gs_refusal none = {.why = NULL};
	struct gs_report r;
	(void)state;

	gs_report_refusal(&r, &refusal);
	assert_string_equal(r.text, "the roll has 4 members");
	assert_string_equal(r.code, "roll-too-small");
	gs_report_refusal(&r, &none);
	assert_string_equal(r.text, "");
	assert_string_equal(r.code, "");
	assert_int_equal(r.count, 0);
}

/* A report is written anew: nothing of the one before is left. */
static void the_last_word_counts(void **state)
{
	struct gs_report r;
	(void)state;

	gs_report_tell(&r, "first-code", "{0} and {1}", gs_say_number(1),
	    gs_say_number(2));
	gs_report_say(&r, "second-code", "no");
	assert_string_equal(r.text, "no");
	assert_string_equal(r.code, "second-code");
	assert_int_equal(r.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_has_its_values),
		cmocka_unit_test(a_value_is_found_in_the_text),
		cmocka_unit_test(a_value_does_not_steer_the_terminal),
		cmocka_unit_test(braces_in_a_value_are_text),
		cmocka_unit_test(the_text_is_cut_between_characters),
		cmocka_unit_test(a_value_at_the_end_stays_whole),
		cmocka_unit_test(nobody_may_listen),
		cmocka_unit_test(the_system_gives_its_reason),
		cmocka_unit_test(a_refusal_is_said_with_its_values),
		cmocka_unit_test(the_last_word_counts),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
