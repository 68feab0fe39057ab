/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/log/tiles_copy.h"

#include <stdbool.h>

/* What a server does not answer is no failure of the file that is written, as
 * which gs_tiles_write would tell it. */
struct original {
	struct gs_tiles *tiles;
	bool silent;
};

static int hide_silence(struct original *o, int err)
{
	o->silent |= err == GS_ERR_IO;
	return err == GS_ERR_IO ? GS_ERR_BUSY : err;
}

static int original_entry(const uint8_t **ptr, size_t *len, void *ctx,
    uint64_t index)
{
	struct original *o = ctx;

	return hide_silence(o, gs_tiles_read_entry(ptr, len, o->tiles, index));
}

static int original_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	struct original *o = ctx;

	return hide_silence(o, gs_tiles_subtree(hash, o->tiles, level, index));
}

int gs_tiles_copy(struct gs_report *report, const char *dir,
    struct gs_tiles *tiles, uint64_t old_size, uint64_t new_size)
{
	struct original o = {.tiles = tiles};
	const struct gs_tiles_source source = {original_entry,
	    original_subtree, &o};

	int err = gs_tiles_write(report, dir, old_size, new_size, &source);
	return o.silent || err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
}
