/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/compare.h"

#include <string.h>

#include "lib/compare/inside.h"
#include "lib/compare/regroup.h"
#include "lib/compare/shorten.h"
#include "lib/compare/typography.h"
#include "lib/memo/document.h"
#include "lib/memo/gap.h"
#include "lib/memo/span.h"

#define ROUNDS 3 /* of a comparison with gaps: see compare_shortened */

/* Block i as a side, with its words. */
static int prepare_block(struct gs_comparing *c, struct gs_tokens *words,
    size_t i)
{
	struct gs_side *side = &c->a[i];
	int err = GS_OK;

	*side = (struct gs_side){.other = GS_NOWHERE,
	    .left_out = !c->memo->open[i]};
	if (!side->left_out)
		err = gs_tokens_of(words, c->arena, c->memo->blocks[i].text);

	side->words = *words;
	for (size_t k = 0; err == GS_OK && k < words->count; k++)
		if (gs_token_is_gap(&words->token[k]))
			side->shown_in_part = !c->gaps_in_text[i] ||
			    c->memo->part[i] != NULL;
	return err;
}

/* The memo's blocks as sides, and which of them owns each word of the text. */
static int find_owners(struct gs_comparing *c)
{
	int err = GS_OK;

	c->a_count = c->memo->count;
	c->a = gs_arena_take(c->arena, c->a_count + 1, sizeof *c->a);
	c->owner = gs_arena_take(c->arena, c->text.count + 1,
	    sizeof *c->owner);
	struct gs_tokens *words = gs_arena_take(c->arena, c->a_count + 1,
	    sizeof *words);
	if (c->a == NULL || c->owner == NULL || words == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; err == GS_OK && i < c->a_count; i++)
		err = prepare_block(c, &words[i], i);

	const struct gs_regroup_memo memo = {c->memo->blocks, words,
	    c->a_count, c->marks};
	if (err == GS_OK)
		err = gs_regroup(c->owner, &c->result.bounded, c->arena,
		    &memo, &c->text);
	return err;
}

/* Gives back the words of pieces that are too unlike the block that they were
 * grouped for; `changed`: there were such. */
static int disown_unlike(bool *changed, struct gs_comparing *c)
{
	const struct gs_stretch *list = c->stretches;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < c->a_count; i++) {
		bool one = false;
		size_t j = c->a[i].other;
		if (j == GS_NOWHERE)
			continue;
		err = gs_align_sides(&one, c, i, j);
		for (size_t n = c->pieces[j].first; !one && n != GS_NOWHERE;
		    n = list[n].next)
			memset(c->owner + list[n].from, 0,
			    (list[n].to - list[n].from) * sizeof *c->owner);
		*changed = *changed || !one;
	}
	return err;
}

/* Whether the text has words of the memo beside its front matter. */
static bool has_more_than_front(const struct gs_comparing *c)
{
	for (size_t i = 0; i < c->a_count; i++)
		if (c->a[i].other != GS_NOWHERE && c->a[i].words.count > 0 &&
		    !gs_block_is_field(&c->memo->blocks[i]))
			return true;
	return false;
}

/* `date: 2023-10-30` is no altered `date: 1971-04-06` in a text that has
 * nothing else of the memo: any two memos have such lines. */
static void drop_front_lines(struct gs_comparing *c)
{
	for (size_t i = 0; i < c->a_count; i++) {
		if (c->a[i].other == GS_NOWHERE || c->a[i].exact)
			continue;
		c->b[c->a[i].other].other = GS_NOWHERE;
		c->a[i].other = GS_NOWHERE;
	}
}

static void drop_page_heads(struct gs_comparing *c);

static int match_sides(struct gs_comparing *c)
{
	bool changed = false;
	int err = find_owners(c);

	if (err == GS_OK)
		err = gs_pieces_cut(c);
	if (err == GS_OK)
		err = disown_unlike(&changed, c);
	if (err == GS_OK && changed)
		err = gs_pieces_cut(c);

	if (err == GS_OK)
		err = gs_pair_similar(c);
	if (err == GS_OK && !has_more_than_front(c))
		drop_front_lines(c);
	if (err == GS_OK)
		drop_page_heads(c);
	return err;
}

