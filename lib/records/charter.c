/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/charter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>

#include "core/memo/memo.h"
#include "core/record/record.h"
#include "core/record/time.h"
#include "lib/host.h"
#include "lib/sign.h"

#define ZONE "America/New_York"
#define YEARS_MAX 30
#define HOLIDAYS_MAX ((size_t)(YEARS_MAX + 2) * 11)

static const struct {
	const char *role, *holder;
} holders[GS_HOLDERS] = {
	{"authority", "The Secretary"},
	{"registrar", "Bureau of Global Talent Management"},
	{"second", "American Foreign Service Association"},
	{"office", "Policy Planning Staff"},
	{"release", "Office of Information Programs and Services"},
	{"log", "Log of this channel"},
	{"enrol", "Enrolment desk"},
	{"promise", "Servers of this channel"},
};

static const char *const copies[] = {"Secretary of State",
    "Deputy Secretary of State", "Under Secretary for Political Affairs",
    "Executive Secretary", "Chair of the Secretary's Open Forum"};

const char *gs_holder_role(enum gs_charter_holder holder)
{
	return holders[holder].role;
}

/* A holiday is a date (week 0), or the week-th weekday of its month (5: the
 * last one). */
static const struct holiday_rule {
	const char *name;
	unsigned month, day, week;
	int64_t since; /* year */
} rules[] = {
	{"New Year's Day", 1, 1, 0, 0},
	{"Birthday of Martin Luther King, Jr.", 1, 1, 3, 1986},
	{"Washington's Birthday", 2, 1, 3, 0},
	{"Memorial Day", 5, 1, 5, 0},
	{"Juneteenth National Independence Day", 6, 19, 0, 2021},
	{"Independence Day", 7, 4, 0, 0},
	{"Labor Day", 9, 1, 1, 0},
	{"Columbus Day", 10, 1, 2, 0},
	{"Veterans Day", 11, 11, 0, 0},
	{"Thanksgiving Day", 11, 4, 4, 0}, /* of Thursdays */
	{"Christmas Day", 12, 25, 0, 0},
};

static int64_t observed_day(const struct holiday_rule *r, int64_t year)
{
	if (r->week == 0) {
		int64_t day = gs_days_from_civil(year, r->month, r->day);
		unsigned weekday = gs_weekday(day);

		return weekday == 6 ? day - 1 : weekday == 7 ? day + 1 : day;
	}

	/* `day` is the weekday here. */
	int64_t first = gs_days_from_civil(year, r->month, 1);
	unsigned ahead = (r->day + 7 - gs_weekday(first)) % 7;
	int64_t day = first + ahead + 7 * ((int64_t)r->week - 1);

	/* The fifth of a month that has four is the fourth. */
	int64_t next = r->month == 12 ? gs_days_from_civil(year + 1, 1, 1) :
	    gs_days_from_civil(year, r->month + 1, 1);
	return day >= next ? day - 7 : day;
}

int gs_federal_holidays(struct gs_holiday *out, size_t *count, size_t max,
    int64_t first, int64_t last)
{
	int64_t year = 0, end = 0;
	unsigned month = 0, day = 0;
	size_t n = 0;

	gs_civil_from_days(&year, &month, &day, first);
	gs_civil_from_days(&end, &month, &day, last);

	/* A New Year's Day on a Saturday is observed in the year before. */
	for (; year <= end + 1; year++) {
		for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
			int64_t when = observed_day(&rules[i], year);

			if (year < rules[i].since || when < first ||
			    when > last)
				continue;
			if (n == max)
				return GS_ERR_SPACE;
			out[n++] = (struct gs_holiday){when, rules[i].name};
		}
	}
	*count = n;
	return GS_OK;
}

