/* SPDX-License-Identifier: Apache-2.0 */
/* What `gainsay metrics` tells, in Prometheus' text form.  All of it follows
 * from what the log's readers have, and from the machine as it was when the log
 * last grew: so nothing moves with an act before that is released
 * (docs/SERVER.md, "Watching"). */
#ifndef GS_ADMIN_GAUGES_H
#define GS_ADMIN_GAUGES_H

#include "admin/checkup.h"

struct gs_gauges {
	struct gs_checkup look; /* its log is opened when there is more of it */
	const char *key;        /* the channel's; NULL: DIR/vkey */
	/* The newest checkpoint when the log was read; len 0: it was not. */
	uint8_t note[GS_NOTE_MAX], fresh[GS_NOTE_MAX];
	size_t len;
	int64_t day; /* when it was, since 1970 */
	bool readable;
	/* Of the file system, then. */
	uint64_t disk_free, disk_size;
};

/* Reads the log for the first time; says what is wrong. */
GS_CHECKED int gs_gauges_open(struct gs_gauges *g);
/* The text, malloc'ed; NULL: no memory. */
char *gs_gauges_write(size_t *len, struct gs_gauges *g);
void gs_gauges_close(struct gs_gauges *g);

#endif
