/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/log_entry.h"

#include <string.h>

#include "core/channel/channel.h"

int gs_log_entry_read(int64_t *at, struct gs_record *rec,
    struct gs_arena *arena, struct gs_span entry)
{
	struct gs_entry_header header;
	struct gs_span text = {NULL, 0};

	int err = gs_entry_split(&header, &text, entry.ptr, entry.len);
	if (err != GS_OK)
		return err;
	*at = header.at;
	return gs_record_parse(rec, NULL, arena, text.ptr, text.len);
}

/* Lines of that field: in a canonical record each begins with its name, and the
 * heading is the first. */
static uint64_t count_field(struct gs_span text, const char *line)
{
	const uint8_t *end = text.ptr + text.len, *at = text.ptr;
	size_t len = strlen(line);
	uint64_t n = 0;

	while ((at = memmem(at, (size_t)(end - at), line, len)) != NULL) {
		at += len;
		n++;
	}
	return n;
}

int gs_log_count_entry(struct gs_log_count *count, struct gs_span entry)
{
	struct gs_entry_header header;
	struct gs_span text = {NULL, 0};

	int err = gs_entry_split(&header, &text, entry.ptr, entry.len);
	const struct gs_type *type = err != GS_OK ? NULL :
	    gs_type_of(text.ptr, text.len);
	if (type == NULL)
		return GS_ERR_FORMAT;

	count->signatures += count_field(text, "\nsignature ");
	count->proofs += count_field(text, "\nproof ") > 0;
	count->charters += type->kind == GS_RECORD_CHARTER;
	count->entries++;
	return GS_OK;
}
