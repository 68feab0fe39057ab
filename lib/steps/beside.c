/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/beside.h"

#include <string.h>

#include "lib/compare/typography.h"
#include "lib/memo/text.h"
#include "lib/steer.h"

#define HIDDEN "\xef\xbf\xbd" /* U+FFFD */

/* ` (capitals, dashes and hyphens)`. */
static void write_typography(struct gs_writer *w, uint32_t kinds)
{
	const char *before = " (";

	for (unsigned k = 0; k < GS_TYPO_KINDS; k++) {
		if ((kinds & GS_TYPO(k)) == 0)
			continue;
		gs_write_text(w, before);
		gs_write_text(w, gs_typography_words(k));
		before = ", ";
	}
	gs_write_text(w, kinds == 0 ? "" : ")");
}

void gs_beside_say(char out[GS_BESIDE_SAID_MAX], const struct gs_match *m,
    bool whole)
{
	static const char *const words[GS_MATCH_KINDS] = {
		[GS_MATCH_IDENTICAL] = "identical",
		[GS_MATCH_TYPOGRAPHY] = "identical but for typography",
		[GS_MATCH_ALTERED] = "altered",
		[GS_MATCH_MISSING] = "missing",
		[GS_MATCH_WITHHELD] = "withheld",
		[GS_MATCH_EXTRA] = "not in the memo",
		[GS_MATCH_FURNITURE] = "page furniture",
		[GS_MATCH_OMISSION] = "left out, as the text says"};
	const struct { bool is; const char *also; } more[] = {
		{m->kind == GS_MATCH_EXTRA && !whole, " as far as shown"},
		{m->moved, ", moved"}, {m->merged, ", merged"},
		{m->split, ", split"}, {m->shown_in_part, ", shown in part"},
		{m->gaps_in_text, ", shortened"},
		{m->words_in_gap,
		    ", with words where the file withholds some"}};
	struct gs_writer w = gs_writer_of(out, GS_BESIDE_SAID_MAX - 1);

	gs_write_text(&w, words[m->kind]);
	if (m->kind == GS_MATCH_TYPOGRAPHY)
		write_typography(&w, m->typography);
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (more[i].is)
			gs_write_text(&w, more[i].also);
	out[w.len] = '\0';
}

/* Cells ------------------------------------------------------------------- */

static const struct gs_span no_words = {NULL, 0};

static bool lies_in(struct gs_span part, struct gs_span whole)
{
	return part.len > 0 && whole.len > 0 && part.ptr >= whole.ptr &&
	    part.ptr + part.len <= whole.ptr + whole.len;
}

/* Whether the line's end at `at` ends a paragraph as well. */
static bool ends_paragraph(struct gs_span text, size_t at)
{
	return at + 1 < text.len && text.ptr[at + 1] == '\n';
}

/* At most three times as long: HIDDEN for one byte. */
static void write_clean(struct gs_writer *w, struct gs_span text)
{
	for (size_t i = 0, size = 1; i < text.len; i += size) {
		bool steers = gs_steers(&size, text.ptr + i, text.len - i);

		if (text.ptr[i] == '\n' && ends_paragraph(text, i)) {
			gs_write_text(w, "\n");
			size = 2;
		} else if (text.ptr[i] == '\n' || text.ptr[i] == '\t') {
			gs_write_text(w, " ");
		} else if (steers || gs_text_hides(text.ptr + i, size)) {
			gs_write_text(w, HIDDEN);
		} else {
			gs_write_bytes(w, text.ptr + i, size);
		}
	}
}

