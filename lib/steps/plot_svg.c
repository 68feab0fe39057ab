/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "lib/html.h"
#include "lib/steps/plot.h"
#include "lib/steps/words.h"

static const char *ink_name(enum gs_plot_ink ink)
{
	static const char *const names[GS_PLOT_INKS] = {
	    [GS_PLOT_BLACK] = "#000", [GS_PLOT_GREY] = "#555",
	    [GS_PLOT_PALE] = "#ccc", [GS_PLOT_WHITE] = "#fff"};

	return names[ink];
}

/* Nothing is drawn above or left of the drawing. */
static struct gs_message_value say_place(int n)
{
	return gs_say_number(n < 0 ? 0 : (uint64_t)n);
}

static void write_box(void *ctx, enum gs_plot_ink ink,
    const struct gs_plot_box *box)
{
	gs_words_write(ctx, "<rect x=\"{0}\" y=\"{1}\" width=\"{2}\" "
	    "height=\"{3}\" fill=\"{4}\"/>\n", say_place(box->x),
	    say_place(box->y), say_place(box->width),
	    say_place(box->height), gs_say_text(ink_name(ink)));
}

static void write_escaped_words(struct gs_writer *w, const char *text)
{
	gs_html_write(w, (struct gs_span){(const uint8_t *)text,
	    strlen(text)});
}

static void write_svg_label(void *ctx, const struct gs_plot_label *l)
{
	static const char *const anchors[] = {[GS_PLOT_START] = "start",
	    [GS_PLOT_MIDDLE] = "middle", [GS_PLOT_END] = "end"};

	gs_words_write(ctx, "<text x=\"{0}\" y=\"{1}\" "
	    "text-anchor=\"{2}\" fill=\"{3}\"{4}>", say_place(l->x),
	    say_place(l->y), gs_say_text(anchors[l->anchor]),
	    gs_say_text(ink_name(l->ink)),
	    gs_say_text(l->bold ? " font-weight=\"bold\"" : ""));
	write_escaped_words(ctx, l->text);
	gs_write_text(ctx, "</text>\n");
}

int gs_picture_svg(struct gs_writer *svg, const struct gs_statistics *s,
    const struct gs_picture *picture)
{
	const struct gs_canvas canvas = {svg, write_box, write_svg_label};
	const struct gs_plot_box paper = {0, 0, GS_PLOT_WIDTH, GS_PLOT_HEIGHT};
	char title[GS_PICTURE_TITLE_MAX];

	gs_picture_title(title, s, picture);
	gs_words_write(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
	    "role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n"
	    "<title>", say_place(GS_PLOT_WIDTH), say_place(GS_PLOT_HEIGHT));
	write_escaped_words(svg, title);
	gs_write_text(svg, "</title>\n");
	write_box(svg, GS_PLOT_WHITE, &paper);

	int err = gs_picture_draw(&canvas, s, picture);
	gs_write_text(svg, "</svg>\n");
	return err == GS_OK ? gs_writer_end(svg) : err;
}
