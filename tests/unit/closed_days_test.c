/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/record/time.h"
#include "lib/records/closed_days.h"

static int64_t day_of(const char *text)
{
	int64_t day = 0;

	assert_int_equal(gs_date_parse(&day, text, 10), GS_OK);
	return day;
}

static struct gs_closed_days list;

static void federal(const char *first, const char *last, bool washington)
{
	gs_closed_days_start(&list, day_of(first), day_of(last));
	assert_int_equal(gs_closed_days_federal(&list, washington), GS_OK);
}

/* NULL: not closed. */
static const char *name_on(const char *date)
{
	for (size_t i = 0; i < list.count; i++)
		if (list.days[i].day == day_of(date))
			return list.days[i].name;
	return NULL;
}

static void are_closed(const char *const *want, size_t count)
{
	assert_int_equal(list.count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(list.days[i].day, day_of(want[i]));
}
#define ARE_CLOSED(...) are_closed((const char *const[]){__VA_ARGS__}, \
	sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* As the Office of Personnel Management published them. */
static void holidays_are_the_published_ones(void **state)
{
	(void)state;
	federal("2021-01-01", "2025-12-31", false);
	ARE_CLOSED("2021-01-01", "2021-01-18", "2021-02-15", "2021-05-31",
	    "2021-06-18", "2021-07-05", "2021-09-06", "2021-10-11",
	    "2021-11-11", "2021-11-25", "2021-12-24", "2021-12-31",
	    "2022-01-17", "2022-02-21", "2022-05-30", "2022-06-20",
	    "2022-07-04", "2022-09-05", "2022-10-10", "2022-11-11",
	    "2022-11-24", "2022-12-26", "2023-01-02", "2023-01-16",
	    "2023-02-20", "2023-05-29", "2023-06-19", "2023-07-04",
	    "2023-09-04", "2023-10-09", "2023-11-10", "2023-11-23",
	    "2023-12-25", "2024-01-01", "2024-01-15", "2024-02-19",
	    "2024-05-27", "2024-06-19", "2024-07-04", "2024-09-02",
	    "2024-10-14", "2024-11-11", "2024-11-28", "2024-12-25",
	    "2025-01-01", "2025-01-20", "2025-02-17", "2025-05-26",
	    "2025-06-19", "2025-07-04", "2025-09-01", "2025-10-13",
	    "2025-11-11", "2025-11-27", "2025-12-25");

	federal("2020-06-01", "2020-06-30", false);
	assert_int_equal(list.count, 0);
}

/* The first year of the Uniform Monday Holiday Act and the last with Veterans
 * Day in October, whole. */
static void holidays_of_the_seventies(void **state)
{
	(void)state;
	federal("1971-01-01", "1971-12-31", true);
	ARE_CLOSED("1971-01-01", "1971-02-15", "1971-05-31", "1971-07-05",
	    "1971-09-06", "1971-10-11", "1971-10-25", "1971-11-25",
	    "1971-12-24", "1971-12-31");
	federal("1977-01-01", "1977-12-31", true);
	ARE_CLOSED("1977-01-20", "1977-02-21", "1977-05-30", "1977-07-04",
	    "1977-09-05", "1977-10-10", "1977-10-24", "1977-11-24",
	    "1977-12-26");

	static const char *const veterans[] = {"1971-10-25", "1972-10-23",
	    "1973-10-22", "1974-10-28", "1975-10-27", "1976-10-25",
	    "1977-10-24", "1978-11-10", "1979-11-12", "1980-11-11"};
	federal("1971-01-01", "1980-12-31", false);
	for (size_t i = 0; i < sizeof veterans / sizeof *veterans; i++)
		assert_string_equal(name_on(veterans[i]), "Veterans Day");
	assert_null(name_on("1971-11-11"));
	assert_null(name_on("1974-11-11"));
	assert_null(name_on("1978-10-23"));
}

static void holidays_begin_with_their_laws(void **state)
{
	(void)state;
	federal("1980-01-01", "2024-12-31", false);
	assert_null(name_on("1985-01-21"));
	assert_string_equal(name_on("1986-01-20"),
	    "Birthday of Martin Luther King, Jr.");
	assert_null(name_on("2020-06-19"));
	assert_string_equal(name_on("2021-06-18"),
	    "Juneteenth National Independence Day");
	assert_string_equal(name_on("2021-12-31"), "New Year's Day");
	assert_null(name_on("2017-01-20"));
}

/* Of a Sunday the Monday, of a Saturday nothing (1973, 2001). */
static void inauguration_is_a_holiday_in_washington(void **state)
{
	(void)state;
	static const char *const days[] = {"1977-01-20", "1981-01-20",
	    "1985-01-21", "1989-01-20", "1993-01-20", "2005-01-20",
	    "2009-01-20", "2017-01-20", "2021-01-20"};
	static const char *const none[] = {"1973-01-19", "1973-01-20",
	    "1973-01-22", "1985-01-20", "2001-01-19", "2001-01-20",
	    "2001-01-22", "2019-01-20", "2021-01-21"};

	federal("1971-01-01", "2030-12-31", true);
	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		assert_string_equal(name_on(days[i]), "Inauguration Day");
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_null(name_on(none[i]));
	assert_string_equal(name_on("2013-01-21"),
	    "Birthday of Martin Luther King, Jr.; Inauguration Day");
	assert_string_equal(name_on("2025-01-20"),
	    "Birthday of Martin Luther King, Jr.; Inauguration Day");
}

static int add(const char *date, const char *name)
{
	return gs_closed_days_add(&list, day_of(date), name, strlen(name));
}

/* By order of the President: no rule tells them. */
static void days_are_added_by_hand(void **state)
{
	(void)state;
	federal("2018-12-01", "2019-01-31", false);
	assert_int_equal(add("2018-12-24", "Closed by order"), GS_OK);
	assert_int_equal(add("2018-12-05", "Day of mourning"), GS_OK);
	assert_int_equal(add("2019-02-01", "beyond the calendar"), GS_OK);
	ARE_CLOSED("2018-12-05", "2018-12-24", "2018-12-25", "2019-01-01",
	    "2019-01-21");

	assert_int_equal(add("2018-12-25", "Christmas Day"), GS_OK);
	assert_string_equal(name_on("2018-12-25"), "Christmas Day");
	assert_int_equal(add("2018-12-25", "Christmas"), GS_OK);
	assert_int_equal(add("2018-12-25", "Day"), GS_OK);
	assert_int_equal(add("2018-12-25", "Christmas"), GS_OK);
	assert_string_equal(name_on("2018-12-25"),
	    "Christmas Day; Christmas; Day");

	assert_int_equal(gs_closed_days_remove(&list, day_of("2018-12-24")),
	    GS_OK);
	assert_int_equal(gs_closed_days_remove(&list, day_of("2018-12-24")),
	    GS_ERR_UNKNOWN);
	ARE_CLOSED("2018-12-05", "2018-12-25", "2019-01-01", "2019-01-21");
}

static void names_are_a_records_texts(void **state)
{
	(void)state;
	static const char *const bad[] = {"", " a", "a ", "a\nb", "\xff",
	    "a\xc2\x85"};
	char name[200], want[GS_CLOSED_NAME_MAX];

	gs_closed_days_start(&list, 0, 2000);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(gs_closed_days_add(&list, 5, bad[i],
		    strlen(bad[i])), GS_ERR_FORMAT);
	assert_int_equal(list.count, 0);

	/* 126 letters, and a character of two bytes that finds no room. */
	memset(name, 'a', sizeof name);
	memcpy(name + 126, "\xc3\xa9", 2);
	assert_int_equal(gs_closed_days_add(&list, 5, name, sizeof name),
	    GS_OK);
	memset(want, 'a', sizeof want);
	want[126] = '\0';
	assert_string_equal(list.days[0].name, want);
	assert_int_equal(gs_closed_days_add(&list, 5, "b", 1), GS_OK);
	assert_string_equal(list.days[0].name, want);

	for (int64_t day = 6; day < 5 + GS_CLOSED_DAYS_MAX; day++)
		assert_int_equal(gs_closed_days_add(&list, day, "c", 1),
		    GS_OK);
	assert_int_equal(gs_closed_days_add(&list, 4, "c", 1), GS_ERR_SPACE);
	assert_int_equal(gs_closed_days_add(&list, 9, "d", 1), GS_OK);
	assert_string_equal(list.days[4].name, "c; d");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holidays_are_the_published_ones),
		cmocka_unit_test(holidays_of_the_seventies),
		cmocka_unit_test(holidays_begin_with_their_laws),
		cmocka_unit_test(inauguration_is_a_holiday_in_washington),
		cmocka_unit_test(days_are_added_by_hand),
		cmocka_unit_test(names_are_a_records_texts),
	};

	return cmocka_run_group_tests_name("closed_days", tests, NULL, NULL);
}
