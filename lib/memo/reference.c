/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/reference.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/memo/span.h"

/* The code point of `&#40;` or `&#x28;` behind `&#`; UINT32_MAX: none. */
static uint32_t numbered_reference(struct gs_span s, size_t *at)
{
	bool hex = *at < s.len && (s.ptr[*at] | 0x20) == 'x';
	const char *digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
	uint32_t c = 0;

	*at += hex;
	size_t n = gs_span_run(s, *at, digits);
	if (n == 0 || n > 7)
		return UINT32_MAX;
	for (size_t end = *at + n; *at < end; ++*at) {
		uint8_t d = s.ptr[*at];
		unsigned value = d <= '9' ? d - (unsigned)'0' :
		    (d | 0x20u) - 'a' + 10u;
		c = c * (hex ? 16 : 10) + value;
	}
	return c;
}

/* HTML's names for signs of ASCII, but those that Markdown needs. */
static bool names_sign(struct gs_span name)
{
	static const char *const names[] = {"lpar", "rpar", "lsqb", "lbrack",
		"rsqb", "rbrack", "lcub", "lbrace", "rcub", "rbrace", "sol",
		"bsol", "num", "period", "comma", "colon", "semi", "excl",
		"quest", "ast", "midast", "lowbar", "UnderBar", "grave",
		"DiacriticalGrave", "Hat", "verbar", "vert", "VerticalLine",
		"plus", "equals", "percnt", "dollar", "commat", "Tab",
		"NewLine", "fjlig"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (gs_span_is(name, names[i]))
			return true;
	return false;
}

/* Whether the reference that begins at `at` shows a sign of ASCII; `to`: where
 * its name ends. */
static bool shows_ascii(struct gs_span s, size_t at, size_t *to)
{
	*to = at + 1;
	if (*to < s.len && s.ptr[*to] == '#') {
		++*to;
		uint32_t c = numbered_reference(s, to);
		return c > 0 && c < 0x80 &&
		    memchr("&<>\"' ", (int)c, 6) == NULL;
	}

	while (*to < s.len && (s.ptr[*to] | 0x20) >= 'a' &&
	    (s.ptr[*to] | 0x20) <= 'z')
		++*to;
	return names_sign((struct gs_span){s.ptr + at + 1, *to - at - 1});
}

size_t gs_reference_find(struct gs_span text, size_t *len)
{
	for (size_t at = 0, to = 0; at < text.len; at++) {
		if (text.ptr[at] != '&' || !shows_ascii(text, at, &to) ||
		    to == text.len || text.ptr[to] != ';')
			continue;
		*len = to + 1 - at;
		return at;
	}
	*len = 0;
	return text.len;
}
