/* SPDX-License-Identifier: Apache-2.0 */
/* What Writer shows of a text: its body in order; everything else is an
 * aside. */
#include "convert/odt.h"

#include <stdlib.h>
#include <string.h>

#include "convert/read.h"
#include "lib/memo/marker.h"

#define SIDES_MAX 4
#define BLANKS_MAX 1000 /* that one element stands for */

static void walk_odt_all(struct gs_odt *d, const xmlNode *node);

static bool odt_is_any(const xmlNode *node, const char *const *names)
{
	for (; *names != NULL; names++)
		if (gs_xml_is(node, *names))
			return true;
	return false;
}

static bool is_value(const xmlNode *node, const char *name, const char *value)
{
	const char *has = gs_xml_attr(node, name);

	return has != NULL && strcmp(has, value) == 0;
}

static struct gs_span odt_span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text,
	    text == NULL ? 0 : strlen(text)};
}

/* Text ---------------------------------------------------------------- */

static void put_odt(struct gs_odt *d, struct gs_span s)
{
	enum gs_sight sight = gs_look_sight(&d->look);

	if (sight == GS_SIGHT_HIDDEN)
		gs_flow_run(d->f, GS_ASIDE_HIDDEN, false, s);
	else if (sight == GS_SIGHT_FAINT)
		gs_flow_run(d->f, GS_ASIDE_FAINT, false, s);
	else if (d->inserted > 0)
		gs_flow_run(d->f, GS_ASIDE_INSERTED, true, s);
	else if (sight == GS_SIGHT_STRUCK)
		gs_flow_run(d->f, GS_ASIDE_STRUCK, true, s);
	else
		gs_flow_add(d->f, s.ptr, s.len);
}

/* Blanks and line ends in a row are one blank, and none in front. */
static void put_odt_text(struct gs_odt *d, const char *text)
{
	const char *from = text, *c = text;

	for (; *c != '\0'; c++) {
		bool blank = *c == ' ' || *c == '\t' || *c == '\n' ||
		    *c == '\r';
		if (!blank) {
			d->blank = false;
			continue;
		}
		put_odt(d, (struct gs_span){(const uint8_t *)from,
		    (size_t)(c - from)});
		if (!d->blank)
			put_odt(d, (struct gs_span){(const uint8_t *)" ", 1});
		d->blank = true;
		from = c + 1;
	}
	put_odt(d, (struct gs_span){(const uint8_t *)from, (size_t)(c - from)});
}

static void write_blanks(struct gs_odt *d, const xmlNode *node)
{
	const char *count = gs_xml_attr(node, "c");
	int n = gs_look_number(count, 1);

	for (int i = 0; i < n && i < BLANKS_MAX; i++)
		put_odt(d, (struct gs_span){(const uint8_t *)" ", 1});
}

/* Asides -------------------------------------------------------------- */

static void walk_odt_side(struct gs_odt *d, const xmlNode *node,
    enum gs_aside_kind kind)
{
	struct gs_odt kept = *d;
	struct gs_strip own = {NULL, 0, 0};
	bool edge = kind == GS_ASIDE_HEADER || kind == GS_ASIDE_FOOTER;

	if (d->side >= SIDES_MAX)
		gs_flow_stop(d->f, GS_UNREAD_DAMAGED);
	struct gs_strip *before = gs_flow_capture(d->f, &own);
	d->look = GS_LOOK_PAGE;
	d->level = 0;
	d->item = false;
	d->inserted = 0;
	d->side++;
	walk_odt_all(d, node);
	*d = kept;

	while (own.len > 0 && (own.ptr[own.len - 1] == '\n' ||
	    own.ptr[own.len - 1] == ' '))
		own.len--;
	if (edge && gs_is_page_number((struct gs_span){own.ptr, own.len}))
		own.len = 0;
	gs_flow_release_as(d->f, before, &own, kind);
}

/* A frame has one thing, or several forms of it; its alternative text stands
 * in it. */
