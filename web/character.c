/* SPDX-License-Identifier: Apache-2.0 */
/* The names of characters, of which the module has none: 30,000 of them would
 * be larger than all the rest. */
#include <stdio.h>

#include "lib/memo/text.h"

void gs_character_name(char out[GS_CHARACTER_NAME_MAX], uint32_t c)
{
	(void)snprintf(out, GS_CHARACTER_NAME_MAX, "U+%04X", (unsigned)c);
}
