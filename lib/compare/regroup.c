/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/regroup.h"

#include <stdlib.h>
#include <string.h>

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

static struct gs_tokens paragraph_words(const struct gs_passages *text,
    size_t p)
{
	return gs_tokens_run(text->token + text->list[p].from,
	    text->list[p].to - text->list[p].from);
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

/* A free paragraph with the block's words, at or behind paragraph `expect`;
 * SIZE_MAX if there is none. */
static size_t find_equal(struct gs_regrouping *r, const struct keyed *list,
    size_t count, size_t block, size_t expect)
{
	const struct gs_tokens *want = &r->memo->words[block];

	for (size_t k = first_keyed(list, count, want->hash, expect);
	    k < count && list[k].hash == want->hash && gs_regroup_step(r);
	    k++) {
		struct gs_tokens has = paragraph_words(r->text, list[k].index);
		if (r->owner[r->text->list[list[k].index].from] == 0 &&
		    gs_tokens_equal(want, &has))
			return list[k].index;
	}
	return SIZE_MAX;
}

/* Paragraphs with exactly a block's words.  Of several alike the first free one
 * behind the last match is taken, so that lines that repeat keep their
 * order. */
static int claim_equal(struct gs_regrouping *r)
{
	const struct gs_paragraph *paragraph = r->text->list;
	size_t n = 0, expect = 0;
	struct keyed *list = gs_arena_take(r->arena, r->text->list_count + 1,
	    sizeof *list);

	if (list == NULL)
		return GS_ERR_MEMORY;
	for (size_t p = 0; p < r->text->list_count; p++)
		if (paragraph[p].to > paragraph[p].from)
			list[n++] = (struct keyed){
			    paragraph_words(r->text, p).hash, p};
	qsort(list, n, sizeof *list, by_key);

	for (size_t i = 0; i < r->memo->count; i++) {
		if (r->memo->words[i].count == 0)
			continue;
		size_t p = find_equal(r, list, n, i, expect);
		if (p == SIZE_MAX)
			p = find_equal(r, list, n, i, 0);
		if (p == SIZE_MAX)
			continue;
		gs_regroup_claim(r, paragraph[p].from, paragraph[p].to, i);
		r->found[i] = true;
		expect = p + 1;
	}
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

	int err = claim_equal(&r);
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
