/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate/timeline.h"

#include <stdio.h>
#include <string.h>

#include "core/record/time.h"
#include "lib/steps/duty_label.h"
#include "lib/steps/flaws.h"
#include "lib/steps/local_time.h"

#define LEFT (GS_PAGE_MARGIN + 92.0)
#define RIGHT (GS_PAGE_WIDTH - GS_PAGE_MARGIN)
#define LANE 40.0
#define BAR 9.0
#define LANES_MAX 8 /* the others are listed alone */

struct scale {
	const struct gs_memo *memo;
	int64_t first, last;
};

static double x_of(const struct scale *s, int64_t at)
{
	return LEFT + (RIGHT - LEFT - 4) * (double)(at - s->first) /
	    (double)(s->last - s->first);
}

static void find_date(int64_t *year, unsigned *month, unsigned *day,
    const struct gs_memo *memo, int64_t at)
{
	gs_civil_from_days(year, month, day,
	    gs_charter_day(memo->charter, at));
}

#define DATE_MAX 32
static const char *format_date(char out[DATE_MAX], const struct gs_memo *memo,
    int64_t at)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t year = 0;
	unsigned month = 0, day = 0;

	find_date(&year, &month, &day, memo, at);
	(void)snprintf(out, DATE_MAX, "%u %.3s %lld", day,
	    months + 3 * (month - 1), (long long)year);
	return out;
}

static const char *duty_word(const struct gs_duty *d)
{
	if (d->done == 0)
		return d->status != GS_DUTY_ENDED ? "not in this file" :
		    strcmp(d->ended_by, "the author") == 0 ?
		    "ended by the author" : "ended: referred";
	if (d->status == GS_DUTY_MET_BY_DATE)
		return "met: operator's date";
	return d->status == GS_DUTY_LATE ? "missed: late" : "met: in time";
}

static void draw_labels(struct gs_page *p, const struct scale *s,
    const struct gs_duty *d, double y)
{
	char from[DATE_MAX], due[DATE_MAX], text[128];

	format_date(due, d->memo, d->due);
	if (d->from != d->due)
		(void)snprintf(text, sizeof text, "window %s to %s",
		    format_date(from, d->memo, d->from), due);
	else
		(void)snprintf(text, sizeof text, "due %s", due);
	gs_page_label(p, GS_INK_BLACK, (struct gs_spot){x_of(s, d->due), y,
	    d->from != d->due ? 1 : 0.5, LEFT + 4}, text);

	if (d->done == 0)
		return;
	int64_t days = gs_charter_day(d->memo->charter, d->done) -
	    gs_charter_day(d->memo->charter, d->due);
	bool late = d->status == GS_DUTY_LATE;
	format_date(due, d->memo, d->done);
	if (late && days > 0)
		(void)snprintf(text, sizeof text,
		    "done %s, %lld day%s late", due, (long long)days,
		    days == 1 ? "" : "s");
	else
		(void)snprintf(text, sizeof text, "done %s%s", due,
		    late ? ", late" : "");
	gs_page_label(p, late ? GS_INK_RED : GS_INK_BLACK, (struct gs_spot){
	    x_of(s, d->done), y + 14 + BAR, 0.5, LEFT + 4}, text);
}

static void draw_lane(struct gs_page *p, const struct scale *s,
    const struct gs_duty *d, double y)
{
	double due = x_of(s, d->due), from = x_of(s, d->from), bar = y + 11;
	char title[GS_DUTY_LABEL_MAX];
	bool late = d->status == GS_DUTY_LATE;
	struct gs_duty brief = *d; /* what was missed has no room here */

	brief.missed = NULL;
	brief.missed_number = 0;
	gs_duty_label(title, d->title, &brief);
	gs_page_label(p, GS_INK_BLACK, (struct gs_spot){GS_PAGE_MARGIN,
	    y + 8, 0, 0}, title);
	gs_page_label(p, late ? GS_INK_RED : GS_INK_GREY, (struct gs_spot){
	    GS_PAGE_MARGIN, y + 18, 0, 0}, duty_word(d));

	gs_page_box(p, GS_INK_PALE, (struct gs_page_rect){LEFT, bar, due - LEFT,
	    BAR});
	gs_page_box(p, GS_INK_BLUE, (struct gs_page_rect){from, bar, due - from,
	    BAR});
	if (late)
		gs_page_box(p, GS_INK_RED, (struct gs_page_rect){due, bar + 3,
		    x_of(s, d->done) - due, BAR - 6});
	gs_page_box(p, GS_INK_BLACK, (struct gs_page_rect){due - 0.6, bar - 2,
	    1.2, BAR + 4});
	if (d->done != 0)
		gs_page_box(p, late ? GS_INK_RED : GS_INK_BLACK,
		    (struct gs_page_rect){x_of(s, d->done) - 3,
		    bar + BAR / 2 - 3, 6, 6});
	draw_labels(p, s, d, y);
}

