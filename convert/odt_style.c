/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/odt.h"

#include <stdlib.h>
#include <string.h>

#include "convert/number.h"

#define PARENTS_MAX 24
#define NUMBER_MAX 1000000

static struct gs_look read_look(const xmlNode *style)
{
	struct gs_look look = GS_LOOK_UNSET;

	for (const xmlNode *c = style->children; c != NULL; c = c->next) {
		const char *paper = gs_xml_attr(c, "background-color");
		const char *ink = gs_xml_attr(c, "color");
		const char *size = gs_xml_attr(c, "font-size");
		const char *line = gs_xml_attr(c, "text-line-through-style");
		const char *shown = gs_xml_attr(c, "display");
		const char *width = gs_xml_attr(c, "text-scale");
		bool text = gs_xml_is(c, "text-properties");

		if (paper != NULL && paper[0] == '#')
			look.paper = gs_look_hex(paper);
		if (!text)
			continue;
		if (ink != NULL)
			look.ink = gs_look_hex(ink);
		if (size != NULL && strstr(size, "pt") != NULL)
			look.size = gs_look_number(size, 0) > 0 ?
			    gs_look_number(size, 0) : 1;
		if (line != NULL)
			look.struck = strcmp(line, "none") != 0;
		if (shown != NULL)
			look.hidden = strcmp(shown, "none") == 0;
		if (gs_look_number(width, 100) < 15)
			look.size = 1;
	}
	return look;
}

static bool is_list(const xmlNode *node)
{
	return gs_xml_is(node, "list-style") ||
	    gs_xml_is(node, "outline-style");
}

static void read_group(struct gs_odt *d, const xmlNode *group)
{
	for (const xmlNode *c = group->children; c != NULL; c = c->next) {
		if (gs_xml_is(c, "style") || gs_xml_is(c, "default-style"))
			d->styles[d->style_count++] = (struct gs_odt_style){
			    .name = gs_xml_attr(c, "name"),
			    .family = gs_xml_attr(c, "family"),
			    .parent = gs_xml_attr(c, "parent-style-name"),
			    .list = gs_xml_attr(c, "list-style-name"),
			    .look = read_look(c)};
		else if (is_list(c))
			d->lists[d->list_count++] = (struct gs_odt_list){
			    .name = gs_xml_is(c, "outline-style") ? "" :
			        gs_xml_attr(c, "name"),
			    .node = c};
	}
}

static size_t count_all(const xmlNode *root)
{
	size_t n = 0;

	for (const xmlNode *g = root->children; g != NULL; g = g->next)
		for (const xmlNode *c = g->children; c != NULL; c = c->next)
			n++;
	return n;
}

