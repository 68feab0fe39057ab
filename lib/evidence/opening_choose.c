/* SPDX-License-Identifier: Apache-2.0 */
/* Openings written: out of a memo, or out of an opening that shows more.  The
 * ranges of the one written lie within those of the other, both being the
 * largest, so that the nodes at hand suffice. */
#include <string.h>

#include "lib/evidence/opening.h"

static size_t range_end(const struct gs_salt_leaves *l, size_t from,
    unsigned level)
{
	size_t end = from + ((size_t)1 << level);

	return end < l->count ? end : l->count;
}

size_t gs_salt_leaves_run(unsigned *level, const struct gs_salt_leaves *l,
    size_t from)
{
	unsigned found = 0, most = gs_salt_levels(l->count);

	if (l->shown[from] == GS_SHOWN_PART)
		most = 0;

	while (found < most && from % ((size_t)1 << (found + 1)) == 0) {
		size_t end = range_end(l, from, found + 1), i = from;

		while (i < end && l->shown[i] == l->shown[from])
			i++;
		if (i < end)
			break;
		found++;
	}

	*level = found;
	return range_end(l, from, found);
}

int gs_salt_leaves_new(struct gs_salt_leaves *out, struct gs_arena *arena,
    size_t count)
{
	struct gs_salt_leaves l = {.count = count};

	l.shown = gs_arena_take(arena, count, 1);
	l.commitment = gs_arena_take(arena, count, 32);
	l.node = gs_arena_take(arena, count, sizeof *l.node);
	l.level = gs_arena_take(arena, count, 1);
	if (l.shown == NULL || l.commitment == NULL || l.node == NULL ||
	    l.level == NULL)
		return GS_ERR_MEMORY;
	*out = l;
	return GS_OK;
}

/* All shown, under one node. */
static void show_all(struct gs_salt_leaves *l, const uint8_t *node)
{
	for (size_t i = 0; i < l->count; i++) {
		l->shown[i] = GS_SHOWN;
		l->node[i] = node;
		l->level[i] = (uint8_t)gs_salt_levels(l->count);
	}
}

int gs_opening_whole(struct gs_opening *out, struct gs_arena *arena,
    const struct gs_block *blocks, size_t count, const uint8_t seed[32])
{
	struct gs_opening o = {.count = count, .open_count = count,
	    .seed = seed};

	if (count == 0 || count > GS_BLOCKS_MAX)
		return GS_ERR_RANGE;

	o.blocks = gs_arena_take(arena, count, sizeof *o.blocks);
	o.open = gs_arena_take(arena, count, sizeof *o.open);
	o.part = gs_arena_take(arena, count, sizeof *o.part);
	if (o.blocks == NULL || o.open == NULL || o.part == NULL)
		return GS_ERR_MEMORY;
	int err = gs_salt_leaves_new(&o.leaves, arena, count);
	if (err != GS_OK)
		return err;

	memcpy(o.blocks, blocks, count * sizeof *blocks);
	for (size_t i = 0; i < count; i++)
		o.open[i] = true;
	show_all(&o.leaves, seed);
	gs_blocks_commit(o.leaves.commitment, blocks, count, seed);

	err = gs_blocks_root(o.root,
	    (const uint8_t (*)[32])o.leaves.commitment, count);
	if (err == GS_OK)
		*out = o;
	return err;
}

void gs_opening_attach(struct gs_opening *o, const struct gs_annexes *annexes)
{
	o->annex_count = annexes->count;
	for (size_t i = 0; i < annexes->count; i++) {
		o->annex[i] = annexes->of[i];
		o->annex_open[i] = true;
	}
}

/* A block that is shown as a whole, cut. */
static int cut_block(struct gs_sentences *s, struct gs_arena *arena,
    struct gs_span text, const uint8_t salt[32])
{
	uint8_t own[32], *salts = gs_arena_take(arena, 64, 1);
	size_t count = gs_sentence_count(text), at = 0;

