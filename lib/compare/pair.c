/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks and pieces that nothing led to each other, paired by the words that
 * they have in common. */
#include "lib/compare/inside.h"

#include <stdlib.h>

#define CANDIDATES_MAX ((size_t)1 << 17)
#define PLACE_WORDS 8 /* of a block that its place tells */
#define POSTINGS_MAX 64 /* blocks with a word, above which it tells little */

/* Block i and piece j may be one text. */
struct likely_pair {
	size_t i, j;
	unsigned score; /* thousandths of the words in common */
};

/* That a block has a word. */
struct posting {
	uint64_t hash;
	size_t block;
};

struct pairing {
	struct posting *list;
	size_t count;
	size_t *shared;  /* by block: its words that a piece has */
	size_t *touched; /* blocks with such */
	size_t touched_count;
	struct likely_pair *found;
	size_t found_count, found_max;
};

/* More in common first; then nearer to the place in the memo. */
static int by_score(const void *a, const void *b)
{
	const struct likely_pair *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	return x->j < y->j ? -1 : x->j > y->j;
}

static int by_posting(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->block < y->block ? -1 : x->block > y->block;
}

static bool is_unmatched(const struct gs_side *s)
{
	return !s->left_out && s->other == GS_NOWHERE && s->words.count > 0;
}

static int make_pair_room(struct pairing *p, struct gs_comparing *c)
{
	size_t words = 0, pairs = c->a_count * c->b_count;

	for (size_t i = 0; i < c->a_count; i++)
		words += is_unmatched(&c->a[i]) ? c->a[i].words.count : 0;
	p->list = gs_arena_take(c->arena, words + 1, sizeof *p->list);
	p->shared = gs_arena_take(c->arena, c->a_count + 1, sizeof *p->shared);
	p->touched = gs_arena_take(c->arena, c->a_count + 1,
	    sizeof *p->touched);
	p->found_max = pairs < CANDIDATES_MAX ? pairs : CANDIDATES_MAX;
	p->found = gs_arena_take(c->arena, p->found_max + 1, sizeof *p->found);
	return p->list == NULL || p->shared == NULL || p->touched == NULL ||
	    p->found == NULL ? GS_ERR_MEMORY : GS_OK;
}

static int index_words(struct pairing *p, struct gs_comparing *c)
{
	int err = make_pair_room(p, c);

	for (size_t i = 0; err == GS_OK && i < c->a_count; i++) {
		struct gs_side *a = &c->a[i];
		if (!is_unmatched(a))
			continue;
		err = gs_side_sort(a, c->arena);
		for (size_t k = 0; err == GS_OK && k < a->words.count; k++)
			if (k == 0 || a->sorted[k] != a->sorted[k - 1])
				p->list[p->count++] = (struct posting){
				    a->sorted[k], i};
	}
	if (err == GS_OK)
		qsort(p->list, p->count, sizeof *p->list, by_posting);
	return err;
}

