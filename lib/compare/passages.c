/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/passages.h"

#include <string.h>

#include "lib/compare/pages.h"
#include "lib/memo/document.h"
#include "lib/memo/gap.h"
#include "lib/memo/marker.h"
#include "lib/memo/outline.h"
#include "lib/memo/span.h"
#include "lib/memo/text.h"

/* The text while it is cut. */
struct cutting {
	struct gs_passages out;
	struct gs_arena *arena;
	struct gs_token_buffer words;
	const struct gs_marks *marks;
	const struct gs_opening *memo;
	int banner; /* rank of the highest that is the memo's */
	bool *gap;  /* of the memo's blocks: the text has a line for it */
	const struct gs_text *text;
	struct gs_pages pages;
	size_t max;
	/* The paragraph that is open: */
	const uint8_t *start, *end;
	size_t line;
	bool open, item, field, retyped;
};

/* One line, without form feeds in front and LF behind. */
struct line {
	struct gs_span s;    /* without spaces in front */
	const uint8_t *from; /* with them */
	size_t number; /* of the normalised text, from 0 */
	bool page;     /* a page begins with it */
};

/* Lines -------------------------------------------------------------- */

/* The line at `*at`, which moves to the next one. */
static struct line cut_line(struct gs_span text, const uint8_t **at,
    size_t number)
{
	const uint8_t *end = text.ptr + text.len, *p = *at;
	const uint8_t *lf = p == end ? NULL : memchr(p, '\n',
	    (size_t)(end - p));
	const uint8_t *stop = lf == NULL ? end : lf;
	struct line line = {.number = number};

	*at = lf == NULL ? end : lf + 1;
	for (line.from = p; p < stop && (*p == '\f' || *p == ' '); p++) {
		line.page = line.page || *p == '\f';
		line.from = *p == '\f' ? p + 1 : line.from;
	}
	line.s = (struct gs_span){p, (size_t)(stop - p)};
	return line;
}

/* A line of `-` or `=` alone. */
static bool is_rule_line(struct gs_span s)
{
	return s.len > 0 && gs_span_run(s, 0, "-=") == s.len;
}

/* Where the value begins of a line that looks like `name: value`; 0: none. */
static size_t field_value(struct gs_span s, size_t line)
{
	const char *name = gs_front_name(line);
	size_t n = strlen(name);

	return gs_span_begins(s, name) && s.len > n && s.ptr[n] == ':' ?
	    n + 1 : 0;
}

static bool is_field(struct gs_span s)
{
	for (enum gs_front_line i = 0; i < GS_FRONT_LINES; i++)
		if (field_value(s, i) > 0)
			return true;
	return false;
}

/* An item's number or bullet, with text behind it. */
static struct gs_marker item_marker(struct gs_span s)
{
	struct gs_marker m = gs_marker_read(s, GS_MARKERS_PRINTED);
	bool item = m.kind == GS_MARKER_NUMBER || m.kind == GS_MARKER_BULLET;

	return item && m.len < s.len ? m :
	    (struct gs_marker){.kind = GS_MARKER_NONE};
}

static bool is_item(struct gs_span s)
{
	return item_marker(s).kind != GS_MARKER_NONE;
}

static bool begins_heading(struct gs_span s)
{
	return gs_marker_read(s, GS_MARKERS_PRINTED).kind ==
	    GS_MARKER_HEADING;
}

/* Whether a line within a paragraph begins another one, as in CommonMark: of
 * numbers only 1 does so, unless it goes on with a list. */
static bool begins_paragraph(struct gs_span s, bool in_item)
{
	struct gs_marker m = item_marker(s);

	return begins_heading(s) || m.kind == GS_MARKER_BULLET ||
	    (m.kind == GS_MARKER_NUMBER && (in_item || m.value == 1));
}

/* The marking at the top and bottom of a page, or the front matter's line with
 * it.  A banner that no part of the memo has is text that is not in the memo;
 * what a part withheld may have is not known here. */
static bool is_banner(const struct cutting *c, struct gs_span s)
{
	size_t at = field_value(s, GS_FRONT_MARKING);

	s = gs_span_from(s, at);
	if (at > 0)
		s = gs_span_from(s, gs_span_blanks(s, 0));
	int rank = gs_banner_rank(c->marks, s.ptr, s.len);
	return rank >= 0 && (rank <= c->banner ||
	    c->memo->open_count < c->memo->count);
}

