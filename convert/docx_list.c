/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/docx.h"

#include <stdlib.h>
#include <string.h>

#include "convert/number.h"

static enum gs_numbering read_format(const char *format)
{
	static const struct {
		const char *word;
		enum gs_numbering how;
	} formats[] = {
		{"decimal", GS_NUMBERING_DECIMAL},
		{"decimalZero", GS_NUMBERING_PADDED},
		{"lowerLetter", GS_NUMBERING_SMALL},
		{"upperLetter", GS_NUMBERING_CAPITAL},
		{"lowerRoman", GS_NUMBERING_ROMAN_SMALL},
		{"upperRoman", GS_NUMBERING_ROMAN_CAPITAL},
		{"bullet", GS_NUMBERING_BULLET}, {"none", GS_NUMBERING_NONE}};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (format == NULL || strcmp(format, formats[i].word) == 0)
			return formats[i].how;
	return GS_NUMBERING_OTHER;
}

/* The child `name` (w:lvl, w:lvlOverride) for that level. */
static const xmlNode *find_level(const xmlNode *in, const char *name,
    int level)
{
	for (const xmlNode *c = in == NULL ? NULL : in->children; c != NULL;
	    c = c->next) {
		const char *at = gs_docx_is(c, name) ?
		    gs_xml_attr(c, "ilvl") : NULL;
		if (at != NULL && gs_look_number(at, 0) == level)
			return c;
	}
	return NULL;
}

static const xmlNode *level_of(const struct gs_docx_list *l, int level)
{
	const xmlNode *over = find_level(l->own, "lvlOverride", level);
	const xmlNode *own = gs_xml_child(over, "lvl");

	return own != NULL ? own : find_level(l->definition, "lvl", level);
}

static int start_of(const struct gs_docx_list *l, int level)
{
	const xmlNode *over = find_level(l->own, "lvlOverride", level);
	const char *start = gs_docx_val(over, "startOverride");

	if (start == NULL)
		start = gs_docx_val(level_of(l, level), "start");
	return gs_look_number(start, 1);
}

static const xmlNode *find_definition(const xmlNode *numbering,
    const char *id)
{
	for (const xmlNode *c = numbering->children; c != NULL; c = c->next) {
		const char *has = gs_docx_is(c, "abstractNum") ?
		    gs_xml_attr(c, "abstractNumId") : NULL;
		if (has != NULL && id != NULL && strcmp(has, id) == 0)
			return c;
	}
	return NULL;
}

void gs_docx_read_lists(struct gs_docx *d, const xmlNode *numbering)
{
	size_t n = 0;

	for (const xmlNode *c = numbering == NULL ? NULL : numbering->children;
	    c != NULL; c = c->next)
		n += gs_docx_is(c, "num");
	d->lists = gs_flow_take(d->f, n + 1, sizeof *d->lists);
	for (const xmlNode *c = n == 0 ? NULL : numbering->children; c != NULL;
	    c = c->next) {
		struct gs_docx_list *l = &d->lists[d->list_count];

		if (!gs_docx_is(c, "num"))
			continue;
		*l = (struct gs_docx_list){.id = gs_xml_attr(c, "numId"),
		    .own = c, .counters = l,
		    .definition = find_definition(numbering,
		        gs_docx_val(c, "abstractNumId"))};
		/* Lists of one definition go on with its numbers, unless
		 * they say where they begin. */
		for (size_t i = 0; i < d->list_count &&
		    gs_xml_find(c, "startOverride") == NULL; i++)
			if (d->lists[i].definition == l->definition) {
				l->counters = d->lists[i].counters;
				break;
			}
		d->list_count++;
	}
}

/* `%1.%2)` with the counters put in. */
static void write_pattern(struct gs_docx *d, const struct gs_docx_list *l,
    const char *pattern, bool legal)
{
	const struct gs_docx_list *k = l->counters;

	for (const char *c = pattern; *c != '\0'; c++) {
		int level = c[0] == '%' && c[1] >= '1' && c[1] <= '9' ?
		    c[1] - '1' : -1;
		if (level < 0) {
			gs_flow_add(d->f, c, 1);
			continue;
		}
		c++;
		enum gs_numbering how = read_format(gs_docx_val(
		    level_of(l, level), "numFmt"));
		if (how == GS_NUMBERING_OTHER)
			gs_flow_aside(d->f, GS_ASIDE_GENERATED,
			    (struct gs_span){NULL, 0});
		gs_number_write(d->f, legal && how != GS_NUMBERING_BULLET ?
		    GS_NUMBERING_DECIMAL : how, k->begun[level] ?
		    k->count[level] : start_of(l, level));
	}
}

static void write_label(struct gs_docx *d, struct gs_docx_list *l, int level)
{
	struct gs_docx_list *k = l->counters;
	const xmlNode *about = level_of(l, level);
	const char *pattern = gs_docx_val(about, "lvlText");
	enum gs_numbering how = read_format(gs_docx_val(about, "numFmt"));

	if (!k->begun[level])
		k->count[level] = start_of(l, level);
	else if (k->count[level] < 1000000)
		k->count[level]++;
	k->begun[level] = true;
	for (int i = level + 1; i < GS_DOCX_LEVELS; i++)
		k->begun[i] = false;

	if (how == GS_NUMBERING_BULLET) {
		gs_flow_put(d->f, "- ");
		return;
	}
	if (pattern == NULL || *pattern == '\0')
		return;
	write_pattern(d, l, pattern, gs_xml_child(about, "isLgl") != NULL);
	gs_flow_put(d->f, " ");
}

void gs_docx_number(struct gs_docx *d, const xmlNode *properties)
{
	const xmlNode *list = gs_xml_child(properties, "numPr");
	const char *id = gs_docx_val(list, "numId");
	const char *at = gs_docx_val(list, "ilvl");
	const struct gs_docx_style *s = gs_docx_style(d,
	    gs_docx_val(properties, "pStyle"));
	int number = gs_look_number(id, -1);
	int level = gs_look_number(at, -1);

	for (size_t i = 0; s != NULL && i < 24 && (number < 0 || level < 0);
	    i++) {
		number = number < 0 ? s->number : number;
		level = level < 0 ? s->level : level;
		s = gs_docx_style(d, s->based);
	}
	level = level < 0 ? 0 : level;
	if (number <= 0 || level >= GS_DOCX_LEVELS)
		return;
	for (size_t i = 0; i < d->list_count; i++)
		if (d->lists[i].id != NULL &&
		    gs_look_number(d->lists[i].id, 0) == number) {
			write_label(d, &d->lists[i], level);
			return;
		}
}
