/* SPDX-License-Identifier: Apache-2.0 */
/* The text in pieces: for each block the words that are its own, wherever they
 * stand, and for each other run of words a piece of its own. */
#include "lib/compare/inside.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/compare/owner.h"
#include "lib/memo/document.h"

static size_t owner_end(const struct gs_comparing *c, size_t from, size_t to)
{
	size_t t = from;

	while (t < to && GS_OWNER(c->owner[t]) == GS_OWNER(c->owner[from]))
		t++;
	return t;
}

/* As many stretches and pieces as there can be: one for each paragraph, and
 * one more wherever the owner changes. */
static int make_piece_room(struct gs_comparing *c)
{
	size_t max = c->text.list_count + 1;

	for (size_t t = 1; t < c->text.count; t++)
		max += GS_OWNER(c->owner[t]) != GS_OWNER(c->owner[t - 1]);

	c->stretches = gs_arena_take(c->arena, max, sizeof *c->stretches);
	c->pieces = gs_arena_take(c->arena, max, sizeof *c->pieces);
	c->b = gs_arena_take(c->arena, max, sizeof *c->b);
	c->result.text = gs_arena_take(c->arena, max, sizeof *c->result.text);
	return c->stretches == NULL || c->pieces == NULL || c->b == NULL ||
	    c->result.text == NULL ? GS_ERR_MEMORY : GS_OK;
}

/* Adds words to the piece of `block`, which they begin if there is none yet;
 * those of no block are a piece of their own.  Returns the piece. */
static size_t add_stretch(struct gs_comparing *c, size_t block,
    size_t paragraph, size_t from, size_t to)
{
	size_t at = block == GS_NOWHERE ? GS_NOWHERE : c->a[block].other;
	size_t n = c->stretch_count++;

	c->stretches[n] = (struct gs_stretch){from, to, paragraph, GS_NOWHERE};
	if (at == GS_NOWHERE) {
		at = c->b_count++;
		c->pieces[at] = (struct gs_piece_words){.block = block,
		    .first = n};
		if (block != GS_NOWHERE)
			c->a[block].other = at;
	} else {
		c->stretches[c->pieces[at].last].next = n;
	}

	struct gs_piece_words *piece = &c->pieces[at];
	piece->last = n;
	piece->count++;
	for (size_t t = from; t < to; t++)
		piece->words += (c->owner[t] & GS_OWNER_SIGN) == 0;
	return at;
}

/* The first block from `*from` on that has no words (a rule) and is shown;
 * moves behind it. */
static size_t take_wordless(const struct gs_comparing *c, size_t *from)
{
	for (; *from < c->a_count; ++*from)
		if (!c->a[*from].left_out && c->a[*from].words.count == 0)
			return (*from)++;
	return GS_NOWHERE;
}

/* Marks the pieces that have stretches from `first` on, which are those of one
 * paragraph, if they are of more than one block. */
static void mark_merged(struct gs_comparing *c, size_t first)
{
	size_t seen = 0;
	bool several = false;

	for (size_t n = first; n < c->stretch_count; n++) {
		size_t owner = GS_OWNER(c->owner[c->stretches[n].from]);
		several = several || (seen != 0 && owner != 0 &&
		    owner != seen);
		seen = owner == 0 ? seen : owner;
	}

	for (size_t n = first; several && n < c->stretch_count; n++) {
		size_t owner = GS_OWNER(c->owner[c->stretches[n].from]);
		if (owner != 0)
			c->pieces[c->a[owner - 1].other].merged = true;
	}
}

static void cut_paragraph(struct gs_comparing *c, size_t paragraph)
{
	const struct gs_paragraph *p = &c->text.list[paragraph];
	size_t first = c->stretch_count;

	for (size_t t = p->from, end = 0; t < p->to; t = end) {
		size_t owner = GS_OWNER(c->owner[t]);
		end = owner_end(c, t, p->to);
		add_stretch(c, owner == 0 ? GS_NOWHERE : owner - 1, paragraph,
		    t, end);
	}
	mark_merged(c, first);
}

static void cut_paragraphs(struct gs_comparing *c)
{
	size_t wordless = 0;

	for (size_t i = 0; i < c->text.list_count; i++) {
		const struct gs_paragraph *p = &c->text.list[i];
		if (p->to > p->from) {
			cut_paragraph(c, i);
		} else if (p->furniture) {
			size_t at = add_stretch(c, GS_NOWHERE, i, p->from,
			    p->to);
			c->b[at].left_out = true;
		} else {
			size_t block = take_wordless(c, &wordless);
			if (block != GS_NOWHERE)
				add_stretch(c, block, i, p->from, p->to);
		}
	}
}

/* What a stretch looks like in the text. */
static struct gs_span stretch_text(const struct gs_comparing *c,
    const struct gs_stretch *stretch)
{
	const struct gs_paragraph *p = &c->text.list[stretch->paragraph];
	const uint8_t *from = p->raw.ptr, *to = p->raw.ptr + p->raw.len;

	if (stretch->from > p->from)
		from = c->text.token[stretch->from].shown.ptr;
	if (stretch->to < p->to) {
		struct gs_span last = c->text.token[stretch->to - 1].shown;
		to = last.ptr + last.len;
	}
	return (struct gs_span){from, (size_t)(to - from)};
}

