/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/regroup.h"

#include <stdlib.h>
#include <string.h>

#include "lib/compare/front.h"
#include "lib/compare/regroup_inside.h"

/* A paragraph by its words' hash. */
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

/* Without what may be lost in front (front.h), if not `whole`. */
static struct gs_tokens words_of(struct gs_token *token, size_t count,
    bool whole)
{
	if (count == 0)
		return gs_tokens_run(NULL, 0);

	size_t from = whole ? 0 : gs_front_words(token, count);
	return gs_tokens_run(token + from, count - from);
}

static struct gs_tokens paragraph_words(const struct gs_passages *text,
    size_t p, bool whole)
{
	const struct gs_paragraph *at = &text->list[p];

	return at->to == at->from ? gs_tokens_run(NULL, 0) :
	    words_of(text->token + at->from, at->to - at->from, whole);
}

/* The first at or behind (hash, index). */
static size_t first_keyed(const struct keyed *list, size_t count,
    uint64_t hash, size_t index)
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

/* The text's paragraphs, ascending. */
struct keyed_list {
	struct keyed *list;
	size_t count;
	bool whole;
};

/* A free paragraph with these words, at or behind paragraph `expect`; SIZE_MAX
 * if there is none. */
static size_t find_equal(struct gs_regrouping *r, const struct keyed_list *l,
    const struct gs_tokens *want, size_t expect)
{
	const struct keyed *list = l->list;

	for (size_t k = first_keyed(list, l->count, want->hash, expect);
	    k < l->count && list[k].hash == want->hash && gs_regroup_step(r);
	    k++) {
		struct gs_tokens has = paragraph_words(r->text, list[k].index,
		    l->whole);
		if (r->owner[r->text->list[list[k].index].from] == 0 &&
		    gs_tokens_equal(want, &has))
			return list[k].index;
	}
	return SIZE_MAX;
}

static int list_paragraphs(struct keyed_list *l, struct gs_regrouping *r)
{
	l->list = gs_arena_take(r->arena, r->text->list_count + 1,
	    sizeof *l->list);
	if (l->list == NULL)
		return GS_ERR_MEMORY;
	for (size_t p = 0; p < r->text->list_count; p++) {
		struct gs_tokens words = paragraph_words(r->text, p, l->whole);
		if (words.count > 0)
			l->list[l->count++] = (struct keyed){words.hash, p};
	}
	qsort(l->list, l->count, sizeof *l->list, by_key);
	return GS_OK;
}

/* Paragraphs with exactly a block's words.  Of several alike the first free one
 * behind the last match is taken, so that lines that repeat keep their
 * order. */
static int claim_equal(struct gs_regrouping *r, bool whole)
{
	const struct gs_paragraph *paragraph = r->text->list;
	struct keyed_list l = {.whole = whole};
	size_t expect = 0;
	int err = list_paragraphs(&l, r);

	for (size_t i = 0; err == GS_OK && i < r->memo->count; i++) {
		const struct gs_tokens *w = &r->memo->words[i];
		struct gs_tokens want = words_of(w->token, w->count, whole);
		if (r->found[i] || want.count == 0)
			continue;
		size_t p = find_equal(r, &l, &want, expect);
		if (p == SIZE_MAX)
			p = find_equal(r, &l, &want, 0);
		if (p == SIZE_MAX)
			continue;
		if (paragraph[p].to - paragraph[p].from == want.count)
			r->no_head[i] = (uint32_t)(w->count - want.count);
		gs_regroup_claim(r, paragraph[p].from, paragraph[p].to, i);
		r->found[i] = true;
		expect = p + 1;
	}
	return err;
}

static int count_omissions(struct gs_regrouping *r)
{
	const struct gs_token *token = r->text->token;
	size_t count = r->text->count, t = 0;

	while (t < count && !gs_token_is_omission(&token[t]))
		t++;
	if (t == count)
		return GS_OK;

	r->omissions = gs_arena_take(r->arena, count + 1,
	    sizeof *r->omissions);
	if (r->omissions == NULL)
		return GS_ERR_MEMORY;
	for (; t < count; t++)
		r->omissions[t + 1] = r->omissions[t] +
		    gs_token_is_omission(&token[t]);
	return GS_OK;
}

int gs_regroup(uint32_t *owner, bool *bounded, struct gs_arena *arena,
    const struct gs_regroup_memo *memo, const struct gs_passages *text)
{
	struct gs_regrouping r = {.arena = arena, .memo = memo, .text = text,
	    .owner = owner, .steps = GS_REGROUP_STEPS};

	r.found = gs_arena_take(arena, memo->count + 1, 1);
	r.no_head = gs_arena_take(arena, memo->count + 1, sizeof *r.no_head);
	r.no_tail = gs_arena_take(arena, memo->count + 1, sizeof *r.no_tail);
	if (r.found == NULL || r.no_head == NULL || r.no_tail == NULL)
		return GS_ERR_MEMORY;
	memset(owner, 0, text->count * sizeof *owner);

	int err = count_omissions(&r);
	if (err == GS_OK)
		err = claim_equal(&r, true);
	if (err == GS_OK)
		err = claim_equal(&r, false);
	if (err == GS_OK)
		err = gs_runs_find(&r);
	if (err == GS_OK)
		err = gs_runs_chain(&r);
	if (err != GS_OK)
		return err;

	gs_rest_share(&r);
	*bounded = *bounded || r.bounded;
	return GS_OK;
}
