/* SPDX-License-Identifier: Apache-2.0 */
/* The closed days that a plan gives. */
#include "core/record/time.h"
#include "lib/records/plan.h"

static int refuse_days(struct gs_report *report, int err)
{
	if (err == GS_ERR_SPACE)
		gs_report_tell(report, "closed-days-too-many", "the calendar "
		    "has more than {0} closed days; shorten it",
		    gs_say_number(GS_CLOSED_DAYS_MAX));
	return err;
}

int gs_plan_days_begin(struct gs_closed_days *list, struct gs_report *report,
    const struct gs_plan *plan)
{
	const struct gs_plan_line *calendar = gs_plan_line(plan, "calendar",
	    NULL, 0);
	const struct gs_plan_line *rule = gs_plan_line(plan, "holidays", NULL,
	    0);

	if (calendar == NULL) {
		gs_report_say(report, "calendar-missing", "nothing says from "
		    "when to when closed days are known: answer 'calendar "
		    "FROM TO'");
		return GS_ERR_FORMAT;
	}

	gs_closed_days_start(list, calendar->value.parts[0].number,
	    calendar->value.parts[1].number);
	if (rule == NULL || gs_part_is(&rule->value.parts[0], "none"))
		return GS_OK;
	return refuse_days(report, gs_closed_days_federal(list,
	    gs_part_is(&rule->value.parts[0], "us-federal-washington")));
}

int gs_plan_days_end(struct gs_closed_days *list, struct gs_report *report,
    const struct gs_plan *plan)
{
	const struct gs_plan_line *l = NULL;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK &&
	    (l = gs_plan_line(plan, "closed", NULL, i)) != NULL; i++)
		err = gs_closed_days_add(list, l->value.parts[0].number,
		    l->value.parts[1].ptr, l->value.parts[1].len);
	if (err != GS_OK)
		return refuse_days(report, err);

	for (size_t i = 0; (l = gs_plan_line(plan, "open", NULL, i)) != NULL;
	    i++)
		if (gs_closed_days_remove(list, l->value.parts[0].number) !=
		    GS_OK) {
			uint8_t day[GS_DATE_LEN];
			gs_date_format(day, l->value.parts[0].number);
			gs_report_tell(report, "open-not-closed", "{0} is "
			    "not closed: 'open' is for days that a rule or a "
			    "file closes", gs_say_span(day, sizeof day));
			return GS_ERR_UNKNOWN;
		}
	return GS_OK;
}
