/* SPDX-License-Identifier: Apache-2.0 */
/* What Word shows of a document: its body in order; everything else is an
 * aside. */
#include "convert/docx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "convert/read.h"
#include "lib/memo/marker.h"

#define SIDES_MAX 4   /* notes in boxes in notes */
#define FIELDS_MAX 64 /* within one another */

static const char word[] =
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
static const char word_strict[] =
    "http://purl.oclc.org/ooxml/wordprocessingml/main";

static void walk_all(struct gs_docx *d, const xmlNode *node);
static void walk_alternative(struct gs_docx *d, const xmlNode *node);

bool gs_docx_is(const xmlNode *node, const char *name)
{
	return gs_xml_is(node, name) && (gs_xml_in(node, word) ||
	    gs_xml_in(node, word_strict));
}

const char *gs_docx_val(const xmlNode *parent, const char *name)
{
	return gs_xml_attr(gs_xml_child(parent, name), "val");
}

static bool docx_is_any(const xmlNode *node, const char *const *names)
{
	for (; *names != NULL; names++)
		if (gs_xml_is(node, *names))
			return true;
	return false;
}

/* Relations ----------------------------------------------------------- */

/* Joins a target to the folder of its part: `word/` and `media/a.png`. */
static bool join_docx(char out[512], const char *folder, const char *target)
{
	int n = snprintf(out, 512, "%s%s", target[0] == '/' ? "" : folder,
	    target + (target[0] == '/'));

	return n > 0 && n < 512;
}

/* The target of the relation whose type ends so; NULL. */
static const char *find_relation(const xmlNode *rels, const char *type)
{
	for (const xmlNode *c = rels == NULL ? NULL : rels->children; c != NULL;
	    c = c->next) {
		const char *is = gs_xml_attr(c, "Type");
		const char *at = is == NULL ? NULL : strrchr(is, '/');

		if (at != NULL && strcmp(at + 1, type) == 0)
			return gs_xml_attr(c, "Target");
	}
	return NULL;
}

/* The root of the part of that type: the one that the main part names, or one
 * of the usual name; NULL. */
static xmlNode *open_related(struct gs_docx *d, const char *type)
{
	const char *target = find_relation(d->rels, type);
	char path[512], usual[64];

	(void)snprintf(usual, sizeof usual, "%s.xml", type);
	return join_docx(path, d->folder, target == NULL ? usual : target) ?
	    gs_package_xml(d->p, path) : NULL;
}

/* Text ---------------------------------------------------------------- */

static void put_docx(struct gs_docx *d, const struct gs_look *look,
    const char *text, size_t len)
{
	struct gs_span s = {(const uint8_t *)text, len};

	if (d->codes != 0)
		return;
	if (d->deleted > 0) {
		gs_flow_run(d->f, GS_ASIDE_DELETED, false, s);
		return;
	}
	switch (gs_look_sight(look)) {
	case GS_SIGHT_HIDDEN:
		gs_flow_run(d->f, GS_ASIDE_HIDDEN, false, s);
		return;
	case GS_SIGHT_FAINT:
		gs_flow_run(d->f, GS_ASIDE_FAINT, false, s);
		return;
	case GS_SIGHT_UNSURE:
		gs_flow_run(d->f, GS_ASIDE_FAINT, true, s);
		return;
	case GS_SIGHT_STRUCK:
		gs_flow_run(d->f, GS_ASIDE_STRUCK, true, s);
		return;
	case GS_SIGHT_SEEN:
		break;
	}
	if (d->inserted > 0)
		gs_flow_run(d->f, GS_ASIDE_INSERTED, true, s);
	else
		gs_flow_add(d->f, s.ptr, s.len);
}

/* In a note, a header or a box; what it says is an aside. */
static void walk_side(struct gs_docx *d, const xmlNode *node,
    enum gs_aside_kind kind)
{
	struct gs_look around = d->around, paragraph = d->paragraph;
	unsigned fields = d->fields;
	uint64_t codes = d->codes;
	struct gs_strip own = {NULL, 0, 0};

