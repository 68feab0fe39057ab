/* SPDX-License-Identifier: Apache-2.0 */
/* Closed days out of iCalendar files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "core/record/time.h"
#include "lib/records/ical.h"

static struct gs_closed_days list;
static struct gs_ical_findings found;
static struct gs_report report;

static int64_t day_of(const char *text)
{
	int64_t day = 0;

	assert_int_equal(gs_date_parse(&day, text, 10), GS_OK);
	return day;
}

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"
#define TAIL "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"
#define ON(date) "DTSTART;VALUE=DATE:" date "\r\n"
#define CALLED(name) "SUMMARY:" name "\r\n"

static int read_text(const char *text)
{
	report = (struct gs_report){.text = ""};
	gs_closed_days_start(&list, day_of("2026-01-01"),
	    day_of("2028-12-31"));
	return gs_ical_read(&list, &found, &report, text, strlen(text));
}

/* As "2026-01-01 Name|". */
static void gives(const char *text, const char *want)
{
	char have[4096] = "", date[GS_DATE_LEN + 1] = "";
	size_t len = 0;

	if (read_text(text) != GS_OK)
		fail_msg("%s", report.text);
	for (size_t i = 0; i < list.count; i++) {
		gs_date_format((uint8_t *)date, list.days[i].day);
		len += (size_t)snprintf(have + len, sizeof have - len,
		    "%s %s|", date, list.days[i].name);
	}
	assert_string_equal(have, want);
}

static void refused(const char *text, int err, const char *says)
{
	int have = read_text(text);

	if (have != err || strstr(report.text, says) == NULL)
		fail_msg("%d: %s", have, report.text);
}

static void days_of_all_day_events(void **state)
{
	(void)state;
	gives(HEAD EVENT(ON("20260403") CALLED("Sexta-feira Santa"))
	    EVENT(ON("20260101") CALLED("Ano Novo\\, dia\\nde")
	        "DESCRIPTION:much more\r\n")
	    EVENT(ON("20250101") CALLED("before"))
	    EVENT(ON("20290101") CALLED("beyond"))
	    EVENT(ON("20260610")) TAIL,
	    "2026-01-01 Ano Novo, dia de|2026-04-03 Sexta-feira Santa|"
	    "2026-06-10 Closed|");
	assert_int_equal(found.events, 5);
	assert_int_equal(found.days, 3);
	assert_int_equal(found.timed, 0);
}

/* An end is the day after the last one. */
static void events_of_several_days(void **state)
{
	(void)state;
	gives(HEAD EVENT(ON("20261224") "DTEND;VALUE=DATE:20261227\r\n"
	        CALLED("Natal"))
	    EVENT(ON("20260501") "DTEND;VALUE=DATE:20260502\r\n" CALLED("May"))
	    EVENT(ON("20260502") "DTEND;VALUE=DATE:20260502\r\n" CALLED("B"))
	    EVENT(ON("20260601") "DURATION:P2D\r\n" CALLED("C"))
	    EVENT(ON("20251230") "DTEND;VALUE=DATE:20260103\r\n" CALLED("D"))
	    EVENT(ON("20281230") "DTEND;VALUE=DATE:99990101\r\n" CALLED("E"))
	    TAIL,
	    "2026-01-01 D|2026-01-02 D|2026-05-01 May|2026-05-02 B|"
	    "2026-06-01 C|2026-06-02 C|2026-12-24 Natal|2026-12-25 Natal|"
	    "2026-12-26 Natal|2028-12-30 E|2028-12-31 E|");
}

static void rules_recur(void **state)
{
	(void)state;
	gives(HEAD EVENT(ON("19760425") "RRULE:FREQ=YEARLY\r\n"
	        CALLED("Liberdade")) TAIL,
	    "2026-04-25 Liberdade|2027-04-25 Liberdade|2028-04-25 Liberdade|");
	gives(HEAD EVENT(ON("20260216")
	        "RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=3MO\r\n" CALLED("W")) TAIL,
	    "2026-02-16 W|2027-02-15 W|2028-02-21 W|");
	gives(HEAD EVENT(ON("20260101") "RRULE:FREQ=YEARLY;COUNT=2\r\n"
	        CALLED("A"))
	    EVENT(ON("20260105") "RRULE:FREQ=YEARLY;UNTIL=20270105\r\n"
	        CALLED("B")) TAIL,
	    "2026-01-01 A|2026-01-05 B|2027-01-01 A|2027-01-05 B|");
	gives(HEAD EVENT(ON("20260201") "RDATE;VALUE=DATE:20260203,20260205"
	        "\r\n" CALLED("A")) TAIL,
	    "2026-02-01 A|2026-02-03 A|2026-02-05 A|");
	/* 29 February is in leap years alone. */
	gives(HEAD EVENT(ON("20240229") "RRULE:FREQ=YEARLY\r\n" CALLED("L"))
	    TAIL, "2028-02-29 L|");

	gives(HEAD EVENT(ON("20261231") "DTEND;VALUE=DATE:20270102\r\n"
	        "RRULE:FREQ=YEARLY\r\n" CALLED("Y")) TAIL,
	    "2026-12-31 Y|2027-01-01 Y|2027-12-31 Y|2028-01-01 Y|"
	    "2028-12-31 Y|");
}

