/* SPDX-License-Identifier: Apache-2.0 */
/* Where block and text differ in typography alone (docs/spec/comparison.md):
 * each rule takes off what it knows; what is left is another wording. */
#include "lib/compare/inside.h"

#include <string.h>

#include "lib/compare/front.h"
#include "lib/compare/letters.h"
#include "lib/compare/typography.h"
#include "lib/memo/document.h"
#include "lib/memo/marker.h"
#include "lib/memo/span.h"

/* Words in capitals at a paragraph's beginning that are a printer's way to
 * begin it. */
#define LEAD_MIN 2
/* A text is in capitals if it has so many times as many of them as others. */
#define CAPITALS_TIMES 9
#define JOIN_MAX 128 /* bytes of words that are held together */

/* A change, and whose it is. */
struct forgiving {
	struct gs_comparing *c;
	struct gs_change *ch;
	const struct gs_token *a, *b; /* of the block and of the piece */
	size_t a_count, b_count;
	struct gs_side *side;
};

static struct forgiving start_forgiving(struct gs_comparing *c,
    struct gs_change *ch)
{
	return (struct forgiving){.c = c, .ch = ch,
	    .a = c->a[ch->block].words.token,
	    .b = c->b[ch->piece].words.token,
	    .a_count = c->a[ch->block].words.count,
	    .b_count = c->b[ch->piece].words.count,
	    .side = &c->a[ch->block]};
}

static void note_kind(struct forgiving *f, enum gs_typography kind)
{
	f->side->typography |= GS_TYPO(kind);
}

static bool shows_key(const struct gs_token *t, const char *text)
{
	return gs_span_is(t->key, text);
}

static bool is_digits(const struct gs_token *t)
{
	return t->key.len > 0 && t->key.len <= GS_MARKER_DIGITS &&
	    gs_span_digits(t->key, 0) == t->key.len;
}

/* Whether word i of the block begins a line of it. */
static bool starts_line(const struct forgiving *f, size_t i)
{
	struct gs_span s = gs_block_between(f->c, f->ch->block, i);

	return i == 0 || memchr(s.ptr, '\n', s.len) != NULL;
}

/* Capitals ------------------------------------------------------------ */

static bool are_in_capitals(const struct gs_token *t, size_t count)
{
	size_t capitals = 0, others = 0;

	for (size_t k = 0; k < count; k++)
		for (size_t at = 0, next = 0; at < t[k].shown.len;
		    at = next) {
			bool capital = false;
			int32_t c = gs_letter_at(t[k].shown, at, &next, 0);
			if (!gs_is_cased(&capital, c))
				continue;
			capitals += capital;
			others += !capital;
		}
	return capitals > 0 && capitals >= CAPITALS_TIMES * others;
}

/* Whether the word stands among those at its paragraph's beginning which are
 * all in capitals. */
static bool is_in_lead(const struct forgiving *f, size_t j)
{
	const struct gs_paragraph *p = gs_paragraph_at(f->c,
	    f->b[j].shown.ptr);
	const struct gs_token *row = f->c->text.token;
	size_t words = 0;

	for (size_t t = p->from; t < p->to; t++) {
		bool word = gs_token_is_word(&row[t]) && !is_digits(&row[t]);
		if (word && !are_in_capitals(&row[t], 1))
			break;
		words += word;
		if (row[t].shown.ptr == f->b[j].shown.ptr)
			return are_in_capitals(&row[t], 1) && (words >=
			    LEAD_MIN || (t + 1 < p->to &&
			    are_in_capitals(&row[t + 1], 1)));
	}
	return false;
}

/* A title: whose words may each begin with a capital. */
static bool is_title_block(const struct forgiving *f)
{
	struct gs_span text = f->c->memo->blocks[f->ch->block].text;

	return gs_marker_read(text, GS_MARKERS_MARKDOWN).kind ==
	    GS_MARKER_HEADING || gs_span_begins(text, "subject: ");
}

/* Whether two words differ in the first letter's case at most. */
static bool is_first_letter(const struct gs_token *a,
    const struct gs_token *b)
{
	uint8_t x[2 * JOIN_MAX], y[2 * JOIN_MAX];
	struct gs_writer v = gs_writer_of(x, sizeof x);
	struct gs_writer w = gs_writer_of(y, sizeof y);
	size_t i = 0, j = 0;

	(void)gs_letter_at(a->shown, 0, &i, 0);
	(void)gs_letter_at(b->shown, 0, &j, 0);
	gs_fold_word(&v, gs_span_from(a->shown, i), GS_TYPO(GS_TYPO_CAPITALS));
	gs_fold_word(&w, gs_span_from(b->shown, j), GS_TYPO(GS_TYPO_CAPITALS));
	return gs_writer_end(&v) == GS_OK && gs_writer_end(&w) == GS_OK &&
	    v.len == w.len && memcmp(x, y, v.len) == 0;
}

