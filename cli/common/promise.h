/* SPDX-License-Identifier: Apache-2.0 */
/* The server's promise for an act that waits for a release. */
#ifndef GS_CLI_COMMON_PROMISE_H
#define GS_CLI_COMMON_PROMISE_H

#include "cli/common/source.h"
#include "lib/steps/promise.h"

/* Sends `act` (with the sealed file that it names, or an empty span) to /acts,
 * under the token of the link's box or, if `link` is NULL, none, and checks the
 * promise that comes (lib/steps/promise.h).  Where no answer comes it sends the
 * same again, twice, a few seconds in all.  *text is the caller's to free. */
GS_CHECKED int gs_promise_get(char **text, struct gs_report *report,
    const struct gs_source *s, const struct gs_box_link *link,
    struct gs_span act, struct gs_span content);

#endif
