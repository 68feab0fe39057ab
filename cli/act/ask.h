/* SPDX-License-Identifier: Apache-2.0 */
/* What a verb asks a person for where its command line lacks it: at a terminal
 * alone. */
#ifndef GS_CLI_ACT_ASK_H
#define GS_CLI_ACT_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* Whether somebody sits there to be asked; else says that `what` is missing, as
 * "--text FILE", and the caller ends with gs_verb_misused. */
bool gs_ask_possible(const char *what);
/* One line, without its end and blanks around it; may be empty.
 * GS_ERR_DENIED, which was said: the terminal was closed, or the line has
 * `room` bytes or more. */
GS_CHECKED int gs_ask_line(char *out, size_t room, const char *prompt);
/* A text of at most `max` bytes: the name of a file is asked for; an empty line
 * starts the person's editor on a file of its own, which is erased afterwards.
 * One that says nothing, or is none, is refused (gs_letter_read).  What is
 * wrong is said: GS_ERR_DENIED, GS_ERR_IO, GS_ERR_FORMAT.  The caller wipes. */
GS_CHECKED int gs_ask_text(uint8_t **text, size_t *len, size_t max,
    const char *prompt);

#endif
