/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
#include <qrencode.h>

#include "certificate/page_inside.h"
#include "core/record/time.h"

#define EDGE 22.0 /* above the upper marking and under the lower */
#define PAGES_USUAL 2
#define LINES_MAX 40 /* of a paragraph; then an ellipsis */
/* Of the catalog, which is the last object that cairo writes. */
#define CATALOG_END ">>\nendobj\nxref\n"
#define LANGUAGE "   /Lang (en)\n   /ViewerPreferences << " \
	"/DisplayDocTitle true >>\n"
#define CODE_BYTES 2329 /* version 40, level M, told what they are */
#define ECI_UTF8 26
#define NAME_WIDTH 92.0

static const struct {
	const char *font, *tag;
	double before, indent;
} styles[GS_PAGE_STYLES] = {
	[GS_PAGE_TITLE] = {"DejaVu Sans Bold 17", "H1", 0, 0},
	[GS_PAGE_HEADING] = {"DejaVu Sans Bold 10.5", "H2", 9, 0},
	[GS_PAGE_BODY] = {"DejaVu Sans 8.5", "P", 3, 0},
	[GS_PAGE_ITEM] = {"DejaVu Sans 8.5", "P", 2.5, 11},
	[GS_PAGE_SMALL] = {"DejaVu Sans 7.5", "P", 2, 0},
	/* Told apart: l, I and 1, O and 0. */
	[GS_PAGE_COMMAND] = {"DejaVu Sans Mono 7", "P", 3, 0}};

static cairo_status_t receive_bytes(void *ctx, const unsigned char *ptr,
    unsigned int len)
{
	struct gs_writer *w = ctx;

	gs_write_bytes(w, ptr, len);
	return gs_writer_end(w) == GS_OK ? CAIRO_STATUS_SUCCESS :
	    CAIRO_STATUS_WRITE_ERROR;
}

void gs_page_ink(struct gs_page *p, enum gs_ink ink)
{
	static const double rgb[GS_INKS][3] = {
		[GS_INK_BLACK] = {0, 0, 0},
		[GS_INK_GREY] = {0.35, 0.35, 0.35},
		[GS_INK_PALE] = {0.86, 0.86, 0.86},
		[GS_INK_BLUE] = {0.55, 0.70, 0.88},
		[GS_INK_RED] = {0.78, 0.05, 0.05},
		[GS_INK_WHITE] = {1, 1, 1}};

	cairo_set_source_rgb(p->cairo, rgb[ink][0], rgb[ink][1], rgb[ink][2]);
}

/* What is wrapped may be an id, where a hyphen would mislead; and readers of
 * the structure lose what follows a ligature. */
static void set_attributes(PangoLayout *layout)
{
	PangoAttrList *attributes = pango_attr_list_new();

	pango_attr_list_insert(attributes,
	    pango_attr_insert_hyphens_new(FALSE));
	pango_attr_list_insert(attributes,
	    pango_attr_font_features_new("liga=0, clig=0"));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
}

PangoLayout *gs_page_layout(struct gs_page *p, const char *font,
    struct gs_span text, double width)
{
	PangoLayout *layout = pango_layout_new(p->context);
	PangoFontDescription *d = pango_font_description_from_string(font);

	if (!gs_utf8_valid(text.ptr, text.len) || text.len > GS_PAGE_TEXT_MAX) {
		p->err = p->err == GS_OK ? GS_ERR_FORMAT : p->err;
		text.len = 0;
	}
	pango_layout_set_font_description(layout, d);
	pango_font_description_free(d);
	set_attributes(layout);
	pango_layout_set_text(layout, text.len == 0 ? "" :
	    (const char *)text.ptr, (int)text.len);

	if (width > 0) {
		pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
		pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
		pango_layout_set_height(layout, -LINES_MAX);
	}
	return layout;
}

