/* SPDX-License-Identifier: Apache-2.0 */
/* The back's end of the link: one thread reads questions and puts them to
 * `way`, another sends the answers, as they come.  Whoever asks is trusted with
 * nothing: the questions are numbered from 1 on, without a gap, and what is not
 * exactly the next one closes the link, with a line on standard error.  Who
 * asks more than may be under way (wire.h) is not read until there is room. */
#ifndef GS_SERVER_WIRE_BACK_END_H
#define GS_SERVER_WIRE_BACK_END_H

#include "server/wire/message.h"

struct gs_back_end;

/* Takes the socket, also on failure. */
GS_CHECKED int gs_back_end_start(struct gs_back_end **out, int fd,
    struct gs_way way);
/* Hears nothing more, finishes what was asked, ends. */
void gs_back_end_stop(struct gs_back_end **wire);

#endif
