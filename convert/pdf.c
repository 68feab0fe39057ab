/* SPDX-License-Identifier: Apache-2.0 */
/* A PDF, by poppler: its words with their places, and what else lies on its
 * pages. */
#include "convert/pdf.h"

#include <stdlib.h>
#include <string.h>

#include "convert/read.h"

#define PAGES_MAX 3000
#define GLYPHS_MAX ((size_t)1 << 20) /* of a page */

static PopplerDocument *open_document(struct gs_flow *f)
{
	GError *error = NULL;
	GBytes *bytes = g_bytes_new_static(f->file.ptr, f->file.len);
	PopplerDocument *doc = poppler_document_new_from_bytes(bytes, NULL,
	    &error);

	if (doc == NULL)
		gs_flow_stop(f, error != NULL &&
		    error->domain == POPPLER_ERROR &&
		    error->code == POPPLER_ERROR_ENCRYPTED ? GS_UNREAD_LOCKED :
		    GS_UNREAD_DAMAGED);
	return doc;
}

/* Characters ------------------------------------------------------------ */

/* Of a script that runs from right to left, or what turns the direction. */
static bool is_backward(uint32_t c)
{
	return (c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) ||
	    (c >= 0xfe70 && c < 0xff00) || (c >= 0x10800 && c < 0x11000) ||
	    (c >= 0x1e800 && c < 0x1f000) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0x200f;
}

/* Of a script of which fonts draw letters in another order, as one, or apart:
 * of India and Tibet, Burmese, Khmer. */
static bool is_shaped(uint32_t c)
{
	return (c >= 0x900 && c < 0xe00) || (c >= 0xf00 && c < 0x10a0) ||
	    (c >= 0x1780 && c < 0x1800);
}

/* A vowel or tone above or below a letter of Thai or Lao. */
static bool is_stacked(uint32_t c)
{
	uint32_t t = c & ~UINT32_C(0x80);

	return (c >= 0xe00 && c < 0xf00) && (t == 0xe31 ||
	    (t >= 0xe34 && t <= 0xe3c) || (t >= 0xe47 && t <= 0xe4e));
}

static bool is_pdf_space(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' ||
	    c == '\f' || c == 0xa0 || (c >= 0x2000 && c <= 0x200b) ||
	    c == 0x202f || c == 0x3000 || c == 0xad;
}

/* The library's own macro casts const away. */
static const char *after_char(const char *at)
{
	return at + g_utf8_skip[(uint8_t)*at];
}

static void read_glyph(struct gs_glyph *out, const char *at,
    const PopplerRectangle *r)
{
	uint32_t c = g_utf8_get_char(at);

	*out = (struct gs_glyph){.code = c, .blank = is_pdf_space(c),
	    .end = c == '\n',
	    .len = (uint8_t)(after_char(at) - at)};
	memcpy(out->text, at, out->len);
	out->x1 = r->x1 < r->x2 ? r->x1 : r->x2;
	out->x2 = r->x1 < r->x2 ? r->x2 : r->x1;
	out->y1 = r->y1 < r->y2 ? r->y1 : r->y2;
	out->y2 = r->y1 < r->y2 ? r->y2 : r->y1;
}

/* Poppler gives back little or nothing of a page that runs backward, unless it
 * is asked from the other side, or by words. */
static void refuse_backward(struct gs_glyphs *g)
{
	for (int way = 0; way < 4; way++) {
		PopplerRectangle all = {way < 2 ? 0 : g->width, 0,
		    way < 2 ? g->width : 0, g->height};
		char *text = poppler_page_get_selected_text(g->page,
		    way % 2 == 0 ? POPPLER_SELECTION_GLYPH :
		    POPPLER_SELECTION_WORD, &all);

		for (const char *c = text; c != NULL && *c != '\0';
		    c = after_char(c))
			if (is_backward(g_utf8_get_char(c)))
				gs_flow_stop(g->f, GS_UNREAD_ORDER);
		g_free(text);
	}
}

