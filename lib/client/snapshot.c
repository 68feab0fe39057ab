/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/snapshot.h"

#include <string.h>

static bool has_hash(struct gs_span file)
{
	struct gs_frontier hashes = {.size = 0};
	uint8_t leaf[32], root[32];
	size_t len = file.len - 32;

	for (size_t at = 0; at < len; at += GS_SNAPSHOT_PIECE) {
		size_t n = len - at < GS_SNAPSHOT_PIECE ? len - at :
		    GS_SNAPSHOT_PIECE;

		gs_tree_leaf(leaf, file.ptr + at, n);
		if (gs_frontier_add(&hashes, leaf) != GS_OK)
			return false;
	}
	gs_frontier_root(root, &hashes);
	return memcmp(root, file.ptr + len, 32) == 0;
}

void gs_snapshot_claim_start(struct gs_snapshot_claim *claim,
    struct gs_span file)
{
	const size_t size_at = GS_SNAPSHOT_HEADING_LEN + GS_STATE_HEADING_LEN;

	*claim = (struct gs_snapshot_claim){.file = file};
	claim->whole = file.len >= size_at + 8 + 32 &&
	    memcmp(file.ptr, GS_SNAPSHOT_HEADING, GS_SNAPSHOT_HEADING_LEN) ==
	        0 && has_hash(file);
	for (size_t i = 0; claim->whole && i < 8; i++)
		claim->size = claim->size << 8 | file.ptr[size_at + i];
}

/* The next bytes of the file are these.  A gs_snapshot_fn. */
static int match_bytes(void *ctx, void *bytes, size_t len)
{
	struct gs_reader *r = ctx;
	const uint8_t *is = gs_read_bytes(r, len);

	return is != NULL && memcmp(is, bytes, len) == 0 ? GS_OK :
	    GS_ERR_MISMATCH;
}

/* Each level of the tree is that above the one before it, and the lowest gives
 * the log's root. */
static bool match_tree(struct gs_reader *r, const struct gs_frontier *log)
{
	const uint8_t *below = NULL;

	for (unsigned i = 0; i < GS_SNAPSHOT_TREES; i++) {
		size_t count = (size_t)(log->size >> (8 * i));
		size_t width = i == 0 ? 0 : 256;
		const uint8_t *level = gs_read_bytes(r, count * 32);

		if (level == NULL)
			return false;
		for (size_t n = 0; i > 0 && n < count; n++) {
			struct gs_frontier f = {.size = 0};
			uint8_t root[32];

			for (size_t k = 0; k < width; k++)
				if (gs_frontier_add(&f, below + (n * width +
				        k) * 32) != GS_OK)
					return false;
			gs_frontier_root(root, &f);
			if (memcmp(root, level + n * 32, 32) != 0)
				return false;
		}
		below = level;
	}
	return gs_reader_done(r);
}

static bool match_leaves(struct gs_span tree, const struct gs_frontier *log)
{
	struct gs_frontier f = {.size = 0};
	uint8_t is[32], want[32];

	if (tree.len / 32 < log->size)
		return false;
	for (uint64_t i = 0; i < log->size; i++)
		if (gs_frontier_add(&f, tree.ptr + i * 32) != GS_OK)
			return false;
	gs_frontier_root(is, &f);
	gs_frontier_root(want, log);
	return memcmp(is, want, 32) == 0;
}

void gs_snapshot_claim_judge(struct gs_snapshot_claim *claim,
    const struct gs_state *state)
{
	struct gs_reader r = {.ptr = NULL};

	if (!claim->whole || claim->size != gs_state_size(state))
		return;
	claim->met = true;
	r = gs_reader_of(claim->file.ptr + GS_SNAPSHOT_HEADING_LEN,
	    claim->file.len - GS_SNAPSHOT_HEADING_LEN - 32);
	const struct gs_frontier *log = gs_state_frontier(state);
	claim->same = gs_snapshot_write(state, match_bytes, &r) == GS_OK &&
	    match_leaves((struct gs_span){r.ptr, r.left}, log) &&
	    match_tree(&r, log);
}