static void walk_frame(struct gs_odt *d, const xmlNode *frame)
{
	static const char *const objects[] = {"object", "object-ole",
	    "plugin", "applet", "floating-frame", NULL};
	const xmlNode *alt = gs_xml_child(frame, "desc");
	const xmlNode *title = gs_xml_child(frame, "title");
	bool object = false;

	alt = alt == NULL ? title : alt;
	struct gs_span said = odt_span(alt == NULL || alt->children == NULL ?
	    NULL : (const char *)alt->children->content);
	for (const xmlNode *c = frame->children; c != NULL; c = c->next)
		if (odt_is_any(c, objects)) {
			gs_flow_aside(d->f, GS_ASIDE_OBJECT, said);
			object = true;
		} else if (gs_xml_is(c, "text-box")) {
			walk_odt_side(d, c, GS_ASIDE_TEXT_BOX);
		} else if (gs_xml_is(c, "image") && !object) {
			gs_flow_aside(d->f, GS_ASIDE_PICTURE, said);
			object = true;
		}
}

static const xmlNode *find_change(const struct gs_odt *d, const char *id)
{
	for (const xmlNode *c = d->changes == NULL ? NULL :
	    d->changes->children; c != NULL && id != NULL; c = c->next)
		if (is_value(c, "id", id))
			return c;
	return NULL;
}

/* Where something was deleted, or an insertion begins or ends. */
static bool walk_change(struct gs_odt *d, const xmlNode *node)
{
	const xmlNode *change = find_change(d, gs_xml_attr(node, "change-id"));

	if (gs_xml_is(node, "change"))
		walk_odt_side(d, gs_xml_child(change, "deletion"),
		    GS_ASIDE_DELETED);
	else if (gs_xml_is(node, "change-start"))
		d->inserted += gs_xml_child(change, "insertion") != NULL;
	else if (gs_xml_is(node, "change-end"))
		d->inserted -= d->inserted > 0 &&
		    gs_xml_child(change, "insertion") != NULL;
	else
		return false;
	return true;
}

/* Lists and paragraphs --------------------------------------------------- */

static void walk_list(struct gs_odt *d, const xmlNode *node)
{
	struct gs_odt_list *before = d->list;
	struct gs_odt_list *own = gs_odt_list(d,
	    gs_xml_attr(node, "style-name"));
	bool goes_on = is_value(node, "continue-numbering", "true") ||
	    gs_xml_attr(node, "continue-list") != NULL;

	d->list = own == NULL ? before : own;
	if (d->level == 0 && !goes_on)
		gs_odt_restart(d->list);
	d->level++;
	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		const char *start = gs_xml_attr(c, "start-value");

		d->item = gs_xml_is(c, "list-item");
		d->start = gs_look_number(start, -1);
		walk_odt_all(d, c);
	}
	d->item = false;
	d->level--;
	d->list = before;
}

static const char *list_of_style(const struct gs_odt *d, const char *name)
{
	for (size_t i = 0; name != NULL && i < d->style_count; i++)
		if (d->styles[i].name != NULL && d->styles[i].list != NULL &&
		    strcmp(d->styles[i].name, name) == 0)
			return d->styles[i].list;
	return NULL;
}

static void write_number(struct gs_odt *d, const xmlNode *node)
{
	const char *level = gs_xml_attr(node, "outline-level");
	struct gs_odt_list *list = d->list;

	if (d->item && d->level > 0) {
		if (list == NULL)
			list = gs_odt_list(d, list_of_style(d,
			    gs_xml_attr(node, "style-name")));
		if (list == NULL)
			gs_flow_put(d->f, "- ");
		gs_odt_number(d, list, d->level, d->start);
	} else if (gs_xml_is(node, "h") && d->level == 0 &&
	    !is_value(node, "is-list-header", "true")) {
		gs_odt_number(d, gs_odt_list(d, ""), gs_look_number(
		    level, 1), -1);
	}
	d->item = false;
}

/* Whether a field in it hides it all. */
static bool is_hidden(const xmlNode *node)
{
	const xmlNode *field = gs_xml_find(node, "hidden-paragraph");

	return field != NULL && !is_value(field, "is-hidden", "false");
}

static void walk_odt_paragraph(struct gs_odt *d, const xmlNode *node)
{
	struct gs_look before = d->look;

	d->look = gs_look_over(before, gs_odt_style_look(d, "paragraph",
	    gs_xml_attr(node, "style-name")));
	if (is_hidden(node))
		d->look.hidden = 1;
	write_number(d, node);
	d->blank = true;
	walk_odt_all(d, node);
	d->look = before;
	gs_flow_end(d->f);
}

