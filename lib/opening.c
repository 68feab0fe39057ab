/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/opening.h"

#include <string.h>

#include "lib/text.h"

#define TEXT_MAX ((size_t)1 << 20) /* of a block; a document is shorter */

static bool is_open(const bool *open, size_t i)
{
	return open == NULL || open[i];
}

/* Bytes of a run are blocks [from, end): end of the range, or of the blocks. */
static size_t run_end(size_t from, unsigned level, size_t count)
{
	size_t end = from + ((size_t)1 << level);
	return end < count ? end : count;
}

/* The level of the run that begins at `from`: the largest aligned range all
 * of whose blocks are alike. */
static unsigned run_level(const bool *open, size_t from, size_t count)
{
	unsigned level = 0;
	while (level < gs_salt_levels(count)) {
		size_t end = run_end(from, level + 1, count);
		if (from % ((size_t)1 << (level + 1)) != 0)
			break;
		for (size_t i = from; i < end; i++)
			if (is_open(open, i) != is_open(open, from))
				return level;
		level++;
	}
	return level;
}

static void write_run(struct gs_writer *w, const struct gs_block *blocks,
    const uint8_t (*commitments)[32], bool open, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++) {
		if (!open) {
			gs_write_bytes(w, commitments[i], 32);
			continue;
		}
		gs_write_lv(w, blocks[i].mark.ptr, blocks[i].mark.len);
		gs_write_lv(w, blocks[i].text.ptr, blocks[i].text.len);
	}
}

int gs_opening_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_block *blocks, const bool *open, size_t count,
    const uint8_t seed[32])
{
	unsigned levels = gs_salt_levels(count);
	if (count == 0 || count > GS_BLOCKS_MAX)
		return GS_ERR_RANGE;
	uint8_t (*commitments)[32] = gs_arena_take(arena, count, 32);
	if (commitments == NULL)
		return GS_ERR_MEMORY;
	gs_blocks_commit(commitments, blocks, count, seed);
	gs_write_u32(w, (uint32_t)count);
	for (size_t from = 0; from < count;) {
		uint8_t node[32];
		unsigned level = run_level(open, from, count);
		size_t end = run_end(from, level, count);
		gs_write_u8(w, is_open(open, from));
		gs_write_u8(w, (uint8_t)level);
		if (is_open(open, from)) {
			gs_salt_node(node, seed, levels, level, from >> level);
			gs_write_bytes(w, node, 32);
			gs_host_wipe(node, sizeof node);
		}
		write_run(w, blocks, (const uint8_t (*)[32])commitments,
		    is_open(open, from), from, end);
		from = end;
	}
	return gs_writer_end(w);
}

static struct gs_span read_lv(struct gs_reader *r, size_t max)
{
	size_t len = gs_read_u32(r);
	if (len > max)
		r->err = GS_ERR_FORMAT;
	const uint8_t *ptr = gs_read_bytes(r, len);
	return (struct gs_span){ptr, ptr == NULL ? 0 : len};
}

static bool bad_mark(struct gs_span mark)
{
	return gs_mark_rank(GS_MARK_LEGACY, mark.ptr, mark.len) < 0 &&
	    gs_mark_rank(GS_MARK_CUI, mark.ptr, mark.len) < 0;
}

static void read_open(struct gs_opening *o, uint8_t (*commitments)[32],
    struct gs_reader *r, unsigned level, size_t from, size_t end)
{
	uint8_t node[32], salt[32];
	gs_read_copy(r, node, 32);
	for (size_t i = from; i < end && r->err == GS_OK; i++) {
		o->blocks[i].mark = read_lv(r, GS_LINE_MAX);
		o->blocks[i].text = read_lv(r, TEXT_MAX);
		/* Who filed may have passed over every check of a memo, and
		 * this goes to a terminal. */
		if (r->err == GS_OK && (o->blocks[i].text.len == 0 ||
		    gs_text_hides(o->blocks[i].text.ptr,
		        o->blocks[i].text.len) || (o->blocks[i].mark.len != 0 &&
		    bad_mark(o->blocks[i].mark))))
			r->err = GS_ERR_FORMAT;
		o->open[i] = true;
		o->open_count++;
		gs_salt(salt, node, level, from >> level, i);
		if (r->err == GS_OK)
			gs_block_commit(commitments[i], salt, &o->blocks[i]);
	}
}

/* Reads all runs; level[i] is that of the run that begins at block i. */
static int read_runs(struct gs_opening *o, uint8_t (*commitments)[32],
    uint8_t *level, struct gs_reader *r)
{
	for (size_t from = 0; from < o->count;) {
		uint8_t open = gs_read_u8(r);
		level[from] = gs_read_u8(r);
		if (r->err != GS_OK || open > 1 ||
		    level[from] > gs_salt_levels(o->count) ||
		    from % ((size_t)1 << level[from]) != 0)
			return GS_ERR_FORMAT;
		size_t end = run_end(from, level[from], o->count);
		if (open == 1)
			read_open(o, commitments, r, level[from], from, end);
		else
			gs_read_copy(r, commitments[from],
			    (end - from) * 32);
		from = end;
	}
	return gs_reader_end(r);
}

int gs_opening_parse(struct gs_opening *out, struct gs_arena *arena,
    const void *bytes, size_t len)
{
	struct gs_reader r = gs_reader_of(bytes, len);
	struct gs_opening o = {.count = gs_read_u32(&r)};
	if (o.count == 0 || o.count > GS_BLOCKS_MAX)
		return GS_ERR_RANGE;
	o.blocks = gs_arena_take(arena, o.count, sizeof *o.blocks);
	o.open = gs_arena_take(arena, o.count, sizeof *o.open);
	uint8_t (*commitments)[32] = gs_arena_take(arena, o.count, 32);
	uint8_t *level = gs_arena_take(arena, o.count, 1);
	if (o.blocks == NULL || o.open == NULL || commitments == NULL ||
	    level == NULL)
		return GS_ERR_MEMORY;
	int err = read_runs(&o, commitments, level, &r);
	for (size_t i = 0; err == GS_OK && i < o.count;) {
		if (level[i] != run_level(o.open, i, o.count))
			err = GS_ERR_FORMAT;
		i = run_end(i, level[i], o.count);
	}
	if (err == GS_OK)
		err = gs_blocks_root(o.root,
		    (const uint8_t (*)[32])commitments, o.count);
	/* All open is one run: count, kind and level, then the node. */
	if (err == GS_OK && o.open_count == o.count)
		o.seed = (const uint8_t *)bytes + 6;
	if (err == GS_OK)
		*out = o;
	return err;
}
