/* SPDX-License-Identifier: Apache-2.0 */
/* How the demo shows a command and what it printed. */
#ifndef GS_DEMO_SHOW_H
#define GS_DEMO_SHOW_H

#include <stdbool.h>

/* As one would type it: "$ program words...", quoted where a shell asks for
 * it, in lines of at most 80 columns. */
void demo_show_command(const char *program, const char *const *argv);

/* Narration, folded at 80 columns. */
void demo_show_text(const char *text);

enum demo_look {
	DEMO_AS_IT_IS,
	DEMO_FOLDED, /* at 80 columns */
	DEMO_TIGHT   /* and without blanks at a line's start, and the marks of
	              * what is left out */
};

/* Prints `out`, indented.  With `lines` (NULL behind
 * the last) only the lines that begin with one of them, and the mark of an
 * exercise; where others stand "[...]" does.  A name with '\n' at its end shows
 * the lines behind it too, up to a blank one.  Blanks at a line's start do not
 * count, colours nowhere. */
void demo_show_output(const char *out, const char *const *lines,
    enum demo_look look);
/* The first of `lines` with which no line of `out` begins, or NULL. */
const char *demo_show_lacks(const char *out, const char *const *lines);
/* Where the rest of the first line stands that begins with `name`, or NULL. */
const char *demo_show_find(const char *out, const char *name);

#endif
