/* SPDX-License-Identifier: Apache-2.0 */
/* What an auditor says of a channel whose log was replayed: how much was
 * looked at, and whether a promise was kept. */
#ifndef GS_LIB_STEPS_AUDIT_H
#define GS_LIB_STEPS_AUDIT_H

#include <stdbool.h>

#include "core/channel/channel.h"
#include "lib/records/promise.h"
#include "lib/report.h"

/* The tiles of a log of `size` entries: bundles of 256 entries, and tiles of
 * 256 hashes, each level over the full tiles of the one below. */
uint64_t gs_audit_tiles(uint64_t size);

/* A promise while the log is searched for its act. */
struct gs_promise_search {
	struct gs_promise promise;
	bool filed; /* the memo is in the log */
	bool found;
	int64_t at; /* when the act entered; if found */
};

/* Reads a promise and checks that the role `promise` of `charter` signed it.
 * GS_ERR_FORMAT: not a promise; GS_ERR_MISMATCH, GS_ERR_SIGNATURE: not this
 * channel's; GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_search_start(struct gs_promise_search *out,
    struct gs_report *report, const struct gs_charter *charter,
    const void *text, size_t len);
/* Looks at one entry of the log.  Errors of gs_log_entry_read. */
GS_CHECKED int gs_promise_search_entry(struct gs_promise_search *s,
    struct gs_span entry);

enum gs_promise_status {
	GS_PROMISE_KEPT,
	GS_PROMISE_OPEN,    /* not in the log, and not due yet: its time has
	                     * not come, or the memo is not filed */
	GS_PROMISE_LATE,    /* in the log, after its time */
	GS_PROMISE_MISSING, /* not in the log, and due */
	GS_PROMISE_UNKNOWN  /* a copy of the log ends before it was due */
};

/* Once every entry was looked at.  `last` is the last entry's time; a copy of
 * the log may be older than the promise's time, a server has no excuse. */
enum gs_promise_status gs_promise_judge(
    const struct gs_promise_search *s,
    int64_t now, int64_t last, bool is_copy);
/* The same in words, as what `name` promised. */
void gs_promise_say(struct gs_report *out, enum gs_promise_status status,
    const struct gs_promise_search *s, const char *name,
    const struct gs_charter *charter, int64_t last);

#endif
