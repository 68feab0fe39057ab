/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/typography.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

bool gs_is_hyphen(uint32_t c)
{
	static const struct range hyphens[] = {{'-', '-'}, {0xad, 0xad},
		{0x2010, 0x2011}, {0xfe63, 0xfe63}, {0xff0d, 0xff0d}};

	return is_in(hyphens, COUNT(hyphens), c);
}

bool gs_is_dash(uint32_t c)
{
	static const struct range dashes[] = {{0x2012, 0x2015},
		{0x2212, 0x2212}, {0x2e3a, 0x2e3b}, {0xfe31, 0xfe32},
		{0xfe58, 0xfe58}};

	return gs_is_hyphen(c) || is_in(dashes, COUNT(dashes), c);
}

bool gs_is_apostrophe(uint32_t c)
{
	static const struct range apostrophes[] = {{'\'', '\''},
		{0x60, 0x60}, {0xb4, 0xb4}, {0x2b9, 0x2b9}, {0x2bb, 0x2bd},
		{0x5f3, 0x5f3}, {0x2018, 0x2019}, {0x201b, 0x201b},
		{0x2032, 0x2032},
		{0x2035, 0x2035}, {0xff07, 0xff07}};

	return is_in(apostrophes, COUNT(apostrophes), c);
}

bool gs_is_quote(uint32_t c)
{
	static const struct range quotes[] = {{'"', '"'}, {0xab, 0xab},
		{0xbb, 0xbb}, {0x5f4, 0x5f4}, {0x201a, 0x201a},
		{0x201c, 0x201f},
		{0x2033, 0x2033}, {0x2036, 0x2036}, {0x2039, 0x203a},
		{0x275b, 0x275e}, {0x300c, 0x300f}, {0x301d, 0x301f},
		{0xfe41, 0xfe44}, {0xff02, 0xff02}, {0xff62, 0xff63}};

	return gs_is_apostrophe(c) || is_in(quotes, COUNT(quotes), c);
}

bool gs_is_bullet(uint32_t c)
{
	static const struct range bullets[] = {{0xb7, 0xb7},
		{0x2022, 0x2023}, {0x2027, 0x2027}, {0x2043, 0x2043},
		{0x204c, 0x204d}, {0x2219, 0x2219}, {0x22c5, 0x22c5},
		{0x25a0, 0x25ff}, {0x2605, 0x2606}, {0x2610, 0x2612},
		{0x261b, 0x261b}, {0x261e, 0x261e}, {0x2713, 0x2718},
		{0x2726, 0x2727}, {0x274f, 0x2752}, {0x2756, 0x2756},
		{0x2794, 0x2794}, {0x2798, 0x27af}, {0x27b1, 0x27be},
		{0x29bf, 0x29bf}, {0x2b1b, 0x2b1c}, {0x30fb, 0x30fb},
		{0xf0a7, 0xf0a7}, {0xf0b7, 0xf0b7}, {0xff65, 0xff65}};

	return is_in(bullets, COUNT(bullets), c);
}

bool gs_is_decoration(uint32_t c)
{
	return c == '*' || c == '_' || c == '~' || c == '`' || c == '\\' ||
	    c == '#' || c == '>';
}

/* The closing form is the next code point but of ASCII's. */
static const uint32_t openings[] = {0x2039, 0x2045, 0x207d, 0x208d, 0x2308,
	0x230a, 0x2329, 0x2768, 0x276a, 0x276c, 0x276e, 0x2770, 0x2772,
	0x2774, 0x27e6, 0x27e8, 0x27ea, 0x27ec, 0x27ee, 0x2983, 0x2985,
	0x2987, 0x2989, 0x298b, 0x2991, 0x2993, 0x2997, 0x29fc, 0x2e28,
	0x3008, 0x300a, 0x300c, 0x300e, 0x3010, 0x3014, 0x3016, 0x3018,
	0x301a, 0xfe35, 0xfe37, 0xfe39, 0xfe3b, 0xfe3d, 0xfe3f, 0xfe47,
	0xfe59, 0xfe5b, 0xfe5d, 0xff5f, 0xff62};

bool gs_is_opening(uint32_t c)
{
	for (size_t i = 0; i < COUNT(openings); i++)
		if (c == openings[i])
			return true;
	return c == '(' || c == '[' || c == '{' || c == '<' || c == 0xff08 ||
	    c == 0xff1c || c == 0xff3b || c == 0xff5b;
}

bool gs_is_closing(uint32_t c)
{
	for (size_t i = 0; i < COUNT(openings); i++)
		if (c == openings[i] + 1)
			return true;
	return c == ')' || c == ']' || c == '}' || c == '>' || c == 0xff09 ||
	    c == 0xff1e || c == 0xff3d || c == 0xff5d;
}

/* Bytes of the character that this byte begins; 0: it begins none. */
static size_t lead_len(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

uint32_t gs_char_next(struct gs_span text, size_t *at)
{
	static const uint8_t bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};

	if (*at >= text.len)
		return UINT32_MAX;
	const uint8_t *p = text.ptr + *at;
	size_t n = lead_len(*p);
	if (n == 0 || n > text.len - *at) {
		++*at;
		return UINT32_MAX;
	}

	uint32_t c = *p & bits[n];
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3f);
	*at += n;
	return c;
}

uint32_t gs_char_before(struct gs_span text, size_t *at)
{
	if (*at == 0)
		return UINT32_MAX;
	do
		--*at;
	while (*at > 0 && (text.ptr[*at] & 0xc0) == 0x80);

	size_t from = *at;
	return gs_char_next(text, &from);
}
