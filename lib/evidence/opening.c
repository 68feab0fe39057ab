/* SPDX-License-Identifier: Apache-2.0 */
/* Openings read.  opening_choose.c writes them. */
#include "lib/evidence/opening.h"

#include <string.h>

#include "lib/memo/gap.h"
#include "lib/memo/text.h"

#define TEXT_MAX ((size_t)1 << 20) /* of a block; a document is shorter */

struct reading {
	struct gs_reader r;
	struct gs_arena *arena;
	struct gs_opening *o;
	struct gs_sentences *s; /* the block being read in part, or NULL */
};

static struct gs_span read_lv(struct gs_reader *r, size_t max)
{
	size_t len = gs_read_u32(r);

	if (len > max)
		r->err = GS_ERR_FORMAT;

	const uint8_t *ptr = gs_read_bytes(r, len);
	return (struct gs_span){ptr, ptr == NULL ? 0 : len};
}

/* Who filed may have passed over every check of a memo, and this goes to a
 * terminal. */
static struct gs_span read_block_text(struct reading *g)
{
	struct gs_reader *r = &g->r;
	struct gs_span text = read_lv(r, TEXT_MAX);

	if (r->err == GS_OK && (text.len == 0 ||
	    gs_find_gap(text, 0) != text.len))
		r->err = GS_ERR_FORMAT;
	if (r->err == GS_OK)
		r->err = gs_text_check_part(g->arena, text.ptr, text.len);
	return text;
}

static struct gs_span read_mark(struct gs_reader *r)
{
	struct gs_span mark = read_lv(r, GS_LINE_MAX);

	/* Which marks there are, the charter says. */
	if (r->err == GS_OK && mark.len != 0 &&
	    gs_mark_rank(&gs_marks_cui, mark.ptr, mark.len) < 0 &&
	    (!gs_is_level(mark.ptr, mark.len) ||
	    gs_text_hides(mark.ptr, mark.len)))
		r->err = GS_ERR_FORMAT;
	return mark;
}

/* Leaf i of `l` has the salt `salt` and follows. */
static void read_leaf(struct reading *g, struct gs_salt_leaves *l, size_t i,
    const uint8_t salt[32])
{
	if (g->s != NULL) {
		g->s->text[i] = read_block_text(g);
		if (g->r.err == GS_OK)
			gs_sentence_commit(l->commitment[i], salt,
			    g->s->text[i]);
		return;
	}

	struct gs_block *block = &g->o->blocks[i];
	block->mark = read_mark(&g->r);
	block->text = read_block_text(g);
	g->o->open[i] = true;
	g->o->open_count++;
	if (g->r.err == GS_OK)
		gs_block_commit(l->commitment[i], salt, block);
}

static void read_shown(struct reading *g, struct gs_salt_leaves *l,
    unsigned level, size_t from, size_t end)
{
	uint8_t salt[32];
	const uint8_t *node = gs_read_bytes(&g->r, 32);

	for (size_t i = from; i < end && g->r.err == GS_OK; i++) {
		gs_salt(salt, node, level, i);
		l->node[i] = node;
		read_leaf(g, l, i, salt);
	}
}

/* The run that begins at `from`, of `kind`, not in part.  Returns its end. */
static size_t read_run(struct reading *g, struct gs_salt_leaves *l,
    uint8_t kind, size_t from)
{
	unsigned level = gs_read_u8(&g->r);

	if (g->r.err != GS_OK || kind > GS_SHOWN ||
	    level > gs_salt_levels(l->count) ||
	    from % ((size_t)1 << level) != 0) {
		g->r.err = GS_ERR_FORMAT;
		return l->count;
	}

	size_t end = from + ((size_t)1 << level);
	end = end < l->count ? end : l->count;
	memset(l->shown + from, kind, end - from);
	memset(l->level + from, (int)level, end - from);

	if (kind == GS_SHOWN)
		read_shown(g, l, level, from, end);
	else
		gs_read_copy(&g->r, l->commitment[from], (end - from) * 32);
	return end;
}

/* Runs are the largest there are. */
static void check_runs(struct gs_reader *r, const struct gs_salt_leaves *l)
{
	for (size_t i = 0; r->err == GS_OK && i < l->count;) {
		unsigned level = 0;
		size_t end = gs_salt_leaves_run(&level, l, i);

		if (level != l->level[i])
			r->err = GS_ERR_FORMAT;
		i = end;
	}
}

/* Sentences [from, end) as they stand in the block, with a sentence before and
 * after them if there are others. */
