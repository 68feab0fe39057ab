/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/deleted.h"

#include <stdio.h>

#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "lib/steps/local_time.h"

bool gs_print_deleted(const struct gs_memo *memo, int64_t at, const char *what,
    uint64_t number)
{
	const struct gs_said *d = gs_deletion_of(memo, at, false, INT64_MAX);
	char when[GS_LOCAL_TIME_MAX];

	if (d == NULL)
		return false;
	struct gs_part schedule = gs_record_part(&d->rec, "schedule");

	gs_local_time(when, memo->charter, d->at);
	printf("%s", what);
	if (number != 0)
		printf(" %llu", (unsigned long long)number);
	printf(" was deleted on %s under ", when);
	gs_say_calm(stdout, schedule.ptr, schedule.len, "");
	printf("; its proof stands.\n");
	return true;
}

bool gs_tell_deleted(const struct gs_memo *memo, int64_t at, bool published)
{
	const struct gs_said *d = gs_deletion_of(memo, at, published,
	    INT64_MAX);
	char when[GS_LOCAL_TIME_MAX];

	if (d == NULL)
		return false;
	struct gs_part schedule = gs_record_part(&d->rec, "schedule");

	gs_local_time(when, memo->charter, d->at);
	gs_verb_tell("file-deleted", "memo {0}: the file was deleted on {1} "
	    "under {2}; its proof stands: a copy that somebody kept can be "
	    "checked against the log", gs_say_number(memo->number),
	    gs_say_text(when), gs_say_span(schedule.ptr, schedule.len));
	return true;
}
