/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/front.h"

#include "lib/memo/span.h"

static bool is_short_number(struct gs_span s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool digit = s.ptr[i] >= '0' && s.ptr[i] <= '9';
		if (!digit && s.ptr[i] != '.')
			return false;
		digits = digit ? digits + 1 : 0;
		if (digits > GS_FRONT_DIGITS)
			return false;
	}
	return s.len > 0;
}

size_t gs_front_number(const struct gs_token *t, size_t count)
{
	size_t at = count > 0 && gs_span_is(t[0].key, "(");

	if (at + 1 >= count || !is_short_number(t[at].key))
		return 0;
	bool ends = gs_span_is(t[at + 1].key, ")") ||
	    (at == 0 && gs_span_is(t[at + 1].key, "."));
	return ends ? at + 2 : 0;
}

size_t gs_front_words(const struct gs_token *t, size_t count)
{
	if (count > 2 && gs_span_is(t[0].key, "subject") &&
	    gs_span_is(t[1].key, ":"))
		return 2;
	return gs_front_number(t, count);
}
