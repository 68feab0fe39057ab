/* SPDX-License-Identifier: Apache-2.0 */
/* Figures drawn, each with its table.  A sign a memo while there are few, since
 * there is no typical value of two; then bars. */
#include <string.h>

#include "lib/site/figure.h"

#define SIGNS_MAX 24   /* of a plot; more are bars */
#define STACK_MAX 5    /* of a day */
#define BINS 24
#define YEARS_MAX 12

size_t site_figures_next(const struct gs_figure **first, size_t *index,
    const struct gs_statistics *s)
{
	size_t from = *index, to = from;

	while (from < s->figure_count &&
	    s->figures[from].unit == GS_DAYS_NONE)
		from++;
	for (to = from; to < s->figure_count &&
	    s->figures[to].duty.kind == s->figures[from].duty.kind &&
	    s->figures[to].unit == s->figures[from].unit;)
		to++;
	*first = s->figures + from;
	*index = to;
	return to - from;
}

/* Open ones are not judged, and not drawn. */
static bool is_drawn(const struct gs_figure *f)
{
	return f->duty.status != GS_DUTY_OPEN &&
	    f->duty.status != GS_DUTY_ENDED;
}

static enum site_mark mark_of(const struct gs_figure *f)
{
	return f->duty.status == GS_DUTY_OVERDUE ? SITE_MARK_OVERDUE :
	    f->duty.status == GS_DUTY_LATE ? SITE_MARK_LATE :
	    SITE_MARK_IN_TIME;
}

/* Days --------------------------------------------------------------------- */

struct scale {
	uint64_t most, step; /* of the axis */
};

/* 1, 2 or 5 by tens, at most eight of them. */
static struct scale scale_of(uint64_t most)
{
	uint64_t step = 1;

	for (unsigned i = 0; most / step >= 8; i++)
		step = i % 3 == 1 ? step / 2 * 5 : step * 2;
	return (struct scale){(most / step + 1) * step, step};
}

static unsigned place_day(const struct scale *s, uint64_t day)
{
	return (unsigned)(day * 1000 / s->most);
}

static void draw_scale(struct site_page *p, const struct scale *s,
    unsigned y)
{
	char text[24];

	site_draw_line(p, &(struct site_line){0, y, 1000, y, "axis"});
	for (uint64_t day = 0; day <= s->most; day += s->step) {
		unsigned x = place_day(s, day);

		site_draw_line(p, &(struct site_line){x, y, x, y + 5,
		    "axis"});
		gs_words(text, sizeof text, "{0}", gs_say_number(day));
		site_draw_label(p, &(struct site_label){x, y + 20, 0,
		    x == 0 ? SITE_START : x == 1000 ? SITE_END : SITE_MIDDLE,
		    NULL, text});
	}
}

/* Each above those of the same day that were there before. */
static void draw_signs(struct site_page *p, const struct gs_figure *f,
    size_t count, const struct scale *s)
{
	char text[64];

	for (size_t i = 0, above = 0; i < count; i++) {
		unsigned x = place_day(s, f[i].days);

		if (!is_drawn(&f[i]))
			continue;
		above = i > 0 && f[i - 1].days == f[i].days &&
		    is_drawn(&f[i - 1]) ? above + 1 : 0;
		unsigned y = 134 - 18 * (unsigned)above;
		site_draw_sign(p, x, y, mark_of(&f[i]));
		if (count > 6)
			continue;
		gs_words(text, sizeof text, "{0}{1}", site_phrase(p,
		    GS_TR("memo {0}"), gs_say_number(f[i].duty.memo->number)),
		    gs_say_text(x > 850 ? " \xc2\xa0\xc2\xa0\xc2\xa0" : ""));
		site_draw_label(p, &(struct site_label){x, y + 5,
		    x > 850 ? 0 : 12, x > 850 ? SITE_END : SITE_START,
		    mark_of(&f[i]) == SITE_MARK_IN_TIME ? "tok" : "tlate",
		    text});
	}
}

struct bins {
	uint64_t n[BINS + 1][2]; /* in time; not */
	uint64_t width, most;
};

