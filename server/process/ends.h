/* SPDX-License-Identifier: Apache-2.0 */
/* The sockets between the server's two processes, as each side has them.
 *
 * Through `control` the back says when to begin (a byte) and when to end (by
 * closing its end of it); the front says once that it serves (an empty frame,
 * wire.h), or why it does not. */
#ifndef GS_SERVER_PROCESS_ENDS_H
#define GS_SERVER_PROCESS_ENDS_H

#include "core/err.h"

#define GS_ENDS_FDS 3
/* "3,4,5": the longest numbers, commas and a NUL. */
#define GS_ENDS_TEXT_MAX (GS_ENDS_FDS * 11)

struct gs_ends {
	int listen; /* the front's alone */
	int control;
	int link; /* all: -1 is none */
};

/* Without any. */
void gs_ends_clear(struct gs_ends *ends);
/* Makes both sides' sockets, each of them closed by exec; what the back sends
 * waits at most a minute for the front.  After GS_ERR_IO some may be made. */
GS_CHECKED int gs_ends_connect(struct gs_ends *front, struct gs_ends *back);
void gs_ends_close(struct gs_ends *ends);

/* For the command line of the front: their numbers, and that exec keeps them
 * open. */
GS_CHECKED int gs_ends_pass(char text[GS_ENDS_TEXT_MAX],
    const struct gs_ends *ends);
/* GS_ERR_FORMAT: not what gs_ends_pass wrote. */
GS_CHECKED int gs_ends_parse(struct gs_ends *ends, const char *text);
/* Closes what else this process has from descriptor 3 on, and leads its
 * standard input and output to /dev/null. */
GS_CHECKED int gs_ends_keep(const struct gs_ends *ends);

#endif
