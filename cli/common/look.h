/* SPDX-License-Identifier: Apache-2.0 */
/* A verb that looks at a channel's log and tells what it sees: `status`,
 * `roll show`. */
#ifndef GS_CLI_COMMON_LOOK_H
#define GS_CLI_COMMON_LOOK_H

#include "cli/common/source.h"

/* What it is asked with --help, and how it tells what was opened: to people, or
 * with --json to programs. */
struct gs_look {
	const char *help;
	int (*print)(const struct gs_source *s);
	int (*print_json)(const struct gs_source *s);
};

/* The whole verb: its options, the log, which is replayed without its member
 * proofs, and the exit code. */
GS_CHECKED int gs_look(int argc, char **argv, const struct gs_look *look);

#endif
