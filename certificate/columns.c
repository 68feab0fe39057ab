/* SPDX-License-Identifier: Apache-2.0 */
/* What fits on a page stays together, and is in
 * the structure one column after the other, as it is read aloud; what is longer
 * than a page is put line by line. */
#include "certificate/columns.h"

#include <stdlib.h>
#include <string.h>

#include "certificate/page_inside.h"

#define FONT "DejaVu Serif 8.5"
#define TAG_FONT "DejaVu Sans 7.5"
#define TAG_WIDTH 84.0
#define GAP 14.0
#define BEFORE 7.0
#define BARS 3
#define BAR_HEIGHT 9.0
#define BAR_STEP 13.0

struct setting {
	struct gs_page *page;
	const struct gs_page_columns *c;
	PangoLayout *tag, *text[2];
	uint8_t *joined[2];
	double x[2], width;
};

static void underline_runs(PangoLayout *layout,
    const struct gs_page_column *column)
{
	PangoAttrList *list = pango_attr_list_copy(
	    pango_layout_get_attributes(layout));
	guint at = 0;

	for (size_t i = 0; i < column->count; i++) {
		guint end = at + (guint)column->run[i].text.len;
		PangoAttribute *each[] = {
		    pango_attr_weight_new(PANGO_WEIGHT_BOLD),
		    pango_attr_underline_new(PANGO_UNDERLINE_SINGLE)};

		for (size_t k = 0; k < 2; k++) {
			each[k]->start_index = at;
			each[k]->end_index = end;
			if (column->run[i].strong)
				pango_attr_list_insert(list, each[k]);
			else
				pango_attribute_destroy(each[k]);
		}
		at = end;
	}
	pango_layout_set_attributes(layout, list);
	pango_attr_list_unref(list);
}

/* NULL: there is no memory. */
static PangoLayout *set_column(struct setting *s, size_t k)
{
	const struct gs_page_column *column = &s->c->column[k];
	size_t len = 0;

	for (size_t i = 0; i < column->count; i++)
		len += column->run[i].text.len;
	s->joined[k] = malloc(len + 1);
	if (s->joined[k] == NULL)
		return NULL;

	len = 0;
	for (size_t i = 0; i < column->count; i++) {
		struct gs_span t = column->run[i].text;

		memcpy(s->joined[k] + len, t.ptr, t.len);
		len += t.len;
	}
	PangoLayout *layout = gs_page_layout(s->page, FONT,
	    (struct gs_span){s->joined[k], len}, s->width);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE);
	underline_runs(layout, column);
	return layout;
}

static double layout_height(PangoLayout *layout)
{
	int height = 0;

	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

static double tallest_column(const struct setting *s)
{
	double most = s->c->bars ? BARS * BAR_STEP : 0;

	for (size_t k = 0; k < s->c->columns && !s->c->bars; k++)
		if (layout_height(s->text[k]) > most)
			most = layout_height(s->text[k]);
	return layout_height(s->tag) > most ? layout_height(s->tag) : most;
}

static void draw_bars(const struct setting *s)
{
	struct gs_page *p = s->page;

	for (size_t i = 0; i < BARS; i++)
		gs_page_box(p, GS_INK_BLACK, (struct gs_page_rect){s->x[0],
		    p->y + 2 + (double)i * BAR_STEP,
		    i + 1 < BARS ? s->width : 0.64 * s->width, BAR_HEIGHT});
}

static void draw_tag(const struct setting *s)
{
	struct gs_page *p = s->page;

	gs_page_ink(p, GS_INK_PALE);
	cairo_rectangle(p->cairo, GS_PAGE_MARGIN, p->y - BEFORE / 2,
	    GS_PAGE_RIGHT - GS_PAGE_MARGIN, 0.5);
	cairo_fill(p->cairo);

	cairo_tag_begin(p->cairo, "P", NULL);
	gs_page_ink(p, s->c->ink);
	cairo_move_to(p->cairo, GS_PAGE_MARGIN, p->y);
	pango_cairo_show_layout(p->cairo, s->tag);
	cairo_tag_end(p->cairo, "P");
}

static void draw_whole(const struct setting *s)
{
	struct gs_page *p = s->page;

	draw_tag(s);
	gs_page_ink(p, GS_INK_BLACK);
	if (s->c->bars)
		draw_bars(s);
	for (size_t k = 0; k < s->c->columns && !s->c->bars; k++) {
		cairo_tag_begin(p->cairo, "P", NULL);
		cairo_move_to(p->cairo, s->x[k], p->y);
		pango_cairo_show_layout(p->cairo, s->text[k]);
		cairo_tag_end(p->cairo, "P");
	}
}

/* Line i of a column, from y on; its height, 0 if there is none. */
static double draw_line(const struct setting *s, size_t k, int i, bool draw)
{
	PangoLayoutLine *line = pango_layout_get_line_readonly(s->text[k], i);
	PangoRectangle box;

	if (line == NULL)
		return 0;
	pango_layout_line_get_extents(line, NULL, &box);
	if (draw) {
		cairo_move_to(s->page->cairo, s->x[k], s->page->y -
		    (double)box.y / PANGO_SCALE);
		pango_cairo_show_layout_line(s->page->cairo, line);
	}
	return (double)box.height / PANGO_SCALE;
}

static void draw_lines(const struct setting *s)
{
	struct gs_page *p = s->page;

	draw_tag(s);
	for (int i = 0;; i++) {
		double height = 0;

		for (size_t k = 0; k < s->c->columns; k++) {
			double one = draw_line(s, k, i, false);
			height = one > height ? one : height;
		}
		if (height == 0 || !gs_page_room(p, height))
			return;
		cairo_tag_begin(p->cairo, "P", NULL);
		gs_page_ink(p, GS_INK_BLACK);
		for (size_t k = 0; k < s->c->columns; k++)
			(void)draw_line(s, k, i, true);
		cairo_tag_end(p->cairo, "P");
		p->y += height;
	}
}

static void put_setting(const struct setting *s)
{
	struct gs_page *p = s->page;
	double height = tallest_column(s);

	p->y += BEFORE;
	if (height > GS_PAGE_HEIGHT / 2 && !s->c->bars) {
		/* The tag and some lines at least. */
		if (gs_page_room(p, layout_height(s->tag) + 24))
			draw_lines(s);
		return;
	}
	if (!gs_page_room(p, height))
		return;
	draw_whole(s);
	p->y += height;
}

void gs_columns_put(struct gs_page *p,
    const struct gs_page_columns *columns)
{
	const double left = GS_PAGE_MARGIN + TAG_WIDTH + GAP;
	struct setting s = {.page = p, .c = columns};
	bool ready = true;

	s.width = GS_PAGE_RIGHT - left;
	if (columns->columns == 2)
		s.width = (s.width - GAP) / 2;
	s.x[0] = left;
	s.x[1] = left + s.width + GAP;

	s.tag = gs_page_layout(p, TAG_FONT, (struct gs_span){
	    (const uint8_t *)columns->tag, strlen(columns->tag)}, TAG_WIDTH);
	for (size_t k = 0; k < columns->columns; k++) {
		s.text[k] = set_column(&s, k);
		ready &= s.text[k] != NULL;
	}
	if (ready)
		put_setting(&s);
	else
		p->err = p->err == GS_OK ? GS_ERR_MEMORY : p->err;

	for (size_t k = 0; k < columns->columns; k++) {
		if (s.text[k] != NULL)
			g_object_unref(s.text[k]);
		free(s.joined[k]);
	}
	g_object_unref(s.tag);
}
