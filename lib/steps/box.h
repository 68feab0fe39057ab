/* SPDX-License-Identifier: Apache-2.0 */
/* The box in which a memo gathers, from the member's side: it is opened with a
 * new link, looked at, and what is sealed in it is opened. */
#ifndef GS_LIB_STEPS_BOX_H
#define GS_LIB_STEPS_BOX_H

#include <stdbool.h>

#include "lib/client/request.h"
#include "lib/steps/matter.h"

/* A new link at `server` for the matter's memo, drawn at random.
 * GS_ERR_RANGE: the address is too long; GS_ERR_RANDOM. */
GS_CHECKED int gs_box_new_link(struct gs_box_link *out,
    struct gs_report *report, const struct gs_matter *m, const char *server);
/* POST /box: the package (`text`) sealed under the link, and the memo's terms.
 * GS_ERR_MEMORY, GS_ERR_RANDOM. */
GS_CHECKED int gs_box_gather(struct gs_request *out,
    const struct gs_box_link *link, const struct gs_matter *m,
    const void *text, size_t len);

/* Whether the reply to something that was done with a box is a server's: JSON,
 * which says no more.  GS_ERR_FORMAT. */
GS_CHECKED int gs_box_done(struct gs_report *report,
    const struct gs_reply *reply);

/* What the box says of itself. */
struct gs_box_status {
	uint8_t charter[32]; /* digest */
	bool filed;          /* by the box or by the log */
	uint64_t shown;      /* endorsements, in steps */
};
/* GET: gs_request_box_get(request, link, ""); its reply: GS_ERR_FORMAT. */
GS_CHECKED int gs_box_look(struct gs_box_status *out,
    struct gs_report *report, const struct gs_state *state,
    const struct gs_box_link *link, const struct gs_reply *reply);
/* Opens what the same reply has sealed and checks that it is the link's memo
 * under a charter of the log; *text (secret, gs_box_text_free) is what the
 * matter's content points into, also after a failure.  GS_ERR_DENIED: it does
 * not open under this link; GS_ERR_UNKNOWN, GS_ERR_MISMATCH, GS_ERR_FORMAT. */
GS_CHECKED int gs_box_unseal(uint8_t **text, size_t *len, struct gs_matter *m,
    struct gs_report *report, const struct gs_box_link *link,
    const struct gs_reply *reply);

#endif