static int clean_text(struct gs_span *out, struct gs_arena *arena,
    struct gs_span text)
{
	size_t room = 3 * text.len;
	uint8_t *p = gs_arena_take(arena, room + 1, 1);
	if (p == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(p, room);

	write_clean(&w, text);
	*out = (struct gs_span){p, w.len};
	return gs_writer_end(&w);
}

/* Where words of the text that was given lie in a piece's `text`, which ends as
 * its sources do; empty: nowhere. */
static struct gs_span find_words(struct gs_span words,
    const struct gs_piece *piece)
{
	size_t behind = 0;

	if (lies_in(words, piece->text))
		return words;
	for (size_t i = piece->source_count; i-- > 0;) {
		struct gs_span s = piece->source[i];

		if (!lies_in(words, s)) {
			behind += s.len + 2;
			continue;
		}
		behind += (size_t)(s.ptr + s.len - words.ptr);
		const uint8_t *at = piece->text.ptr + piece->text.len - behind;
		return behind > piece->text.len ||
		    memcmp(at, words.ptr, words.len) != 0 ? no_words :
		    (struct gs_span){at, words.len};
	}
	return no_words;
}

/* The words of a change on the side of a piece, or without one the memo's. */
static struct gs_span side_of(const struct gs_word_change *c,
    const struct gs_piece *piece)
{
	return piece == NULL ? c->was : find_words(c->is, piece);
}

static int add_run(struct gs_beside_cell *cell, struct gs_arena *arena,
    struct gs_span text, bool changed)
{
	if (text.len == 0)
		return GS_OK;
	struct gs_beside_run *run = &cell->run[cell->count];
	int err = clean_text(&run->text, arena, text);

	run->changed = changed;
	run->mark = false;
	cell->count += err == GS_OK;
	return err;
}

static int add_mark(struct gs_beside_cell *cell, struct gs_arena *arena,
    struct gs_span mark, const struct gs_match *m)
{
	uint8_t *p = gs_arena_take(arena, mark.len + 2, 1);
	bool changed = false;

	if (p == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < m->change_count; i++)
		changed |= lies_in(m->changes[i].was, mark) ||
		    lies_in(m->changes[i].is, mark);

	p[0] = '(';
	memcpy(p + 1, mark.ptr, mark.len);
	p[mark.len + 1] = ')';
	cell->run[cell->count++] = (struct gs_beside_run){
	    {p, mark.len + 2}, changed, true};
	return GS_OK;
}

/* Changes come in the order of the words; one that does not is left out, and
 * list_others has it. */
static int add_words(struct gs_beside_cell *cell, struct gs_arena *arena,
    struct gs_span text, const struct gs_match *m,
    const struct gs_piece *piece)
{
	size_t at = 0;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < m->change_count; i++) {
		struct gs_span c = side_of(&m->changes[i], piece);

		if (!lies_in(c, text) || c.ptr < text.ptr + at)
			continue;
		size_t from = (size_t)(c.ptr - text.ptr);
		err = add_run(cell, arena, (struct gs_span){text.ptr + at,
		    from - at}, false);
		if (err == GS_OK)
			err = add_run(cell, arena, c, true);
		at = from + c.len;
	}
	return err != GS_OK ? err : add_run(cell, arena,
	    (struct gs_span){text.ptr + at, text.len - at}, false);
}

static int fill_cell(struct gs_beside_cell *cell, struct gs_arena *arena,
    const struct gs_block *block, const struct gs_match *m,
    const struct gs_piece *piece)
{
	struct gs_span mark = block->mark, text = block->text;
	int err = GS_OK;

	*cell = (struct gs_beside_cell){NULL, 0};
	if (mark.len == 0 && text.len == 0)
		return GS_OK;
	cell->run = gs_arena_take(arena, 2 * m->change_count + 2,
	    sizeof *cell->run);
	if (cell->run == NULL)
		return GS_ERR_MEMORY;

	if (mark.len > 0)
		err = add_mark(cell, arena, mark, m);
	return err != GS_OK ? err : add_words(cell, arena, text, m, piece);
}

/* Rows -------------------------------------------------------------------- */

static bool is_marked(struct gs_span words, struct gs_span mark,
    struct gs_span text)
{
	return lies_in(words, mark) || lies_in(words, text);
}