	if (d->side >= SIDES_MAX)
		gs_flow_stop(d->f, GS_UNREAD_DAMAGED);
	struct gs_strip *before = gs_flow_capture(d->f, &own);
	d->around = d->page;
	d->fields = 0;
	d->codes = 0;
	d->side++;
	walk_all(d, node);
	d->side--;
	d->around = around;
	d->paragraph = paragraph;
	d->fields = fields;
	d->codes = codes;

	while (own.len > 0 && (own.ptr[own.len - 1] == '\n' ||
	    own.ptr[own.len - 1] == ' '))
		own.len--;
	bool furniture = kind == GS_ASIDE_HEADER || kind == GS_ASIDE_FOOTER;
	if (furniture && gs_is_page_number(
	    (struct gs_span){own.ptr, own.len}))
		own.len = 0;
	gs_flow_release_as(d->f, before, &own, kind);
}

/* The note of that id in one of d->notes. */
static void walk_note(struct gs_docx *d, const xmlNode *reference,
    size_t which, enum gs_aside_kind kind)
{
	const char *id = gs_xml_attr(reference, "id");
	xmlNode *notes = d->notes[which];

	for (xmlNode *c = notes == NULL ? NULL : notes->children; c != NULL;
	    c = c->next) {
		const char *has = gs_xml_attr(c, "id");
		if (id != NULL && has != NULL && strcmp(id, has) == 0) {
			c->_private = d;
			walk_side(d, c, kind);
			return;
		}
	}
	gs_flow_aside(d->f, kind, (struct gs_span){NULL, 0});
}

/* Notes that no place names: who opens the file elsewhere may see them. */
static void walk_left_notes(struct gs_docx *d)
{
	static const enum gs_aside_kind kinds[] = {GS_ASIDE_FOOTNOTE,
	    GS_ASIDE_ENDNOTE, GS_ASIDE_COMMENT};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		for (const xmlNode *c = d->notes[i] == NULL ? NULL :
		    d->notes[i]->children; c != NULL; c = c->next)
			if (c->type == XML_ELEMENT_NODE &&
			    c->_private == NULL)
				walk_side(d, c, kinds[i]);
}

/* Drawings ------------------------------------------------------------ */

static struct gs_span docx_span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text,
	    text == NULL ? 0 : strlen(text)};
}

static void list_drawn(struct gs_docx *d, const xmlNode *node,
    const char *alt)
{
	static const char *const pictures[] = {"blip", "imagedata", "svgBlip",
	    NULL};
	static const char *const objects[] = {"chart", "relIds", "OLEObject",
	    "contentPart", NULL};

	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		const char *own = gs_xml_is(c, "docPr") ?
		    gs_xml_attr(c, "descr") : NULL;
		alt = own == NULL ? alt : own;
		if (gs_docx_is(c, "txbxContent"))
			walk_side(d, c, GS_ASIDE_TEXT_BOX);
		else if (gs_xml_is(c, "textpath"))
			gs_flow_aside(d->f, GS_ASIDE_TEXT_BOX,
			    docx_span(gs_xml_attr(c, "string")));
		else if (docx_is_any(c, pictures))
			gs_flow_aside(d->f, GS_ASIDE_PICTURE, docx_span(alt));
		else if (docx_is_any(c, objects))
			gs_flow_aside(d->f, GS_ASIDE_OBJECT, docx_span(alt));
		else if (c->type == XML_ELEMENT_NODE)
			list_drawn(d, c, alt);
	}
}

/* Runs ---------------------------------------------------------------- */

