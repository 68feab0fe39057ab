/* SPDX-License-Identifier: Apache-2.0 */
/* A provenance file that parses is written the same way, and so is an
 * opening. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/host.h"
#include "lib/evidence/provenance.h"

static void try_opening(struct gs_arena *arena, const uint8_t *data,
    size_t len)
{
	struct gs_opening o;

	if (gs_opening_parse(&o, arena, data, len) != GS_OK)
		return;
	gs_fuzz_reached++;
	uint8_t *buf = gs_arena_take(arena, len, 1);
	GS_HOLDS(buf != NULL);
	struct gs_writer w = gs_writer_of(buf, len);
	GS_HOLDS(gs_opening_choose(&w, arena, &o,
	    &(struct gs_choice){.open = o.open}) == GS_OK && w.len == len &&
	    memcmp(buf, data, len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t key[32] = {1};
	struct gs_provenance p;
	struct gs_report report;
	struct gs_verdict verdict;
	struct gs_verifier v;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	uint8_t *buf = NULL;

	try_opening(arena, data, len);
	if (gs_provenance_parse(&p, &report, arena, data, len) != GS_OK)
		goto out;
	gs_fuzz_reached++;
	try_opening(arena, p.opening.ptr, p.opening.len);
	buf = malloc(len);
	GS_HOLDS(buf != NULL);
	struct gs_writer w = gs_writer_of(buf, len);
	GS_HOLDS(gs_provenance_write(&w, &p) == GS_OK && w.len == len &&
	    memcmp(buf, data, len) == 0);
	GS_HOLDS(gs_verifier_init(&v, "localhost/exercise", GS_KEY_ED25519,
	    key) == GS_OK);
	GS_HOLDS(gs_provenance_verify(&verdict, &report, arena, &p,
	    &(struct gs_provenance_trust){.verifiers = &v, .count = 1}) !=
	    GS_OK);
out:
	free(buf);
	gs_pool_free(&pool);
	return 0;
}
