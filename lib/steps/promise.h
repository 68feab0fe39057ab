/* SPDX-License-Identifier: Apache-2.0 */
/* An act that waits for a release, and the server's promise for it. */
#ifndef GS_LIB_STEPS_PROMISE_H
#define GS_LIB_STEPS_PROMISE_H

#include "core/channel/channel.h"
#include "lib/client/request.h"

/* POST /acts: the act, and the sealed file that it names, or an empty span.
 * Under the token of the link's box; `link` may be NULL.  A server that has the
 * act already, but whose answer was lost, gives the same promise again for the
 * same bytes: the request may be repeated as it is.  GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_request(struct gs_request *out,
    const struct gs_box_link *link, struct gs_span act,
    struct gs_span content);
/* The promise in the reply, checked: for this act, signed in the charter's
 * role `promise`.  *text (ends in NUL) is the caller's to free.  GS_ERR_FORMAT,
 * GS_ERR_MISMATCH, GS_ERR_SIGNATURE, GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_take(char **text, struct gs_report *report,
    struct gs_span act, const struct gs_charter *charter,
    const struct gs_reply *reply);

#endif
