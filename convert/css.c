/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/css.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RULES_MAX 20000
#define FAR 400     /* pixels: out of the page */
#define NESTED_MAX 8

static struct gs_span css_trim(struct gs_span s)
{
	while (s.len > 0 && memchr(" \t\r\n\f", s.ptr[0], 5) != NULL) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && memchr(" \t\r\n\f", s.ptr[s.len - 1], 5) != NULL)
		s.len--;
	return s;
}

static bool css_is(struct gs_span s, const char *word)
{
	return s.len == strlen(word) &&
	    strncasecmp((const char *)s.ptr, word, s.len) == 0;
}

static bool css_has(struct gs_span s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.len; i++)
		if (strncasecmp((const char *)s.ptr + i, word, n) == 0)
			return true;
	return false;
}

/* What stands before `end`, which is lost; all of it if there is none. */
static struct gs_span css_cut(struct gs_span *rest, char end)
{
	const uint8_t *at = rest->len == 0 ? NULL :
	    memchr(rest->ptr, end, rest->len);
	size_t n = at == NULL ? rest->len : (size_t)(at - rest->ptr);
	struct gs_span out = {rest->ptr, n};

	n += at != NULL;
	rest->ptr += n;
	rest->len -= n;
	return css_trim(out);
}

/* A number, and the beginning of what stands behind it; false: none. */
static bool css_number(double *out, char unit[8], struct gs_span s)
{
	char text[32];
	size_t n = s.len < sizeof text - 1 ? s.len : sizeof text - 1;
	char *end = NULL;

	memcpy(text, s.ptr, n);
	text[n] = '\0';
	*out = strtod(text, &end);
	(void)snprintf(unit, 8, "%.7s", end);
	return end != text;
}

/* Colours --------------------------------------------------------------- */

static int32_t colour_by_parts(struct gs_span s)
{
	const uint8_t *open = memchr(s.ptr, '(', s.len);
	int part[3] = {0, 0, 0};
	size_t k = 0, i = open == NULL ? s.len : (size_t)(open - s.ptr) + 1;
	bool clear = css_has(s, "rgba") && (css_has(s, ",0)") ||
	    css_has(s, ", 0)"));

	if (clear)
		return 0xffffff;
	for (; i < s.len && k < 3; i++) {
		if (s.ptr[i] >= '0' && s.ptr[i] <= '9' && part[k] < 1000)
			part[k] = part[k] * 10 + (s.ptr[i] - '0');
		else if (s.ptr[i] == ',' || s.ptr[i] == ' ')
			k += i > 0 && s.ptr[i - 1] >= '0' &&
			    s.ptr[i - 1] <= '9';
	}
	return (int32_t)((part[0] & 255) << 16 | (part[1] & 255) << 8 |
	    (part[2] & 255));
}

static int32_t read_colour(struct gs_span s)
{
	static const struct {
		const char *name;
		int32_t value;
	} names[] = {{"white", 0xffffff}, {"black", 0}, {"snow", 0xfffafa},
		{"ivory", 0xfffff0}, {"whitesmoke", 0xf5f5f5},
		{"ghostwhite", 0xf8f8ff}, {"floralwhite", 0xfffaf0},
		{"azure", 0xf0ffff}, {"mintcream", 0xf5fffa},
		{"red", 0xff0000}, {"blue", 0xff}, {"green", 0x8000},
		{"yellow", 0xffff00}, {"navy", 0x80}, {"gray", 0x808080},
		{"grey", 0x808080}, {"silver", 0xc0c0c0},
		{"darkblue", 0x8b}, {"maroon", 0x800000},
		{"transparent", 0xffffff}};
	char hex[16];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (css_is(s, names[i].name))
			return names[i].value;
	if (css_has(s, "rgb"))
		return colour_by_parts(s);
	if (s.len == 0 || s.ptr[0] != '#' || s.len >= sizeof hex)
		return GS_COLOUR_AUTO;
	memcpy(hex, s.ptr, s.len);
	/* With the alpha behind: as if it were opaque. */
	hex[s.len == 9 ? 7 : s.len == 5 ? 4 : s.len] = '\0';
	return gs_look_hex(hex);
}

