/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be sent to a channel's server, as bytes and the place they go to,
 * and an answer's bytes as JSON: whoever makes a request does not send it. */
#ifndef GS_LIB_CLIENT_REQUEST_H
#define GS_LIB_CLIENT_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/client/box_link.h"
#include "lib/report.h"

#define GS_REQUEST_PATH_MAX 128

struct gs_request {
	char path[GS_REQUEST_PATH_MAX]; /* begins with a slash */
	char token[65]; /* secret: the bearer's; "" if it needs none */
	char *body;     /* secret: JSON; NULL: a GET, or a DELETE */
	bool deletes;
};

/* Takes the reference to `body`; NULL makes a GET.  GS_ERR_MEMORY,
 * GS_ERR_RANGE: the path is too long. */
GS_CHECKED int gs_request_get(struct gs_request *out, const char *path);
GS_CHECKED int gs_request_post(struct gs_request *out, const char *path,
    json_t *body);
/* About the link's box, under its token: "/box/<memo><tail>". */
GS_CHECKED int gs_request_box_get(struct gs_request *out,
    const struct gs_box_link *link, const char *tail);
GS_CHECKED int gs_request_box_post(struct gs_request *out,
    const struct gs_box_link *link, const char *tail, json_t *body);
/* Of one length, whatever it says: a member's act.  GS_ERR_SPACE: it is
 * longer. */
#define GS_REQUEST_ACT 16384
GS_CHECKED int gs_request_act(struct gs_request *out, const char *path,
    json_t *body);
GS_CHECKED int gs_request_box_act(struct gs_request *out,
    const struct gs_box_link *link, const char *tail, json_t *body);
/* Under the token of whoever opened the box; `seed` (32, secret) is of the
 * memo's author. */
GS_CHECKED int gs_request_box_prolong(struct gs_request *out,
    const struct gs_box_link *link, const uint8_t seed[32]);
GS_CHECKED int gs_request_box_remove(struct gs_request *out,
    const struct gs_box_link *link, const uint8_t seed[32]);
/* Wipes; a zeroed request is fine. */
void gs_request_free(struct gs_request *request);

/* An answer's bytes, and the address they came from, for messages. */
struct gs_reply {
	const char *from;
	struct gs_span text;
};

/* As JSON, the caller's to json_decref.  GS_ERR_FORMAT. */
GS_CHECKED int gs_reply_json(json_t **out, struct gs_report *report,
    const struct gs_reply *reply);
/* Says that the reply lacks `member`, or has it in another form; always
 * GS_ERR_FORMAT. */
int gs_reply_lacks(struct gs_report *report, const struct gs_reply *reply,
    const char *member);

#endif
