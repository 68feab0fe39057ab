/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser shows of a page that was saved, without its scripts. */
#include <gumbo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "convert/charset.h"
#include "convert/css.h"
#include "convert/number.h"
#include "convert/read.h"

#define DEPTH_MAX 400 /* elements within one another; browsers stop at 512 */

/* What an element's children are shown in. */
struct state {
	struct gs_look look;
	bool gone, pre, folded, unsure;
	unsigned depth;
	int *counter;      /* of the list around; NULL: none */
	int step;
	enum gs_css_list list;
};

struct html {
	struct gs_flow *f;
	struct gs_css_sheet sheet;
	bool elsewhere; /* a sheet or a script that the file only names */
	bool blank;     /* the last that was written is one */
	int quotes;
};

static void walk_node(struct html *h, const GumboNode *node,
    const struct state *s);

static struct gs_span html_span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text,
	    text == NULL ? 0 : strlen(text)};
}

static const char *attr_of(const GumboNode *node, const char *name)
{
	const GumboAttribute *a = gumbo_get_attribute(
	    &node->v.element.attributes, name);

	return a == NULL ? NULL : a->value;
}

static bool is_tag(const GumboNode *node, GumboTag tag)
{
	return (node->type == GUMBO_NODE_ELEMENT ||
	    node->type == GUMBO_NODE_TEMPLATE) && node->v.element.tag == tag;
}

/* Text ------------------------------------------------------------------ */

static void put_html(struct html *h, const struct state *s,
    struct gs_span text)
{
	enum gs_sight sight = gs_look_sight(&s->look);

	if (s->unsure)
		gs_flow_run(h->f, GS_ASIDE_HIDDEN, true, text);
	else if (s->gone || sight == GS_SIGHT_HIDDEN)
		gs_flow_run(h->f, GS_ASIDE_HIDDEN, false, text);
	else if (sight == GS_SIGHT_FAINT)
		gs_flow_run(h->f, GS_ASIDE_FAINT, false, text);
	else if (sight == GS_SIGHT_UNSURE)
		gs_flow_run(h->f, GS_ASIDE_FAINT, true, text);
	else if (sight == GS_SIGHT_STRUCK)
		gs_flow_run(h->f, GS_ASIDE_STRUCK, true, text);
	else if (s->folded)
		gs_flow_run(h->f, GS_ASIDE_FOLDED, true, text);
	else
		gs_flow_add(h->f, text.ptr, text.len);
}

static void put_html_text(struct html *h, const struct state *s,
    const char *text)
{
	const char *from = text, *c = text;

	if (s->pre) {
		put_html(h, s, html_span(text));
		h->blank = false;
		return;
	}
	for (; *c != '\0'; c++) {
		if (strchr(" \t\r\n\f", *c) == NULL) {
			h->blank = false;
			continue;
		}
		put_html(h, s, (struct gs_span){(const uint8_t *)from,
		    (size_t)(c - from)});
		if (!h->blank)
			put_html(h, s, html_span(" "));
		h->blank = true;
		from = c + 1;
	}
	put_html(h, s, html_span(from));
}

static void end_block(struct html *h)
{
	gs_flow_end(h->f);
	h->blank = true;
}

/* Looks ----------------------------------------------------------------- */

static bool is_gone_tag(GumboTag tag)
{
	static const GumboTag tags[] = {GUMBO_TAG_HEAD, GUMBO_TAG_SCRIPT,
	    GUMBO_TAG_STYLE, GUMBO_TAG_TEMPLATE, GUMBO_TAG_TITLE,
	    GUMBO_TAG_META, GUMBO_TAG_LINK, GUMBO_TAG_DATALIST,
	    GUMBO_TAG_PARAM, GUMBO_TAG_SOURCE, GUMBO_TAG_TRACK,
	    GUMBO_TAG_RP, GUMBO_TAG_BASE, GUMBO_TAG_COL, GUMBO_TAG_COLGROUP};

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (tag == tags[i])
			return true;
	return false;
}

