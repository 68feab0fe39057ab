/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/clock.h"

#include <string.h>
#include <time.h>

#include "core/record/time.h"
#include "lib/client/http.h"
#include "lib/client/json.h"

static int take_time(int64_t *now, struct gs_report *report,
    const struct gs_mirror_clock *clock, const json_t *channel)
{
	const char *text = NULL;

	if (!json_is_true(json_object_get(channel, "exercise"))) {
		gs_report_tell(report, "mirror-no-exercise", "{0} is no "
		    "exercise, and --exercise would cosign by its server's "
		    "clock: nothing is cosigned", gs_say_text(clock->place));
		return GS_ERR_RULE;
	}
	int err = gs_json_text(&text, channel, "now");
	if (err == GS_OK)
		err = gs_time_parse(now, text, strlen(text));
	if (err != GS_OK)
		gs_report_tell(report, "mirror-no-time", "{0} does not tell "
		    "the exercise's time", gs_say_text(clock->place));
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

int gs_mirror_now(int64_t *now, struct gs_report *report,
    const struct gs_mirror_clock *clock)
{
	struct gs_http *http = NULL;
	json_t *channel = NULL;

	if (!clock->exercise) {
		*now = (int64_t)time(NULL);
		return GS_OK;
	}
	int err = gs_http_open(&http, report, clock->place, clock->way);
	if (err == GS_OK)
		err = gs_http_get_json(http, report, &channel, "/channel",
		    NULL);
	if (err == GS_OK)
		err = take_time(now, report, clock, channel);
	json_decref(channel);
	gs_http_free(&http);
	return err;
}
