/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/several.h"

#include <stdint.h>
#include <string.h>

#include "core/record/record.h"

struct gs_span gs_records_next(struct gs_span *left)
{
	static const char heading[] = "\n" GS_HEADING;
	struct gs_span one = *left;
	const uint8_t *next = memmem(one.ptr, one.len, heading,
	    sizeof heading - 1);

	if (next != NULL)
		one.len = (size_t)(next + 1 - one.ptr);
	*left = (struct gs_span){one.ptr + one.len, left->len - one.len};
	return one;
}

size_t gs_records_count(struct gs_span text)
{
	size_t n = 0;

	for (; text.len > 0; n++)
		(void)gs_records_next(&text);
	return n;
}
