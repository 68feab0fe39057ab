/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/memo/clean.h"
#include "lib/host.h"
#include "lib/memo/text.h"

struct clean_case {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_clean_text c;
};

static void clean_text(struct clean_case *k, const char *text, bool pages)
{
	struct gs_report report = {.text = ""};

	memset(&k->c, 0, sizeof k->c);
	k->arena = gs_pool_start(&k->pool);
	assert_int_equal(gs_clean(&k->c, &report, k->arena, text,
	    strlen(text), pages), GS_OK);
}

static void cleans_to(const char *text, const char *want, size_t changes)
{
	struct clean_case k;
	struct gs_text normal;
	struct gs_report report = {.text = ""};

	clean_text(&k, text, false);
	if (k.c.len != strlen(want) || memcmp(k.c.ptr, want, k.c.len) != 0)
		fail_msg("\"%s\" became \"%.*s\"", text, (int)k.c.len,
		    (const char *)k.c.ptr);
	assert_int_equal(k.c.count, changes);
	assert_int_equal(k.c.left, 0);
	/* What is clean is refused nowhere, and is clean. */
	if (gs_text_normalise(&normal, &report, k.arena, k.c.ptr, k.c.len,
	    GS_TEXT_MEMO) != GS_OK)
		fail_msg("\"%s\": %s", text, report.text);
	gs_pool_free(&k.pool);

	clean_text(&k, want, false);
	assert_int_equal(k.c.count, 0);
	gs_pool_free(&k.pool);
}

static void what_does_not_show_goes(void **state)
{
	(void)state;

	cleans_to("plain\n", "plain\n", 0);
	cleans_to("zero\u200bwidth\n", "zerowidth\n", 1);
	cleans_to("a\u202eb\u202cc\n", "abc\n", 2);
	cleans_to("\u2600\ufe0f sun\n", "\u2600 sun\n", 1);
	cleans_to("no\u00a0break\u2003em\n", "no break em\n", 2);

	/* A soft hyphen at a line's end joins the word, not the paragraph. */
	cleans_to("so\u00adft\n", "soft\n", 1);
	cleans_to("exam\u00ad\nple is\n", "example\nis\n", 1);
	cleans_to("exam\u00ad\n  ple\u202e  is\n", "example\nis\n", 2);
	cleans_to("exam\u00ad\nple\n\nis\n", "example\n\nis\n", 1);
	cleans_to("exam\u00ad\nple \nis\n", "example\nis\n", 1);
	cleans_to("exam\u00ad\nple\u00a0is\n", "example\nis\n", 2);
	cleans_to("end\u00ad\n\nnew\n", "end\n\nnew\n", 1);

	cleans_to("blank  \nend \n", "blank\nend\n", 2);
	cleans_to("\tindented\ttab\n", "    indented tab\n", 2);
	cleans_to("a\rb\u2028c\n", "a\nb\nc\n", 2);
	cleans_to("\ufeffmark\r\nlines\r\n", "mark\nlines\n", 0);
	cleans_to("page\fpage\n", "page\npage\n", 1);
	cleans_to("no end", "no end\n", 0);
}

static void lookalikes_become_what_they_look_like(void **state)
{
	(void)state;
	cleans_to("p\u0430yp\u0430l\n", "paypal\n", 2);
	cleans_to("\u0421\u0406\u0410 says\n", "CIA says\n", 3);
	cleans_to("\u041e\u0420\u0415\u039d\n", "OPEN\n", 4);
	cleans_to("\ufb01ne \uff21\n", "fine A\n", 2);
	cleans_to("\U0001d400bc\n", "Abc\n", 1);
	cleans_to("non\u2011break\n", "non-break\n", 1);
	cleans_to("\u2033\n", "''\n", 1);
	/* In a text of another alphabet its own words stay, and a Latin
	 * letter in one of them is the odd one. */
	cleans_to("\u041c\u043e\u0441\u043a\u0432a \u0438 \u0435\u0433\u043e\n",
	    "\u041c\u043e\u0441\u043a\u0432\u0430 \u0438 \u0435\u0433\u043e\n",
	    1);
	cleans_to(
	    "caf\u00e9 \u201cna\u00efve\u201d \u2013 \u041c\u0438\u0440\n",
	    "caf\u00e9 \u201cna\u00efve\u201d \u2013 \u041c\u0438\u0440\n", 0);
}