	s->text = gs_arena_take(arena, count, sizeof *s->text);
	if (salts == NULL || s->text == NULL)
		return GS_ERR_MEMORY;
	int err = gs_salt_leaves_new(&s->leaves, arena, count);
	if (err != GS_OK)
		return err;

	gs_sentence_salts(salts, salts + 32, salt);
	s->cover = salts;
	show_all(&s->leaves, salts + 32);
	for (size_t k = 0; k < count; k++) {
		size_t end = gs_sentence_end(text, at, k);

		s->text[k] = (struct gs_span){text.ptr + at, end - at};
		gs_salt(own, salts + 32, gs_salt_levels(count), k);
		gs_sentence_commit(s->leaves.commitment[k], own, s->text[k]);
		at = end;
	}

	gs_host_wipe(own, sizeof own);
	return GS_OK;
}

int gs_opening_sentences(struct gs_sentences **out, struct gs_arena *arena,
    const struct gs_opening *o, size_t i)
{
	uint8_t salt[32];

	if (o->part[i] != NULL) {
		*out = o->part[i];
		return GS_OK;
	}
	struct gs_sentences *s = gs_arena_take(arena, 1, sizeof *s);
	if (s == NULL)
		return GS_ERR_MEMORY;

	unsigned level = o->leaves.level[i];
	gs_salt(salt, o->leaves.node[i], level, i);
	int err = cut_block(s, arena, o->blocks[i].text, salt);
	gs_host_wipe(salt, sizeof salt);
	if (err == GS_OK)
		*out = s;
	return err;
}

/* A copy of the sentences `s` that shows the chosen ones; *shown says whether
 * these are all, some or none. */
static int choose_sentences(struct gs_sentences **out, uint8_t *shown,
    struct gs_arena *arena, const struct gs_sentences *s, const bool *choice)
{
	struct gs_sentences *now = gs_arena_take(arena, 1, sizeof *now);
	size_t n = 0, count = s->leaves.count;

	if (now == NULL)
		return GS_ERR_MEMORY;
	*now = *s;
	now->leaves.shown = gs_arena_take(arena, count, 1);
	if (now->leaves.shown == NULL)
		return GS_ERR_MEMORY;

	for (size_t k = 0; k < count; k++) {
		if (choice[k] && s->leaves.shown[k] != GS_SHOWN)
			return GS_ERR_RULE;
		now->leaves.shown[k] = choice[k] ? GS_SHOWN : GS_WITHHELD;
		n += choice[k];
	}

	*out = now;
	*shown = n == 0 ? GS_WITHHELD : n < count ? GS_SHOWN_PART : GS_SHOWN;
	return GS_OK;
}

/* Fills shown[i] and, for one in part, part[i]. */
static int choose_block(uint8_t *shown, struct gs_sentences **part,
    struct gs_arena *arena, const struct gs_opening *o,
    const struct gs_choice *c, size_t i)
{
	const bool *sentence = c->sentence == NULL ? NULL : c->sentence[i];
	struct gs_sentences *s = NULL;

	if (sentence == NULL) {
		bool open = c->open == NULL || c->open[i];

		if (open && !o->open[i])
			return GS_ERR_RULE;
		shown[i] = open ? o->leaves.shown[i] : GS_WITHHELD;
		part[i] = o->part[i];
		return GS_OK;
	}

	if (!o->open[i])
		return GS_ERR_RULE;
	int err = gs_opening_sentences(&s, arena, o, i);
	return err != GS_OK ? err : choose_sentences(&part[i], &shown[i],
	    arena, s, sentence);
}

/* What stands beside salts and commitments: of blocks, or of the sentences of
 * one of them. */
struct contents {
	const struct gs_block *blocks;
	struct gs_sentences **part;
	const struct gs_span *sentences; /* not NULL: these */
};