static struct gs_span span_of(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static double height_of(PangoLayout *layout)
{
	int height = 0;

	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

static void show_layout(struct gs_page *p, PangoLayout *layout, double x,
    double y)
{
	cairo_move_to(p->cairo, x, y);
	pango_cairo_show_layout(p->cairo, layout);
}

/* Whole, however many lines it takes; its height. */
static double print_centred(struct gs_page *p, const char *font,
    struct gs_span text, double y)
{
	PangoLayout *layout = gs_page_layout(p, font, text,
	    GS_PAGE_RIGHT - GS_PAGE_MARGIN);

	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE);
	pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
	show_layout(p, layout, GS_PAGE_MARGIN, y);

	double height = height_of(layout);
	g_object_unref(layout);
	return height;
}

static int pages_of(const struct gs_page *p)
{
	return p->plan->pages > 0 ? p->plan->pages : PAGES_USUAL;
}

static const char *marking_font(const struct gs_page *p)
{
	return p->plan->marking.len <= 120 ? "DejaVu Sans Bold 11" :
	    p->plan->marking.len <= 600 ? "DejaVu Sans Bold 8" :
	    "DejaVu Sans Bold 6";
}

/* On a line of its own, where a converter's reader takes it for the furniture
 * that it is. */
static void print_number(struct gs_page *p)
{
	char text[24];

	(void)snprintf(text, sizeof text, "Page %d", p->number);
	p->bottom -= 12;
	gs_page_label(p, GS_INK_GREY, (struct gs_spot){GS_PAGE_RIGHT,
	    p->bottom + 4, 1, 0}, text);
}

/* Marking and notice; in the structure once, or a reader aloud would come to
 * the marking in the middle of a sentence. */
static void print_frame(struct gs_page *p)
{
	p->number++;
	if (p->number == 1)
		cairo_tag_begin(p->cairo, "P", NULL);
	gs_page_ink(p, GS_INK_BLACK);
	p->marking = print_centred(p, marking_font(p), p->plan->marking, EDGE);
	p->y = EDGE + p->marking + 5;
	if (p->number == 1) {
		cairo_tag_end(p->cairo, "P");
		cairo_tag_begin(p->cairo, "P", NULL);
	}

	gs_page_ink(p, GS_INK_RED);
	if (p->plan->notice != NULL)
		p->y += print_centred(p, "DejaVu Sans Bold 8",
		    span_of(p->plan->notice), p->y);
	if (p->number == 1)
		cairo_tag_end(p->cairo, "P");

	gs_page_ink(p, GS_INK_BLACK);
	p->bottom = GS_PAGE_HEIGHT - EDGE - p->marking;
	(void)print_centred(p, marking_font(p), p->plan->marking, p->bottom);
	p->bottom -= 10;
	if (p->plan->pages > 0)
		print_number(p);
	if (p->number == pages_of(p))
		p->bottom -= 14; /* for a line on what is left out */

	p->y += 12;
	p->beside = 0;
}

bool gs_page_room(struct gs_page *p, double height)
{
	if (!p->full && p->y + height <= p->bottom)
		return true;
	if (p->full || p->number == pages_of(p)) {
		p->full = true;
		return false;
	}
	cairo_show_page(p->cairo);
	print_frame(p);
	p->full = p->y + height > p->bottom;
	return !p->full;
}

static void print_rest(struct gs_page *p)
{
	static const char text[] = "This page has no room for the rest; "
	    "'gainsay verify' tells all of it.";

	if (!p->full)
		return;
	cairo_tag_begin(p->cairo, "P", NULL);
	gs_page_ink(p, GS_INK_RED);
	(void)print_centred(p, "DejaVu Sans Bold 8", span_of(text), p->bottom);
	cairo_tag_end(p->cairo, "P");
}

static double right_edge(const struct gs_page *p)
{
	return p->y < p->beside ? GS_PAGE_RIGHT - p->code : GS_PAGE_RIGHT;
}

static void describe_document(struct gs_page *p)
{
	char time[GS_TIME_LEN + 1] = {0};

	gs_time_format((uint8_t *)time, p->plan->date);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE,
	    p->plan->title);
	cairo_pdf_surface_set_metadata(p->surface,
	    CAIRO_PDF_METADATA_CREATOR, "gainsay");
	cairo_pdf_surface_set_metadata(p->surface,
	    CAIRO_PDF_METADATA_CREATE_DATE, time);
}

/* Hints and the locale's language would make the layout depend on the
 * machine. */
static void make_context(struct gs_page *p)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	p->fonts = pango_cairo_font_map_new();
	p->context = pango_font_map_create_context(p->fonts);
	pango_cairo_context_set_resolution(p->context, 72);
	pango_cairo_context_set_font_options(p->context, options);
	pango_context_set_language(p->context,
	    pango_language_from_string("en"));
	cairo_font_options_destroy(options);
}

int gs_page_open(struct gs_page **out, struct gs_writer *pdf,
    const struct gs_page_plan *plan)
{
	struct gs_page *p = calloc(1, sizeof *p);

	if (p == NULL)
		return GS_ERR_MEMORY;

	p->plan = plan;
	p->pdf = pdf;
	p->surface = cairo_pdf_surface_create_for_stream(receive_bytes, pdf,
	    GS_PAGE_WIDTH, GS_PAGE_HEIGHT);
	p->cairo = cairo_create(p->surface);
	describe_document(p);
	make_context(p);

	cairo_tag_begin(p->cairo, "Document", NULL);
	print_frame(p);
	*out = p;
	return GS_OK;
}