static void count_days(struct bins *b, const struct gs_figure *f,
    size_t count, const struct scale *s)
{
	*b = (struct bins){.width = s->most / BINS + 1};
	for (size_t i = 0; i < count; i++) {
		size_t at = (size_t)(f[i].days / b->width);

		if (!is_drawn(&f[i]))
			continue;
		at = at > BINS ? BINS : at;
		b->n[at][mark_of(&f[i]) != SITE_MARK_IN_TIME]++;
		if (b->n[at][0] + b->n[at][1] > b->most)
			b->most = b->n[at][0] + b->n[at][1];
	}
}

static void draw_bar(struct site_page *p, const struct site_line *box,
    bool late)
{
	struct site_line one = *box;

	one.has = late ? "fill=\"url(#hatch)\" stroke=\"var(--late)\"" :
	    "class=\"mok\"";
	if (one.y2 > one.y1)
		site_draw_box(p, &one);
}

static void draw_bins(struct site_page *p, const struct bins *b,
    const struct scale *s)
{
	for (size_t i = 0; i <= BINS; i++) {
		unsigned x1 = place_day(s, i * b->width);
		unsigned x2 = place_day(s, (i + 1) * b->width);
		unsigned good = (unsigned)(110 * b->n[i][0] /
		    (b->most == 0 ? 1 : b->most));
		unsigned bad = (unsigned)(110 * b->n[i][1] /
		    (b->most == 0 ? 1 : b->most));

		if (x1 >= 1000)
			break;
		x2 = (x2 > 1000 ? 1000 : x2) - 2;
		draw_bar(p, &(struct site_line){x1, 148 - good, x2, 148, NULL},
		    false);
		draw_bar(p, &(struct site_line){x1, 148 - good - bad, x2,
		    148 - good, NULL}, true);
	}
}

static void put_means(struct site_page *p, struct gs_message_value words)
{
	site_form(p, "<details><summary>{0}</summary><p>{1}</p></details>\n",
	    site_word(p, GS_TR("How it is worked out")), words);
}

/* How the figures of a plot come out of the log. */
static void put_days_sum(struct site_page *p, const struct gs_figure *f)
{
	static const char *const counted[] = {
	    [GS_CLOCK_WORKING] = GS_TR("Working days are those on which the "
	    "charter has the office open; what comes after the closing hour "
		"counts for the next."),
	    [GS_CLOCK_CALENDAR] = GS_TR("Days are those of the calendar, by "
		"the clocks of the office."),
	    [GS_CLOCK_MONTHS] = GS_TR("Months are those of the calendar, by "
		"the clocks of the office.")};

	put_means(p, site_phrase(p, GS_TR("From the log alone: the entry that "
	    "starts the clock, and the entry that does what is due. {0} The "
	    "rule is that of the charter under which the memo was filed. What "
	    "is overdue counts up to the time of this page; what is still "
	    "open, or owed no more, is not drawn."),
	    site_word(p, counted[f->unit])));
}

struct column {
	const char *head;
	bool number;
};

/* A table that is closed until it is asked for, up to its rows. */
static void open_columns(struct site_page *p, struct gs_message_value caption,
    const struct column *columns, size_t count)
{
	site_form(p, "<details><summary>{1}</summary><div class=\"scroll\" "
	    "tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table role=\""
	    "table\"><caption class=\"hide\">{0}</caption><thead role=\""
	    "rowgroup\"><tr role=\"row\">", caption,
	    site_word(p, GS_TR("The same as a table")));
	for (size_t i = 0; i < count; i++)
		site_form(p, "<th role=\"columnheader\" scope=\"col\"{1}>{0}"
		    "</th>", site_word(p, columns[i].head),
		    gs_say_text(columns[i].number ? " class=\"r\"" : ""));
	site_put(p, "</tr></thead>\n<tbody role=\"rowgroup\">");
}

static void begin_row(struct site_page *p, uint64_t number)
{
	site_form(p, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{0}"
	    "</th>", gs_say_number(number));
}

static void put_number_cell(struct site_page *p, const char *head,
    uint64_t number)
{
	site_form(p, "<td role=\"cell\" data-l=\"{0}\" class=\"r\">{1}</td>",
	    site_word(p, head), site_number_value(p, number));
}

