/* SPDX-License-Identifier: Apache-2.0 */
/* The holidays of U.S. federal offices by rule. */
#include <string.h>

#include "core/record/time.h"
#include "lib/records/closed_days.h"

#define MOVING 0   /* from Saturday to Friday, from Sunday to Monday */
#define LAST 5     /* of the weekdays of a month */
#define FOREVER 9999

/* A holiday is a date (nth 0), or the nth of a weekday in its month.  Years
 * before 1971, when the Uniform Monday Holiday Act came into force, have other
 * rules, and no channel. */
static const struct holiday_rule {
	const char *name;
	unsigned month, day, nth; /* `day`: the weekday, unless nth is 0 */
	int64_t since, until;     /* years */
} rules[] = {
	{"New Year's Day", 1, 1, MOVING, 1971, FOREVER},
	/* Public Law 98-144. */
	{"Birthday of Martin Luther King, Jr.", 1, 1, 3, 1986, FOREVER},
	{"Washington's Birthday", 2, 1, 3, 1971, FOREVER},
	{"Memorial Day", 5, 1, LAST, 1971, FOREVER},
	/* Public Law 117-17, of 17 June 2021. */
	{"Juneteenth National Independence Day", 6, 19, MOVING, 2021, FOREVER},
	{"Independence Day", 7, 4, MOVING, 1971, FOREVER},
	{"Labor Day", 9, 1, 1, 1971, FOREVER},
	{"Columbus Day", 10, 1, 2, 1971, FOREVER},
	/* Public Law 94-97 brought it back to its date in 1978. */
	{"Veterans Day", 10, 1, 4, 1971, 1977},
	{"Veterans Day", 11, 11, MOVING, 1978, FOREVER},
	{"Thanksgiving Day", 11, 4, 4, 1971, FOREVER},
	{"Christmas Day", 12, 25, MOVING, 1971, FOREVER},
};

/* The last of a month that has only four is the fourth. */
static int64_t nth_weekday(int64_t year, const struct holiday_rule *r)
{
	int64_t first = gs_days_from_civil(year, r->month, 1);
	unsigned ahead = (r->day + 7 - gs_weekday(first)) % 7;
	int64_t day = first + ahead + 7 * ((int64_t)r->nth - 1);
	int64_t next = r->month == 12 ? gs_days_from_civil(year + 1, 1, 1) :
	    gs_days_from_civil(year, r->month + 1, 1);

	return day >= next ? day - 7 : day;
}

static int64_t observed_day(const struct holiday_rule *r, int64_t year)
{
	if (r->nth != MOVING)
		return nth_weekday(year, r);

	int64_t day = gs_days_from_civil(year, r->month, r->day);
	unsigned weekday = gs_weekday(day);
	return weekday == 6 ? day - 1 : weekday == 7 ? day + 1 : day;
}

static int add_year(struct gs_closed_days *list, int64_t year)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < sizeof rules / sizeof *rules;
	    i++)
		if (year >= rules[i].since && year <= rules[i].until)
			err = gs_closed_days_add(list,
			    observed_day(&rules[i], year), rules[i].name,
			    strlen(rules[i].name));
	return err;
}

/* 5 U.S.C. 6103(c): January 20 of each fourth year after 1965; if that is a
 * Sunday, the day after.  Of a Saturday nothing is said: nobody has a day off
 * for it. */
static int add_inauguration(struct gs_closed_days *list, int64_t year)
{
	static const char name[] = "Inauguration Day";
	int64_t day = gs_days_from_civil(year, 1, 20);
	unsigned weekday = gs_weekday(day);

	if (year % 4 != 1 || weekday == 6)
		return GS_OK;
	return gs_closed_days_add(list, weekday == 7 ? day + 1 : day, name,
	    sizeof name - 1);
}

int gs_closed_days_federal(struct gs_closed_days *list, bool washington)
{
	int64_t year = 0, end = 0;
	unsigned month = 0, day = 0;
	int err = GS_OK;

	gs_civil_from_days(&year, &month, &day, list->first);
	gs_civil_from_days(&end, &month, &day, list->last);

	/* A New Year's Day on a Saturday is observed in the year before. */
	for (; err == GS_OK && year <= end + 1; year++) {
		err = add_year(list, year);
		if (err == GS_OK && washington)
			err = add_inauguration(list, year);
	}
	return err;
}
