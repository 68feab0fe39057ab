/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/ical.h"

#include <libical/ical.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"

#define RECURRENCES_MAX 20000 /* more than one a day for 50 years */
#define DATES_MAX 512 /* of one event */
#define NAMELESS "Closed"
#define SHOWN 60 /* bytes of an event's name in a message */

/* A file that is being read. */
struct calendar_file {
	const char *text;
	icalcomponent *root;
	struct gs_closed_days *list;
	struct gs_ical_findings *findings;
	struct gs_report *report;
	size_t number; /* of events so far */
};

struct date_list {
	int64_t day[DATES_MAX];
	size_t count;
};

/* One of its events.  libical walks the properties of a component in one way at
 * a time, so all are read before any is used. */
struct calendar_event {
	icalcomponent *part;
	size_t number; /* from 1, as they stand in the file */
	int64_t days;  /* how many it lasts */
	struct icaltimetype start;
	struct icalrecurrencetype rule;
	bool recurs;
	struct date_list also, never; /* RDATE, EXDATE */
	char name[GS_CLOSED_NAME_MAX];
};

/* The line on which the event of that number begins. */
static size_t event_line(const char *text, size_t number)
{
	static const char begin[] = "BEGIN:VEVENT";
	size_t line = 1;

	for (const char *at = text; *at != '\0'; line++) {
		size_t len = strcspn(at, "\n");

		if (len >= sizeof begin - 1 &&
		    strncasecmp(at, begin, sizeof begin - 1) == 0 &&
		    --number == 0)
			return line;
		at += len + (at[len] == '\n');
	}
	return line;
}

static int refuse_event(const struct calendar_file *f,
    const struct calendar_event *e, int err, const char *why)
{
	size_t len = strlen(e->name);

	gs_report_tell(f->report, "ical-event", "line {0}, event '{1}': {2}",
	    gs_say_number(event_line(f->text, e->number)),
	    gs_say_span(e->name, len < SHOWN ? len : SHOWN),
	    gs_say_text(why));
	return err;
}

/* The summary with single blanks and without controls, cut to its room at a
 * whole character. */
static void read_summary(struct calendar_event *e)
{
	const char *at = icalcomponent_get_summary(e->part);
	size_t len = 0;

	for (; at != NULL && *at != '\0' && len < sizeof e->name - 1; at++) {
		uint8_t c = (uint8_t)*at;
		bool blank = c <= ' ' || c == 0x7f;

		if (blank && (len == 0 || e->name[len - 1] == ' '))
			continue;
		e->name[len++] = blank ? ' ' : (char)c;
	}
	while (len > 0 && !gs_utf8_valid((const uint8_t *)e->name, len))
		len--;
	while (len > 0 && e->name[len - 1] == ' ')
		len--;

	e->name[len] = '\0';
	if (len == 0)
		memcpy(e->name, NAMELESS, sizeof NAMELESS);
}

static int64_t day_of_time(struct icaltimetype t)
{
	return gs_days_from_civil(t.year, (unsigned)t.month,
	    (unsigned)t.day);
}

/* libical takes 30 February for a date. */
static bool is_calendar_day(struct icaltimetype t)
{
	bool december = t.month == 12;

	if (t.year < 1 || t.year > 9999 || t.month < 1 || t.month > 12 ||
	    t.day < 1)
		return false;
	return day_of_time(t) < gs_days_from_civil(t.year + december,
	    december ? 1 : (unsigned)t.month + 1, 1);
}

/* An end is the day after the last; without one, or a duration, it is one
 * day.  0: the end is no date. */
static void read_length(struct calendar_event *e)
{
	struct icaltimetype end = icalcomponent_get_dtend(e->part);

	if (!icaltime_is_null_time(end) && !is_calendar_day(end))
		return;
	e->days = icaltime_is_null_time(end) ? 1 :
	    day_of_time(end) - day_of_time(e->start);
	if (e->days < 1)
		e->days = 1;
}

/* Whether another event of the file stands for this recurrence. */
static bool is_overridden(const struct calendar_file *f,
    const struct calendar_event *e, int64_t day)
{
	const char *uid = icalcomponent_get_uid(e->part);

	if (uid == NULL)
		return false;
	for (icalcompiter i = icalcomponent_begin_component(f->root,
	        ICAL_VEVENT_COMPONENT); icalcompiter_deref(&i) != NULL;
	    icalcompiter_next(&i)) {
		icalcomponent *other = icalcompiter_deref(&i);
		const char *name = icalcomponent_get_uid(other);
		struct icaltimetype id =
		    icalcomponent_get_recurrenceid(other);

		if (other != e->part && name != NULL &&
		    strcmp(name, uid) == 0 && !icaltime_is_null_time(id) &&
		    day_of_time(id) == day)
			return true;
	}
	return false;
}