static bool may_differ_in_capitals(struct forgiving *f)
{
	size_t i = f->ch->i0, j = f->ch->j0;
	const struct gs_token *a = &f->a[i], *b = &f->b[j];

	if ((are_in_capitals(b, 1) && are_in_capitals(f->b, f->b_count)) ||
	    (are_in_capitals(a, 1) && are_in_capitals(f->a, f->a_count)))
		return true;
	if (i == 0 && gs_block_is_field(&f->c->memo->blocks[f->ch->block]))
		return true;
	/* A sentence goes on behind what was left out, or begins there. */
	bool behind = (j > 0 && gs_token_is_omission(&b[-1])) ||
	    (i > 0 && gs_token_is_omission(&a[-1]));
	if ((behind || is_title_block(f)) && is_first_letter(a, b))
		return true;
	return is_in_lead(f, j);
}

/* `、` and `，` are both `,` in ASCII, and two signs in Chinese. */
static bool is_other_comma(const struct gs_token *a, const struct gs_token *b)
{
	bool x = gs_span_is(a->shown, "\xe3\x80\x81");
	bool y = gs_span_is(b->shown, "\xe3\x80\x81");

	return (x && gs_span_is(b->shown, "\xef\xbc\x8c")) ||
	    (y && gs_span_is(a->shown, "\xef\xbc\x8c"));
}

static bool is_spaced_letter(const struct gs_token *t)
{
	size_t next = 0;

	return gs_is_spaced(gs_letter_at(t->shown, 0, &next, 0));
}

/* Between letters of Hangul a blank tells words apart, unless a line ends. */
static bool is_other_spacing(const struct forgiving *f, struct gs_span a,
    struct gs_span b)
{
	size_t i = f->ch->i0, j = f->ch->j0;

	if (i == 0 || j == 0 || (a.len == 0) == (b.len == 0) ||
	    !is_spaced_letter(&f->a[i]) || !is_spaced_letter(&f->a[i - 1]) ||
	    !gs_token_equal(&f->a[i - 1], &f->b[j - 1]))
		return false;
	if (gs_paragraph_at(f->c, f->b[j].shown.ptr) !=
	    gs_paragraph_at(f->c, f->b[j - 1].shown.ptr))
		return false;
	return memchr(a.len > 0 ? a.ptr : b.ptr, '\n', a.len + b.len) == NULL;
}

bool gs_forgive_pair(struct gs_comparing *c, const struct gs_change *pair)
{
	struct gs_change ch = *pair;
	struct forgiving f = start_forgiving(c, &ch);
	uint32_t kinds = gs_token_typography(&f.a[ch.i0], &f.b[ch.j0]);
	struct gs_span x = gs_block_between(c, ch.block, ch.i0);
	struct gs_span y = gs_piece_between(c, ch.piece, ch.j0);
	const uint32_t cases = GS_TYPO(GS_TYPO_CAPITALS) |
	    GS_TYPO(GS_TYPO_ACCENTS);

	if ((kinds & cases) != 0 && !may_differ_in_capitals(&f))
		return false;
	if ((kinds & GS_TYPO(GS_TYPO_ACCENTS)) != 0 &&
	    !are_in_capitals(&f.b[ch.j0], 1) &&
	    !are_in_capitals(&f.a[ch.i0], 1))
		return false;
	if (is_other_comma(&f.a[ch.i0], &f.b[ch.j0]) ||
	    is_other_spacing(&f, x, y))
		return false;

	/* Behind words that differ, what parts them is part of that. */
	bool beside = (ch.i0 == 0 && ch.j0 == 0) || (ch.i0 > 0 && ch.j0 > 0 &&
	    gs_token_equal(&f.a[ch.i0 - 1], &f.b[ch.j0 - 1]));
	f.side->typography |= kinds |
	    (beside ? gs_between_typography(x, y) : 0);
	return true;
}

/* What the block has and the text has not ------------------------------ */

/* The number that the block's words [i, ...) begin a line with, as `1.`. */
static size_t number_words(const struct forgiving *f, size_t i)
{
	return starts_line(f, i) ? gs_front_number(&f->a[i],
	    f->ch->i1 - i) : 0;
}

