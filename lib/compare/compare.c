/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/compare.h"

#include <stdlib.h>
#include <string.h>

#include "lib/memo/gap.h"
#include "lib/compare/passages.h"
#include "lib/compare/regroup.h"
#include "lib/compare/shorten.h"
#include "lib/compare/tokens.h"

/* A memo's block or a piece of the text. */
struct side {
	struct gs_tokens words;
	uint64_t *sorted; /* hashes of the words, ascending, once needed */
	size_t other;     /* index of its match, or GS_NOWHERE */
	bool exact;       /* all words match */
	bool out;         /* takes no part: withheld, or furniture */
	bool merged, split, part;
	size_t gap_words, unseen_words; /* in a gap: the memo's, the text's */
	bool partly; /* the file withholds sentences of it */
	struct gs_word_change *changes;
	size_t change_count;
};

/* Words [from, to) of one paragraph that belong to one piece. */
struct part {
	size_t from, to, paragraph;
	size_t next; /* of the piece, or GS_NOWHERE */
};

/* A piece while it is put together. */
struct draft {
	size_t block; /* or GS_NOWHERE */
	size_t first, last, parts;
	size_t words;
	bool merged;
};

struct comparing {
	struct gs_arena *arena;
	enum gs_mark_style style;
	const struct gs_opening *memo;
	const bool *shortened; /* blocks of it that have gaps of the text */
	struct gs_passages text;
	uint32_t *owner;
	struct part *parts;
	struct draft *drafts;
	size_t part_count;
	struct gs_comparison result;
	struct side *a, *b; /* memo, pieces of the text */
	size_t a_count, b_count;
	uint16_t *table;       /* scratch: */
	uint64_t table_cells;  /* at most GS_COMPARE_PAIR_CELLS */
	uint64_t steps, cells; /* left of the bounds */
};

