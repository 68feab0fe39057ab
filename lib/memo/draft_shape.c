/* SPDX-License-Identifier: Apache-2.0 */
/* How a source is laid out: a cable's head, double spacing. */
#include <string.h>

#include "lib/memo/draft_lines.h"
#include "lib/memo/span.h"

#define HEAD_MAX 80     /* lines in which a cable's subject is looked for */
#define SPACED_MIN 6    /* lines of a text that may be double-spaced */
#define HEADER_MAX 24   /* bytes of a header's name */
#define SHORT_PERCENT 80 /* of the width: a shorter line may end a paragraph */

bool gs_line_ends_sentence(struct gs_span s)
{
	while (s.len > 0 && (memchr(")\"'", s.ptr[s.len - 1], 3) != NULL ||
	    s.ptr[s.len - 1] >= 0x80))
		s.len--;
	return s.len == 0 || memchr(".!?:;", s.ptr[s.len - 1], 5) != NULL;
}

/* A cable's head ------------------------------------------------------ */

static bool is_small_letter(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool has_small_letter(struct gs_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_small_letter(s.ptr[i]))
			return true;
	return false;
}

/* What only a transmission begins with: its number, routing, station, time. */
static bool is_transmission(struct gs_span s)
{
	static const char *const words[] = {"VZCZC", "ZCZC", "ZNY ", "ZNR ",
		"ZZZZ", "DE R", "FM ", "INFO ", "TAGS:", "E.O. ", "EO ",
		"ACTION ", "RUEH", "UNCLAS", "PP ", "RR ", "OO ", "ZZ "};
	size_t n = gs_span_run(s, 0, "OPRZ");

	if (has_small_letter(s) && !gs_span_begins(s, "TAGS:") &&
	    !gs_span_begins(s, "E.O. "))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (gs_span_begins(s, words[i]))
			return true;
	/* `O 091234Z NOV 06`. */
	size_t at = n + gs_span_blanks(s, n), digits = gs_span_digits(s, at);
	return n > 0 && n <= 2 && digits == 6 && at + 6 < s.len &&
	    s.ptr[at + 6] == 'Z';
}

size_t gs_lines_cable_head(const struct gs_lines *l)
{
	bool transmitted = false;

	for (size_t i = 0, n = 0; i < l->count && n < HEAD_MAX; i++) {
		struct gs_span s = l->line[i].text;
		n += s.len > 0;
		if (gs_span_begins(s, "SUBJECT:") ||
		    gs_span_begins(s, "SUBJ:"))
			return transmitted ? i + 1 : 0;
		transmitted = transmitted || is_transmission(s);
	}
	return 0;
}

/* Double spacing ------------------------------------------------------ */

static bool is_blank_line(const struct gs_lines *l, size_t i)
{
	return i < l->count && l->line[i].text.len == 0;
}

/* Whether exactly one empty line stands between line `i` and the next one. */
static bool is_spaced(const struct gs_lines *l, size_t i)
{
	return l->line[i].text.len > 0 && is_blank_line(l, i + 1) &&
	    i + 2 < l->count && l->line[i + 2].text.len > 0;
}

static size_t line_width(const struct gs_lines *l)
{
	size_t width = 0;

	for (size_t i = 0; i < l->count; i++)
		width = l->line[i].text.len > width ? l->line[i].text.len :
		    width;
	return width;
}

/* Most lines have an empty one behind them, and go on all the same. */
static bool is_double_spaced(const struct gs_lines *l, size_t width)
{
	size_t lines = 0, spaced = 0, going = 0, small = 0;

	for (size_t i = 0; i < l->count; i++) {
		lines += l->line[i].text.len > 0;
		if (!is_spaced(l, i))
			continue;
		struct gs_span s = l->line[i].text;
		spaced++;
		going += !gs_line_ends_sentence(s) && 10 * s.len > 6 * width;
		small += is_small_letter(l->line[i + 2].text.ptr[0]);
	}
	return lines >= SPACED_MIN && 10 * spaced >= 6 * lines &&
	    10 * going >= 4 * spaced && (10 * small >= 3 * spaced);
}

/* `Subject: ...`: a header goes on in no line behind an empty one. */
static bool names_header(struct gs_span s)
{
	size_t n = 0;

	while (n < s.len && n < HEADER_MAX && s.ptr[n] != ':' &&
	    s.ptr[n] != ' ')
		n++;
	return n > 0 && n + 1 < s.len && s.ptr[n] == ':' &&
	    s.ptr[n + 1] == ' ' && !is_small_letter(s.ptr[0]);
}

/* Whether a paragraph ends with line `i`, behind which an empty one stands. */
static bool ends_spaced(const struct gs_lines *l, size_t i, size_t width)
{
	struct gs_span s = l->line[i].text;
	const struct gs_line *next = &l->line[i + 2];
	bool is_short = 100 * s.len < SHORT_PERCENT * width;
	bool small = is_small_letter(next->text.ptr[0]);

	if (names_header(s) || next->indent > l->line[i].indent ||
	    gs_line_marker(next->text).kind != GS_MARKER_NONE ||
	    gs_line_mark(next->text) > 0)
		return true;
	return is_short && !small;
}

int gs_lines_close(struct gs_lines *l, struct gs_faults *guesses)
{
	size_t width = line_width(l), kept = 0, closed = 0;

	if (!is_double_spaced(l, width))
		return GS_OK;
	for (size_t i = 0; i < l->count; i++) {
		bool drops = is_blank_line(l, i) && i > 0 &&
		    l->line[i - 1].text.len > 0 && is_spaced(l, i - 1) &&
		    !ends_spaced(l, i - 1, width);
		closed += drops;
		l->line[kept] = l->line[i];
		kept += !drops;
	}
	l->count = kept;
	return closed == 0 ? GS_OK : gs_fault_tell(guesses, false, 0,
	    "draft-double-spaced", "the source is double-spaced: {0} of its "
	    "empty lines are taken for no paragraph's end; where paragraphs "
	    "end is guessed", gs_say_number(closed));
}
