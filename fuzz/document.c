/* SPDX-License-Identifier: Apache-2.0 */
/* A memo's normal form parses to the same blocks. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/memo/document.h"
#include "lib/host.h"

static void check_same(const struct gs_document *a,
    const struct gs_document *b)
{
	GS_HOLDS(a->count == b->count && a->requests == b->requests);

	for (size_t i = 0; i < a->count; i++) {
		const struct gs_block *x = &a->blocks[i], *y = &b->blocks[i];
		GS_HOLDS(x->mark.len == y->mark.len &&
		    x->text.len == y->text.len);
		GS_HOLDS(x->text.len == 0 ||
		    memcmp(x->text.ptr, y->text.ptr, x->text.len) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
	    .ceiling = 9, .exercise = true};
	struct gs_document first, second;
	struct gs_report report;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	uint8_t *buf = NULL;

	if (gs_document_parse(&first, &report, arena, &rules, data, len) !=
	    GS_OK)
		goto out;

	gs_fuzz_reached++;
	buf = malloc(GS_DOCUMENT_MAX);
	GS_HOLDS(buf != NULL);
	struct gs_writer w = gs_writer_of(buf, GS_DOCUMENT_MAX);
	gs_document_render(&w, first.blocks, first.count, first.banner);
	GS_HOLDS(gs_writer_end(&w) == GS_OK);
	GS_HOLDS(gs_document_parse(&second, &report, arena, &rules, buf,
	    w.len) == GS_OK);
	check_same(&first, &second);
out:
	free(buf);
	gs_pool_free(&pool);
	return 0;
}