/* Changes one of whose sides stands in no cell. */
static int list_others(struct gs_beside_row *row, struct gs_arena *arena,
    const struct gs_block *filed, const struct gs_piece *text)
{
	const struct gs_match *m = row->match;
	int err = GS_OK;

	row->other = gs_arena_take(arena, 2 * m->change_count + 1,
	    sizeof *row->other);
	if (row->other == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; err == GS_OK && i < m->change_count; i++) {
		const struct gs_word_change *c = &m->changes[i];
		struct gs_beside_run *pair = &row->other[2 * row->other_count];

		if ((c->was.len == 0 ||
		    is_marked(c->was, filed->mark, filed->text)) &&
		    (c->is.len == 0 ||
		    is_marked(find_words(c->is, text), text->mark, text->text)))
			continue;
		err = clean_text(&pair[0].text, arena, c->was);
		if (err == GS_OK)
			err = clean_text(&pair[1].text, arena, c->is);
		row->other_count += err == GS_OK;
	}
	return err;
}

static int fill_row(struct gs_beside_row *row, struct gs_arena *arena,
    const struct gs_comparison *k, const struct gs_opening *memo,
    const struct gs_match *m)
{
	static const struct gs_block no_block;
	static const struct gs_piece no_piece;
	const struct gs_block *filed = m->block == GS_NOWHERE ? &no_block :
	    &memo->blocks[m->block];
	const struct gs_piece *text = m->text == GS_NOWHERE ? &no_piece :
	    &k->text[m->text];

	*row = (struct gs_beside_row){.match = m, .line = text->line};
	const struct gs_block typed = {text->mark, text->text};
	int err = fill_cell(&row->filed, arena, filed, m, NULL);
	if (err == GS_OK)
		err = fill_cell(&row->text, arena, &typed, m, text);
	return err != GS_OK ? err : list_others(row, arena, filed, text);
}

/* behind[t]: the block that the text's piece t belongs to, or that the last
 * piece before it belongs to which belongs to one; GS_NOWHERE: none does. */
static int find_places(size_t **behind, struct gs_arena *arena,
    const struct gs_comparison *k)
{
	size_t last = GS_NOWHERE;

	*behind = gs_arena_take(arena, k->text_count + 1, sizeof **behind);
	if (*behind == NULL)
		return GS_ERR_MEMORY;
	for (size_t t = 0; t < k->text_count; t++)
		(*behind)[t] = GS_NOWHERE;
	for (size_t i = 0; i < k->match_count; i++)
		if (k->matches[i].text != GS_NOWHERE)
			(*behind)[k->matches[i].text] = k->matches[i].block;

	for (size_t t = 0; t < k->text_count; t++) {
		last = (*behind)[t] != GS_NOWHERE ? (*behind)[t] : last;
		(*behind)[t] = last;
	}
	return GS_OK;
}

struct placing {
	struct gs_beside *out;
	struct gs_arena *arena;
	const struct gs_comparison *k;
	const struct gs_opening *memo;
	const size_t *behind;
};

/* What is not the memo's, behind that block. */
static int add_extras(struct placing *p, size_t block)
{
	const struct gs_comparison *k = p->k;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < k->match_count; i++) {
		const struct gs_match *m = &k->matches[i];

		if (m->kind == GS_MATCH_EXTRA && p->behind[m->text] == block)
			err = fill_row(&p->out->row[p->out->count++], p->arena,
			    k, p->memo, m);
	}
	return err;
}

int gs_beside_of(struct gs_beside *out, struct gs_arena *arena,
    const struct gs_comparison *k, const struct gs_opening *memo)
{
	struct placing p = {out, arena, k, memo, NULL};
	size_t *behind = NULL;

	*out = (struct gs_beside){NULL, 0, k->counts[GS_MATCH_FURNITURE]};
	out->row = gs_arena_take(arena, k->match_count + 1, sizeof *out->row);
	int err = out->row == NULL ? GS_ERR_MEMORY :
	    find_places(&behind, arena, k);
	p.behind = behind;

	if (err == GS_OK)
		err = add_extras(&p, GS_NOWHERE);
	for (size_t i = 0; err == GS_OK && i < k->match_count; i++) {
		const struct gs_match *m = &k->matches[i];

		if (m->block == GS_NOWHERE)
			continue;
		err = fill_row(&out->row[out->count++], arena, k, memo, m);
		if (err == GS_OK)
			err = add_extras(&p, m->block);
	}
	return err;
}
