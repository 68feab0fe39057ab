/* SPDX-License-Identifier: Apache-2.0 */
/* What fits on a page stays together, and is in
 * the structure one column after the other, as it is read aloud; what is longer
 * than a page is put line by line. */
#include "certificate/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certificate/page_inside.h"

#define FONT "DejaVu Serif"
#define TABLE_POINTS 8.5
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

/* Adds what one face asks for, from byte `from` to `to`. */
static void add_face(PangoAttrList *list, unsigned face, guint from, guint to)
{
	PangoAttribute *each[4];
	size_t count = 0;

	if ((face & GS_FACE_BOLD) != 0)
		each[count++] = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
	if ((face & GS_FACE_ITALIC) != 0)
		each[count++] = pango_attr_style_new(PANGO_STYLE_ITALIC);
	if ((face & GS_FACE_MONO) != 0)
		each[count++] = pango_attr_family_new("DejaVu Sans Mono");
	if ((face & GS_FACE_UNDERLINED) != 0)
		each[count++] = pango_attr_underline_new(
		    PANGO_UNDERLINE_SINGLE);

	for (size_t i = 0; i < count; i++) {
		each[i]->start_index = from;
		each[i]->end_index = to;
		pango_attr_list_insert(list, each[i]);
	}
}

static void set_faces(PangoLayout *layout, const struct gs_page_column *column)
{
	PangoAttrList *list = pango_attr_list_copy(
	    pango_layout_get_attributes(layout));
	guint at = 0;

	for (size_t i = 0; i < column->count; i++) {
		guint end = at + (guint)column->run[i].text.len;

		add_face(list, column->run[i].face, at, end);
		at = end;
	}
	pango_layout_set_attributes(layout, list);
	pango_attr_list_unref(list);
}

/* An item's sign is of the same text, and is read with it, in front of where
 * its other lines begin.  How much room that takes, in points. */
static double hang_lines(PangoLayout *layout, size_t bytes)
{
	PangoRectangle at;

	if (bytes == 0)
		return 0;
	pango_layout_index_to_pos(layout, (int)bytes, &at);
	pango_layout_set_indent(layout, -at.x);
	return (double)at.x / PANGO_SCALE;
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
	char font[32];
	(void)snprintf(font, sizeof font, FONT " %.1f", s->c->points > 0 ?
	    s->c->points : TABLE_POINTS);
	PangoLayout *layout = gs_page_layout(s->page, font,
	    (struct gs_span){s->joined[k], len}, s->width);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE);
	set_faces(layout, column);
	double room = hang_lines(layout, s->c->hang);
	if (room > 0) {
		s->x[k] -= room;
		pango_layout_set_width(layout,
		    (int)((s->width + room) * PANGO_SCALE));
	}
	return layout;
}

static double layout_height(PangoLayout *layout)
{
	int height = 0;

	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

static double tag_height(const struct setting *s)
{
	return s->tag == NULL ? 0 : layout_height(s->tag);
}

static double tallest_column(const struct setting *s)
{
	double most = s->c->bars ? BARS * BAR_STEP : 0;

	for (size_t k = 0; k < s->c->columns && !s->c->bars; k++)
		if (layout_height(s->text[k]) > most)
			most = layout_height(s->text[k]);
	double tag = tag_height(s);
	return tag > most ? tag : most;
}

static void draw_bars(const struct setting *s)
{
	struct gs_page *p = s->page;

	for (size_t i = 0; i < BARS; i++)
		gs_page_box(p, GS_INK_BLACK, (struct gs_page_rect){s->x[0],
		    p->y + 2 + (double)i * BAR_STEP,
		    i + 1 < BARS ? s->width : 0.64 * s->width, BAR_HEIGHT});
}

/* Under a thin line. */
static void draw_tag(const struct setting *s)
{
	struct gs_page *p = s->page;

	if (s->tag == NULL)
		return;
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

/* A column that is put line by line. */
struct flowing {
	PangoLayoutIter *at;
	bool done;
};

static double next_height(const struct flowing *f)
{
	PangoRectangle box;

	if (f->done)
		return 0;
	pango_layout_iter_get_line_extents(f->at, NULL, &box);
	return (double)box.height / PANGO_SCALE;
}

static void draw_next(const struct setting *s, struct flowing *f, double x)
{
	PangoRectangle box;
	cairo_t *cairo = s->page->cairo;

	if (f->done)
		return;
	pango_layout_iter_get_line_extents(f->at, NULL, &box);
	int ascent = pango_layout_iter_get_baseline(f->at) - box.y;
	cairo_move_to(cairo, x + (double)box.x / PANGO_SCALE,
	    s->page->y + (double)ascent / PANGO_SCALE);
	pango_cairo_show_layout_line(cairo,
	    pango_layout_iter_get_line_readonly(f->at));
	f->done = !pango_layout_iter_next_line(f->at);
}

/* One line of each column; false: there is none, or no room for it. */
static bool draw_line(const struct setting *s, struct flowing f[2])
{
	struct gs_page *p = s->page;
	double height = 0;

	for (size_t k = 0; k < s->c->columns; k++)
		if (next_height(&f[k]) > height)
			height = next_height(&f[k]);
	if (height == 0 || !gs_page_room(p, height))
		return false;

	cairo_tag_begin(p->cairo, "P", NULL);
	gs_page_ink(p, GS_INK_BLACK);
	for (size_t k = 0; k < s->c->columns; k++)
		draw_next(s, &f[k], s->x[k]);
	cairo_tag_end(p->cairo, "P");
	p->y += height;
	return true;
}

static void draw_lines(const struct setting *s)
{
	struct flowing f[2] = {{NULL, false}, {NULL, false}};

	draw_tag(s);
	for (size_t k = 0; k < s->c->columns; k++)
		f[k].at = pango_layout_get_iter(s->text[k]);
	while (draw_line(s, f))
		;
	for (size_t k = 0; k < s->c->columns; k++)
		pango_layout_iter_free(f[k].at);
}

static void put_setting(const struct setting *s)
{
	struct gs_page *p = s->page;
	double height = tallest_column(s);

	p->y += BEFORE;
	if (height > GS_PAGE_HEIGHT / 2 && !s->c->bars) {
		/* The tag and some lines at least. */
		if (gs_page_room(p, tag_height(s) + 24))
			draw_lines(s);
		return;
	}
	if (!gs_page_room(p, height))
		return;
	draw_whole(s);
	p->y += height;
}

static PangoLayout *set_line(struct setting *s, const char *font,
    const char *text, double width)
{
	return gs_page_layout(s->page, font, (struct gs_span){
	    (const uint8_t *)text, strlen(text)}, width);
}

void gs_columns_put(struct gs_page *p,
    const struct gs_page_columns *columns)
{
	const double left = GS_PAGE_MARGIN + (columns->tag == NULL ?
	    columns->indent : TAG_WIDTH + GAP);
	struct setting s = {.page = p, .c = columns};
	bool ready = true;

	s.width = GS_PAGE_RIGHT - left;
	if (columns->columns == 2)
		s.width = (s.width - GAP) / 2;
	s.x[0] = left;
	s.x[1] = left + s.width + GAP;

	if (columns->tag != NULL)
		s.tag = set_line(&s, TAG_FONT, columns->tag, TAG_WIDTH);
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
	if (s.tag != NULL)
		g_object_unref(s.tag);
}
