/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo.h>
#include <stdlib.h>

#include "convert/pdf.h"
#include "convert/read.h"

#define SCALE 2.0                     /* pixels a point */
#define PIXELS_MAX ((double)(1 << 24)) /* of a page */
#define CONTRAST 30                   /* of 255: less is no ink */

struct canvas {
	cairo_surface_t *surface;
	const uint8_t *pixels;
	int width, height, stride;
	double scale;
};

/* A line of text makes cairo read what the system says of fonts. */
void gs_read_start_pdf(void)
{
	cairo_surface_t *surface = cairo_image_surface_create(
	    CAIRO_FORMAT_A8, 8, 8);
	cairo_t *pen = cairo_create(surface);

	cairo_select_font_face(pen, "serif", CAIRO_FONT_SLANT_NORMAL,
	    CAIRO_FONT_WEIGHT_NORMAL);
	cairo_show_text(pen, "a");
	cairo_destroy(pen);
	cairo_surface_destroy(surface);
}

static void draw_page(struct canvas *c, struct gs_glyphs *g)
{
	c->scale = SCALE;
	while (g->width * g->height * c->scale * c->scale > PIXELS_MAX)
		c->scale /= 2;
	c->width = (int)(g->width * c->scale) + 1;
	c->height = (int)(g->height * c->scale) + 1;
	c->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, c->width,
	    c->height);

	cairo_t *pen = cairo_create(c->surface);
	cairo_set_source_rgb(pen, 1, 1, 1);
	cairo_paint(pen);
	cairo_scale(pen, c->scale, c->scale);
	poppler_page_render(g->page, pen);
	if (cairo_status(pen) != CAIRO_STATUS_SUCCESS)
		gs_flow_stop(g->f, GS_UNREAD_DAMAGED);
	cairo_destroy(pen);
	cairo_surface_flush(c->surface);
	c->pixels = cairo_image_surface_get_data(c->surface);
	c->stride = cairo_image_surface_get_stride(c->surface);
}

static int clamp_pixel(double at, int most)
{
	return at < 0 ? 0 : at >= most ? most - 1 : (int)at;
}

/* Whether not all of it is of one colour.  What crosses the edges of the box
 * may be a rule, or a neighbour's: a seventh of each side is left out. */
static bool has_ink(const struct canvas *c, const struct gs_glyph *glyph)
{
	double dx = (glyph->x2 - glyph->x1) / 14;
	double dy = (glyph->y2 - glyph->y1) / 14;
	int x1 = clamp_pixel((glyph->x1 + dx) * c->scale, c->width);
	int x2 = clamp_pixel((glyph->x2 - dx) * c->scale, c->width);
	int y1 = clamp_pixel((glyph->y1 + dy) * c->scale, c->height);
	int y2 = clamp_pixel((glyph->y2 - dy) * c->scale, c->height);
	int least[3] = {255, 255, 255}, most[3] = {0, 0, 0};

	for (int y = y1; y <= y2; y++)
		for (int x = x1; x <= x2; x++)
			for (int k = 0; k < 3; k++) {
				int v = c->pixels[(size_t)y *
				    (size_t)c->stride + (size_t)x * 4 +
				    (size_t)k];
				least[k] = v < least[k] ? v : least[k];
				most[k] = v > most[k] ? v : most[k];
			}
	for (int k = 0; k < 3; k++)
		if (most[k] - least[k] >= CONTRAST)
			return true;
	return false;
}

/* By words: a comma is small, and a neighbour reaches into a box. */
void gs_glyphs_look(struct gs_glyphs *g)
{
	struct canvas c = {.surface = NULL};

	draw_page(&c, g);
	for (size_t i = 0, to; i < g->count; i = to + 1) {
		size_t all = 0, seen = 0;

		for (to = i; to < g->count && !g->list[to].blank; to++) {
			all++;
			seen += has_ink(&c, &g->list[to]);
		}
		for (size_t k = i; k < to; k++)
			g->list[k].unseen = 2 * seen < all;
	}
	cairo_surface_destroy(c.surface);
}
