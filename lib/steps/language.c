/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/language.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/steps/words.h"

static const struct gs_translation *find_translation(
    const struct gs_language *l, const char *english)
{
	size_t low = 0, high = l == NULL ? 0 : l->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(english, l->rows[middle].english);

		if (order == 0)
			return &l->rows[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *gs_in_language(const struct gs_language *l, const char *english)
{
	const struct gs_translation *row = find_translation(l, english);

	return row == NULL ? english : row->said[0];
}

const char *gs_count_in(const struct gs_language *l, uint64_t n,
    const char *one, const char *several)
{
	const struct gs_translation *row = find_translation(l, one);

	if (row == NULL)
		return n == 1 ? one : several;
	return row->said[l->plural(n)];
}

/* Plurals ------------------------------------------------------------------ */

unsigned gs_plural_two(uint64_t n)
{
	return n != 1;
}

unsigned gs_plural_french(uint64_t n)
{
	return n > 1;
}

/* None, one, two, three to ten, eleven to 99, the rest; by the last two
 * digits from three on. */
unsigned gs_plural_arabic(uint64_t n)
{
	uint64_t last = n % 100;

	if (n <= 2)
		return (unsigned)n;
	return last >= 3 && last <= 10 ? 3 : last >= 11 ? 4 : 5;
}

static void write_digits(struct gs_writer *w, uint64_t n, unsigned count)
{
	if (count > 1)
		write_digits(w, n / 10, count - 1);
	gs_write_u8(w, (uint8_t)('0' + n % 10));
}

static void write_groups(struct gs_writer *w, const char *thousands,
    uint64_t n)
{
	if (n < 1000) {
		gs_write_decimal(w, n);
		return;
	}
	write_groups(w, thousands, n / 1000);
	gs_write_text(w, thousands);
	write_digits(w, n % 1000, 3);
}

void gs_number_in(struct gs_writer *w, const struct gs_language *l, uint64_t n)
{
	if (l == NULL || n < l->grouped)
		gs_write_decimal(w, n);
	else
		write_groups(w, l->thousands, n);
}

/* Times -------------------------------------------------------------------- */

static const char *const weekdays[][2] = {
    {GS_TR("Monday"), GS_TR("Mon")}, {GS_TR("Tuesday"), GS_TR("Tue")},
    {GS_TR("Wednesday"), GS_TR("Wed")}, {GS_TR("Thursday"), GS_TR("Thu")},
    {GS_TR("Friday"), GS_TR("Fri")}, {GS_TR("Saturday"), GS_TR("Sat")},
    {GS_TR("Sunday"), GS_TR("Sun")}};
static const char *const months[][2] = {
    {GS_TR("January"), GS_TR("Jan")}, {GS_TR("February"), GS_TR("Feb")},
    {GS_TR("March"), GS_TR("Mar")}, {GS_TR("April"), GS_TR("Apr")},
    {GS_TR("May"), GS_TR("May")}, {GS_TR("June"), GS_TR("Jun")},
    {GS_TR("July"), GS_TR("Jul")}, {GS_TR("August"), GS_TR("Aug")},
    {GS_TR("September"), GS_TR("Sep")}, {GS_TR("October"), GS_TR("Oct")},
    {GS_TR("November"), GS_TR("Nov")}, {GS_TR("December"), GS_TR("Dec")}};

const char *gs_weekday_in(const struct gs_language *l, unsigned day)
{
	return gs_in_language(l, weekdays[day % 7][0]);
}

struct civil {
	int64_t year;
	unsigned month, day;
};

/* Without its year a short one. */
static void write_date(struct gs_writer *w, const struct gs_language *l,
    const struct civil *of, enum gs_time_form form)
{
	bool whole = form == GS_DAY_LONG;
	const char *month = gs_in_language(l, months[of->month - 1][!whole]);

	gs_words_write(w, gs_in_language(l, whole ? GS_TR("{0} {1} {2}") :
	    GS_TR("{0} {1}")), gs_say_number(of->day), gs_say_text(month),
	    gs_say_number((uint64_t)of->year));
	if (form == GS_DAY_SHORT)
		gs_words_write(w, " {0}", gs_say_number((uint64_t)of->year));
}

void gs_date_in(struct gs_writer *w, const struct gs_language *l, int64_t day)
{
	struct civil of;

	gs_civil_from_days(&of.year, &of.month, &of.day, day);
	write_date(w, l, &of, GS_DAY_LONG);
}

void gs_time_in(struct gs_writer *w, const struct gs_language *l,
    const struct gs_charter *c, int64_t at, enum gs_time_form form)
{
	bool whole = form == GS_TIME_LONG || form == GS_DAY_LONG;
	int64_t local = at + gs_charter_offset(c, at);
	int64_t minute = local % GS_DAY / 60;
	char date[80], time[8];
	struct gs_writer d = gs_writer_of(date, sizeof date);
	struct gs_writer t = gs_writer_of(time, sizeof time);
	struct civil of;

	gs_civil_from_days(&of.year, &of.month, &of.day, local / GS_DAY);
	write_date(&d, l, &of, whole ? GS_DAY_LONG : form == GS_DAY_OF_YEAR ?
	    GS_DAY_OF_YEAR : GS_DAY_SHORT);
	if (form != GS_TIME_LONG && form != GS_TIME_SHORT) {
		gs_write_bytes(w, date, d.len);
		return;
	}

	write_digits(&t, (uint64_t)minute / 60, 2);
	gs_write_u8(&t, ':');
	write_digits(&t, (uint64_t)minute % 60, 2);
	gs_words_write(w, gs_in_language(l, GS_TR("{0} {1}, {2}")),
	    gs_say_text(gs_in_language(l, weekdays[gs_weekday(local /
	        GS_DAY) - 1][!whole])), gs_say_span(date, d.len),
	    gs_say_span(time, t.len));
}
