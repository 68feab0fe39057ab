/* SPDX-License-Identifier: Apache-2.0 */
/* A block's runs in the order of both memo and text: the chain that keeps the
 * most of its words.  What lies between two runs of a chain is a hole: words
 * that the block has and the text has otherwise. */
#include "lib/compare/regroup_inside.h"

#include <stdlib.h>

/* Runs before one that it may go on from.  A run that goes on from one farther
 * back begins a chain of its own. */
#define LOOK_BACK 32
/* Words of the text that a hole may have: HOLE_TIMES those of the block, since
 * a text may stand between its pages, and HOLE_MORE for a short block's page
 * header and footer. */
#define HOLE_TIMES 2
#define HOLE_MORE 64
/* A chain loses a word for as many words by which a hole's two sides differ in
 * length: enough that of two runs alike the nearer one is taken, too little to
 * give up a run that is there. */
#define HOLE_COST 8
/* A paragraph of its own in a hole is the block's if it has at most as many
 * times the words that the block lacks there; else it may be the page's
 * header. */
#define INNER_TIMES 2

/* A block's chain: the words in its runs, less what its holes cost. */
struct chain {
	uint32_t block, score;
};

/* One block's runs while they are chained. */
struct chaining {
	struct gs_run *runs; /* without words that another block has */
	int64_t *score;      /* of the best chain that ends with a run */
	size_t *before;      /* in it; SIZE_MAX: none */
	size_t count;
};

/* The first stretch of a run that is free. */
static struct gs_run clip_run(const struct gs_regrouping *r, struct gs_run run)
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

/* What the text says it leaves out (`[...]`) costs nothing.
 *
 * What run `b` adds to a chain that ends with `a`; below 0: it cannot follow,
 * or a hole of the text would have more than `most` words.  Where the runs
 * overlap, their words count once. */
static int64_t worth_behind(const struct gs_regrouping *r,
    const struct gs_run *a, const struct gs_run *b, int64_t most)
{
	int64_t memo_hole = (int64_t)b->a - (a->a + a->len);
	int64_t text_hole = (int64_t)b->t - (a->t + a->len);
	int64_t less = memo_hole < text_hole ? memo_hole : text_hole;
	int64_t differ = memo_hole < text_hole ? text_hole - memo_hole :
	    memo_hole - text_hole;

	if (b->a <= a->a || b->t <= a->t || text_hole > most)
		return -1;
	if (memo_hole > text_hole && text_hole > 0 &&
	    r->omissions != NULL &&
	    r->omissions[b->t] > r->omissions[a->t + a->len])
		return b->len;
	return b->len + (less < 0 ? less : 0) - differ / HOLE_COST;
}