/* `subject:` in front of a title. */
static bool is_field_name(const struct forgiving *f)
{
	const struct gs_change *ch = f->ch;

	return ch->i0 == 0 && ch->i1 >= 2 && shows_key(&f->a[0], "subject") &&
	    shows_key(&f->a[1], ":") &&
	    gs_block_is_field(&f->c->memo->blocks[ch->block]);
}

/* How many words from i on are a link's, which print does not have: brackets,
 * and all of a target. */
static size_t count_link_words(const struct forgiving *f, size_t i)
{
	size_t n = 0;

	if ((f->a[i].flags & GS_TOKEN_LINK_SIGN) != 0)
		return 1;
	while (i + n < f->ch->i1 &&
	    (f->a[i + n].flags & GS_TOKEN_LINK_TARGET) != 0)
		n++;
	bool before = i > 0 &&
	    (f->a[i - 1].flags & GS_TOKEN_LINK_TARGET) != 0;
	bool behind = i + n < f->a_count &&
	    (f->a[i + n].flags & GS_TOKEN_LINK_TARGET) != 0;
	return before || behind ? 0 : n;
}

/* Takes off what the text may leave out; false if nothing is. */
static bool trim_block_words(struct forgiving *f)
{
	struct gs_change *ch = f->ch;
	size_t n = 0;

	if (ch->i0 == ch->i1)
		return false;
	/* What has another number in its place is not without one. */
	bool other = ch->j0 < ch->j1 && (is_digits(&f->b[ch->j0]) ||
	    !gs_token_is_word(&f->b[ch->j0]));
	if (!other && (n = number_words(f, ch->i0)) > 0) {
		note_kind(f, GS_TYPO_NUMBER);
	} else if (is_field_name(f)) {
		note_kind(f, GS_TYPO_FIELD);
		n = 2;
	} else if ((n = count_link_words(f, ch->i0)) > 0) {
		note_kind(f, GS_TYPO_LINKS);
	}
	ch->i0 += n;
	f->side->gap_words += n;
	return n > 0;
}

/* What the text has and the block has not ------------------------------ */

/* Whether word j begins or ends its paragraph, or what the text has of the
 * block. */
static bool is_outermost(const struct forgiving *f, size_t j)
{
	const struct gs_paragraph *p = gs_paragraph_at(f->c,
	    f->b[j].shown.ptr);
	const struct gs_token *row = f->c->text.token;
	const uint8_t *at = f->b[j].shown.ptr;

	return j == 0 || j + 1 == f->b_count ||
	    at == row[p->from].shown.ptr || at == row[p->to - 1].shown.ptr;
}

/* The same, but for other quotation marks between. */
static bool is_at_end(const struct forgiving *f, size_t j)
{
	size_t from = j, to = j;

	while (from > 0 && !is_outermost(f, from) &&
	    shows_key(&f->b[from - 1], "\""))
		from--;
	while (to + 1 < f->b_count && !is_outermost(f, to) &&
	    shows_key(&f->b[to + 1], "\""))
		to++;
	return is_outermost(f, from) || is_outermost(f, to);
}

/* A line's number, or the word behind it that is the same, of which the number
 * was taken for the block's. */
static bool is_line_number(const struct forgiving *f, size_t j)
{
	if ((f->b[j].flags & GS_TOKEN_LINE_NUMBER) != 0)
		return true;
	return j > 0 && (f->b[j - 1].flags & GS_TOKEN_LINE_NUMBER) != 0 &&
	    gs_token_equal(&f->b[j], &f->b[j - 1]);
}

/* A bracket of an address, which print does not have. */
static bool is_angle(const struct gs_token *t)
{
	return (t->flags & GS_TOKEN_LINK_SIGN) != 0 &&
	    (shows_key(t, "<") || shows_key(t, ">"));
}

static bool has_bullet(const struct forgiving *f)
{
	struct gs_marker m = gs_marker_read(
	    f->c->memo->blocks[f->ch->block].text, GS_MARKERS_PRINTED);

	return m.kind == GS_MARKER_BULLET;
}

/* A bullet that is no bullet by itself: a dash, the `o` and `§` that word
 * processors write. */
static bool is_bullet_word(const struct forgiving *f, size_t j)
{
	static const char *const signs[] = {"-", "o", "\xc2\xa7", "*", "+",
	    "\xc2\xb7"};

	if (f->ch->i0 != 0 || !has_bullet(f))
		return false;
	for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
		if (shows_key(&f->b[j], signs[k]))
			return true;
	return false;
}

/* How many words from j on are a portion mark at the block's beginning, which
 * is then the piece's. */
