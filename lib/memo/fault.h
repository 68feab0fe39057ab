/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a memo, or lacking: everything that is to be said of a
 * text at once, where a report (lib/report.h) has the first thing alone.  In an
 * arena. */
#ifndef GS_LIB_MEMO_FAULT_H
#define GS_LIB_MEMO_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/message.h"
#include "lib/report.h"

struct gs_fault {
	struct gs_fault *next;
	size_t line; /* from 1; 0, SIZE_MAX: of the whole, said first or last */
	bool refused; /* else advice: it may stay */
	/* As in a report: the place, if it has one, first. */
	const char *text, *code;
	const struct gs_report_value *values; /* where they stand in `text` */
	size_t count;
};

struct gs_faults {
	struct gs_arena *arena;
	struct gs_fault *first, *last;
	size_t refused, advised;
};

/* Adds what a report says.  GS_ERR_MEMORY. */
GS_CHECKED int gs_fault_report(struct gs_faults *faults, bool refused,
    size_t line, const struct gs_report *report);
/* A sentence without values. */
GS_CHECKED int gs_fault_say(struct gs_faults *faults, bool refused,
    size_t line, const char *code, const char *sentence);
/* One with values: gs_fault_tell(faults, true, 7, "code", "line {0}: "
 * "...", gs_say_number(7)).  GS_ERR_MEMORY. */
#define gs_fault_tell(faults, refused, line, code, sentence, ...) \
	gs_fault_values((faults), (refused), (line), \
	    &(const struct gs_message){(code), (sentence), \
	    (const struct gs_message_value[]){__VA_ARGS__}, \
	    sizeof((const struct gs_message_value[]){__VA_ARGS__}) / \
	        sizeof(struct gs_message_value)})
GS_CHECKED int gs_fault_values(struct gs_faults *faults, bool refused,
    size_t line, const struct gs_message *message);
/* In the order of lines; those of one line as they were added. */
void gs_faults_sort(struct gs_faults *faults);

#endif
