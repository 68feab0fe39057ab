/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/regroup.h"

#include <stdlib.h>
#include <string.h>

#include "lib/memo/marker.h"
#include "lib/memo/span.h"

#define GAP_WORDS 2048 /* of sentences withheld, in one place */
#define GRAM 3         /* words in a row that lead to a run */
#define GRAM_OFTEN 16  /* a gram that the memo has more often leads nowhere */
#define LOOK_BACK 32   /* runs before one that it may go on from */
#define TABLE_BITS 16

/* Words that memo and text have alike, as many as there are. */
struct run {
	uint32_t block, a, t, len; /* word a of the block, t of the text */
};

struct gram {
	uint64_t hash;
	uint32_t block, a;
};

struct regrouping {
	struct gs_arena *arena;
	const struct gs_regroup_memo *memo;
	const struct gs_passages *text;
	uint32_t *owner;
	bool *found;                 /* of the blocks */
	uint32_t *no_head, *no_tail; /* words at its ends not yet found */
	struct gram *grams;
	size_t gram_count;
	uint32_t *table; /* where the grams with these first bits begin */
	struct run *runs;
	size_t run_count, run_max;
	size_t *first; /* run of each block */
	uint64_t steps;
	bool bounded;
};

static const struct gs_token *word(const struct regrouping *r, size_t t)
{
	return &r->text->token[t];
}

static bool step(struct regrouping *r)
{
	if (r->steps == 0) {
		r->bounded = true;
		return false;
	}
	r->steps--;
	return true;
}

static void claim(struct regrouping *r, size_t from, size_t to, size_t block)
{
	for (size_t t = from; t < to; t++)
		if (r->owner[t] == 0)
			r->owner[t] = (uint32_t)block + 1;
}

/* Paragraphs that are a block ---------------------------------------- */