static int join_sentences(struct gs_span *out, const struct reading *g,
    const char *before, size_t from, size_t end)
{
	static const char after[] = " A";
	size_t max = strlen(before) + sizeof after;

	for (size_t k = from; k < end; k++)
		max += g->s->text[k].len;
	uint8_t *buf = gs_arena_take(g->arena, max, 1);
	if (buf == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(buf, max);
	gs_write_text(&w, before);
	for (size_t k = from; k < end; k++)
		gs_write_bytes(&w, g->s->text[k].ptr, g->s->text[k].len);
	if (end < g->s->leaves.count)
		gs_write_text(&w, after);
	*out = (struct gs_span){buf, w.len};
	return GS_OK;
}

/* Sentences [from, end), all shown, are what the rule cuts. */
static int check_cut(struct reading *g, size_t from, size_t end)
{
	const char *before = from > 0 ? "A sentence that ends." : "";
	struct gs_span text = {NULL, 0};
	size_t at = 0;

	int err = join_sentences(&text, g, before, from, end);
	if (err != GS_OK)
		return err;
	if (from > 0)
		at = gs_sentence_end(text, 0, from - 1);
	if (at != strlen(before))
		return GS_ERR_FORMAT;

	for (size_t i = from; i < end; i++) {
		size_t next = gs_sentence_end(text, at, i);

		if (next - at != g->s->text[i].len)
			return GS_ERR_FORMAT;
		at = next;
	}
	return GS_OK;
}

static void check_sentences(struct reading *g)
{
	const struct gs_salt_leaves *l = &g->s->leaves;
	size_t shown = 0;

	check_runs(&g->r, l);

	for (size_t i = 0; g->r.err == GS_OK && i < l->count; i++) {
		size_t from = i;

		while (i < l->count && l->shown[i] == GS_SHOWN)
			i++;
		if (i > from)
			g->r.err = check_cut(g, from, i);
		shown += i - from;
	}

	if (g->r.err == GS_OK && (shown == 0 || shown == l->count))
		g->r.err = GS_ERR_FORMAT;
}

static int new_sentences(struct gs_sentences **out, struct gs_arena *arena,
    size_t count)
{
	struct gs_sentences *s = gs_arena_take(arena, 1, sizeof *s);

	if (s == NULL)
		return GS_ERR_MEMORY;

	s->text = gs_arena_take(arena, count, sizeof *s->text);
	int err = s->text == NULL ? GS_ERR_MEMORY :
	    gs_salt_leaves_new(&s->leaves, arena, count);
	if (err == GS_OK)
		*out = s;
	return err;
}

/* The sentences of a block shown in part, after its cover and its mark. */
static struct gs_sentences *read_sentences(struct reading *g,
    const uint8_t *cover)
{
	struct gs_sentences *s = NULL;
	size_t count = gs_read_u32(&g->r);

	if (g->r.err == GS_OK && (count < 2 || count > GS_SENTENCES_MAX))
		g->r.err = GS_ERR_FORMAT;
	if (g->r.err == GS_OK)
		g->r.err = new_sentences(&s, g->arena, count);
	if (g->r.err != GS_OK)
		return NULL;

	s->cover = cover;
	g->s = s;
	for (size_t k = 0; g->r.err == GS_OK && k < count;)
		k = read_run(g, &s->leaves, gs_read_u8(&g->r), k);
	check_sentences(g);
	g->s = NULL;
	return s;
}

/* A block shown in part: the rest of its run. */
static void read_part(struct reading *g, size_t i)
{
	struct gs_opening *o = g->o;
	const uint8_t *cover = gs_read_bytes(&g->r, 32);
	struct gs_span mark = read_mark(&g->r);
	struct gs_sentences *s = read_sentences(g, cover);

	if (g->r.err != GS_OK)
		return;
	o->part[i] = s;
	o->open[i] = true;
	o->open_count++;
	o->part_count++;
	o->leaves.shown[i] = GS_SHOWN_PART;

	o->blocks[i].mark = mark;
	gs_block_cover(o->leaves.commitment[i], cover, mark,
	    (const uint8_t (*)[32])s->leaves.commitment, s->leaves.count);
	g->r.err = gs_opening_text(&o->blocks[i].text, g->arena, o, i, NULL);
}

static void read_blocks(struct reading *g)
{
	struct gs_salt_leaves *l = &g->o->leaves;

	for (size_t i = 0; g->r.err == GS_OK && i < l->count;) {
		uint8_t kind = gs_read_u8(&g->r);

		if (kind == GS_SHOWN_PART)
			read_part(g, i++);
		else
			i = read_run(g, l, kind, i);
	}
	check_runs(&g->r, l);
}

/* All that an annex's commitment hides. */
static void read_annex(struct reading *g, struct gs_annex *out)
{
	struct gs_reader *r = &g->r;

	out->salt = gs_read_bytes(r, 32);
	out->kind = read_lv(r, GS_LINE_MAX);
	out->name = read_lv(r, GS_ANNEX_NAME_MAX);
	out->size = gs_read_u64(r);
	gs_read_copy(r, out->digest, 32);
	if (r->err == GS_OK)
		r->err = gs_annex_check(g->arena, out);
}

static bool is_name_taken(const struct gs_opening *o, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (o->annex_open[k] && !gs_annex_names_differ(
		    o->annex[k].name, o->annex[i].name))
			return true;
	return false;
}

/* To the end: the memo's record says how many there must be. */
static void read_annexes(struct reading *g)
{
	struct gs_opening *o = g->o;

	while (g->r.err == GS_OK && g->r.left > 0) {
		size_t i = o->annex_count;
		uint8_t kind = gs_read_u8(&g->r);

		if (i >= GS_ANNEXES_MAX || kind > GS_SHOWN) {
			g->r.err = GS_ERR_FORMAT;
			return;
		}
		o->annex_count++;
		if (kind == GS_WITHHELD)
			continue;
		read_annex(g, &o->annex[i]);
		o->annex_open[i] = true;
		if (g->r.err == GS_OK && is_name_taken(o, i))
			g->r.err = GS_ERR_FORMAT;
	}
}

bool gs_opening_is_of(const struct gs_opening *o, const struct gs_record *memo)
{
	const uint8_t *root = gs_record_hash(memo, "root");
	uint8_t commitment[32];

	if (root == NULL || o->count != gs_record_number(memo, "blocks") ||
	    memcmp(o->root, root, 32) != 0 ||
	    o->annex_count != gs_record_count(memo, "annex"))
		return false;
	for (size_t i = 0; i < o->annex_count; i++) {
		const struct gs_value *v = gs_record_value(memo, "annex", i);

		if (!o->annex_open[i])
			continue;
		gs_annex_commit(commitment, &o->annex[i]);
		if (memcmp(commitment, v->parts[0].ptr, 32) != 0)
			return false;
	}
	return true;
}

/* Rooms for `count` blocks; GS_ERR_MEMORY. */
static int new_blocks(struct gs_opening *o, struct gs_arena *arena,
    size_t count)
{
	o->count = count;
	o->blocks = gs_arena_take(arena, count, sizeof *o->blocks);
	o->open = gs_arena_take(arena, count, sizeof *o->open);
	o->part = gs_arena_take(arena, count, sizeof *o->part);
	if (o->blocks == NULL || o->open == NULL || o->part == NULL)
		return GS_ERR_MEMORY;
	return gs_salt_leaves_new(&o->leaves, arena, count);
}

int gs_opening_parse(struct gs_opening *out, struct gs_arena *arena,
    const void *bytes, size_t len)
{
	struct gs_opening o = {.count = 0};
	struct reading g = {.r = gs_reader_of(bytes, len), .arena = arena,
	    .o = &o};
	size_t count = gs_read_u32(&g.r);

	if (count == 0 || count > GS_BLOCKS_MAX)
		return GS_ERR_RANGE;
	int err = new_blocks(&o, arena, count);
	if (err != GS_OK)
		return err;

	read_blocks(&g);
	read_annexes(&g);
	err = g.r.err != GS_OK ? g.r.err : gs_reader_end(&g.r);
	if (err == GS_OK)
		err = gs_blocks_root(o.root,
		    (const uint8_t (*)[32])o.leaves.commitment, o.count);
	if (err == GS_OK && o.open_count == o.count && o.part_count == 0)
		o.seed = o.leaves.node[0]; /* all is one run */
	if (err == GS_OK)
		*out = o;
	return err;
}

static bool same_gap(const struct gs_sentences *s,
    const struct gs_span *reason, size_t a, size_t b)
{
	return s->leaves.shown[b] == GS_WITHHELD && (reason == NULL ||
	    (reason[a].len == reason[b].len && (reason[a].len == 0 ||
	    memcmp(reason[a].ptr, reason[b].ptr, reason[a].len) == 0)));
}

int gs_opening_text(struct gs_span *out, struct gs_arena *arena,
    const struct gs_opening *o, size_t i, const struct gs_span *reason)
{
	const struct gs_sentences *s = o->part[i];
	size_t max = 0, count = s->leaves.count;

	for (size_t k = 0; k < count; k++)
		max += s->text[k].len + (s->leaves.shown[k] == GS_WITHHELD ?
		    GS_GAP_MAX + 1 : 0);
	uint8_t *buf = gs_arena_take(arena, max, 1);
	if (buf == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(buf, max);
	for (size_t k = 0; k < count; k++) {
		struct gs_gap gap = {.block = i + 1, .from = k + 1};

		gs_write_bytes(&w, s->text[k].ptr, s->text[k].len);
		if (s->leaves.shown[k] != GS_WITHHELD)
			continue;

		if (reason != NULL)
			gap.reason = reason[k];
		gs_write_text(&w, k == 0 ? "" : " ");
		while (k + 1 < count &&
		    same_gap(s, reason, gap.from - 1, k + 1))
			k++;
		gap.to = k + 1;
		gs_write_gap(&w, &gap);
	}
	*out = (struct gs_span){buf, w.len};
	return gs_writer_end(&w);
}
