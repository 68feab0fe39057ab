/* SPDX-License-Identifier: Apache-2.0 */
/* The box in which a memo gathers, from the member's side: it is opened with a
 * new link, looked at, and what is sealed in it is opened. */
#ifndef GS_LIB_STEPS_BOX_H
#define GS_LIB_STEPS_BOX_H

#include <stdbool.h>

#include "lib/client/request.h"
#include "lib/records/count.h"
#include "lib/steps/matter.h"

/* A new link at `server` for the matter's memo, drawn at random.
 * GS_ERR_RANGE: the address is too long; GS_ERR_RANDOM. */
GS_CHECKED int gs_box_new_link(struct gs_box_link *out,
    struct gs_report *report, const struct gs_matter *m, const char *server);
/* POST /box: the package and the memo's file sealed under the link, the memo's
 * terms, the proof that a member opens it. */
struct gs_box_opening {
	const struct gs_matter *matter; /* with its roll and key */
	const struct gs_roll *roll;     /* that edition's keys */
	struct gs_span package;         /* secret */
	const uint8_t *author;          /* secret: 32, the author's seed */
	uint32_t slot;                  /* set by gs_box_slot */
};
/* The turn of this week that is marked for this memo in the state, or one at
 * random that has no mark, which it gets; *marked: the state must be written
 * before anything is sent.  No server's word makes a client try another: each
 * turn has a tag, and a server that saw two with one memo would know both for
 * one member's, and so the boxes that were opened in them.  GS_ERR_RULE: all
 * are used; GS_ERR_SPACE, with a report; GS_ERR_RANDOM. */
GS_CHECKED int gs_box_slot(struct gs_box_opening *o, bool *marked,
    struct gs_report *report, struct gs_client *client);
/* GS_ERR_UNKNOWN: the member's key is not on the roll; GS_ERR_MEMORY,
 * GS_ERR_RANDOM. */
GS_CHECKED int gs_box_gather(struct gs_request *out,
    const struct gs_box_link *link, const struct gs_box_opening *o,
    struct gs_report *report);
/* Whether the server refused with the problem `code` for the turn: then `said`
 * is what that may mean. */
bool gs_box_turn_refused(struct gs_report *said, int err, const char *code);

/* Whether the reply to something that was done with a box is a server's: JSON,
 * which says no more.  GS_ERR_FORMAT. */
GS_CHECKED int gs_box_done(struct gs_report *report,
    const struct gs_reply *reply);

/* What the box says of itself. */
struct gs_box_status {
	uint8_t charter[32]; /* digest */
	bool filed;          /* the log has the memo, and the box says so */
	uint8_t roll[32];    /* over which it counts; zeros once it is filed */
	uint64_t shown;      /* tags, in steps, signed by the server: */
	char count[GS_COUNT_MAX + 1]; /* its record; "" once it is filed */
	char expires[16];    /* a day, ends in NUL */
};
/* GET: gs_request_box_get(request, link, ""); its reply.  GS_ERR_FORMAT; errors
 * of gs_count_read: the count is not signed by the channel; GS_ERR_SIGNATURE:
 * there is none, and the memo is not filed; GS_ERR_MISMATCH: the box says that
 * it is, and the log has not got it. */
GS_CHECKED int gs_box_look(struct gs_box_status *out,
    struct gs_report *report, const struct gs_state *state,
    const struct gs_box_link *link, const struct gs_reply *reply);
/* Whether the same reply names a charter or a roll that this log has not got,
 * or calls the memo filed which it has not: the log is an older one, or the box
 * is none of this channel. */
bool gs_box_is_newer(const struct gs_state *state,
    const struct gs_box_link *link, const struct gs_reply *reply);
/* Opens what the same reply has sealed and checks that it is the link's memo
 * under a charter of the log; *text (secret, gs_box_text_free) is what the
 * matter's content points into, also after a failure.  GS_ERR_DENIED: it does
 * not open under this link; GS_ERR_UNKNOWN, GS_ERR_MISMATCH, GS_ERR_FORMAT. */
GS_CHECKED int gs_box_unseal(uint8_t **text, size_t *len, struct gs_matter *m,
    struct gs_report *report, const struct gs_box_link *link,
    const struct gs_reply *reply);

#endif
