/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/draft_lines.h"

#include <string.h>

#include "core/memo/memo.h"
#include "lib/memo/portion.h"
#include "lib/memo/span.h"

#define SHOWN_MAX 60 /* bytes of a line that is left out */
#define LONG 2000    /* bytes of a line that may be several paragraphs */
#define EDGE 2       /* lines at a page's top and bottom that may be its own */
#define NUMBER_MAX 999 /* of a paragraph; `1971.` is a year */

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

size_t gs_line_mark(struct gs_span s)
{
	const uint8_t *end = s.len < 3 || *s.ptr != '(' ? NULL :
	    memchr(s.ptr, ')', s.len);

	if (end == NULL)
		return 0;
	size_t n = (size_t)(end - s.ptr);
	if (gs_mark_rank(&gs_marks_legacy, s.ptr + 1, n - 1) < 0 &&
	    gs_mark_rank(&gs_marks_cui, s.ptr + 1, n - 1) < 0)
		return 0;
	return n + 1 + gs_span_blanks(s, n + 1);
}

struct gs_marker gs_line_marker(struct gs_span text)
{
	struct gs_marker m = gs_marker_read(text, GS_MARKERS_GUESSED);
	bool year = m.kind == GS_MARKER_NUMBER && m.value > NUMBER_MAX;

	if (m.kind == GS_MARKER_HEADING || m.kind == GS_MARKER_QUOTE || year ||
	    m.len == m.sign || m.len == text.len)
		return (struct gs_marker){.kind = GS_MARKER_NONE};
	return m;
}

/* The page's own ------------------------------------------------------ */

/* `C O N F I D E N T I A L` is CONFIDENTIAL: two blanks part its words. */
static size_t close_up(uint8_t *out, size_t max, struct gs_span s)
{
	size_t n = 0;
	bool wide = s.len > 4;

	for (size_t i = 1; i < s.len && wide; i += 2)
		wide = s.ptr[i] == ' ' || (s.ptr[i - 1] == ' ' && i-- > 0);

	for (size_t i = 0; i < s.len && n < max; i++)
		if (!wide || s.ptr[i] != ' ')
			out[n++] = s.ptr[i];
		else if (i + 1 < s.len && s.ptr[i + 1] == ' ' && n > 0 &&
		    out[n - 1] != ' ')
			out[n++] = ' ';
	return n;
}

/* `UNCLAS DACCA 01138`, `SECRET SECTION 01 OF 02 EXAMPLE 001234`: capitals and
 * figures, of which a level is the first word and a number the last. */
static bool is_numbered_marking(struct gs_span s)
{
	static const char *const levels[] = {"UNCLAS ", "CONFIDENTIAL ",
		"SECRET ", "TOP SECRET ", "SBU ", "LIMITED OFFICIAL USE "};
	bool begins = false;

	if (s.len == 0 || s.len > SHOWN_MAX || !is_digit(s.ptr[s.len - 1]))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
			return false;
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		begins = begins || gs_span_begins(s, levels[i]);
	return begins;
}

static bool is_marking(struct gs_span s)
{
	uint8_t text[GS_BANNER_MAX];
	size_t n = close_up(text, sizeof text, s);

	return gs_banner_rank(&gs_marks_legacy, text, n) >= 0 ||
	    gs_banner_rank(&gs_marks_cui, text, n) >= 0 ||
	    is_numbered_marking(s) || gs_portion_find(&gs_marks_legacy, s,
	    GS_PORTION_CODE).kind == GS_PORTION_BANNER;
}

/* What ends or routes a transmission, alone on its line. */
static bool is_transmission_sign(struct gs_span s)
{
	static const char *const signs[] = {"SIPDIS", "BT", "NNNN", "NOFORN",
		"EXDIS", "NODIS", "LIMDIS", "STADIS", "ROGER CHANNEL",
		"DISSENT CHANNEL"};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (gs_span_is(s, signs[i]))
			return true;
	/* The transmission's number, once more. */
	return s.len > 1 && *s.ptr == '#' && gs_span_digits(s, 1) == s.len - 1;
}

/* A page's number with what a cable system has before and behind it:
 * `CONFIDENTIAL PAGE 02 DACCA 01138`. */
