/* SPDX-License-Identifier: Apache-2.0 */
/* A block beside a piece of the text, word by word: whether they are one text,
 * and what differs. */
#include "lib/compare/front.h"
#include "lib/compare/inside.h"

#include <stdlib.h>
#include <string.h>

#include "lib/memo/span.h"

/* Of the words of both together, thousandths that must be in common, in the
 * same order, for a block to count as altered and not as another text.
 * Measured on the cable's paragraphs (tests/system/compare.py): unrelated ones
 * have at most 194, an earlier draft of the same thoughts 273, a paraphrase 247
 * to 510 (it keeps the names); a scan of which one letter in twenty is wrong
 * has 741 and more, one in twelve 633, one in ten 535.  A scan worse than that
 * is called missing; a paraphrase must not be called altered. */
#define SCORE_MIN 600
/* Words in a row that are quoted and not used by chance. */
#define QUOTED_MIN 8
/* Words of both sides together between which the nearest that are alike are
 * looked for: a change is then shown as one, where it is. */
#define NEAR_MAX 32
/* Bytes between two words of one change.  More lie between words of two
 * paragraphs, which a piece may have side by side: such a change is shown up to
 * the first paragraph's end. */
#define JUMP_MAX 256

bool gs_comparing_spend(struct gs_comparing *c, uint64_t steps)
{
	if (c->steps < steps) {
		c->steps = 0;
		c->result.bounded = true;
		return false;
	}
	c->steps -= steps;
	return true;
}

/* Words [from, to) of a side as they stand in its text. */
static struct gs_span words_text(const struct gs_tokens *t, size_t from,
    size_t to)
{
	if (from == to)
		return (struct gs_span){NULL, 0};

	const uint8_t *start = t->token[from].shown.ptr, *end = start;
	for (size_t k = from; k < to; k++) {
		const struct gs_span *s = &t->token[k].shown;
		if (s->ptr < end || (size_t)(s->ptr - end) > JUMP_MAX)
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

static bool is_glued(const struct gs_tokens *t, size_t k)
{
	return k + 1 < t->count && t->token[k].shown.ptr +
	    t->token[k].shown.len == t->token[k + 1].shown.ptr;
}

/* Whether word i of the window's a-side is word j of its b-side.  What is of a
 * link's target stands in one piece, so that a sentence's full stop is not
 * taken for one of an address. */
static bool window_equal(const struct window *w, size_t i, size_t j)
{
	const struct gs_token *a = &w->a->token[w->a0 + i];
	size_t k = w->b0 + j;

	if (!gs_token_equal(a, &w->b->token[k]))
		return false;
	return (a->flags & GS_TOKEN_LINK_TARGET) == 0 || is_glued(w->b, k) ||
	    (k > 0 && gs_token_is_word(a) && is_glued(w->b, k - 1));
}

static struct window trim_common(const struct gs_tokens *a,
    const struct gs_tokens *b)
{
	struct window w = {a, b, 0, a->count, 0, b->count};

	while (w.a0 < w.a1 && w.b0 < w.b1 && window_equal(&w, 0, 0)) {
		w.a0++;
		w.b0++;
	}
	while (w.a0 < w.a1 && w.b0 < w.b1 && window_equal(&w,
	    w.a1 - w.a0 - 1, w.b1 - w.b0 - 1)) {
		w.a1--;
		w.b1--;
	}
	return w;
}

/* Scratch, twice as large each time that it does not suffice. */
static uint16_t *table_of(struct gs_comparing *c, uint64_t cells)
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
static const uint16_t *fill_lcs(struct gs_comparing *c,
    const struct window *w)
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
	uint16_t *t = table_of(c, cells);
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
			*cell = window_equal(w, i, j) ?
			    (uint16_t)(cell[m + 2] + 1) :
			    down >= right ? down : right;
		}
	}
	return t;
}

/* Block and piece while what differs is listed. */
struct walk {
	struct gs_comparing *c;
	size_t block, piece;
	struct gs_side *s;
	const struct window *w;
};

static void add_word_change(struct walk *k, const struct gs_change *ch)
{
	struct gs_side *s = k->s;

	s->changes[s->change_count++] = (struct gs_word_change){
	    words_text(k->w->a, ch->i0, ch->i1),
	    words_text(k->w->b, ch->j0, ch->j1)};
}

