/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader accepts is exactly what the writer writes. */
#include <stdlib.h>
#include <string.h>

#include "core/record/record.h"
#include "fuzz/fuzz.h"
#include "lib/host.h"

static void write_again(const struct gs_record *rec)
{
	uint8_t *buf = malloc(GS_RECORD_MAX);
	struct gs_record_writer d;

	GS_HOLDS(buf != NULL);
	gs_record_start(&d, buf, GS_RECORD_MAX, rec->type->name);

	for (size_t i = 0; i < rec->count; i++) {
		const struct gs_value *v = &rec->values[i];
		size_t parts = 0;

		while (parts < GS_PARTS_MAX &&
		    v->field->parts[parts] != GS_PART_NONE)
			parts++;

		gs_record_parts(&d, v->field->name, v->parts, parts);
	}

	GS_HOLDS(gs_writer_end(&d.w) == GS_OK && d.w.len == rec->len &&
	    memcmp(buf, rec->text, rec->len) == 0);
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct gs_pool pool;
	struct gs_record rec;
	size_t line = 0;

	if (gs_record_parse(&rec, &line, gs_pool_start(&pool), data, len) ==
	    GS_OK) {
		gs_fuzz_reached++;
		write_again(&rec);
	}

	gs_pool_free(&pool);
	return 0;
}
