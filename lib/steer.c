/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steer.h"

#include <stdbool.h>
#include <stdint.h>

/* The bytes of the UTF-8 character, or 0: a terminal of another encoding takes
 * a stray 0x80 to 0x9f for C1. */
static size_t char_len(const uint8_t *p, size_t len)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;

	if ((n > 1 && (p[0] < 0xc2 || p[0] > 0xf4)) || len < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* U+061C, 200E, 200F, 2028 to 202E, 2066 to 2069. */
static bool turns_text(const uint8_t *p, size_t size)
{
	if (size == 2)
		return p[0] == 0xd8 && p[1] == 0x9c;
	if (size != 3 || p[0] != 0xe2)
		return false;
	bool mark = p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f);
	bool turn = p[1] == 0x80 && p[2] >= 0xa8 && p[2] <= 0xae;
	bool isolate = p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9;

	return mark || turn || isolate;
}

bool gs_steers(size_t *size, const void *text, size_t len)
{
	const uint8_t *p = text;
	size_t n = char_len(p, len);

	*size = n == 0 ? 1 : n;
	return n == 0 || p[0] < 0x20 || p[0] == 0x7f ||
	    (p[0] == 0xc2 && p[1] < 0xa0) || turns_text(p, n);
}
