/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/charter/flaws.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "lib/steps/flaws.h"

int gs_flaws_staff(uint64_t *out, const char *text)
{
	*out = 0;
	if (text == NULL || (gs_decimal_decode(out, text, strlen(text),
	        GS_ROLL_MAX) == GS_OK && *out > 0))
		return GS_OK;
	gs_verb_tell("charter-staff", "--staff '{0}' is not a number from 1 "
	    "to {1}", gs_say_text(text), gs_say_number(GS_ROLL_MAX));
	return GS_ERR_RANGE;
}

int gs_flaws_print(size_t *grave, const struct gs_charter *charter,
    int64_t now, uint64_t staff)
{
	struct gs_flaws *found = malloc(sizeof *found);

	if (found == NULL)
		return GS_ERR_MEMORY;
	gs_flaws_find(found, charter, now, staff);
	for (size_t i = 0; i < found->count; i++) {
		const struct gs_flaw *flaw = &found->flaw[i];

		printf("%s%s%s: %s.\n", gs_terminal_escape(flaw->grave ?
		    GS_STYLE_BAD : GS_STYLE_OPEN), flaw->grave ?
		    "Contradiction" : "To know",
		    gs_terminal_escape(GS_STYLE_PLAIN), flaw->said.text);
	}
	*grave = found->grave;
	free(found);
	return GS_OK;
}
