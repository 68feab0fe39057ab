/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-16, as ICU wants it, character by character. */
#ifndef GS_LIB_MEMO_UTF16_H
#define GS_LIB_MEMO_UTF16_H

#include <stddef.h>
#include <stdint.h>
#include <unicode/utf16.h>

/* The character at `*at`, which moves behind it; a surrogate that has no other
 * half is one by itself.  Precondition: *at < len. */
static inline UChar32 gs_utf16_next(const uint16_t *unit, size_t len,
    size_t *at)
{
	uint32_t c = unit[(*at)++];

	if (U16_IS_LEAD(c) && *at < len && U16_IS_TRAIL(unit[*at]))
		c = (uint32_t)U16_GET_SUPPLEMENTARY(c, unit[(*at)++]);
	return (UChar32)c;
}

#endif
