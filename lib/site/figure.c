/* SPDX-License-Identifier: Apache-2.0 */
/* A memo against its clocks.  Places are in per cent of the width, so that
 * letters keep their size on every screen. */
#include <string.h>

#include "core/record/time.h"
#include "lib/site/figure.h"

#define ROWS_MAX 6 /* the table has the others */
#define ROW_STEP 68

static void write_per_cent(struct site_page *p, unsigned x)
{
	gs_write_decimal(&p->w, x / 10);
	if (x % 10 != 0) {
		site_put(p, ".");
		gs_write_decimal(&p->w, x % 10);
	}
	site_put(p, "%");
}

/* Time and number run as the page is read. */
void site_write_x(struct site_page *p, unsigned x)
{
	if (p->language->to_left)
		x = x > 1000 ? 0 : 1000 - x;
	write_per_cent(p, x);
}

void site_draw_line(struct site_page *p, const struct site_line *l)
{
	site_put(p, "<line x1=\"");
	site_write_x(p, l->x1);
	site_form(p, "\" y1=\"{0}\" x2=\"", gs_say_number(l->y1));
	site_write_x(p, l->x2);
	site_form(p, "\" y2=\"{0}\" class=\"{1}\"/>", gs_say_number(l->y2),
	    gs_say_text(l->has));
}

void site_draw_box(struct site_page *p, const struct site_line *l)
{
	site_put(p, "<rect x=\"");
	site_write_x(p, p->language->to_left ? l->x2 : l->x1);
	site_form(p, "\" y=\"{0}\" width=\"", gs_say_number(l->y1));
	write_per_cent(p, l->x2 - l->x1);
	site_form(p, "\" height=\"{0}\" {1}/>", gs_say_number(l->y2 - l->y1),
	    gs_say_text(l->has));
}

void site_draw_sign(struct site_page *p, unsigned x, unsigned y,
    enum site_mark mark)
{
	static const char *const drawings[] = {
	    [SITE_MARK_FILED] = "<rect x=\"-4\" y=\"-4\" width=\"8\" "
		"height=\"8\" class=\"fin\"/>",
	    [SITE_MARK_IN_TIME] = "<circle r=\"7\" class=\"mok\"/><path d=\""
		"M-3.4 .2l2.3 2.4 4.3-4.9\" fill=\"none\" "
		"stroke=\"var(--paper)\" stroke-width=\"2\"/>",
	    [SITE_MARK_LATE] = "<path d=\"M0-8.5 8.5 0 0 8.5-8.5 0z\" "
		"class=\"mlate\"/>",
	    [SITE_MARK_OVERDUE] = "<path d=\"M0-7.5 7.5 0 0 7.5-7.5 0z\" "
		"fill=\"var(--paper)\" stroke=\"var(--late)\" "
		"stroke-width=\"2.5\"/>"};

	site_put(p, "<svg x=\"");
	site_write_x(p, x);
	site_form(p, "\" y=\"{0}\" width=\"1\" height=\"1\" "
	    "overflow=\"visible\">{1}</svg>", gs_say_number(y),
	    gs_say_text(drawings[mark]));
}

void site_draw_label(struct site_page *p, const struct site_label *l)
{
	static const char *const anchors[] = {[SITE_START] = "start",
	    [SITE_MIDDLE] = "middle", [SITE_END] = "end"};

	site_put(p, "<text x=\"");
	site_write_x(p, l->x);
	site_form(p, "\" y=\"{0}\" dx=\"{6}{1}\" "
	    "text-anchor=\"{2}\"{7}{3}{4}{5}>",
	    gs_say_number(l->y), gs_say_number(l->dx),
	    gs_say_text(anchors[l->anchor]),
	    gs_say_text(l->has == NULL ? "" : " class=\""),
	    gs_say_text(l->has), gs_say_text(l->has == NULL ? "" : "\""),
	    gs_say_text(p->language->to_left && l->dx > 0 ? "-" : ""),
	    gs_say_text(p->language->to_left ? " direction=\"rtl\"" : ""));
	site_put(p, l->text);
	site_put(p, "</text>");
}

/* One memo ---------------------------------------------------------------- */

struct axis {
	const struct gs_charter *charter;
	int64_t first, last;
};

