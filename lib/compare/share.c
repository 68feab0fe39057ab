/* SPDX-License-Identifier: Apache-2.0 */
/* Words that no run has: whose they are by what stands beside them. */
#include "lib/compare/regroup_inside.h"

#include "core/memo/memo.h"
#include "lib/compare/front.h"
#include "lib/memo/marker.h"
#include "lib/memo/span.h"

#define NOBODY UINT32_MAX

/* Words and signs that a number and a portion mark in front of a block have at
 * most: `12. (CUI//SP-PROPIN/SP-PRVCY//FED ONLY/REL TO USA, AUS, GBR)`. */
#define FRONT_MAX 32
/* Words beside a block that are an addition to it and not a text of their own:
 * ADDITION_MIN, and one more for each ADDITION_SHARE words of the block.  A
 * block of seven words with eight others still scores 636, where SCORE_MIN
 * (lib/compare/align.c) is 600; with ten others it would count as missing. */
#define ADDITION_MIN 8
#define ADDITION_SHARE 8
/* A paragraph of its own may be what a block lacks at an end if it has at most
 * REST_TIMES the words lacking and REST_MORE: a scan makes two words of one. */
#define REST_TIMES 2
#define REST_MORE 2
/* Paragraphs that a page puts within a block: a footer, a number, a header. */
#define BETWEEN_MAX 3

static const struct gs_token *word_at(const struct gs_regrouping *r, size_t t)
{
	return gs_regroup_word(r, t);
}

static bool is_number(const struct gs_token *t)
{
	return t->shown.len > 0 && t->shown.len <= GS_MARKER_DIGITS &&
	    gs_span_digits(t->shown, 0) == t->shown.len;
}

static bool shows_sign(const struct gs_token *t, const char *text)
{
	return gs_span_is(t->shown, text);
}

static bool is_bullet(const struct gs_token *t)
{
	struct gs_marker m = gs_marker_read(t->shown, GS_MARKERS_PRINTED);

	return m.kind == GS_MARKER_BULLET;
}

/* Where `(SBU)` begins that ends at `to`, or `to`. */
static size_t mark_before(const struct gs_regrouping *r, size_t from,
    size_t to)
{
	size_t t = to;

	if (to - from < 3 || !shows_sign(word_at(r, to - 1), ")"))
		return to;
	while (t > from && to - t < FRONT_MAX &&
	    !shows_sign(word_at(r, t - 1), "("))
		t--;
	if (t == from || t == to || !shows_sign(word_at(r, t - 1), "("))
		return to;

	const uint8_t *mark = word_at(r, t)->shown.ptr;
	size_t len = (size_t)(word_at(r, to - 1)->shown.ptr - mark);
	return gs_mark_rank(r->memo->marks, mark, len) < 0 ? to : t - 1;
}

/* Where the bullet of `block` begins that ends at `to`, or `to`. */
static size_t marker_before(const struct gs_regrouping *r, size_t from,
    size_t to, uint32_t block)
{
	struct gs_marker m = gs_marker_read(r->memo->blocks[block].text,
	    GS_MARKERS_PRINTED);

	return to > from && m.kind == GS_MARKER_BULLET &&
	    is_bullet(word_at(r, to - 1)) ? to - 1 : to;
}

/* A block's bullet and mark where it does not begin a paragraph: they count as
 * little there as they do in front of one.  Returns where they begin. */
static size_t claim_front(struct gs_regrouping *r, size_t from, size_t to,
    uint32_t block)
{
	size_t at = mark_before(r, from, to);

	at = marker_before(r, from, at, block);
	for (size_t t = at; t < to; t++)
		r->owner[t] = (block + 1) | GS_OWNER_SIGN;
	return at;
}

/* Whether the words at `t` are all of a block that is not found yet. */
static bool is_block(const struct gs_regrouping *r, size_t block, size_t t)
{
	const struct gs_tokens *w = &r->memo->words[block];

	for (size_t a = 0; a < w->count; a++)
		if (!gs_token_equal(&w->token[a], word_at(r, t + a)))
			return false;
	return w->count > 0 && !r->found[block];
}