static bool is_excepted(const struct calendar_event *e, int64_t day)
{
	for (size_t i = 0; i < e->never.count; i++)
		if (e->never.day[i] == day)
			return true;
	return false;
}

/* All days of the event if it begins on that one, but for what lies outside
 * the calendar. */
static int add_event(const struct calendar_file *f,
    const struct calendar_event *e, int64_t day)
{
	int64_t last = day + e->days - 1;
	int err = GS_OK;

	if (is_excepted(e, day) || is_overridden(f, e, day))
		return GS_OK;
	last = last < f->list->last ? last : f->list->last;
	day = day > f->list->first ? day : f->list->first;

	for (; err == GS_OK && day <= last; day++) {
		err = gs_closed_days_add(f->list, day, e->name,
		    strlen(e->name));
		f->findings->days += err == GS_OK;
	}
	if (err == GS_ERR_FORMAT)
		return refuse_event(f, e, err, "its summary is not a text");
	if (err == GS_ERR_SPACE)
		return refuse_event(f, e, err, "with it there are more closed "
		    "days than a charter may have, 1024");
	return err;
}

static int add_recurrences(const struct calendar_file *f,
    const struct calendar_event *e)
{
	icalrecur_iterator *i = icalrecur_iterator_new(e->rule, e->start);
	int err = GS_OK;
	size_t n = 0;

	if (i == NULL)
		return refuse_event(f, e, GS_ERR_FORMAT, "its RRULE says "
		    "nothing that could be followed");
	for (; err == GS_OK && n < RECURRENCES_MAX; n++) {
		struct icaltimetype next = icalrecur_iterator_next(i);

		if (icaltime_is_null_time(next) ||
		    day_of_time(next) > f->list->last)
			break;
		err = add_event(f, e, day_of_time(next));
	}
	icalrecur_iterator_free(i);
	return err == GS_OK && n == RECURRENCES_MAX ?
	    refuse_event(f, e, GS_ERR_RANGE, "its RRULE recurs more than "
	        "20000 times before the calendar's end") : err;
}

static int add_dates(const struct calendar_file *f,
    const struct calendar_event *e)
{
	int err = e->recurs ? add_recurrences(f, e) :
	    add_event(f, e, day_of_time(e->start));

	for (size_t i = 0; err == GS_OK && i < e->also.count; i++)
		err = add_event(f, e, e->also.day[i]);
	return err;
}

static int read_dates(const struct calendar_file *f,
    const struct calendar_event *e, struct date_list *out,
    icalproperty_kind kind)
{
	for (icalproperty *p = icalcomponent_get_first_property(e->part, kind);
	    p != NULL; p = icalcomponent_get_next_property(e->part, kind)) {
		struct icaldatetimeperiodtype t =
		    icalvalue_get_datetimeperiod(icalproperty_get_value(p));

		if (icaltime_is_null_time(t.time))
			t.time = t.period.start;
		if (!is_calendar_day(t.time))
			return refuse_event(f, e, GS_ERR_FORMAT, "one of its "
			    "RDATE and EXDATE lines has no date");
		if (out->count == DATES_MAX)
			return refuse_event(f, e, GS_ERR_RANGE, "it has more "
			    "than 512 dates of its own");
		out->day[out->count++] = day_of_time(t.time);
	}
	return GS_OK;
}

static int read_rule(const struct calendar_file *f, struct calendar_event *e)
{
	icalproperty *p = icalcomponent_get_first_property(e->part,
	    ICAL_RRULE_PROPERTY);

	if (p == NULL)
		return GS_OK;
	e->recurs = true;
	e->rule = icalproperty_get_rrule(p);
	return icalcomponent_get_next_property(e->part,
	    ICAL_RRULE_PROPERTY) == NULL ? GS_OK : refuse_event(f, e,
	    GS_ERR_FORMAT, "it has two RRULE lines");
}

/* What an event must be to count, in words; NULL: it is. */
static const char *event_fault(const struct calendar_event *e)
{
	icalproperty *bad = icalcomponent_get_first_property(e->part,
	    ICAL_XLICERROR_PROPERTY);

	if (bad != NULL)
		return icalproperty_get_xlicerror(bad);
	if (icaltime_is_null_time(e->start))
		return "it has no DTSTART";
	return is_calendar_day(e->start) ? NULL : "its DTSTART is no date";
}

