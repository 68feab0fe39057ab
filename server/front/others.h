/* SPDX-License-Identifier: Apache-2.0 */
/* Private to server/front: requests by pages that this server did not serve, a
 * saved one or one that lives elsewhere (https://fetch.spec.whatwg.org, CORS).
 * A browser sends nothing of its own with them, no cookie and no sign-on, so
 * they show what the page itself knows and may have what anybody may. */
#ifndef GS_SERVER_FRONT_OTHERS_H
#define GS_SERVER_FRONT_OTHERS_H

#include "server/front/inside.h"

struct MHD_Response;

/* A browser's question whether a page may ask that: then the call has its
 * answer. */
bool gs_others_ask(struct gs_call *call, const char *method,
    const char *path);
/* The headers that let it read the answer; whether they could be set. */
bool gs_others_headers(struct MHD_Response *r, const struct gs_call *call);

#endif