static void read_glyphs(struct gs_glyphs *g)
{
	PopplerRectangle *places = NULL;
	unsigned count = 0;
	char *text = poppler_page_get_text(g->page);
	const char *at = text;

	if (text == NULL || !g_utf8_validate(text, -1, NULL) ||
	    (!poppler_page_get_text_layout(g->page, &places, &count) &&
	    *text != '\0'))
		gs_flow_stop(g->f, GS_UNREAD_DAMAGED);
	if (count > GLYPHS_MAX)
		gs_flow_stop(g->f, GS_UNREAD_LARGE);
	g->list = gs_flow_take(g->f, (size_t)count + 1, sizeof *g->list);
	for (; *at != '\0' && g->count < count; at = after_char(at)) {
		read_glyph(&g->list[g->count], at, &places[g->count]);
		if (is_backward(g->list[g->count++].code))
			gs_flow_stop(g->f, GS_UNREAD_ORDER);
	}

	/* Words without places could not be looked at. */
	if (*at != '\0' && strspn(at, " \n\f") != strlen(at))
		gs_flow_stop(g->f, GS_UNREAD_DAMAGED);
	g_free(places);
	g_free(text);
}

/* Whether poppler has given a mark to another letter: it begins where the one
 * that it follows does, or far behind that.  Poppler parts the box of letter
 * and marks evenly, or gives it all to the letter. */
static bool is_astray(const struct gs_glyphs *g, size_t i)
{
	const struct gs_glyph *mark = &g->list[i];
	size_t k = i;

	while (k > 0 && is_stacked(g->list[k - 1].code))
		k--;
	if (k == 0 || g->list[k - 1].blank)
		return true;
	const struct gs_glyph *base = &g->list[k - 1];
	double middle = (mark->x1 + mark->x2) / 2;
	double wide = base->x2 - base->x1;
	return middle < base->x1 + wide / 4 || middle > base->x2 + 2 * wide;
}

static void refuse_shaped(struct gs_glyphs *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (is_shaped(g->list[i].code) ||
		    (is_stacked(g->list[i].code) && is_astray(g, i)))
			gs_flow_stop(g->f, GS_UNREAD_ORDER);
}

static void measure_line(struct gs_glyph_line *l, const struct gs_glyphs *g)
{
	l->x1 = l->y1 = 1e9;
	l->x2 = l->y2 = -1e9;
	for (size_t i = l->from; i < l->to; i++) {
		const struct gs_glyph *c = &g->list[i];

		if (c->blank || c->off)
			continue;
		l->x1 = c->x1 < l->x1 ? c->x1 : l->x1;
		l->x2 = c->x2 > l->x2 ? c->x2 : l->x2;
		l->y1 = c->y1 < l->y1 ? c->y1 : l->y1;
		l->y2 = c->y2 > l->y2 ? c->y2 : l->y2;
	}
}

static void cut_lines(struct gs_glyphs *g)
{
	size_t n = 1, from = 0;

	for (size_t i = 0; i < g->count; i++)
		n += g->list[i].end;
	if (g->lines == NULL)
		g->lines = gs_flow_take(g->f, n, sizeof *g->lines);
	g->line_count = 0;
	for (size_t i = 0; i <= g->count; i++) {
		if (i < g->count && !g->list[i].end)
			continue;
		struct gs_glyph_line *l = &g->lines[g->line_count];
		*l = (struct gs_glyph_line){.from = from, .to = i};
		measure_line(l, g);
		g->line_count += l->x1 <= l->x2;
		from = i + 1;
	}
}

/* What else lies there -------------------------------------------------- */

/* Pictures by which nobody could be misled are none: rules and dots. */
static size_t list_pictures(struct gs_glyphs *g)
{
	GList *all = poppler_page_get_image_mapping(g->page);
	size_t n = 0;

	for (GList *at = all; at != NULL; at = at->next) {
		const PopplerRectangle *r =
		    &((PopplerImageMapping *)at->data)->area;
		double wide = r->x2 - r->x1, high = r->y2 - r->y1;

		wide = wide < 0 ? -wide : wide;
		high = high < 0 ? -high : high;
		n += wide > 4 && high > 4;
	}
	poppler_page_free_image_mapping(all);
	for (size_t i = 0; i < n; i++)
		gs_flow_aside(g->f, GS_ASIDE_PICTURE,
		    (struct gs_span){NULL, 0});
	return n;
}

