/* SPDX-License-Identifier: Apache-2.0 */
/* What a terminal alone is shown: colour, never if NO_COLOR is set (and not
 * empty, https://no-color.org) or TERM is `dumb`, and never the only carrier of
 * a meaning; and how far the work is. */
#ifndef GS_CLI_COMMON_TERMINAL_H
#define GS_CLI_COMMON_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/err.h"

enum gs_terminal_style {
	GS_STYLE_PLAIN, /* ends any other */
	GS_STYLE_BOLD,
	GS_STYLE_DIM,
	GS_STYLE_GOOD,  /* green */
	GS_STYLE_OPEN,  /* yellow */
	GS_STYLE_BAD    /* red */
};

/* The escape sequence for standard output, or "". */
const char *gs_terminal_escape(enum gs_terminal_style style);
/* Somebody else's text: what would steer the terminal (lib/steer.h) is shown as
 * `?`, but for the characters in `keep`. */
void gs_say_calm(FILE *out, const void *text, size_t len, const char *keep);
/* One line on standard error, redrawn in place; nothing if that is no
 * terminal.  done == total ends it. */
void gs_progress(void *unused, const char *what, uint64_t done,
    uint64_t total);
/* Whether it shows anything, found out once: in a sandbox nobody can ask. */
bool gs_progress_shown(void);
/* "WHAT ..." on standard error, if that is a terminal, until gs_worked: work of
 * a second or more whose parts nobody counts. */
void gs_working(const char *what);
void gs_worked(void);
/* The same of a server that has not answered yet; NULL: it has.  A
 * gs_transport_wait_fn (lib/client/transport.h). */
void gs_waiting(const char *server);
/* Asks on standard output whether to do it; yes is the word "yes" on the
 * terminal.  `said`: --yes was given, nobody is asked.  GS_ERR_DENIED, after
 * saying so: another answer, or there is no terminal to ask. */
GS_CHECKED int gs_terminal_ask(const char *question, bool said);
/* The line that every output of an exercise begins with. */
void gs_say_exercise(FILE *out, bool exercise);

#endif
