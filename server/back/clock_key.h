/* SPDX-License-Identifier: Apache-2.0 */
/* Who moves the clock of an exercise: whoever can read DIR/keys/clock.key, 64
 * hexadecimal digits, which the server makes when it first serves with a
 * simulated clock.  A clock that strangers move is at its end at once, and so
 * is the exercise. */
#ifndef GS_SERVER_BACK_CLOCK_KEY_H
#define GS_SERVER_BACK_CLOCK_KEY_H

#include "server/back/inside.h"

#define GS_CLOCK_KEY_FILE "keys/clock.key" /* below the channel's DIR */

/* Reads it, or makes it.  With a report. */
GS_CHECKED int gs_clock_key_start(struct gs_back *back,
    struct gs_report *report);
/* GS_ERR_DENIED, said in the answer: `ask` has not shown it. */
GS_CHECKED int gs_clock_key_check(const struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask);

#endif