static void put_days_table(struct site_page *p, const struct gs_figure *f,
    size_t count)
{
	static const struct column columns[] = {{GS_TR("Memo"), false},
	    {GS_TR("Day"), true}, {GS_TR("Rule"), true},
	    {GS_TR("Result"), false}};

	open_columns(p, site_phrase(p, GS_TR("{0}: {1}, by memo"),
	    gs_say_text(site_duty_name(p, &f->duty)),
	    gs_say_text(site_days_name(p, f->unit))), columns, 4);
	for (size_t i = 0; i < count; i++) {
		begin_row(p, f[i].duty.memo->number);
		put_number_cell(p, columns[1].head, f[i].days);
		put_number_cell(p, columns[2].head, f[i].rule);
		site_form(p, "<td role=\"cell\" data-l=\"{0}\">",
		    site_word(p, columns[3].head));
		site_sign(p, site_duty_tone(&f[i].duty));
		site_result(p, &f[i].duty);
		site_sign_end(p);
		site_put(p, "</td></tr>\n");
	}
	site_put(p, "</tbody></table></div></details>");
}

/* The rule as a line; where it has a window, that as a shade before it. */
static void draw_rule(struct site_page *p, const struct gs_figure *f,
    const struct scale *s)
{
	unsigned x = place_day(s, f->rule);
	char text[96];

	site_draw_line(p, &(struct site_line){x, 30, x, 148, "due"});
	gs_words(text, sizeof text, site_text(p, GS_TR("rule: by {0}")),
	    gs_say_number(f->rule));
	site_draw_label(p, &(struct site_label){x, 22, 0, x > 700 ? SITE_END :
	    x < 100 ? SITE_START : SITE_MIDDLE, NULL, text});
}

static size_t count_drawn(const struct gs_figure *f, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += is_drawn(&f[i]);
	return n;
}

/* The most of one day. */
static size_t highest_stack(const struct gs_figure *f, size_t count)
{
	size_t most = 0;

	for (size_t i = 0, same = 0; i < count; i++) {
		same = i > 0 && f[i - 1].days == f[i].days ? same + 1 : 1;
		most = same > most ? same : most;
	}
	return most;
}

/* Once a page, for all of its plots. */
static void put_hatch(struct site_page *p)
{
	if (p->hatched)
		return;
	p->hatched = true;
	site_put(p, "<defs><pattern id=\"hatch\" width=\"7\" height=\"7\" "
	    "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
	    "<rect width=\"7\" height=\"7\" fill=\"var(--late)\"/><rect "
	    "width=\"2.6\" height=\"7\" fill=\"var(--paper)\"/></pattern>"
	    "</defs>");
}

void site_plot_days(struct site_page *p, const struct gs_figure *f,
    size_t count)
{
	size_t drawn = count_drawn(f, count);
	bool few = drawn <= SIGNS_MAX && highest_stack(f, count) <= STACK_MAX;
	uint64_t most = f->rule;
	struct bins b;

	for (size_t i = 0; i < count; i++)
		if (is_drawn(&f[i]) && f[i].days > most)
			most = f[i].days;
	const struct scale s = scale_of(most);
	struct gs_message_value name = gs_say_text(site_duty_name(p,
	    &f->duty));
	site_form(p, "<figure><figcaption>{0} <span>{1}</span></figcaption>",
	    site_phrase(p, GS_TR("{0}: {1} that it took"), name,
	        gs_say_text(site_days_name(p, f->unit))),
	    site_word(p, drawn == 0 ? GS_TR("None can be judged yet.") : few ?
	        GS_TR("Each sign is one memo.") :
	        GS_TR("Hatched: late or overdue.")));
	site_form(p, "<svg height=\"176\" role=\"img\" aria-label=\"{0}\">",
	    site_phrase(p, GS_TR("{0}, against the rule: {1}; can be judged: "
	        "{2}. The table has each."), name,
	        site_days(p, f->rule, f->unit), gs_say_number(drawn)));
	if (few) {
		draw_signs(p, f, count, &s);
	} else {
		put_hatch(p);
		count_days(&b, f, count, &s);
		draw_bins(p, &b, &s);
	}
	draw_scale(p, &s, 148);
	draw_rule(p, f, &s);
	site_put(p, "</svg>\n");
	put_days_table(p, f, count);
	put_days_sum(p, f);
	site_put(p, "</figure>\n");
}

/* Years -------------------------------------------------------------------- */

struct year {
	uint64_t filed, in_time, late, overdue, open;
};

static struct year count_year(const struct site_page *p, int64_t year)
{
	struct year y = {.filed = 0};