static void begin_or_end_field(struct gs_docx *d, const xmlNode *node)
{
	const char *type = gs_xml_attr(node, "fldCharType");
	const xmlNode *choice = gs_xml_find(node, "ddList");

	if (type == NULL || d->fields >= FIELDS_MAX)
		gs_flow_stop(d->f, GS_UNREAD_DAMAGED);
	if (choice != NULL || gs_xml_find(node, "checkBox") != NULL)
		gs_flow_aside(d->f, GS_ASIDE_FORM, docx_span(gs_xml_attr(
		    gs_xml_find(choice, "listEntry"), "val")));
	if (strcmp(type, "begin") == 0) {
		d->codes |= UINT64_C(1) << d->fields++;
	} else if (d->fields > 0) {
		d->codes &= ~(UINT64_C(1) << (d->fields - 1));
		d->fields -= strcmp(type, "end") == 0;
	}
}

static bool has_symbol_font(const xmlNode *properties)
{
	static const char *const fonts[] = {"Symbol", "Wingdings", "Webdings",
	    "ZapfDingbats", "MT Extra", "Marlett"};
	const xmlNode *set = gs_xml_child(properties, "rFonts");
	const char *font = gs_xml_attr(set, "ascii");

	for (size_t i = 0; font != NULL && i < sizeof fonts / sizeof *fonts;
	    i++)
		if (strncmp(font, fonts[i], strlen(fonts[i])) == 0)
			return true;
	return false;
}

/* A sign by its place in a font: a bullet is known by everybody. */
static void write_symbol(struct gs_docx *d, const xmlNode *node)
{
	char text[128];
	const char *font = gs_xml_attr(node, "font");
	const char *code = gs_xml_attr(node, "char");

	(void)snprintf(text, sizeof text, "%.80s %.16s",
	    font == NULL ? "" : font, code == NULL ? "" : code);
	gs_flow_aside(d->f, GS_ASIDE_SYMBOL, docx_span(text));
}

static void put_docx_text(struct gs_docx *d, const xmlNode *node,
    const struct gs_look *look, bool symbols)
{
	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		if (c->type != XML_TEXT_NODE || c->content == NULL)
			continue;
		if (symbols && d->codes == 0)
			gs_flow_run(d->f, GS_ASIDE_SYMBOL, false,
			    docx_span((const char *)c->content));
		else
			put_docx(d, look, (const char *)c->content,
			    strlen((const char *)c->content));
	}
}

/* What stands for a character, or is a note. */
static bool put_docx_sign(struct gs_docx *d, const xmlNode *c,
    const struct gs_look *look)
{
	static const struct {
		const char *name, *text;
	} signs[] = {{"tab", "\t"}, {"ptab", "\t"}, {"cr", "\n"},
		{"noBreakHyphen", "\xe2\x80\x91"}, {"softHyphen", ""}};
	static const struct {
		const char *name;
		size_t which;
		enum gs_aside_kind kind;
	} notes[] = {{"footnoteReference", 0, GS_ASIDE_FOOTNOTE},
		{"endnoteReference", 1, GS_ASIDE_ENDNOTE},
		{"commentReference", 2, GS_ASIDE_COMMENT}};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (gs_docx_is(c, signs[i].name)) {
			put_docx(d, look, signs[i].text, strlen(signs[i].text));
			return true;
		}
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		if (gs_docx_is(c, notes[i].name)) {
			walk_note(d, c, notes[i].which, notes[i].kind);
			return true;
		}
	if (gs_docx_is(c, "br")) {
		put_docx(d, look, "\n", 1);
		return true;
	}
	return false;
}