static unsigned place_time(const struct axis *a, int64_t at)
{
	if (at <= a->first)
		return 0;
	return at >= a->last ? 1000 :
	    (unsigned)((at - a->first) * 1000 / (a->last - a->first));
}

struct lanes {
	struct gs_duty duty[ROWS_MAX];
	size_t count;
	struct axis axis;
};

/* A twentieth is free at the right, where the last sign stands. */
static int take_lanes(struct lanes *out, const struct site_page *p,
    const struct gs_memo *m, bool all)
{
	struct gs_duties duties = gs_duties_of(m, p->as_of);
	struct gs_duty one;
	int64_t last = m->at + GS_DAY;

	out->count = 0;
	while (gs_duties_next(&one, &duties)) {
		bool first = one.kind == GS_DUTY_ACKNOWLEDGE ||
		    (one.kind == GS_DUTY_REPLY && one.number <= 1);
		int64_t end = one.done > one.due ? one.done : one.due;

		if (out->count == ROWS_MAX || (!all && !first))
			continue;
		if (one.status == GS_DUTY_OVERDUE)
			end = site_late_until(p, &one);
		last = end > last ? end : last;
		out->duty[out->count++] = one;
	}
	out->axis = (struct axis){m->charter, m->at,
	    last + (last - m->at) / 20};
	return duties.err;
}

static bool was_missed(const struct gs_duty *d)
{
	return d->status == GS_DUTY_LATE || d->status == GS_DUTY_OVERDUE;
}

/* The window, the deadline, the delay and the sign of what was done, around the
 * line at y. */
static void draw_duty(struct site_page *p, const struct axis *a,
    const struct gs_duty *d, unsigned y)
{
	unsigned due = place_time(a, d->due);
	unsigned until = place_time(a, site_late_until(p, d));

	if (d->from < d->due)
		site_draw_box(p, &(struct site_line){place_time(a, d->from),
		    y - 9, due, y + 9, "class=\"rule\""});
	if (was_missed(d) && until > due)
		site_draw_line(p, &(struct site_line){due, y, until, y,
		    "over"});
	site_draw_line(p, &(struct site_line){due, y - 12, due, y + 12,
	    "due"});
	if (was_missed(d))
		site_draw_sign(p, until, y, d->done != 0 ? SITE_MARK_LATE :
		    SITE_MARK_OVERDUE);
	else if (d->done != 0)
		site_draw_sign(p, until, y, SITE_MARK_IN_TIME);
}

/* The drawing in a sentence, for who does not see it. */
static void put_sentence(struct site_page *p, const struct gs_memo *m,
    const struct lanes *l)
{
	char text[SITE_TIME_MAX], done[SITE_TIME_MAX];

	site_time_text(text, p, m->charter, m->at, GS_DAY_LONG);
	site_say(p, GS_TR("Filed {0}."), gs_say_text(text));
	for (size_t i = 0; i < l->count; i++) {
		const struct gs_duty *d = &l->duty[i];
		struct gs_message_value name = gs_say_text(
		    site_duty_name(p, d));

		site_put(p, " ");
		site_time_text(text, p, m->charter, d->due, GS_DAY_LONG);
		site_time_text(done, p, m->charter, d->done, GS_DAY_LONG);
		if (d->done != 0)
			site_say(p, GS_TR("{0}: due {1}, done {2}, {3}."),
			    name, gs_say_text(text), gs_say_text(done),
			    site_result_value(p, d));
		else
			site_say(p, GS_TR("{0}: due {1}, {2}."), name,
			    gs_say_text(text), site_result_value(p, d));
	}
}

int site_draw_mini(struct site_page *p, const struct gs_memo *m)
{
	struct lanes l;
	int err = take_lanes(&l, p, m, false);

	if (err != GS_OK)
		return err;
	site_put(p, "<svg class=\"mini\" height=\"30\" role=\"img\" "
	    "aria-label=\"");
	put_sentence(p, m, &l);
	site_put(p, "\">");
	site_draw_line(p, &(struct site_line){0, 15, 1000, 15, "grid"});
	site_draw_sign(p, 6, 15, SITE_MARK_FILED);
	for (size_t i = 0; i < l.count; i++)
		draw_duty(p, &l.axis, &l.duty[i], 15);
	site_put(p, "</svg>\n");
	return GS_OK;
}

/* As many first days of months as have room; every other one is left out where
 * the page is narrow. */
