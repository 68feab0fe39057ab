/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/draft_lines.h"

#include <string.h>
#include <strings.h>

#include "core/memo/memo.h"

#define SHOWN 60 /* bytes of a line that is left out */
#define LONG 2000 /* bytes of a line that may be several paragraphs */
#define EDGE 2   /* lines at a page's top and bottom that may be its own */

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

struct gs_span gs_span_trim(struct gs_span s)
{
	while (s.len > 0 && s.ptr[s.len - 1] == ' ')
		s.len--;
	while (s.len > 0 && *s.ptr == ' ') {
		s.ptr++;
		s.len--;
	}
	return s;
}

bool gs_span_begins(struct gs_span s, const char *word)
{
	size_t n = strlen(word);
	return s.len >= n && strncasecmp((const char *)s.ptr, word, n) == 0;
}

static struct gs_span skip(struct gs_span s, size_t n)
{
	return (struct gs_span){s.ptr + n, s.len - n};
}

static size_t digits(struct gs_span s)
{
	size_t n = 0;
	while (n < s.len && is_digit(s.ptr[n]))
		n++;
	return n;
}

static size_t blanks(struct gs_span s, size_t at)
{
	size_t n = at;
	while (n < s.len && s.ptr[n] == ' ')
		n++;
	return n - at;
}

size_t gs_span_mark(struct gs_span s)
{
	const uint8_t *end = s.len < 3 || *s.ptr != '(' ? NULL :
	    memchr(s.ptr, ')', s.len);
	if (end == NULL)
		return 0;
	size_t n = (size_t)(end - s.ptr);
	if (gs_mark_rank(GS_MARK_LEGACY, s.ptr + 1, n - 1) < 0 &&
	    gs_mark_rank(GS_MARK_CUI, s.ptr + 1, n - 1) < 0)
		return 0;
	return n + 1 + blanks(s, n + 1);
}

/* What stands between the marker's parentheses, or before its point. */
static struct gs_marker marker_body(struct gs_span s, size_t *n)
{
	struct gs_marker m = {GS_MARKER_NONE, 0, 0};
	*n = digits(s);
	if (*n >= 1 && *n <= 3) {
		m.kind = GS_MARKER_NUMBER;
		for (size_t i = 0; i < *n; i++)
			m.value = 10 * m.value + (unsigned)(s.ptr[i] - '0');
	} else if (*n == 0 && s.len > 0 && s.ptr[0] >= 'a' &&
	    s.ptr[0] <= 'z') {
		m = (struct gs_marker){GS_MARKER_SMALL,
		    (unsigned)(s.ptr[0] - 'a') + 1, 0};
		*n = 1;
	} else if (*n == 0 && s.len > 0 && s.ptr[0] >= 'A' &&
	    s.ptr[0] <= 'Z') {
		m = (struct gs_marker){GS_MARKER_CAPITAL,
		    (unsigned)(s.ptr[0] - 'A') + 1, 0};
		*n = 1;
	}
	return m;
}

static struct gs_marker read_bullet(struct gs_span s)
{
	static const char *const bullets[] = {"-", "*", "+", "\xe2\x80\xa2",
	    "\xe2\x80\x93", "\xc2\xb7"};
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
		size_t n = strlen(bullets[i]);
		if (s.len > n + 1 && memcmp(s.ptr, bullets[i], n) == 0 &&
		    s.ptr[n] == ' ')
			return (struct gs_marker){GS_MARKER_BULLET, 0,
			    n + blanks(s, n)};
	}
	return (struct gs_marker){GS_MARKER_NONE, 0, 0};
}