static void apply_css(struct state *s, const struct gs_css *css)
{
	int size = s->look.size;

	s->gone = s->gone || css->gone > 0;
	s->pre = css->pre >= 0 ? css->pre > 0 : s->pre;
	s->look = gs_look_over(s->look, css->look);
	if (css->scale > 0)
		s->look.size = size * css->scale < 1 ? 1 :
		    (int)(size * css->scale);
	s->list = css->list != GS_LIST_UNSET ? css->list : s->list;
}

/* What is made of nothing: `content` of what stands before or after. */
static void tell_generated(struct html *h, const struct gs_css_rule *r)
{
	struct gs_span c = r->css.content;
	bool words = c.len > 2 && (c.ptr[0] == '"' || c.ptr[0] == '\'') &&
	    !gs_flow_blank((struct gs_span){c.ptr + 1, c.len - 2});

	if (r->pseudo && (words || (c.len > 4 && memcmp(c.ptr, "attr", 4) ==
	    0)))
		gs_flow_aside(h->f, GS_ASIDE_GENERATED, c);
}

/* All rules about the element, then its own attribute. */
static void look_at(struct html *h, const GumboNode *node, struct state *s)
{
	const char *style = attr_of(node, "style");
	const char *tag = gumbo_normalized_tagname(node->v.element.tag);
	const char *ink = attr_of(node, "color");
	const char *paper = attr_of(node, "bgcolor");
	struct gs_css all = {.gone = -1, .pre = -1, .look = GS_LOOK_UNSET};

	for (size_t i = 0; i < h->sheet.count; i++) {
		const struct gs_css_rule *r = &h->sheet.rules[i];

		if (!gs_css_matches(r, tag, attr_of(node, "id"),
		        attr_of(node, "class")))
			continue;
		if (r->pseudo)
			tell_generated(h, r);
		else if (!r->unsure)
			all = gs_css_over(all, &r->css);
		else if (gs_css_hides(&r->css))
			s->unsure = s->unsure || r->css.gone > 0 ||
			    r->css.look.hidden > 0;
	}
	if (ink != NULL)
		all.look.ink = gs_look_hex(ink);
	if (paper != NULL)
		all.look.paper = gs_look_hex(paper);
	if (style != NULL) {
		struct gs_css own = gs_css_read(html_span(style));

		all = gs_css_over(all, &own);
	}
	if (all.unsure && all.gone > 0) {
		s->unsure = true;
		all.gone = 0;
	}
	if (all.turned)
		gs_flow_aside(h->f, GS_ASIDE_GENERATED, html_span(
		    "letters in another order"));
	apply_css(s, &all);
}

/* Elements -------------------------------------------------------------- */

static void walk_html_all(struct html *h, const GumboNode *node,
    const struct state *s)
{
	const GumboVector *all = &node->v.element.children;

	for (unsigned i = 0; i < all->length; i++)
		walk_node(h, all->data[i], s);
}

/* All text beneath, whatever it looks like. */
static void add_all_text(struct gs_flow *f, const GumboNode *node,
    unsigned depth)
{
	const GumboVector *all = &node->v.element.children;

	if (node->type == GUMBO_NODE_TEXT ||
	    node->type == GUMBO_NODE_CDATA ||
	    node->type == GUMBO_NODE_WHITESPACE)
		gs_flow_put(f, node->v.text.text);
	if ((node->type != GUMBO_NODE_ELEMENT &&
	    node->type != GUMBO_NODE_TEMPLATE) || depth > DEPTH_MAX)
		return;
	for (unsigned i = 0; i < all->length; i++)
		add_all_text(f, all->data[i], depth + 1);
}

static void html_side(struct html *h, const GumboNode *node,
    enum gs_aside_kind kind, bool always)
{
	struct gs_strip own = {NULL, 0, 0};
	struct gs_strip *before = gs_flow_capture(h->f, &own);

	add_all_text(h->f, node, 0);
	if (always && gs_flow_blank((struct gs_span){own.ptr, own.len})) {
		gs_flow_release(h->f, before);
		free(own.ptr);
		gs_flow_aside(h->f, kind, (struct gs_span){NULL, 0});
	} else {
		gs_flow_release_as(h->f, before, &own, kind);
	}
}

