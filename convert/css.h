/* SPDX-License-Identifier: Apache-2.0 */
/* As much of CSS as decides whether anybody sees a text.  Where a rule cannot
 * be judged and would hide, the text is kept and named: `unsure`. */
#ifndef GS_CONVERT_CSS_H
#define GS_CONVERT_CSS_H

#include "convert/flow.h"
#include "convert/look.h"

#define GS_CSS_CLASSES 6

enum gs_css_list { GS_LIST_UNSET, GS_LIST_NONE, GS_LIST_BULLET,
	GS_LIST_DECIMAL, GS_LIST_SMALL, GS_LIST_CAPITAL, GS_LIST_ROMAN_SMALL,
	GS_LIST_ROMAN_CAPITAL, GS_LIST_OTHER };

/* What declarations set. */
struct gs_css {
	signed char gone;    /* display: none and the like; -1: unset */
	signed char pre;     /* white space is kept; -1: unset */
	struct gs_look look; /* hidden: visibility */
	double scale;        /* of the size around; 0: unset */
	bool unsure;         /* what would hide may or may not apply */
	bool turned;         /* letters are put in another order */
	enum gs_css_list list;
	struct gs_span content; /* of what stands before or after */
};

struct gs_css_rule {
	struct gs_span tag, id, classes[GS_CSS_CLASSES];
	size_t class_count;
	bool unsure, pseudo;
	unsigned weight;
	size_t order;
	struct gs_css css;
};

struct gs_css_sheet {
	struct gs_css_rule *rules; /* by weight, then in order */
	size_t count, room;
	bool elsewhere; /* it names other sheets */
};

/* The value of a `style` attribute. */
struct gs_css gs_css_read(struct gs_span declarations);
/* What `over` sets replaces what `css` has. */
struct gs_css gs_css_over(struct gs_css css, const struct gs_css *over);
/* Whether it keeps its text from being seen, alone. */
bool gs_css_hides(const struct gs_css *css);
void gs_css_add_sheet(struct gs_css_sheet *sheet, struct gs_flow *f,
    struct gs_span text);
/* All rules are there: sorts them. */
void gs_css_finish(struct gs_css_sheet *sheet);
/* Whether a rule is about the element; any may be NULL. */
bool gs_css_matches(const struct gs_css_rule *rule, const char *tag,
    const char *id, const char *classes);

#endif
