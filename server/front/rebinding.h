/* SPDX-License-Identifier: Apache-2.0 */
/* The name by which a request asks for this server (lib/rebinding.h). */
#ifndef GS_SERVER_FRONT_REBINDING_H
#define GS_SERVER_FRONT_REBINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "server/front/inside.h"

/* `port` is gs_rebinding_port's.  False, with a problem as the answer: it is a
 * name by which only a page of somewhere else asks. */
bool gs_rebinding_check(struct gs_call *call, uint16_t port);

#endif
