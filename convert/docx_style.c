/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/docx.h"

#include <stdlib.h>
#include <string.h>

#define BASES_MAX 24 /* of a style */

/* A switch: there without a value is on. */
static signed char read_switch(const xmlNode *properties, const char *name)
{
	const xmlNode *node = gs_xml_child(properties, name);

	if (node == NULL)
		return -1;
	const char *val = gs_xml_attr(node, "val");
	return val == NULL || (strcmp(val, "0") != 0 &&
	    strcmp(val, "false") != 0 && strcmp(val, "off") != 0);
}

static int32_t read_paper(const xmlNode *properties)
{
	static const struct {
		const char *name;
		int32_t colour;
	} marked[] = {
		{"yellow", 0xffff00}, {"green", 0x00ff00}, {"cyan", 0x00ffff},
		{"magenta", 0xff00ff}, {"blue", 0x0000ff}, {"red", 0xff0000},
		{"darkBlue", 0x000080}, {"darkCyan", 0x008080},
		{"darkGreen", 0x008000}, {"darkMagenta", 0x800080},
		{"darkRed", 0x800000}, {"darkYellow", 0x808000},
		{"darkGray", 0x808080}, {"lightGray", 0xc0c0c0},
		{"black", 0x000000}, {"white", 0xffffff}};
	const char *pen = gs_docx_val(properties, "highlight");

	for (size_t i = 0; pen != NULL && i < sizeof marked / sizeof *marked;
	    i++)
		if (strcmp(pen, marked[i].name) == 0)
			return marked[i].colour;
	const xmlNode *shade = gs_xml_child(properties, "shd");
	const char *fill = gs_xml_attr(shade, "fill");
	const char *pattern = gs_xml_attr(shade, "val");
	if (pattern != NULL && strcmp(pattern, "solid") == 0)
		fill = gs_xml_attr(shade, "color");
	if (fill == NULL)
		return GS_COLOUR_UNSET;
	int32_t colour = gs_look_hex(fill);
	return colour == GS_COLOUR_AUTO ? GS_COLOUR_UNSET : colour;
}

struct gs_look gs_docx_own_look(const xmlNode *properties)
{
	struct gs_look look = GS_LOOK_UNSET;
	const char *ink = gs_docx_val(properties, "color");
	const char *size = gs_docx_val(properties, "sz");

	if (properties == NULL)
		return look;
	look.hidden = read_switch(properties, "vanish");
	if (read_switch(properties, "specVanish") > 0)
		look.hidden = 1;
	look.struck = read_switch(properties, "strike");
	if (read_switch(properties, "dstrike") > 0)
		look.struck = 1;
	if (ink != NULL)
		look.ink = gs_look_hex(ink);
	look.paper = read_paper(properties);
	look.size = gs_look_number(size, 0) / 2;
	if (size != NULL && look.size == 0)
		look.size = 1;
	/* A word drawn as a hundredth of its width is a line. */
	if (gs_look_number(gs_docx_val(properties, "w"), 100) < 15)
		look.size = 1;
	return look;
}

static bool has_dark(const xmlNode *style)
{
	for (const xmlNode *c = style->children; c != NULL; c = c->next) {
		if (c->type != XML_ELEMENT_NODE)
			continue;
		if (gs_xml_is(c, "shd") && gs_xml_attr(c, "fill") != NULL &&
		    gs_look_hex(gs_xml_attr(c, "fill")) != 0xffffff)
			return true;
		if (has_dark(c))
			return true;
	}
	return false;
}

static void read_style(struct gs_docx_style *s, const xmlNode *node)
{
	const xmlNode *paragraph = gs_xml_child(node, "pPr");
	const xmlNode *list = gs_xml_child(paragraph, "numPr");
	const char *type = gs_xml_attr(node, "type");
	const char *number = gs_docx_val(list, "numId");
	const char *level = gs_docx_val(list, "ilvl");

	*s = (struct gs_docx_style){.id = gs_xml_attr(node, "styleId"),
	    .based = gs_docx_val(node, "basedOn"),
	    .table = type != NULL && strcmp(type, "table") == 0,
	    .number = gs_look_number(number, -1),
	    .level = gs_look_number(level, -1)};
	s->look = gs_look_over(gs_docx_own_look(paragraph),
	    gs_docx_own_look(gs_xml_child(node, "rPr")));
	s->dark = s->table && has_dark(node);
}

void gs_docx_read_styles(struct gs_docx *d, const xmlNode *styles)
{
	size_t n = 0;

	d->page = GS_LOOK_PAGE;
	for (const xmlNode *c = styles == NULL ? NULL : styles->children;
	    c != NULL; c = c->next)
		n += gs_docx_is(c, "style");
	d->styles = gs_flow_take(d->f, n + 1, sizeof *d->styles);
	for (const xmlNode *c = styles == NULL ? NULL : styles->children;
	    c != NULL; c = c->next) {
		if (gs_docx_is(c, "style"))
			read_style(&d->styles[d->style_count++], c);
		if (gs_docx_is(c, "docDefaults"))
			d->page = gs_look_over(d->page, gs_docx_own_look(
			    gs_xml_child(gs_xml_child(c, "rPrDefault"),
			    "rPr")));
	}
}

const struct gs_docx_style *gs_docx_style(const struct gs_docx *d,
    const char *id)
{
	for (size_t i = 0; id != NULL && i < d->style_count; i++)
		if (d->styles[i].id != NULL &&
		    strcmp(d->styles[i].id, id) == 0)
			return &d->styles[i];
	return NULL;
}

struct gs_look gs_docx_style_look(const struct gs_docx *d, const char *id)
{
	struct gs_look look = GS_LOOK_UNSET;
	const struct gs_docx_style *s = gs_docx_style(d, id);

	for (size_t i = 0; s != NULL && i < BASES_MAX; i++) {
		look = gs_look_over(s->look, look);
		s = gs_docx_style(d, s->based);
	}
	return look;
}
