/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/log_entry.h"

#include <string.h>

#include "core/channel/channel.h"
#include "lib/host.h"

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

int gs_log_count_entry(struct gs_log_count *count, struct gs_span entry)
{
	struct gs_record rec;
	struct gs_pool pool;
	int64_t at = 0;

	int err = gs_log_entry_read(&at, &rec, gs_pool_start(&pool), entry);
	if (err == GS_OK) {
		for (size_t i = 0;
		    gs_record_value(&rec, "signature", i) != NULL; i++)
			count->signatures++;
		count->charters += strcmp(rec.type->name, "charter") == 0;
		count->proofs += gs_record_value(&rec, "proof", 0) != NULL;
		count->entries++;
	}
	gs_pool_free(&pool);
	return err;
}
