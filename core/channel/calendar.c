/* SPDX-License-Identifier: Apache-2.0 */
/* Offsets, closed days and the closing hour come from the charter, not from the
 * system: a deadline computed today is the same in ten years, whatever becomes
 * of the time zone's rules. */
#include "core/channel/calendar.h"

#include <string.h>

#include "core/record/time.h"

bool gs_offset_parse(int64_t *seconds, const struct gs_part *part)
{
	const uint8_t *p = part->ptr;
	if (part->len != 6 || (p[0] != '+' && p[0] != '-') || p[3] != ':')
		return false;

	static const uint8_t at[4] = {1, 2, 4, 5}; /* of the digits */
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

static int judge_offsets(struct gs_refusal *refusal,
    const struct gs_record *rec)
{
	const struct gs_value *v = NULL;
	int64_t last = -1;

	for (size_t i = 0; (v = gs_record_value(rec, "offset", i)); i++) {
		if (v->parts[0].number <= last)
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-offset-order", "the charter's offset "
			    "lines must ascend in time; number {0} does not",
			    gs_say_number(i + 1));
		last = v->parts[0].number;
	}
	return GS_OK;
}

static int judge_closed(struct gs_refusal *refusal,
    const struct gs_record *rec)
{
	const struct gs_value *range = gs_record_value(rec, "calendar", 0);
	const struct gs_value *v = NULL;
	int64_t last = range->parts[0].number - 1;

	for (size_t i = 0; (v = gs_record_value(rec, "closed", i)); i++) {
		if (v->parts[0].number <= last ||
		    v->parts[0].number > range->parts[1].number)
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-closed-day", "the charter's closed days "
			    "must ascend and lie within the calendar; number "
			    "{0} ({1}) does not", gs_say_number(i + 1),
			    gs_say_span(v->parts[1].ptr, v->parts[1].len));
		last = v->parts[0].number;
	}
	return GS_OK;
}

static const struct gs_value *find_clock(const struct gs_record *charter,
    const struct gs_part *name)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(charter, "clock", i)); i++)
		if (gs_part_same(&v->parts[0], name))
			return v;
	return NULL;
}

static int judge_clock_names(struct gs_refusal *refusal,
    const struct gs_record *rec)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(rec, "clock", i)); i++)
		if (find_clock(rec, &v->parts[0]) != v)
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-clock-twice", "the charter has two "
			    "clocks {0}; it must have one",
			    gs_say_span(v->parts[0].ptr, v->parts[0].len));
	return GS_OK;
}

int gs_calendar_judge(struct gs_refusal *refusal, const struct gs_record *rec)
{
	int err = judge_offsets(refusal, rec);

	if (err == GS_OK)
		err = judge_closed(refusal, rec);
	return err == GS_OK ? judge_clock_names(refusal, rec) : err;
}

const struct gs_value *gs_calendar_clock(const struct gs_record *charter,
    const char *name)
{
	const struct gs_part part = gs_part_word(name);

	return find_clock(charter, &part);
}

bool gs_clock_unit_of(enum gs_clock_unit *unit, const struct gs_part *part)
{
	static const char *const words[] = {[GS_CLOCK_WORKING] = "working",
	    [GS_CLOCK_CALENDAR] = "calendar", [GS_CLOCK_MONTHS] = "months"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (gs_part_is(part, words[i])) {
			*unit = (enum gs_clock_unit)i;
			return true;
		}
	return false;
}

struct gs_charter_clock gs_clock_of(const struct gs_value *line)
{
	struct gs_charter_clock clock = {
	    .count = (uint64_t)line->parts[2].number};

	(void)gs_clock_unit_of(&clock.unit, &line->parts[1]);
	return clock;
}

/* The last offset line not after `at`, or the first line for anything
 * earlier. */
int64_t gs_charter_offset(const struct gs_charter *charter, int64_t at)
{
	const struct gs_value *v = charter->offsets;
	int64_t seconds = 0;

	for (size_t i = 0; i < charter->offset_count; i++) {
		if (i > 0 && v[i].parts[0].number > at)
			break;
		if (!gs_offset_parse(&seconds, &v[i].parts[1]))
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
	size_t low = 0, high = charter->closed_count;
	bool in_week = false;

	for (uint64_t w = charter->week; w != 0; w /= 10)
		in_week |= w % 10 == gs_weekday(day);
	if (!in_week)
		return false;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int64_t closed = charter->closed[middle].parts[0].number;

		if (closed == day)
			return false;
		if (closed < day)
			low = middle + 1;
		else
			high = middle;
	}
	return true;
}

/* The moment from which on local clocks show the day's closing hour or a later
 * one: of an hour that a change of the clock repeats the second, of one that it
 * skips the change itself.  An offset line holds up to the next one, so there
 * is an earlier hour to be seen under it if its own closing time lies behind
 * its beginning. */
static int64_t closing_time(const struct gs_charter *charter, int64_t day)
{
	int64_t local = day * GS_DAY + (int64_t)charter->closing * 60;
	const struct gs_value *v = charter->offsets;
	size_t count = charter->offset_count;
	int64_t closing = local, seconds = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t until = i + 1 < count ? v[i + 1].parts[0].number :
		    INT64_MAX;

		if (!gs_offset_parse(&seconds, &v[i].parts[1]))
			break;
		if (i == 0 || local - seconds > v[i].parts[0].number)
			closing = local - seconds < until ? local - seconds :
			    until;
	}
	return closing;
}