static int copy_changes(struct gs_match *match, struct gs_arena *arena,
    const struct gs_side *a)
{
	/* One more: the mark's. */
	match->changes = gs_arena_take(arena, a->change_count + 1,
	    sizeof *match->changes);
	if (match->changes == NULL)
		return GS_ERR_MEMORY;
	for (size_t k = 0; k < a->change_count; k++)
		match->changes[match->change_count++] = a->changes[k];
	return GS_OK;
}

/* A text without marks is no other text; another mark is a change. */
static int describe_match(struct gs_comparing *c, struct gs_match *match)
{
	const struct gs_block *was = &c->memo->blocks[match->block];
	const struct gs_piece *is = &c->result.text[match->text];
	const struct gs_side *a = &c->a[match->block];
	const struct gs_side *b = &c->b[match->text];
	struct gs_span mark = is->mark.len > 0 ? is->mark : a->mark;
	bool same_mark = gs_span_same(was->mark, mark);
	bool remarked = mark.len != 0 && !same_mark;

	match->merged = b->merged;
	match->split = b->split;
	match->shown_in_part = a->shown_in_part;
	match->gaps_in_text = c->gaps_in_text[match->block] || a->omits;
	match->words_in_gap = a->words_in_gap > 0;
	int err = copy_changes(match, c->arena, a);
	if (err != GS_OK)
		return err;

	match->typography = a->typography | (same_mark || remarked ? 0 :
	    GS_TYPO(GS_TYPO_MARK));
	match->guessed = (a->typography & GS_TYPO_GUESSES) != 0;
	if (a->exact && !remarked) {
		bool same = same_mark && !is->retyped &&
		    gs_same_but_reasons(was->text, is->text);

		match->kind = same ? GS_MATCH_IDENTICAL : GS_MATCH_TYPOGRAPHY;
		if (same || match->typography == 0)
			match->typography = same ? 0 :
			    GS_TYPO(GS_TYPO_BLANKS);
		return GS_OK;
	}
	match->kind = GS_MATCH_ALTERED;
	match->quoted = a->quoted && !remarked;
	if (remarked)
		match->changes[match->change_count++] =
		    (struct gs_word_change){was->mark, mark};
	return GS_OK;
}

/* Marks the matches outside a longest run that memo and text have in the same
 * order.  tail[k] is the match that ends the best run of k + 1. */
static int find_moved(struct gs_comparing *c)
{
	struct gs_match *m = c->result.matches;
	size_t len = 0;
	size_t *tail = gs_arena_take(c->arena, c->a_count + 1, sizeof *tail);
	size_t *before = gs_arena_take(c->arena, c->a_count + 1,
	    sizeof *before);

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
static void forgive_rules(struct gs_comparing *c)
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
		r->quoted += m->quoted;
		r->shown_in_part += m->shown_in_part;
		r->gaps_in_text += m->gaps_in_text;
		r->words_in_gap += m->words_in_gap;
		r->guessed += m->guessed;
	}
}

/* Whether the paragraph is figures and nothing else. */
static bool has_figures_alone(const struct gs_comparing *c, size_t p)
{
	const struct gs_paragraph *list = c->text.list;

	if (p >= c->text.list_count || list[p].furniture ||
	    list[p].from == list[p].to)
		return false;
	for (size_t t = list[p].from; t < list[p].to; t++) {
		struct gs_span key = c->text.token[t].key;
		if (gs_token_is_word(&c->text.token[t]) &&
		    gs_span_run(key, 0, "0123456789.,") != key.len)
			return false;
	}
	return true;
}

