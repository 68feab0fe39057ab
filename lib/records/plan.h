/* SPDX-License-Identifier: Apache-2.0 */
/* What a charter will say: answers, line by line, over a preset or over the
 * charter before.
 *
 * An answer is a line as a charter has it (docs/spec/records.md), and a few
 * more (docs/spec/answers.md).  Answers come in layers; a line of a later layer
 * takes the place of all lines of its name in the earlier ones, and where the
 * first part names something (role, seal, reveal, clock, closed) of that one
 * alone. */
#ifndef GS_LIB_RECORDS_PLAN_H
#define GS_LIB_RECORDS_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/record/record.h"
#include "lib/records/closed_days.h"
#include "lib/report.h"

#define GS_ANSWERS_MAX ((size_t)256 << 10) /* bytes of a file */

struct gs_plan_line {
	struct gs_value value; /* its field and parts */
	bool make; /* its key is still to be made: that part is empty */
	unsigned layer;
	struct gs_plan_line *next;
};

/* Lives in the arena. */
struct gs_plan {
	struct gs_arena *arena;
	struct gs_plan_line *first;
	unsigned layer;
	bool has_preset;
};

/* The plan has what all presets have in common.  GS_ERR_MEMORY. */
GS_CHECKED int gs_plan_start(struct gs_plan *plan, struct gs_arena *arena);
/* The plan is what this charter says, but for what is worked out.  Its arena
 * outlives the plan. */
GS_CHECKED int gs_plan_continue(struct gs_plan *plan, struct gs_arena *arena,
    const struct gs_record *charter);
/* The preset of that name.  GS_ERR_UNKNOWN, GS_ERR_DUPLICATE: there is one
 * already. */
GS_CHECKED int gs_plan_preset(struct gs_plan *plan, struct gs_report *report,
    const void *name, size_t len);

/* A layer of answers: lines, of which empty ones and those that begin with '#'
 * say nothing.  `preset` may stand among them before all others.  The report
 * says which line is wrong, what it says, and what it may say.  GS_ERR_FORMAT,
 * GS_ERR_UNKNOWN, GS_ERR_RANGE, GS_ERR_RULE, GS_ERR_DUPLICATE,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_plan_read(struct gs_plan *plan, struct gs_report *report,
    const void *text, size_t len);
/* For who asks one line after the other: a layer begins; one line for it, which
 * the report does not number. */
void gs_plan_layer(struct gs_plan *plan);
GS_CHECKED int gs_plan_answer(struct gs_plan *plan, struct gs_report *report,
    const void *line, size_t len);

/* Enters a line, of which it takes a copy, into the layer.  GS_ERR_DUPLICATE,
 * GS_ERR_SPACE (more lines than a charter has), each with a report;
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_plan_enter(struct gs_plan *plan, struct gs_report *report,
    const struct gs_plan_line *line);
/* Whether such a line of a charter is worked out, and not answered. */
bool gs_plan_computes(const char *field);

/* The n-th line of that name, from 0, and of that first part unless `key` is
 * NULL; NULL if there are fewer. */
struct gs_plan_line *gs_plan_line(const struct gs_plan *plan,
    const char *field, const char *key, size_t n);

/* The closed days in two steps, between which those of the `ical` files are
 * added: the calendar's dates and the holidays by rule; what stands in `closed`
 * and `open` lines.  GS_ERR_FORMAT: there is no `calendar` yet; errors of
 * gs_closed_days_add; each with a report. */
GS_CHECKED int gs_plan_days_begin(struct gs_closed_days *list,
    struct gs_report *report, const struct gs_plan *plan);
GS_CHECKED int gs_plan_days_end(struct gs_closed_days *list,
    struct gs_report *report, const struct gs_plan *plan);

#endif
