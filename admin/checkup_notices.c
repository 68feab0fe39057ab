/* SPDX-License-Identifier: Apache-2.0 */
/* What `gainsay remind --mail` has in its queue. */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/checkup.h"
#include "core/record/time.h"

#define PATH_LEN 4096
#define LATE_HOURS 6

/* When the message was put in; `now` if that cannot be read. */
static int64_t put_at(const char *queue, const char *name, int64_t now)
{
	char path[PATH_LEN];
	int n = snprintf(path, sizeof path, "%s/%s", queue, name);
	json_t *o = n < 0 || n >= PATH_LEN ? NULL :
	    json_load_file(path, 0, NULL);
	const json_t *put = json_object_get(o, "put");
	int64_t at = json_is_integer(put) ? json_integer_value(put) : now;

	json_decref(o);
	return at;
}

static int is_queued_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static enum gs_checkup_state judge_queue(struct gs_report *said, uint64_t count,
    int64_t age)
{
	const struct gs_message_value values[] = {gs_say_number(count),
	    gs_say_number((uint64_t)(age > 0 ? age / GS_HOUR : 0))};

	if (count == 0) {
		gs_report_say(said, "notices-sent", "no message waits");
		return GS_CHECKUP_WELL;
	}
	if (age < LATE_HOURS * GS_HOUR) {
		gs_report_values(said, "notices-wait", "{0} messages wait, the "
		    "oldest for {1} hours", values, 2);
		return GS_CHECKUP_WELL;
	}
	gs_report_values(said, "notices-late", "{0} messages wait, the oldest "
	    "for {1} hours: look what the mail server says in the log of "
	    "'gainsay remind'", values, 2);
	return age < GS_DAY ? GS_CHECKUP_SOON : GS_CHECKUP_NOW;
}

int gs_checkup_queue(uint64_t *count, int64_t *oldest, struct gs_report *said,
    const struct gs_checkup *c)
{
	struct dirent **names = NULL;
	char queue[PATH_LEN];
	int n = snprintf(queue, sizeof queue, "%s/queue", c->notices);

	int found = n < 0 || n >= PATH_LEN ? -1 : scandir(queue, &names,
	    is_queued_file, alphasort);
	if (found < 0) {
		gs_report_errno(said, "notices-unseen", queue,
		    "cannot be read", errno);
		return GS_ERR_IO;
	}

	*count = (uint64_t)found;
	*oldest = c->now;
	for (int i = 0; i < found; i++) {
		int64_t at = put_at(queue, names[i]->d_name, c->now);

		*oldest = at < *oldest ? at : *oldest;
		free(names[i]);
	}
	free(names);
	return GS_OK;
}

enum gs_checkup_state gs_checkup_notices(struct gs_report *said,
    const struct gs_checkup *c)
{
	uint64_t count = 0;
	int64_t oldest = 0;

	if (c->notices == NULL) {
		gs_report_say(said, "notices-unasked", "--notices DIR says "
		    "where 'gainsay remind' keeps them");
		return GS_CHECKUP_UNKNOWN;
	}
	if (gs_checkup_queue(&count, &oldest, said, c) != GS_OK)
		return GS_CHECKUP_NOW;
	return judge_queue(said, count, c->now - oldest);
}