/* The next word but a figure from t on, or `count`. */
static size_t next_worded(const struct gs_token *token, size_t t, size_t count)
{
	while (t < count && (!gs_token_is_word(&token[t]) ||
	    gs_span_run(token[t].key, 0, "0123456789.,") == token[t].key.len))
		t++;
	return t;
}

/* Whether the words of the head, but for figures, stand in a row in `block`
 * from word `at` on. */
static bool head_stands(const struct gs_tokens *block, size_t at,
    const struct gs_token *head, size_t count)
{
	size_t t = next_worded(head, 0, count);

	for (size_t k = at; t < count; t = next_worded(head, t + 1, count)) {
		k = next_worded(block->token, k, block->count);
		if (k == block->count || !gs_token_equal(&block->token[k],
		    &head[t]))
			return false;
		k++;
	}
	return true;
}

static bool find_head(struct gs_comparing *c, const struct gs_token *head,
    size_t count)
{
	if (next_worded(head, 0, count) == count)
		return false;
	for (size_t i = 0; i < c->a_count; i++) {
		const struct gs_tokens *block = &c->a[i].words;

		for (size_t at = 0; at < block->count; at++)
			if (gs_comparing_spend(c, 1) &&
			    head_stands(block, at, head, count))
				return true;
	}
	return false;
}

/* A running head is page furniture if it says nothing that the memo does not:
 * its words stand in a row in one block.  "WITHDRAWN" on top of each page is no
 * furniture. */
static bool repeats_memo(struct gs_comparing *c, const struct gs_paragraph *p)
{
	size_t count = p->to - p->from;
	struct gs_head_found this = {.hash = 0};

	if (count == 0)
		return false;
	const struct gs_token *head = c->text.token + p->from;
	for (size_t t = next_worded(head, 0, count); t < count;
	    t = next_worded(head, t + 1, count))
		this.hash = (this.hash ^ head[t].hash) *
		    UINT64_C(0x100000001b3);
	for (size_t k = 0; k < GS_HEADS_KEPT && k < c->head_count; k++)
		if (c->heads[k].hash == this.hash)
			return c->heads[k].found;

	this.found = find_head(c, head, count);
	c->heads[c->head_count++ % GS_HEADS_KEPT] = this;
	return this.found;
}

/* Whether the text has the block's words and figures beside them alone. */
static bool adds_figures_alone(const struct gs_side *a)
{
	for (size_t k = 0; k < a->change_count; k++) {
		struct gs_span is = a->changes[k].is;
		if (a->changes[k].was.len > 0 ||
		    gs_span_run(is, 0, "0123456789") != is.len)
			return false;
	}
	return a->change_count > 0;
}

/* The head of a page that has the memo's subject and the page's number is no
 * altered subject. */
static void drop_page_heads(struct gs_comparing *c)
{
	for (size_t i = 0; i < c->a_count; i++) {
		size_t j = c->a[i].other;
		if (j == GS_NOWHERE || c->a[i].exact ||
		    !gs_block_is_field(&c->memo->blocks[i]) ||
		    !adds_figures_alone(&c->a[i]))
			continue;

		const struct gs_stretch *s =
		    &c->stretches[c->pieces[j].first];
		const struct gs_paragraph *p = &c->text.list[s->paragraph];
		if (!p->running || s->from != p->from || s->to != p->to ||
		    !repeats_memo(c, p))
			continue;
		c->a[i].other = GS_NOWHERE;
		c->b[j].other = GS_NOWHERE;
	}
}

/* What the text has of no block.  A figure that stands alone is a page's
 * number, unless others stand beside it, as a table's do. */
static struct gs_match describe_rest(struct gs_comparing *c, size_t j)
{
	struct gs_match m = {.kind = GS_MATCH_EXTRA, .block = GS_NOWHERE,
	    .text = j};
	const struct gs_piece_words *piece = &c->pieces[j];
	const struct gs_stretch *s = &c->stretches[piece->first];
	const struct gs_paragraph *p = &c->text.list[s->paragraph];
	bool whole = s->from == p->from && s->to == p->to;

