/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/plain.h"

#include <stdbool.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/memo/text.h"
#include "lib/memo/typography.h"
#include "lib/unicode/unicode.h"

/* What people take for a text because a program shows them one. */
static const struct {
	const char *magic;
	size_t len;
	const char *kind;
} kinds[] = {
	{"%PDF-", 5, "a PDF"},
	{"PK\003\004", 4, "a zip or a word processor's file"},
	{"\xd0\xcf\x11\xe0", 4, "an old word processor's file"},
	{"{\\rtf", 5, "a rich text file"},
	{"\x89PNG", 4, "a picture"},
	{"\xff\xd8\xff", 3, "a picture"},
	{"\xff\xfe", 2, "UTF-16"},
	{"\xfe\xff", 2, "UTF-16"},
	{"\x1f\x8b", 2, "a compressed file"},
	{"age-encryption.org/", 19, "a sealed file"},
};

static const char *find_kind(struct gs_span text)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text.len >= kinds[i].len &&
		    memcmp(text.ptr, kinds[i].magic, kinds[i].len) == 0)
			return kinds[i].kind;
	return NULL;
}

/* The text is UTF-8. */
static bool says_something(struct gs_span text)
{
	for (size_t i = 0; i < text.len;)
		if (gs_unicode_is_alnum(gs_char_next(text, &i)))
			return true;
	return false;
}

int gs_plain_check(struct gs_report *report, struct gs_span text)
{
	const char *kind = find_kind(text);

	if (text.len == 0)
		gs_report_say(report, "text-empty", "the text is empty: it "
		    "would count as sent, and say nothing");
	else if (kind != NULL)
		gs_report_tell(report, "text-other-kind", "this is {0}, not a "
		    "text: its reader would get the bytes; give the text as "
		    "UTF-8", gs_say_text(kind));
	else if (memchr(text.ptr, 0, text.len) != NULL)
		gs_report_say(report, "text-with-nul", "this is not a text: "
		    "it has a NUL byte");
	else if (!gs_utf8_valid(text.ptr, text.len))
		gs_text_report_utf8(report, text.ptr, text.len);
	else if (!says_something(text))
		gs_report_say(report, "text-blank", "the text has no letter "
		    "and no digit: it would count as sent, and say nothing");
	else
		return GS_OK;
	return GS_ERR_FORMAT;
}