/* A tick for every first of a month, or of every second, third ... */
static void draw_axis(struct gs_page *p, const struct scale *s, double y)
{
	char text[DATE_MAX];
	int64_t year = 0, at = 0;
	unsigned month = 0, day = 0;
	int64_t step = 1 + (s->last - s->first) / (GS_DAY * 30 * 7);

	gs_page_box(p, GS_INK_GREY, (struct gs_page_rect){LEFT, y, RIGHT - LEFT,
	    0.7});
	gs_page_box(p, GS_INK_BLACK, (struct gs_page_rect){LEFT - 0.6, y - 3,
	    1.2, 6});
	gs_page_label(p, GS_INK_GREY, (struct gs_spot){GS_PAGE_MARGIN, y - 4,
	    0, 0}, "first of the month");

	find_date(&year, &month, &day, s->memo, s->first);
	int64_t n = year * 12 + month; /* months, counted from 0: the next */
	for (;; n += step) {
		at = gs_days_from_civil(n / 12, (unsigned)(n % 12) + 1, 1) *
		    GS_DAY;
		at -= gs_charter_offset(s->memo->charter, at);
		if (at >= s->last)
			break;
		gs_page_box(p, GS_INK_GREY, (struct gs_page_rect){x_of(s, at) -
		    0.4, y - 2, 0.8, 4});
		gs_page_label(p, GS_INK_GREY, (struct gs_spot){x_of(s, at),
		    y + 3, 0.5, LEFT}, format_date(text, s->memo, at) + 2);
	}
}

static void list_duty(struct gs_page *p, const struct gs_duty *d)
{
	char when[GS_LOCAL_TIME_MAX], text[GS_LOCAL_TIME_MAX + 64];
	char title[GS_DUTY_LABEL_MAX];
	const struct gs_charter *c = d->memo->charter;
	bool late = d->status == GS_DUTY_LATE;

	gs_local_time(when, c, d->due);
	(void)snprintf(text, sizeof text, "due %s", when);
	gs_duty_label(title, d->title, d);
	gs_page_row(p, title, text, GS_INK_BLACK);
	if (gs_calendar_lacks(c, d->due))
		gs_page_row(p, "", "closed days are not known there: it lies "
		    "outside the charter's calendar", GS_INK_BLACK);
	if (d->extended > 0) {
		gs_local_time(when, c, d->first_due);
		(void)snprintf(text, sizeof text,
		    "put off %llu time%s; at first due %s",
		    (unsigned long long)d->extended,
		    d->extended == 1 ? "" : "s", when);
		gs_page_row(p, "", text, GS_INK_BLACK);
	}
	if (d->from != d->due) {
		gs_local_time(when, c, d->from);
		(void)snprintf(text, sizeof text, "as a rule from %s", when);
		gs_page_row(p, "", text, GS_INK_BLACK);
	}

	if (d->done == 0) {
		gs_page_row(p, "", duty_word(d), GS_INK_BLACK);
		return;
	}
	gs_local_time(when, c, d->done);
	(void)snprintf(text, sizeof text, "done %s: %s", when,
	    late ? "missed (done late)" : d->status == GS_DUTY_MET ? "met" :
	    "met by the operator's date");
	gs_page_row(p, "", text, late ? GS_INK_RED : GS_INK_BLACK);
	if (d->witnessed == 0)
		return;
	gs_local_time(when, c, d->witnessed);
	(void)snprintf(text, sizeof text, "seen by witnesses before %s", when);
	gs_page_row(p, "", text, GS_INK_BLACK);
}

/* From the filing to the last that is due or done; how many are drawn. */
static size_t find_scale(struct scale *s, struct gs_duties all)
{
	struct gs_duty duty;
	size_t n = 0;

	while (n < LANES_MAX && gs_duties_next(&duty, &all)) {
		if (duty.due > s->last)
			s->last = duty.due;
		if (duty.done > s->last)
			s->last = duty.done;
		n++;
	}
	return n;
}

int gs_timeline(struct gs_page *page, const struct gs_memo *memo, int64_t now)
{
	char text[64], date[DATE_MAX];
	struct gs_duties all = gs_duties_of(memo, now), drawn = all;
	struct scale s = {memo, memo->at, memo->at + GS_DAY};
	struct gs_duty duty;
	size_t count = find_scale(&s, all);

	if (count == 0)
		return GS_OK;
	double lanes = (double)count * LANE;
	double y = gs_page_draw(page, lanes + LANE + 8);
	gs_page_box(page, GS_INK_BLACK, (struct gs_page_rect){LEFT - 0.6,
	    y + 13, 1.2, lanes + 1});
	(void)snprintf(text, sizeof text, "filed %s",
	    format_date(date, s.memo, s.first));
	gs_page_label(page, GS_INK_BLACK, (struct gs_spot){LEFT, y + 3, 0,
	    LEFT}, text);

	for (size_t i = 0; i < count && gs_duties_next(&duty, &drawn); i++)
		draw_lane(page, &s, &duty, y + 14 + (double)i * LANE);
	draw_axis(page, &s, y + 14 + lanes + 4);
	gs_page_drawn(page);

	while (gs_duties_next(&duty, &all))
		list_duty(page, &duty);
	return all.err;
}