static uint8_t *find_after(const struct gs_writer *w, uint8_t *from,
    const char *what)
{
	return from == NULL ? NULL : memmem(from,
	    w->len - (size_t)(from - w->ptr), what, strlen(what));
}

/* Patches the finished PDF's bytes with what cairo 1.16 cannot say: the
 * language, and that the title is to be shown.  No object follows the catalog,
 * so that only the table's own place moves.  A later cairo may write another
 * end: then the PDF stays as it is.  To be deleted with a cairo that takes
 * both. */
static int patch_language(struct gs_writer *w)
{
	char number[24];
	size_t extra = strlen(LANGUAGE);
	uint8_t *catalog = find_after(w, w->ptr, "/Type /Catalog");
	uint8_t *end = find_after(w, catalog, CATALOG_END);
	uint8_t *tail = find_after(w, end, "startxref\n");

	if (tail == NULL)
		return GS_OK;
	if (w->max - w->len < extra + sizeof number)
		return GS_ERR_SPACE;

	size_t at = (size_t)(end - w->ptr);
	size_t table = at + strlen(CATALOG_END) - strlen("xref\n") + extra;
	memmove(end + extra, end, w->len - at);
	memcpy(end, LANGUAGE, extra);

	w->len = (size_t)(tail - w->ptr) + extra + strlen("startxref\n");
	(void)snprintf(number, sizeof number, "%zu\n%%%%EOF\n", table);
	gs_write_text(w, number);
	return gs_writer_end(w);
}

