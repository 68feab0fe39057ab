/* SPDX-License-Identifier: Apache-2.0 */
/* What a verb prints and what it is answered: the terminal of one run. */
#ifndef GS_WEB_STDIO_H
#define GS_WEB_STDIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"

/* What a person would type, in order, each with a NUL behind it; borrowed. */
void gs_web_answer_with(struct gs_span typed);
/* The next of them goes to `out`, at most `max` bytes; false: there is none, as
 * of a terminal that was closed.  The question is kept. */
bool gs_web_ask(uint8_t *out, size_t *len, size_t max, const char *question);
/* Standard output, standard error, and the questions, each with a NUL behind
 * it. */
struct gs_span gs_web_printed(void);
struct gs_span gs_web_told(void);
struct gs_span gs_web_asked(void);

#endif
