/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/questions.h"
#include "cli/common/planning.h"
#include "cli/common/verb.h"
#include "core/record/time.h"

#define YEARS 4 /* of a calendar that nobody answered */
#define LINE_LEN 1024

/* One line for the plan's layer; `place` is where it was given. */
static int add_answer(struct gs_plan *plan, const char *place,
    const char *field, const char *value)
{
	char line[LINE_LEN];
	struct gs_report report = {.text = ""};

	int n = snprintf(line, sizeof line, "%s %s", field, value);
	int err = n < 0 || (size_t)n >= sizeof line ? GS_ERR_SPACE :
	    gs_plan_answer(plan, &report, line, (size_t)n);
	if (err == GS_ERR_SPACE && report.text[0] == '\0')
		gs_report_tell(&report, "option-too-long", "'{0}' has at most "
		    "{1} bytes", gs_say_text(field), gs_say_number(LINE_LEN));
	if (err != GS_OK)
		gs_verb_report_at(place, &report);
	return err;
}

/* The calendar's dates as they stand, of which the options change one or
 * both. */
static int add_calendar(struct gs_plan *plan, const struct gs_answers *answers)
{
	const struct gs_plan_line *line = gs_plan_line(plan, "calendar", NULL,
	    0);
	char text[64], first[GS_DATE_LEN + 1] = "", last[GS_DATE_LEN + 1] = "";

	if (answers->from == NULL && answers->to == NULL)
		return GS_OK;
	gs_date_format((uint8_t *)first, line->value.parts[0].number);
	gs_date_format((uint8_t *)last, line->value.parts[1].number);
	(void)snprintf(text, sizeof text, "%.20s %.20s",
	    answers->from == NULL ? first : answers->from,
	    answers->to == NULL ? last : answers->to);
	return add_answer(plan, "--from, --to", "calendar", text);
}

static int add_options(struct gs_plan *plan, const struct gs_answers *answers)
{
	const struct {
		const char *field, *place, *value;
	} rows[] = {
		{"origin", "--origin", answers->origin},
		{"name", "--name", answers->name},
		{"exercise", "--exercise", answers->exercise ? "yes" : NULL},
		{"readers", "--readers", answers->readers},
		{"floor", "--floor", answers->floor},
	};
	int err = GS_OK;

	gs_plan_layer(plan);
	for (size_t i = 0; err == GS_OK && i < sizeof rows / sizeof *rows;
	    i++)
		if (rows[i].value != NULL)
			err = add_answer(plan, rows[i].place, rows[i].field,
			    rows[i].value);
	return err == GS_OK ? add_calendar(plan, answers) : err;
}

/* From the first day of this year, for some years. */
static int suppose_calendar(struct gs_plan *plan, int64_t now)
{
	char text[64];
	int64_t year = 0;
	unsigned month = 0, day = 0;

	gs_civil_from_days(&year, &month, &day, now / GS_DAY);
	(void)snprintf(text, sizeof text, "%lld-01-01 %lld-12-31",
	    (long long)year, (long long)year + YEARS - 1);
	return add_answer(plan, NULL, "calendar", text);
}

/* A channel without a name has that of its log. */
static int suppose_name(struct gs_plan *plan)
{
	const struct gs_plan_line *origin = gs_plan_line(plan, "origin", NULL,
	    0);
	char text[128];

	if (origin == NULL || gs_plan_line(plan, "name", NULL, 0) != NULL)
		return GS_OK;
	(void)snprintf(text, sizeof text, "%.*s",
	    (int)origin->value.parts[0].len,
	    (const char *)origin->value.parts[0].ptr);
	return add_answer(plan, NULL, "name", text);
}

/* Whether an iCalendar file has days for the plan's calendar. */
static bool try_calendar_file(const struct gs_plan *plan, const char *path)
{
	struct gs_closed_days *scratch = malloc(sizeof *scratch);
	bool good = scratch != NULL &&
	    gs_plan_days_begin(scratch, NULL, plan) == GS_OK &&
	    gs_planning_add(scratch, path) == GS_OK;

	free(scratch);
	return good;
}

/* What the options say, and what is asked for beside them. */
static int add_asked(struct gs_plan *plan, const struct gs_answers *answers)
{
	bool ask = !answers->yes && answers->file == NULL &&
	    gs_questions_possible();

	int err = ask ? gs_questions_preset(plan) : GS_OK;
	if (err == GS_OK)
		err = gs_planning_read(plan, answers->file);
	if (err == GS_OK)
		err = add_options(plan, answers);
	if (err == GS_OK && ask)
		err = gs_questions_ask(plan, try_calendar_file);
	return err;
}

int gs_answers_gather(struct gs_plan *plan, struct gs_closed_days *closed,
    const struct gs_answers *answers, struct gs_arena *arena, int64_t now)
{
	struct gs_report report = {.text = ""};

	int err = gs_plan_start(plan, arena);
	if (err == GS_OK)
		err = suppose_calendar(plan, now);
	if (err == GS_OK && answers->preset != NULL)
		err = gs_plan_preset(plan, &report, answers->preset,
		    strlen(answers->preset));
	gs_verb_report_at("--preset", &report);
	if (err == GS_OK)
		err = add_asked(plan, answers);
	if (err == GS_OK)
		err = suppose_name(plan);
	return err == GS_OK ? gs_planning_close(closed, plan,
	    answers->file) : err;
}
