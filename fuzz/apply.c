/* SPDX-License-Identifier: Apache-2.0 */
/* A log of entries, each with its length in two bytes before it, as an entry
 * bundle has them. */
#include "core/bytes.h"
#include "core/channel/channel.h"
#include "fuzz/fuzz.h"
#include "lib/host.h"

#define DUTIES 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct gs_reader r = gs_reader_of(data, len);
	struct gs_state *state = NULL;
	struct gs_duty duties[DUTIES];
	struct gs_pool pool;
	size_t count = 0, refused = 0;

	GS_HOLDS(gs_state_new(&state, gs_pool_start(&pool)) == GS_OK);
	while (!gs_reader_done(&r)) {
		struct gs_entry_proof proof;
		struct gs_refusal refusal;
		bool has_proof = false;
		uint64_t size = gs_state_size(state);

		size_t n = gs_read_u16(&r);
		const uint8_t *entry = gs_read_bytes(&r, n);
		if (entry == NULL)
			break;

		int err = gs_state_apply(state, &proof, &has_proof, &refusal,
		    entry, n);
		GS_HOLDS(gs_state_size(state) == size + (err == GS_OK));
		GS_HOLDS((err == GS_OK) == (refusal.why == NULL));
		refused += err != GS_OK;
	}
	gs_fuzz_reached += refused == 0 && r.err == GS_OK &&
	    gs_state_size(state) > 0;

	if (gs_due(duties, &count, DUTIES, state, gs_state_at(state)) == GS_OK)
		GS_HOLDS(count <= DUTIES);
	gs_pool_free(&pool);
	return 0;
}