static void walk_span(struct gs_odt *d, const xmlNode *node)
{
	struct gs_look before = d->look;

	d->look = gs_look_over(before, gs_odt_style_look(d, "text",
	    gs_xml_attr(node, "style-name")));
	walk_odt_all(d, node);
	d->look = before;
}

/* Tables ---------------------------------------------------------------- */

static void write_odt_cell(struct gs_odt *d, struct gs_strip *own, bool first)
{
	if (!first)
		gs_flow_put(d->f, "\t");
	for (size_t i = 0; i < own->len; i++) {
		bool end = own->ptr[i] == '\n' || own->ptr[i] == '\t';
		if (!end)
			gs_flow_add(d->f, own->ptr + i, 1);
		else if (i + 1 < own->len && own->ptr[i + 1] != '\n')
			gs_flow_put(d->f, " ");
	}
	free(own->ptr);
}

static void walk_odt_row(struct gs_odt *d, const xmlNode *row)
{
	size_t cells = 0;
	bool first = true;

	for (const xmlNode *c = row->children; c != NULL; c = c->next)
		cells += gs_xml_is(c, "table-cell");
	for (const xmlNode *c = row->children; c != NULL; c = c->next) {
		struct gs_look before = d->look;
		struct gs_strip own = {NULL, 0, 0};

		if (gs_xml_is(c, "covered-table-cell"))
			walk_odt_side(d, c, GS_ASIDE_HIDDEN);
		if (!gs_xml_is(c, "table-cell"))
			continue;
		d->look = gs_look_over(before, gs_odt_style_look(d,
		    "table-cell", gs_xml_attr(c, "style-name")));
		struct gs_strip *to = cells == 1 ? NULL :
		    gs_flow_capture(d->f, &own);
		walk_odt_all(d, c);
		d->look = before;
		if (to == NULL)
			continue;
		gs_flow_release(d->f, to);
		write_odt_cell(d, &own, first);
		first = false;
	}
	gs_flow_line(d->f);
}

static void walk_odt_table(struct gs_odt *d, const xmlNode *node)
{
	struct gs_odt kept = *d;

	d->level = 0;
	d->item = false;
	walk_odt_all(d, node);
	d->list = kept.list;
	d->level = kept.level;
	gs_flow_end(d->f);
}

/* Everything else -------------------------------------------------------- */

static void walk_hidden_part(struct gs_odt *d, const xmlNode *node)
{
	struct gs_look before = d->look;
	bool none = is_value(node, "display", "none") ||
	    is_value(node, "display", "condition") ||
	    is_value(node, "visibility", "collapse") ||
	    is_value(node, "visibility", "filter") ||
	    gs_xml_is(node, "hidden-text");

	if (none)
		d->look.hidden = 1;
	if (gs_xml_is(node, "hidden-text") && node->children == NULL)
		put_odt(d, odt_span(gs_xml_attr(node, "string-value")));
	if (gs_xml_is(node, "table-row"))
		walk_odt_row(d, node);
	else
		walk_odt_all(d, node);
	d->look = before;
}

/* Elements that stand for something else than their text. */
static bool walk_special(struct gs_odt *d, const xmlNode *c)
{
	static const char *const nothing[] = {"tracked-changes",
	    "sequence-decls", "variable-decls", "user-field-decls",
	    "note-citation", "forms", "soft-page-break", "change-info",
	    "event-listeners", "table-column", NULL};
	static const char *const shapes[] = {"custom-shape", "rect", "ellipse",
	    "circle", "caption", "polygon", "path", "line", NULL};

	static const char *const about[] = {"creator", "date", "date-string",
	    "creator-initials", "title", "desc", NULL};

	/* Who commented when, and what a shape is called. */
	if (odt_is_any(c, nothing) || (odt_is_any(c, about) &&
	    !gs_xml_is(c->parent, "p") && !gs_xml_is(c->parent, "span")))
		return true;
	if (gs_xml_is(c, "note"))
		walk_odt_side(d, gs_xml_child(c, "note-body"),
		    is_value(c, "note-class", "endnote") ? GS_ASIDE_ENDNOTE :
		    GS_ASIDE_FOOTNOTE);
	else if (gs_xml_is(c, "annotation"))
		walk_odt_side(d, c, GS_ASIDE_COMMENT);
	else if (gs_xml_is(c, "frame"))
		walk_frame(d, c);
	else if (odt_is_any(c, shapes))
		walk_odt_side(d, c, GS_ASIDE_TEXT_BOX);
	else if (gs_xml_is(c, "control"))
		gs_flow_aside(d->f, GS_ASIDE_FORM, odt_span(NULL));
	else if (gs_xml_is(c, "ruby-text"))
		walk_odt_side(d, c, GS_ASIDE_MARGIN);
	else
		return walk_change(d, c);
	return true;
}

