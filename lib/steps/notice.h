/* SPDX-License-Identifier: Apache-2.0 */
/* The office gives notice that an identity or a content leaves its circle. */
#ifndef GS_LIB_STEPS_NOTICE_H
#define GS_LIB_STEPS_NOTICE_H

#include "core/bytes.h"
#include "lib/records/notice.h"
#include "lib/report.h"

/* The day on which it left, as a person gives it; NULL: nothing has.
 * GS_ERR_FORMAT, with a report. */
GS_CHECKED int gs_notice_day(struct gs_notice_order *order,
    struct gs_report *report, const char *text);
/* The record into `w`, signed with the office's `secret` (64 bytes).  Errors of
 * gs_notice_write, with a report. */
GS_CHECKED int gs_notice_make(struct gs_writer *w, struct gs_report *report,
    const struct gs_memo *memo, const struct gs_notice_order *order,
    const uint8_t secret[64]);
/* The lines of such a record that a person is shown. */
struct gs_span gs_notice_shown(struct gs_span record);

#endif
