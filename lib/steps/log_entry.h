/* SPDX-License-Identifier: Apache-2.0 */
/* One entry of a log, looked at after the whole was verified. */
#ifndef GS_LIB_STEPS_LOG_ENTRY_H
#define GS_LIB_STEPS_LOG_ENTRY_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"
#include "core/record/record.h"

/* The time and the record of an entry; the record borrows from `entry` and
 * from `arena`.  Errors of gs_entry_split, gs_record_parse. */
GS_CHECKED int gs_log_entry_read(int64_t *at, struct gs_record *rec,
    struct gs_arena *arena, struct gs_span entry);

/* What was verified of the entries that were counted. */
struct gs_log_count {
	uint64_t entries, charters, signatures, proofs;
};
/* Counts one more.  Precondition: the entry is admitted, so that it has no
 * other signatures than its rules ask for, and one member proof if it is a
 * member's act: all of them have verified.  GS_ERR_FORMAT: nothing is
 * counted. */
GS_CHECKED int gs_log_count_entry(struct gs_log_count *count,
    struct gs_span entry);

#endif
