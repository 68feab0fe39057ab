/* SPDX-License-Identifier: Apache-2.0 */
/* The author's word on a reply, an appeal, and what is decided of it. */
#ifndef GS_LIB_RECORDS_APPEAL_H
#define GS_LIB_RECORDS_APPEAL_H

#include <stdint.h>

#include "core/channel/channel.h"

/* All are signed with `secret` (64 bytes, secret) in their role; `content` (32)
 * is the SHA-256 of what is sealed.  GS_ERR_SPACE, GS_ERR_FORMAT (a text that
 * is no line), GS_ERR_MEMORY. */

GS_CHECKED int gs_appeal_respond(struct gs_writer *w,
    const struct gs_memo *memo, uint64_t reply, const uint8_t content[32],
    const uint8_t secret[64]);

/* Grounds of an appeal, in the charter's words. */
struct gs_grounds {
	const char *const *of;
	size_t count;
};
/* With the next number of the memo; `reply` 0: against its referral. */
GS_CHECKED int gs_appeal_make(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t reply, const struct gs_grounds *grounds,
    const uint8_t content[32], const uint8_t secret[64]);

/* By the appeal authority. */
struct gs_decision_text {
	uint64_t appeal;
	const char *outcome, *reason;
	const uint8_t *content; /* 32 */
};
GS_CHECKED int gs_appeal_decide(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_decision_text *decision,
    const uint8_t secret[64]);

#endif