static bool same_bytes(struct gs_span a, struct gs_span b)
{
	return a.len == b.len && (a.len == 0 ||
	    memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool spend(struct comparing *c, uint64_t steps)
{
	if (c->steps < steps) {
		c->steps = 0;
		c->result.bounded = true;
		return false;
	}
	c->steps -= steps;
	return true;
}

/* Pieces of the text ------------------------------------------------- */

static int prepare_memo(struct comparing *c)
{
	int err = GS_OK;
	c->a_count = c->memo->count;
	c->a = gs_arena_take(c->arena, c->a_count + 1, sizeof *c->a);
	struct gs_tokens *words = gs_arena_take(c->arena, c->a_count + 1,
	    sizeof *words);
	if (c->a == NULL || words == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; err == GS_OK && i < c->a_count; i++) {
		c->a[i] = (struct side){.other = GS_NOWHERE,
		    .out = !c->memo->open[i]};
		if (!c->a[i].out)
			err = gs_tokens_of(&words[i], c->arena,
			    c->memo->blocks[i].text);
		c->a[i].words = words[i];
		for (size_t k = 0; k < words[i].count; k++)
			if (gs_token_is_gap(&words[i].token[k]))
				c->a[i].partly = !c->shortened[i] ||
				    c->memo->part[i] != NULL;
	}
	const struct gs_regroup_memo memo = {c->memo->blocks, words,
	    c->a_count, c->style};
	if (err == GS_OK)
		err = gs_regroup(c->owner, &c->result.bounded, c->arena,
		    &memo, &c->text);
	return err;
}

static size_t run_end(const struct comparing *c, size_t from, size_t to)
{
	size_t t = from;
	while (t < to && GS_OWNER(c->owner[t]) == GS_OWNER(c->owner[from]))
		t++;
	return t;
}

/* As many parts and pieces as there can be: one for each paragraph, and one
 * more wherever the owner changes. */
static int make_room(struct comparing *c)
{
	size_t max = c->text.list_count + 1;
	for (size_t t = 1; t < c->text.count; t++)
		max += GS_OWNER(c->owner[t]) != GS_OWNER(c->owner[t - 1]);
	c->parts = gs_arena_take(c->arena, max, sizeof *c->parts);
	c->drafts = gs_arena_take(c->arena, max, sizeof *c->drafts);
	c->b = gs_arena_take(c->arena, max, sizeof *c->b);
	c->result.text = gs_arena_take(c->arena, max, sizeof *c->result.text);
	return c->parts == NULL || c->drafts == NULL || c->b == NULL ||
	    c->result.text == NULL ? GS_ERR_MEMORY : GS_OK;
}

/* Adds words to the piece of `block`, which begins with them if it is none
 * yet. */
static size_t add_part(struct comparing *c, size_t block, size_t paragraph,
    size_t from, size_t to)
{
	size_t at = block == GS_NOWHERE ? GS_NOWHERE : c->a[block].other;
	size_t n = c->part_count++;
	c->parts[n] = (struct part){from, to, paragraph, GS_NOWHERE};
	if (at == GS_NOWHERE) {
		at = c->b_count++;
		c->drafts[at] = (struct draft){.block = block, .first = n};
		if (block != GS_NOWHERE)
			c->a[block].other = at;
	} else {
		c->parts[c->drafts[at].last].next = n;
	}
	c->drafts[at].last = n;
	c->drafts[at].parts++;
	for (size_t t = from; t < to; t++)
		c->drafts[at].words += (c->owner[t] & GS_OWNER_SIGN) == 0;
	return at;
}

/* A block without words (a rule) that is not found yet. */
static size_t wordless(const struct comparing *c, size_t *from)
{
	for (; *from < c->a_count; ++*from)
		if (!c->a[*from].out && c->a[*from].words.count == 0)
			return (*from)++;
	return GS_NOWHERE;
}

static void cut_paragraph(struct comparing *c, size_t paragraph)
{
	const struct gs_paragraph *p = &c->text.list[paragraph];
	size_t first = c->part_count;
	for (size_t t = p->from, end = 0; t < p->to; t = end) {
		end = run_end(c, t, p->to);
		add_part(c, c->owner[t] == 0 ? GS_NOWHERE :
		    GS_OWNER(c->owner[t]) - 1, paragraph, t, end);
	}
	/* Two owners are neighbours somewhere, or the same text is between. */
	size_t owner = 0;
	for (size_t n = first; n < c->part_count; n++) {
		size_t o = GS_OWNER(c->owner[c->parts[n].from]);
		if (owner != 0 && o != 0 && o != owner)
			for (size_t k = first; k < c->part_count; k++) {
				o = GS_OWNER(c->owner[c->parts[k].from]);
				if (o != 0)
					c->drafts[c->a[o - 1].other].merged =
					    true;
			}
		if (owner != 0 && o != 0 && o != owner)
			break;
		owner = o == 0 ? owner : o;
	}
}

static int cut_pieces(struct comparing *c)
{
	size_t rule = 0;
	int err = make_room(c);
	c->part_count = c->b_count = 0;
	for (size_t i = 0; i < c->a_count; i++)
		c->a[i].other = GS_NOWHERE;
	for (size_t i = 0; err == GS_OK && i < c->text.list_count; i++) {
		const struct gs_paragraph *p = &c->text.list[i];
		if (p->to > p->from) {
			cut_paragraph(c, i);
		} else if (p->furniture) {
			size_t at = add_part(c, GS_NOWHERE, i, p->from, p->to);
			c->b[at].out = true;
		} else {
			size_t block = wordless(c, &rule);
			if (block != GS_NOWHERE)
				add_part(c, block, i, p->from, p->to);
		}
	}
	return err;
}

/* What a part looks like in the text. */
static struct gs_span shown(const struct comparing *c, const struct part *part)
{
	const struct gs_paragraph *p = &c->text.list[part->paragraph];
	const uint8_t *from = p->raw.ptr, *to = p->raw.ptr + p->raw.len;
	if (part->from > p->from)
		from = c->text.token[part->from].shown.ptr;
	if (part->to < p->to) {
		struct gs_span last = c->text.token[part->to - 1].shown;
		to = last.ptr + last.len;
	}
	return (struct gs_span){from, (size_t)(to - from)};
}

/* Several parts as one text, an empty line between them. */
static int join(struct gs_span *out, struct comparing *c,
    const struct draft *d)
{
	size_t max = 0;
	*out = shown(c, &c->parts[d->first]);
	if (d->parts == 1)
		return GS_OK;
	for (size_t n = d->first; n != GS_NOWHERE; n = c->parts[n].next)
		max += shown(c, &c->parts[n]).len + 2;
	uint8_t *text = gs_arena_take(c->arena, max, 1);
	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, max);
	for (size_t n = d->first; n != GS_NOWHERE; n = c->parts[n].next) {
		struct gs_span s = shown(c, &c->parts[n]);
		gs_write_text(&w, n == d->first ? "" : "\n\n");
		gs_write_bytes(&w, s.ptr, s.len);
	}
	*out = (struct gs_span){text, w.len};
	return gs_writer_end(&w);
}

/* The words of a piece; a copy where they do not stand in one row. */
static int words_of(struct gs_tokens *out, struct comparing *c,
    const struct draft *d)
{
	size_t from = c->parts[d->first].from, to = c->parts[d->first].to;
	size_t k = 0;
	while (from < to && (c->owner[from] & GS_OWNER_SIGN) != 0)
		from++;
	if (to - from == d->words) {
		*out = gs_tokens_run(c->text.token + from, d->words);
		return GS_OK;
	}
	struct gs_token *copy = gs_arena_take(c->arena, d->words + 1,
	    sizeof *copy);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	for (size_t n = d->first; n != GS_NOWHERE; n = c->parts[n].next)
		for (size_t t = c->parts[n].from; t < c->parts[n].to; t++)
			if ((c->owner[t] & GS_OWNER_SIGN) == 0)
				copy[k++] = c->text.token[t];
	*out = gs_tokens_run(copy, k);
	return GS_OK;
}

static int finish_pieces(struct comparing *c)
{
	int err = GS_OK;
	for (size_t j = 0; err == GS_OK && j < c->b_count; j++) {
		const struct draft *d = &c->drafts[j];
		const struct part *first = &c->parts[d->first];
		const struct gs_paragraph *p = &c->text.list[first->paragraph];
		struct gs_block block = {.text = {NULL, 0}};
		struct gs_span text = {NULL, 0};
		c->b[j].other = d->block;
		c->b[j].merged = d->merged;
		c->b[j].split = d->parts > 1 && d->block != GS_NOWHERE &&
		    d->parts > gs_passages_in(
		        c->memo->blocks[d->block].text);
		err = join(&text, c, d);
		if (err == GS_OK)
			err = gs_block_split(&block, c->arena, c->style, text);
		if (err == GS_OK)
			err = words_of(&c->b[j].words, c, d);
		size_t line = p->line;
		const uint8_t *start = shown(c, first).ptr;
		for (const uint8_t *at = p->raw.ptr; at < start; at++)
			line += *at == '\n';
		c->result.text[j] = (struct gs_piece){block.text, block.mark,
		    line};
	}
	c->result.text_count = c->b_count;
	return err;
}

/* What differs ------------------------------------------------------- */

/* Words [from, to) of a side as one piece of its text.  The words of a piece
 * that was put together may lie in several parts of the text: then the first
 * part's. */
static struct gs_span piece(const struct gs_tokens *t, size_t from, size_t to)
{
	if (from == to)
		return (struct gs_span){NULL, 0};
	const uint8_t *start = t->token[from].shown.ptr, *end = start;
	for (size_t k = from; k < to; k++) {
		const struct gs_span *s = &t->token[k].shown;
		if (s->ptr < end || (size_t)(s->ptr - end) > 256)
			break;
		end = s->ptr + s->len;
	}
	return (struct gs_span){start, (size_t)(end - start)};
}

/* Two runs of words without a common beginning or end. */
struct window {
	const struct gs_tokens *a, *b;
	size_t a0, a1, b0, b1;
};

static struct window trim(const struct gs_tokens *a, const struct gs_tokens *b)
{
	struct window w = {a, b, 0, a->count, 0, b->count};
	while (w.a0 < w.a1 && w.b0 < w.b1 &&
	    gs_token_equal(&a->token[w.a0], &b->token[w.b0])) {
		w.a0++;
		w.b0++;
	}
	while (w.a0 < w.a1 && w.b0 < w.b1 &&
	    gs_token_equal(&a->token[w.a1 - 1], &b->token[w.b1 - 1])) {
		w.a1--;
		w.b1--;
	}
	return w;
}

/* Scratch, twice as large each time that it does not suffice. */
static uint16_t *cells_of(struct comparing *c, uint64_t cells)
{
	uint64_t more = 2 * c->table_cells;
	if (cells <= c->table_cells)
		return c->table;
	more = more < cells ? cells : more;
	more = more < GS_COMPARE_PAIR_CELLS ? more : GS_COMPARE_PAIR_CELLS;
	uint16_t *t = gs_arena_take(c->arena, (size_t)more, sizeof *t);
	if (t == NULL)
		return NULL;
	c->table = t;
	c->table_cells = more;
	return t;
}

/* Lengths of longest common subsequences of the rests: table[i * (m + 1) + j]
 * for words from a0 + i and b0 + j on.  A table has at most 2^22 cells, so that
 * the shorter side fits 16 bits.  NULL if it would be larger. */
static const uint16_t *lcs_table(struct comparing *c, const struct window *w)
{
	size_t n = w->a1 - w->a0, m = w->b1 - w->b0;
	uint64_t cells = (uint64_t)(n + 1) * (m + 1);
	if (n == 0 || m == 0)
		return NULL;
	if (cells > GS_COMPARE_PAIR_CELLS || cells > c->cells) {
		c->result.bounded = true;
		return NULL;
	}
	c->cells -= cells;
	uint16_t *t = cells_of(c, cells);
	if (t == NULL) {
		c->result.bounded = true;
		return NULL;
	}
	memset(t + n * (m + 1), 0, (m + 1) * sizeof *t);
	for (size_t i = n; i-- > 0;) {
		t[i * (m + 1) + m] = 0;
		for (size_t j = m; j-- > 0;) {
			uint16_t *cell = &t[i * (m + 1) + j];
			uint16_t down = cell[m + 1], right = cell[1];
			*cell = gs_token_equal(&w->a->token[w->a0 + i],
			    &w->b->token[w->b0 + j]) ?
			    (uint16_t)(cell[m + 2] + 1) :
			    down >= right ? down : right;
		}
	}
	return t;
}

/* Sentences that the file withholds may be any words: that the text has others
 * than their gap is no change of what the file shows. */
static void add_change(struct side *s, const struct window *w, size_t i,
    size_t i_end, size_t j, size_t j_end)
{
	bool gap = i < i_end;
	for (size_t k = i; k < i_end; k++)
		gap = gap && gs_token_is_gap(&w->a->token[w->a0 + k]);
	if (gap) {
		s->gap_words += i_end - i;
		s->unseen_words += j_end - j;
	} else {
		s->exact = false;
	}
	if (!gap || j_end > j)
		s->changes[s->change_count++] = (struct gs_word_change){
		    piece(w->a, w->a0 + i, w->a0 + i_end),
		    piece(w->b, w->b0 + j, w->b0 + j_end)};
}

static int list_changes(struct comparing *c, struct side *s,
    const struct window *w, const uint16_t *t)
{
	size_t n = w->a1 - w->a0, m = w->b1 - w->b0, i = 0, j = 0;
	s->change_count = s->gap_words = s->unseen_words = 0;
	s->exact = true;
	s->changes = gs_arena_take(c->arena, n + m + 2, sizeof *s->changes);
	if (s->changes == NULL)
		return GS_ERR_MEMORY;
	while (i < n || j < m) {
		size_t i0 = i, j0 = j;
		while (i < n || j < m) {
			if (i < n && j < m && t != NULL &&
			    gs_token_equal(&w->a->token[w->a0 + i],
			        &w->b->token[w->b0 + j]))
				break;
			if (j == m || (i < n && (t == NULL ||
			    t[(i + 1) * (m + 1) + j] >=
			    t[i * (m + 1) + j + 1])))
				i++;
			else
				j++;
		}
		if (i > i0 || j > j0)
			add_change(s, w, i0, i, j0, j);
		if (i < n && j < m) {
			i++;
			j++;
		}
	}
	return GS_OK;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static int sort_words(struct side *s, struct gs_arena *arena)
{
	if (s->sorted != NULL)
		return GS_OK;
	s->sorted = gs_arena_take(arena, s->words.count + 1,
	    sizeof *s->sorted);
	if (s->sorted == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < s->words.count; i++)
		s->sorted[i] = s->words.token[i].hash;
	qsort(s->sorted, s->words.count, sizeof *s->sorted, by_value);
	return GS_OK;
}

/* Words in common, as often as both have them. */
static size_t common(const struct side *a, const struct side *b)
{
	size_t i = 0, j = 0, n = 0;
	while (i < a->words.count && j < b->words.count) {
		if (a->sorted[i] == b->sorted[j]) {
			n++;
			i++;
			j++;
		} else if (a->sorted[i] < b->sorted[j]) {
			i++;
		} else {
			j++;
		}
	}
	return n;
}

/* Of the words of both together, thousandths that must be in common, in the
 * same order, for a block to count as altered and not as another text.
 * Measured on the cable's paragraphs (tests/system/compare.py): unrelated ones
 * have at most 194, an earlier draft of the same thoughts 273, a paraphrase 247
 * to 510 (it keeps the names); a scan of which one letter in twenty is wrong
 * has 741 and more, one in twelve 633, one in ten 535.  A scan worse than that
 * is called missing; a paraphrase must not be called altered. */
#define SCORE_MIN 600
/* Words in a row that are quoted and not used by chance. */
#define PART_MIN 8

static bool alike(size_t same, size_t a, size_t b)
{
	return 2000 * same >= SCORE_MIN * (a + b);
}

/* Whether the words of `b` are one run of those of `a`. */
static bool is_part(struct comparing *c, const struct gs_tokens *a,
    const struct gs_tokens *b)
{
	if (b->count < PART_MIN || b->count >= a->count)
		return false;
	for (size_t i = 0; i + b->count <= a->count; i++) {
		size_t n = 0;
		while (n < b->count && spend(c, 1) &&
		    gs_token_equal(&a->token[i + n], &b->token[n]))
			n++;
		if (n == b->count)
			return true;
	}
	return false;
}

/* Before and behind the part that the text has. */
static int list_part(struct comparing *c, struct side *s,
    const struct gs_tokens *b)
{
	const struct gs_tokens *a = &s->words;
	size_t i = 0;
	s->changes = gs_arena_take(c->arena, 3, sizeof *s->changes);
	if (s->changes == NULL)
		return GS_ERR_MEMORY;
	while (i + b->count < a->count) {
		struct gs_tokens run = gs_tokens_run(a->token + i, b->count);
		if (gs_tokens_equal(&run, b))
			break;
		i++;
	}
	s->change_count = 0;
	if (i > 0)
		s->changes[s->change_count++].was = piece(a, 0, i);
	if (i + b->count < a->count)
		s->changes[s->change_count++].was = piece(a, i + b->count,
		    a->count);
	s->part = true;
	return GS_OK;
}

/* Whether block i and piece j are one text, altered or not; then what differs
 * is listed. */
static int judge(bool *one, struct comparing *c, size_t i, size_t j)
{
	struct side *a = &c->a[i], *b = &c->b[j];
	int err = GS_OK;
	*one = true;
	a->exact = gs_tokens_equal(&a->words, &b->words);
	a->change_count = a->gap_words = a->unseen_words = 0;
	if (a->exact)
		return GS_OK;
	if (is_part(c, &a->words, &b->words))
		return list_part(c, a, &b->words);
	struct window w = trim(&a->words, &b->words);
	size_t n = w.a1 - w.a0, m = w.b1 - w.b0;
	const uint16_t *t = lcs_table(c, &w);
	size_t same = a->words.count - n + (t == NULL ? 0 : t[0]);
	if (t == NULL && n > 0 && m > 0) {
		/* Too much to align: the words count, not their order. */
		err = sort_words(a, c->arena);
		if (err == GS_OK)
			err = sort_words(b, c->arena);
		if (err != GS_OK)
			return err;
		same = common(a, b);
	}
	err = list_changes(c, a, &w, t);
	*one = err == GS_OK && alike(same, a->words.count - a->gap_words,
	    b->words.count - a->unseen_words);
	return err;
}

/* Gives back the words of pieces that are too unlike the block they were
 * grouped for. */
static int judge_pieces(bool *changed, struct comparing *c)
{
	int err = GS_OK;
	for (size_t i = 0; err == GS_OK && i < c->a_count; i++) {
		bool one = false;
		size_t j = c->a[i].other;
		if (j == GS_NOWHERE)
			continue;
		err = judge(&one, c, i, j);
		for (size_t n = c->drafts[j].first; !one && n != GS_NOWHERE;
		    n = c->parts[n].next)
			memset(c->owner + c->parts[n].from, 0,
			    (c->parts[n].to - c->parts[n].from) *
			    sizeof *c->owner);
		*changed = *changed || !one;
	}
	return err;
}

/* Pairing by words --------------------------------------------------- */

struct candidate {
	size_t i, j;
	unsigned score; /* thousandths of the words in common */
};

/* More in common first; then nearer to the place in the memo. */
static int by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	return x->j < y->j ? -1 : x->j > y->j;
}

#define CANDIDATES_MAX ((size_t)1 << 17)
#define POSTINGS_MAX 64 /* blocks with a word, above which it tells little */

/* That a block has a word. */
struct posting {
	uint64_t hash;
	size_t block;
};

struct similar {
	struct posting *list;
	size_t count;
	size_t *shared;  /* by block: its words that a piece has */
	size_t *touched; /* blocks with such */
	size_t touched_count;
	struct candidate *found;
	size_t found_count, found_max;
};

static int by_posting(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->block < y->block ? -1 : x->block > y->block;
}

static bool is_left(const struct side *s)
{
	return !s->out && s->other == GS_NOWHERE && s->words.count > 0;
}

static int index_words(struct similar *s, struct comparing *c)
{
	size_t max = 0;
	int err = GS_OK;
	for (size_t i = 0; i < c->a_count; i++)
		max += is_left(&c->a[i]) ? c->a[i].words.count : 0;
	s->list = gs_arena_take(c->arena, max + 1, sizeof *s->list);
	s->shared = gs_arena_take(c->arena, c->a_count + 1,
	    sizeof *s->shared);
	s->touched = gs_arena_take(c->arena, c->a_count + 1,
	    sizeof *s->touched);
	s->found_max = c->a_count * c->b_count < CANDIDATES_MAX ?
	    c->a_count * c->b_count : CANDIDATES_MAX;
	s->found = gs_arena_take(c->arena, s->found_max + 1,
	    sizeof *s->found);
	if (s->list == NULL || s->shared == NULL || s->touched == NULL ||
	    s->found == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; err == GS_OK && i < c->a_count; i++) {
		struct side *a = &c->a[i];
		if (!is_left(a))
			continue;
		err = sort_words(a, c->arena);
		for (size_t k = 0; err == GS_OK && k < a->words.count; k++)
			if (k == 0 || a->sorted[k] != a->sorted[k - 1])
				s->list[s->count++] = (struct posting){
				    a->sorted[k], i};
	}
	qsort(s->list, s->count, sizeof *s->list, by_posting);
	return err;
}

static size_t first_posting(const struct similar *s, uint64_t hash)
{
	size_t low = 0, high = s->count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (s->list[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Counts, for each block, the words of a piece that it has; returns how many
 * words of the piece so many blocks have that they were not counted. */
static size_t count_shared(struct similar *s, struct comparing *c,
    const struct side *b)
{
	size_t often = 0;
	for (size_t t = 0; t < b->words.count; t++) {
		uint64_t hash = b->words.token[t].hash;
		size_t from = first_posting(s, hash), to = from;
		while (to < s->count && s->list[to].hash == hash &&
		    to - from <= POSTINGS_MAX)
			to++;
		if (to - from > POSTINGS_MAX || !spend(c, to - from)) {
			often++;
			continue;
		}
		for (size_t k = from; k < to; k++)
			if (s->shared[s->list[k].block]++ == 0)
				s->touched[s->touched_count++] =
				    s->list[k].block;
	}
	return often;
}

/* `most` is at least the number of words in common. */
static void consider(struct similar *s, struct comparing *c, size_t i,
    size_t j, size_t most)
{
	const struct side *a = &c->a[i], *b = &c->b[j];
	size_t both = a->words.count + b->words.count;
	most = most < a->words.count ? most : a->words.count;
	if (!is_left(a) || !alike(most, a->words.count, b->words.count) ||
	    !spend(c, both))
		return;
	size_t same = common(a, b);
	if (!alike(same, a->words.count, b->words.count))
		return;
	if (s->found_count == s->found_max) {
		c->result.bounded = true;
		return;
	}
	s->found[s->found_count++] = (struct candidate){i, j,
	    (unsigned)(2000 * same / both)};
}

static int find_similar(struct similar *s, struct comparing *c, size_t j)
{
	struct side *b = &c->b[j];
	size_t often = count_shared(s, c, b);
	int err = sort_words(b, c->arena);
	/* Words that many blocks have could alone suffice for any of them. */
	bool any = err == GS_OK && alike(often, 1, b->words.count);
	for (size_t i = 0; any && i < c->a_count && spend(c, 1); i++)
		consider(s, c, i, j, s->shared[i] + often);
	for (size_t k = 0; k < s->touched_count; k++) {
		size_t i = s->touched[k];
		if (err == GS_OK && !any)
			consider(s, c, i, j, s->shared[i] + often);
		s->shared[i] = 0;
	}
	s->touched_count = 0;
	return err;
}

/* What is left of both sides: blocks too short or too much altered to have
 * three words in a row. */
static int pair_similar(struct comparing *c)
{
	struct similar s = {.count = 0};
	int err = index_words(&s, c);
	for (size_t j = 0; err == GS_OK && j < c->b_count; j++)
		if (s.count > 0 && is_left(&c->b[j]))
			err = find_similar(&s, c, j);
	if (err == GS_OK)
		qsort(s.found, s.found_count, sizeof *s.found, by_score);
	for (size_t k = 0; err == GS_OK && k < s.found_count; k++) {
		bool one = false;
		size_t i = s.found[k].i, j = s.found[k].j;
		if (!is_left(&c->a[i]) || !is_left(&c->b[j]))
			continue;
		err = judge(&one, c, i, j);
		if (err == GS_OK && one) {
			c->a[i].other = j;
			c->b[j].other = i;
		}
	}
	return err;
}

/* `date: 2023-10-30` is no altered `date: 1971-04-06` in a text that has
 * nothing else of the memo: any two memos have such lines. */
static void drop_heads(struct comparing *c)
{
	for (size_t i = 0; i < c->a_count; i++)
		if (c->a[i].other != GS_NOWHERE && c->a[i].words.count > 0 &&
		    !gs_block_is_field(&c->memo->blocks[i]))
			return;
	for (size_t i = 0; i < c->a_count; i++) {
		if (c->a[i].other == GS_NOWHERE || c->a[i].exact)
			continue;
		c->b[c->a[i].other].other = GS_NOWHERE;
		c->a[i].other = GS_NOWHERE;
	}
}

/* The whole ---------------------------------------------------------- */

static int describe(struct comparing *c, struct gs_match *match)
{
	const struct gs_block *was = &c->memo->blocks[match->block];
	const struct gs_piece *is = &c->result.text[match->text];
	struct side *a = &c->a[match->block];
	bool remarked = is->mark.len != 0 && !same_bytes(was->mark, is->mark);
	match->merged = c->b[match->text].merged;
	match->split = c->b[match->text].split;
	match->partly = a->partly;
	match->shortened = c->shortened[match->block];
	match->unseen = a->unseen_words > 0;
	match->changes = gs_arena_take(c->arena, a->change_count + 1,
	    sizeof *match->changes);
	if (match->changes == NULL)
		return GS_ERR_MEMORY;
	for (size_t k = 0; k < a->change_count; k++)
		match->changes[match->change_count++] = a->changes[k];
	if (a->exact && !remarked) {
		match->kind = gs_same_but_reasons(was->text, is->text) &&
		    same_bytes(was->mark, is->mark) ? GS_MATCH_IDENTICAL :
		    GS_MATCH_TYPOGRAPHY;
		return GS_OK;
	}
	match->kind = GS_MATCH_ALTERED;
	match->part = a->part && !remarked;
	if (remarked)
		match->changes[match->change_count++] =
		    (struct gs_word_change){was->mark, is->mark};
	return GS_OK;
}

/* Marks the matches outside a longest run that both sides have in the same
 * order.  tail[k] is the match that ends the best run of k + 1. */
static int find_moved(struct comparing *c)
{
	struct gs_match *m = c->result.matches;
	size_t *tail = gs_arena_take(c->arena, c->a_count + 1, sizeof *tail);
	size_t *before = gs_arena_take(c->arena, c->a_count + 1,
	    sizeof *before);
	size_t len = 0;
	if (tail == NULL || before == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < c->a_count; i++) {
		size_t low = 0, high = len;
		if (m[i].text == GS_NOWHERE)
			continue;
		while (low < high) {
			size_t mid = low + (high - low) / 2;
			if (m[tail[mid]].text < m[i].text)
				low = mid + 1;
			else
				high = mid;
		}
		before[i] = low == 0 ? GS_NOWHERE : tail[low - 1];
		tail[low] = i;
		len = low == len ? len + 1 : len;
		m[i].moved = true;
	}
	for (size_t i = len == 0 ? GS_NOWHERE : tail[len - 1];
	    i != GS_NOWHERE; i = before[i])
		m[i].moved = false;
	return GS_OK;
}

/* A rule has no words: nobody says of a text that it lacks one. */
static void forgive_rules(struct comparing *c)
{
	bool any = false;
	for (size_t i = 0; i < c->a_count; i++)
		any = any || (c->a[i].other != GS_NOWHERE &&
		    c->a[i].words.count > 0);
	for (size_t i = 0; any && i < c->a_count; i++)
		if (c->a[i].words.count == 0 &&
		    c->result.matches[i].kind == GS_MATCH_MISSING)
			c->result.matches[i].kind = GS_MATCH_TYPOGRAPHY;
}

static void count_matches(struct gs_comparison *r)
{
	for (size_t i = 0; i < r->match_count; i++) {
		const struct gs_match *m = &r->matches[i];
		r->counts[m->kind]++;
		r->moved += m->moved;
		r->merged += m->merged;
		r->split += m->split;
		r->part += m->part;
		r->partly += m->partly;
		r->shortened += m->shortened;
		r->unseen += m->unseen;
	}
}

static int collect(struct comparing *c)
{
	struct gs_comparison *r = &c->result;
	int err = GS_OK;
	r->matches = gs_arena_take(c->arena, c->a_count + c->b_count + 1,
	    sizeof *r->matches);
	if (r->matches == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; err == GS_OK && i < c->a_count; i++) {
		struct gs_match *m = &r->matches[r->match_count++];
		*m = (struct gs_match){.block = i, .text = c->a[i].other,
		    .kind = c->a[i].out ? GS_MATCH_WITHHELD :
		        GS_MATCH_MISSING};
		if (m->text != GS_NOWHERE)
			err = describe(c, m);
	}
	if (err == GS_OK)
		err = find_moved(c);
	if (err == GS_OK)
		forgive_rules(c);
	for (size_t j = 0; j < c->b_count; j++)
		if (c->b[j].other == GS_NOWHERE)
			r->matches[r->match_count++] = (struct gs_match){
			    .kind = c->b[j].out ? GS_MATCH_FURNITURE :
			        GS_MATCH_EXTRA,
			    .block = GS_NOWHERE, .text = j};
	count_matches(r);
	return err;
}

static int find(struct comparing *c)
{
	bool changed = false;
	c->owner = gs_arena_take(c->arena, c->text.count + 1,
	    sizeof *c->owner);
	if (c->owner == NULL)
		return GS_ERR_MEMORY;
	int err = prepare_memo(c);
	if (err == GS_OK)
		err = cut_pieces(c);
	if (err == GS_OK)
		err = finish_pieces(c);
	if (err == GS_OK)
		err = judge_pieces(&changed, c);
	if (err == GS_OK && changed)
		err = cut_pieces(c);
	if (err == GS_OK && changed)
		err = finish_pieces(c);
	if (err == GS_OK)
		err = pair_similar(c);
	if (err == GS_OK)
		drop_heads(c);
	return err;
}

/* One comparison of the text with what `memo` shows. */
static int compare(struct comparing *c, const struct gs_opening *memo,
    const bool *shortened)
{
	c->memo = memo;
	c->shortened = shortened;
	c->result = (struct gs_comparison){.gaps = c->text.gaps,
	    .bounded = c->text.bounded};
	c->steps = GS_COMPARE_STEPS;
	c->cells = GS_COMPARE_CELLS;
	c->part_count = c->b_count = 0;
	int err = find(c);
	return err == GS_OK ? collect(c) : err;
}

/* A gap stands for what it says only in a block whose other words are the
 * memo's: else a gap anywhere in a text would excuse what the text has in that
 * block's place.  Marks the other blocks with gaps. */
static size_t keep_whole(bool *keep, const struct comparing *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->a_count; i++) {
		const struct gs_match *m = &c->result.matches[i];
		if (!c->shortened[i] || ((m->kind == GS_MATCH_IDENTICAL ||
		    m->kind == GS_MATCH_TYPOGRAPHY) && !m->unseen))
			continue;
		keep[i] = true;
		n++;
	}
	return n;
}

/* Twice, if blocks are kept whole; then once more without any gap, if that
 * made others of them differ. */
static int compare_shortened(struct comparing *c,
    const struct gs_opening *memo)
{
	bool *keep = gs_arena_take(c->arena, memo->count + 1, 1);
	bool *shortened = gs_arena_take(c->arena, memo->count + 1, 1);
	int err = keep == NULL || shortened == NULL ? GS_ERR_MEMORY : GS_OK;
	for (int round = 0; err == GS_OK && round < 3; round++) {
		struct gs_opening shown;
		if (round == 2)
			memset(keep, true, memo->count);
		err = gs_shorten(&shown, shortened, c->arena, memo, &c->text,
		    keep);
		if (err == GS_OK)
			err = compare(c, &shown, shortened);
		if (err == GS_OK && keep_whole(keep, c) == 0)
			break;
	}
	return err;
}

int gs_compare(struct gs_comparison *out, struct gs_report *report,
    struct gs_arena *arena, enum gs_mark_style style,
    const struct gs_opening *memo, const void *text, size_t len)
{
	struct comparing c = {.arena = arena, .style = style};
	int err = gs_passages_of(&c.text, report, arena, style, memo, text,
	    len);
	if (err == GS_OK)
		err = compare_shortened(&c, memo);
	if (err == GS_OK)
		*out = c.result;
	return err;
}