static void claim_block(struct gs_regrouping *r, size_t from, size_t to,
    uint32_t block)
{
	gs_regroup_claim(r, from, to, block);
	r->found[block] = true;
}

/* Short blocks in front of one, the last first: headings run together with
 * what they head.  Returns where the words left end. */
static size_t claim_before(struct gs_regrouping *r, size_t from, size_t to,
    uint32_t block)
{
	to = claim_front(r, from, to, block);
	while (block-- > 0) {
		size_t n = r->memo->words[block].count;
		if (n > to - from || !is_block(r, block, to - n))
			break;
		claim_block(r, to - n, to, block);
		to = claim_front(r, from, to - n, block);
	}
	return to;
}

/* Short blocks behind one, the first first.  Returns where the words left
 * begin. */
static size_t claim_behind(struct gs_regrouping *r, size_t from, size_t to,
    uint32_t block)
{
	while (++block < r->memo->count) {
		size_t n = r->memo->words[block].count, at = from;
		while (at < to && at - from < FRONT_MAX && (n > to - at ||
		    !is_block(r, block, at)))
			at++;
		if (at == to || n > to - at || !is_block(r, block, at))
			break;

		/* What is between must be its number and its mark. */
		size_t mark = mark_before(r, from, at);
		if (mark != from && (mark - from != 2 ||
		    !is_number(word_at(r, from))))
			break;
		(void)claim_front(r, from, at, block);
		claim_block(r, at, at + n, block);
		from = at + n;
	}
	return from;
}

/* Free words of a paragraph, and the blocks that have the words before and
 * behind them (NOBODY: the paragraph ends there). */
struct rest {
	size_t from, to;
	uint32_t left, right;
};

static size_t smaller_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool may_be_number(const struct gs_token *t)
{
	return is_number(t) || (!gs_token_is_word(t) &&
	    !gs_span_is(t->key, "\""));
}

/* A block that lacks words at the end which is here gets as many. */
static void share_lacking(struct gs_regrouping *r, struct rest *rest,
    size_t *head, size_t *tail)
{
	size_t count = rest->to - rest->from;

	*head = rest->right == NOBODY ? 0 :
	    smaller_of(r->no_head[rest->right], count);
	/* A number that got lost has nothing in its place. */
	if (*head > 0 && r->no_head[rest->right] <= gs_front_words(
	    r->memo->words[rest->right].token,
	    r->memo->words[rest->right].count) &&
	    !may_be_number(word_at(r, rest->to - *head)))
		*head = 0;
	*tail = rest->left == NOBODY ? 0 :
	    smaller_of(r->no_tail[rest->left], count - *head);
	if (*head > 0) {
		gs_regroup_claim(r, rest->to - *head, rest->to, rest->right);
		r->no_head[rest->right] = 0;
	}
	if (*tail > 0) {
		gs_regroup_claim(r, rest->from, rest->from + *tail,
		    rest->left);
		r->no_tail[rest->left] = 0;
	}
	rest->to -= *head;
	rest->from += *tail;
}

/* Blocks that lack words get as many; a few more are an addition to one of
 * them; anything longer is a text of its own. */
static void share_rest(struct gs_regrouping *r, struct rest rest)
{
	const struct gs_tokens *words = r->memo->words;
	size_t head = 0, tail = 0;

	if (rest.right != NOBODY)
		rest.to = claim_before(r, rest.from, rest.to, rest.right);
	if (rest.left != NOBODY)
		rest.from = claim_behind(r, rest.from, rest.to, rest.left);
	share_lacking(r, &rest, &head, &tail);

	/* Where sentences are withheld at an end, all that is there. */
	if (rest.left != NOBODY && rest.right == NOBODY &&
	    gs_regroup_has_gap(r, rest.left, words[rest.left].count - 1,
	    words[rest.left].count))
		gs_regroup_claim(r, rest.from, rest.to, rest.left);
	if (rest.right != NOBODY && rest.left == NOBODY &&
	    gs_regroup_has_gap(r, rest.right, 0, 1))
		gs_regroup_claim(r, rest.from, rest.to, rest.right);

	/* To the one behind only if it alone lacked words here. */
	bool behind = rest.left == NOBODY ||
	    (rest.right != NOBODY && tail == 0 && head > 0);
	uint32_t more = behind ? rest.right : rest.left;
	if (rest.to - rest.from <= ADDITION_MIN +
	    words[more].count / ADDITION_SHARE)
		gs_regroup_claim(r, rest.from, rest.to, more);
}