static size_t mark_words(struct forgiving *f)
{
	struct gs_change *ch = f->ch;
	size_t n = 1;

	if (ch->i0 != gs_front_number(f->a, f->a_count) && ch->i0 != 0)
		return 0;
	if (!shows_key(&f->b[ch->j0], "(") || f->side->mark.len > 0)
		return 0;
	while (ch->j0 + n < ch->j1 && !shows_key(&f->b[ch->j0 + n], ")"))
		n++;
	if (n < 2 || ch->j0 + n == ch->j1)
		return 0;

	const uint8_t *from = f->b[ch->j0 + 1].shown.ptr;
	struct gs_span last = f->b[ch->j0 + n - 1].shown;
	if (last.ptr < from)
		return 0;
	struct gs_span mark = {from, (size_t)(last.ptr + last.len - from)};
	if (gs_mark_rank(f->c->marks, mark.ptr, mark.len) < 0)
		return 0;
	f->side->mark = mark;
	return n + 1;
}

static bool trim_text_words(struct forgiving *f)
{
	struct gs_change *ch = f->ch;
	size_t n = 1;

	if (ch->j0 == ch->j1)
		return false;
	const struct gs_token *t = &f->b[ch->j0];
	if (is_line_number(f, ch->j0)) {
		note_kind(f, GS_TYPO_LINE_NUMBERS);
	} else if (is_angle(t)) {
		note_kind(f, GS_TYPO_LINKS);
	} else if (shows_key(t, "\"") && is_at_end(f, ch->j0)) {
		note_kind(f, GS_TYPO_OPENING);
	} else if (is_bullet_word(f, ch->j0)) {
		note_kind(f, GS_TYPO_LIST);
	} else {
		n = mark_words(f);
	}
	ch->j0 += n;
	f->side->no_words += n;
	return n > 0;
}

/* The same at its end. */
static bool trim_text_end(struct forgiving *f)
{
	struct gs_change *ch = f->ch;

	if (ch->j0 == ch->j1)
		return false;
	const struct gs_token *t = &f->b[ch->j1 - 1];
	if (is_line_number(f, ch->j1 - 1))
		note_kind(f, GS_TYPO_LINE_NUMBERS);
	else if (is_angle(t))
		note_kind(f, GS_TYPO_LINKS);
	else if (shows_key(t, "\"") && is_at_end(f, ch->j1 - 1))
		note_kind(f, GS_TYPO_OPENING);
	else
		return false;
	ch->j1--;
	f->side->no_words++;
	return true;
}

/* What both have, otherwise -------------------------------------------- */

static bool are_signs(const struct gs_token *t, size_t from, size_t to,
    const char *set)
{
	for (size_t k = from; k < to; k++)
		if (t[k].key.len != 1 || strchr(set, t[k].key.ptr[0]) == NULL)
			return false;
	return true;
}

/* The number or letter of an item: `12`, `a`. */
static bool is_ordinal(const struct gs_token *t)
{
	return is_digits(t) || (t->shown.len == 1 && t->shown.ptr[0] >= 'a' &&
	    t->shown.ptr[0] <= 'z');
}

/* `1.` and `(1)`: what stands around the number in front of a line. */
static bool is_around_number(const struct forgiving *f)
{
	const struct gs_change *ch = f->ch;
	size_t i = ch->i0;

	if (!are_signs(f->a, i, ch->i1, "().:[]") ||
	    !are_signs(f->b, ch->j0, ch->j1, "().:[]"))
		return false;
	/* In front of it. */
	if (ch->i1 < f->a_count && is_ordinal(&f->a[ch->i1]) &&
	    starts_line(f, i))
		return ch->i1 + 1 < f->a_count && are_signs(f->a, ch->i1 + 1,
		    ch->i1 + 2, ".)");
	/* Behind it. */
	if (i == 0 || !is_ordinal(&f->a[i - 1]))
		return false;
	bool open = i > 1 && are_signs(f->a, i - 2, i - 1, "([");
	return starts_line(f, open ? i - 2 : i - 1) &&
	    (ch->i1 > i || ch->i1 == f->a_count ||
	    gs_block_between(f->c, ch->block, ch->i1).len > 0);
}

/* The words as one, without what parts them. */
static size_t join_words(uint8_t *out, const struct gs_token *t, size_t from,
    size_t to)
{
	size_t n = 0;

	for (size_t k = from; k < to; k++)
		for (size_t i = 0; i < t[k].key.len; i++) {
			if (n == JOIN_MAX)
				return 0;
			out[n++] = t[k].key.ptr[i] == GS_MAYBE_HYPHEN ? '-' :
			    t[k].key.ptr[i];
		}
	return n;
}

