/* SPDX-License-Identifier: Apache-2.0 */
/* A channel's server: front and back in one process. */
#ifndef GS_SERVER_SERVER_H
#define GS_SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/report.h"

#define GS_SERVER_LISTEN "127.0.0.1:8080"

struct gs_server;

struct gs_server_options {
	const char *dir;
	const char *listen; /* NULL: GS_SERVER_LISTEN; port 0: any free one */
	bool simulated;     /* clock; only under an exercise charter */
	int64_t simulated_start; /* seconds since 1970; 0: the time of the
	                            last entry, for an empty log the system's */
	bool trusted;       /* the system's clock is right, however far it is
	                       from the last entry */
};

/* Opens the channel in `dir` (as `gainsay init` makes it), enters its charter
 * if the log is empty, and serves until it is stopped.  On failure the report
 * says why. */
GS_CHECKED int gs_server_start(struct gs_server **out,
    const struct gs_server_options *options, struct gs_report *report);
uint16_t gs_server_port(const struct gs_server *server);
/* Accepts nothing more, finishes what waits, closes. */
void gs_server_stop(struct gs_server **server);

#endif
