/* SPDX-License-Identifier: Apache-2.0 */
/* An act that waits for a release, and the server's promise for it. */
#ifndef GS_LIB_STEPS_PROMISE_H
#define GS_LIB_STEPS_PROMISE_H

#include "core/channel/channel.h"
#include "lib/client/request.h"

/* POST /acts: the act, and the sealed file that it names, or an empty span; a
 * resupply, whose file is as long as a memo's, goes to /resupply.
 * Under the token of the link's box; `link` may be NULL.  A server that has the
 * act already, but whose answer was lost, gives the same promise again for the
 * same bytes: the request may be repeated as it is.  GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_request(struct gs_request *out,
    const struct gs_box_link *link, struct gs_span act,
    struct gs_span content);
/* What an act was promised under. */
struct gs_promise_ground {
	const struct gs_state *state;
	uint64_t edition; /* of the memo's roll, if the log has no such memo */
	int64_t now;
};
/* The promise in the reply, checked: for this act over its memo's roll, signed
 * in the role `promise` of the charter in force, and for a time that binds: of
 * an act in a box none, else no later than an honest server names.  One that
 * never falls due would let the act be dropped unseen.  *text (ends in NUL) is
 * the caller's to free.  GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_SIGNATURE,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_take(char **text, struct gs_report *report,
    struct gs_span act, const struct gs_promise_ground *ground,
    const struct gs_reply *reply);

#endif