/* Paragraphs --------------------------------------------------------- */

static struct gs_paragraph *add_paragraph(struct cutting *c,
    struct gs_span raw, size_t line)
{
	struct gs_paragraph *p = &c->out.list[c->out.list_count++];

	*p = (struct gs_paragraph){.raw = raw, .from = c->words.count,
	    .to = c->words.count, .line = c->text->line[line]};
	return p;
}

/* Figures at the beginnings of lines that are the lines' numbers. */
static void mark_line_numbers(struct cutting *c, const struct gs_paragraph *p)
{
	const uint8_t *at = p->raw.ptr;
	size_t line = c->line;

	for (size_t t = p->from; t < p->to; t++) {
		struct gs_token *token = &c->words.token[t];
		bool begins = t == p->from;
		for (; at < token->shown.ptr; at++) {
			line += *at == '\n';
			begins = begins || *at == '\n';
		}
		if (begins && c->pages.numbered[line] &&
		    gs_span_digits(token->shown, 0) == token->shown.len)
			token->flags |= GS_TOKEN_LINE_NUMBER;
	}
}

static int close_paragraph(struct cutting *c)
{
	struct gs_block block;

	if (!c->open)
		return GS_OK;
	c->open = false;
	struct gs_span raw = {c->start, (size_t)(c->end - c->start)};
	if (gs_read_gaps(c->gap, c->memo->count, raw))
		return GS_OK;
	int err = gs_block_split(&block, c->arena, c->marks, raw);
	if (err != GS_OK)
		return err;

	struct gs_paragraph *p = add_paragraph(c, raw, c->line);
	p->mark = block.mark;
	p->retyped = c->retyped;
	p->number = gs_is_page_number(raw);
	/* What stands before the mark, an item's number, and behind it. */
	size_t at = 0;
	if (block.mark.len > 0) {
		size_t mark = (size_t)(block.mark.ptr - raw.ptr) - 1;
		err = gs_tokens_add(&c->words, (struct gs_span){raw.ptr, mark});
		at = mark + block.mark.len + 2;
	}
	if (err == GS_OK)
		err = gs_tokens_add(&c->words, gs_span_from(raw, at));
	p->to = c->words.count;
	if (err == GS_OK && c->pages.numbers)
		mark_line_numbers(c, p);
	return err;
}

/* Adds a line to the paragraph that is open, or opens one. */
static void extend_paragraph(struct cutting *c, const struct line *line)
{
	bool retyped = c->text->retyped[c->text->line[line->number] - 1];

	c->end = line->s.ptr + line->s.len;
	c->retyped = retyped || (c->open && c->retyped);
	if (c->open)
		return;
	c->open = true;
	c->start = line->from;
	c->line = line->number;
	c->item = is_item(line->s);
	c->field = is_field(line->s);
}

/* Whether the line is the page's own: a banner, or a page's number with
 * dashes or words around it.  Such words alone may end a sentence. */
static bool is_furniture(const struct cutting *c, const struct line *line,
    const struct line *after)
{
	bool ends_page = after != NULL && after->page;
	bool last = after == NULL || ends_page || after->s.len == 0;
	bool dash = line->s.len > 0 && gs_page_number_read(line->s) ==
	    GS_PAGE_DRESSED && (*line->s.ptr == '-' || *line->s.ptr >= 0x80);

	return is_banner(c, line->s) || dash || (gs_page_number_read(line->s)
	    == GS_PAGE_DRESSED && (!c->open || last || line->page));
}

/* Whether it is a paragraph by itself: a figure where a page begins or ends,
 * which may be its number, or a line that pages repeat. */
static bool is_apart(const struct cutting *c, const struct line *line,
    const struct line *after)
{
	bool edge = line->page || (after != NULL && after->page);

	return c->pages.running[line->number] || (edge && line->s.len > 0 &&
	    gs_is_page_number(line->s));
}

/* Whether the line does not go on with the paragraph that is open. */
static bool parts_from_open(const struct cutting *c, const struct line *line)
{
	return line->s.len == 0 || line->page ||
	    begins_paragraph(line->s, c->item) ||
	    (c->field && (is_rule_line(line->s) || is_field(line->s)));
}