static void walk_odt_one(struct gs_odt *d, const xmlNode *c)
{
	static const char *const hidden[] = {"section", "hidden-text",
	    "table-row", "table-rows", "table-row-group", NULL};

	if (walk_special(d, c))
		return;
	if (gs_xml_is(c, "p") || gs_xml_is(c, "h"))
		walk_odt_paragraph(d, c);
	else if (gs_xml_is(c, "span"))
		walk_span(d, c);
	else if (gs_xml_is(c, "s"))
		write_blanks(d, c);
	else if (gs_xml_is(c, "tab"))
		put_odt(d, (struct gs_span){(const uint8_t *)"\t", 1});
	else if (gs_xml_is(c, "line-break"))
		put_odt(d, (struct gs_span){(const uint8_t *)"\n", 1});
	else if (gs_xml_is(c, "list"))
		walk_list(d, c);
	else if (gs_xml_is(c, "table"))
		walk_odt_table(d, c);
	else if (odt_is_any(c, hidden))
		walk_hidden_part(d, c);
	else
		walk_odt_all(d, c);
}

static void walk_odt_all(struct gs_odt *d, const xmlNode *node)
{
	for (const xmlNode *c = node == NULL ? NULL : node->children;
	    c != NULL; c = c->next)
		if (c->type == XML_ELEMENT_NODE)
			walk_odt_one(d, c);
		else if (c->type == XML_TEXT_NODE && c->content != NULL &&
		    (gs_xml_is(node, "p") || gs_xml_is(node, "h") ||
		    gs_xml_find(node, "p") == NULL))
			put_odt_text(d, (const char *)c->content);
}

/* Headers and footers of all kinds of pages. */
static void walk_odt_edges(struct gs_odt *d, const xmlNode *styles)
{
	const xmlNode *masters = gs_xml_child(styles, "master-styles");

	for (const xmlNode *m = masters == NULL ? NULL : masters->children;
	    m != NULL; m = m->next)
		for (const xmlNode *c = m->children; c != NULL; c = c->next) {
			bool header = c->type == XML_ELEMENT_NODE &&
			    strncmp((const char *)c->name, "header", 6) == 0;
			bool footer = c->type == XML_ELEMENT_NODE &&
			    strncmp((const char *)c->name, "footer", 6) == 0;

			if ((header || footer) &&
			    !is_value(c, "display", "false"))
				walk_odt_side(d, c, header ? GS_ASIDE_HEADER :
				    GS_ASIDE_FOOTER);
		}
}

void gs_read_odt(struct gs_package *p)
{
	struct gs_odt d = {.f = p->f, .look = GS_LOOK_PAGE, .start = -1};

	if (gs_xml_find(gs_package_xml(p, "META-INF/manifest.xml"),
	        "encryption-data") != NULL)
		gs_flow_stop(p->f, GS_UNREAD_LOCKED);
	const xmlNode *styles = gs_package_xml(p, "styles.xml");
	const xmlNode *root = gs_package_xml(p, "content.xml");
	const xmlNode *body = gs_xml_child(gs_xml_child(root, "body"), "text");
	if (body == NULL)
		gs_flow_stop(p->f, GS_UNREAD_OTHER);
	gs_odt_read_styles(&d, styles);
	gs_odt_read_styles(&d, root);
	d.changes = gs_xml_child(body, "tracked-changes");
	walk_odt_all(&d, body);
	gs_flow_end(p->f);
	p->f->place = GS_PLACE_FILE;
	walk_odt_edges(&d, styles);
}