/* A dot that counts who reads is no picture. */
static void list_image(struct html *h, const GumboNode *node,
    const struct state *s)
{
	const char *width = attr_of(node, "width");
	const char *height = attr_of(node, "height");

	if (gs_look_number(width, 2) > 1 && gs_look_number(height, 2) > 1 &&
	    !s->gone)
		gs_flow_aside(h->f, GS_ASIDE_PICTURE,
		    html_span(attr_of(node, "alt")));
}

static void list_field(struct html *h, const GumboNode *node)
{
	const char *type = attr_of(node, "type");
	const char *value = attr_of(node, "value");

	if (type != NULL && strcasecmp(type, "hidden") == 0)
		return;
	if (is_tag(node, GUMBO_TAG_INPUT))
		gs_flow_aside(h->f, GS_ASIDE_FORM, html_span(value));
	else
		html_side(h, node, GS_ASIDE_FORM, true);
}

/* What is no text of the page; false: it is none of these. */
static bool walk_other(struct html *h, const GumboNode *node,
    const struct state *s)
{
	int tag = (int)node->v.element.tag;

	switch (tag) {
	case GUMBO_TAG_IMG:
	case GUMBO_TAG_IMAGE:
		list_image(h, node, s);
		return true;
	case GUMBO_TAG_SVG:
	case GUMBO_TAG_CANVAS:
		html_side(h, node, GS_ASIDE_PICTURE, true);
		return true;
	case GUMBO_TAG_MATH:
		html_side(h, node, GS_ASIDE_EQUATION, true);
		return true;
	case GUMBO_TAG_IFRAME:
	case GUMBO_TAG_OBJECT:
	case GUMBO_TAG_EMBED:
	case GUMBO_TAG_VIDEO:
	case GUMBO_TAG_AUDIO:
	case GUMBO_TAG_FRAME:
	case GUMBO_TAG_APPLET:
		html_side(h, node, GS_ASIDE_OBJECT, true);
		return true;
	case GUMBO_TAG_INPUT:
	case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_SELECT:
	case GUMBO_TAG_BUTTON:
		list_field(h, node);
		return true;
	case GUMBO_TAG_NOSCRIPT:
		html_side(h, node, GS_ASIDE_HIDDEN, false);
		return true;
	case GUMBO_TAG_RT:
		html_side(h, node, GS_ASIDE_MARGIN, false);
		return true;
	default:
		return false;
	}
}

/* Lists ----------------------------------------------------------------- */

static enum gs_numbering numbering_of(enum gs_css_list list)
{
	static const enum gs_numbering how[] = {
		[GS_LIST_DECIMAL] = GS_NUMBERING_DECIMAL,
		[GS_LIST_SMALL] = GS_NUMBERING_SMALL,
		[GS_LIST_CAPITAL] = GS_NUMBERING_CAPITAL,
		[GS_LIST_ROMAN_SMALL] = GS_NUMBERING_ROMAN_SMALL,
		[GS_LIST_ROMAN_CAPITAL] = GS_NUMBERING_ROMAN_CAPITAL,
		[GS_LIST_OTHER] = GS_NUMBERING_OTHER};

	return how[list];
}

static enum gs_css_list list_by_type(const char *type, enum gs_css_list own)
{
	return type == NULL ? own : strcmp(type, "a") == 0 ? GS_LIST_SMALL :
	    strcmp(type, "A") == 0 ? GS_LIST_CAPITAL :
	    strcmp(type, "i") == 0 ? GS_LIST_ROMAN_SMALL :
	    strcmp(type, "I") == 0 ? GS_LIST_ROMAN_CAPITAL :
	    strcmp(type, "1") == 0 ? GS_LIST_DECIMAL : own;
}

static void write_item_sign(struct html *h, const GumboNode *node,
    struct state *s)
{
	const char *value = attr_of(node, "value");
	struct state plain = *s;
	struct gs_strip own = {NULL, 0, 0};