/* Each week has a weekday at work, and each closed day takes one away: a search
 * for working days ends before this many days. */
#define SEARCH_DAYS_MAX (7 * (GS_CLOCK_DAYS_MAX + GS_CLOSED_DAYS_MAX + 2))

static int64_t add_working(const struct gs_charter *charter, int64_t day,
    uint64_t count)
{
	int64_t limit = day + SEARCH_DAYS_MAX;

	for (uint64_t n = 0; n < count && day < limit;)
		n += gs_charter_works(charter, ++day);
	return day;
}

/* The same day of a later month, or the last day of one that is too short. */
static int64_t add_months(int64_t from, uint64_t count)
{
	int64_t year = 0;
	unsigned month = 0, day = 0;

	gs_civil_from_days(&year, &month, &day, from);
	int64_t months = year * 12 + (int64_t)month - 1 + (int64_t)count;
	int64_t first = gs_days_from_civil(months / 12,
	    (unsigned)(months % 12) + 1, 1);
	int64_t next = gs_days_from_civil((months + 1) / 12,
	    (unsigned)((months + 1) % 12) + 1, 1);
	return first + day - 1 < next ? first + day - 1 : next - 1;
}

int gs_deadline_from(int64_t *due, const struct gs_charter *charter,
    int64_t day, struct gs_charter_clock clock)
{
	bool months = clock.unit == GS_CLOCK_MONTHS;

	if (clock.count > (months ? GS_RETENTION_MONTHS_MAX :
	        GS_CLOCK_DAYS_MAX) ||
	    day < 0 || day > GS_TIME_MAX / GS_DAY)
		return GS_ERR_RANGE;

	if (months)
		day = add_months(day, clock.count);
	else if (clock.unit == GS_CLOCK_WORKING)
		day = add_working(charter, day, clock.count);
	else
		day += (int64_t)clock.count;
	*due = closing_time(charter, day);
	return GS_OK;
}

int gs_deadline(int64_t *due, const struct gs_charter *charter, int64_t at,
    struct gs_charter_clock clock)
{
	if (at < 0 || at > GS_TIME_MAX || (clock.unit == GS_CLOCK_MONTHS &&
	    clock.count > GS_CLOCK_MONTHS_MAX))
		return GS_ERR_RANGE;

	int64_t day = gs_charter_day(charter, at);
	int64_t limit = day + SEARCH_DAYS_MAX;
	if (at > closing_time(charter, day))
		day++;
	while (!gs_charter_works(charter, day) && day < limit)
		day++;
	return day < limit ? gs_deadline_from(due, charter, day, clock) :
	    GS_ERR_RANGE;
}

int64_t gs_week(int64_t day)
{
	int64_t monday = day + 3; /* 1970-01-01 was a Thursday */

	return (monday >= 0 ? monday : monday - 6) / 7;
}

/* Multiples of the step are at most a day apart, so that no closing second
 * beyond the next two days can be nearer; the day before counts as well, since
 * local days and offsets need not agree. */
int64_t gs_next_release(const struct gs_charter *charter, int64_t at)
{
	int64_t step = (int64_t)charter->release * GS_HOUR;
	int64_t next = (at / step + 1) * step;
	int64_t today = gs_charter_day(charter, at);

	for (int64_t day = today - 1; day <= today + 2; day++) {
		int64_t closing = closing_time(charter, day);

		if (gs_charter_works(charter, day) && closing > at &&
		    closing < next)
			next = closing;
	}
	return next;
}

int64_t gs_next_late_day(const struct gs_charter *charter, int64_t at)
{
	int64_t weeks = (int64_t)charter->late_weeks;
	int64_t week = gs_week(gs_charter_day(charter, at) - 1);

	week -= week % weeks;
	for (;; week += weeks) {
		int64_t day = week * 7 - 3 + (int64_t)charter->late_weekday -
		    1;
		int64_t closing = closing_time(charter, day);

		if (closing > at)
			return closing;
	}
}
