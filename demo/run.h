/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that run, with what they print in a pipe. */
#ifndef GS_DEMO_RUN_H
#define GS_DEMO_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Runs `program` (a path, or a name that is looked for as a shell does) with
 * the words `argv` (NULL behind the last) behind its name; standard input is
 * empty.  At most `max` bytes of what it prints and complains of go to `out`,
 * and a NUL behind them.  Its exit code; -1: it did not run. */
int demo_run(char *out, size_t max, const char *program,
    const char *const *argv);

struct demo_server {
	const char *program;
	const char *const *argv;
	const char *log; /* the file to which its complaints are added */
	bool stays;      /* when this process ends, however it does */
};

/* Starts one; `*out` reads what it prints.  -1: it does not run. */
pid_t demo_run_server(int *out, const struct demo_server *server);

/* Shows the end of the file to which a program complained that did not say
 * where it listens: why the demo cannot go on. */
void demo_show_complaint(const char *log);

#endif
