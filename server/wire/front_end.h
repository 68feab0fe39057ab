/* SPDX-License-Identifier: Apache-2.0 */
/* The front's end of the wire: a gs_way over stream sockets, one question at
 * a time on each. */
#ifndef GS_SERVER_WIRE_FRONT_END_H
#define GS_SERVER_WIRE_FRONT_END_H

#include "server/wire/message.h"

struct gs_front_end;

/* Takes the sockets, also on failure. */
GS_CHECKED int gs_front_end_new(struct gs_front_end **out, const int *fds,
    size_t count);
void gs_front_end_free(struct gs_front_end **wire);
/* For any number of threads: who finds every socket taken waits.  A socket
 * that fails is not used again; when none is left, or the ask is none that may
 * cross, the answer is GS_ERR_IO or GS_ERR_RANGE. */
struct gs_way gs_front_end_way(struct gs_front_end *wire);

#endif
