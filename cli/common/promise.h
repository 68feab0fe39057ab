/* SPDX-License-Identifier: Apache-2.0 */
/* The server's promise for an act that waits for a release. */
#ifndef GS_CLI_COMMON_PROMISE_H
#define GS_CLI_COMMON_PROMISE_H

#include "cli/common/source.h"

/* Sends `act` (with the sealed file that it names, or an empty span) to /acts,
 * under the token of the memo's box or NULL, and checks that the answer is a
 * promise for it, signed with the log's key.  Where no answer comes it sends
 * the same again, twice, a few seconds in all.
 * On success *text is the promise, in *answer, which the caller json_decrefs in
 * any case. */
GS_CHECKED int gs_promise_get(const char **text, json_t **answer,
    struct gs_report *report, const struct gs_source *s, const char *token,
    struct gs_span act, struct gs_span content);

#endif
