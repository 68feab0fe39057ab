/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a channel's directory is an exercise, for programs that work on one
 * and read no log. */
#ifndef GS_CLI_COMMON_EXERCISE_H
#define GS_CLI_COMMON_EXERCISE_H

#include <stdio.h>

/* gs_say_exercise (terminal.h) by DIR/charter.rec; says nothing if there is no
 * charter. */
void gs_say_exercise_of(FILE *out, const char *dir);

#endif
