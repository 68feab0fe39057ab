/* SPDX-License-Identifier: Apache-2.0 */
/* Records of those around a memo: who is given it, who looks into it, and what
 * the monitor says. */
#ifndef GS_LIB_RECORDS_CIRCLE_H
#define GS_LIB_RECORDS_CIRCLE_H

#include <stdint.h>

#include "core/channel/channel.h"

/* All are signed with `secret` (64 bytes, secret) in their role, and have the
 * next number of the memo.  A text that may be NULL leaves its line out.
 * GS_ERR_SPACE, GS_ERR_FORMAT (a text that is no line), GS_ERR_MEMORY. */

struct gs_copy_text {
	const char *to, *reason; /* `reason` may be NULL */
	const uint8_t *content;  /* 32, or NULL */
};
GS_CHECKED int gs_circle_copy(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_copy_text *copy, const uint8_t secret[64]);
/* By the recipient; `by` may be NULL. */
GS_CHECKED int gs_circle_received(struct gs_writer *w,
    const struct gs_memo *memo, uint64_t copy, const char *by,
    const uint8_t secret[64]);
/* `reason` may be NULL. */
GS_CHECKED int gs_circle_ruling(struct gs_writer *w,
    const struct gs_memo *memo, const char *ruling, const char *reason,
    const uint8_t secret[64]);
GS_CHECKED int gs_circle_panel(struct gs_writer *w,
    const struct gs_memo *memo, const char *const *members, size_t count,
    const uint8_t secret[64]);
/* By the panel. */
GS_CHECKED int gs_circle_report(struct gs_writer *w,
    const struct gs_memo *memo, const uint8_t content[32],
    const uint8_t secret[64]);
/* By the monitor, or another role on which a missed duty went. */
struct gs_remark_text {
	const char *role, *text;
};
GS_CHECKED int gs_circle_remark(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_remark_text *remark,
    const uint8_t secret[64]);

/* By the office, or the custodian where the charter has one (`role`): it begins
 * if the memo is not held, else it ends. */
GS_CHECKED int gs_circle_hold(struct gs_writer *w, const struct gs_memo *memo,
    const char *reason, const char *role, const uint8_t secret[64]);

/* By the same, under the schedule of the memo's charter: what was published
 * too (`all`), or what is sealed alone. */
struct gs_deletion_text {
	struct gs_span schedule;
	const char *reason, *role;
	bool all;
};
GS_CHECKED int gs_circle_deleted(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_deletion_text *deletion,
    const uint8_t secret[64]);

/* A duty by name and number, 0 where there is one alone; `until` a day; `role`:
 * office, or approver where the charter has one. */
struct gs_extension_text {
	const char *duty;
	uint64_t number;
	int64_t until;
	const char *reason, *role;
};
GS_CHECKED int gs_circle_extend(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_extension_text *extension,
    const uint8_t secret[64]);
/* Of a request; `text` may be NULL. */
GS_CHECKED int gs_circle_done(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t request, const char *text, const uint8_t secret[64]);
GS_CHECKED int gs_circle_refer(struct gs_writer *w,
    const struct gs_memo *memo, const char *destination, const char *reason,
    const uint8_t secret[64]);

#endif
