/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a request's head can be read in one way only.  Where a server in
 * front of this one reads it in another way, what that takes for one request's
 * body is another request here. */
#ifndef GS_SERVER_FRONT_FRAMING_H
#define GS_SERVER_FRONT_FRAMING_H

#include <stdbool.h>

#include "server/front/inside.h"

/* Each line ends with CR and LF, is not continued on the next, and has no NUL;
 * what frames or names the request stands once; the body has a length, not a
 * transfer coding; there is no query.  `method`, `path` and `version` are the
 * HTTP library's own, as it hands them to the first call for a request.  False:
 * `call` has its answer, and the connection is to end with it. */
bool gs_framing_check(struct gs_call *call, const char *method,
    const char *path, const char *version);

#endif