static int read_event(const struct calendar_file *f, struct calendar_event *e)
{
	read_summary(e);
	e->start = icalcomponent_get_dtstart(e->part);
	const char *fault = event_fault(e);
	if (fault != NULL)
		return refuse_event(f, e, GS_ERR_FORMAT, fault);
	if (icalcomponent_get_status(e->part) == ICAL_STATUS_CANCELLED)
		return GS_OK;

	if (!icaltime_is_date(e->start)) {
		if (f->findings->timed++ == 0)
			f->findings->timed_at = event_line(f->text,
			    e->number);
		return GS_OK;
	}
	f->findings->events++;
	read_length(e);
	int err = read_rule(f, e);
	if (err == GS_OK && e->days == 0)
		err = refuse_event(f, e, GS_ERR_FORMAT,
		    "its DTEND is no date");
	if (err == GS_OK)
		err = read_dates(f, e, &e->also, ICAL_RDATE_PROPERTY);
	if (err == GS_OK)
		err = read_dates(f, e, &e->never, ICAL_EXDATE_PROPERTY);
	return err == GS_OK ? add_dates(f, e) : err;
}

static int read_events(struct calendar_file *f)
{
	int err = GS_OK;

	for (icalcompiter i = icalcomponent_begin_component(f->root,
	        ICAL_VEVENT_COMPONENT); err == GS_OK &&
	    icalcompiter_deref(&i) != NULL; icalcompiter_next(&i)) {
		struct calendar_event e = {.part = icalcompiter_deref(&i),
		    .number = ++f->number};

		err = read_event(f, &e);
	}
	return err;
}

static int judge_findings(const struct calendar_file *f)
{
	const struct gs_ical_findings *found = f->findings;
	uint8_t first[GS_DATE_LEN], last[GS_DATE_LEN];

	if (found->days != 0)
		return GS_OK;
	if (found->events == 0 && found->timed != 0) {
		gs_report_tell(f->report, "ical-timed", "line {0}: this event "
		    "and all others have a time of day; closed days are "
		    "all-day events (DTSTART;VALUE=DATE:20261225)",
		    gs_say_number(found->timed_at));
		return GS_ERR_UNKNOWN;
	}
	if (found->events == 0) {
		gs_report_say(f->report, "ical-no-event", "this calendar has "
		    "no events");
		return GS_ERR_UNKNOWN;
	}

	gs_date_format(first, f->list->first);
	gs_date_format(last, f->list->last);
	gs_report_tell(f->report, "ical-outside", "none of the {0} all-day "
	    "events lies within the charter's calendar, {1} to {2}",
	    gs_say_number(found->events), gs_say_span(first, sizeof first),
	    gs_say_span(last, sizeof last));
	return GS_ERR_UNKNOWN;
}

/* A calendar, or several that stand one after the other. */
static int read_calendars(struct calendar_file *f, icalcomponent *parsed)
{
	icalcomponent_kind kind = parsed == NULL ? ICAL_NO_COMPONENT :
	    icalcomponent_isa(parsed);
	int err = GS_OK;

	f->root = parsed;
	if (kind == ICAL_VCALENDAR_COMPONENT)
		return read_events(f);

	icalcompiter i = {ICAL_VCALENDAR_COMPONENT, NULL};
	if (kind == ICAL_XROOT_COMPONENT)
		i = icalcomponent_begin_component(parsed,
		    ICAL_VCALENDAR_COMPONENT);
	if (icalcompiter_deref(&i) == NULL) {
		gs_report_say(f->report, "ical-none", "line 1: this is no "
		    "iCalendar file: it must begin with BEGIN:VCALENDAR and "
		    "be whole");
		return GS_ERR_FORMAT;
	}
	for (; err == GS_OK && icalcompiter_deref(&i) != NULL;
	    icalcompiter_next(&i)) {
		f->root = icalcompiter_deref(&i);
		err = read_events(f);
	}
	return err;
}

int gs_ical_read(struct gs_closed_days *list,
    struct gs_ical_findings *findings, struct gs_report *report,
    const char *text, size_t len)
{
	struct calendar_file f = {.text = text, .list = list,
	    .findings = findings, .report = report};

	*findings = (struct gs_ical_findings){.events = 0};
	if (strlen(text) != len) {
		gs_report_say(report, "ical-nul", "this is no iCalendar file: "
		    "there is a NUL byte in it");
		return GS_ERR_FORMAT;
	}

	icalcomponent *parsed = icalparser_parse_string(text);
	int err = read_calendars(&f, parsed);
	if (err == GS_OK)
		err = judge_findings(&f);
	if (parsed != NULL)
		icalcomponent_free(parsed);
	icalmemory_free_ring();
	return err;
}
