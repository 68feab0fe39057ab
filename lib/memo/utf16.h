/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-16, character by character. */
#ifndef GS_LIB_MEMO_UTF16_H
#define GS_LIB_MEMO_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool gs_utf16_is_lead(uint32_t unit)
{
	return (unit & 0xfffffc00) == 0xd800;
}

static inline bool gs_utf16_is_surrogate(uint32_t unit)
{
	return (unit & 0xfffff800) == 0xd800;
}

/* The character at `*at`, which moves behind it; a surrogate that has no other
 * half is one by itself.  Precondition: *at < len. */
static inline uint32_t gs_utf16_next(const uint16_t *unit, size_t len,
    size_t *at)
{
	uint32_t c = unit[(*at)++];

	if (gs_utf16_is_lead(c) && *at < len &&
	    (unit[*at] & 0xfc00) == 0xdc00)
		c = 0x10000 + ((c & 0x3ff) << 10) + (unit[(*at)++] & 0x3ffu);
	return c;
}

/* Appends it at `*at`, which moves behind it: one unit or two. */
static inline void gs_utf16_put(uint16_t *unit, size_t *at, uint32_t c)
{
	if (c >= 0x10000) {
		unit[(*at)++] = (uint16_t)(0xd7c0 + (c >> 10));
		c = 0xdc00 | (c & 0x3ff);
	}
	unit[(*at)++] = (uint16_t)c;
}

/* The same in UTF-8, one byte to four. */
static inline void gs_utf8_put(uint8_t *byte, size_t *at, uint32_t c)
{
	if (c < 0x80) {
		byte[(*at)++] = (uint8_t)c;
		return;
	}
	if (c < 0x800) {
		byte[(*at)++] = (uint8_t)(0xc0 | c >> 6);
	} else {
		if (c >= 0x10000) {
			byte[(*at)++] = (uint8_t)(0xf0 | c >> 18);
			byte[(*at)++] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		} else {
			byte[(*at)++] = (uint8_t)(0xe0 | c >> 12);
		}
		byte[(*at)++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	}
	byte[(*at)++] = (uint8_t)(0x80 | (c & 0x3f));
}

#endif
