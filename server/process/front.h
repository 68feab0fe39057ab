/* SPDX-License-Identifier: Apache-2.0 */
/* The process that takes requests.  It is executed, not only forked, so that
 * it shares no address with the process that holds the keys: who learns where
 * something lies in the one knows nothing of the other. */
#ifndef GS_SERVER_PROCESS_FRONT_H
#define GS_SERVER_PROCESS_FRONT_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/err.h"
#include "server/process/ends.h"

/* The first argument of a program that is to be the front.  No operand: a
 * channel's directory of this name is given as ./--front. */
#define GS_FRONT_WORD "--front"

struct gs_front_seat {
	const char *program; /* this one; it calls gs_front_serve when its first
	                        argument is GS_FRONT_WORD */
	const char *dir;     /* the channel's */
	const char *sign_on; /* as gs_sign_on_parse takes it */
	bool sandboxed;
	struct gs_ends ends; /* the front's, closed here when it has them */
};

/* Forks and executes `program`.  That it could not be executed, the front's
 * `control` says. */
GS_CHECKED int gs_front_execute(pid_t *child, struct gs_front_seat *seat);
/* In that program, with the arguments behind GS_FRONT_WORD: closes what is not
 * the front's, enters the sandbox, and serves until the back says so or is
 * gone.  Returns only for arguments that gs_front_execute did not write. */
GS_CHECKED int gs_front_serve(int argc, char **argv);

#endif
