/* SPDX-License-Identifier: Apache-2.0 */
/* A channel's server in one process, for tests: front and back as they are,
 * without the wire, the sandbox and the fork between them. */
#ifndef GS_TESTS_UNIT_ONE_PROCESS_H
#define GS_TESTS_UNIT_ONE_PROCESS_H

#include "server/process/pair.h"
#include "server/wire/message.h"

struct gs_server;

/* On failure the report says why. */
GS_CHECKED int gs_server_start(struct gs_server **out,
    const struct gs_server_options *options, struct gs_report *report);
uint16_t gs_server_port(const struct gs_server *server);
/* Once, after the next question that is asked dry and before it is asked in
 * earnest: `between` may ask the back itself. */
typedef void gs_between_fn(void *ctx, struct gs_way back);
void gs_server_interpose(struct gs_server *server, gs_between_fn *between,
    void *ctx);
/* Accepts nothing more, finishes what waits, closes. */
void gs_server_stop(struct gs_server **server);

#endif