static void read_background(struct gs_css *c, struct gs_span v)
{
	if (css_has(v, "url(") || css_has(v, "gradient")) {
		c->look.paper = GS_COLOUR_UNKNOWN;
		return;
	}
	while (v.len > 0) {
		struct gs_span word = css_cut(&v, css_has(v, "rgb") ? ';' :
		    ' ');
		int32_t colour = read_colour(word);

		if (css_is(word, "transparent") || css_is(word, "none"))
			return;
		if (colour != GS_COLOUR_AUTO)
			c->look.paper = colour;
	}
}

/* Declarations ------------------------------------------------------------ */

static void css_size(struct gs_css *c, struct gs_span v)
{
	char unit[8];
	double n = 0;

	if (v.len == 0 || !css_number(&n, unit, v))
		return;
	if (strncasecmp(unit, "px", 2) == 0)
		c->look.size = n < 1 ? 1 : (int)(n * 0.75);
	else if (strncasecmp(unit, "pt", 2) == 0 || n == 0)
		c->look.size = n < 1 ? 1 : (int)n;
	else if (*unit == '%')
		c->scale = n / 100;
	else if (strncasecmp(unit, "em", 2) == 0 ||
	    strncasecmp(unit, "rem", 3) == 0)
		c->scale = n;
}

static void css_place(struct gs_css *c, struct gs_span name,
    struct gs_span v)
{
	char unit[8];
	double n = 1;
	bool number = v.len > 0 && css_number(&n, unit, v);
	bool zero = number && n == 0;

	if (number && n <= -FAR && (css_is(name, "left") ||
	    css_is(name, "top") || css_is(name, "text-indent") ||
	    css_is(name, "margin-left") || css_is(name, "right") ||
	    css_is(name, "margin-top")))
		c->gone = 1;
	if (zero && (css_is(name, "max-height") || css_is(name, "height") ||
	    css_is(name, "width") || css_is(name, "max-width"))) {
		/* Only what flows over is hidden, if that is said. */
		c->gone = 1;
		c->unsure = true;
	}
	if (css_is(name, "opacity") && number && n < 0.1)
		c->gone = 1;
	if ((css_is(name, "clip") && css_has(v, "rect(")) ||
	    (css_is(name, "clip-path") && !css_is(v, "none")) ||
	    (css_is(name, "transform") && css_has(v, "scale(0")) ||
	    (css_is(name, "content-visibility") && css_is(v, "hidden")) ||
	    (css_is(name, "filter") && css_has(v, "opacity(0")))
		c->gone = 1;
}

static enum gs_css_list css_list(struct gs_span v)
{
	static const struct {
		const char *word;
		enum gs_css_list list;
	} words[] = {{"none", GS_LIST_NONE}, {"disc", GS_LIST_BULLET},
		{"circle", GS_LIST_BULLET}, {"square", GS_LIST_BULLET},
		{"decimal", GS_LIST_DECIMAL}, {"lower-alpha", GS_LIST_SMALL},
		{"lower-latin", GS_LIST_SMALL},
		{"upper-alpha", GS_LIST_CAPITAL},
		{"upper-latin", GS_LIST_CAPITAL},
		{"lower-roman", GS_LIST_ROMAN_SMALL},
		{"upper-roman", GS_LIST_ROMAN_CAPITAL}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (css_has(v, words[i].word))
			return words[i].list;
	return css_has(v, "inside") || css_has(v, "outside") ||
	    css_has(v, "inherit") || css_has(v, "initial") ?
	    GS_LIST_UNSET : GS_LIST_OTHER;
}

static void css_one(struct gs_css *c, struct gs_span name, struct gs_span v)
{
	bool sight = css_is(name, "display") || css_is(name, "visibility") ||
	    css_is(name, "opacity") || css_is(name, "color") ||
	    css_is(name, "font-size");

	/* What a variable or a sum gives is not known here. */
	if (css_has(v, "var(") && sight) {
		c->unsure = true;
		c->gone = 1;
	} else if (css_is(name, "display")) {
		c->gone = css_is(v, "none");
	} else if (css_is(name, "visibility")) {
		c->look.hidden = css_is(v, "hidden") || css_is(v, "collapse");
	} else if (css_is(name, "color")) {
		c->look.ink = read_colour(v);
	} else if (css_is(name, "background") ||
	    css_is(name, "background-color") ||
	    css_is(name, "background-image")) {
		read_background(c, v);
	} else if (css_is(name, "font-size")) {
		css_size(c, v);
	} else if (css_is(name, "text-decoration") ||
	    css_is(name, "text-decoration-line")) {
		if (css_has(v, "line-through"))
			c->look.struck = 1;
	} else if (css_is(name, "white-space")) {
		c->pre = css_has(v, "pre") || css_has(v, "break-spaces");
	} else if (css_is(name, "unicode-bidi")) {
		c->turned = css_has(v, "override");
	} else if (css_is(name, "list-style") ||
	    css_is(name, "list-style-type")) {
		c->list = css_list(v);
	} else if (css_is(name, "content")) {
		c->content = v;
	} else if (css_is(name, "-webkit-text-fill-color")) {
		c->look.ink = read_colour(v);
	} else {
		css_place(c, name, v);
	}
}

struct gs_css gs_css_read(struct gs_span declarations)
{
	struct gs_css c = {.gone = -1, .pre = -1, .look = GS_LOOK_UNSET};