static void walk_run(struct gs_docx *d, const xmlNode *run)
{
	const xmlNode *own = gs_xml_child(run, "rPr");
	struct gs_look look = gs_look_over(gs_look_over(d->paragraph,
	    gs_docx_style_look(d, gs_docx_val(own, "rStyle"))),
	    gs_docx_own_look(own));
	bool symbols = has_symbol_font(own);

	for (const xmlNode *c = run->children; c != NULL; c = c->next) {
		if (c->type != XML_ELEMENT_NODE || c == own ||
		    put_docx_sign(d, c, &look))
			continue;
		if (gs_docx_is(c, "t") || gs_docx_is(c, "delText"))
			put_docx_text(d, c, &look, symbols);
		else if (gs_docx_is(c, "sym"))
			write_symbol(d, c);
		else if (gs_docx_is(c, "fldChar"))
			begin_or_end_field(d, c);
		else if (gs_docx_is(c, "drawing") || gs_docx_is(c, "pict"))
			list_drawn(d, c, NULL);
		else if (gs_docx_is(c, "object"))
			gs_flow_aside(d->f, GS_ASIDE_OBJECT, docx_span(NULL));
		else if (gs_docx_is(c, "ruby")) {
			walk_side(d, gs_xml_child(c, "rt"), GS_ASIDE_MARGIN);
			walk_all(d, gs_xml_child(c, "rubyBase"));
		} else if (gs_xml_is(c, "AlternateContent")) {
			walk_alternative(d, c);
		}
	}
}

/* Paragraphs and tables ------------------------------------------------- */

static void walk_paragraph(struct gs_docx *d, const xmlNode *node)
{
	const xmlNode *own = gs_xml_child(node, "pPr");
	struct gs_look before = d->paragraph;

	d->paragraph = gs_look_over(gs_look_over(d->around,
	    gs_docx_style_look(d, gs_docx_val(own, "pStyle"))),
	    gs_docx_own_look(own));
	if (d->deleted == 0)
		gs_docx_number(d, own);
	walk_all(d, node);
	d->paragraph = before;
	gs_flow_end(d->f);
}

/* One line of a table's, whatever stands in the cell. */
static void write_docx_cell(struct gs_docx *d, struct gs_strip *own, bool first)
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

static void walk_cell(struct gs_docx *d, const xmlNode *cell, bool first)
{
	const xmlNode *own = gs_xml_child(cell, "tcPr");
	const xmlNode *merged = gs_xml_child(own, "vMerge");
	const char *how = gs_xml_attr(merged, "val");
	struct gs_look around = d->around;
	struct gs_strip text = {NULL, 0, 0};

	if (merged != NULL && (how == NULL || strcmp(how, "restart") != 0)) {
		walk_side(d, cell, GS_ASIDE_HIDDEN);
		return;
	}
	d->around = gs_look_over(around, gs_docx_own_look(own));
	struct gs_strip *before = gs_flow_capture(d->f, &text);
	walk_all(d, cell);
	gs_flow_release(d->f, before);
	d->around = around;
	write_docx_cell(d, &text, first);
}

static size_t count_cells(const xmlNode *row)
{
	size_t n = 0;

	for (const xmlNode *c = row->children; c != NULL; c = c->next)
		n += gs_docx_is(c, "tc") || gs_docx_is(c, "sdt");
	return n;
}

static void walk_cells(struct gs_docx *d, const xmlNode *row, bool *first)
{
	for (const xmlNode *c = row->children; c != NULL; c = c->next) {
		if (gs_docx_is(c, "tc")) {
			walk_cell(d, c, *first);
			*first = false;
		} else if (gs_docx_is(c, "sdt")) {
			walk_cells(d, gs_xml_child(c, "sdtContent"), first);
		}
	}
}

static void walk_row(struct gs_docx *d, const xmlNode *row)
{
	const xmlNode *own = gs_xml_child(row, "trPr");
	bool gone = gs_xml_child(own, "del") != NULL, first = true;
	bool come = gs_xml_child(own, "ins") != NULL;

	if (gs_xml_child(own, "hidden") != NULL) {
		walk_side(d, row, GS_ASIDE_HIDDEN);
		return;
	}
	d->deleted += gone;
	d->inserted += come;
	if (count_cells(row) == 1)
		walk_all(d, row);
	else
		walk_cells(d, row, &first);
	d->deleted -= gone;
	d->inserted -= come;
	gs_flow_line(d->f);
}

