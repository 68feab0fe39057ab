/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/redact.h"
#include "lib/tokens.h"

/* One side's block. */
struct side {
	struct gs_tokens words;
	uint64_t *sorted; /* hashes of the words, ascending */
	size_t other;     /* index of its match, or GS_NOWHERE */
	bool exact;       /* all words match */
	bool out;         /* takes no part: withheld */
};

struct comparing {
	struct gs_arena *arena;
	const struct gs_opening *memo;
	struct gs_comparison result;
	struct side *a, *b; /* memo, text */
	size_t a_count, b_count;
	uint64_t steps, cells; /* left of the bounds */
};

/* The text's blocks -------------------------------------------------- */

/* Length of the name of a field and its colon, 0 if the line is none. */
static size_t field_line(struct gs_span line)
{
	static const char *const names[] = {"subject:", "from:", "to:",
	    "date:", "reference:"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (line.len > strlen(names[i]) &&
		    strncasecmp((const char *)line.ptr, names[i],
		        strlen(names[i])) == 0)
			return strlen(names[i]);
	return 0;
}

static struct gs_span next_line(struct gs_span *rest)
{
	const uint8_t *lf = memchr(rest->ptr, '\n', rest->len);
	size_t n = lf == NULL ? rest->len : (size_t)(lf - rest->ptr);
	struct gs_span line = {rest->ptr, n};
	rest->ptr += lf == NULL ? n : n + 1;
	rest->len -= lf == NULL ? n : n + 1;
	return line;
}

/* Lines of a block that begins like a printed heading (`Subject: ...`), or 1
 * if it is none. */
static size_t heading_lines(const struct gs_block *block)
{
	struct gs_span rest = block->text;
	size_t n = 0;
	if (block->mark.len != 0)
		return 1;
	while (rest.len > 0) {
		if (field_line(next_line(&rest)) == 0)
			return 1;
		n++;
	}
	return n == 0 ? 1 : n;
}

/* A field's line with its name as a memo has it: `SUBJECT:` is `subject:`. */
static int field_text(struct gs_span *line, struct gs_arena *arena)
{
	size_t n = field_line(*line);
	if (n == 0)
		return GS_OK;
	uint8_t *copy = gs_arena_take(arena, line->len, 1);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	memcpy(copy, line->ptr, line->len);
	for (size_t i = 0; i < n; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (uint8_t)(copy[i] - 'A' + 'a');
	line->ptr = copy;
	return GS_OK;
}

/* A memo's front matter has a block for each line; where the text has it as
 * one paragraph, split it.  A line that only repeats the banner is none, nor is
 * one that says which blocks are withheld. */
static int text_blocks(struct comparing *c, const struct gs_document *doc)
{
	size_t max = 0, n = 0;
	for (size_t i = 0; i < doc->count; i++)
		max += heading_lines(&doc->blocks[i]);
	struct gs_block *out = gs_arena_take(c->arena, max + 1, sizeof *out);
	bool *gap = gs_arena_take(c->arena, c->memo->count + 1, 1);
	if (out == NULL || gap == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < doc->count; i++) {
		struct gs_span rest = doc->blocks[i].text;
		size_t lines = heading_lines(&doc->blocks[i]);
		if (gs_banner_rank(GS_MARK_LEGACY, rest.ptr, rest.len) >= 0 ||
		    gs_banner_rank(GS_MARK_CUI, rest.ptr, rest.len) >= 0 ||
		    gs_read_gaps(gap, c->memo->count, rest))
			continue;
		for (size_t k = 0; k < lines; k++) {
			out[n] = doc->blocks[i];
			if (lines > 1)
				out[n].text = next_line(&rest);
			int err = field_text(&out[n++].text, c->arena);
			if (err != GS_OK)
				return err;
		}
	}
	for (size_t i = 0; i < c->memo->count; i++)
		c->result.gaps += gap[i];
	c->result.text = out;
	c->result.text_count = n;
	return GS_OK;
}

/* Preparing ---------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static int prepare(struct side *s, struct gs_arena *arena,
    struct gs_span text)
{
	int err = gs_tokens_of(&s->words, arena, text);
	s->other = GS_NOWHERE;
	if (err != GS_OK)
		return err;
	s->sorted = gs_arena_take(arena, s->words.count + 1,
	    sizeof *s->sorted);
	if (s->sorted == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < s->words.count; i++)
		s->sorted[i] = s->words.token[i].hash;
	qsort(s->sorted, s->words.count, sizeof *s->sorted, by_value);
	return GS_OK;
}

static int prepare_sides(struct comparing *c)
{
	int err = GS_OK;
	c->a_count = c->memo->count;
	c->b_count = c->result.text_count;
	c->a = gs_arena_take(c->arena, c->a_count + 1, sizeof *c->a);
	c->b = gs_arena_take(c->arena, c->b_count + 1, sizeof *c->b);
	if (c->a == NULL || c->b == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; err == GS_OK && i < c->a_count; i++) {
		c->a[i] = (struct side){.other = GS_NOWHERE, .out = true};
		if (c->memo->open[i]) {
			c->a[i].out = false;
			err = prepare(&c->a[i], c->arena,
			    c->memo->blocks[i].text);
		}
	}
	for (size_t i = 0; err == GS_OK && i < c->b_count; i++)
		err = prepare(&c->b[i], c->arena, c->result.text[i].text);
	return err;
}

/* Pairing ------------------------------------------------------------ */

static void pair(struct comparing *c, size_t i, size_t j, bool exact)
{
	c->a[i].other = j;
	c->b[j].other = i;
	c->a[i].exact = exact;
}

/* Blocks with the same words, in order: of several alike the first free one
 * after the last match is taken, so that repeated lines keep their order. */
static void pair_equal(struct comparing *c)
{
	size_t expect = 0;
	for (size_t i = 0; i < c->a_count && c->b_count > 0; i++) {
		for (size_t k = 0; !c->a[i].out && k < c->b_count; k++) {
			size_t j = (expect + k) % c->b_count;
			if (c->b[j].other != GS_NOWHERE ||
			    !gs_tokens_equal(&c->a[i].words, &c->b[j].words))
				continue;
			pair(c, i, j, true);
			expect = j + 1;
			break;
		}
	}
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

#define SCORE_MIN 500 /* half of the words of both together */

static bool may_pair(struct comparing *c, size_t i, size_t j)
{
	const struct side *a = &c->a[i], *b = &c->b[j];
	size_t least = a->words.count < b->words.count ? a->words.count :
	    b->words.count;
	size_t both = a->words.count + b->words.count;
	if (a->out || a->other != GS_NOWHERE || b->other != GS_NOWHERE ||
	    2000 * least < SCORE_MIN * both)
		return false;
	if (c->steps < both) {
		c->result.bounded = true;
		return false;
	}
	c->steps -= both;
	return true;
}

#define CANDIDATES_MAX ((size_t)1 << 17)

static int pair_similar(struct comparing *c)
{
	struct candidate *list = gs_arena_take(c->arena, CANDIDATES_MAX,
	    sizeof *list);
	size_t n = 0;
	if (list == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < c->a_count; i++)
		for (size_t j = 0; j < c->b_count; j++) {
			if (!may_pair(c, i, j))
				continue;
			size_t both = c->a[i].words.count + c->b[j].words.count;
			size_t same = common(&c->a[i], &c->b[j]);
			unsigned score = both == 0 ? 0 :
			    (unsigned)(2000 * same / both);
			if (score >= SCORE_MIN && n < CANDIDATES_MAX)
				list[n++] = (struct candidate){i, j, score};
			else if (score >= SCORE_MIN)
				c->result.bounded = true;
		}
	qsort(list, n, sizeof *list, by_score);
	for (size_t k = 0; k < n; k++)
		if (c->a[list[k].i].other == GS_NOWHERE &&
		    c->b[list[k].j].other == GS_NOWHERE)
			pair(c, list[k].i, list[k].j, false);
	return GS_OK;
}

/* What differs ------------------------------------------------------- */

/* Words [from, to) of a side as one piece of its text. */
static struct gs_span piece(const struct gs_tokens *t, size_t from, size_t to)
{
	if (from == to)
		return (struct gs_span){NULL, 0};
	const struct gs_span *last = &t->token[to - 1].shown;
	const uint8_t *start = t->token[from].shown.ptr;
	return (struct gs_span){start,
	    (size_t)(last->ptr + last->len - start)};
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

/* Lengths of longest common subsequences of the rests: table[i * (m + 1) + j]
 * for words from a0 + i and b0 + j on.  A block has fewer than 2^18 words, and
 * a table fewer than 2^22 cells, so that the shorter side fits 16 bits. */
static uint16_t *lcs_table(struct comparing *c, const struct window *w)
{
	size_t n = w->a1 - w->a0, m = w->b1 - w->b0;
	uint64_t cells = (uint64_t)(n + 1) * (m + 1);
	if (cells > GS_COMPARE_PAIR_CELLS || cells > c->cells) {
		c->result.bounded = true;
		return NULL;
	}
	c->cells -= cells;
	uint16_t *t = gs_arena_take(c->arena, (size_t)cells, sizeof *t);
	for (size_t i = t == NULL ? 0 : n; i-- > 0;)
		for (size_t j = m; j-- > 0;) {
			uint16_t *cell = &t[i * (m + 1) + j];
			uint16_t down = cell[m + 1], right = cell[1];
			*cell = gs_token_equal(&w->a->token[w->a0 + i],
			    &w->b->token[w->b0 + j]) ?
			    (uint16_t)(cell[m + 2] + 1) :
			    down >= right ? down : right;
		}
	return t;
}

static int list_changes(struct comparing *c, struct gs_match *match,
    const struct window *w, const uint16_t *t)
{
	size_t n = w->a1 - w->a0, m = w->b1 - w->b0, i = 0, j = 0;
	match->changes = gs_arena_take(c->arena, n + m + 2,
	    sizeof *match->changes);
	if (match->changes == NULL)
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
			match->changes[match->change_count++] =
			    (struct gs_change){
			    piece(w->a, w->a0 + i0, w->a0 + i),
			    piece(w->b, w->b0 + j0, w->b0 + j)};
		if (i < n && j < m) {
			i++;
			j++;
		}
	}
	return GS_OK;
}

static bool same_bytes(struct gs_span a, struct gs_span b)
{
	return a.len == b.len && (a.len == 0 ||
	    memcmp(a.ptr, b.ptr, a.len) == 0);
}

static int describe(struct comparing *c, struct gs_match *match)
{
	const struct gs_block *was = &c->memo->blocks[match->block];
	const struct gs_block *is = &c->result.text[match->text];
	const struct side *a = &c->a[match->block], *b = &c->b[match->text];
	bool remarked = is->mark.len != 0 && !same_bytes(was->mark, is->mark);
	if (a->exact && !remarked) {
		match->kind = same_bytes(was->text, is->text) &&
		    same_bytes(was->mark, is->mark) ? GS_MATCH_IDENTICAL :
		    GS_MATCH_TYPOGRAPHY;
		return GS_OK;
	}
	struct window w = trim(&a->words, &b->words);
	size_t cells = (w.a1 - w.a0) * (w.b1 - w.b0);
	uint16_t *t = cells == 0 ? NULL : lcs_table(c, &w);
	match->kind = GS_MATCH_ALTERED;
	int err = list_changes(c, match, &w, t);
	if (err == GS_OK && remarked)
		match->changes[match->change_count++] =
		    (struct gs_change){was->mark, is->mark};
	return err;
}

/* Order -------------------------------------------------------------- */

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
		c->result.moved++;
	}
	for (size_t i = len == 0 ? GS_NOWHERE : tail[len - 1];
	    i != GS_NOWHERE; i = before[i]) {
		m[i].moved = false;
		c->result.moved--;
	}
	return GS_OK;
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
	for (size_t j = 0; j < c->b_count; j++)
		if (c->b[j].other == GS_NOWHERE)
			r->matches[r->match_count++] = (struct gs_match){
			    .kind = GS_MATCH_EXTRA, .block = GS_NOWHERE,
			    .text = j};
	for (size_t i = 0; i < r->match_count; i++)
		r->counts[r->matches[i].kind]++;
	return err;
}

int gs_compare(struct gs_comparison *out, struct gs_report *report,
    struct gs_arena *arena, enum gs_mark_style style,
    const struct gs_opening *memo, const void *text, size_t len)
{
	struct comparing c = {.arena = arena, .memo = memo,
	    .steps = GS_COMPARE_STEPS, .cells = GS_COMPARE_CELLS};
	struct gs_document_rules rules = {.style = style, .lenient = true};
	struct gs_document doc = {0};
	int err = gs_document_parse(&doc, report, arena, &rules, text, len);
	if (err == GS_OK)
		err = text_blocks(&c, &doc);
	if (err == GS_OK)
		err = prepare_sides(&c);
	if (err != GS_OK)
		return err;
	pair_equal(&c);
	err = pair_similar(&c);
	if (err == GS_OK)
		err = collect(&c);
	if (err == GS_OK)
		*out = c.result;
	return err;
}