static bool is_page_line(struct gs_span s)
{
	for (size_t at = 0; at + 6 <= s.len; at++) {
		struct gs_span rest = gs_span_from(s, at);
		if (!gs_span_begins(rest, "page ") || !is_digit(rest.ptr[5]))
			continue;
		if (at != 0 && !is_marking(gs_span_trim(
		    (struct gs_span){s.ptr, at})))
			continue;
		if (gs_is_page_number(rest) ||
		    memcmp(rest.ptr, "PAGE ", 5) == 0)
			return true;
	}
	return false;
}

static bool is_empty(const struct gs_lines *l, size_t i)
{
	return i >= l->count || l->line[i].text.len == 0;
}

static bool stands_alone(const struct gs_lines *l, size_t i)
{
	bool top = i == 0 || is_empty(l, i - 1) || l->line[i].page;
	bool end = is_empty(l, i + 1) || l->line[i + 1].page;

	return top && end;
}

/* Whether they are the same but for figures. */
static bool is_alike(struct gs_span a, struct gs_span b)
{
	size_t i = 0, j = 0;

	while (i < a.len && j < b.len) {
		size_t x = gs_span_digits(a, i), y = gs_span_digits(b, j);
		if ((x == 0) != (y == 0) || (x == 0 && a.ptr[i] != b.ptr[j]))
			return false;
		i += x == 0 ? 1 : x;
		j += y == 0 ? 1 : y;
	}
	return i == a.len && j == b.len;
}

/* Whether the line is one of the last or first `EDGE` of its page. */
static bool is_at_edge(const struct gs_lines *l, size_t i)
{
	size_t n = 0, at = i;

	while (at > 0 && !l->line[at].page && n <= EDGE)
		n += !is_empty(l, --at);
	if (n < EDGE)
		return true;

	for (n = 0, at = i + 1; at < l->count && !l->line[at].page &&
	    n <= EDGE; at++)
		n += !is_empty(l, at);
	return n < EDGE;
}

/* Whether line j, of the next page or the one before, is line i again. */
static bool repeats_line(const struct gs_lines *l, size_t i, size_t j)
{
	return !is_empty(l, j) && is_alike(l->line[i].text, l->line[j].text) &&
	    is_at_edge(l, j);
}

/* A header or footer: at the edge of this page and of the one before or
 * after. */
static bool is_repeated(const struct gs_lines *l, size_t i)
{
	size_t pages = 0;

	if (!is_at_edge(l, i) ||
	    gs_line_marker(l->line[i].text).kind != GS_MARKER_NONE)
		return false;

	for (size_t j = i + 1; j < l->count && pages < 2; j++) {
		pages += l->line[j].page;
		if (pages == 1 && repeats_line(l, i, j))
			return true;
	}
	pages = l->line[i].page;
	for (size_t j = i; j-- > 0 && pages < 2; pages += l->line[j].page)
		if (pages == 1 && repeats_line(l, i, j))
			return true;
	return false;
}

/* docx2txt runs paragraphs together that have no attribute. */
static int doubt_length(const struct gs_line *line, struct gs_faults *guesses)
{
	if (line->text.len <= LONG)
		return GS_OK;
	return gs_fault_tell(guesses, false, 0, "draft-long-line", "line {0} "
	    "of the source has {1} bytes; if the ends of its paragraphs were "
	    "lost in conversion, save the source as plain text and have a "
	    "draft made of that", gs_say_number(line->number),
	    gs_say_number(line->text.len));
}

/* What a line of the page's own is. */
struct page_part {
	const char *code, *sentence;
};

/* NULL: it is text. */
static const struct page_part *find_page_part(const struct gs_lines *l,
    size_t i)
{
	static const struct page_part marking = {"draft-marking-left-out",
	    "line {0} of the source is left out, as a marking, which is "
	    "derived from the portion marks: {1}"};
	static const struct page_part number = {"draft-page-number-left-out",
	    "line {0} of the source is left out, as a page's number: {1}"};
	static const struct page_part header = {"draft-page-header-left-out",
	    "line {0} of the source is left out, as a page's header or "
	    "footer: {1}"};
	static const struct page_part sign = {"draft-cable-sign-left-out",
	    "line {0} of the source is left out, as a cable's sign for its "
	    "distribution or its end: {1}"};
	struct gs_span text = l->line[i].text;

	if (is_transmission_sign(text))
		return &sign;
	if (is_marking(text))
		return &marking;
	if (is_page_line(text) ||
	    (gs_is_page_number(text) && stands_alone(l, i)))
		return &number;
	return is_repeated(l, i) ? &header : NULL;
}

