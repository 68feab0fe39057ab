/* SPDX-License-Identifier: Apache-2.0 */
/* Spans of text, looked at byte by byte. */
#ifndef GS_LIB_MEMO_SPAN_H
#define GS_LIB_MEMO_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "core/host.h"

/* What is left of it from byte `at` on; at <= s.len. */
static inline struct gs_span gs_span_from(struct gs_span s, size_t at)
{
	return (struct gs_span){s.ptr + at, s.len - at};
}

static inline bool gs_span_same(struct gs_span a, struct gs_span b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool gs_span_is(struct gs_span s, const char *text)
{
	return s.len == strlen(text) &&
	    (s.len == 0 || memcmp(s.ptr, text, s.len) == 0);
}

/* Whether it begins with `word`, in whatever case of ASCII. */
static inline bool gs_span_begins(struct gs_span s, const char *word)
{
	size_t n = strlen(word);

	return s.len >= n && strncasecmp((const char *)s.ptr, word, n) == 0;
}

/* The same but for the case of ASCII. */
static inline bool gs_span_same_fold(struct gs_span a, struct gs_span b)
{
	return a.len == b.len && (a.len == 0 || strncasecmp((const char *)a.ptr,
	    (const char *)b.ptr, a.len) == 0);
}

/* How many bytes from `at` on are one of `set`, which has no NUL. */
static inline size_t gs_span_run(struct gs_span s, size_t at, const char *set)
{
	size_t n = 0, members = strlen(set);

	while (at + n < s.len && memchr(set, s.ptr[at + n], members) != NULL)
		n++;
	return n;
}

static inline size_t gs_span_digits(struct gs_span s, size_t at)
{
	return gs_span_run(s, at, "0123456789");
}

static inline size_t gs_span_blanks(struct gs_span s, size_t at)
{
	return gs_span_run(s, at, " ");
}

/* Without blanks around it. */
static inline struct gs_span gs_span_trim(struct gs_span s)
{
	s = gs_span_from(s, gs_span_blanks(s, 0));
	while (s.len > 0 && s.ptr[s.len - 1] == ' ')
		s.len--;
	return s;
}

#endif
