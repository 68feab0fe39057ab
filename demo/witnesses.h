/* SPDX-License-Identifier: Apache-2.0 */
/* A union, a newspaper and a university, each with a mirror of its own that
 * cosigns what it saw; and the courier who goes to them.  What they have lies
 * beside the channel, in s->others. */
#ifndef GS_DEMO_WITNESSES_H
#define GS_DEMO_WITNESSES_H

#include "demo/stage.h"

/* Makes their folder and their keys, and the answers of an organisation that
 * names them: those of the file `answers`, and theirs. */
GS_CHECKED int witnesses_prepare(struct stage *s, const char *answers);
/* The answers' file. */
const char *witnesses_answers(const struct stage *s);
/* Starts them, for the server that runs.  They end with the demo unless they
 * `stay`; then a courier stays too. */
GS_CHECKED int witnesses_start(struct stage *s, bool stay);
void witnesses_stop(struct stage *s);
/* Whom a reader trusts: the log, and two of the three. */
const char *witnesses_policy(const struct stage *s);
/* Where the courier reads whom to ask. */
const char *witnesses_list(const struct stage *s);

#endif
