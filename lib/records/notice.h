/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets to see a memo beyond its circle, and who opened it. */
#ifndef GS_LIB_RECORDS_NOTICE_H
#define GS_LIB_RECORDS_NOTICE_H

#include <stdint.h>

#include "core/channel/channel.h"

struct gs_notice_order {
	const char *reader, *what, *authority, *reason; /* texts of a line */
	bool has_left;
	int64_t day; /* on which it left; if has_left */
};
/* Both signed with `secret` (64 bytes, secret).  GS_ERR_SPACE, GS_ERR_FORMAT,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_notice_write(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_notice_order *order,
    const uint8_t secret[64]);
/* `role` is that of the holder, by whose key it is signed. */
GS_CHECKED int gs_opened_write(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_role *role,
    const uint8_t secret[64]);

#endif