/* Sentences that the file withholds may be any words: if the text has others
 * than their gap, that is no change of what the file shows. */
static void judge_change(struct walk *k, struct gs_change ch)
{
	bool gap = ch.i0 < ch.i1;

	for (size_t i = ch.i0; i < ch.i1; i++)
		gap = gap && gs_token_is_gap(&k->w->a->token[i]);
	if (gap) {
		k->s->gap_words += ch.i1 - ch.i0;
		k->s->words_in_gap += ch.j1 - ch.j0;
		if (ch.j1 > ch.j0)
			add_word_change(k, &ch);
	} else if (!gs_forgive_change(k->c, &ch)) {
		k->s->exact = false;
		add_word_change(k, &ch);
	}
}

/* Two words that are alike. */
static void judge_pair(struct walk *k, size_t i, size_t j)
{
	const struct gs_change pair = {k->block, k->piece, i, i + 1, j, j + 1};

	if (gs_forgive_pair(k->c, &pair))
		return;
	k->s->exact = false;
	/* The same letters: what parts them from those before is other. */
	bool parted = i > 0 && j > 0 && gs_span_same(
	    k->w->a->token[i].shown, k->w->b->token[j].shown);
	add_word_change(k, &(struct gs_change){k->block, k->piece, i - parted,
	    i + 1, j - parted, j + 1});
}

/* Moves i and j to the nearest words that are alike and lose none that both
 * have in common; false if there are none near. */
static bool skip_to_nearest(size_t *i, size_t *j, const struct window *w,
    const uint16_t *t)
{
	size_t n = w->a1 - w->a0, m = w->b1 - w->b0;
	uint16_t best = t[*i * (m + 1) + *j];

	for (size_t far = 1; best > 0 && far <= NEAR_MAX; far++)
		for (size_t more = 0; more <= far; more++) {
			size_t x = *i + far - more, y = *j + more;
			if (x >= n || y >= m || !window_equal(w, x, y) ||
			    t[x * (m + 1) + y] < best)
				continue;
			*i = x;
			*j = y;
			return true;
		}
	return false;
}

/* Moves i and j behind the words that differ from there on.  Without a table
 * all of the window differs.  Where the text says that it leaves words out, as
 * many are left out as can be. */
static void skip_different(size_t *i, size_t *j, const struct window *w,
    const uint16_t *t)
{
	size_t n = w->a1 - w->a0, m = w->b1 - w->b0;
	bool inside = *i < n && *j < m && t != NULL;

	if (inside && !window_equal(w, *i, *j) &&
	    !gs_token_is_omission(&w->b->token[w->b0 + *j]) &&
	    skip_to_nearest(i, j, w, t))
		return;
	while (*i < n || *j < m) {
		if (*i < n && *j < m && t != NULL && window_equal(w, *i, *j))
			return;
		if (*j == m || (*i < n && (t == NULL ||
		    t[(*i + 1) * (m + 1) + *j] >=
		    t[*i * (m + 1) + *j + 1])))
			++*i;
		else
			++*j;
	}
}

static void walk_window(struct walk *k, const uint16_t *t)
{
	const struct window *w = k->w;
	size_t n = w->a1 - w->a0, m = w->b1 - w->b0, i = 0, j = 0;

	while (i < n || j < m) {
		size_t i0 = i, j0 = j;
		skip_different(&i, &j, w, t);
		if (i > i0 || j > j0)
			judge_change(k, (struct gs_change){k->block, k->piece,
			    w->a0 + i0, w->a0 + i, w->b0 + j0, w->b0 + j});
		if (i < n && j < m) {
			judge_pair(k, w->a0 + i, w->b0 + j);
			i++;
			j++;
		}
	}
}