static void walk_table(struct gs_docx *d, const xmlNode *table)
{
	const xmlNode *own = gs_xml_child(table, "tblPr");
	const struct gs_docx_style *s = gs_docx_style(d,
	    gs_docx_val(own, "tblStyle"));
	struct gs_look around = d->around;

	d->around = gs_look_over(around, gs_docx_own_look(own));
	if (s != NULL && s->dark)
		d->around.paper = GS_COLOUR_UNKNOWN;
	walk_all(d, table);
	d->around = around;
	gs_flow_end(d->f);
}

/* Everything else ------------------------------------------------------ */

/* What Word understands it shows, and else the other way given. */
static void walk_alternative(struct gs_docx *d, const xmlNode *node)
{
	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		const char *needs = gs_xml_is(c, "Choice") ?
		    gs_xml_attr(c, "Requires") : NULL;
		const xmlNs *ns = needs == NULL ? NULL : xmlSearchNs(c->doc,
		    (xmlNode *)(uintptr_t)c, (const xmlChar *)needs);
		bool known = ns != NULL && (strncmp((const char *)ns->href,
		    "http://schemas.microsoft.com/office/", 36) == 0 ||
		    strncmp((const char *)ns->href,
		    "http://schemas.openxmlformats.org/", 34) == 0);

		if (!known && !gs_xml_is(c, "Fallback"))
			continue;
		for (const xmlNode *in = c->children; in != NULL;
		    in = in->next)
			if (gs_docx_is(in, "drawing") ||
			    gs_docx_is(in, "pict"))
				list_drawn(d, in, NULL);
			else if (gs_docx_is(in, "r"))
				walk_run(d, in);
		return;
	}
}

static void walk_changed(struct gs_docx *d, const xmlNode *node, bool gone)
{
	d->deleted += gone;
	d->inserted += !gone;
	walk_all(d, node);
	d->deleted -= gone;
	d->inserted -= !gone;
}

static void walk_math(struct gs_docx *d, const xmlNode *node)
{
	struct gs_strip own = {NULL, 0, 0};
	struct gs_strip *before = gs_flow_capture(d->f, &own);

	gs_xml_text(d->f, node);
	gs_flow_release_as(d->f, before, &own, GS_ASIDE_EQUATION);
}

/* Of a namespace that Word may know or not. */
static void walk_foreign(struct gs_docx *d, const xmlNode *node)
{
	struct gs_strip own = {NULL, 0, 0};

	if (gs_xml_is(node, "AlternateContent")) {
		walk_alternative(d, node);
		return;
	}
	if (gs_xml_is(node, "oMath") || gs_xml_is(node, "oMathPara")) {
		walk_math(d, node);
		return;
	}
	struct gs_strip *before = gs_flow_capture(d->f, &own);
	gs_xml_text(d->f, node);
	gs_flow_release_as(d->f, before, &own, GS_ASIDE_HIDDEN);
}

static void walk_one(struct gs_docx *d, const xmlNode *c)
{
	static const char *const settings[] = {"pPr", "rPr", "tblPr", "trPr",
	    "tcPr", "sdtPr", "sdtEndPr", "sectPr", "tblGrid", "rubyPr",
	    "instrText", "delInstrText", "customXmlPr", "smartTagPr", NULL};
	static const char *const gone[] = {"del", "moveFrom", NULL};
	static const char *const come[] = {"ins", "moveTo", NULL};

	if (!gs_xml_in(c, word) && !gs_xml_in(c, word_strict))
		walk_foreign(d, c);
	else if (docx_is_any(c, settings))
		return;
	else if (gs_xml_is(c, "p"))
		walk_paragraph(d, c);
	else if (gs_xml_is(c, "r"))
		walk_run(d, c);
	else if (gs_xml_is(c, "tbl"))
		walk_table(d, c);
	else if (gs_xml_is(c, "tr"))
		walk_row(d, c);
	else if (docx_is_any(c, gone) || docx_is_any(c, come))
		walk_changed(d, c, docx_is_any(c, gone));
	else if (gs_xml_is(c, "altChunk") || gs_xml_is(c, "subDoc"))
		gs_flow_aside(d->f, GS_ASIDE_OBJECT, docx_span(NULL));
	else
		walk_all(d, c);
}

