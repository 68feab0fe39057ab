/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and paragraphs by where they stand. */
#include <stdlib.h>
#include <string.h>

#include "convert/pdf.h"
#include "lib/memo/marker.h"

#define NUMBERS_LEAST 4     /* beside lines, to be line numbers */
#define BESIDE 3.0          /* points between a number and the text */
#define WIDE 1.35           /* of the usual distance of lines: a paragraph */
#define APART 0.3           /* heights of a line, between words */
#define CELL 2.5            /* heights of a line, between cells */
#define LINE_TEXT_MAX 64    /* bytes of a page's number */

/* Numbers beside lines ---------------------------------------------------- */

struct number {
	size_t from, to; /* glyphs */
	double x1, x2, y;
	unsigned value;
};

/* The number with which a line begins: digits alone. */
static bool number_in_front(struct number *out, const struct gs_glyphs *g,
    const struct gs_glyph_line *l)
{
	size_t i = l->from;

	while (i < l->to && g->list[i].blank)
		i++;
	*out = (struct number){.from = i, .x1 = g->list[i].x1,
	    .y = g->list[i].y1};
	for (; i < l->to && !g->list[i].blank; i++) {
		/* Poppler puts no blank where another size begins. */
		if (i > out->from &&
		    g->list[i].x1 - g->list[i - 1].x2 > BESIDE)
			break;
		if (g->list[i].code < '0' || g->list[i].code > '9' ||
		    i - out->from > 4)
			return false;
		out->value = out->value * 10 + (g->list[i].code - '0');
	}
	out->to = i;
	out->x2 = i > out->from ? g->list[i - 1].x2 : 0;
	return i > out->from;
}

/* Where the text begins that has no number in front. */
static double left_edge(const struct gs_glyphs *g)
{
	double left = g->width;

	for (size_t i = 0; i < g->line_count; i++) {
		const struct gs_glyph_line *l = &g->lines[i];
		struct number n;
		size_t at = l->from;

		if (number_in_front(&n, g, l))
			at = n.to;
		while (at < l->to && g->list[at].blank)
			at++;
		if (at < l->to && g->list[at].x1 < left)
			left = g->list[at].x1;
	}
	return left;
}

static int by_height(const void *a, const void *b)
{
	const struct number *x = a, *y = b;

	return (x->y > y->y) - (x->y < y->y);
}

/* Down the page each is the one before and one step more. */
static bool is_counted(const struct number *n, size_t count)
{
	unsigned step = count < 2 ? 0 : n[1].value - n[0].value;

	if (count < NUMBERS_LEAST || (step != 1 && step != 5 && step != 2))
		return false;
	for (size_t i = 1; i < count; i++)
		if (n[i].value - n[i - 1].value != step)
			return false;
	return true;
}

/* Poppler may read them as a column of their own, or each with its line: either
 * way they stand left of everything else. */
bool gs_glyphs_unnumber(struct gs_glyphs *g)
{
	double left = left_edge(g);
	struct number *all = gs_flow_take(g->f, g->line_count + 1,
	    sizeof *all);
	size_t count = 0;

	for (size_t i = 0; i < g->line_count; i++) {
		struct number n;

		if (number_in_front(&n, g, &g->lines[i]) &&
		    n.x2 + BESIDE < left)
			all[count++] = n;
	}
	qsort(all, count, sizeof *all, by_height);
	bool found = is_counted(all, count);
	for (size_t i = 0; found && i < count; i++)
		for (size_t k = all[i].from; k < all[i].to; k++)
			g->list[k].off = true;
	free(all);
	return found;
}

/* Paragraphs -------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* How far apart lines of one paragraph are: the median; 0: there are none. */
static double usual_distance(const struct gs_glyphs *g)
{
	double *gaps = gs_flow_take(g->f, g->line_count + 1, sizeof *gaps);
	size_t n = 0;

	for (size_t i = 1; i < g->line_count; i++) {
		double gap = g->lines[i].y2 - g->lines[i - 1].y2;
		double high = g->lines[i].y2 - g->lines[i].y1;

		if (gap > high / 2 && gap < high * 3)
			gaps[n++] = gap;
	}
	qsort(gaps, n, sizeof *gaps, by_size);
	/* Paragraphs of one line have wide gaps: the lower quartile. */
	double usual = n == 0 ? 0 : gaps[n / 4];
	free(gaps);
	return usual;
}

