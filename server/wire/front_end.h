/* SPDX-License-Identifier: Apache-2.0 */
/* The front's end of the link: a gs_way over one stream socket, on which any
 * number of questions are under way.  A thread reads the answers, and calls
 * `answered` of each. */
#ifndef GS_SERVER_WIRE_FRONT_END_H
#define GS_SERVER_WIRE_FRONT_END_H

#include "server/wire/message.h"

struct gs_front_end;

/* Takes the socket, also on failure. */
GS_CHECKED int gs_front_end_new(struct gs_front_end **out, int fd);
/* Nobody asks any more. */
void gs_front_end_free(struct gs_front_end **wire);
/* The ask need only live until `put` returns.  GS_ERR_RANGE or GS_ERR_SPACE:
 * none that may cross.  GS_ERR_IO, then and for all that wait: the link has
 * ended, since the other end closed it, or sent what is no answer to a question
 * under way. */
struct gs_way gs_front_end_way(struct gs_front_end *wire);

#endif
