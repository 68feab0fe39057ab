/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is to be said of a text at once, where a report has the
 * first thing alone.  In an arena. */
#ifndef GS_LIB_MEMO_FAULT_H
#define GS_LIB_MEMO_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"

struct gs_fault {
	struct gs_fault *next;
	size_t line; /* from 1; 0, SIZE_MAX: of the whole, said first or last */
	bool refused; /* else advice: it may stay */
	const char *text; /* as in a report: the place, if it has one, first */
};

struct gs_faults {
	struct gs_arena *arena;
	struct gs_fault *first, *last;
	size_t refused, advised;
};

/* GS_ERR_MEMORY. */
GS_CHECKED int gs_fault_add(struct gs_faults *faults, bool refused,
    size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* In the order of lines; those of one line as they were added. */
void gs_faults_sort(struct gs_faults *faults);

#endif