	if (s->list == GS_LIST_UNSET)
		s->list = GS_LIST_BULLET;
	if (s->counter != NULL)
		*s->counter = gs_look_number(value, *s->counter);
	if (s->list == GS_LIST_NONE || s->gone)
		return;
	struct gs_strip *before = gs_flow_capture(h->f, &own);
	if (s->list == GS_LIST_BULLET || s->counter == NULL) {
		gs_flow_put(h->f, "- ");
	} else {
		gs_number_write(h->f, numbering_of(s->list), *s->counter);
		gs_flow_put(h->f, ". ");
	}
	gs_flow_release(h->f, before);
	put_html(h, &plain, (struct gs_span){own.ptr, own.len});
	free(own.ptr);
	if (s->list == GS_LIST_OTHER)
		gs_flow_aside(h->f, GS_ASIDE_GENERATED,
		    (struct gs_span){NULL, 0});
}

static int count_items(const GumboNode *list)
{
	const GumboVector *all = &list->v.element.children;
	int n = 0;

	for (unsigned i = 0; i < all->length; i++)
		n += is_tag(all->data[i], GUMBO_TAG_LI);
	return n;
}

static void walk_html_list(struct html *h, const GumboNode *node,
    struct state *s)
{
	bool ordered = is_tag(node, GUMBO_TAG_OL);
	bool reversed = attr_of(node, "reversed") != NULL;
	const GumboVector *all = &node->v.element.children;
	int at = gs_look_number(attr_of(node, "start"), reversed ?
	    count_items(node) : 1);

	if (s->list == GS_LIST_UNSET)
		s->list = ordered ? GS_LIST_DECIMAL : GS_LIST_BULLET;
	s->list = list_by_type(attr_of(node, "type"), s->list);
	s->counter = ordered ? &at : NULL;
	for (unsigned i = 0; i < all->length; i++) {
		walk_node(h, all->data[i], s);
		if (is_tag(all->data[i], GUMBO_TAG_LI))
			at += reversed ? -1 : 1;
	}
}

/* Tables ---------------------------------------------------------------- */

static bool is_cell(const GumboNode *node)
{
	return is_tag(node, GUMBO_TAG_TD) || is_tag(node, GUMBO_TAG_TH);
}

/* A row of one cell is a frame for what stands in it. */
static void walk_html_row(struct html *h, const GumboNode *row,
    const struct state *s)
{
	const GumboVector *all = &row->v.element.children;
	unsigned cells = 0, written = 0;

	for (unsigned i = 0; i < all->length; i++)
		cells += is_cell(all->data[i]);
	for (unsigned i = 0; i < all->length; i++) {
		struct gs_strip own = {NULL, 0, 0};

		if (cells < 2 || !is_cell(all->data[i])) {
			walk_node(h, all->data[i], s);
			continue;
		}
		struct gs_strip *before = gs_flow_capture(h->f, &own);
		h->blank = true;
		walk_node(h, all->data[i], s);
		gs_flow_end(h->f);
		gs_flow_release(h->f, before);
		if (written++ > 0)
			gs_flow_put(h->f, "\t");
		for (size_t k = 0; k + 1 < own.len; k++)
			if (own.ptr[k] != '\n' && own.ptr[k] != '\t')
				gs_flow_add(h->f, own.ptr + k, 1);
			else if (own.ptr[k + 1] != '\n')
				gs_flow_put(h->f, " ");
		free(own.ptr);
	}
	gs_flow_line(h->f);
	h->blank = true;
}

/* Everything else ------------------------------------------------------- */

