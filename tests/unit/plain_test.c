/* SPDX-License-Identifier: Apache-2.0 */
/* What counts as sent says something. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/memo/plain.h"

static void what_says_nothing_is_refused(void **state)
{
	static const struct {
		const char *name, *text;
		size_t len;
		const char *code; /* NULL: it may be sent */
	} cases[] = {
#define CASE(name, text, code) {name, text, sizeof text - 1, code}
		CASE("a word", "No.", NULL),
		CASE("another script", "\xd0\x9d\xd0\xb5\xd1\x82", NULL),
		CASE("a number", " 7\n", NULL),
		CASE("nothing", "", "text-empty"),
		CASE("a blank", " ", "text-blank"),
		CASE("line ends", "\r\n\t\n", "text-blank"),
		CASE("a space that does not break", "\xc2\xa0", "text-blank"),
		CASE("no width", "\xe2\x80\x8b\xef\xbb\xbf\xc2\xad",
		    "text-blank"),
		CASE("points", "...", "text-blank"),
		CASE("a NUL", "No.\0", "text-with-nul"),
		CASE("Latin-1", "R\xe9ponse", "text-not-utf8"),
		CASE("half a character", "No \xe2\x82", "text-not-utf8"),
		CASE("a PDF", "%PDF-1.7\n", "text-other-kind"),
		CASE("a zip", "PK\003\004word/document.xml",
		    "text-other-kind"),
		CASE("UTF-16", "\xff\xfeN\0o\0", "text-other-kind"),
		CASE("a sealed file", "age-encryption.org/v1\n",
		    "text-other-kind"),
#undef CASE
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_report report = {.text = ""};
		const char *want = cases[i].code == NULL ? "" : cases[i].code;

		int err = gs_plain_check(&report, (struct gs_span){
		    (const uint8_t *)cases[i].text, cases[i].len});
		if (err != (cases[i].code == NULL ? GS_OK : GS_ERR_FORMAT) ||
		    strcmp(report.code, want) != 0)
			fail_msg("%s: %d %s", cases[i].name, err,
			    report.code);
	}
}

static void what_is_no_text_is_told_with_its_place(void **state)
{
	static const char text[] = "No.\n\xc3\xa9 R\xe9ponse";
	struct gs_report report = {.text = ""};

	(void)state;
	assert_int_equal(gs_plain_check(&report, (struct gs_span){
	    (const uint8_t *)text, sizeof text - 1}), GS_ERR_FORMAT);
	assert_non_null(strstr(report.text, "line 2, column 4"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_says_nothing_is_refused),
		cmocka_unit_test(what_is_no_text_is_told_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
