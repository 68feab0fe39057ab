/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts, parted by a zero byte: every block of each is accounted for
 * once. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/compare/compare.h"
#include "lib/host.h"
#include "lib/memo/document.h"

static void check_counts(const struct gs_comparison *c, size_t blocks)
{
	size_t in_memo = 0, in_text = 0, counted = 0;

	for (size_t i = 0; i < c->match_count; i++) {
		in_memo += c->matches[i].block != GS_NOWHERE;
		in_text += c->matches[i].text != GS_NOWHERE;
		GS_HOLDS(c->matches[i].text == GS_NOWHERE ||
		    c->matches[i].text < c->text_count);
	}

	for (size_t k = 0; k < GS_MATCH_KINDS; k++)
		counted += c->counts[k];
	GS_HOLDS(in_memo == blocks && in_text == c->text_count);
	GS_HOLDS(counted == c->match_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
	    .ceiling = 9, .lenient = true};
	const uint8_t *cut = len == 0 ? NULL : memchr(data, 0, len);
	size_t first = cut == NULL ? len : (size_t)(cut - data);
	struct gs_document doc;
	struct gs_comparison c;
	struct gs_report report;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	if (first <= 16384 && len - first <= 16384 &&
	    gs_document_parse(&doc, &report, arena, &rules, data, first) ==
	        GS_OK) {
		static const uint8_t seed[32];
		struct gs_opening memo;
		size_t skip = cut == NULL ? len : first + 1;
		if (gs_opening_whole(&memo, arena, doc.blocks, doc.count,
		        seed) == GS_OK &&
		    gs_compare(&c, &report, arena, &gs_marks_legacy, &memo,
		        (struct gs_span){data + skip, len - skip}) == GS_OK) {
			gs_fuzz_reached++;
			check_counts(&c, doc.count);
		}
	}
	gs_pool_free(&pool);
	return 0;
}
