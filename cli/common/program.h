/* SPDX-License-Identifier: Apache-2.0 */
/* The programs that gainsay consists of.  Each does one thing and maps only
 * the libraries that this needs; a verb that belongs to another program starts
 * that one in its own place. */
#ifndef GS_CLI_COMMON_PROGRAM_H
#define GS_CLI_COMMON_PROGRAM_H

#include "core/err.h"
#include "core/host.h"

/* Long enough for what realpath and readlink write, and a name. */
#define GS_PROGRAM_PATH_MAX 4200

/* What every program does first: answers --version (-V) and starts the host
 * (lib/host.h).  -1: go on; otherwise the code to exit with. */
int gs_program_start(const char *program, int argc, char **argv);

/* Where `program` is: beside the running one, or where programs are installed.
 * GS_ERR_UNKNOWN: in neither place; `path` then says where it should be. */
GS_CHECKED int gs_program_find(char path[GS_PROGRAM_PATH_MAX],
    const char *program);

/* Runs `program` with the arguments `words` (NULL behind the last) and `input`
 * (may be secret) on its standard input, and waits for its end.  It says what
 * is wrong there; that it could not be started is said here.  GS_ERR_IO: it did
 * not end well. */
GS_CHECKED int gs_program_feed(const char *program, char **words,
    struct gs_span input);

/* The same of the program at `path`, with the arguments `words` (`path` first,
 * NULL behind the last), which is ended after so many seconds, and not asked
 * where it comes from. */
GS_CHECKED int gs_program_run(const char *path, char **words,
    struct gs_span input, unsigned seconds);

/* Replaces this process by `program` with the arguments `words` (NULL behind
 * the last).  Returns only if that fails, after saying why: the code to exit
 * with. */
int gs_program_become(const char *program, char **words);

#endif
