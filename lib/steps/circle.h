/* SPDX-License-Identifier: Apache-2.0 */
/* Files that go round a memo: a copy of its text for a recipient, and the
 * panel's report. */
#ifndef GS_LIB_STEPS_CIRCLE_H
#define GS_LIB_STEPS_CIRCLE_H

#include "core/channel/channel.h"
#include "lib/report.h"

struct gs_circle_file {
	uint8_t *sealed; /* gs_age_free */
	size_t len;
	uint8_t digest[32]; /* what the record names it by */
};

/* For both: GS_ERR_RANGE, GS_ERR_RULE (a key that nothing can be sealed to),
 * GS_ERR_MEMORY, GS_ERR_RANDOM, each with a report. */

/* The memo's content (secret), as the office opened it, for the recipient of
 * that name by `charter`, the one in force.  GS_ERR_UNKNOWN, without a report:
 * that charter has no key for them. */
GS_CHECKED int gs_circle_seal_copy(struct gs_circle_file *out,
    struct gs_report *report, const struct gs_charter *charter,
    const char *to, struct gs_span content);
/* The report's text; GS_ERR_FORMAT: it is none. */
GS_CHECKED int gs_circle_seal_report(struct gs_circle_file *out,
    struct gs_report *report, const struct gs_memo *memo,
    struct gs_span text);
void gs_circle_file_free(struct gs_circle_file *file);

#endif
