/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/noise.h"

#include <string.h>

#include "lib/compare/letters.h"
#include "lib/compare/typography.h"
#include "lib/memo/marker.h"
#include "lib/memo/span.h"

#define RULE_MIN 3

/* A line of dashes, or of a table's corners and edges. */
static size_t rule_end(struct gs_span s, size_t at)
{
	size_t edges = 0, to = at, next = 0;

	for (; to < s.len && s.ptr[to] != '\n'; to = next) {
		int32_t c = gs_letter_at(s, to, &next, ~(uint32_t)0);
		bool box = c >= 0x2500 && c <= 0x257f;
		bool edge = box || (c > ' ' && c < 0x7f &&
		    strchr("-=*_~", (int)c) != NULL) || c == 0x2014;
		if (!edge && c != ' ' && c != '|' && c != '+' && c != ':')
			return at;
		edges += edge;
	}
	return edges >= RULE_MIN ? to : at;
}

/* A bullet that print has, a paragraph sign, a table's line. */
static bool is_ornament(int32_t c)
{
	static const int32_t signs[] = {'|', 0xb6, 0x2022, 0x2023, 0x2043,
	    0x204b, 0x25a0, 0x25aa, 0x25ab, 0x25cb, 0x25cf, 0x25e6, 0x2766};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (c == signs[i])
			return true;
	return c >= 0x2501 && c <= 0x257f;
}

/* `- 5` within a paragraph may be a figure below zero. */
static bool is_figure_behind(struct gs_span s, size_t at)
{
	return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9';
}

/* A bullet, or a heading's or quote's sign, at the beginning of a line. */
static size_t front_end(struct gs_span s, size_t at)
{
	struct gs_marker m = gs_marker_read(gs_span_from(s, at),
	    GS_MARKERS_PRINTED);

	if (s.ptr[at] == '>')
		return at + 1;
	if (m.kind == GS_MARKER_HEADING ||
	    (m.kind == GS_MARKER_BULLET && (at == 0 ||
	    !is_figure_behind(s, at + m.len))))
		return at + m.sign;
	return at;
}

/* `##` at a heading's end. */
static size_t closing_end(struct gs_span s, size_t at)
{
	size_t n = gs_span_run(s, at, "#");
	size_t to = at + n + gs_span_blanks(s, at + n);

	return s.ptr[0] == '#' && n > 0 && at > 0 && s.ptr[at - 1] == ' ' &&
	    to == s.len ? to : at;
}

size_t gs_noise_end(struct gs_span s, size_t at, bool *fresh)
{
	size_t next = 0, end = at;

	if (at >= s.len)
		return at;
	if (s.ptr[at] == '\n') {
		*fresh = true;
		return at + 1;
	}
	int32_t c = gs_letter_at(s, at, &next, GS_TYPO(GS_TYPO_MARKDOWN));
	if (gs_is_blank(c))
		return next;

	if (*fresh)
		end = rule_end(s, at);
	if (*fresh && end == at) {
		end = front_end(s, at);
		*fresh = end == at || s.ptr[at] == '>';
	}
	if (end == at && is_ornament(c))
		end = next;
	if (end == at && c == '\\' && (next == s.len || s.ptr[next] == '\n'))
		end = next;
	return end == at ? closing_end(s, at) : end;
}
