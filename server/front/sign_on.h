/* SPDX-License-Identifier: Apache-2.0 */
/* The one address from which requests may say who signed in: the
 * organisation's proxy's (docs/SERVER.md, "Signing on"). */
#ifndef GS_SERVER_FRONT_SIGN_ON_H
#define GS_SERVER_FRONT_SIGN_ON_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct gs_sign_on {
	uint8_t bytes[16];
	size_t len; /* 4, 16, or 0: there is none */
};

/* Of IP, as numbers; "": none.  GS_ERR_FORMAT. */
GS_CHECKED int gs_sign_on_parse(struct gs_sign_on *out, const char *text);

#endif
