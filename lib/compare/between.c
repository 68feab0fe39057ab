/* SPDX-License-Identifier: Apache-2.0 */
/* What stands between words and is no word. */
#include "lib/compare/inside.h"

#include <string.h>

#include "lib/compare/letters.h"
#include "lib/compare/typography.h"
#include "lib/memo/span.h"

static struct gs_span span_between(const uint8_t *from, const uint8_t *to)
{
	return (struct gs_span){from, from < to ? (size_t)(to - from) : 0};
}

static const uint8_t *token_end(const struct gs_token *t)
{
	return t->shown.ptr + t->shown.len;
}

struct gs_span gs_block_between(const struct gs_comparing *c, size_t block,
    size_t i)
{
	const struct gs_tokens *words = &c->a[block].words;
	struct gs_span text = c->memo->blocks[block].text;

	return span_between(i == 0 ? text.ptr : token_end(&words->token[i - 1]),
	    i == words->count ? text.ptr + text.len :
	    words->token[i].shown.ptr);
}

/* The paragraph that has the place, which is one of a word's. */
const struct gs_paragraph *gs_paragraph_at(const struct gs_comparing *c,
    const uint8_t *place)
{
	size_t low = 0, high = c->text.list_count;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (c->text.list[mid].raw.ptr <= place)
			low = mid;
		else
			high = mid;
	}
	return &c->text.list[low];
}

/* Behind the paragraph's mark, if that stands between the two places. */
static const uint8_t *behind_mark(const struct gs_paragraph *p,
    const uint8_t *from, const uint8_t *to)
{
	if (p->mark.len > 0 && p->mark.ptr >= from && p->mark.ptr < to)
		return p->mark.ptr + p->mark.len + 1;
	return from;
}

struct gs_span gs_piece_between(const struct gs_comparing *c, size_t piece,
    size_t j)
{
	const struct gs_tokens *words = &c->b[piece].words;
	bool last = j == words->count;

	if (words->count == 0)
		return (struct gs_span){NULL, 0};
	const struct gs_token *t = &words->token[last ? j - 1 : j];
	const struct gs_paragraph *p = gs_paragraph_at(c, t->shown.ptr);
	const struct gs_token *row = c->text.token;

	if (last) {
		bool ends = token_end(t) == token_end(&row[p->to - 1]);
		return span_between(token_end(t), ends ?
		    p->raw.ptr + p->raw.len : token_end(t));
	}
	const uint8_t *from = p->raw.ptr;
	if (j > 0 && words->token[j - 1].shown.ptr >= p->raw.ptr)
		from = token_end(&words->token[j - 1]);
	else if (t->shown.ptr != row[p->from].shown.ptr)
		from = t->shown.ptr;
	return span_between(behind_mark(p, from, t->shown.ptr),
	    t->shown.ptr);
}

static uint32_t kind_of_sign(int32_t c)
{
	if (c == '|' || c == '+' || c == '=' || c == ':' ||
	    (c >= 0x2500 && c <= 0x257f))
		return GS_TYPO(GS_TYPO_TABLE);
	if (c == '#' || c == '>' || c == '\\' || c == '_' || c == '~' ||
	    c == '`' || c == '*')
		return GS_TYPO(GS_TYPO_MARKDOWN);
	return GS_TYPO(GS_TYPO_LIST);
}

/* The kinds of signs in it, and a hash of these. */
static uint32_t read_signs(uint64_t *hash, struct gs_span s)
{
	const uint32_t list = GS_TYPO(GS_TYPO_LIST);
	const uint32_t table = GS_TYPO(GS_TYPO_TABLE);
	uint32_t kinds = 0;

	*hash = 0;
	for (size_t at = 0, next = 0; at < s.len; at = next) {
		int32_t c = gs_letter_at(s, at, &next,
		    GS_TYPO(GS_TYPO_MARKDOWN));
		if (gs_is_blank(c))
			continue;
		kinds |= kind_of_sign(c);
		*hash = (*hash + (uint32_t)c) * UINT64_C(0x100000001b3);
	}
	/* The dashes below a table's head are its lines. */
	return (kinds & table) != 0 ? kinds & ~list : kinds;
}

uint32_t gs_between_typography(struct gs_span a, struct gs_span b)
{
	uint64_t x = 0, y = 0;

	if (gs_span_same(a, b))
		return 0;
	uint32_t mine = read_signs(&x, a), other = read_signs(&y, b);
	if (x == y)
		return GS_TYPO(GS_TYPO_BLANKS);
	return mine != other ? mine ^ other : mine;
}

bool gs_between_has(struct gs_span s, const struct gs_token *sign)
{
	for (size_t at = 0, next = 0; at < s.len; at = next) {
		int32_t c = gs_letter_at(s, at, &next,
		    GS_TYPO(GS_TYPO_MARKDOWN));
		if ((size_t)(next - at) == sign->shown.len &&
		    memcmp(s.ptr + at, sign->shown.ptr, next - at) == 0)
			return !gs_is_blank(c);
	}
	return false;
}