	for (size_t i = 0; i < p->figures->figure_count; i++) {
		const struct gs_figure *f = &p->figures->figures[i];

		if (f->duty.kind != GS_DUTY_REPLY || f->duty.number > 1 ||
		    f->year != year)
			continue;
		y.filed++;
		y.in_time += f->duty.status == GS_DUTY_MET ||
		    f->duty.status == GS_DUTY_MET_BY_DATE;
		y.late += f->duty.status == GS_DUTY_LATE;
		y.overdue += f->duty.status == GS_DUTY_OVERDUE;
		y.open += f->duty.status == GS_DUTY_OPEN ||
		    f->duty.status == GS_DUTY_ENDED;
	}
	return y;
}

static void draw_year_bar(struct site_page *p, int64_t year, unsigned x,
    uint64_t most)
{
	struct year y = count_year(p, year);
	unsigned good = (unsigned)(120 * y.in_time / most);
	unsigned bad = (unsigned)(120 * (y.late + y.overdue) / most);
	char text[48];

	draw_bar(p, &(struct site_line){x, 150 - good, x + 60, 150, NULL},
	    false);
	draw_bar(p, &(struct site_line){x, 150 - good - bad, x + 60,
	    150 - good, NULL}, true);
	if (y.open > 0)
		site_draw_box(p, &(struct site_line){x, 150 - good - bad -
		    (unsigned)(120 * y.open / most), x + 60,
		    150 - good - bad, "fill=\"none\" stroke=\"var(--edge)\" "
		    "stroke-dasharray=\"3 2\""});
	gs_words(text, sizeof text, "{0}", gs_say_number(y.filed));
	site_draw_label(p, &(struct site_label){x + 30, 144 - good - bad -
	    (unsigned)(120 * y.open / most), 0, SITE_MIDDLE, NULL, text});
	gs_words(text, sizeof text, "{0}", gs_say_number((uint64_t)year));
	site_draw_label(p, &(struct site_label){x + 30, 170, 0, SITE_MIDDLE,
	    "t", text});
}

static void put_years_table(struct site_page *p)
{
	static const struct column columns[] = {{GS_TR("Year"), false},
	    {GS_TR("Filed"), true}, {GS_TR("In time"), true},
	    {GS_TR("Late"), true}, {GS_TR("Overdue"), true},
	    {GS_TR("Open or ended"), true}};

	open_columns(p, site_word(p, GS_TR("Memos by year")), columns, 6);
	for (int64_t year = p->figures->first; year <= p->figures->last;
	    year++) {
		struct year y = count_year(p, year);
		const uint64_t n[] = {y.filed, y.in_time, y.late, y.overdue,
		    y.open};

		begin_row(p, (uint64_t)year);
		for (size_t i = 0; i < sizeof n / sizeof *n; i++)
			put_number_cell(p, columns[i + 1].head, n[i]);
		site_put(p, "</tr>\n");
	}
	site_put(p, "</tbody></table></div></details>");
}

void site_plot_years(struct site_page *p)
{
	int64_t last = p->figures->last;
	int64_t first = last - p->figures->first < YEARS_MAX ?
	    p->figures->first : last - YEARS_MAX + 1;
	uint64_t most = 1;

	for (int64_t year = first; year <= last; year++) {
		uint64_t filed = count_year(p, year).filed;

		most = filed > most ? filed : most;
	}
	site_form(p, "<figure><figcaption>{0} <span>{1}</span></figcaption>"
	    "<svg height=\"180\" role=\"img\" aria-label=\"{2}\">",
	    site_word(p, GS_TR("Memos by year of filing")),
	    site_word(p, GS_TR("How their first reply stands. Plain: in time; "
	        "hatched: late or overdue; dashed: open or ended.")),
	    site_word(p, GS_TR("Memos by year of filing; the table has the "
	        "numbers.")));
	put_hatch(p);
	site_draw_line(p, &(struct site_line){0, 150, 1000, 150, "axis"});
	for (int64_t year = first; year <= last; year++)
		draw_year_bar(p, year, 20 + (unsigned)(960 * (year - first) /
		    (last - first + 1)), most);
	site_put(p, "</svg>\n");
	put_years_table(p);
	put_means(p, site_word(p, GS_TR("Each memo counts once, in the year in "
	    "which it was filed by the clocks of the office. Its first reply "
	    "decides where: in time, late, overdue now, or neither yet.")));
	site_put(p, "</figure>\n");
}