static void write_offset(struct gs_record_writer *d, int64_t from,
    int32_t seconds)
{
	char text[8];
	int minutes = abs(seconds / 60);

	(void)snprintf(text, sizeof text, "%c%02d:%02d",
	    seconds < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
	gs_record_line(d, "offset", gs_part_time(from), gs_part_word(text));
}

static int32_t offset_now(UCalendar *cal, UErrorCode *status)
{
	return (ucal_get(cal, UCAL_ZONE_OFFSET, status) +
	    ucal_get(cal, UCAL_DST_OFFSET, status)) / 1000;
}

/* The zone's offsets from the calendar's first day to a year past its last,
 * materialised: see core/channel/calendar.c. */
static int write_offsets(struct gs_record_writer *d, int64_t first,
    int64_t last)
{
	static const UChar zone[] = u"America/New_York";
	UErrorCode status = U_ZERO_ERROR;
	int64_t at = first * GS_DAY, end = (last + 366) * GS_DAY;

	UCalendar *cal = ucal_open(zone, -1, "en_US", UCAL_GREGORIAN, &status);
	if (U_FAILURE(status))
		return GS_ERR_IO;

	while (U_SUCCESS(status) && at < end) {
		UDate next = 0;

		ucal_setMillis(cal, (UDate)at * 1000, &status);
		write_offset(d, at, offset_now(cal, &status));
		if (!ucal_getTimeZoneTransitionDate(cal,
		        UCAL_TZ_TRANSITION_NEXT, &next, &status))
			break;
		at = (int64_t)(next / 1000);
	}

	ucal_close(cal);
	return U_FAILURE(status) ? GS_ERR_IO : GS_OK;
}

static int write_calendar(struct gs_record_writer *d,
    const struct gs_charter_plan *plan)
{
	struct gs_holiday days[HOLIDAYS_MAX];
	size_t count = 0;

	gs_record_line(d, "zone", gs_part_text(ZONE));
	gs_record_line(d, "week", gs_part_number(12345));
	gs_record_line(d, "closing", gs_part_number(17 * 60));
	gs_record_line(d, "calendar", gs_part_date(plan->first),
	    gs_part_date(plan->last));

	int err = write_offsets(d, plan->first, plan->last);
	if (err == GS_OK)
		err = gs_federal_holidays(days, &count, HOLIDAYS_MAX,
		    plan->first, plan->last);
	for (size_t i = 0; err == GS_OK && i < count; i++)
		gs_record_line(d, "closed", gs_part_date(days[i].day),
		    gs_part_text(days[i].name));
	return err;
}

static void write_heading(struct gs_record_writer *d,
    const struct gs_charter_plan *plan)
{
	gs_record_line(d, "version", gs_part_number(1));
	gs_record_line(d, "origin", gs_part_word(plan->origin));
	gs_record_line(d, "name", gs_part_text(plan->name));
	gs_record_line(d, "exercise",
	    gs_part_word(plan->exercise ? "yes" : "no"));
	gs_record_line(d, "readers", gs_part_word(plan->readers));

	for (size_t i = 0; i < GS_HOLDERS; i++)
		gs_record_line(d, "role", gs_part_word(holders[i].role),
		    gs_part_hash(plan->keys[i]),
		    gs_part_text(holders[i].holder));
	gs_record_line(d, "threshold", gs_part_number(1));
	gs_record_line(d, "seal", gs_part_word("office"),
	    gs_part_word(GS_RECIPIENT_X25519), gs_part_bytes(plan->seal, 32),
	    gs_part_text(holders[GS_HOLDER_OFFICE].holder));
	for (size_t i = 0; i < sizeof copies / sizeof *copies; i++)
		gs_record_line(d, "copy", gs_part_text(copies[i]));
	gs_record_line(d, "style", gs_part_word("legacy"));
	gs_record_line(d, "ceiling", gs_part_text("SBU"));
}

static void write_clocks(struct gs_record_writer *d, uint64_t floor)
{
	gs_record_line(d, "clock", gs_part_word("acknowledge"),
	    gs_part_word("working"), gs_part_number(2));
	gs_record_line(d, "clock", gs_part_word("reply-from"),
	    gs_part_word("working"), gs_part_number(30));
	gs_record_line(d, "clock", gs_part_word("reply"),
	    gs_part_word("working"), gs_part_number(60));

	gs_record_line(d, "quota", gs_part_number(4));
	gs_record_line(d, "floor", gs_part_number(floor));
	gs_record_line(d, "age", gs_part_number(24));
	gs_record_line(d, "batch", gs_part_number(5));
	gs_record_line(d, "release", gs_part_number(24));
	gs_record_line(d, "late", gs_part_number(1), gs_part_number(5));
	gs_record_line(d, "gather", gs_part_number(90));
	gs_record_line(d, "cooling", gs_part_number(7));
}

static bool plan_in_range(const struct gs_charter_plan *plan)
{
	return plan->first >= gs_days_from_civil(1971, 1, 1) &&
	    plan->last <= gs_days_from_civil(2100, 12, 31) &&
	    plan->first <= plan->last &&
	    plan->last - plan->first <= YEARS_MAX * 366;
}

int gs_charter_us_state(struct gs_writer *w,
    const struct gs_charter_plan *plan)
{
	struct gs_record_writer d;
	struct gs_pool pool;

	if (!plan_in_range(plan))
		return GS_ERR_RANGE;
	uint8_t *buf = malloc(GS_RECORD_MAX);
	if (buf == NULL)
		return GS_ERR_MEMORY;

	gs_record_start(&d, buf, GS_RECORD_MAX, "charter");
	write_heading(&d, plan);
	int err = write_calendar(&d, plan);
	write_clocks(&d, plan->floor);

	if (err == GS_OK) {
		err = gs_record_sign(&d, "authority", plan->authority,
		    gs_pool_start(&pool));
		gs_pool_free(&pool);
	}
	if (err == GS_OK) {
		gs_write_bytes(w, d.w.ptr, d.w.len);
		err = gs_writer_end(w);
	}
	free(buf);
	return err;
}
