/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/marker.h"

#include "lib/memo/span.h"

#define PILCROW "\xc2\xb6" /* U+00B6 */

static struct gs_marker read_heading(struct gs_span s)
{
	size_t n = gs_span_run(s, 0, "#");

	if (n == 0 || n > GS_MARKER_LEVELS)
		return (struct gs_marker){.kind = GS_MARKER_NONE};
	return (struct gs_marker){.kind = GS_MARKER_HEADING,
	    .value = (unsigned)n, .sign = n};
}

static struct gs_marker read_bullet(struct gs_span s, enum gs_marker_set set)
{
	static const struct {
		const char *text;
		enum gs_marker_kind kind;
		enum gs_marker_set set;
	} signs[] = {
		{">", GS_MARKER_QUOTE, GS_MARKERS_MARKDOWN},
		{"-", GS_MARKER_BULLET, GS_MARKERS_MARKDOWN},
		{"*", GS_MARKER_BULLET, GS_MARKERS_MARKDOWN},
		{"+", GS_MARKER_BULLET, GS_MARKERS_MARKDOWN},
		{"\xe2\x80\xa2", GS_MARKER_BULLET, GS_MARKERS_PRINTED},
		{"\xc2\xb7", GS_MARKER_BULLET, GS_MARKERS_PRINTED},
		{"\xe2\x80\x93", GS_MARKER_BULLET, GS_MARKERS_GUESSED},
	};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (signs[i].set <= set && gs_span_begins(s, signs[i].text))
			return (struct gs_marker){.kind = signs[i].kind,
			    .sign = strlen(signs[i].text)};
	return (struct gs_marker){.kind = GS_MARKER_NONE};
}

/* The number at `at`, or the letter; `sign` counts its bytes alone. */
static struct gs_marker read_ordinal(struct gs_span s, size_t at)
{
	struct gs_marker m = {.kind = GS_MARKER_NONE};
	size_t n = gs_span_digits(s, at);

	if (n > GS_MARKER_DIGITS)
		return m;
	if (n > 0) {
		m.kind = GS_MARKER_NUMBER;
		m.sign = n;
		for (size_t i = at; i < at + n; i++)
			m.value = 10 * m.value + s.ptr[i] - '0';
		return m;
	}

	uint8_t c = at < s.len ? s.ptr[at] : 0;
	if (c >= 'a' && c <= 'z')
		m = (struct gs_marker){.kind = GS_MARKER_SMALL,
		    .value = c - 'a' + 1u, .sign = 1};
	else if (c >= 'A' && c <= 'Z')
		m = (struct gs_marker){.kind = GS_MARKER_CAPITAL,
		    .value = c - 'A' + 1u, .sign = 1};
	return m;
}

/* `1.`, `a)`, `(1)`, `¶1.`: an ordinal, with what stands around it. */
static struct gs_marker read_enclosed(struct gs_span s, enum gs_marker_set set)
{
	const struct gs_marker none = {.kind = GS_MARKER_NONE};
	bool open = s.len > 0 && s.ptr[0] == '(';
	size_t at = open;

	if (gs_span_begins(s, PILCROW)) {
		if (set < GS_MARKERS_PRINTED)
			return none;
		at = strlen(PILCROW);
		at += gs_span_blanks(s, at);
	}

	struct gs_marker m = read_ordinal(s, at);
	bool guessed = open || m.kind != GS_MARKER_NUMBER;
	size_t end = at + m.sign;
	if (m.kind == GS_MARKER_NONE || end == s.len ||
	    (s.ptr[end] != ')' && (open || s.ptr[end] != '.')) ||
	    (open && m.kind == GS_MARKER_CAPITAL) ||
	    (guessed && (set < GS_MARKERS_GUESSED || at > 1)))
		return none;

	m.sign = end + 1;
	return m;
}

struct gs_marker gs_marker_read(struct gs_span text, enum gs_marker_set set)
{
	struct gs_marker m = read_heading(text);

	if (m.kind == GS_MARKER_NONE)
		m = read_bullet(text, set);
	if (m.kind == GS_MARKER_NONE)
		m = read_enclosed(text, set);

	bool ends = m.sign == text.len || text.ptr[m.sign] == ' ' ||
	    text.ptr[m.sign] == '\n';
	if (m.kind == GS_MARKER_NONE || !ends)
		return (struct gs_marker){.kind = GS_MARKER_NONE};

	m.len = m.sign + gs_span_blanks(text, m.sign);
	return m;
}

/* Whether up to GS_PAGE_NUMBER_DIGITS digits stand at `at`; moves behind. */
static bool take_page_digits(struct gs_span s, size_t *at)
{
	size_t n = gs_span_digits(s, *at);

	*at += n;
	return n > 0 && n <= GS_PAGE_NUMBER_DIGITS;
}

bool gs_is_page_number(struct gs_span line)
{
	static const char *const words[] = {"page ", "p. ", "p."};
	size_t at = gs_span_run(line, 0, "-[( ");

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (gs_span_begins(gs_span_from(line, at), words[i])) {
			at += strlen(words[i]);
			break;
		}
	if (!take_page_digits(line, &at))
		return false;

	/* Of how many. */
	at += gs_span_blanks(line, at);
	bool slash = gs_span_begins(gs_span_from(line, at), "/");
	if (slash || gs_span_begins(gs_span_from(line, at), "of ")) {
		at += slash ? 1 : strlen("of ");
		at += gs_span_blanks(line, at);
		if (!take_page_digits(line, &at))
			return false;
	}

	return at + gs_span_run(line, at, "-]) ") == line.len;
}