/* Of one part; may be called for both. */
void gs_odt_read_styles(struct gs_odt *d, const xmlNode *root)
{
	size_t n = root == NULL ? 0 : count_all(root);
	struct gs_odt_style *styles = gs_flow_take(d->f,
	    d->style_count + n + 1, sizeof *styles);
	struct gs_odt_list *lists = gs_flow_take(d->f, d->list_count + n + 1,
	    sizeof *lists);

	if (d->style_count > 0)
		memcpy(styles, d->styles, d->style_count * sizeof *styles);
	if (d->list_count > 0)
		memcpy(lists, d->lists, d->list_count * sizeof *lists);
	d->styles = styles;
	d->lists = lists;
	for (const xmlNode *g = root == NULL ? NULL : root->children;
	    g != NULL; g = g->next)
		if (gs_xml_is(g, "styles") || gs_xml_is(g, "automatic-styles"))
			read_group(d, g);
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

struct gs_look gs_odt_style_look(const struct gs_odt *d, const char *family,
    const char *name)
{
	struct gs_look look = GS_LOOK_UNSET;

	for (size_t n = 0; name != NULL && n < PARENTS_MAX; n++) {
		const char *parent = NULL;

		for (size_t i = d->style_count; i-- > 0;)
			if (is_same(d->styles[i].family, family) &&
			    is_same(d->styles[i].name, name)) {
				look = gs_look_over(d->styles[i].look, look);
				parent = d->styles[i].parent;
				break;
			}
		name = parent;
	}
	return look;
}

/* Lists ----------------------------------------------------------------- */

struct gs_odt_list *gs_odt_list(struct gs_odt *d, const char *name)
{
	for (size_t i = d->list_count; name != NULL && i-- > 0;)
		if (is_same(d->lists[i].name, name))
			return &d->lists[i];
	return NULL;
}

void gs_odt_restart(struct gs_odt_list *list)
{
	if (list != NULL)
		memset(list->begun, 0, sizeof list->begun);
}

static const xmlNode *find_odt_level(const struct gs_odt_list *list, int level)
{
	for (const xmlNode *c = list->node->children; c != NULL; c = c->next) {
		const char *at = gs_xml_attr(c, "level");
		if (gs_look_number(at, -1) == level)
			return c;
	}
	return NULL;
}

static enum gs_numbering read_odt_format(const xmlNode *level)
{
	const char *format = gs_xml_attr(level, "num-format");

	if (level == NULL || gs_xml_is(level, "list-level-style-image") ||
	    gs_xml_is(level, "list-level-style-bullet"))
		return GS_NUMBERING_BULLET;
	if (format == NULL || *format == '\0')
		return GS_NUMBERING_NONE;
	return strcmp(format, "1") == 0 ? GS_NUMBERING_DECIMAL :
	    strcmp(format, "a") == 0 ? GS_NUMBERING_SMALL :
	    strcmp(format, "A") == 0 ? GS_NUMBERING_CAPITAL :
	    strcmp(format, "i") == 0 ? GS_NUMBERING_ROMAN_SMALL :
	    strcmp(format, "I") == 0 ? GS_NUMBERING_ROMAN_CAPITAL :
	    GS_NUMBERING_OTHER;
}

static int start_odt_of(const xmlNode *level)
{
	const char *start = gs_xml_attr(level, "start-value");

	return gs_look_number(start, 1);
}

static void write_odt_label(struct gs_odt *d, const struct gs_odt_list *list,
    int level)
{
	const xmlNode *about = find_odt_level(list, level);
	const char *levels = gs_xml_attr(about, "display-levels");
	const char *prefix = gs_xml_attr(about, "num-prefix");
	const char *suffix = gs_xml_attr(about, "num-suffix");
	int shown = gs_look_number(levels, 1);
	bool dot = false;

	gs_flow_put(d->f, prefix == NULL ? "" : prefix);
	for (int i = level - shown + 1; i <= level; i++) {
		const xmlNode *at = i < 1 ? NULL : find_odt_level(list, i);
		enum gs_numbering how = read_odt_format(at);

		if (at == NULL || how == GS_NUMBERING_NONE ||
		    how == GS_NUMBERING_BULLET)
			continue;
		if (how == GS_NUMBERING_OTHER)
			gs_flow_aside(d->f, GS_ASIDE_GENERATED,
			    (struct gs_span){NULL, 0});
		if (dot)
			gs_flow_put(d->f, ".");
		dot = true;
		gs_number_write(d->f, how, list->begun[i - 1] ?
		    list->count[i - 1] : start_odt_of(at));
	}
	gs_flow_put(d->f, suffix == NULL ? "" : suffix);
	gs_flow_put(d->f, " ");
}

void gs_odt_number(struct gs_odt *d, struct gs_odt_list *list, int level,
    int start)
{
	if (list == NULL || level < 1 || level > GS_ODT_LEVELS)
		return;
	const xmlNode *about = find_odt_level(list, level);
	enum gs_numbering how = read_odt_format(about);
	int *count = &list->count[level - 1];

	*count = start >= 0 ? start : !list->begun[level - 1] ?
	    start_odt_of(about) : *count < NUMBER_MAX ? *count + 1 : *count;
	list->begun[level - 1] = true;
	for (int i = level; i < GS_ODT_LEVELS; i++)
		list->begun[i] = false;

	if (how == GS_NUMBERING_BULLET)
		gs_flow_put(d->f, "- ");
	else if (how != GS_NUMBERING_NONE)
		write_odt_label(d, list, level);
}