static void write_run(struct gs_writer *w, const struct gs_salt_leaves *l,
    const struct contents *c, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++) {
		if (l->shown[from] == GS_WITHHELD) {
			gs_write_bytes(w, l->commitment[i], 32);
			continue;
		}
		if (c->sentences != NULL) {
			gs_write_lv(w, c->sentences[i].ptr,
			    c->sentences[i].len);
			continue;
		}
		gs_write_lv(w, c->blocks[i].mark.ptr, c->blocks[i].mark.len);
		gs_write_lv(w, c->blocks[i].text.ptr, c->blocks[i].text.len);
	}
}

/* The runs from `from` on, up to a block shown in part, which has another form.
 * Returns where it stopped. */
static size_t write_runs(struct gs_writer *w, const struct gs_salt_leaves *l,
    const struct contents *c, size_t from)
{
	while (from < l->count && l->shown[from] != GS_SHOWN_PART) {
		unsigned level = 0;
		uint8_t node[32];
		size_t end = gs_salt_leaves_run(&level, l, from);

		gs_write_u8(w, l->shown[from]);
		gs_write_u8(w, (uint8_t)level);
		if (l->shown[from] == GS_SHOWN) {
			gs_salt_node(node, l->node[from], l->level[from],
			    level, from >> level);
			gs_write_bytes(w, node, 32);
			gs_host_wipe(node, sizeof node);
		}

		write_run(w, l, c, from, end);
		from = end;
	}
	return from;
}

static void write_leaves(struct gs_writer *w, const struct gs_salt_leaves *l,
    const struct contents *c)
{
	size_t i = write_runs(w, l, c, 0);

	while (i < l->count) {
		const struct gs_sentences *s = c->part[i];
		const struct contents inside = {.sentences = s->text};

		gs_write_u8(w, GS_SHOWN_PART);
		gs_write_bytes(w, s->cover, 32);
		gs_write_lv(w, c->blocks[i].mark.ptr, c->blocks[i].mark.len);
		gs_write_u32(w, (uint32_t)s->leaves.count);
		(void)write_runs(w, &s->leaves, &inside, 0);
		i = write_runs(w, l, c, i + 1);
	}
}

static int write_annexes_open(struct gs_writer *w, const struct gs_opening *o,
    const bool *choice)
{
	for (size_t i = 0; i < o->annex_count; i++) {
		const struct gs_annex *a = &o->annex[i];

		if (choice != NULL && choice[i] && !o->annex_open[i])
			return GS_ERR_RULE;
		if (!o->annex_open[i] || (choice != NULL && !choice[i])) {
			gs_write_u8(w, GS_WITHHELD);
			continue;
		}
		gs_write_u8(w, GS_SHOWN);
		gs_write_bytes(w, a->salt, 32);
		gs_write_lv(w, a->kind.ptr, a->kind.len);
		gs_write_lv(w, a->name.ptr, a->name.len);
		gs_write_u64(w, a->size);
		gs_write_bytes(w, a->digest, 32);
	}
	return GS_OK;
}

int gs_opening_choose(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_choice *choice)
{
	struct gs_salt_leaves l = o->leaves;
	struct gs_sentences **part = gs_arena_take(arena, o->count,
	    sizeof *part);

	l.shown = gs_arena_take(arena, o->count, 1);
	if (part == NULL || l.shown == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < o->count; i++) {
		int err = choose_block(l.shown, part, arena, o, choice, i);
		if (err != GS_OK)
			return err;
	}

	gs_write_u32(w, (uint32_t)o->count);
	write_leaves(w, &l, &(struct contents){.blocks = o->blocks,
	    .part = part});
	int err = write_annexes_open(w, o, choice->annex);
	return err != GS_OK ? err : gs_writer_end(w);
}

int gs_opening_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_block *blocks, const bool *open, size_t count,
    const uint8_t seed[32])
{
	struct gs_opening o;

	int err = gs_opening_whole(&o, arena, blocks, count, seed);
	return err != GS_OK ? err : gs_opening_choose(w, arena, &o,
	    &(struct gs_choice){.open = open});
}
