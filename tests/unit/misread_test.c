/* SPDX-License-Identifier: Apache-2.0 */
/* A person who has a record in a file is told which line of it is wrong, in its
 * own words, and how: the parser's line number alone helps nobody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/record/record.h"
#include "lib/host.h"
#include "lib/misread.h"

#define HASH "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define SIGNATURE "signature registrar " HASH "\nsignature second " HASH "\n"
#define TOP "gainsay/v1 roll\nchannel " HASH "\n"
#define ROLL TOP "edition 1\nsize 20\neligible 25\nroot " HASH "\n" SIGNATURE

static void told(struct gs_report *why, const char *type, const char *text)
{
	struct gs_record rec;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	size_t line = 0;
	const struct gs_span whole = {(const uint8_t *)text, strlen(text)};

	*why = (struct gs_report){.text = ""};
	if (gs_record_parse(&rec, &line, arena, text, whole.len) != GS_OK ||
	    strcmp(rec.type->name, type) != 0)
		gs_misread_tell(why, arena, type, whole, line);
	gs_pool_free(&pool);
}

static void each_fault_has_its_line(void **state)
{
	static const struct {
		const char *text, *code, *says;
	} cases[] = {
		{ROLL, "", ""},
		{"", "misread-heading", "line 1, ''"},
		{"%PDF-1.4\nmore", "misread-heading", "line 1, '%PDF-1.4'"},
		{"gainsay/v1 memo\nedition 1\n", "misread-heading",
		    "line 1, 'gainsay/v1 memo', is not 'gainsay/v1 roll'"},
		{"gainsay/v1 roll\r\nchannel " HASH "\r\n", "misread-cr",
		    "line 1"},
		{TOP "edition 1\r\n", "misread-cr", "line 3, 'edition 1?'"},
		{TOP "edition one\n", "misread-parts", "line 3, 'edition one', "
		    "must read 'edition NUMBER', and its part 1"},
		{TOP "edition\n", "misread-parts", "line 3, 'edition', "
		    "must read 'edition NUMBER'"},
		{TOP "edition 1\nsize 20", "misread-line-end",
		    "line 4, 'size 20', has no end"},
		{TOP "edition 1\nsise 20\n", "misread-name",
		    "line 4, 'sise 20', has a name that no line of a 'roll'"},
		{TOP "edition 1\n\nsize 20\n", "misread-name", "line 4, ''"},
		{TOP "edition 1\neligible 25\n", "misread-missing",
		    "before line 4, 'eligible 25', a line 'size' is missing"},
		{TOP "edition 1\nedition 1\n", "misread-often",
		    "line 4, 'edition 1', is one too many: a record has at "
		    "most 1"},
		{TOP "edition 1\nsize 20\nchannel " HASH "\n", "misread-order",
		    "must stand before the lines 'size'"},
		{TOP "edition 1\nsize 20\n", "misread-end", "it ends before "
		    "line 5, where a line 'eligible' is missing"},
		{TOP, "misread-end", "it ends before line 3, where a line "
		    "'edition' is missing"},
		{TOP "edition 1\nsize 20\neligible 25\nroot " HASH "\n"
		    "signature registrar\n", "misread-parts", "line 7, "
		    "'signature registrar', must read 'signature WORD BYTES', "
		    "and its part 2"},
		{TOP "edition 1\nsize 20\neligible 25\nroot " HASH "\n"
		    "signature registrar " HASH "\n", "misread-end",
		    "it ends before line 8, where a line 'signature'"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_report why;

		print_message("%zu %s\n", i, cases[i].code);
		told(&why, "roll", cases[i].text);
		print_message("  %s\n", why.text);
		assert_string_equal(why.code, cases[i].code);
		assert_non_null(strstr(why.text, cases[i].says));
	}
}

/* An invitation has a code that nobody else may read, on a screen either. */
static void a_secret_is_not_repeated(void **state)
{
	static const char text[] = "gainsay/v1 invitation\nchannel " HASH
	    "\nname Office\nserver https://x.example\nkey k\n"
	    "code SECRET SECRET\n";
	struct gs_report why;
	(void)state;

	told(&why, "invitation", text);
	assert_string_equal(why.code, "misread-parts");
	assert_non_null(strstr(why.text, "line 6, 'code', must read 'code "));
	assert_null(strstr(why.text, "SECRET"));
}

/* What the words of a line may do to the message: cut, never longer than it,
 * and nothing of it a terminal's command. */
static void words_are_cut_and_calmed(void **state)
{
	char text[600] = TOP;
	struct gs_report why;
	(void)state;

	size_t at = strlen(text);
	memset(text + at, 'x', 500);
	text[at] = '\x1b';
	text[at + 500] = '\n';
	told(&why, "roll", text);

	assert_string_equal(why.code, "misread-name");
	assert_non_null(strstr(why.text, "'?xxx"));
	assert_true(strlen(why.text) < 160);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_has_its_line),
		cmocka_unit_test(a_secret_is_not_repeated),
		cmocka_unit_test(words_are_cut_and_calmed),
	};

	return gs_host_start() != GS_OK ? 1 :
	    cmocka_run_group_tests(tests, NULL, NULL);
}