/* `after`: the line behind; NULL at the end. */
static int place_line(struct cutting *c, const struct line *line,
    const struct line *after)
{
	int err = GS_OK;

	if (c->out.list_count + 2 >= c->max) {
		c->out.bounded = true;
		extend_paragraph(c, line);
		return GS_OK;
	}

	bool furniture = is_furniture(c, line, after);
	bool alone = is_apart(c, line, after);
	if (furniture || alone || parts_from_open(c, line))
		err = close_paragraph(c);
	if (err != GS_OK || line->s.len == 0)
		return err;
	if (furniture) {
		add_paragraph(c, line->s, line->number)->furniture = true;
		return GS_OK;
	}

	extend_paragraph(c, line);
	/* Nothing goes on behind a heading or what underlines one. */
	if (alone || is_rule_line(line->s) || begins_heading(line->s))
		err = close_paragraph(c);
	if (err == GS_OK && c->pages.running[line->number])
		c->out.list[c->out.list_count - 1].running = true;
	return err;
}

static int cut_text(struct cutting *c)
{
	struct gs_span text = {c->text->ptr, c->text->len};
	const uint8_t *at = text.ptr;
	struct line line = {.number = 0}, after = line;
	int err = GS_OK;

	if (c->text->lines > 0)
		line = cut_line(text, &at, 0);
	for (size_t i = 0; err == GS_OK && i < c->text->lines; i++) {
		bool more = i + 1 < c->text->lines;
		if (more)
			after = cut_line(text, &at, i + 1);
		if (c->pages.numbered[i] &&
		    gs_span_digits(line.s, 0) == line.s.len)
			line.s.len = 0;
		err = place_line(c, &line, more ? &after : NULL);
		line = after;
	}
	return err == GS_OK ? close_paragraph(c) : err;
}

static int start_cutting(struct cutting *c)
{
	uint8_t banner[GS_BANNER_MAX];
	size_t len = 0;
	struct gs_span all = {c->text->ptr, c->text->len};

	c->max = c->text->lines + 4 < GS_PARAGRAPHS_MAX ? c->text->lines + 4 :
	    GS_PARAGRAPHS_MAX;
	c->out.list = gs_arena_take(c->arena, c->max, sizeof *c->out.list);
	c->gap = gs_arena_take(c->arena, c->memo->count + 1, 1);
	if (c->out.list == NULL || c->gap == NULL)
		return GS_ERR_MEMORY;

	/* A memo opened may have marks of the other style: then no banner of
	 * this one is its own. */
	c->banner = -1;
	if (gs_banner_derive(banner, &len, sizeof banner, c->marks,
	    c->memo->blocks, c->memo->count) == GS_OK)
		c->banner = gs_banner_rank(c->marks, banner, len);
	int err = gs_pages_find(&c->pages, c->arena, all, c->text->lines);
	return err == GS_OK ? gs_token_buffer_init(&c->words, c->arena, all,
	    GS_WORDS_MAX) : err;
}

int gs_passages_of(struct gs_passages *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_marks *marks,
    const struct gs_opening *memo, struct gs_span text)
{
	struct gs_text normal;
	struct cutting c = {.arena = arena, .marks = marks, .memo = memo,
	    .text = &normal};
	int err = gs_text_normalise(&normal, report, arena, text.ptr, text.len,
	    GS_TEXT_LENIENT);

	if (err == GS_OK)
		err = start_cutting(&c);
	if (err == GS_OK)
		err = cut_text(&c);
	if (err == GS_ERR_SPACE) {
		gs_report_tell(report, "text-too-many-words", "the text has "
		    "more than {0} words and signs, the most that are "
		    "compared; compare a chapter of it",
		    gs_say_number(GS_WORDS_MAX));
		err = GS_ERR_RANGE;
	}
	if (err != GS_OK)
		return err;

	for (size_t i = 0; i < memo->count; i++)
		c.out.gaps += c.gap[i];
	c.out.hidden = normal.hidden;
	c.out.token = c.words.token;
	c.out.count = c.words.count;
	*out = c.out;
	return GS_OK;
}

size_t gs_passages_in(struct gs_span block)
{
	const uint8_t *at = block.ptr, *end = block.ptr + block.len;
	size_t n = 0;
	bool open = false, item = false;

	while (at < end) {
		struct line line = cut_line(block, &at, 0);
		if (line.s.len == 0 || begins_paragraph(line.s, item))
			open = false;
		if (line.s.len == 0)
			continue;
		if (!open)
			item = is_item(line.s);
		n += !open;
		open = !begins_heading(line.s);
	}
	return n;
}
