/* SPDX-License-Identifier: Apache-2.0 */
#include "core/record/time.h"

#include <stdbool.h>
#include <string.h>

#include "core/bytes.h"

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_in_month(int64_t year, unsigned month)
{
	static const unsigned char days[12] = {31, 28, 31, 30, 31, 30, 31, 31,
	    30, 31, 30, 31};
	return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

/* Years are counted from March, so that the leap day is the last of its year;
 * 306 = days from March to December, 719468 = days from 0000-03-01 to
 * 1970-01-01.  Precondition: 0 < year < 10000. */
int64_t gs_days_from_civil(int64_t year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t m = month <= 2 ? (int64_t)month + 9 : (int64_t)month - 3;

	int64_t in_year = (153 * m + 2) / 5 + (int64_t)day - 1;
	return 365 * y + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

void gs_civil_from_days(int64_t *year, unsigned *month, unsigned *day,
    int64_t days)
{
	/* Never too late, as no year has more than 366 days; by the year 9999
	 * 17 years too early, so that the loop is short. */
	int64_t y = days / 366 + 1970;

	while (gs_days_from_civil(y + 1, 1, 1) <= days)
		y++;

	int64_t rest = days - gs_days_from_civil(y, 1, 1);
	unsigned m = 1;
	while (rest >= (int64_t)days_in_month(y, m)) {
		rest -= (int64_t)days_in_month(y, m);
		m++;
	}

	*year = y;
	*month = m;
	*day = (unsigned)rest + 1;
}

unsigned gs_weekday(int64_t days)
{
	/* 1970-01-01 was a Thursday. */
	return (unsigned)((days % 7 + 7 + 3) % 7) + 1;
}

/* `count` decimal digits, at most 4: the value stays below 10,000.  Sets *bad
 * on anything else; the value then wraps and means nothing. */
static unsigned read_digits(const uint8_t *p, size_t count, bool *bad)
{
	unsigned v = 0;

	for (size_t i = 0; i < count; i++) {
		if (p[i] < '0' || p[i] > '9')
			*bad = true;
		v = v * 10 + (unsigned)(p[i] - '0');
	}

	return v;
}

int gs_date_parse(int64_t *days, const void *text, size_t len)
{
	const uint8_t *p = text;
	bool bad = false;

	if (len != GS_DATE_LEN || p[4] != '-' || p[7] != '-')
		return GS_ERR_FORMAT;

	unsigned year = read_digits(p, 4, &bad);
	unsigned month = read_digits(p + 5, 2, &bad);
	unsigned day = read_digits(p + 8, 2, &bad);

	if (bad || year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month))
		return GS_ERR_FORMAT;

	*days = gs_days_from_civil(year, month, day);
	return GS_OK;
}

int gs_time_parse(int64_t *seconds, const void *text, size_t len)
{
	const uint8_t *p = text;
	int64_t days = 0;
	bool bad = false;

	if (len != GS_TIME_LEN || p[10] != 'T' || p[13] != ':' ||
	    p[16] != ':' || p[19] != 'Z' ||
	    gs_date_parse(&days, p, GS_DATE_LEN) != GS_OK)
		return GS_ERR_FORMAT;

	unsigned h = read_digits(p + 11, 2, &bad);
	unsigned m = read_digits(p + 14, 2, &bad);
	unsigned s = read_digits(p + 17, 2, &bad);

	if (bad || h > 23 || m > 59 || s > 59)
		return GS_ERR_FORMAT;

	*seconds = days * GS_DAY + (int64_t)(h * 3600 + m * 60 + s);
	return GS_OK;
}

static void put_digits(uint8_t *out, size_t count, int64_t v)
{
	for (size_t i = count; i > 0; i--) {
		out[i - 1] = (uint8_t)('0' + v % 10);
		v /= 10;
	}
}

void gs_date_format(uint8_t out[GS_DATE_LEN], int64_t days)
{
	int64_t year = 0;
	unsigned month = 0, day = 0;

	gs_civil_from_days(&year, &month, &day, days);
	put_digits(out, 4, year);
	out[4] = '-';
	put_digits(out + 5, 2, month);
	out[7] = '-';
	put_digits(out + 8, 2, day);
}

void gs_time_format(uint8_t out[GS_TIME_LEN], int64_t seconds)
{
	int64_t rest = seconds % GS_DAY;

	gs_date_format(out, seconds / GS_DAY);
	memcpy(out + 10, "T00:00:00Z", 10);
	put_digits(out + 11, 2, rest / 3600);
	put_digits(out + 14, 2, rest / 60 % 60);
	put_digits(out + 17, 2, rest % 60);
}