	while (declarations.len > 0) {
		struct gs_span one = css_cut(&declarations, ';');
		struct gs_span name = css_cut(&one, ':');
		struct gs_span value = css_cut(&one, '!');

		css_one(&c, name, value);
	}
	return c;
}

struct gs_css gs_css_over(struct gs_css css, const struct gs_css *over)
{
	css.gone = over->gone >= 0 ? over->gone : css.gone;
	css.pre = over->pre >= 0 ? over->pre : css.pre;
	css.look = gs_look_over(css.look, over->look);
	css.scale = over->scale > 0 ? over->scale : css.scale;
	css.turned = css.turned || over->turned;
	css.list = over->list != GS_LIST_UNSET ? over->list : css.list;
	css.unsure = css.unsure || over->unsure;
	return css;
}

bool gs_css_hides(const struct gs_css *css)
{
	return css->gone > 0 || css->look.hidden > 0 ||
	    css->look.ink >= 0 || (css->look.size > 0 && css->look.size < 3) ||
	    (css->scale > 0 && css->scale < 0.3);
}

/* Sheets ------------------------------------------------------------------ */

static bool css_in_name(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_' || c >= 0x80;
}

/* The last compound of a selector: what it must be itself. */
static struct gs_span last_compound(struct gs_span s, bool *alone)
{
	size_t from = 0;

	for (size_t i = 0; i < s.len; i++)
		if (memchr(" \t\r\n>+~", s.ptr[i], 7) != NULL)
			from = i + 1;
	*alone = from == 0;
	return (struct gs_span){s.ptr + from, s.len - from};
}

static void read_selector(struct gs_css_rule *r, struct gs_span s)
{
	bool alone = true;

	s = last_compound(css_trim(s), &alone);
	r->unsure = r->unsure || !alone;
	for (size_t i = 0, to; i < s.len; i = to) {
		uint8_t kind = s.ptr[i];
		size_t from = i + (kind == '.' || kind == '#');

		for (to = from; to < s.len && css_in_name(s.ptr[to]);)
			to++;
		struct gs_span name = {s.ptr + from, to - from};
		if (kind == '#') {
			r->id = name;
			r->weight += 100;
		} else if (kind == '.' && r->class_count < GS_CSS_CLASSES) {
			r->classes[r->class_count++] = name;
			r->weight += 10;
		} else if (name.len > 0) {
			r->tag = name;
			r->weight++;
		} else if (kind != '*') {
			/* `:hover`, `::before`, `[...]` */
			r->unsure = true;
			r->pseudo = kind == ':';
			return;
		} else {
			to++;
		}
	}
}

static void add_rule(struct gs_css_sheet *sheet, struct gs_flow *f,
    const struct gs_css_rule *rule)
{
	if (sheet->count == RULES_MAX)
		gs_flow_stop(f, GS_UNREAD_LARGE);
	if (sheet->count == sheet->room) {
		size_t room = sheet->room == 0 ? 64 : sheet->room * 2;
		struct gs_css_rule *more = gs_flow_take(f, room, sizeof *more);

		if (sheet->count > 0)
			memcpy(more, sheet->rules,
			    sheet->count * sizeof *more);
		free(sheet->rules);
		sheet->rules = more;
		sheet->room = room;
	}
	sheet->rules[sheet->count] = *rule;
	sheet->rules[sheet->count].order = sheet->count;
	sheet->count++;
}

static void add_rules(struct gs_css_sheet *sheet, struct gs_flow *f,
    struct gs_span selectors, struct gs_span body, bool unsure)
{
	struct gs_css css = gs_css_read(body);
	bool important = css_has(body, "!important") ||
	    css_has(body, "! important");

