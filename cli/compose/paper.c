/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/compose/compose.h"

#include <stdio.h>

#include "cli/common/program.h"

int gs_compose_print(struct gs_arena *arena, const struct gs_document *doc,
    bool exercise, const char *out)
{
	char path[GS_PROGRAM_PATH_MAX], memo[] = "--memo", to[] = "--out",
	    input[] = "-", rehearsed[] = "--exercise";
	char *words[] = {memo, to, path, input, exercise ? rehearsed : NULL,
	    NULL};
	size_t max = 2 * GS_DOCUMENT_MAX;
	uint8_t *text = gs_arena_take(arena, max, 1);

	if (text == NULL || snprintf(path, sizeof path, "%s", out) >=
	    (int)sizeof path)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, max);
	gs_document_render(&w, doc->blocks, doc->count, doc->banner);
	int err = gs_writer_end(&w);
	return err != GS_OK ? err : gs_program_feed("gainsay-certificate",
	    words, (struct gs_span){text, w.len});
}
