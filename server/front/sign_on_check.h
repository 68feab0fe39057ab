/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GS_SERVER_FRONT_SIGN_ON_CHECK_H
#define GS_SERVER_FRONT_SIGN_ON_CHECK_H

#include "server/front/inside.h"

/* Whether the request comes from where it may: a name from `sign_on` alone, and
 * from there one name, for a code, and nothing else.  False, with a problem as
 * the answer that ends the connection. */
bool gs_sign_on_check(struct gs_call *call, const struct gs_sign_on *sign_on,
    const char *method, const char *path);

#endif