static void walk_all(struct gs_docx *d, const xmlNode *node)
{
	for (const xmlNode *c = node == NULL ? NULL : node->children;
	    c != NULL; c = c->next)
		if (c->type == XML_ELEMENT_NODE)
			walk_one(d, c);
}

/* The document ---------------------------------------------------------- */

/* Whether a part is a header (or a footer): by its name, or by its relation. */
static bool is_edge(const struct gs_docx *d, const char *name,
    const char *type)
{
	size_t n = strlen(d->folder);

	if (strncasecmp(name, d->folder, n) != 0)
		return false;
	if (strncasecmp(name + n, type, strlen(type)) == 0 &&
	    strchr(name + n, '/') == NULL)
		return true;
	for (const xmlNode *c = d->rels == NULL ? NULL : d->rels->children;
	    c != NULL; c = c->next) {
		const char *is = gs_xml_attr(c, "Type");
		const char *target = gs_xml_attr(c, "Target");
		const char *at = is == NULL ? NULL : strrchr(is, '/');
		if (at != NULL && target != NULL &&
		    strcmp(at + 1, type) == 0 &&
		    strcasecmp(target, name + n) == 0)
			return true;
	}
	return false;
}

/* Of all sections; those that none names too. */
static void walk_edges(struct gs_docx *d)
{
	size_t count = gs_package_count(d->p);

	for (size_t i = 0; i < count; i++) {
		const char *name = gs_package_name(d->p, i);

		if (is_edge(d, name, "header"))
			walk_side(d, gs_package_xml(d->p, name),
			    GS_ASIDE_HEADER);
		else if (is_edge(d, name, "footer"))
			walk_side(d, gs_package_xml(d->p, name),
			    GS_ASIDE_FOOTER);
	}
}

/* The main part's path, by the package's relations. */
static void find_main(struct gs_docx *d, char path[512])
{
	const char *target = find_relation(gs_package_xml(d->p, "_rels/.rels"),
	    "officeDocument");
	char rels[1024];

	if (!join_docx(path, "", target == NULL ? "word/document.xml" :
	        target))
		gs_flow_stop(d->f, GS_UNREAD_OTHER);
	const char *slash = strrchr(path, '/');
	int folder = slash == NULL ? 0 : (int)(slash - path) + 1;
	if (folder >= (int)sizeof d->folder)
		gs_flow_stop(d->f, GS_UNREAD_DAMAGED);
	(void)snprintf(d->folder, sizeof d->folder, "%.*s", folder, path);
	(void)snprintf(rels, sizeof rels, "%s_rels/%s.rels", d->folder,
	    path + folder);
	d->rels = gs_package_xml(d->p, rels);
}

void gs_read_docx(struct gs_package *p)
{
	struct gs_docx d = {.f = p->f, .p = p};
	static const char *const notes[] = {"footnotes", "endnotes",
	    "comments"};
	char path[512];

	find_main(&d, path);
	const xmlNode *root = gs_package_xml(p, path);
	if (!gs_docx_is(root, "document"))
		gs_flow_stop(p->f, GS_UNREAD_OTHER);
	gs_docx_read_styles(&d, open_related(&d, "styles"));
	gs_docx_read_lists(&d, open_related(&d, "numbering"));
	for (size_t i = 0; i < 3; i++)
		d.notes[i] = open_related(&d, notes[i]);
	if (gs_xml_child(root, "background") != NULL)
		d.page.paper = GS_COLOUR_UNKNOWN;
	d.around = d.paragraph = d.page;

	walk_all(&d, gs_xml_child(root, "body"));
	gs_flow_end(p->f);
	p->f->place = GS_PLACE_FILE;
	walk_left_notes(&d);
	walk_edges(&d);
}