static bool html_block(GumboTag tag)
{
	static const GumboTag inlines[] = {GUMBO_TAG_A, GUMBO_TAG_ABBR,
	    GUMBO_TAG_B, GUMBO_TAG_BDI, GUMBO_TAG_BDO, GUMBO_TAG_BIG,
	    GUMBO_TAG_CITE, GUMBO_TAG_CODE, GUMBO_TAG_DATA, GUMBO_TAG_DEL,
	    GUMBO_TAG_DFN, GUMBO_TAG_EM, GUMBO_TAG_FONT, GUMBO_TAG_I,
	    GUMBO_TAG_INS, GUMBO_TAG_KBD, GUMBO_TAG_LABEL, GUMBO_TAG_MARK,
	    GUMBO_TAG_NOBR, GUMBO_TAG_OUTPUT, GUMBO_TAG_Q, GUMBO_TAG_RB,
	    GUMBO_TAG_RUBY, GUMBO_TAG_RTC, GUMBO_TAG_S, GUMBO_TAG_SAMP,
	    GUMBO_TAG_SMALL, GUMBO_TAG_SPAN, GUMBO_TAG_STRIKE,
	    GUMBO_TAG_STRONG, GUMBO_TAG_SUB, GUMBO_TAG_SUP, GUMBO_TAG_TIME,
	    GUMBO_TAG_TT, GUMBO_TAG_U, GUMBO_TAG_VAR, GUMBO_TAG_WBR,
	    GUMBO_TAG_BR, GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_TR,
	    GUMBO_TAG_TBODY, GUMBO_TAG_THEAD, GUMBO_TAG_TFOOT,
	    GUMBO_TAG_UNKNOWN};

	for (size_t i = 0; i < sizeof inlines / sizeof *inlines; i++)
		if (tag == inlines[i])
			return false;
	return true;
}

/* Gumbo has no number for it. */
static bool is_dialog(const GumboNode *node)
{
	const GumboStringPiece *tag = &node->v.element.original_tag;

	return tag->length > 7 &&
	    strncasecmp(tag->data, "<dialog", 7) == 0;
}

static void look_by_tag(struct html *h, const GumboNode *node,
    struct state *s)
{
	GumboTag tag = node->v.element.tag;

	s->gone = s->gone || is_gone_tag(tag) ||
	    attr_of(node, "hidden") != NULL ||
	    (is_dialog(node) && attr_of(node, "open") == NULL);
	s->pre = s->pre || tag == GUMBO_TAG_PRE ||
	    tag == GUMBO_TAG_TEXTAREA || tag == GUMBO_TAG_LISTING ||
	    tag == GUMBO_TAG_XMP || tag == GUMBO_TAG_PLAINTEXT;
	if (tag == GUMBO_TAG_DEL || tag == GUMBO_TAG_S ||
	    tag == GUMBO_TAG_STRIKE)
		s->look.struck = 1;
	if (tag == GUMBO_TAG_BDO)
		gs_flow_aside(h->f, GS_ASIDE_GENERATED, html_span(
		    "letters in another order"));
	if (is_cell(node) && s->look.struck < 0)
		s->look.struck = 0;
}

static void walk_inside(struct html *h, const GumboNode *node,
    struct state *s)
{
	GumboTag tag = node->v.element.tag;
	bool quote = tag == GUMBO_TAG_Q;

	if (tag == GUMBO_TAG_LI)
		write_item_sign(h, node, s);
	if (quote)
		put_html(h, s, html_span(h->quotes++ % 2 == 0 ?
		    "\xe2\x80\x9c" : "\xe2\x80\x98"));
	if (tag == GUMBO_TAG_OL || tag == GUMBO_TAG_UL ||
	    tag == GUMBO_TAG_MENU)
		walk_html_list(h, node, s);
	else if (tag == GUMBO_TAG_TR)
		walk_html_row(h, node, s);
	else
		walk_html_all(h, node, s);
	if (quote)
		put_html(h, s, html_span(--h->quotes % 2 == 0 ?
		    "\xe2\x80\x9d" : "\xe2\x80\x99"));
}

