/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that poppler has in pieces: the gaps between the words of a justified
 * line may be so wide that it takes the words behind them for columns. */
#include <stdlib.h>
#include <string.h>

#include "convert/pdf.h"

#define BACK 64        /* lines in which a line's beginning is looked for */
#define ROW_GAP 1.6    /* heights of a line, of which words are at most apart */
#define NEXT_ROW 2.0   /* heights of a line, of which rows are at most apart */
#define NONE SIZE_MAX

/* By line: the one that it goes on with on the right, and whether it is the
 * piece of another. */
struct joints {
	size_t *after;
	bool *taken;
	size_t count;
};

static double row_height(const struct gs_glyph_line *l)
{
	return l->y2 - l->y1;
}

static bool is_same_row(const struct gs_glyph_line *a,
    const struct gs_glyph_line *b)
{
	double top = a->y1 > b->y1 ? a->y1 : b->y1;
	double foot = a->y2 < b->y2 ? a->y2 : b->y2;
	double least = row_height(a) < row_height(b) ? row_height(a) :
	    row_height(b);

	return foot - top > least * 0.6;
}

/* Whether line `k` stands in one column with line `i` beside it in the order,
 * right of `edge`: then it is no piece of a line. */
static bool is_column(const struct gs_glyphs *g, size_t k, size_t i,
    double edge)
{
	const struct gs_glyph_line *a = &g->lines[k], *b = &g->lines[i];
	double apart = a->y1 < b->y1 ? b->y1 - a->y1 : a->y1 - b->y1;

	return i < g->line_count && !is_same_row(a, b) && b->x1 >= edge &&
	    apart < NEXT_ROW * row_height(a);
}

/* The line of whose row line `k` is the next piece, or NONE. */
static size_t find_left(const struct gs_glyphs *g, size_t k)
{
	const struct gs_glyph_line *l = &g->lines[k], *best = NULL;

	for (size_t i = k > BACK ? k - BACK : 0; i < k; i++) {
		const struct gs_glyph_line *p = &g->lines[i];

		if (is_same_row(p, l) && p->x2 <= l->x1 &&
		    (best == NULL || p->x2 > best->x2))
			best = p;
	}
	if (best == NULL || l->x1 - best->x2 > ROW_GAP * row_height(l) ||
	    is_column(g, k, k - 1, best->x2) ||
	    is_column(g, k, k + 1, best->x2))
		return NONE;
	return (size_t)(best - g->lines);
}

static bool find_joints(struct joints *j, const struct gs_glyphs *g)
{
	j->count = 0;
	for (size_t i = 0; i < g->line_count; i++) {
		j->after[i] = NONE;
		size_t left = i == 0 ? NONE : find_left(g, i);

		if (left == NONE || j->after[left] != NONE)
			continue;
		j->after[left] = i;
		j->taken[i] = true;
		j->count++;
	}
	return j->count > 0;
}

/* A blank or a line's end behind the glyph at `last`. */
static struct gs_glyph blank_behind(const struct gs_glyph *last, char c)
{
	struct gs_glyph blank = {.code = (uint32_t)c, .len = 1, .blank = true,
	    .end = c == '\n', .x1 = last->x2, .x2 = last->x2,
	    .y1 = last->y1, .y2 = last->y2};

	blank.text[0] = (uint8_t)c;
	return blank;
}

static size_t copy_line(struct gs_glyph *to, const struct gs_glyphs *g,
    size_t i)
{
	size_t n = g->lines[i].to - g->lines[i].from;

	memcpy(to, g->list + g->lines[i].from, n * sizeof *to);
	while (n > 1 && to[n - 1].blank)
		n--;
	return n;
}

static void write_rows(struct gs_glyph *to, size_t *count,
    const struct joints *j, const struct gs_glyphs *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->line_count; i++) {
		if (j->taken[i])
			continue;
		n += copy_line(to + n, g, i);
		for (size_t k = j->after[i]; k != NONE; k = j->after[k]) {
			to[n] = blank_behind(&to[n - 1], ' ');
			n++;
			n += copy_line(to + n, g, k);
		}
		to[n] = blank_behind(&to[n - 1], '\n');
		n++;
	}
	*count = n;
}

bool gs_glyphs_join_rows(struct gs_glyphs *g)
{
	struct joints j = {
	    .after = gs_flow_take(g->f, g->line_count + 1, sizeof *j.after),
	    .taken = gs_flow_take(g->f, g->line_count + 1, sizeof *j.taken)};
	bool found = find_joints(&j, g);

	if (found) {
		struct gs_glyph *list = gs_flow_take(g->f, g->count +
		    g->line_count + 1, sizeof *list);

		write_rows(list, &g->count, &j, g);
		free(g->list);
		g->list = list;
	}
	free(j.after);
	free(j.taken);
	return found;
}
