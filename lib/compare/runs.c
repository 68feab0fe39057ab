/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of words that memo and text have alike, found by three words in a
 * row. */
#include "lib/compare/front.h"
#include "lib/compare/regroup_inside.h"

#include <stdlib.h>

/* A gram that the memo has more often leads nowhere: `on behalf of` would
 * cost a run for each block that has it, and tell none from the others. */
#define GRAM_OFTEN 16
#define TABLE_BITS 16

static uint64_t gram_hash(const struct gs_token *t)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < GS_GRAM; i++)
		hash = (hash ^ t[i].hash) * UINT64_C(0x9e3779b97f4a7c15) +
		    (hash >> 29);
	return hash;
}

static int by_gram(const void *a, const void *b)
{
	const struct gs_gram *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return x->a < y->a ? -1 : x->a > y->a;
}

/* Where the grams begin whose hashes have these first bits. */
static void index_first_bits(struct gs_regrouping *r)
{
	size_t at = 0;

	for (size_t k = 0; k <= (size_t)1 << TABLE_BITS; k++) {
		while (at < r->gram_count &&
		    r->grams[at].hash >> (64 - TABLE_BITS) < k)
			at++;
		r->table[k] = (uint32_t)at;
	}
}

/* The grams of the blocks that are not found yet. */
static int index_grams(struct gs_regrouping *r)
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
		for (size_t a = 0; !r->found[i] && a + GS_GRAM <= w->count;
		    a++)
			r->grams[n++] = (struct gs_gram){
			    gram_hash(&w->token[a]), (uint32_t)i,
			    (uint32_t)a};
	}
	qsort(r->grams, n, sizeof *r->grams, by_gram);
	r->gram_count = n;
	index_first_bits(r);
	return GS_OK;
}

/* The run through word a of a block and word t of the text. */
static struct gs_run run_through(struct gs_regrouping *r, uint32_t block,
    uint32_t a, uint32_t t)
{
	const struct gs_tokens *w = &r->memo->words[block];
	uint32_t end = a, back = 0;

	while (end < w->count && t + (end - a) < r->text->count &&
	    gs_regroup_step(r) && gs_token_equal(&w->token[end],
	    gs_regroup_word(r, t + (end - a))))
		end++;
	while (back < a && back < t && gs_regroup_step(r) &&
	    gs_token_equal(&w->token[a - back - 1],
	    gs_regroup_word(r, t - back - 1)))
		back++;

	/* The point of `1.` may end the sentence before instead. */
	uint32_t front = (uint32_t)gs_front_words(w->token, w->count);
	uint32_t cut = back < a && a - back < front ? front - (a - back) : 0;
	cut = cut < end - a + back ? cut : 0;
	return (struct gs_run){block, a - back + cut, t - back + cut,
	    end - a + back - cut};
}

static int by_text_place(const void *a, const void *b)
{
	const struct gs_run *x = a, *y = b;

	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	if (x->t != y->t)
		return x->t < y->t ? -1 : 1;
	return x->a < y->a ? -1 : x->a > y->a;
}

/* The grams [*from, *to) that are what the text has at `t`. */
static void find_grams(uint32_t *from, uint32_t *to,
    const struct gs_regrouping *r, uint32_t t)
{
	uint64_t hash = gram_hash(gs_regroup_word(r, t));
	uint32_t k = r->table[hash >> (64 - TABLE_BITS)];
	uint32_t end = r->table[(hash >> (64 - TABLE_BITS)) + 1];

	while (k < end && r->grams[k].hash < hash)
		k++;
	*from = k;
	while (k < end && r->grams[k].hash == hash)
		k++;
	*to = k;
}

/* The runs that begin with what the text has at `t`.  `last` is the latest run
 * of each block: what lies within it is not found again. */
static void find_runs_at(struct gs_regrouping *r, struct gs_run *last,
    uint32_t t)
{
	uint32_t from = 0, to = 0;

	find_grams(&from, &to, r, t);
	if (to - from > GRAM_OFTEN)
		return;

	for (uint32_t k = from; k < to && gs_regroup_step(r); k++) {
		const struct gs_gram *gram = &r->grams[k];
		struct gs_run *before = &last[gram->block];
		if (before->len > 0 && t < before->t + before->len &&
		    t - before->t == gram->a - before->a)
			continue;
		struct gs_run run = run_through(r, gram->block, gram->a, t);
		if (run.len < GS_GRAM)
			continue; /* two hashes alike */
		*before = run;
		if (r->run_count == r->run_max)
			r->bounded = true;
		else
			r->runs[r->run_count++] = run;
	}
}

int gs_runs_find(struct gs_regrouping *r)
{
	size_t max = GRAM_OFTEN * r->text->count;
	int err = index_grams(r);

	if (err != GS_OK)
		return err;
	struct gs_run *last = gs_arena_take(r->arena, r->memo->count + 1,
	    sizeof *last);
	r->run_max = max < GS_REGROUP_RUNS ? max : GS_REGROUP_RUNS;
	r->runs = gs_arena_take(r->arena, r->run_max + 1, sizeof *r->runs);
	r->first = gs_arena_take(r->arena, r->memo->count + 1,
	    sizeof *r->first);
	if (last == NULL || r->runs == NULL || r->first == NULL)
		return GS_ERR_MEMORY;

	for (uint32_t t = 0; t + GS_GRAM <= r->text->count; t++)
		if (r->owner[t] == 0)
			find_runs_at(r, last, t);
	qsort(r->runs, r->run_count, sizeof *r->runs, by_text_place);

	for (size_t i = 0, k = 0; i <= r->memo->count; i++) {
		while (k < r->run_count && r->runs[k].block < i)
			k++;
		r->first[i] = k;
	}
	return GS_OK;
}