/* Where the stretches lie in the text. */
static int list_sources(struct gs_piece *out, struct gs_comparing *c,
    const struct gs_piece_words *piece)
{
	const struct gs_stretch *list = c->stretches;

	out->source = gs_arena_take(c->arena, piece->count + 1,
	    sizeof *out->source);
	if (out->source == NULL)
		return GS_ERR_MEMORY;
	for (size_t n = piece->first; n != GS_NOWHERE; n = list[n].next)
		out->source[out->source_count++] = stretch_text(c, &list[n]);
	return GS_OK;
}

/* The stretches as one text, an empty line between them. */
static int join_stretches(struct gs_span *out, struct gs_comparing *c,
    const struct gs_piece *piece)
{
	size_t max = 0;

	if (piece->source_count == 1) {
		*out = piece->source[0];
		return GS_OK;
	}

	for (size_t i = 0; i < piece->source_count; i++)
		max += piece->source[i].len + 2;
	uint8_t *text = gs_arena_take(c->arena, max, 1);
	if (text == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(text, max);
	for (size_t i = 0; i < piece->source_count; i++) {
		gs_write_text(&w, i == 0 ? "" : "\n\n");
		gs_write_bytes(&w, piece->source[i].ptr, piece->source[i].len);
	}
	*out = (struct gs_span){text, w.len};
	return gs_writer_end(&w);
}

/* The words of a piece; a copy where they do not stand in one row. */
static int collect_words(struct gs_tokens *out, struct gs_comparing *c,
    const struct gs_piece_words *piece)
{
	const struct gs_stretch *list = c->stretches;
	size_t from = list[piece->first].from, to = list[piece->first].to;
	size_t k = 0;

	while (from < to && (c->owner[from] & GS_OWNER_SIGN) != 0)
		from++;
	if (to - from == piece->words) {
		*out = gs_tokens_run(c->text.token + from, piece->words);
		return GS_OK;
	}

	struct gs_token *copy = gs_arena_take(c->arena, piece->words + 1,
	    sizeof *copy);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	for (size_t n = piece->first; n != GS_NOWHERE; n = list[n].next)
		for (size_t t = list[n].from; t < list[n].to; t++)
			if ((c->owner[t] & GS_OWNER_SIGN) == 0)
				copy[k++] = c->text.token[t];
	*out = gs_tokens_run(copy, k);
	return GS_OK;
}

/* The line of the text on which a piece begins, from 1. */
static size_t first_line(const struct gs_comparing *c,
    const struct gs_stretch *first)
{
	const struct gs_paragraph *p = &c->text.list[first->paragraph];
	const uint8_t *start = stretch_text(c, first).ptr;
	size_t line = p->line;

	for (const uint8_t *at = p->raw.ptr; at < start; at++)
		line += *at == '\n';
	return line;
}

static bool is_retyped(const struct gs_comparing *c,
    const struct gs_piece_words *piece)
{
	const struct gs_stretch *list = c->stretches;

	for (size_t n = piece->first; n != GS_NOWHERE; n = list[n].next)
		if (c->text.list[list[n].paragraph].retyped)
			return true;
	return false;
}

static int finish_piece(struct gs_comparing *c, size_t j)
{
	const struct gs_piece_words *piece = &c->pieces[j];
	struct gs_side *side = &c->b[j];
	struct gs_block block = {.text = {NULL, 0}};
	struct gs_span text = {NULL, 0};
	struct gs_piece *out = &c->result.text[j];

	*out = (struct gs_piece){.source = NULL};
	side->other = piece->block;
	side->merged = piece->merged;
	side->split = piece->count > 1 && piece->block != GS_NOWHERE &&
	    piece->count > gs_passages_in(c->memo->blocks[piece->block].text);

	int err = list_sources(out, c, piece);
	if (err == GS_OK)
		err = join_stretches(&text, c, out);
	if (err == GS_OK)
		err = gs_block_split(&block, c->arena, c->marks, text);
	if (err == GS_OK)
		err = collect_words(&side->words, c, piece);

	out->text = block.text;
	out->mark = block.mark;
	out->line = first_line(c, &c->stretches[piece->first]);
	out->retyped = is_retyped(c, piece);
	return err;
}

int gs_pieces_cut(struct gs_comparing *c)
{
	int err = make_piece_room(c);

	if (err != GS_OK)
		return err;
	c->stretch_count = c->b_count = 0;
	for (size_t i = 0; i < c->a_count; i++)
		c->a[i].other = GS_NOWHERE;

	cut_paragraphs(c);
	for (size_t j = 0; err == GS_OK && j < c->b_count; j++)
		err = finish_piece(c, j);
	c->result.text_count = c->b_count;
	return err;
}
