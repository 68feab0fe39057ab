/* SPDX-License-Identifier: Apache-2.0 */
/* The back's end of the wire: a thread for each socket reads an ask, puts it
 * to `way` and sends the answer.  Whoever asks is trusted with nothing: what
 * is not exactly an ask closes its socket, with a line on standard error. */
#ifndef GS_SERVER_WIRE_BACK_END_H
#define GS_SERVER_WIRE_BACK_END_H

#include "server/wire/message.h"

struct gs_back_end;

/* Takes the sockets, also on failure. */
GS_CHECKED int gs_back_end_start(struct gs_back_end **out, const int *fds,
    size_t count, struct gs_way way);
/* Hears nothing more, finishes what was asked, ends. */
void gs_back_end_stop(struct gs_back_end **wire);

#endif
