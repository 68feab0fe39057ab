/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/summary.h"

#include <stdio.h>

#include "cli/common/terminal.h"

static enum gs_terminal_style style_of(enum gs_summary_tone tone)
{
	return tone == GS_SUMMARY_GOOD ? GS_STYLE_GOOD :
	    tone == GS_SUMMARY_PART ? GS_STYLE_OPEN : GS_STYLE_BAD;
}

void gs_print_summary(const struct gs_comparison *k,
    const struct gs_opening *memo, bool filed)
{
	struct gs_summary s;

	gs_summary_of(&s, k, memo, filed);
	printf("%s%s%s", gs_terminal_escape(style_of(s.tone)),
	    s.verdict.text, gs_terminal_escape(GS_STYLE_PLAIN));
	for (size_t i = 0; i < s.fact_count; i++)
		printf("%s%s", s.facts[i].before, s.facts[i].said.text);
	printf(".\n");
}
