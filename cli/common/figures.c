/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/figures.h"

#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"

#define YEAR_MIN 1970
#define YEAR_MAX 9999

static int read_year(uint64_t *year, const char *text)
{
	*year = 0;
	if (text == NULL)
		return GS_OK;
	int err = gs_decimal_decode(year, text, strlen(text), YEAR_MAX);
	if (err == GS_OK && *year >= YEAR_MIN)
		return GS_OK;
	gs_verb_tell("statistics-year", "--year {0}: it takes a year from {1} "
	    "to {2}, as in --year 2024", gs_say_text(text),
	    gs_say_number(YEAR_MIN), gs_say_number(YEAR_MAX));
	return GS_ERR_IO;
}

/* What comes later nobody knows. */
static int read_as_of(int64_t *now, const char *text)
{
	char last[GS_TIME_LEN + 1] = {0};
	int64_t at = 0;

	if (text == NULL)
		return GS_OK;
	gs_time_format((uint8_t *)last, *now);
	if (gs_time_parse(&at, text, strlen(text)) != GS_OK) {
		gs_verb_tell("statistics-time", "--as-of {0}: it takes a time "
		    "in UTC, as in --as-of 2024-12-31T23:59:59Z",
		    gs_say_text(text));
		return GS_ERR_IO;
	}
	if (at > *now) {
		gs_verb_tell("statistics-to-come", "--as-of {0}: what this log "
		    "tells ends at {1}; give that time or an earlier one",
		    gs_say_text(text), gs_say_text(last));
		return GS_ERR_IO;
	}
	*now = at;
	return GS_OK;
}

static int read_day(int64_t *day, const char *name, const char *text)
{
	if (gs_date_parse(day, text, strlen(text)) == GS_OK)
		return GS_OK;
	gs_verb_tell("statistics-day", "--{0} {1}: it takes a day, as in --{0} "
	    "2024-03-31", gs_say_text(name), gs_say_text(text));
	return GS_ERR_IO;
}

/* One period of whole days; it has ended, so that its report stays what it
 * is. */
static int read_period(struct gs_statistics_plan *plan,
    const struct gs_figures *f)
{
	const struct gs_charter *charter = gs_state_charter(plan->state);

	if (f->since == NULL && f->until == NULL)
		return GS_OK;
	if (f->since == NULL || f->until == NULL || f->as_of != NULL ||
	    f->year != NULL) {
		gs_verb_say("statistics-period", "--since and --until go "
		    "together, and without --as-of and --year: the report is "
		    "as of the end of its last day");
		return GS_ERR_IO;
	}
	int err = read_day(&plan->since, "since", f->since);
	if (err == GS_OK)
		err = read_day(&plan->until, "until", f->until);
	if (err != GS_OK)
		return err;

	int64_t end = gs_period_end(charter, plan->until);
	if (plan->until < plan->since || end > plan->now) {
		gs_verb_tell("statistics-period-open", "--since {0} --until "
		    "{1}: the period must begin before it ends, and have ended "
		    "when what this log tells does",
		    gs_say_text(f->since), gs_say_text(f->until));
		return GS_ERR_IO;
	}
	plan->has_period = true;
	plan->now = end;
	return GS_OK;
}

int gs_figures_open(struct gs_figures *f)
{
	struct gs_arena *arena = gs_pool_start(&f->pool);
	uint64_t year = 0;
	int64_t now = 0;

	int err = read_year(&year, f->year);
	if (err == GS_OK)
		err = gs_source_open(&f->s, f->place, f->key, true);
	if (err == GS_OK)
		err = gs_source_due_time(&now, &f->s);
	if (err == GS_OK)
		err = read_as_of(&now, f->as_of);
	if (err != GS_OK)
		return err;

	struct gs_statistics_plan plan = {
	    .state = gs_channel_state(f->s.channel), .now = now,
	    .only = (int64_t)year};
	err = read_period(&plan, f);
	return err == GS_OK ? gs_statistics_make(&f->is, arena, &plan) : err;
}

void gs_figures_close(struct gs_figures *f)
{
	gs_source_close(&f->s);
	gs_pool_free(&f->pool);
}
