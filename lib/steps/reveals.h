/* SPDX-License-Identifier: Apache-2.0 */
/* What the log has of a memo's endorsements for one reader of names. */
#ifndef GS_LIB_STEPS_REVEALS_H
#define GS_LIB_STEPS_REVEALS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/channel/channel.h"
#include "lib/report.h"

struct gs_reveals_one {
	uint8_t tag[32], hash[32];
	bool withdrawn;
};
struct gs_reveals {
	const struct gs_memo *memo;
	size_t reader; /* the place of the line in the memo's charter */
	struct gs_reveals_one *one; /* in the log's order */
	size_t count, room;
};

/* GS_ERR_UNKNOWN, with the report: the memo's charter has no such reader. */
GS_CHECKED int gs_reveals_start(struct gs_reveals *out,
    struct gs_report *report, const struct gs_memo *memo, const char *role);
/* Takes one entry of the log, which was verified.  GS_ERR_MEMORY; errors of
 * gs_log_entry_read. */
GS_CHECKED int gs_reveals_take(struct gs_reveals *r, struct gs_span entry);
void gs_reveals_free(struct gs_reveals *r);

#endif