static void share_paragraph(struct gs_regrouping *r,
    const struct gs_paragraph *p)
{
	for (size_t t = p->from, end = 0; t < p->to; t = end) {
		for (end = t; end < p->to && r->owner[end] == 0; end++)
			;
		uint32_t left = t == p->from ? NOBODY :
		    GS_OWNER(r->owner[t - 1]) - 1;
		uint32_t right = end == p->to ? NOBODY :
		    GS_OWNER(r->owner[end]) - 1;
		if (end > t && (left != NOBODY || right != NOBODY))
			share_rest(r, (struct rest){t, end, left, right});
		while (end < p->to && r->owner[end] != 0)
			end++;
	}
}

/* Words of a paragraph that the block has among its words [from, to). */
static size_t count_lacking(struct gs_regrouping *r,
    const struct gs_paragraph *p, uint32_t block, size_t from, size_t to)
{
	const struct gs_token *token = r->memo->words[block].token;
	size_t n = 0;

	for (size_t t = p->from; t < p->to; t++)
		for (size_t a = from; a < to && gs_regroup_step(r); a++)
			if (gs_token_equal(word_at(r, t), &token[a])) {
				n++;
				break;
			}
	return n;
}

/* Gives a free paragraph to a block that lacks its end (`tail`; else its
 * beginning) and has its other words before (behind) the paragraph, if half of
 * the paragraph's words are among those lacking; all of them, if something else
 * stands between (not `near`). */
static void claim_paragraph(struct gs_regrouping *r,
    const struct gs_paragraph *p, uint32_t block, bool tail, bool near)
{
	size_t words = r->memo->words[block].count, n = p->to - p->from;
	size_t lacks = tail ? r->no_tail[block] : r->no_head[block];

	if (lacks == 0 || n > REST_TIMES * lacks + REST_MORE)
		return;
	size_t same = count_lacking(r, p, block, tail ? words - lacks : 0,
	    tail ? words : lacks);
	if ((near ? 2 : 1) * same < n)
		return;

	gs_regroup_claim(r, p->from, p->to, block);
	if (tail)
		r->no_tail[block] = 0;
	else
		r->no_head[block] = 0;
}

static bool is_free(const struct gs_regrouping *r,
    const struct gs_paragraph *p)
{
	for (size_t t = p->from; t < p->to; t++)
		if (r->owner[t] != 0)
			return false;
	return p->to > p->from;
}

/* From the text's beginning to its end; if not `tail`, the other way. */
static void share_paragraphs(struct gs_regrouping *r, bool tail)
{
	size_t count = r->text->list_count, between = 0;
	uint32_t block = NOBODY;

	for (size_t i = 0; i < count; i++) {
		const struct gs_paragraph *p = &r->text->list[tail ? i :
		    count - 1 - i];
		if (p->from == p->to)
			continue;
		if (is_free(r, p) && block != NOBODY && between < BETWEEN_MAX)
			claim_paragraph(r, p, block, tail, between == 0);

		uint32_t owner = r->owner[tail ? p->to - 1 : p->from];
		between = owner != 0 ? 0 : between + 1;
		if (owner != 0)
			block = GS_OWNER(owner) - 1;
	}
}

void gs_rest_share(struct gs_regrouping *r)
{
	for (size_t i = 0; i < r->text->list_count; i++)
		share_paragraph(r, &r->text->list[i]);
	share_paragraphs(r, true);
	share_paragraphs(r, false);
}