static bool has_dash(const struct gs_token *t, size_t from, size_t to)
{
	for (size_t k = from; k < to; k++)
		if (memchr(t[k].key.ptr, '-', t[k].key.len) != NULL ||
		    memchr(t[k].key.ptr, GS_MAYBE_HYPHEN,
		    t[k].key.len) != NULL)
			return true;
	return false;
}

/* `Paris–Berlin` and `Paris - Berlin`. */
static bool is_other_dash(const struct forgiving *f)
{
	uint8_t x[JOIN_MAX], y[JOIN_MAX];
	const struct gs_change *ch = f->ch;
	size_t n = join_words(x, f->a, ch->i0, ch->i1);
	size_t m = join_words(y, f->b, ch->j0, ch->j1);

	return n > 0 && n == m && memcmp(x, y, n) == 0 &&
	    has_dash(f->a, ch->i0, ch->i1) && has_dash(f->b, ch->j0, ch->j1);
}

/* A word that a page's end parts, with a hyphen or without. */
static bool is_parted_word(const struct forgiving *f)
{
	uint8_t x[JOIN_MAX], y[JOIN_MAX];
	const struct gs_change *ch = f->ch;
	size_t j = ch->j0;

	if (ch->i1 - ch->i0 != 1 || ch->j1 - j != 3 ||
	    !shows_key(&f->b[j + 1], "-"))
		return false;
	const struct gs_paragraph *p = gs_paragraph_at(f->c,
	    f->b[j + 1].shown.ptr);
	if (f->b[j + 1].shown.ptr != f->c->text.token[p->to - 1].shown.ptr)
		return false;

	size_t n = join_words(x, f->a, ch->i0, ch->i1);
	size_t m = join_words(y, f->b, j, ch->j1);
	size_t head = f->b[j].key.len;
	if (n == m)
		return n > 0 && memcmp(x, y, n) == 0;
	return n > 0 && n + 1 == m && memcmp(x, y, head) == 0 &&
	    memcmp(x + head, y + head + 1, n - head) == 0;
}

/* Whether signs that one side has as words stand on the other between words,
 * as what begins a line there. */
static bool stand_between(const struct forgiving *f)
{
	const struct gs_change *ch = f->ch;
	bool block = ch->i1 > ch->i0;
	const struct gs_token *t = block ? f->a : f->b;
	size_t from = block ? ch->i0 : ch->j0, to = block ? ch->i1 : ch->j1;
	struct gs_span other = block ?
	    gs_piece_between(f->c, ch->piece, ch->j0) :
	    gs_block_between(f->c, ch->block, ch->i0);

	if (ch->i1 > ch->i0 && ch->j1 > ch->j0)
		return false;
	for (size_t k = from; k < to; k++)
		if (gs_token_is_word(&t[k]) ||
		    !gs_between_has(other, &t[k]))
			return false;
	return true;
}

/* The brackets of an address, whatever they are. */
static bool are_link_signs(const struct forgiving *f)
{
	const struct gs_change *ch = f->ch;

	for (size_t i = ch->i0; i < ch->i1; i++)
		if ((f->a[i].flags & GS_TOKEN_LINK_SIGN) == 0)
			return false;
	return ch->i1 > ch->i0 && are_signs(f->b, ch->j0, ch->j1, "<>()[]");
}

static bool take_rest(struct forgiving *f)
{
	struct gs_change *ch = f->ch;
	bool none = ch->j0 == ch->j1;

	if (ch->i0 == ch->i1 && none)
		return true;
	if (!none && gs_token_is_omission(&f->b[ch->j0]) &&
	    ch->j1 - ch->j0 == 1) {
		f->side->omits = true;
	} else if (are_link_signs(f)) {
		note_kind(f, GS_TYPO_LINKS);
	} else if (is_around_number(f)) {
		note_kind(f, GS_TYPO_LIST);
	} else if (is_other_dash(f)) {
		note_kind(f, GS_TYPO_DASHES);
	} else if (is_parted_word(f)) {
		note_kind(f, GS_TYPO_HYPHENATION);
	} else if (stand_between(f)) {
		note_kind(f, GS_TYPO_BLANKS);
	} else {
		return false;
	}

	f->side->gap_words += ch->i1 - ch->i0;
	f->side->no_words += ch->j1 - ch->j0;
	return true;
}

bool gs_forgive_change(struct gs_comparing *c, struct gs_change *change)
{
	struct forgiving f = start_forgiving(c, change);

	while (trim_text_words(&f) || trim_text_end(&f) ||
	    trim_block_words(&f))
		;
	return take_rest(&f);
}
