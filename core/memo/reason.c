/* SPDX-License-Identifier: Apache-2.0 */
#include "core/memo/reason.h"

#include <string.h>

bool gs_is_reason(struct gs_span code)
{
	for (size_t i = 0; i < code.len; i++) {
		uint8_t c = code.ptr[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && memchr("().,/-", c, 6) == NULL)
			return false;
	}
	return code.len > 0 && code.len <= GS_REASON_MAX;
}

bool gs_reason_split(struct gs_span *code, struct gs_span *words,
    struct gs_span line)
{
	const uint8_t *blank = line.len == 0 ? NULL :
	    memchr(line.ptr, ' ', line.len);

	if (blank == NULL)
		return false;
	*code = (struct gs_span){line.ptr, (size_t)(blank - line.ptr)};
	*words = (struct gs_span){blank + 1, line.len - code->len - 1};
	return gs_is_reason(*code) && words->len > 0;
}