/* Ends cairo's work and releases what it was done with. */
static cairo_status_t finish_surface(struct gs_page *p)
{
	cairo_status_t status = cairo_status(p->cairo);

	cairo_destroy(p->cairo);
	cairo_surface_finish(p->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(p->surface);
	cairo_surface_destroy(p->surface);
	g_object_unref(p->context);
	g_object_unref(p->fonts);
	return status;
}

int gs_page_close(struct gs_page **page)
{
	struct gs_page *p = *page;

	if (p == NULL)
		return GS_OK;
	if (!p->plan->foreign)
		print_rest(p);
	cairo_tag_end(p->cairo, "Document");
	cairo_show_page(p->cairo);
	cairo_status_t status = finish_surface(p);

	int err = p->err != GS_OK ? p->err : gs_writer_end(p->pdf);
	if (err == GS_OK && status != CAIRO_STATUS_SUCCESS)
		err = GS_ERR_MEMORY; /* all that is left to go wrong */
	/* A letter that lacks its end is none. */
	if (err == GS_OK && p->plan->foreign && p->full)
		err = GS_ERR_SPACE;
	if (err == GS_OK && !p->plan->foreign)
		err = patch_language(p->pdf);
	free(p);
	*page = NULL;
	return err;
}

void gs_page_text(struct gs_page *p, enum gs_page_style style,
    const char *text)
{
	double x = GS_PAGE_MARGIN + styles[style].indent;
	PangoLayout *layout = gs_page_layout(p, styles[style].font,
	    span_of(text), right_edge(p) - x);
	double height = height_of(layout);

	p->y += styles[style].before;
	/* A heading takes two lines of what it heads along. */
	if (!gs_page_room(p, height + (style == GS_PAGE_HEADING ? 26 : 0))) {
		g_object_unref(layout);
		return;
	}

	cairo_tag_begin(p->cairo, styles[style].tag, NULL);
	gs_page_ink(p, GS_INK_BLACK);
	if (style == GS_PAGE_ITEM)
		gs_page_box(p, GS_INK_BLACK, (struct gs_page_rect){
		    GS_PAGE_MARGIN + 3, p->y + 4, 2.5, 2.5});
	show_layout(p, layout, x, p->y);
	cairo_tag_end(p->cairo, styles[style].tag);
	p->y += height;
	g_object_unref(layout);
}

void gs_page_row(struct gs_page *p, const char *name, const char *text,
    enum gs_ink ink)
{
	double x = GS_PAGE_MARGIN + NAME_WIDTH;
	char spaced[64]; /* the space is for those who read the structure */

	(void)snprintf(spaced, sizeof spaced, "%s%s", name,
	    name[0] == '\0' ? "" : " ");
	PangoLayout *left = gs_page_layout(p, "DejaVu Sans Bold 8.5",
	    span_of(spaced), NAME_WIDTH - 6);
	PangoLayout *right = gs_page_layout(p, "DejaVu Sans 8.5", span_of(text),
	    right_edge(p) - x);
	double height = height_of(left);
	if (height_of(right) > height)
		height = height_of(right);

	p->y += 2.5;
	if (gs_page_room(p, height)) {
		cairo_tag_begin(p->cairo, "P", NULL);
		gs_page_ink(p, GS_INK_BLACK);
		show_layout(p, left, GS_PAGE_MARGIN, p->y);
		gs_page_ink(p, ink);
		show_layout(p, right, x, p->y);
		cairo_tag_end(p->cairo, "P");
		p->y += height;
	}
	g_object_unref(left);
	g_object_unref(right);
}

void gs_page_say(struct gs_page *p, enum gs_page_style style,
    const char *format, ...)
{
	char text[GS_PAGE_SAID_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	gs_page_text(p, style, text);
}

void gs_page_say_row(struct gs_page *p, const char *name, const char *format,
    ...)
{
	char text[GS_PAGE_SAID_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	gs_page_row(p, name, text, GS_INK_BLACK);
}

static void draw_code(struct gs_page *p, const QRcode *code, double side)
{
	/* Four modules of white around it, as the standard asks. */
	double unit = side / (code->width + 8);
	double x0 = GS_PAGE_RIGHT - side + 4 * unit, y0 = p->y + 4 * unit;
	int n = code->width;

	cairo_tag_begin(p->cairo, "Figure", NULL);
	gs_page_ink(p, GS_INK_BLACK);
	for (int y = 0; y < n; y++)
		for (int x = 0, run = 1; x < n; x += run) {
			/* Whole runs: no seams between neighbours. */
			for (run = 1; x + run < n &&
			    ((code->data[y * n + x] ^
			        code->data[y * n + x + run]) & 1) == 0;)
				run++;
			if (code->data[y * n + x] & 1)
				cairo_rectangle(p->cairo, x0 + x * unit,
				    y0 + y * unit, run * unit, unit);
		}

	cairo_fill(p->cairo);
	cairo_tag_end(p->cairo, "Figure");
}

static bool is_ascii_text(const struct gs_span *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (text->ptr[i] >= 0x80)
			return false;
	return true;
}

/* Readers guess what bytes beyond ASCII are, unless they are told. */
static QRcode *encode_code(const struct gs_span *text)
{
	QRinput *input = QRinput_new2(0, QR_ECLEVEL_M);
	QRcode *code = NULL;

	if (input == NULL)
		return NULL;
	if ((is_ascii_text(text) ||
	    QRinput_appendECIheader(input, ECI_UTF8) == 0) &&
	    QRinput_append(input, QR_MODE_8, (int)text->len, text->ptr) == 0)
		code = QRcode_encodeInput(input);
	QRinput_free(input);
	return code;
}

int gs_page_code(struct gs_page *p, const struct gs_span *text, double side)
{
	QRcode *code = text->len > CODE_BYTES ? NULL : encode_code(text);

	if (code == NULL)
		return GS_ERR_RANGE;
	if (gs_page_room(p, side)) {
		draw_code(p, code, side);
		p->beside = p->y + side;
		p->code = side;
	}
	QRcode_free(code);
	return GS_OK;
}

void gs_page_clear(struct gs_page *p)
{
	if (p->y < p->beside)
		p->y = p->beside;
	p->beside = 0;
}

double gs_page_draw(struct gs_page *p, double height)
{
	if (gs_page_room(p, height))
		p->y += height;
	double y = p->y - height;
	cairo_tag_begin(p->cairo, "Figure", NULL);
	return y;
}

void gs_page_drawn(struct gs_page *p)
{
	cairo_tag_end(p->cairo, "Figure");
}

void gs_page_box(struct gs_page *p, enum gs_ink ink, struct gs_page_rect box)
{
	if (p->full)
		return;
	gs_page_ink(p, ink);
	cairo_rectangle(p->cairo, box.x, box.y, box.width, box.height);
	cairo_fill(p->cairo);
}

void gs_page_label(struct gs_page *p, enum gs_ink ink, struct gs_spot spot,
    const char *text)
{
	int width = 0;

	if (p->full)
		return;
	PangoLayout *layout = gs_page_layout(p, ink == GS_INK_RED ?
	    "DejaVu Sans Bold 7" : "DejaVu Sans 7", span_of(text), 0);
	pango_layout_get_size(layout, &width, NULL);
	double x = spot.x - spot.align * width / PANGO_SCALE;
	double most = GS_PAGE_RIGHT - (double)width / PANGO_SCALE;
	x = x > most ? most : x;

	gs_page_ink(p, ink);
	show_layout(p, layout, x < spot.least ? spot.least : x, spot.y);
	g_object_unref(layout);
}
