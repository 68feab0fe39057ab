/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment codes that do not exist and were tried.  A code has 128 bits, so
 * guessing is hopeless; what is limited is what a flood of guesses may cost,
 * and the operator is told of it.  A code that exists is never refused for what
 * others try. */
#ifndef GS_SERVER_BACK_GUESSES_H
#define GS_SERVER_BACK_GUESSES_H

#include <stdbool.h>
#include <stdint.h>

#define GS_GUESSES_A_SECOND 10

/* All zero: none yet. */
struct gs_guesses {
	int64_t second; /* the one that is counted, of any steady clock */
	uint64_t in_second;
	uint64_t total, told;
};

/* One more at that second.  Whether it is over the limit. */
bool gs_guesses_add(struct gs_guesses *guesses, int64_t second);
/* Whether the operator is to be told now of how many there were: at 100, and
 * each time they are ten times as many. */
bool gs_guesses_tell(struct gs_guesses *guesses);

#endif