static void what_is_ambiguous_is_left(void **state)
{
	(void)state;
	static const char *const texts[] = {
		/* l, I or 1 */
		"see \u05df there\n",
		/* either alphabet, and the text has both */
		"\u041c\u0438\u0440 c\u043e\u0440\n",
		/* in neither */
		"q\u0436x\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct clean_case k;
		clean_text(&k, texts[i], false);
		assert_int_equal(k.c.left, 1);
		assert_int_equal(k.c.count, 1);
		assert_null(k.c.changes[0].to);
		assert_int_equal(k.c.len, strlen(texts[i]));
		assert_memory_equal(k.c.ptr, texts[i], k.c.len);
		gs_pool_free(&k.pool);
	}
}

static void places_are_the_sources(void **state)
{
	(void)state;
	struct clean_case k;
	char name[GS_CHARACTER_NAME_MAX];

	clean_text(&k, "a\u200b\n\u00e9\u00e9\u200bp\u0430y \n", false);

	static const struct {
		size_t line, column;
		uint32_t c;
		const char *to;
	} want[] = {{1, 2, 0x200b, ""}, {2, 3, 0x200b, ""},
	    {2, 5, 0x430, "a"}, {2, 7, ' ', ""}};
	assert_int_equal(k.c.count, 4);

	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(k.c.changes[i].line, want[i].line);
		assert_int_equal(k.c.changes[i].column, want[i].column);
		assert_int_equal(k.c.changes[i].c, want[i].c);
		assert_string_equal(k.c.changes[i].to, want[i].to);
		assert_int_equal(k.c.changes[i].fault == NULL, i == 3);
	}
	gs_character_name(name, 0x200b);
	assert_string_equal(name, "U+200B ZERO WIDTH SPACE");
	gs_pool_free(&k.pool);
}

static void pages_stay_if_asked_for(void **state)
{
	(void)state;
	struct clean_case k;

	clean_text(&k, "one\f\u200btwo\n", true);
	assert_int_equal(k.c.len, 8);
	assert_memory_equal(k.c.ptr, "one\ftwo\n", 8);
	gs_pool_free(&k.pool);
}

static void what_is_not_utf8_is_refused(void **state)
{
	(void)state;
	struct gs_pool pool;
	struct gs_clean_text c = {0};
	struct gs_report report = {.text = ""};

	assert_int_equal(gs_clean(&c, &report, gs_pool_start(&pool),
	    "ab\n\xff", 4, false), GS_ERR_FORMAT);
	assert_non_null(strstr(report.text, "line 2, column 1"));
	gs_pool_free(&pool);
}

/* Every character that the memo's reader refuses, and every one that looks
 * like ASCII: cleaned or left, never passed over. */
static void nothing_slips_through(void **state)
{
	(void)state;
	for (uint32_t c = 0x80; c < 0x3000; c++) {
		char text[16] = "(U) x";
		struct clean_case k;
		struct gs_text normal;
		size_t n = strlen(text);
		if (c >= 0x800)
			text[n++] = (char)(0xe0 | c >> 12);
		text[n++] = (char)(c >= 0x800 ? 0x80 | (c >> 6 & 63) :
		    0xc0 | c >> 6);
		text[n++] = (char)(0x80 | (c & 63));
		text[n++] = 'y';

		clean_text(&k, text, false);
		int err = gs_text_normalise(&normal, NULL, k.arena, k.c.ptr,
		    k.c.len, GS_TEXT_MEMO);
		if ((err != GS_OK) != (k.c.left > 0))
			fail_msg("U+%04X: %d, %zu left", (unsigned)c, err,
			    k.c.left);
		gs_pool_free(&k.pool);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_does_not_show_goes),
		cmocka_unit_test(lookalikes_become_what_they_look_like),
		cmocka_unit_test(what_is_ambiguous_is_left),
		cmocka_unit_test(places_are_the_sources),
		cmocka_unit_test(pages_stay_if_asked_for),
		cmocka_unit_test(what_is_not_utf8_is_refused),
		cmocka_unit_test(nothing_slips_through),
	};

	return cmocka_run_group_tests_name("clean", tests, NULL, NULL);
}