struct gs_marker gs_marker_read(struct gs_span text)
{
	size_t n = 0;
	bool open = text.len > 0 && text.ptr[0] == '(';
	struct gs_marker m = marker_body(skip(text, open), &n);
	size_t at = n + open;
	/* A capital in parentheses is a portion mark. */
	if (m.kind == GS_MARKER_NONE || (open && m.kind == GS_MARKER_CAPITAL) ||
	    at + 1 >= text.len || text.ptr[at + 1] != ' ' ||
	    (text.ptr[at] != ')' && (open || text.ptr[at] != '.')))
		return read_bullet(text);
	m.len = at + 1 + blanks(text, at + 1);
	if (m.len == text.len)
		m.kind = GS_MARKER_NONE;
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

static bool is_banner(struct gs_span s)
{
	uint8_t text[GS_BANNER_MAX];
	size_t n = close_up(text, sizeof text, s);
	return gs_banner_rank(GS_MARK_LEGACY, text, n) >= 0 ||
	    gs_banner_rank(GS_MARK_CUI, text, n) >= 0;
}

/* `PAGE 02 DACCA 01138 ...`, `Page 2 of 3`, a marking before it. */
static bool is_page_line(struct gs_span s)
{
	for (size_t at = 0; at + 6 <= s.len; at++) {
		struct gs_span rest = skip(s, at);
		if (!gs_span_begins(rest, "page ") || !is_digit(rest.ptr[5]))
			continue;
		if (at != 0 && !is_banner(gs_span_trim(
		    (struct gs_span){s.ptr, at})))
			continue;
		size_t n = 5 + digits(skip(rest, 5));
		struct gs_span tail = gs_span_trim(skip(rest, n));
		if (tail.len == 0 || gs_span_begins(tail, "of ") ||
		    memcmp(rest.ptr, "PAGE ", 5) == 0)
			return true;
	}
	return false;
}

/* `2`, `- 2 -`, `2/5`. */
static bool is_page_number(struct gs_span s)
{
	size_t count = 0;
	for (size_t i = 0; i < s.len; i++) {
		count += is_digit(s.ptr[i]);
		if (!is_digit(s.ptr[i]) && memchr(" -/", s.ptr[i], 3) == NULL)
			return false;
	}
	return count > 0 && count <= 8;
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
static bool alike(struct gs_span a, struct gs_span b)
{
	size_t i = 0, j = 0;
	while (i < a.len && j < b.len) {
		size_t x = digits(skip(a, i)), y = digits(skip(b, j));
		if ((x == 0) != (y == 0) || (x == 0 && a.ptr[i] != b.ptr[j]))
			return false;
		i += x == 0 ? 1 : x;
		j += y == 0 ? 1 : y;
	}
	return i == a.len && j == b.len;
}

/* Whether the line is one of the last or first `EDGE` of its page. */
static bool at_edge(const struct gs_lines *l, size_t i)
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

/* A header or footer: at the edge of this page and of the one before or
 * after. */
static bool is_repeated(const struct gs_lines *l, size_t i)
{
	size_t pages = 0;
	if (!at_edge(l, i) ||
	    gs_marker_read(l->line[i].text).kind != GS_MARKER_NONE)
		return false;
	for (size_t j = i + 1; j < l->count && pages < 2; j++) {
		pages += l->line[j].page;
		if (pages == 1 && !is_empty(l, j) && alike(l->line[i].text,
		    l->line[j].text) && at_edge(l, j))
			return true;
	}
	pages = l->line[i].page;
	for (size_t j = i; j-- > 0 && pages < 2; pages += l->line[j].page)
		if (pages == 1 && !is_empty(l, j) && alike(l->line[i].text,
		    l->line[j].text) && at_edge(l, j))
			return true;
	return false;
}

/* docx2txt runs paragraphs together that have no attribute. */
static int doubt_length(const struct gs_line *line, struct gs_faults *guesses)
{
	if (line->text.len <= LONG)
		return GS_OK;
	return gs_fault_add(guesses, false, 0, "line %zu of the source has "
	    "%zu bytes; if the ends of its paragraphs were lost in conversion, "
	    "save the source as plain text and have a draft made of that",
	    line->number, line->text.len);
}

static int leave_out(struct gs_lines *l, bool *gone,
    struct gs_faults *guesses, size_t i)
{
	const struct gs_line *line = &l->line[i];
	size_t n = line->text.len < SHOWN ? line->text.len : SHOWN;
	bool marking = is_banner(line->text);
	bool number = is_page_line(line->text) ||
	    (is_page_number(line->text) && stands_alone(l, i));
	while (n > 0 && n < line->text.len &&
	    (line->text.ptr[n] & 0xc0) == 0x80)
		n--;
	if (!marking && !number && !is_repeated(l, i))
		return GS_OK;
	gone[i] = true;
	if (marking && !l->banner) {
		l->banner = true;
		l->marking = line->text;
	}
	return gs_fault_add(guesses, false, 0, "line %zu of the source is left "
	    "out, as %s: %.*s", line->number, marking ? "a marking, which is "
	    "derived from the portion marks" : number ? "a page's number" :
	    "a page's header or footer", (int)n,
	    (const char *)line->text.ptr);
}

/* The lines ----------------------------------------------------------- */

/* One without form feeds, but for those it begins with. */
static void take_line(struct gs_lines *l, struct gs_span s, size_t number)
{
	struct gs_line line = {.number = number};
	while (s.len > 0 && (*s.ptr == ' ' || *s.ptr == '\f')) {
		line.page = line.page || *s.ptr == '\f';
		line.indent = *s.ptr == '\f' ? 0 : line.indent + 1;
		s = skip(s, 1);
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

static void take_lines(struct gs_lines *l, struct gs_span s)
{
	size_t number = 1;
	for (size_t from = 0; from < s.len;) {
		size_t to = from;
		while (to < s.len && s.ptr[to] == '\f')
			to++;
		while (to < s.len && s.ptr[to] != '\n' && s.ptr[to] != '\f')
			to++;
		take_line(l, (struct gs_span){s.ptr + from, to - from},
		    number);
		from = to;
		if (from < s.len && s.ptr[from] == '\n') {
			number++;
			from++;
		}
	}
}

int gs_lines_read(struct gs_lines *out, struct gs_faults *guesses,
    struct gs_arena *arena, const void *text, size_t len)
{
	const uint8_t *p = text;
	struct gs_lines l = {0};
	size_t max = 2, kept = 0;
	bool page = false;
	int err = GS_OK;
	for (size_t i = 0; i < len; i++)
		max += p[i] == '\n' || p[i] == '\f';
	l.line = gs_arena_take(arena, max, sizeof *l.line);
	bool *gone = gs_arena_take(arena, max, sizeof *gone);
	if (l.line == NULL || gone == NULL)
		return GS_ERR_MEMORY;
	take_lines(&l, (struct gs_span){p, len});
	for (size_t i = 0; err == GS_OK && i < l.count; i++)
		if (l.line[i].text.len > 0)
			err = leave_out(&l, gone, guesses, i);
	for (size_t i = 0; err == GS_OK && i < l.count; i++)
		err = doubt_length(&l.line[i], guesses);
	for (size_t i = 0; i < l.count; i++) {
		page = page || l.line[i].page || gone[i];
		/* An empty line on either side of what is left out is its. */
		if (gone[i])
			continue;
		l.line[kept] = l.line[i];
		l.line[kept].page = page && l.line[i].text.len > 0;
		page = page && l.line[i].text.len == 0;
		kept++;
	}
	l.count = kept;
	if (err == GS_OK)
		*out = l;
	return err;
}
