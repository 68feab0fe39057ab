/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/asides.h"

#include <stdio.h>

#include "cli/common/terminal.h"

void gs_print_asides(const struct gs_converted *file)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct gs_aside *a = &file->asides[i];

		printf("  %s%s%s", gs_terminal_escape(
		    gs_aside_counts(a->kind) ? GS_STYLE_BAD : GS_STYLE_PLAIN),
		    gs_aside_said(a->kind),
		    gs_terminal_escape(GS_STYLE_PLAIN));
		if (a->place != GS_PLACE_FILE)
			printf(", %s %zu", gs_place_word(a->place), a->number);
		if (a->text.len > 0) {
			printf(": ");
			gs_say_calm(stdout, a->text.ptr, a->text.len, "");
		}
		printf("\n");
	}
	if (file->more > 0)
		printf("  and %llu more\n", (unsigned long long)file->more);
}
