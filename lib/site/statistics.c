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

/* The names that figures have, as people say them. */
static const char *const names[] = {
	GS_TR("memos"),
	GS_TR("extensions"),
	GS_TR("holds"),
	GS_TR("requests"),
	GS_TR("appeals"),
	GS_TR("positions"),
	GS_TR("notices"),
	GS_TR("questions"),
	GS_TR("unreadable"),
	GS_TR("endorsed"),
	GS_TR("cases"),
	GS_TR("acknowledge"),
	GS_TR("reply"),
	GS_TR("copy"),
	GS_TR("receive"),
	GS_TR("report"),
	GS_TR("decide"),
	GS_TR("commitment"),
	GS_TR("publish"),
	GS_TR("escalation"),
	GS_TR("days median"),
	GS_TR("days worst"),
	GS_TR("days waiting"),
	GS_TR("owed"),
	GS_TR("in time"),
	GS_TR("met"),
	GS_TR("met by operators date"),
	GS_TR("late"),
	GS_TR("overdue"),
	GS_TR("open"),
	GS_TR("ended"),
	GS_TR("filed"),
	GS_TR("ended by office"),
	GS_TR("ended by author"),
	GS_TR("published"),
	GS_TR("replied"),
	GS_TR("corrected"),
	GS_TR("referred"),
	GS_TR("deleted"),
	GS_TR("given"),
	GS_TR("begun"),
	GS_TR("made"),
	GS_TR("decided"),
	GS_TR("responded"),
	GS_TR("upheld"),
	GS_TR("remanded"),
	GS_TR("granted"),
	GS_TR("apart"),
	GS_TR("same"),
	GS_TR("unknown"),
	GS_TR("alone"),
	GS_TR("disputed"),
	GS_TR("asked"),
	GS_TR("answered"),
	GS_TR("letters"),
	GS_TR("below floor"),
	GS_TR("opened at least"),
	GS_TR("open at least"),
	GS_TR("ended at least"),
	GS_TR("accepted"),
	GS_TR("partly"),
	GS_TR("declined"),
	GS_TR("no decision"),
	GS_TR("already done"),
	GS_TR("out of scope"),
	GS_TR("1000-or-more")};

/* "in-time" as "in time", "0-19" as it is. */
static const char *label_words(const struct site_page *p, char room[64],
    const char *name)
{
	bool words = *name < '0' || *name > '9';
	struct gs_writer w = gs_writer_of(room, 63);

	for (const char *c = name; *c != '\0'; c++)
		gs_write_u8(&w, (uint8_t)(words && *c == '-' ? ' ' : *c));
	room[w.len] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], room) == 0)
			return site_text(p, names[i]);
	return room;
}

static void put_label_words(struct site_page *p, const char *name,
    bool begins)
{
	char room[64];
	const char *words = label_words(p, room, name);
	bool capital = begins && *words >= 'a' && *words <= 'z';

	if (capital)
		gs_write_u8(&p->w, (uint8_t)(*words - 'a' + 'A'));
	site_put(p, words + capital);
}

static void close_table(struct tables *t)
{
	if (t->group != NULL)
		site_put(t->p, "</tbody></table></div>\n");
	t->group = NULL;
}

static const char *const heads[] = {GS_TR("Figure"), GS_TR("Number"),
    GS_TR("Out of"), GS_TR("Share")};

static void open_table(struct tables *t, const char *group)
{
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
		    "</th>", site_word(p, heads[i]),
		    gs_say_text(i > 0 ? " class=\"r\"" : ""));
	site_put(p, "</tr></thead>\n<tbody role=\"rowgroup\">");
}

static void put_figure_row(void *ctx, const struct gs_number *n)
{
	struct tables *t = ctx;
	struct site_page *p = t->p;
	char value[GS_NUMBER_MAX], share[GS_PERCENT_MAX] = "";

	struct gs_message_value not_known = site_phrase(p,
	    GS_TR("<span class=\"unk\">not known</span>"),
	    gs_say_number(0));

	if (t->group == NULL || strcmp(t->group, n->group) != 0)
		open_table(t, n->group);
	gs_number_text(value, n);
	if (n->has_of && n->known && n->unit == GS_DAYS_NONE)
		gs_percent(share, n->twice / 2, n->of);
	site_put(p, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
	put_label_words(p, n->name, false);
	if (n->unit != GS_DAYS_NONE)
		site_form(p, ", {0}", gs_say_text(site_days_name(p, n->unit)));
	site_form(p, "</th><td role=\"cell\" data-l=\"{1}\" class=\"r\">{0}"
	    "</td><td role=\"cell\" data-l=\"{2}\" class=\"r\">",
	    n->known ? gs_say_text(value) : not_known, site_word(p, heads[1]),
	    site_word(p, heads[2]));
	if (n->has_of)
		site_number(p, n->of);
	site_form(p, "</td><td role=\"cell\" data-l=\"{1}\" class=\"r\">{0}"
	    "</td></tr>\n", gs_say_text(share), site_word(p, heads[3]));
}

int site_write_statistics(struct site_page *p)
{
	const struct site_frame frame = {SITE_NAV_STATISTICS, true, {NULL, 0},
	    site_span(site_text(p, GS_TR("Figures")))};
	const struct gs_figure *first = NULL;
	struct tables t = {.p = p};
	size_t at = 0, count = 0;

	site_begin(p, &frame);
	site_form(p, "<div class=\"stack\"><h1>{0}</h1>\n<p class=\"lede\">{1}"
	    "</p><p class=\"small soft\">{2}</p></div>\n<section "
	    "aria-labelledby=\"pl\" class=\"stack mt6\"><h2 id=\"pl\">{3}</h2>"
	    "\n", site_word(p, GS_TR("The office against its own rules, in "
	        "figures")),
	    site_word(p, GS_TR("Each number says what it counts out of. What "
	        "nobody can know is said to be not known, and is never "
	        "nothing.")),
	    site_phrase(p, GS_TR("As of {0}. <code>gainsay statistics</code> "
	        "works out the same from a copy of the log, by year too."),
	        site_time(p, p->charter, p->as_of, GS_TIME_LONG)),
	    site_word(p, GS_TR("Drawn")));
	if (p->figures->memo_count == 0) {
		site_form(p, "<p>{0}</p>\n",
		    site_word(p, GS_TR("No memo has been filed yet.")));
	} else {
		site_put(p, "<div class=\"cols even\">\n");
		while ((count = site_figures_next(&first, &at,
		    p->figures)) > 0)
			site_plot_days(p, first, count);
		site_plot_years(p);
		site_put(p, "</div>\n");
	}
	site_form(p, "</section>\n<section aria-labelledby=\"nu\" class=\"stack"
	    "\"><h2 id=\"nu\">{0}</h2>\n",
	    site_word(p, GS_TR("All figures")));
	gs_statistics_numbers(p->figures, 0, put_figure_row, &t);
	close_table(&t);
	site_put(p, "</section>\n");
	site_end(p, &frame);
	return GS_OK;
}
