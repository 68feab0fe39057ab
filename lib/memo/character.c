/* SPDX-License-Identifier: Apache-2.0 */
/* The names of characters, by the machine's ICU. */
#include <stdio.h>
#include <unicode/uchar.h>

#include "lib/memo/text.h"

void gs_character_name(char out[GS_CHARACTER_NAME_MAX], uint32_t c)
{
	UErrorCode status = U_ZERO_ERROR;
	char name[GS_CHARACTER_NAME_MAX - 16] = "";

	/* A name is for people: no judgement stands on it. */
	(void)u_charName((UChar32)c, U_EXTENDED_CHAR_NAME, name, sizeof name,
	    &status);
	if (U_FAILURE(status))
		name[0] = '\0';
	(void)snprintf(out, GS_CHARACTER_NAME_MAX, "U+%04X %s", (unsigned)c,
	    name);
}
