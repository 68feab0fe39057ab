/* SPDX-License-Identifier: Apache-2.0 */
/* A channel's server as two processes.  The front parses requests; it is forked
 * off before any key, database or list is opened.  The back, which is the
 * calling process, has those and nothing that a stranger can reach but sockets
 * that take asks (wire.h).  The front cannot outlive the back; if the front
 * ends, so should the back. */
#ifndef GS_SERVER_PAIR_H
#define GS_SERVER_PAIR_H

#include <stdbool.h>

#include "server/server.h"

struct gs_pair;

/* As gs_server_start, but in two processes and, if `sandboxed`, each in its
 * sandbox (sandbox.h) or not at all: GS_ERR_UNKNOWN says that there is none.
 * The caller has one thread; SIGINT, SIGTERM and SIGCHLD are blocked from here
 * on.  A caller in a sandbox ends by _exit: what tools hook into exit may do
 * what the sandbox forbids. */
GS_CHECKED int gs_pair_start(struct gs_pair **out,
    const struct gs_server_options *options, bool sandboxed,
    struct gs_report *report);
uint16_t gs_pair_port(const struct gs_pair *pair);
/* Until SIGINT or SIGTERM, after which the front has accepted nothing more and
 * answered what it had: GS_OK.  GS_ERR_IO: the front ended by itself, and the
 * report says how. */
GS_CHECKED int gs_pair_run(struct gs_pair *pair, struct gs_report *report);
/* Finishes what waits, closes. */
void gs_pair_stop(struct gs_pair **pair);

#endif
