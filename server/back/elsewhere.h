/* SPDX-License-Identifier: Apache-2.0 */
/* A database that is an older backup must not sign: others have seen more, and
 * the log would fork.  So a server that starts holds its database against the
 * copies that it is told of, and notices that the file is another one than it
 * wrote last (docs/RECOVERY.md, "Restored from a backup"). */
#ifndef GS_SERVER_BACK_ELSEWHERE_H
#define GS_SERVER_BACK_ELSEWHERE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"
#include "lib/report.h"

#define GS_ELSEWHERE_MAX 16

/* What other places have of this log. */
struct gs_elsewhere {
	const char *places[GS_ELSEWHERE_MAX]; /* as the operator calls them */
	struct gs_span notes[GS_ELSEWHERE_MAX]; /* empty: no answer */
	size_t count;
	/* How many entries the operator says that the log has had. */
	bool has_size;
	uint64_t size;
};

struct gs_back;
/* The database was replayed, and nothing was signed or published yet.
 * GS_ERR_CORRUPT: a copy has more entries, or others; GS_ERR_RULE: the database
 * was moved or restored, and nobody says that it is whole. */
GS_CHECKED int gs_back_compare_elsewhere(struct gs_back *back,
    const struct gs_elsewhere *elsewhere, struct gs_report *report);

#endif