static bool is_own_number(const struct gs_glyphs *g,
    const struct gs_glyph_line *l)
{
	uint8_t text[LINE_TEXT_MAX];
	size_t n = 0;

	for (size_t i = l->from; i < l->to; i++) {
		if (g->list[i].off || n + 4 > sizeof text)
			continue;
		memcpy(text + n, g->list[i].text, g->list[i].len);
		n += g->list[i].len;
	}
	while (n > 0 && text[n - 1] == ' ')
		n--;
	return l->to - l->from < LINE_TEXT_MAX / 4 &&
	    gs_is_page_number((struct gs_span){text, n});
}

/* Whether no line of the page stands above it, or none below. */
static bool is_edge_row(const struct gs_glyphs *g,
    const struct gs_glyph_line *l)
{
	bool above = false, below = false;

	for (size_t i = 0; i < g->line_count; i++) {
		above = above || g->lines[i].y2 < l->y1;
		below = below || g->lines[i].y1 > l->y2;
	}
	return !above || !below;
}

/* Whether the line at `i` begins a paragraph. */
static bool begins_block(const struct gs_glyphs *g, size_t i, double usual)
{
	const struct gs_glyph_line *a = &g->lines[i - 1], *b = &g->lines[i];
	double gap = b->y2 - a->y2;
	double high = a->y2 - a->y1, next = b->y2 - b->y1;

	/* A page's number at its top or bottom is nobody's line. */
	if ((i == 1 && is_own_number(g, a)) ||
	    (i + 1 == g->line_count && is_own_number(g, b)))
		return true;
	/* So are the parts of a running title. */
	if (gap > -high / 2 && gap < high / 2)
		return is_edge_row(g, b);
	/* Another column: the sentence goes on. */
	if (gap < -high)
		return false;
	if (high > next * 1.25 || next > high * 1.25)
		return gap > high / 2;
	return usual > 0 ? gap > usual * WIDE : gap > high * 1.8;
}

/* How wide the gap is in front of a character, in heights of the line. */
static double gap_before(const struct gs_glyphs *g,
    const struct gs_glyph_line *l, size_t i)
{
	size_t k = i;

	while (k > l->from && g->list[k - 1].blank)
		k--;
	return k == l->from || g->list[k - 1].off || l->y2 <= l->y1 ? 0 :
	    (g->list[i].x1 - g->list[k - 1].x2) / (l->y2 - l->y1);
}

/* Cells of a table are parted by a tab, those of a page's edge by more. */
static void write_gap(struct gs_glyphs *g, const struct gs_glyph_line *l,
    size_t i)
{
	bool edge = l == g->lines || l + 1 == g->lines + g->line_count;
	bool apart = i > l->from && !g->list[i - 1].blank &&
	    !g->list[i - 1].off;
	double gap = g->list[i].blank ? 0 : gap_before(g, l, i);

	if (gap < CELL && (gap < APART || !apart))
		return;
	if (gap < CELL)
		gs_flow_put(g->f, " ");
	else if (edge)
		gs_flow_end(g->f);
	else
		gs_flow_put(g->f, "\t");
}

static void write_pdf_line(struct gs_glyphs *g, const struct gs_glyph_line *l)
{
	bool blank = true;

	for (size_t i = l->from; i < l->to; i++) {
		const struct gs_glyph *c = &g->list[i];

		if (c->off || (c->blank && blank))
			continue;
		write_gap(g, l, i);
		if (c->unseen)
			gs_flow_run(g->f, GS_ASIDE_HIDDEN, false,
			    (struct gs_span){c->text, c->len});
		else if (c->blank && g->f->run.is &&
		    g->f->run.end == g->f->to->len)
			gs_flow_run(g->f, GS_ASIDE_HIDDEN, false,
			    (struct gs_span){(const uint8_t *)" ", 1});
		else
			gs_flow_add(g->f, c->text, c->len);
		blank = c->blank;
	}
	/* Hidden words that go on in the next line are parted from these. */
	if (g->f->run.is && g->f->run.end == g->f->to->len)
		gs_flow_run(g->f, GS_ASIDE_HIDDEN, false,
		    (struct gs_span){(const uint8_t *)" ", 1});
	else
		gs_flow_line(g->f);
}

void gs_glyphs_write(struct gs_glyphs *g)
{
	double usual = usual_distance(g);

	for (size_t i = 0; i < g->line_count; i++) {
		if (i > 0 && begins_block(g, i, usual))
			gs_flow_end(g->f);
		write_pdf_line(g, &g->lines[i]);
	}
}
