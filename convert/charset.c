/* SPDX-License-Identifier: Apache-2.0 */
/* By ICU, whose tables are in its library: iconv's are files. */
#include "convert/charset.h"

#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>
#include <unicode/utf8.h>

#define SHOWN 60 /* bytes around what is no text */

static bool is_utf8(struct gs_span s)
{
	for (size_t i = 0; i < s.len;) {
		int32_t at = (int32_t)i, c = 0;

		U8_NEXT(s.ptr, at, (int32_t)s.len, c);
		if (c < 0)
			return false;
		i = (size_t)at;
	}
	return true;
}

/* What browsers take such a name for; NULL: nothing that is read. */
static const char *charset_of(const char *name)
{
	static const struct {
		const char *said, *meant;
	} names[] = {
		{"iso-8859-1", "windows-1252"}, {"iso8859-1", "windows-1252"},
		{"latin1", "windows-1252"}, {"latin-1", "windows-1252"},
		{"us-ascii", "windows-1252"}, {"ascii", "windows-1252"},
		{"ansi", "windows-1252"}, {"gb2312", "gb18030"},
		{"gbk", "gb18030"}, {"iso-8859-9", "windows-1254"},
		{"iso-8859-11", "windows-874"},
		{"ks_c_5601-1987", "windows-949"},
		{"utf8", "UTF-8"}, {"unicode-1-1-utf-8", "UTF-8"},
		{"utf-7", NULL}, {"unicode-1-1-utf-7", NULL},
		{"scsu", NULL}, {"bocu-1", NULL}, {"cesu-8", NULL},
		{"imap-mailbox-name", NULL}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(name, names[i].said) == 0)
			return names[i].meant;
	return name;
}

/* By the first bytes; NULL: they tell nothing. */
static const char *name_by_mark(struct gs_span *s)
{
	size_t n = 0;
	const char *name = NULL;

	if (s->len >= 3 && memcmp(s->ptr, "\xef\xbb\xbf", 3) == 0) {
		n = 3;
		name = "UTF-8";
	} else if (s->len >= 2 && memcmp(s->ptr, "\xff\xfe", 2) == 0) {
		n = 2;
		name = "UTF-16LE";
	} else if (s->len >= 2 && memcmp(s->ptr, "\xfe\xff", 2) == 0) {
		n = 2;
		name = "UTF-16BE";
	}
	if (n > 0)
		*s = (struct gs_span){s->ptr + n, s->len - n};
	return name;
}

static struct gs_span convert_by(struct gs_flow *f, struct gs_span text,
    const char *name)
{
	UErrorCode code = U_ZERO_ERROR;

	if (text.len > GS_FLOW_TEXT_MAX)
		gs_flow_stop(f, GS_UNREAD_LARGE);
	int32_t need = ucnv_convert("UTF-8", name, NULL, 0,
	    (const char *)text.ptr, (int32_t)text.len, &code);
	if (code == U_FILE_ACCESS_ERROR)
		gs_flow_stop(f, GS_UNREAD_CHARSET);
	if (code != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(code))
		gs_flow_stop(f, GS_UNREAD_DAMAGED);

	code = U_ZERO_ERROR;
	char *out = gs_flow_take(f, (size_t)need + 1, 1);
	need = ucnv_convert("UTF-8", name, out, need + 1,
	    (const char *)text.ptr, (int32_t)text.len, &code);
	if (U_FAILURE(code))
		gs_flow_stop(f, GS_UNREAD_DAMAGED);
	return (struct gs_span){(const uint8_t *)out, (size_t)need};
}

/* Says where the first such bytes are. */
static void tell_charset(struct gs_flow *f, struct gs_span text)
{
	const uint8_t *at = memmem(text.ptr, text.len, "\xef\xbf\xbd", 3);

	if (at == NULL)
		return;
	size_t i = (size_t)(at - text.ptr);
	size_t from = i > SHOWN ? i - SHOWN : 0;
	size_t to = i + SHOWN < text.len ? i + SHOWN : text.len;
	while (from > 0 && (text.ptr[from] & 0xc0) == 0x80)
		from--;
	while (to < text.len && (text.ptr[to] & 0xc0) == 0x80)
		to++;
	gs_flow_aside(f, GS_ASIDE_DAMAGED,
	    (struct gs_span){text.ptr + from, to - from});
}

struct gs_span gs_charset_convert(struct gs_flow *f, struct gs_span text,
    const char *name)
{
	const char *by_mark = name_by_mark(&text);

	if (text.len == 0)
		return text;
	if (by_mark != NULL)
		name = by_mark;
	else if (name == NULL || *name == '\0')
		name = is_utf8(text) ? "UTF-8" : "windows-1252";
	name = charset_of(name);
	if (name == NULL)
		gs_flow_stop(f, GS_UNREAD_CHARSET);
	struct gs_span out = convert_by(f, text, name);
	tell_charset(f, out);
	return out;
}
