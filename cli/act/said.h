/* SPDX-License-Identifier: Apache-2.0 */
/* What those around a memo sign is in the clear: it is shown as it will stand
 * in the log, asked about and sent. */
#ifndef GS_CLI_ACT_SAID_H
#define GS_CLI_ACT_SAID_H

#include "cli/common/desk.h"
#include "lib/records/circle.h"

struct gs_saying {
	const char *heading; /* "A copy of" */
	int (*write)(struct gs_writer *w, const struct gs_memo *memo,
	    void *ctx, const uint8_t secret[64]);
	void *ctx;
	const struct gs_span *contents; /* the files that it names */
	size_t count;
};

/* Of a memo that gs_desk_start has found.  Says what is wrong. */
GS_CHECKED int gs_saying_send(struct gs_desk *desk,
    const struct gs_saying *saying);
/* Reads the verb's options, starts the desk as `role`, unless an option has
 * given it another, and runs `run`; its exit code. */
struct gs_said_verb {
	const char *role;
	int (*run)(struct gs_desk *desk, void *ctx);
	void *ctx;
};
int gs_said_run(struct gs_desk *desk, int argc, char **argv,
    const struct gs_usage *usage, const struct gs_said_verb *verb);

#endif
