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
#include "lib/records/closed_days.h"
#include "lib/sign.h"

#define ZONE "America/New_York"
#define YEARS_MAX 30

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

static int write_closed(struct gs_record_writer *d,
    const struct gs_charter_plan *plan)
{
	struct gs_closed_days *list = malloc(sizeof *list);
	if (list == NULL)
		return GS_ERR_MEMORY;

	gs_closed_days_start(list, plan->first, plan->last);
	int err = gs_closed_days_federal(list, true);
	for (size_t i = 0; err == GS_OK && i < list->count; i++)
		gs_record_line(d, "closed", gs_part_date(list->days[i].day),
		    gs_part_text(list->days[i].name));
	free(list);
	return err;
}

static int write_calendar(struct gs_record_writer *d,
    const struct gs_charter_plan *plan)
{
	gs_record_line(d, "zone", gs_part_text(ZONE));
	gs_record_line(d, "week", gs_part_number(12345));
	gs_record_line(d, "closing", gs_part_number(17 * 60));
	gs_record_line(d, "calendar", gs_part_date(plan->first),
	    gs_part_date(plan->last));

	int err = write_offsets(d, plan->first, plan->last);
	return err == GS_OK ? write_closed(d, plan) : err;
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
