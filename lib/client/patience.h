/* SPDX-License-Identifier: Apache-2.0 */
/* A change of the witnesses that those of before never saw
 * (docs/spec/memory.md, "Lost witnesses").  A log cannot say how long it stood
 * there, since its times are the operator's: whoever sees it waits by their own
 * clock. */
#ifndef GS_LIB_CLIENT_PATIENCE_H
#define GS_LIB_CLIENT_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "lib/log/quorum.h"
#include "lib/report.h"

/* All zero: none. */
struct gs_change {
	uint8_t charter[32]; /* SHA-256 of the one whose witnesses are new */
	uint64_t hour; /* when it was first seen, since 1970, rounded up */
};

/* As a line of a text; gs_change_read sets r->err: GS_ERR_FORMAT. */
void gs_change_write(struct gs_writer *w, const struct gs_change *change);
void gs_change_read(struct gs_change *change, struct gs_reader *r);

struct gs_patience {
	struct gs_change *change; /* its reader's; NULL: nothing is kept */
	int64_t now;     /* by the reader's own clock */
	uint64_t named;  /* the version that is believed all the same; 0 */
	bool fresh;      /* set: `change` is another than before */
};

/* GS_OK: the change is believed, since it waited, or by its name.  GS_ERR_RULE,
 * with a report: not yet, or never.  `patience` may be NULL. */
GS_CHECKED int gs_patience_judge(struct gs_patience *patience,
    struct gs_report *report, const struct gs_quorum_gap *gap);

#endif