static int list_changes(struct walk *k, const uint16_t *t)
{
	const struct window *w = k->w;
	struct gs_side *s = k->s;
	size_t a = w->a->count, b = w->b->count;

	s->change_count = s->gap_words = s->words_in_gap = s->no_words = 0;
	s->exact = true;
	s->changes = gs_arena_take(k->c->arena, a + b + 2,
	    sizeof *s->changes);
	if (s->changes == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < w->a0; i++)
		judge_pair(k, i, i);
	walk_window(k, t);
	for (size_t i = w->a1; i < a; i++)
		judge_pair(k, i, i - w->a1 + w->b1);
	s->typography |= gs_between_typography(
	    gs_block_between(k->c, k->block, a),
	    gs_piece_between(k->c, k->piece, b));
	return GS_OK;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

int gs_side_sort(struct gs_side *s, struct gs_arena *arena)
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

size_t gs_side_common(const struct gs_side *a, const struct gs_side *b)
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

bool gs_align_suffices(size_t same, size_t a, size_t b)
{
	return 2000 * same >= SCORE_MIN * (a + b);
}

/* Whether `b` is one run of the words of `a`, and where it begins. */
static bool find_quoted(size_t *at, struct gs_comparing *c,
    const struct gs_tokens *a, const struct gs_tokens *b)
{
	if (b->count < QUOTED_MIN || b->count >= a->count)
		return false;

	for (size_t i = 0; i + b->count <= a->count; i++) {
		size_t n = 0;
		while (n < b->count && gs_comparing_spend(c, 1) &&
		    gs_token_equal(&a->token[i + n], &b->token[n]))
			n++;
		if (n == b->count) {
			*at = i;
			return true;
		}
	}
	return false;
}

/* The text has `count` words of the block from word `at` on: what differs is
 * what stands before them and behind. */
static int list_quoted(struct gs_comparing *c, struct gs_side *s, size_t at,
    size_t count)
{
	const struct gs_tokens *a = &s->words;

	s->changes = gs_arena_take(c->arena, 3, sizeof *s->changes);
	if (s->changes == NULL)
		return GS_ERR_MEMORY;

	s->change_count = 0;
	if (at > 0)
		s->changes[s->change_count++].was = words_text(a, 0, at);
	if (at + count < a->count)
		s->changes[s->change_count++].was = words_text(a, at + count,
		    a->count);
	s->quoted = true;
	return GS_OK;
}

/* Words in common by their number, for sides too long to align. */
static int count_common(size_t *same, struct gs_comparing *c,
    struct gs_side *a, struct gs_side *b)
{
	int err = gs_side_sort(a, c->arena);

	if (err == GS_OK)
		err = gs_side_sort(b, c->arena);
	if (err == GS_OK)
		*same = gs_side_common(a, b);
	return err;
}

/* Whether the piece is one run of the block's words from `at` on, alike but
 * for typography, and lacks more than a number in front. */
static bool is_quoted(struct walk *k, size_t at)
{
	const struct gs_tokens *a = k->w->a;
	size_t count = k->w->b->count;

	if (at + count == a->count && at <= gs_front_words(a->token, a->count))
		return false;
	for (size_t j = 0; j < count; j++) {
		const struct gs_change pair = {k->block, k->piece, at + j,
		    at + j + 1, j, j + 1};
		if (!gs_forgive_pair(k->c, &pair))
			return false;
	}
	return true;
}

static void reset_side(struct gs_side *a)
{
	a->exact = a->quoted = a->omits = false;
	a->change_count = a->gap_words = a->words_in_gap = a->no_words = 0;
	a->typography = 0;
	a->mark = (struct gs_span){NULL, 0};
}

int gs_align_sides(bool *one, struct gs_comparing *c, size_t i, size_t j)
{
	struct gs_side *a = &c->a[i], *b = &c->b[j];
	size_t at = 0;
	int err = GS_OK;
	struct window w = trim_common(&a->words, &b->words);
	struct walk k = {c, i, j, a, &w};

	*one = true;
	reset_side(a);
	if (find_quoted(&at, c, &a->words, &b->words) && is_quoted(&k, at))
		return list_quoted(c, a, at, b->words.count);

	size_t n = w.a1 - w.a0, m = w.b1 - w.b0;
	const uint16_t *t = fill_lcs(c, &w);
	size_t same = a->words.count - n + (t == NULL ? 0 : t[0]);
	if (t == NULL && n > 0 && m > 0)
		err = count_common(&same, c, a, b);

	if (err == GS_OK)
		err = list_changes(&k, t);
	size_t mine = a->words.count - a->gap_words;
	size_t its = b->words.count - a->words_in_gap - a->no_words;
	same = same < mine ? same : mine;
	*one = err == GS_OK && gs_align_suffices(same < its ? same : its, mine,
	    its);
	return err;
}