static size_t first_posting(const struct pairing *p, uint64_t hash)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (p->list[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Counts, for each block, the words of a piece that it has; returns how many
 * words of the piece so many blocks have that they were not counted. */
static size_t count_block_words(struct pairing *p, struct gs_comparing *c,
    const struct gs_side *b)
{
	size_t often = 0;

	for (size_t t = 0; t < b->words.count; t++) {
		uint64_t hash = b->words.token[t].hash;
		size_t from = first_posting(p, hash), to = from;
		while (to < p->count && p->list[to].hash == hash &&
		    to - from <= POSTINGS_MAX)
			to++;
		if (to - from > POSTINGS_MAX ||
		    !gs_comparing_spend(c, to - from)) {
			often++;
			continue;
		}
		for (size_t k = from; k < to; k++)
			if (p->shared[p->list[k].block]++ == 0)
				p->touched[p->touched_count++] =
				    p->list[k].block;
	}
	return often;
}

/* Keeps block i and piece j if they may be one text.  `most` is at least the
 * number of words in common, and spares counting them where it is too small. */
static void consider_pair(struct pairing *p, struct gs_comparing *c, size_t i,
    size_t j, size_t most)
{
	const struct gs_side *a = &c->a[i], *b = &c->b[j];
	size_t both = a->words.count + b->words.count;

	most = most < a->words.count ? most : a->words.count;
	if (!is_unmatched(a) ||
	    !gs_align_suffices(most, a->words.count, b->words.count) ||
	    !gs_comparing_spend(c, both))
		return;

	size_t same = gs_side_common(a, b);
	if (!gs_align_suffices(same, a->words.count, b->words.count))
		return;
	if (p->found_count == p->found_max) {
		c->result.bounded = true;
		return;
	}
	p->found[p->found_count++] = (struct likely_pair){i, j,
	    (unsigned)(2000 * same / both)};
}

static int find_similar(struct pairing *p, struct gs_comparing *c, size_t j)
{
	struct gs_side *b = &c->b[j];
	size_t often = count_block_words(p, c, b);
	int err = gs_side_sort(b, c->arena);

	/* Words that many blocks have could alone suffice for any of them. */
	bool any = err == GS_OK && gs_align_suffices(often, 1, b->words.count);
	for (size_t i = 0; any && i < c->a_count && gs_comparing_spend(c, 1);
	    i++)
		consider_pair(p, c, i, j, p->shared[i] + often);

	for (size_t k = 0; k < p->touched_count; k++) {
		size_t i = p->touched[k];
		if (err == GS_OK && !any)
			consider_pair(p, c, i, j, p->shared[i] + often);
		p->shared[i] = 0;
	}
	p->touched_count = 0;
	return err;
}

/* The best first: what it takes, another cannot. */
static int take_pairs(struct pairing *p, struct gs_comparing *c)
{
	int err = GS_OK;

	qsort(p->found, p->found_count, sizeof *p->found, by_score);
	for (size_t k = 0; err == GS_OK && k < p->found_count; k++) {
		bool one = false;
		size_t i = p->found[k].i, j = p->found[k].j;
		if (!is_unmatched(&c->a[i]) || !is_unmatched(&c->b[j]))
			continue;
		err = gs_align_sides(&one, c, i, j);
		if (err == GS_OK && one) {
			c->a[i].other = j;
			c->b[j].other = i;
		}
	}
	return err;
}

/* The next piece from `j` on that is no furniture, or b_count. */
static size_t skip_furniture(const struct gs_comparing *c, size_t j)
{
	while (j < c->b_count && c->b[j].left_out)
		j++;
	return j;
}

/* The piece alone between what the memo's blocks before and behind block i
 * have, or GS_NOWHERE. */
static size_t piece_in_place(const struct gs_comparing *c, size_t i)
{
	size_t before = i == 0 ? GS_NOWHERE : c->a[i - 1].other;

	if (!is_unmatched(&c->a[i]) || before == GS_NOWHERE)
		return GS_NOWHERE;
	size_t j = skip_furniture(c, before + 1);
	size_t next = j == c->b_count ? j : skip_furniture(c, j + 1);
	bool ends = i + 1 == c->a_count ? next == c->b_count :
	    c->a[i + 1].other == next;
	return j < c->b_count && ends && is_unmatched(&c->b[j]) ? j :
	    GS_NOWHERE;
}

/* A heading of two words of which one is another says by its place whose
 * heading it is. */
static int pair_by_place(struct gs_comparing *c)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < c->a_count; i++) {
		size_t j = piece_in_place(c, i);
		if (j == GS_NOWHERE || c->a[i].words.count > PLACE_WORDS ||
		    c->b[j].words.count > PLACE_WORDS)
			continue;

		struct gs_side *a = &c->a[i], *b = &c->b[j];
		bool one = false;
		err = gs_side_sort(a, c->arena);
		if (err == GS_OK)
			err = gs_side_sort(b, c->arena);
		if (err != GS_OK || 6 * gs_side_common(a, b) <
		    a->words.count + b->words.count)
			continue;
		err = gs_align_sides(&one, c, i, j);
		a->other = j;
		b->other = i;
	}
	return err;
}

int gs_pair_similar(struct gs_comparing *c)
{
	struct pairing p = {.count = 0};
	int err = index_words(&p, c);

	for (size_t j = 0; err == GS_OK && j < c->b_count; j++)
		if (p.count > 0 && is_unmatched(&c->b[j]))
			err = find_similar(&p, c, j);
	if (err == GS_OK)
		err = take_pairs(&p, c);
	return err == GS_OK ? pair_by_place(c) : err;
}
