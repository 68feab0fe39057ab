/* SPDX-License-Identifier: Apache-2.0 */
/* What a memo's author said of replies, and what became of appeals. */
#ifndef GS_CLI_PRINT_APPEALS_H
#define GS_CLI_PRINT_APPEALS_H

#include "core/channel/channel.h"
#include "lib/client/http.h"
#include "lib/report.h"

/* As the log tells them.  `whole`: nothing is left out, as a file may; until
 * when a reply may be appealed against is told then. */
void gs_print_appeals(const struct gs_memo *memo, int64_t now, bool whole);

/* What is sealed of it, to the key `secret` (32, secret): the decisions, for
 * the memo's holders; for those whom memos are sealed to also the responses and
 * the statements, and with `replies` the replies that they are about. */
struct gs_appeal_view {
	bool statements, replies;
};
GS_CHECKED int gs_show_appeals(struct gs_http *http,
    struct gs_report *report, const struct gs_memo *memo,
    const uint8_t secret[32], struct gs_appeal_view view);

#endif
