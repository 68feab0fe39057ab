/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/exercise.h"

#include <stdlib.h>

#include "cli/common/terminal.h"
#include "core/record/record.h"
#include "lib/file.h"
#include "lib/host.h"

void gs_say_exercise_of(FILE *out, const char *dir)
{
	char path[4096];
	struct gs_pool pool;
	struct gs_record rec;
	uint8_t *text = NULL;
	size_t len = 0;

	(void)snprintf(path, sizeof path, "%s/charter.rec", dir);
	if (gs_file_read(&text, &len, GS_RECORD_MAX, path, NULL) != GS_OK)
		return;

	struct gs_arena *arena = gs_pool_start(&pool);
	if (gs_record_parse(&rec, NULL, arena, text, len) == GS_OK) {
		struct gs_part exercise = gs_record_part(&rec, "exercise");
		gs_say_exercise(out, gs_part_is(&exercise, "yes"));
	}

	gs_pool_free(&pool);
	free(text);
}
