/* SPDX-License-Identifier: Apache-2.0 */
/* Every figure, with what it counts out of. */
#include <string.h>

#include "lib/site/page.h"
#include "lib/steps/statistics_form.h"

struct tables {
	struct site_page *p;
	const char *group; /* of the table that is open; NULL: none is */
	unsigned count;
};

/* "in-time" as "in time", "0-19" as it is. */
static void put_label_words(struct site_page *p, const char *name, bool begins)
{
	bool words = *name < '0' || *name > '9';

	for (const char *c = name; *c != '\0'; c++) {
		bool capital = begins && c == name && *c >= 'a' && *c <= 'z';

		gs_write_u8(&p->w, (uint8_t)(capital ? *c - 'a' + 'A' :
		    words && *c == '-' ? ' ' : *c));
	}
}

static void close_table(struct tables *t)
{
	if (t->group != NULL)
		site_put(t->p, "</tbody></table></div>\n");
	t->group = NULL;
}

static void open_table(struct tables *t, const char *group)
{
	static const char *const heads[] = {"Figure", "Number", "Out of",
	    "Share"};
	struct site_page *p = t->p;

	close_table(t);
	t->group = group;
	site_form(p, "<h3 id=\"g{0}\">", gs_say_number(++t->count));
	put_label_words(p, group, true);
	site_form(p, "</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\""
	    "region\" aria-labelledby=\"g{0}\"><table role=\"table\">"
	    "<thead role=\"rowgroup\"><tr role=\"row\">",
	    gs_say_number(t->count));
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		site_form(p, "<th role=\"columnheader\" scope=\"col\"{1}>{0}"
		    "</th>", gs_say_text(heads[i]),
		    gs_say_text(i > 0 ? " class=\"r\"" : ""));
	site_put(p, "</tr></thead>\n<tbody role=\"rowgroup\">");
}

static void put_figure_row(void *ctx, const struct gs_number *n)
{
	struct tables *t = ctx;
	struct site_page *p = t->p;
	char value[GS_NUMBER_MAX], share[GS_PERCENT_MAX] = "";

	if (t->group == NULL || strcmp(t->group, n->group) != 0)
		open_table(t, n->group);
	gs_number_text(value, n);
	if (n->has_of && n->known && n->unit == GS_DAYS_NONE)
		gs_percent(share, n->twice / 2, n->of);
	site_put(p, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
	put_label_words(p, n->name, false);
	if (n->unit != GS_DAYS_NONE)
		site_form(p, ", {0}", gs_say_text(gs_days_phrase(n->unit)));
	site_form(p, "</th><td role=\"cell\" data-l=\"Number\" class=\"r\">"
	    "{0}</td><td role=\"cell\" data-l=\"Out of\" class=\"r\">",
	    gs_say_text(n->known ? value :
	        "<span class=\"unk\">not known</span>"));
	if (n->has_of)
		site_number(p, n->of);
	site_form(p, "</td><td role=\"cell\" data-l=\"Share\" class=\"r\">{0}"
	    "</td></tr>\n", gs_say_text(share));
}

int site_write_statistics(struct site_page *p)
{
	static const char title[] = "Figures";
	const struct site_frame frame = {SITE_NAV_STATISTICS, true, {NULL, 0},
	    {(const uint8_t *)title, sizeof title - 1}};
	const struct gs_figure *first = NULL;
	struct tables t = {.p = p};
	size_t at = 0, count = 0;

	site_begin(p, &frame);
	site_put(p, "<div class=\"stack\"><h1>The office against its own "
	    "rules, in figures</h1>\n<p class=\"lede\">Each number says what "
	    "it counts out of. What nobody can know is said to be not known, "
	    "and is never nothing.</p><p class=\"small soft\">As of ");
	site_time(p, p->charter, p->as_of, SITE_TIME_LONG);
	site_put(p, ". <code>gainsay statistics</code> works out the same from "
	    "a copy of the log, by year too.</p></div>\n<section "
	    "aria-labelledby=\"pl\" class=\"stack mt6\"><h2 id=\"pl\">Drawn"
	    "</h2>\n");
	if (p->figures->memo_count == 0) {
		site_put(p, "<p>No memo has been filed yet.</p>\n");
	} else {
		site_put(p, "<div class=\"cols even\">\n");
		while ((count = site_figures_next(&first, &at,
		    p->figures)) > 0)
			site_plot_days(p, first, count);
		site_plot_years(p);
		site_put(p, "</div>\n");
	}
	site_put(p, "</section>\n<section aria-labelledby=\"nu\" class=\"stack"
	    "\"><h2 id=\"nu\">All figures</h2>\n");
	gs_statistics_numbers(p->figures, 0, put_figure_row, &t);
	close_table(&t);
	site_put(p, "</section>\n");
	site_end(p, &frame);
	return GS_OK;
}
