/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the log keeps what a server signed in the role `promise`
 * (docs/spec/records.md, "Not in the log"). */
#ifndef GS_LIB_STEPS_PROMISE_JUDGE_H
#define GS_LIB_STEPS_PROMISE_JUDGE_H

#include <stdbool.h>

#include "core/channel/channel.h"
#include "lib/records/count.h"
#include "lib/records/promise.h"
#include "lib/report.h"

/* A release takes a moment: so many seconds after its time nobody is blamed
 * whose log has nothing of it yet. */
#define GS_PROMISE_PATIENCE 600

/* What a log has of one memo and of one act of it. */
struct gs_promise_search {
	struct gs_promise promise;
	char line[64]; /* of records about the memo; ends in NUL */
	bool filed;
	uint8_t roll[32]; /* the memo's, once it is filed */
	int64_t filed_at;
	uint64_t endorsements, withdrawals; /* at filing */
	bool found; /* an act that keeps the promise, its time apart */
	int64_t at; /* of the first of them */
	bool lapsed; /* the charter in force when it was due had not got the key
	              * of whoever signed it for a role */
	struct gs_span act; /* borrowed: the act itself, or empty */
	bool exact;         /* found, with these bytes */
};

/* For whoever has no such act, `act` is empty. */
void gs_promise_search_start(struct gs_promise_search *out,
    const struct gs_promise *promise, struct gs_span act);
/* Shows each of the searches one entry of the log, which was verified.  Errors
 * of gs_log_entry_read. */
GS_CHECKED int gs_promise_search_entry(struct gs_promise_search *searches,
    size_t count, struct gs_span entry);

enum gs_promise_status {
	GS_PROMISE_KEPT,
	GS_PROMISE_VOID,    /* no time was given, and the memo is not filed,
	                     * or not under the roll that was named; or it
	                     * lapsed */
	GS_PROMISE_OPEN,    /* its time has not come */
	GS_PROMISE_LATE,    /* broken: it entered after its time */
	GS_PROMISE_MISSING, /* broken: its time has passed without it */
	GS_PROMISE_UNKNOWN  /* a copy of the log ends before its time */
};
bool gs_promise_is_broken(enum gs_promise_status status);

/* Up to when the log is known. */
struct gs_promise_view {
	int64_t now;
	int64_t last; /* of the last entry */
	bool is_copy; /* the log may have more: an old copy, or one of which
	               * witnesses have not seen the rest */
};

/* Once every entry was looked at.  Without a time, an act is promised to be one
 * of those with which its memo is filed: what comes later does not keep it. */
enum gs_promise_status gs_promise_judge(const struct gs_promise_search *s,
    const struct gs_promise_view *view);
/* Whether the memo was filed with no fewer endorsements and withdrawals than
 * its box showed: kept, void or missing.  `s` is of that memo. */
enum gs_promise_status gs_count_judge(const struct gs_promise_search *s,
    const struct gs_count *count);

/* The same in words, about what `name` names: "the endorsement promised in x".
 * gs_count_say: about the box whose count `name` is. */
void gs_promise_say(struct gs_report *out, enum gs_promise_status status,
    const struct gs_promise_search *s, const char *name,
    const struct gs_charter *charter, const struct gs_promise_view *view);
void gs_count_say(struct gs_report *out, enum gs_promise_status status,
    const struct gs_promise_search *s, const char *name,
    const struct gs_count *count);

#endif