static void draw_months(struct site_page *p, const struct axis *a, unsigned y)
{
	int64_t year = 0, left = (a->last - a->first) / (30 * GS_DAY);
	int64_t step = left / 7 + 1;
	unsigned month = 0, day = 0, n = 0;

	gs_civil_from_days(&year, &month, &day,
	    gs_charter_day(a->charter, a->first));
	for (int64_t i = 1;; i++) {
		int64_t of = month - 1 + i;
		int64_t first = gs_days_from_civil(year + of / 12,
		    (unsigned)(of % 12) + 1, 1) * GS_DAY;
		char text[SITE_TIME_MAX];

		first -= gs_charter_offset(a->charter, first);
		if (first >= a->last)
			break;
		unsigned x = place_time(a, first);
		if (i % step != 0)
			continue;
		site_draw_line(p, &(struct site_line){x, 26, x, y, "grid"});
		if (x < 260 || x > 960)
			continue;
		site_time_text(text, p, a->charter, first, of % 12 != 0 ?
		    GS_DAY_OF_YEAR : GS_DAY_SHORT);
		site_draw_label(p, &(struct site_label){x, y + 20, 0,
		    SITE_MIDDLE, n++ % 2 == 0 ? "wide" : NULL, text});
	}
}

static enum site_anchor anchor_at(unsigned x)
{
	return x < 250 ? SITE_START : x > 750 ? SITE_END : SITE_MIDDLE;
}

/* When it was done, or until when it can be, below its line. */
static void label_duty(struct site_page *p, const struct axis *a,
    const struct gs_duty *d, unsigned y)
{
	bool open = d->status == GS_DUTY_OPEN || d->status == GS_DUTY_ENDED;
	int64_t at = d->done != 0 ? d->done : open ? d->due :
	    site_late_until(p, d);
	unsigned x = place_time(a, at);
	char when[SITE_TIME_MAX], text[192];

	site_time_text(when, p, a->charter, d->done != 0 ? d->done : d->due,
	    GS_TIME_SHORT);
	gs_words(text, sizeof text, site_text(p, open ? GS_TR("due {0}") :
	    d->status == GS_DUTY_OVERDUE ? GS_TR("overdue since {0}") :
	    d->status == GS_DUTY_LATE ? GS_TR("{0}: late") :
	    GS_TR("{0}: in time")), gs_say_text(when));
	site_draw_label(p, &(struct site_label){x, y + 26, 0, anchor_at(x),
	    open ? "t" : was_missed(d) ? "tlate" : "tok", text});
}

int site_draw_clock(struct site_page *p, const struct gs_memo *m)
{
	struct lanes l;
	char day[SITE_TIME_MAX], text[192];

	int err = take_lanes(&l, p, m, true);
	if (err != GS_OK)
		return err;
	unsigned foot = 14 + ROW_STEP * (unsigned)l.count;

	site_form(p, "<figure><svg height=\"{0}\" role=\"img\" "
	    "aria-label=\"", gs_say_number(foot + 26));
	put_sentence(p, m, &l);
	site_put(p, "\">");
	draw_months(p, &l.axis, foot);
	site_draw_line(p, &(struct site_line){0, foot, 1000, foot, "axis"});
	site_draw_sign(p, 6, foot, SITE_MARK_FILED);
	site_time_text(day, p, m->charter, m->at, GS_DAY_SHORT);
	gs_words(text, sizeof text, site_text(p, GS_TR("Filed {0}")),
	    gs_say_text(day));
	site_draw_label(p, &(struct site_label){0, foot + 20, 0, SITE_START,
	    "t", text});

	for (size_t i = 0; i < l.count; i++) {
		const struct gs_duty *d = &l.duty[i];
		unsigned y = 44 + ROW_STEP * (unsigned)i;
		unsigned start = place_time(&l.axis, d->start);

		site_duty_title(text, sizeof text, p, d);
		site_draw_label(p, &(struct site_label){0, y - 20, 0,
		    SITE_START, "t", text});
		site_draw_line(p, &(struct site_line){start, y,
		    place_time(&l.axis, d->due), y, "run"});
		draw_duty(p, &l.axis, d, y);
		label_duty(p, &l.axis, d, y);
	}
	site_put(p, "</svg></figure>\n");
	return GS_OK;
}
