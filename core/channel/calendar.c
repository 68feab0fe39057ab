/* SPDX-License-Identifier: Apache-2.0 */
/* Working days.  Everything comes from the charter: offsets, closed days, the
 * closing hour; so that a deadline computed today is the same in ten years,
 * whatever becomes of the time zone's rules. */
#include "core/channel/calendar.h"

#include <string.h>

#include "core/record/time.h"

#define CLOCK_DAYS_MAX 3660

/* "+hh:mm" or "-hh:mm" in seconds; false if it is neither. */
static bool offset_parse(int64_t *seconds, const struct gs_part *part)
{
	const uint8_t *p = part->ptr;
	if (part->len != 6 || (p[0] != '+' && p[0] != '-') || p[3] != ':')
		return false;
	static const uint8_t at[4] = {1, 2, 4, 5};
	int64_t d[4];
	for (size_t i = 0; i < 4; i++) {
		d[i] = p[at[i]] - '0';
		if (d[i] < 0 || d[i] > 9)
			return false;
	}
	int64_t minutes = (d[0] * 10 + d[1]) * 60 + d[2] * 10 + d[3];
	if (minutes > 14 * 60 || d[2] > 5)
		return false;
	*seconds = (p[0] == '-' ? -minutes : minutes) * 60;
	return true;
}

static bool week_ok(uint64_t week)
{
	for (uint64_t last = 8; week != 0; week /= 10) {
		uint64_t d = week % 10;
		if (d < 1 || d > 7 || d >= last)
			return false;
		last = d;
	}
	return true;
}

static bool offsets_ok(const struct gs_record *rec)
{
	const struct gs_value *v = NULL;
	int64_t last = -1, seconds = 0;
	for (size_t i = 0; (v = gs_record_value(rec, "offset", i)); i++) {
		if (v->parts[0].number <= last ||
		    !offset_parse(&seconds, &v->parts[1]))
			return false;
		last = v->parts[0].number;
	}
	return true;
}

static bool closed_ok(const struct gs_record *rec)
{
	const struct gs_value *range = gs_record_value(rec, "calendar", 0);
	const struct gs_value *v = NULL;
	int64_t last = range->parts[0].number - 1;
	if (range->parts[1].number < range->parts[0].number)
		return false;
	for (size_t i = 0; (v = gs_record_value(rec, "closed", i)); i++) {
		if (v->parts[0].number <= last ||
		    v->parts[0].number > range->parts[1].number)
			return false;
		last = v->parts[0].number;
	}
	return true;
}

static bool clocks_ok(const struct gs_record *rec)
{
	const struct gs_value *v = NULL;
	bool acknowledge = false, reply = false;
	for (size_t i = 0; (v = gs_record_value(rec, "clock", i)); i++) {
		if (!gs_part_is(&v->parts[1], "working") &&
		    !gs_part_is(&v->parts[1], "calendar"))
			return false;
		if (v->parts[2].number < 1 ||
		    v->parts[2].number > CLOCK_DAYS_MAX)
			return false;
		acknowledge |= gs_part_is(&v->parts[0], "acknowledge");
		reply |= gs_part_is(&v->parts[0], "reply");
	}
	return acknowledge && reply;
}

const char *gs_calendar_fault(const struct gs_record *rec)
{
	if (!week_ok(gs_record_number(rec, "week")))
		return "week is ISO weekdays in ascending order, as 12345";
	if (!offsets_ok(rec))
		return "offset lines ascend in time and say +hh:mm or -hh:mm";
	if (!closed_ok(rec))
		return "closed days ascend and lie within the calendar's dates";
	if (!clocks_ok(rec))
		return "clocks are acknowledge and reply at least, in working or "
		       "calendar days, 1 to 3660";
	return NULL;
}

bool gs_charter_clock(bool *working, uint64_t *days,
    const struct gs_charter *charter, const char *name)
{
	const struct gs_value *v = NULL;
	for (size_t i = 0; (v = gs_record_value(&charter->rec, "clock", i));
	    i++) {
		if (!gs_part_is(&v->parts[0], name))
			continue;
		*working = gs_part_is(&v->parts[1], "working");
		*days = (uint64_t)v->parts[2].number;
		return true;
	}
	return false;
}

/* The last offset line not after `at`, or the first line for anything
 * earlier. */
int64_t gs_charter_offset(const struct gs_charter *charter, int64_t at)
{
	const struct gs_value *v = NULL;
	int64_t seconds = 0;
	for (size_t i = 0; (v = gs_record_value(&charter->rec, "offset", i));
	    i++) {
		if (i > 0 && v->parts[0].number > at)
			break;
		if (!offset_parse(&seconds, &v->parts[1]))
			break;
	}
	return seconds;
}

static int64_t floor_day(int64_t seconds)
{
	return (seconds >= 0 ? seconds : seconds - (GS_DAY - 1)) / GS_DAY;
}

int64_t gs_charter_day(const struct gs_charter *charter, int64_t at)
{
	return floor_day(at + gs_charter_offset(charter, at));
}

/* Beyond the calendar's dates only the week counts: a charter that nobody
 * renewed must not stop a clock. */
bool gs_charter_works(const struct gs_charter *charter, int64_t day)
{
	const struct gs_value *v = NULL;
	bool in_week = false;
	for (uint64_t w = charter->week; w != 0; w /= 10)
		in_week |= w % 10 == gs_weekday(day);
	if (!in_week)
		return false;
	for (size_t i = 0; (v = gs_record_value(&charter->rec, "closed", i));
	    i++)
		if (v->parts[0].number == day)
			return false;
	return true;
}

/* The UTC time of the closing hour of a local day.  The offset is that of the
 * closing hour itself: it is looked up at the hour as if in UTC, then once
 * more at the result, which settles it unless the hour is skipped by a
 * change; offices do not close in that hour. */
static int64_t closing_time(const struct gs_charter *charter, int64_t day)
{
	int64_t local = day * GS_DAY + (int64_t)charter->closing * 60;
	int64_t utc = local - gs_charter_offset(charter, local);
	return local - gs_charter_offset(charter, utc);
}

int gs_deadline(int64_t *due, const struct gs_charter *charter, int64_t at,
    bool working, uint64_t days)
{
	if (days > CLOCK_DAYS_MAX || at < 0 || at > GS_TIME_MAX)
		return GS_ERR_RANGE;
	int64_t day = gs_charter_day(charter, at);
	int64_t limit = day + CLOCK_DAYS_MAX * 8;
	if (at > closing_time(charter, day))
		day++;
	while (!gs_charter_works(charter, day) && day < limit)
		day++;
	if (!working) {
		day += (int64_t)days;
	} else {
		for (uint64_t n = 0; n < days && day < limit;)
			n += gs_charter_works(charter, ++day);
	}
	if (day >= limit)
		return GS_ERR_RANGE;
	*due = closing_time(charter, day);
	return GS_OK;
}
