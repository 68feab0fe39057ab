/* SPDX-License-Identifier: Apache-2.0 */
/* Options of a verb, by getopt_long: a table of names and places. */
#ifndef GS_CLI_COMMON_OPTIONS_H
#define GS_CLI_COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define GS_EXIT_OK 0
#define GS_EXIT_NO 1     /* judged, and the answer is no; or refused */
#define GS_EXIT_CANNOT 2 /* usage, a file that cannot be read, no answer */
#define GS_VALUES_PER_OPTION 64

struct gs_values {
	const char *v[GS_VALUES_PER_OPTION];
	size_t count;
};

struct gs_option {
	const char *name;         /* without the dashes */
	const char **value;       /* takes one; or */
	bool *flag;               /* takes none; or */
	struct gs_values *values; /* may be given several times */
	bool required;
};

/* Parses; the operands are argv[*operands .. argc-1], at least `min` and at
 * most `max`.  -1: go on; otherwise the code to exit with (help was asked for
 * and printed, or the usage was wrong and said so). */
int gs_options(int *operands, int argc, char **argv,
    const struct gs_option *options, size_t count, int min, int max,
    const char *help);

/* The code to exit with after `err`; a judgement is GS_EXIT_NO. */
int gs_exit_code(int err);

#endif
