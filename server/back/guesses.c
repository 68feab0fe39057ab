/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/guesses.h"

#define TELL_FROM 100

bool gs_guesses_add(struct gs_guesses *guesses, int64_t second)
{
	if (guesses->second != second)
		guesses->in_second = 0;
	guesses->second = second;
	guesses->in_second++;
	guesses->total++;
	return guesses->in_second > GS_GUESSES_A_SECOND;
}

bool gs_guesses_tell(struct gs_guesses *guesses)
{
	uint64_t next = guesses->told == 0 ? TELL_FROM : guesses->told * 10;

	if (guesses->total < next)
		return false;
	guesses->told = next;
	return true;
}
