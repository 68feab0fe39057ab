/* SPDX-License-Identifier: Apache-2.0 */
/* A log's tiles from a hostile server, and the paths of tiles: whatever is
 * served in the place of one file, no entry passes but the log's own. */
#include <stdbool.h>
#include <string.h>

#include "core/bytes.h"
#include "core/tree/tree.h"
#include "fuzz/fuzz.h"
#include "lib/host.h"
#include "lib/log/tiles.h"

#define ENTRIES 3

static const char *const known[ENTRIES] = {"one", "two", "three and more"};
static uint8_t leaf[ENTRIES][32], root[32];

struct served {
	const uint8_t *data;
	size_t len;
	bool entries; /* in the place of the entries, else of the hashes */
};

static void make_log(void)
{
	struct gs_frontier f = {.size = 0};

	for (size_t i = 0; i < ENTRIES; i++) {
		gs_tree_leaf(leaf[i], known[i], strlen(known[i]));
		GS_HOLDS(gs_frontier_add(&f, leaf[i]) == GS_OK);
	}
	gs_frontier_root(root, &f);
}

static int honest(uint8_t *out, size_t *len, size_t max, bool entries)
{
	struct gs_writer w = gs_writer_of(out, max);

	for (size_t i = 0; i < ENTRIES; i++) {
		size_t n = strlen(known[i]);
		if (entries) {
			gs_write_u8(&w, 0);
			gs_write_u8(&w, (uint8_t)n);
		}
		gs_write_bytes(&w, entries ? (const void *)known[i] : leaf[i],
		    entries ? n : 32);
	}
	*len = w.len;
	return gs_writer_end(&w);
}

static int fetch(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	const struct served *s = ctx;
	bool entries = strstr(path, "entries") != NULL;
	(void)report;

	if (entries != s->entries)
		return honest(out, len, max, entries);
	if (s->len > max)
		return GS_ERR_SPACE;
	memcpy(out, s->data, s->len);
	*len = s->len;
	return GS_OK;
}

static int visit(void *ctx, uint64_t index, const uint8_t *ptr, size_t len)
{
	size_t *seen = ctx;

	GS_HOLDS(index < ENTRIES && len == strlen(known[index]) &&
	    memcmp(ptr, known[index], len) == 0);
	(*seen)++;
	return GS_OK;
}

static void read_paths(const uint8_t *data, size_t len)
{
	char path[GS_TILE_PATH_MAX];
	unsigned level = 0, width = 0;
	uint64_t index = 0;

	if (gs_tile_path_parse(&level, &index, &width, data, len) != GS_OK)
		return;
	gs_fuzz_reached++;
	GS_HOLDS(gs_tile_path(path, level, index, width) == GS_OK &&
	    strlen(path) == len && memcmp(path, data, len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct served s = {data + 1, len - 1, false};
	struct gs_tiles *tiles = NULL;
	size_t seen = 0;

	if (len == 0)
		return 0;
	make_log();
	s.entries = data[0] & 1;
	read_paths(data, len);
	if (gs_tiles_open(&tiles, NULL, fetch, &s, ENTRIES, root) == GS_OK &&
	    gs_tiles_for_each(tiles, 0, ENTRIES, visit, &seen) == GS_OK) {
		gs_fuzz_reached++;
		GS_HOLDS(seen == ENTRIES);
	}
	gs_tiles_free(&tiles);
	return 0;
}