static void add_note(struct gs_flow *f, enum gs_aside_kind kind, char *text)
{
	gs_flow_aside(f, kind, (struct gs_span){(const uint8_t *)text,
	    text == NULL ? 0 : strlen(text)});
	g_free(text);
}

static void list_notes(struct gs_glyphs *g)
{
	GList *all = poppler_page_get_annot_mapping(g->page);

	for (GList *at = all; at != NULL; at = at->next) {
		PopplerAnnot *note = ((PopplerAnnotMapping *)at->data)->annot;
		PopplerAnnotType type = poppler_annot_get_annot_type(note);

		if (type != POPPLER_ANNOT_LINK &&
		    type != POPPLER_ANNOT_POPUP && type != POPPLER_ANNOT_WIDGET)
			add_note(g->f, GS_ASIDE_COMMENT,
			    poppler_annot_get_contents(note));
	}
	poppler_page_free_annot_mapping(all);

	all = poppler_page_get_form_field_mapping(g->page);
	for (GList *at = all; at != NULL; at = at->next) {
		PopplerFormField *field =
		    ((PopplerFormFieldMapping *)at->data)->field;

		add_note(g->f, GS_ASIDE_FORM,
		    poppler_form_field_get_field_type(field) ==
		    POPPLER_FORM_FIELD_TEXT ?
		    poppler_form_field_text_get_text(field) : NULL);
	}
	poppler_page_free_form_field_mapping(all);
}

/* Whether it has words; *pictures: of the page. */
static bool read_page(struct gs_flow *f, PopplerDocument *doc, int number,
    size_t *pictures)
{
	struct gs_glyphs g = {.f = f,
	    .page = poppler_document_get_page(doc, number)};

	if (g.page == NULL)
		gs_flow_stop(f, GS_UNREAD_DAMAGED);
	f->number = (size_t)number + 1;
	poppler_page_get_size(g.page, &g.width, &g.height);
	refuse_backward(&g);
	read_glyphs(&g);
	refuse_shaped(&g);
	cut_lines(&g);
	if (gs_glyphs_join_rows(&g))
		cut_lines(&g);
	if (g.line_count > 0)
		gs_glyphs_look(&g);
	if (gs_glyphs_unnumber(&g)) {
		cut_lines(&g);
		gs_flow_aside(f, GS_ASIDE_LINE_NUMBERS,
		    (struct gs_span){NULL, 0});
	}
	gs_glyphs_write(&g);
	*pictures = list_pictures(&g);
	list_notes(&g);
	gs_flow_page(f);

	bool words = g.line_count > 0;
	free(g.list);
	free(g.lines);
	g_object_unref(g.page);
	return words;
}

void gs_read_pdf(struct gs_flow *f)
{
	PopplerDocument *doc = open_document(f);
	int count = poppler_document_get_n_pages(doc);
	size_t pictures = 0, all = 0;
	bool words = false;

	if (count > PAGES_MAX)
		gs_flow_stop(f, GS_UNREAD_LARGE);
	if (count < 1)
		gs_flow_stop(f, GS_UNREAD_DAMAGED);
	f->place = GS_PLACE_PAGE;
	for (int i = 0; i < count; i++) {
		words = read_page(f, doc, i, &pictures) || words;
		all += pictures;
	}
	if (!words)
		gs_flow_stop(f, all > 0 ? GS_UNREAD_PICTURE : GS_UNREAD_EMPTY);
	f->place = GS_PLACE_FILE;
	if (poppler_document_has_attachments(doc))
		gs_flow_aside(f, GS_ASIDE_ATTACHMENT,
		    (struct gs_span){NULL, 0});
}
