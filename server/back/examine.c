/* SPDX-License-Identifier: Apache-2.0 */
/* At the start: what the database holds under a hash has that hash.  Entries
 * are compared with the newest checkpoint (back_sequence.c), pages by SQLite
 * itself; a damaged byte within a row neither would see. */
#include <string.h>

#include "core/bytes.h"
#include "server/back/inside.h"

struct examine {
	struct gs_back *back;
	struct gs_report *report;
};

static int differs(const struct examine *e, const char *what,
    const uint8_t name[32])
{
	char hex[65] = {0};
	struct gs_writer w = gs_writer_of(hex, sizeof hex);
	gs_write_hex(&w, name, 32);
	gs_report_set(e->report, "%s/channel.db: the %s %s has not this hash: "
	    "the database is damaged; restore it (docs/RECOVERY.md)",
	    e->back->dir, what, hex);
	return GS_ERR_CORRUPT;
}

static int examine_content(void *ctx, const uint8_t hash[32],
    struct gs_span bytes)
{
	uint8_t is[32];
	gs_host_sha256(is, &bytes, 1);
	return memcmp(is, hash, sizeof is) == 0 ? GS_OK :
	    differs(ctx, "sealed file", hash);
}

static int examine_roll(void *ctx, const uint8_t root[32],
    struct gs_span keys)
{
	uint8_t is[32];
	struct gs_frontier f = {.size = 0};
	int err = keys.len % 32 == 0 ? GS_OK : GS_ERR_CORRUPT;
	for (size_t i = 0; i + 32 <= keys.len && err == GS_OK; i += 32) {
		uint8_t leaf[32];
		gs_tree_leaf(leaf, keys.ptr + i, 32);
		err = gs_frontier_add(&f, leaf);
	}
	gs_frontier_root(is, &f);
	if (err == GS_OK && memcmp(is, root, sizeof is) == 0)
		return GS_OK;
	return differs(ctx, "roll", root);
}

int gs_back_examine(struct gs_back *back, struct gs_report *report)
{
	struct examine e = {back, report};
	int err = gs_store_each_content(back->store, examine_content, &e);
	if (err == GS_OK)
		err = gs_store_each_roll(back->store, examine_roll, &e);
	return err;
}
