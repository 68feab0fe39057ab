/* SPDX-License-Identifier: Apache-2.0 */
/* What there is to say of a log's duties, without a word of any memo: that
 * something of a number is due at a time, and by whom.  What was said before is
 * kept, so that who subscribes sees what changed. */
#ifndef GS_COURIER_REMINDERS_H
#define GS_COURIER_REMINDERS_H

#include <stdbool.h>

#include "cli/common/source.h"
#include "core/bytes.h"
#include "lib/host.h"
#include "lib/steps/duty_label.h"

#define GS_REMINDER_UID_MAX 128

/* What an office is told of, once each. */
enum gs_reminder_stage {
	GS_STAGE_AHEAD,   /* more than three working days are left */
	GS_STAGE_SOON,    /* three or fewer */
	GS_STAGE_TODAY,
	GS_STAGE_OVERDUE
};

struct gs_reminder {
	char uid[GS_REMINDER_UID_MAX]; /* the same for ever */
	struct gs_duty duty;
	char label[GS_DUTY_LABEL_MAX]; /* "Copy 2" */
	enum gs_reminder_stage stage;
	bool closed;       /* done, or nobody owes it any more */
	uint64_t sequence; /* of changes since it was first said */
	int64_t stamp;     /* when what is said of it changed last */
};

struct gs_reminders {
	struct gs_reminder *list; /* by when they are due; in the pool */
	size_t count;
	const char *origin; /* the log's */
	bool open; /* the channel is for everybody */
	char id[33]; /* of the channel, shortened */
	int64_t now;
	struct gs_pool pool;
};

/* All duties of the log that was replayed, those of `role` alone unless that is
 * NULL; held against what `dir` keeps.  Says what is wrong.  Release with
 * gs_pool_free(&out->pool) in any case. */
GS_CHECKED int gs_reminders_make(struct gs_reminders *out,
    const struct gs_source *source, const char *role, const char *dir);
/* Keeps what was said, in `dir`: after it was. */
GS_CHECKED int gs_reminders_keep(const struct gs_reminders *notices,
    const char *dir);

/* For calendar programs (RFC 5545) and for news readers (RFC 4287).  `w` fails
 * without room. */
size_t gs_feed_room(const struct gs_reminders *notices);
void gs_feed_ical(struct gs_writer *w, const struct gs_reminders *notices);
void gs_feed_atom(struct gs_writer *w, const struct gs_reminders *notices);

#endif
