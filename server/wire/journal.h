/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says while it runs, to whoever runs it: lines on standard
 * error, each of a level.  Where systemd's journal reads them, the level stands
 * before the line (sd-daemon(3)).  No level has a line that may not be kept:
 * there is no address, no time and no text of an act in any (THREATS.md). */
#ifndef GS_SERVER_WIRE_JOURNAL_H
#define GS_SERVER_WIRE_JOURNAL_H

#include "core/err.h"

/* syslog(3)'s. */
enum gs_level {
	GS_LEVEL_ERROR = 3, /* it ends, or cannot do what it is for */
	GS_LEVEL_WARNING,   /* somebody has to look */
	GS_LEVEL_NOTICE,    /* what was wrong is right again */
	GS_LEVEL_INFO       /* requests that tell nothing of who made them */
};

/* "error", "warning", "notice" or "info": nothing above is said, by this
 * process and those that it starts.  GS_ERR_FORMAT: none of them. */
GS_CHECKED int gs_journal_limit(const char *name);
void gs_journal_line(enum gs_level level, const char *line);
/* Before a line that somebody else writes to standard error at once. */
void gs_journal_mark(enum gs_level level);

#endif