/* The end of the best chain; SIZE_MAX if there is no run. */
static size_t best_chain(struct gs_regrouping *r, struct chaining *c,
    uint32_t block)
{
	size_t best = SIZE_MAX, words = r->memo->words[block].count;
	int64_t most = HOLE_TIMES * (int64_t)words + HOLE_MORE;

	if (gs_regroup_has_gap(r, block, 0, words))
		most += GS_GAP_WORDS;

	c->count = 0;
	for (size_t k = r->first[block]; k < r->first[block + 1]; k++) {
		struct gs_run run = clip_run(r, r->runs[k]);
		if (run.len > 0)
			c->runs[c->count++] = run;
	}

	for (size_t k = 0; k < c->count; k++) {
		c->score[k] = c->runs[k].len;
		c->before[k] = SIZE_MAX;
		for (size_t j = k < LOOK_BACK ? 0 : k - LOOK_BACK; j < k &&
		    gs_regroup_step(r); j++) {
			int64_t more = worth_behind(r, &c->runs[j],
			    &c->runs[k], most);
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

/* The paragraph that has word t of the text. */
static size_t paragraph_of(const struct gs_regrouping *r, size_t t)
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
	struct gs_run *runs = c->runs;

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
static void claim_runs(struct gs_regrouping *r, struct chaining *c, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		struct gs_run *run = &c->runs[k];
		const struct gs_run *before = k == 0 ? NULL : &c->runs[k - 1];
		while (before != NULL && run->len > 0 &&
		    (run->t < before->t + before->len ||
		    run->a < before->a + before->len)) {
			run->t++;
			run->a++;
			run->len--;
		}
		gs_regroup_claim(r, run->t, run->t + run->len, run->block);
	}
}

/* The words of the text in the hole between two runs of a block.  What stands
 * in a paragraph with one of the runs is the block's, unless it is more than
 * the block itself; a paragraph of its own, only where the block lacks about as
 * much. */
static void claim_hole(struct gs_regrouping *r, const struct gs_run *a,
    const struct gs_run *b)
{
	const struct gs_paragraph *list = r->text->list;
	uint32_t block = a->block;
	size_t from = a->t + a->len, to = b->t;
	size_t lacks = b->a - (a->a + a->len);
	size_t head = paragraph_of(r, from - 1), tail = paragraph_of(r, to);
	bool gap = gs_regroup_has_gap(r, block, a->a + a->len, b->a);
	size_t most = gap ? GS_GAP_WORDS : r->memo->words[block].count;

	if (from >= to || (head == tail && to - from > most))
		return;
	if (head == tail) {
		gs_regroup_claim(r, from, to, block);
		return;
	}

	size_t inner = list[tail].from - list[head].to;
	if (list[head].to - from <= most)
		gs_regroup_claim(r, from, list[head].to, block);
	if (to - list[tail].from <= most)
		gs_regroup_claim(r, list[tail].from, to, block);
	if (inner <= INNER_TIMES * lacks)
		gs_regroup_claim(r, list[head].to, list[tail].from, block);
}

/* Takes fewer words than a gram off a chain's ends where they lie beyond a
 * paragraph's end: they are there by chance, unless they are all of their run.
 * `. Our government` begins in whatever sentence stands before it. */
static void trim_ends(const struct gs_regrouping *r, struct gs_run *first,
    struct gs_run *last)
{
	const struct gs_paragraph *p = r->text->list +
	    paragraph_of(r, first->t);
	uint32_t more = (uint32_t)p->to - first->t;

	if (more < GS_GRAM && more < first->len && first->t > p->from) {
		first->a += more;
		first->t += more;
		first->len -= more;
	}
	if (last->len == 0)
		return;

	size_t end = last->t + last->len;
	p = r->text->list + paragraph_of(r, end - 1);
	if (end - p->from < GS_GRAM && p->from > last->t && end < p->to)
		last->len = (uint32_t)p->from - last->t;
}

static int by_worth(const void *a, const void *b)
{
	const struct chain *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->block < y->block ? -1 : x->block > y->block;
}

/* Claims the words of a block's best chain among those that are free. */
static void take_chain(struct gs_regrouping *r, struct chaining *c,
    uint32_t block)
{
	size_t words = r->memo->words[block].count;
	size_t end = best_chain(r, c, block);

	if (end == SIZE_MAX || c->score[end] < GS_GRAM)
		return;

	size_t n = order_chain(c, end);
	trim_ends(r, &c->runs[0], &c->runs[n - 1]);
	claim_runs(r, c, n);
	for (size_t k = 1; k < n; k++)
		claim_hole(r, &c->runs[k - 1], &c->runs[k]);

	r->found[block] = true;
	r->no_head[block] = c->runs[0].a;
	r->no_tail[block] = (uint32_t)words - (c->runs[n - 1].a +
	    c->runs[n - 1].len);
}

static int make_chain_room(struct chaining *c, struct gs_regrouping *r)
{
	size_t most = 1;

	for (size_t i = 0; i < r->memo->count; i++)
		if (r->first[i + 1] - r->first[i] > most)
			most = r->first[i + 1] - r->first[i];
	c->runs = gs_arena_take(r->arena, most, sizeof *c->runs);
	c->score = gs_arena_take(r->arena, most, sizeof *c->score);
	c->before = gs_arena_take(r->arena, most, sizeof *c->before);
	return c->runs == NULL || c->score == NULL || c->before == NULL ?
	    GS_ERR_MEMORY : GS_OK;
}

int gs_runs_chain(struct gs_regrouping *r)
{
	struct chaining c = {.count = 0};
	size_t n = 0;
	struct chain *list = gs_arena_take(r->arena, r->memo->count + 1,
	    sizeof *list);
	int err = list == NULL ? GS_ERR_MEMORY : make_chain_room(&c, r);

	if (err != GS_OK)
		return err;
	for (uint32_t i = 0; i < r->memo->count; i++) {
		size_t end = r->found[i] ? SIZE_MAX : best_chain(r, &c, i);
		if (end != SIZE_MAX)
			list[n++] = (struct chain){i, (uint32_t)c.score[end]};
	}

	/* The best first: what it claims, another cannot. */
	qsort(list, n, sizeof *list, by_worth);
	for (size_t k = 0; k < n; k++)
		take_chain(r, &c, list[k].block);
	return GS_OK;
}
