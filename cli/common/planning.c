/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/planning.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "lib/records/ical.h"

#define PATH_LEN 4096

int gs_planning_read(struct gs_plan *plan, const char *path)
{
	uint8_t *text = NULL;
	size_t len = 0;
	struct gs_report report = {.text = ""};

	if (path == NULL)
		return GS_OK;

	int err = gs_cli_file_read(&text, &len, GS_ANSWERS_MAX, path);
	if (err != GS_OK)
		return err;
	err = len == 0 ? GS_ERR_FORMAT : gs_plan_read(plan, &report, text,
	    len);
	if (len == 0)
		gs_report_say(&report, "answers-empty", "this file of answers "
		    "is empty");
	gs_verb_report_at(path, &report);
	gs_file_wipe(&text, len);
	return err;
}

/* A name in a file of answers is told from that file's folder. */
static int place_file(char out[PATH_LEN], const char *beside,
    struct gs_part name)
{
	const char *slash = beside == NULL ? NULL :
	    strrchr(beside, '/');
	int folder = slash == NULL || name.ptr[0] == '/' ? 0 :
	    (int)(slash + 1 - beside);

	int n = snprintf(out, PATH_LEN, "%.*s%.*s", folder,
	    beside == NULL ? "" : beside, (int)name.len,
	    (const char *)name.ptr);
	return n >= 0 && n < PATH_LEN ? GS_OK : GS_ERR_SPACE;
}

int gs_planning_add(struct gs_closed_days *closed, const char *path)
{
	uint8_t *text = NULL;
	size_t len = 0;
	struct gs_ical_findings found;
	struct gs_report report = {.text = ""};

	int err = gs_cli_file_read(&text, &len, GS_ICAL_MAX, path);
	if (err != GS_OK)
		return err;
	err = gs_ical_read(closed, &found, &report, (const char *)text, len);
	gs_verb_report_at(path, &report);
	gs_file_wipe(&text, len);
	if (err != GS_OK || found.timed == 0)
		return err;

	gs_report_tell(&report, "ical-timed-left-out", "{0}: {1} events have "
	    "a time of day and are no closed days; the first stands on line "
	    "{2}", gs_say_text(path), gs_say_number(found.timed),
	    gs_say_number(found.timed_at));
	gs_verb_note(&report);
	return GS_OK;
}

int gs_planning_close(struct gs_closed_days *closed,
    const struct gs_plan *plan, const char *beside)
{
	struct gs_report report = {.text = ""};
	const struct gs_plan_line *file = NULL;
	char path[PATH_LEN];

	int err = gs_plan_days_begin(closed, &report, plan);
	for (size_t i = 0; err == GS_OK &&
	    (file = gs_plan_line(plan, "ical", NULL, i)) != NULL; i++) {
		err = place_file(path, beside, file->value.parts[0]);
		if (err == GS_OK)
			err = gs_planning_add(closed, path);
	}
	if (err == GS_OK)
		err = gs_plan_days_end(closed, &report, plan);
	gs_verb_report(&report);
	return err;
}
