/* SPDX-License-Identifier: Apache-2.0 */
/* What each of the server's two processes gives up, for good, before it does
 * anything else.  Both: new privileges (no_new_privs), running programs, other
 * processes, tracing; opening network connections, also by fast open or by an
 * address to send to; having the kernel signal somebody about a descriptor.  A
 * system call that is on no list, or of another kind of process (32-bit, x32),
 * ends the process (SIGSYS).  Files (Landlock):
 *
 *   front   may read what is in <dir>/log, <dir>/roll and <dir>/public, which
 *           everybody may, nothing else, and write nothing;
 *           of what it may not open it learns no size and no time (seccomp);
 *   back    may use <dir> and what is beneath it, and /dev/urandom; it takes
 *           no connections;
 *   leader  the same, with the socket that other nodes connect to.
 *
 * Neither can map memory that is both data and program.  One file implements
 * this for Linux; the other says that there is none. */
#ifndef GS_SERVER_PROCESS_SANDBOX_H
#define GS_SERVER_PROCESS_SANDBOX_H

#include <stddef.h>

#include "core/err.h"
#include "lib/report.h"

enum gs_sandbox {
	GS_SANDBOX_FRONT,
	GS_SANDBOX_BACK,
	GS_SANDBOX_LEADER
};

/* GS_ERR_UNKNOWN: this system lacks what gs_sandbox_enter needs, and the report
 * says what, and what to do. */
GS_CHECKED int gs_sandbox_check(struct gs_report *report);
/* For the calling thread and all that it starts, so before there are others.
 * `dir` is the channel's; `keys` is a folder that the back may read besides, or
 * NULL.  After an error the caller must not go on: part of it
 * may be in force. */
GS_CHECKED int gs_sandbox_enter(enum gs_sandbox which, const char *dir,
    const char *keys, struct gs_report *report);
/* Closes every descriptor from 3 on that is not among `keep` (ascending). */
GS_CHECKED int gs_sandbox_close(const int *keep, size_t count);
/* The calling process dies with its parent, also if that is dead already. */
GS_CHECKED int gs_sandbox_tie(long parent);

#endif