/* Notes in `gone` whether the line is the page's own. */
static int leave_out(struct gs_lines *l, bool *gone,
    struct gs_faults *guesses, size_t i)
{
	const struct gs_line *line = &l->line[i];
	const struct page_part *part = find_page_part(l, i);
	size_t n = line->text.len < SHOWN_MAX ? line->text.len : SHOWN_MAX;

	if (part == NULL)
		return GS_OK;
	gone[i] = true;
	if (is_marking(line->text) && !l->banner) {
		l->banner = true;
		l->marking = line->text;
	}

	/* Cut between characters. */
	while (n > 0 && n < line->text.len &&
	    (line->text.ptr[n] & 0xc0) == 0x80)
		n--;
	return gs_fault_tell(guesses, false, 0, part->code, part->sentence,
	    gs_say_number(line->number), gs_say_span(line->text.ptr, n));
}

/* The lines ----------------------------------------------------------- */

/* One without form feeds, but for those it begins with. */
static void add_line(struct gs_lines *l, struct gs_span s, size_t number)
{
	struct gs_line line = {.number = number};

	while (s.len > 0 && (*s.ptr == ' ' || *s.ptr == '\f')) {
		line.page = line.page || *s.ptr == '\f';
		line.indent = *s.ptr == '\f' ? 0 : line.indent + 1;
		s = gs_span_from(s, 1);
	}
	line.text = gs_span_trim(s);

	/* A page that begins with an empty line begins with the next. */
	if (l->count > 0 && l->line[l->count - 1].text.len == 0 &&
	    l->line[l->count - 1].page) {
		l->line[l->count - 1].page = false;
		line.page = true;
	}
	l->line[l->count++] = line;
}

static void split_pages(struct gs_lines *l, struct gs_span s)
{
	size_t number = 1;

	for (size_t from = 0; from < s.len;) {
		size_t to = from;
		while (to < s.len && s.ptr[to] == '\f')
			to++;
		while (to < s.len && s.ptr[to] != '\n' && s.ptr[to] != '\f')
			to++;
		add_line(l, (struct gs_span){s.ptr + from, to - from},
		    number);
		from = to;
		if (from < s.len && s.ptr[from] == '\n') {
			number++;
			from++;
		}
	}
}

/* Takes the lines out that are gone.  The text behind them begins a page, and
 * so does the text behind a form feed. */
static void drop_gone(struct gs_lines *l, const bool *gone)
{
	size_t kept = 0;
	bool page = false;

	for (size_t i = 0; i < l->count; i++) {
		page = page || l->line[i].page || gone[i];
		if (gone[i])
			continue;
		l->line[kept] = l->line[i];
		l->line[kept].page = page && l->line[i].text.len > 0;
		page = page && l->line[i].text.len == 0;
		kept++;
	}
	l->count = kept;
}

int gs_lines_read(struct gs_lines *out, struct gs_faults *guesses,
    struct gs_arena *arena, const void *text, size_t len)
{
	const uint8_t *p = text;
	struct gs_lines l = {0};
	size_t max = 2;
	int err = GS_OK;

	for (size_t i = 0; i < len; i++)
		max += p[i] == '\n' || p[i] == '\f';
	l.line = gs_arena_take(arena, max, sizeof *l.line);
	bool *gone = gs_arena_take(arena, max, sizeof *gone);
	if (l.line == NULL || gone == NULL)
		return GS_ERR_MEMORY;

	split_pages(&l, (struct gs_span){p, len});
	for (size_t i = 0; err == GS_OK && i < l.count; i++)
		if (l.line[i].text.len > 0)
			err = leave_out(&l, gone, guesses, i);
	for (size_t i = 0; err == GS_OK && i < l.count; i++)
		err = doubt_length(&l.line[i], guesses);
	if (err != GS_OK)
		return err;

	drop_gone(&l, gone);
	*out = l;
	return GS_OK;
}