static void walk_element(struct html *h, const GumboNode *node,
    const struct state *around)
{
	struct state s = *around;
	GumboTag tag = node->v.element.tag;
	bool block = html_block(tag);

	if (++s.depth > DEPTH_MAX)
		gs_flow_stop(h->f, GS_UNREAD_DAMAGED);
	look_by_tag(h, node, &s);
	look_at(h, node, &s);
	/* Sheets and scripts are no text of anybody's. */
	if (tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE ||
	    tag == GUMBO_TAG_HEAD)
		return;
	if (walk_other(h, node, &s))
		return;
	if (tag == GUMBO_TAG_BR) {
		if (!s.gone)
			gs_flow_put(h->f, "\n");
		h->blank = true;
		return;
	}
	if (block)
		end_block(h);
	if (tag == GUMBO_TAG_DETAILS && attr_of(node, "open") == NULL)
		s.folded = true;
	if (tag == GUMBO_TAG_SUMMARY)
		s.folded = false;
	walk_inside(h, node, &s);
	if (block)
		end_block(h);
}

static void walk_node(struct html *h, const GumboNode *node,
    const struct state *s)
{
	if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA ||
	    node->type == GUMBO_NODE_WHITESPACE)
		put_html_text(h, s, node->v.text.text);
	else if (node->type == GUMBO_NODE_ELEMENT ||
	    node->type == GUMBO_NODE_TEMPLATE)
		walk_element(h, node, s);
}

/* The page -------------------------------------------------------------- */

static void read_sheets(struct html *h, const GumboNode *node, unsigned depth)
{
	const GumboVector *all = &node->v.element.children;

	if (node->type != GUMBO_NODE_ELEMENT)
		return;
	if (depth > DEPTH_MAX)
		gs_flow_stop(h->f, GS_UNREAD_DAMAGED);
	const char *rel = attr_of(node, "rel");
	h->elsewhere = h->elsewhere || is_tag(node, GUMBO_TAG_SCRIPT) ||
	    (is_tag(node, GUMBO_TAG_LINK) && rel != NULL &&
	    strcasestr(rel, "stylesheet") != NULL);
	for (unsigned i = 0; i < all->length; i++) {
		const GumboNode *c = all->data[i];

		if (is_tag(node, GUMBO_TAG_STYLE) &&
		    c->type != GUMBO_NODE_ELEMENT)
			gs_css_add_sheet(&h->sheet, h->f,
			    html_span(c->v.text.text));
		else
			read_sheets(h, c, depth + 1);
	}
}

/* The value behind `name=` near the beginning, as browsers look for it. */
static void find_charset(char out[64], struct gs_span html, const char *name)
{
	size_t n = html.len < 4096 ? html.len : 4096, len = strlen(name);

	*out = '\0';
	for (size_t i = 0; i + len < n; i++) {
		size_t k = 0, at = i + len;

		if (strncasecmp((const char *)html.ptr + i, name, len) != 0)
			continue;
		while (at < n && strchr(" \t=\"'", html.ptr[at]) != NULL &&
		    html.ptr[at] != '\0')
			at++;
		while (at < n && k < 63 && html.ptr[at] > ' ' &&
		    strchr("\"'>;/?", html.ptr[at]) == NULL)
			out[k++] = (char)html.ptr[at++];
		out[k] = '\0';
		return;
	}
}

void gs_read_html(struct gs_flow *f, struct gs_span html,
    const char *charset)
{
	struct html h = {.f = f, .blank = true};
	struct state s = {.look = GS_LOOK_PAGE};
	GumboOptions options = kGumboDefaultOptions;
	char found[64];

	if (charset == NULL || *charset == '\0') {
		find_charset(found, html, "charset");
		if (*found == '\0' && html.len > 5 &&
		    memcmp(html.ptr, "<?xml", 5) == 0)
			find_charset(found, html, "encoding");
		charset = found;
	}
	struct gs_span text = gs_charset_convert(f, html, charset);

	options.max_errors = 0;
	GumboOutput *page = gumbo_parse_with_options(&options,
	    (const char *)text.ptr, text.len);
	if (page == NULL)
		gs_flow_stop(f, GS_UNREAD_DAMAGED);
	read_sheets(&h, page->root, 0);
	gs_css_finish(&h.sheet);
	walk_node(&h, page->root, &s);
	end_block(&h);
	if (h.elsewhere || h.sheet.elsewhere)
		gs_flow_aside(f, GS_ASIDE_ELSEWHERE,
		    (struct gs_span){NULL, 0});
}