struct keyed {
	uint64_t hash;
	size_t index;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static struct gs_tokens words_of(const struct gs_passages *text, size_t p)
{
	return gs_tokens_run(text->token + text->list[p].from,
	    text->list[p].to - text->list[p].from);
}

/* The first at or behind (hash, index). */
static size_t place_of(const struct keyed *list, size_t count, uint64_t hash,
    size_t index)
{
	size_t low = 0, high = count;
	struct keyed want = {hash, index};
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (by_key(&list[mid], &want) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* A free paragraph with the block's words at or behind `expect`. */
static size_t free_equal(struct regrouping *r, const struct keyed *list,
    size_t count, size_t block, size_t expect)
{
	const struct gs_tokens *want = &r->memo->words[block];
	for (size_t k = place_of(list, count, want->hash, expect); k < count &&
	    list[k].hash == want->hash && step(r); k++) {
		struct gs_tokens has = words_of(r->text, list[k].index);
		if (r->owner[r->text->list[list[k].index].from] == 0 &&
		    gs_tokens_equal(want, &has))
			return list[k].index;
	}
	return SIZE_MAX;
}

/* Of several alike the first free one behind the last match is taken, so that
 * lines that repeat keep their order. */
static int claim_equal(struct regrouping *r)
{
	size_t n = 0, expect = 0;
	struct keyed *list = gs_arena_take(r->arena, r->text->list_count + 1,
	    sizeof *list);
	if (list == NULL)
		return GS_ERR_MEMORY;
	for (size_t p = 0; p < r->text->list_count; p++)
		if (r->text->list[p].to > r->text->list[p].from)
			list[n++] = (struct keyed){words_of(r->text, p).hash,
			    p};
	qsort(list, n, sizeof *list, by_key);
	for (size_t i = 0; i < r->memo->count; i++) {
		if (r->memo->words[i].count == 0)
			continue;
		size_t p = free_equal(r, list, n, i, expect);
		if (p == SIZE_MAX)
			p = free_equal(r, list, n, i, 0);
		if (p == SIZE_MAX)
			continue;
		claim(r, r->text->list[p].from, r->text->list[p].to, i);
		r->found[i] = true;
		expect = p + 1;
	}
	return GS_OK;
}

/* Runs --------------------------------------------------------------- */

static uint64_t gram_hash(const struct gs_token *t)
{
	uint64_t hash = 0;
	for (size_t i = 0; i < GRAM; i++)
		hash = (hash ^ t[i].hash) * UINT64_C(0x9e3779b97f4a7c15) +
		    (hash >> 29);
	return hash;
}

static int by_gram(const void *a, const void *b)
{
	const struct gram *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return x->a < y->a ? -1 : x->a > y->a;
}

/* The grams of the blocks that are not found yet. */
static int index_grams(struct regrouping *r)
{
	size_t max = 0, n = 0;
	for (size_t i = 0; i < r->memo->count; i++)
		max += r->found[i] ? 0 : r->memo->words[i].count;
	r->grams = gs_arena_take(r->arena, max + 1, sizeof *r->grams);
	r->table = gs_arena_take(r->arena, ((size_t)1 << TABLE_BITS) + 1,
	    sizeof *r->table);
	if (r->grams == NULL || r->table == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < r->memo->count; i++) {
		const struct gs_tokens *w = &r->memo->words[i];
		for (size_t a = 0; !r->found[i] && a + GRAM <= w->count; a++)
			r->grams[n++] = (struct gram){gram_hash(&w->token[a]),
			    (uint32_t)i, (uint32_t)a};
	}
	qsort(r->grams, n, sizeof *r->grams, by_gram);
	r->gram_count = n;
	for (size_t k = 0, at = 0; k <= (size_t)1 << TABLE_BITS; k++) {
		while (at < n && r->grams[at].hash >> (64 - TABLE_BITS) < k)
			at++;
		r->table[k] = (uint32_t)at;
	}
	return GS_OK;
}

/* The run through word a of a block and word t of the text. */
static struct run run_through(struct regrouping *r, uint32_t block, uint32_t a,
    uint32_t t)
{
	const struct gs_tokens *w = &r->memo->words[block];
	uint32_t end = a, back = 0;
	while (end < w->count && t + (end - a) < r->text->count && step(r) &&
	    gs_token_equal(&w->token[end], word(r, t + (end - a))))
		end++;
	while (back < a && back < t && step(r) &&
	    gs_token_equal(&w->token[a - back - 1], word(r, t - back - 1)))
		back++;
	return (struct run){block, a - back, t - back, end - a + back};
}

static int by_place(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	if (x->t != y->t)
		return x->t < y->t ? -1 : 1;
	return x->a < y->a ? -1 : x->a > y->a;
}

/* The runs that begin with what the text has at `t`.  `last` is the latest run
 * of each block: what lies within it is not found again. */
static void find_runs_at(struct regrouping *r, struct run *last, uint32_t t)
{
	uint64_t hash = gram_hash(word(r, t));
	uint32_t k = r->table[hash >> (64 - TABLE_BITS)], n = 0;
	uint32_t end = r->table[(hash >> (64 - TABLE_BITS)) + 1];
	while (k < end && r->grams[k].hash < hash)
		k++;
	while (k + n < end && r->grams[k + n].hash == hash)
		n++;
	for (uint32_t i = k; n <= GRAM_OFTEN && i < k + n && step(r); i++) {
		struct run *before = &last[r->grams[i].block];
		if (before->len > 0 && t < before->t + before->len &&
		    t - before->t == r->grams[i].a - before->a)
			continue;
		struct run run = run_through(r, r->grams[i].block,
		    r->grams[i].a, t);
		if (run.len < GRAM)
			continue; /* two hashes alike */
		*before = run;
		if (r->run_count == r->run_max)
			r->bounded = true;
		else
			r->runs[r->run_count++] = run;
	}
}

static int find_runs(struct regrouping *r)
{
	struct run *last = gs_arena_take(r->arena, r->memo->count + 1,
	    sizeof *last);
	r->run_max = GRAM_OFTEN * r->text->count < GS_REGROUP_RUNS ?
	    GRAM_OFTEN * r->text->count : GS_REGROUP_RUNS;
	r->runs = gs_arena_take(r->arena, r->run_max + 1, sizeof *r->runs);
	r->first = gs_arena_take(r->arena, r->memo->count + 1,
	    sizeof *r->first);
	if (last == NULL || r->runs == NULL || r->first == NULL)
		return GS_ERR_MEMORY;
	for (uint32_t t = 0; t + GRAM <= r->text->count; t++)
		if (r->owner[t] == 0)
			find_runs_at(r, last, t);
	qsort(r->runs, r->run_count, sizeof *r->runs, by_place);
	for (size_t i = 0, k = 0; i <= r->memo->count; i++) {
		while (k < r->run_count && r->runs[k].block < i)
			k++;
		r->first[i] = k;
	}
	return GS_OK;
}

/* Chains ------------------------------------------------------------- */

struct chain {
	uint32_t block, score; /* words in its runs, less what lies between */
};

/* One block's runs while they are chained. */
struct chaining {
	struct run *runs; /* without words that another block has */
	int64_t *score;   /* of the best chain that ends with a run */
	size_t *before;   /* in it; SIZE_MAX: none */
	size_t count;
};

/* The first part of a run that is free. */
static struct run clip(const struct regrouping *r, struct run run)
{
	uint32_t n = 0;
	for (; run.len > 0 && r->owner[run.t] != 0; run.len--) {
		run.a++;
		run.t++;
	}
	while (n < run.len && r->owner[run.t + n] == 0)
		n++;
	run.len = n;
	return run;
}

/* Whether words [from, to) of a block stand for sentences withheld: then any
 * words of the text may be there. */
static bool has_gap(const struct regrouping *r, size_t block, size_t from,
    size_t to)
{
	for (size_t a = from; a < to; a++)
		if (gs_token_is_gap(&r->memo->words[block].token[a]))
			return true;
	return false;
}

/* What run `b` adds to a chain that ends with `a`; below 0: it cannot follow.
 * Where they overlap, words count once; a gap costs the more, the more its two
 * sides differ in length. */
static int64_t adds(const struct run *a, const struct run *b, int64_t most)
{
	int64_t ga = (int64_t)b->a - (a->a + a->len);
	int64_t gt = (int64_t)b->t - (a->t + a->len);
	int64_t overlap = ga < gt ? ga : gt, gap = gt > ga ? gt - ga : ga - gt;
	if (b->a <= a->a || b->t <= a->t ||
	    gt > most)
		return -1;
	return b->len + (overlap < 0 ? overlap : 0) - gap / 8;
}

/* The end of the best chain; SIZE_MAX if there is no run. */
static size_t best_chain(struct regrouping *r, struct chaining *c,
    uint32_t block)
{
	size_t best = SIZE_MAX;
	int64_t most = 2 * (int64_t)r->memo->words[block].count + 64;
	if (has_gap(r, block, 0, r->memo->words[block].count))
		most += GAP_WORDS;
	c->count = 0;
	for (size_t k = r->first[block]; k < r->first[block + 1]; k++) {
		struct run run = clip(r, r->runs[k]);
		if (run.len > 0)
			c->runs[c->count++] = run;
	}
	for (size_t k = 0; k < c->count; k++) {
		c->score[k] = c->runs[k].len;
		c->before[k] = SIZE_MAX;
		for (size_t j = k < LOOK_BACK ? 0 : k - LOOK_BACK; j < k &&
		    step(r); j++) {
			int64_t more = adds(&c->runs[j], &c->runs[k], most);
			if (more <= 0 || c->score[j] + more <= c->score[k])
				continue;
			c->score[k] = c->score[j] + more;
			c->before[k] = j;
		}
		if (best == SIZE_MAX || c->score[k] > c->score[best])
			best = k;
	}
	return best;
}

static size_t paragraph_of(const struct regrouping *r, size_t t)
{
	size_t low = 0, high = r->text->list_count;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (r->text->list[mid].from <= t)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* Leaves a chain's runs in order at the front of c->runs. */
static size_t order_chain(struct chaining *c, size_t end)
{
	size_t n = 0, at = c->count;
	struct run *runs = c->runs;
	for (size_t k = end; k != SIZE_MAX; k = c->before[k])
		n++;
	/* Its order, at the end of c->before: a chain's runs are not behind the
	 * places that hold them. */
	for (size_t k = end, next = 0; k != SIZE_MAX; k = next) {
		next = c->before[k];
		c->before[--at] = k;
	}
	for (size_t k = 0; k < n; k++)
		runs[k] = runs[c->before[at + k]];
	return n;
}

/* Claims `n` runs, cut where they overlap. */
static void claim_chain(struct regrouping *r, struct chaining *c, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		struct run *run = &c->runs[k];
		const struct run *before = k == 0 ? NULL : &c->runs[k - 1];
		while (before != NULL && run->len > 0 &&
		    (run->t < before->t + before->len ||
		    run->a < before->a + before->len)) {
			run->t++;
			run->a++;
			run->len--;
		}
		claim(r, run->t, run->t + run->len, run->block);
	}
}

/* The words of the text between two runs of a block, which lacks some there.  What stands in a paragraph with a run is the block's, unless it is
 * more than the block itself; a paragraph of its own may be a page's header,
 * and is the block's only where the block lacks about as much. */
static void claim_gap(struct regrouping *r, const struct run *a,
    const struct run *b)
{
	const struct gs_paragraph *list = r->text->list;
	uint32_t block = a->block;
	size_t from = a->t + a->len, to = b->t, ga = b->a - (a->a + a->len);
	size_t head = paragraph_of(r, from - 1), tail = paragraph_of(r, to);
	bool gap = has_gap(r, block, a->a + a->len, b->a);
	size_t words = gap ? GAP_WORDS : r->memo->words[block].count;
	if (from >= to || (head == tail && to - from > words))
		return;
	if (head == tail) {
		claim(r, from, to, block);
		return;
	}
	size_t inner = list[tail].from - list[head].to;
	if (list[head].to - from <= words)
		claim(r, from, list[head].to, block);
	if (to - list[tail].from <= words)
		claim(r, list[tail].from, to, block);
	if (inner <= 2 * ga)
		claim(r, list[head].to, list[tail].from, block);
}

/* One or two words beyond a paragraph's end are there by chance, unless they
 * are all of theirs: `. Our government` begins in whatever sentence is before. */
static void trim_ends(const struct regrouping *r, struct run *first,
    struct run *last)
{
	const struct gs_paragraph *p = r->text->list +
	    paragraph_of(r, first->t);
	uint32_t more = (uint32_t)p->to - first->t;
	if (more < GRAM && more < first->len && first->t > p->from) {
		first->a += more;
		first->t += more;
		first->len -= more;
	}
	if (last->len == 0)
		return;
	size_t end = last->t + last->len;
	p = r->text->list + paragraph_of(r, end - 1);
	if (end - p->from < GRAM && p->from > last->t && end < p->to)
		last->len = (uint32_t)p->from - last->t;
}

static int by_worth(const void *a, const void *b)
{
	const struct chain *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->block < y->block ? -1 : x->block > y->block;
}

/* The best chain first: what it claims, another cannot. */
static void take_chain(struct regrouping *r, struct chaining *c,
    uint32_t block)
{
	size_t words = r->memo->words[block].count;
	size_t end = best_chain(r, c, block);
	if (end == SIZE_MAX || c->score[end] < GRAM)
		return;
	size_t n = order_chain(c, end);
	trim_ends(r, &c->runs[0], &c->runs[n - 1]);
	claim_chain(r, c, n);
	for (size_t k = 1; k < n; k++)
		claim_gap(r, &c->runs[k - 1], &c->runs[k]);
	r->found[block] = true;
	r->no_head[block] = c->runs[0].a;
	r->no_tail[block] = (uint32_t)words - (c->runs[n - 1].a +
	    c->runs[n - 1].len);
}

static int chain_runs(struct regrouping *r)
{
	struct chaining c = {.count = 0};
	size_t most = 1, n = 0;
	struct chain *list = gs_arena_take(r->arena, r->memo->count + 1,
	    sizeof *list);
	for (size_t i = 0; i < r->memo->count; i++)
		if (r->first[i + 1] - r->first[i] > most)
			most = r->first[i + 1] - r->first[i];
	c.runs = gs_arena_take(r->arena, most, sizeof *c.runs);
	c.score = gs_arena_take(r->arena, most, sizeof *c.score);
	c.before = gs_arena_take(r->arena, most, sizeof *c.before);
	if (list == NULL || c.runs == NULL || c.score == NULL ||
	    c.before == NULL)
		return GS_ERR_MEMORY;
	for (uint32_t i = 0; i < r->memo->count; i++) {
		size_t end = r->found[i] ? SIZE_MAX : best_chain(r, &c, i);
		if (end != SIZE_MAX)
			list[n++] = (struct chain){i, (uint32_t)c.score[end]};
	}
	qsort(list, n, sizeof *list, by_worth);
	for (size_t k = 0; k < n; k++)
		take_chain(r, &c, list[k].block);
	return GS_OK;
}

/* What stands beside ------------------------------------------------- */

static bool is_number(struct gs_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	return s.len > 0 && s.len <= 9;
}

static bool is_sign(const struct gs_token *t, char sign)
{
	return t->shown.len == 1 && t->shown.ptr[0] == (uint8_t)sign;
}

static bool is_shown(const struct gs_token *t, const char *text)
{
	return gs_span_is(t->shown, text);
}

static bool is_bullet(const struct gs_token *t)
{
	struct gs_marker m = gs_marker_read(t->shown, GS_MARKERS_PRINTED);

	return m.kind == GS_MARKER_BULLET;
}

/* Where `(SBU)` begins that ends at `to`, or `to`. */
static size_t mark_before(const struct regrouping *r, size_t from, size_t to)
{
	size_t t = to;
	if (to - from < 3 || !is_sign(word(r, to - 1), ')'))
		return to;
	while (t > from && to - t < 32 && !is_sign(word(r, t - 1), '('))
		t--;
	if (t == from || t == to || !is_sign(word(r, t - 1), '('))
		return to;
	const uint8_t *mark = word(r, t)->shown.ptr;
	size_t len = (size_t)(word(r, to - 1)->shown.ptr - mark);
	return gs_mark_rank(r->memo->style, mark, len) < 0 ? to : t - 1;
}

/* A block's number, bullet and mark where it does not begin a paragraph: they
 * count as little there as they do in front of one. */
static size_t claim_sign(struct regrouping *r, size_t from, size_t to,
    uint32_t block)
{
	struct gs_span s = r->memo->blocks[block].text;
	size_t at = mark_before(r, from, to);
	struct gs_marker m = gs_marker_read(s, GS_MARKERS_PRINTED);
	if (at - from >= 2 && is_number(word(r, at - 2)->shown) &&
	    (is_sign(word(r, at - 1), '.') || is_sign(word(r, at - 1), ')'))) {
		at -= 2;
		if (at > from && is_shown(word(r, at - 1), "\xc2\xb6"))
			at--;
	} else if (at > from && m.kind == GS_MARKER_BULLET &&
	    is_bullet(word(r, at - 1))) {
		at--;
	}
	for (size_t t = at; t < to; t++)
		r->owner[t] = (block + 1) | GS_OWNER_SIGN;
	return at;
}

/* Whether the words at `t` are all of a block that is not found yet. */
static bool is_block(const struct regrouping *r, size_t block, size_t t)
{
	const struct gs_tokens *w = &r->memo->words[block];
	for (size_t a = 0; a < w->count; a++)
		if (!gs_token_equal(&w->token[a], word(r, t + a)))
			return false;
	return w->count > 0 && !r->found[block];
}

/* Short blocks in front of one, the last first: headings run together with
 * what they head. */
static size_t claim_before(struct regrouping *r, size_t from, size_t to,
    uint32_t block)
{
	to = claim_sign(r, from, to, block);
	while (block-- > 0) {
		size_t n = r->memo->words[block].count;
		if (n > to - from || !is_block(r, block, to - n))
			break;
		claim(r, to - n, to, block);
		r->found[block] = true;
		to = claim_sign(r, from, to - n, block);
	}
	return to;
}

static size_t claim_behind(struct regrouping *r, size_t from, size_t to,
    uint32_t block)
{
	while (++block < r->memo->count) {
		size_t n = r->memo->words[block].count, at = from;
		/* A sign may stand before it: at most `12.` and `(CUI//...)`. */
		while (at < to && at - from < 32 && (n > to - at ||
		    !is_block(r, block, at)))
			at++;
		if (at == to || n > to - at || !is_block(r, block, at))
			break;
		size_t sign = mark_before(r, from, at);
		if (sign != from && (sign - from != 2 ||
		    !is_number(word(r, from)->shown)))
			break;
		(void)claim_sign(r, from, at, block);
		claim(r, at, at + n, block);
		r->found[block] = true;
		from = at + n;
	}
	return from;
}

#define NONE UINT32_MAX

/* Free words [from, to) of a paragraph beside those of blocks: `left` has what
 * is before, `right` what is behind (NONE: the paragraph's end).  A block that
 * lacks words there gets as many; a few more are an addition to it; anything
 * longer is a text of its own. */
static void share(struct regrouping *r, size_t from, size_t to, uint32_t left,
    uint32_t right)
{
	if (right != NONE)
		to = claim_before(r, from, to, right);
	if (left != NONE)
		from = claim_behind(r, from, to, left);
	size_t head = right == NONE ? 0 : r->no_head[right];
	size_t tail = left == NONE ? 0 : r->no_tail[left];
	head = head < to - from ? head : to - from;
	tail = tail < to - from - head ? tail : to - from - head;
	if (head > 0) {
		claim(r, to - head, to, right);
		r->no_head[right] = 0;
	}
	to -= head;
	if (tail > 0) {
		claim(r, from, from + tail, left);
		r->no_tail[left] = 0;
	}
	from += tail;
	/* Where sentences are withheld at an end, all that is there. */
	if (left != NONE && right == NONE && has_gap(r, left,
	    r->memo->words[left].count - 1, r->memo->words[left].count))
		claim(r, from, to, left);
	if (right != NONE && left == NONE && has_gap(r, right, 0, 1))
		claim(r, from, to, right);
	uint32_t more = left == NONE || (right != NONE && tail == 0 &&
	    head > 0) ? right : left;
	if (to - from <= 8 + r->memo->words[more].count / 8)
		claim(r, from, to, more);
}

static void share_paragraph(struct regrouping *r, const struct gs_paragraph *p)
{
	for (size_t t = p->from, end = 0; t < p->to; t = end) {
		for (end = t; end < p->to && r->owner[end] == 0; end++)
			;
		uint32_t left = t == p->from ? NONE :
		    GS_OWNER(r->owner[t - 1]) - 1;
		uint32_t right = end == p->to ? NONE :
		    GS_OWNER(r->owner[end]) - 1;
		if (end > t && (left != NONE || right != NONE))
			share(r, t, end, left, right);
		while (end < p->to && r->owner[end] != 0)
			end++;
	}
}

/* Words of a paragraph that the block has among its words [from, to). */
static size_t shared(struct regrouping *r, const struct gs_paragraph *p,
    uint32_t block, size_t from, size_t to)
{
	size_t n = 0;
	for (size_t t = p->from; t < p->to; t++)
		for (size_t a = from; a < to && step(r); a++)
			if (gs_token_equal(word(r, t),
			    &r->memo->words[block].token[a])) {
				n++;
				break;
			}
	return n;
}

/* A free paragraph behind words of a block that lacks its end (or before words
 * of one that lacks its beginning) and that has half of its words from there;
 * all of them, if something else is between. */
static void claim_paragraph(struct regrouping *r, const struct gs_paragraph *p,
    uint32_t block, bool tail, bool near)
{
	size_t words = r->memo->words[block].count, n = p->to - p->from;
	size_t lacks = tail ? r->no_tail[block] : r->no_head[block];
	if (lacks == 0 || n > 2 * lacks + 2 || (near ? 2 : 1) * shared(r, p,
	    block, tail ? words - lacks : 0, tail ? words : lacks) < n)
		return;
	claim(r, p->from, p->to, block);
	if (tail)
		r->no_tail[block] = 0;
	else
		r->no_head[block] = 0;
}

static bool is_free(const struct regrouping *r, const struct gs_paragraph *p)
{
	for (size_t t = p->from; t < p->to; t++)
		if (r->owner[t] != 0)
			return false;
	return p->to > p->from;
}

#define BETWEEN 3 /* paragraphs that a page puts between parts of a block */

/* From the text's beginning to its end, or the other way. */
static void share_paragraphs(struct regrouping *r, bool tail)
{
	size_t count = r->text->list_count, between = 0;
	uint32_t block = NONE;
	for (size_t i = 0; i < count; i++) {
		const struct gs_paragraph *p = &r->text->list[tail ? i :
		    count - 1 - i];
		if (p->from == p->to)
			continue;
		if (is_free(r, p) && block != NONE && between < BETWEEN)
			claim_paragraph(r, p, block, tail, between == 0);
		uint32_t owner = r->owner[tail ? p->to - 1 : p->from];
		between = owner != 0 ? 0 : between + 1;
		if (owner != 0)
			block = GS_OWNER(owner) - 1;
	}
}

static void share_out(struct regrouping *r)
{
	for (size_t i = 0; i < r->text->list_count; i++)
		share_paragraph(r, &r->text->list[i]);
	share_paragraphs(r, true);
	share_paragraphs(r, false);
}

int gs_regroup(uint32_t *owner, bool *bounded, struct gs_arena *arena,
    const struct gs_regroup_memo *memo, const struct gs_passages *text)
{
	struct regrouping r = {.arena = arena, .memo = memo, .text = text,
	    .owner = owner, .steps = GS_REGROUP_STEPS};
	r.found = gs_arena_take(arena, memo->count + 1, 1);
	r.no_head = gs_arena_take(arena, memo->count + 1, sizeof *r.no_head);
	r.no_tail = gs_arena_take(arena, memo->count + 1, sizeof *r.no_tail);
	if (r.found == NULL || r.no_head == NULL || r.no_tail == NULL)
		return GS_ERR_MEMORY;
	memset(owner, 0, text->count * sizeof *owner);
	int err = claim_equal(&r);
	if (err == GS_OK)
		err = index_grams(&r);
	if (err == GS_OK)
		err = find_runs(&r);
	if (err == GS_OK)
		err = chain_runs(&r);
	if (err != GS_OK)
		return err;
	share_out(&r);
	*bounded = *bounded || r.bounded;
	return GS_OK;
}
