/* SPDX-License-Identifier: Apache-2.0 */
/* What an author may say of a reply, and whoever decides of an appeal. */
#ifndef GS_LIB_STEPS_APPEAL_H
#define GS_LIB_STEPS_APPEAL_H

#include "core/channel/channel.h"
#include "lib/report.h"

/* All with a report. */

/* The reply of that number, which the author has not responded to yet.
 * GS_ERR_UNKNOWN, GS_ERR_DUPLICATE. */
GS_CHECKED int gs_appeal_respond_to(uint64_t *number,
    struct gs_report *report, const struct gs_memo *memo, const char *text);
/* The reply of that number, or 0 of "refer", which the author has not appealed
 * against; whether it is too late, the server says.  GS_ERR_UNKNOWN,
 * GS_ERR_DUPLICATE; GS_ERR_RULE: there is no appeal. */
GS_CHECKED int gs_appeal_against_reply(uint64_t *number,
    struct gs_report *report, const struct gs_memo *memo, const char *text);
/* The appeal of that number, which is not decided; `text` may be NULL: the
 * newest.  GS_ERR_UNKNOWN, GS_ERR_DUPLICATE. */
GS_CHECKED int gs_appeal_open(uint64_t *number, struct gs_report *report,
    const struct gs_memo *memo, const char *text);
/* The word of an outcome.  GS_ERR_FORMAT. */
GS_CHECKED int gs_appeal_outcome(const char **out, struct gs_report *report,
    const char *text);

#endif