	while (selectors.len > 0) {
		struct gs_css_rule r = {.unsure = unsure || css.unsure,
		    .weight = important ? 10000 : 0, .css = css};

		read_selector(&r, css_cut(&selectors, ','));
		add_rule(sheet, f, &r);
	}
}

/* Where the block ends whose `{` stands before `at`. */
static size_t block_end(struct gs_span s, size_t at)
{
	for (unsigned depth = 1; at < s.len; at++) {
		depth += s.ptr[at] == '{';
		depth -= s.ptr[at] == '}';
		if (depth == 0)
			break;
	}
	return at;
}

static void add_blocks(struct gs_css_sheet *sheet, struct gs_flow *f,
    struct gs_span s, unsigned depth)
{
	while (s.len > 0 && depth < NESTED_MAX) {
		const uint8_t *open = memchr(s.ptr, '{', s.len);
		size_t at = open == NULL ? s.len : (size_t)(open - s.ptr);
		struct gs_span head = css_trim((struct gs_span){s.ptr, at});

		if (css_has(head, "@import"))
			sheet->elsewhere = true;
		if (open == NULL)
			return;
		while (memchr(head.ptr, ';', head.len) != NULL)
			(void)css_cut(&head, ';');
		size_t end = block_end(s, at + 1);
		struct gs_span body = {s.ptr + at + 1, end - at - 1};
		bool nested = body.len > 0 &&
		    memchr(body.ptr, '{', body.len) != NULL;

		if (nested)
			add_blocks(sheet, f, body, depth + 1);
		if (head.len > 0 && head.ptr[0] != '@')
			add_rules(sheet, f, head, body, depth > 0 || nested);
		end += end < s.len;
		s.ptr += end;
		s.len -= end;
	}
}

void gs_css_add_sheet(struct gs_css_sheet *sheet, struct gs_flow *f,
    struct gs_span text)
{
	uint8_t *bare = gs_flow_take(f, text.len + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		const uint8_t *end = i + 1 < text.len && text.ptr[i] == '/' &&
		    text.ptr[i + 1] == '*' ? memmem(text.ptr + i + 2,
		    text.len - i - 2, "*/", 2) : NULL;
		if (end != NULL)
			i = (size_t)(end - text.ptr) + 1;
		else
			bare[n++] = text.ptr[i];
	}
	add_blocks(sheet, f, (struct gs_span){bare, n}, 0);
}

/* In order where they weigh the same: where they stand decides. */
static int by_weight(const void *a, const void *b)
{
	const struct gs_css_rule *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void gs_css_finish(struct gs_css_sheet *sheet)
{
	if (sheet->count > 0)
		qsort(sheet->rules, sheet->count, sizeof *sheet->rules,
		    by_weight);
}

static bool has_class(const char *classes, struct gs_span name)
{
	for (const char *c = classes; c != NULL && *c != '\0';) {
		size_t n = strcspn(c, " \t\r\n\f");

		if (n == name.len && memcmp(c, name.ptr, n) == 0)
			return true;
		c += n + (c[n] != '\0');
	}
	return false;
}

bool gs_css_matches(const struct gs_css_rule *rule, const char *tag,
    const char *id, const char *classes)
{
	if (rule->tag.len > 0 && (tag == NULL || !css_is(rule->tag, tag)))
		return false;
	if (rule->id.len > 0 && (id == NULL ||
	    strlen(id) != rule->id.len ||
	    memcmp(id, rule->id.ptr, rule->id.len) != 0))
		return false;
	for (size_t i = 0; i < rule->class_count; i++)
		if (!has_class(classes, rule->classes[i]))
			return false;
	return true;
}