static void exceptions_and_cancelled_events(void **state)
{
	(void)state;
	gives(HEAD EVENT(ON("20260610") "RRULE:FREQ=YEARLY\r\n"
	        "EXDATE;VALUE=DATE:20270610\r\n" CALLED("A"))
	    EVENT(ON("20260611") "STATUS:CANCELLED\r\n" CALLED("B"))
	    EVENT(ON("20260612") "STATUS:CONFIRMED\r\n" CALLED("C")) TAIL,
	    "2026-06-10 A|2026-06-12 C|2028-06-10 A|");
	assert_int_equal(found.events, 2);

	/* One recurrence is moved, one is cancelled. */
	gives(HEAD EVENT("UID:a\r\n" ON("20260610") "RRULE:FREQ=YEARLY\r\n"
	        CALLED("A"))
	    EVENT("UID:a\r\nRECURRENCE-ID;VALUE=DATE:20270610\r\n"
	        ON("20270611") CALLED("moved"))
	    EVENT("UID:a\r\nRECURRENCE-ID;VALUE=DATE:20280610\r\n"
	        ON("20280610") "STATUS:CANCELLED\r\n" CALLED("A"))
	    EVENT("UID:b\r\nRECURRENCE-ID;VALUE=DATE:20260610\r\n"
	        ON("20260613") CALLED("B")) TAIL,
	    "2026-06-10 A|2026-06-13 B|2027-06-11 moved|");
}

/* Holidays of a country, then those of a town, one after the other. */
static void several_files_add_up(void **state)
{
	(void)state;
	static const char second[] = HEAD EVENT(ON("20260613")
	    CALLED("Santo Antonio")) EVENT(ON("20260101") CALLED("New Year"))
	    TAIL;

	gives(HEAD EVENT(ON("20260101") CALLED("Ano Novo")) TAIL
	    HEAD EVENT(ON("20260106") CALLED("Reis")) TAIL,
	    "2026-01-01 Ano Novo|2026-01-06 Reis|");
	assert_int_equal(gs_ical_read(&list, &found, &report, second,
	    sizeof second - 1), GS_OK);
	assert_int_equal(list.count, 3);
	assert_string_equal(list.days[0].name, "Ano Novo; New Year");
	assert_string_equal(list.days[2].name, "Santo Antonio");
}

static void events_with_a_time_are_left_out(void **state)
{
	(void)state;
	gives(HEAD EVENT("DTSTART:20260102T090000Z\r\n" CALLED("Meeting"))
	    EVENT(ON("20260101") CALLED("A"))
	    EVENT("DTSTART;TZID=Europe/Lisbon:20260103T090000\r\n"
	        CALLED("Meeting")) TAIL, "2026-01-01 A|");
	assert_int_equal(found.timed, 2);
	assert_int_equal(found.timed_at, 4);
	refused(HEAD EVENT("DTSTART:20260102T090000Z\r\n" CALLED("Meeting"))
	    TAIL, GS_ERR_UNKNOWN, "line 4: this event and all others have a "
	    "time of day");
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
	(void)state;
	char nul[] = HEAD EVENT(ON("20260101") CALLED("A")) TAIL;

	refused("", GS_ERR_FORMAT, "line 1: this is no iCalendar file");
	refused("date,name\n2026-01-01,New Year\n", GS_ERR_FORMAT,
	    "this is no iCalendar file");
	refused("<html><body>holidays</body></html>", GS_ERR_FORMAT,
	    "this is no iCalendar file");
	refused("BEGIN:VEVENT\r\nEND:VEVENT\r\n", GS_ERR_FORMAT,
	    "this is no iCalendar file");
	refused(HEAD TAIL, GS_ERR_UNKNOWN, "no events");
	refused(HEAD EVENT(ON("20190101") CALLED("A")) TAIL, GS_ERR_UNKNOWN,
	    "none of the 1 all-day events lies within the charter's calendar, "
	    "2026-01-01 to 2028-12-31");
	refused(HEAD EVENT(ON("20260101") CALLED("A"))
	    EVENT(CALLED("No date")) TAIL, GS_ERR_FORMAT,
	    "line 8, event 'No date': it has no DTSTART");
	refused(HEAD EVENT(ON("20260101") "RRULE:FREQ=NEVER\r\n" CALLED("A"))
	    TAIL, GS_ERR_FORMAT, "line 4, event 'A': ");
	refused(HEAD EVENT(ON("20261301") CALLED("A")) TAIL, GS_ERR_FORMAT,
	    "line 4, event 'A': ");
	refused(HEAD EVENT(ON("20260230") CALLED("A")) TAIL, GS_ERR_FORMAT,
	    "line 4, event 'A': ");
	refused(HEAD EVENT(ON("20260101") "RRULE:FREQ=YEARLY\r\n"
	    "RRULE:FREQ=MONTHLY\r\n" CALLED("A")) TAIL, GS_ERR_FORMAT,
	    "line 4, event 'A': it has two");
	refused(HEAD EVENT(ON("19000101") "RRULE:FREQ=DAILY\r\n"
	        CALLED("Each")) TAIL, GS_ERR_RANGE, "line 4, event 'Each': ");
	refused(HEAD EVENT(ON("20260101") "RRULE:FREQ=DAILY\r\n"
	        CALLED("Each")) TAIL, GS_ERR_SPACE, "1024");
	refused(HEAD EVENT(ON("20260101") "DTEND;VALUE=DATE:20260132\r\n"
	    CALLED("A")) TAIL, GS_ERR_FORMAT, "its DTEND is no date");
	nul[20] = '\0';
	report.text[0] = '\0';
	assert_int_equal(gs_ical_read(&list, &found, &report, nul,
	    sizeof nul - 1), GS_ERR_FORMAT);
	assert_string_equal(report.code, "ical-nul");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_of_all_day_events),
		cmocka_unit_test(events_of_several_days),
		cmocka_unit_test(rules_recur),
		cmocka_unit_test(exceptions_and_cancelled_events),
		cmocka_unit_test(several_files_add_up),
		cmocka_unit_test(events_with_a_time_are_left_out),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
	};

	return cmocka_run_group_tests_name("ical", tests, NULL, NULL);
}