	if (c->b[j].left_out) {
		m.kind = GS_MATCH_FURNITURE;
	} else if (whole && ((p->running && repeats_memo(c, p)) || (p->number &&
	    !has_figures_alone(c, s->paragraph + 1) && (s->paragraph == 0 ||
	    !has_figures_alone(c, s->paragraph - 1))))) {
		m.kind = GS_MATCH_FURNITURE;
		m.guessed = true;
	} else if (p->to - p->from == 1 && whole &&
	    gs_token_is_omission(&c->text.token[p->from])) {
		m.kind = GS_MATCH_OMISSION;
	}
	return m;
}

static int list_matches(struct gs_comparing *c)
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
		    .kind = c->a[i].left_out ? GS_MATCH_WITHHELD :
		        GS_MATCH_MISSING};
		if (m->text != GS_NOWHERE)
			err = describe_match(c, m);
	}
	if (err == GS_OK)
		err = find_moved(c);
	if (err != GS_OK)
		return err;
	forgive_rules(c);

	for (size_t j = 0; j < c->b_count; j++)
		if (c->b[j].other == GS_NOWHERE)
			r->matches[r->match_count++] = describe_rest(c, j);
	count_matches(r);
	return GS_OK;
}

/* Holds the text against what `memo` shows. */
static int compare_once(struct gs_comparing *c, const struct gs_opening *memo,
    const bool *gaps_in_text)
{
	c->memo = memo;
	c->gaps_in_text = gaps_in_text;
	c->result = (struct gs_comparison){.gaps = c->text.gaps,
	    .hidden = c->text.hidden,
	    .bounded = c->text.bounded};
	c->steps = GS_COMPARE_STEPS;
	c->cells = GS_COMPARE_CELLS;
	c->head_count = 0;

	int err = match_sides(c);
	return err == GS_OK ? list_matches(c) : err;
}

/* A gap stands for what it says only in a block whose other words are the
 * memo's: else a gap anywhere in a text would excuse what the text has in that
 * block's place.  Marks the other blocks with gaps, and returns how many. */
static size_t keep_whole(bool *keep, const struct gs_comparing *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->a_count; i++) {
		const struct gs_match *m = &c->result.matches[i];
		bool same = m->kind == GS_MATCH_IDENTICAL ||
		    m->kind == GS_MATCH_TYPOGRAPHY;
		if (!c->gaps_in_text[i] || (same && !m->words_in_gap))
			continue;
		keep[i] = true;
		n++;
	}
	return n;
}

/* Once with all gaps of the text.  If they excuse too much, once more with
 * those blocks whole; and if others differ then, a last time without any. */
static int compare_shortened(struct gs_comparing *c,
    const struct gs_opening *memo)
{
	bool *keep = gs_arena_take(c->arena, memo->count + 1, 1);
	bool *gaps_in_text = gs_arena_take(c->arena, memo->count + 1, 1);
	int err = keep == NULL || gaps_in_text == NULL ? GS_ERR_MEMORY : GS_OK;

	for (int round = 1; err == GS_OK && round <= ROUNDS; round++) {
		struct gs_opening shown;
		if (round == ROUNDS)
			memset(keep, true, memo->count);
		err = gs_shorten(&shown, gaps_in_text, c->arena, memo,
		    &c->text, keep);
		if (err == GS_OK)
			err = compare_once(c, &shown, gaps_in_text);
		if (err == GS_OK && keep_whole(keep, c) == 0)
			break;
	}
	return err;
}

int gs_compare(struct gs_comparison *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_marks *marks,
    const struct gs_opening *memo, struct gs_span text)
{
	struct gs_comparing c = {.arena = arena, .marks = marks};
	int err = gs_passages_of(&c.text, report, arena, marks, memo, text);

	if (err == GS_OK)
		err = compare_shortened(&c, memo);
	if (err == GS_OK)
		*out = c.result;
	return err;
}
