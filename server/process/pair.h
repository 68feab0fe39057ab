/* SPDX-License-Identifier: Apache-2.0 */
/* A channel's server as two processes.  The front (front.h) parses requests; it
 * is executed before any key, database or list is opened.  The back, which is
 * the calling process, has those and nothing that a stranger can reach but
 * sockets that take requests (wire.h).  The front cannot outlive the back; if
 * the front ends, so should the back. */
#ifndef GS_SERVER_PROCESS_PAIR_H
#define GS_SERVER_PROCESS_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/client/replay.h"
#include "lib/report.h"

#define GS_SERVER_LISTEN "127.0.0.1:8080"

struct gs_server_options {
	const char *program; /* as struct gs_front_seat has it */
	const char *dir;
	const char *listen; /* NULL: GS_SERVER_LISTEN; port 0: any free one */
	int listen_fd; /* made already, at `listen`; 0: none */
	const char *keys; /* the folder of its keys; NULL: DIR/keys */
	const char *sign_on; /* as gs_sign_on_parse takes it; NULL: nobody */
	bool simulated;     /* clock; only under an exercise charter */
	int64_t simulated_start; /* seconds since 1970; 0: the time of the
	                            last entry, for an empty log the system's */
	bool trusted;       /* the system's clock is right, however far it is
	                       from the last entry */
	bool take_lead;     /* of a log in a database, also from another node */
	bool without_inbox; /* then, though it may not have what waits */
	uint64_t boxes_max; /* bytes of all boxes; 0: the usual */
	uint64_t whole_max; /* entries that a start reads whole; 0: the usual */
	const struct gs_elsewhere *elsewhere; /* NULL: nobody was asked */
	gs_progress_fn *progress; /* while the log is read; NULL: nobody looks.
	                             It is called inside the sandbox */
	bool sandboxed;     /* each process in its sandbox (sandbox.h) */
};

struct gs_pair;

/* Opens the channel in `dir` (as `gainsay init` makes it), enters its charter
 * if the log is empty, and serves in two processes.  GS_ERR_UNKNOWN: this
 * system has no sandbox, and one was asked for.  The caller has one thread;
 * SIGINT, SIGTERM and SIGCHLD are blocked from here on.  A caller in a sandbox
 * ends by _exit: what tools hook into exit may do what the sandbox forbids. */
GS_CHECKED int gs_pair_start(struct gs_pair **out,
    const struct gs_server_options *options, struct gs_report *report);
uint16_t gs_pair_port(const struct gs_pair *pair);
/* Until SIGINT or SIGTERM, after which the front has accepted nothing more and
 * answered what it had: GS_OK.  GS_ERR_IO: the front ended by itself, and the
 * report says how. */
GS_CHECKED int gs_pair_run(struct gs_pair *pair, struct gs_report *report);
/* Finishes what waits, closes. */
void gs_pair_stop(struct gs_pair **pair);

#endif
