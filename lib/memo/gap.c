/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/gap.h"

#include <string.h>

#include "lib/memo/span.h"

#define SIGN "[withheld:"
#define NUMBER_MAX 99999 /* more than blocks or sentences can be */

void gs_write_gap(struct gs_writer *w, const struct gs_gap *gap)
{
	gs_write_text(w, SIGN " block ");
	gs_write_decimal(w, gap->block);

	if (gap->from != 0) {
		gs_write_text(w, gap->from == gap->to ? ", sentence " :
		    ", sentences ");
		gs_write_decimal(w, gap->from);
	}
	if (gap->from != gap->to) {
		gs_write_text(w, "-");
		gs_write_decimal(w, gap->to);
	}

	if (gap->reason.len != 0) {
		gs_write_text(w, ", ");
		gs_write_bytes(w, gap->reason.ptr, gap->reason.len);
	}
	gs_write_text(w, "]");
}

static bool take_text(struct gs_reader *r, const char *text)
{
	size_t len = strlen(text);

	if (r->err != GS_OK || r->left < len ||
	    memcmp(r->ptr, text, len) != 0)
		return false;
	(void)gs_read_bytes(r, len);
	return true;
}

/* A number from 1 on; 0 if none stands there. */
static size_t take_number(struct gs_reader *r)
{
	uint64_t number = 0;
	size_t n = gs_span_digits((struct gs_span){r->ptr, r->left}, 0);

	if (gs_decimal_decode(&number, r->ptr, n, NUMBER_MAX) != GS_OK)
		return 0;
	(void)gs_read_bytes(r, n);
	return (size_t)number;
}

bool gs_read_gap(struct gs_gap *gap, size_t *len, struct gs_span text)
{
	struct gs_reader r = gs_reader_of(text.ptr, text.len);
	struct gs_gap g = {.block = 0};

	if (!take_text(&r, SIGN " block ") || (g.block = take_number(&r)) == 0)
		return false;

	bool many = take_text(&r, ", sentences ");
	if (many || take_text(&r, ", sentence ")) {
		g.from = g.to = take_number(&r);
		if (many && take_text(&r, "-"))
			g.to = take_number(&r);
		if (g.from == 0 || many != (g.to > g.from) || g.to < g.from)
			return false;
	}

	if (take_text(&r, ", ")) {
		const uint8_t *end = memchr(r.ptr, ']', r.left);
		size_t n = end == NULL ? 0 : (size_t)(end - r.ptr);
		g.reason = (struct gs_span){gs_read_bytes(&r, n), n};
		if (!gs_is_reason(g.reason))
			return false;
	}
	if (!take_text(&r, "]"))
		return false;

	*gap = g;
	*len = text.len - r.left;
	return true;
}

size_t gs_find_gap(struct gs_span text, size_t at)
{
	size_t n = strlen(SIGN);

	for (; at < text.len && text.len - at >= n; at++) {
		const uint8_t *next = memchr(text.ptr + at, SIGN[0],
		    text.len - at);
		if (next == NULL)
			break;
		at = (size_t)(next - text.ptr);
		if (text.len - at >= n && memcmp(next, SIGN, n) == 0)
			return at;
	}
	return text.len;
}

/* The gap that begins there, with those of the sentences that follow. */
static bool read_gap_run(struct gs_gap *gap, size_t *len, struct gs_span text)
{
	struct gs_gap next;
	size_t n = 0;

	if (!gs_read_gap(gap, len, text))
		return false;
	while (gap->from != 0 && *len < text.len && text.ptr[*len] == ' ' &&
	    gs_read_gap(&next, &n, gs_span_from(text, *len + 1)) &&
	    next.block == gap->block && next.from == gap->to + 1) {
		gap->to = next.to;
		*len += 1 + n;
	}
	return true;
}

bool gs_same_but_reasons(struct gs_span a, struct gs_span b)
{
	size_t i = 0, j = 0;

	while (i < a.len && j < b.len) {
		struct gs_gap x, y;
		size_t n = 0, m = 0;
		if (read_gap_run(&x, &n, gs_span_from(a, i)) &&
		    read_gap_run(&y, &m, gs_span_from(b, j)) &&
		    x.block == y.block && x.from == y.from && x.to == y.to) {
			i += n;
			j += m;
		} else if (a.ptr[i++] != b.ptr[j++]) {
			return false;
		}
	}
	return i == a.len && j == b.len;
}

static void skip_space(struct gs_reader *r)
{
	while (r->left > 0 && (*r->ptr == ' ' || *r->ptr == '\n'))
		(void)gs_read_bytes(r, 1);
}

/* Whether all of it is gaps as gs_read_gaps says; marks them if `mark`. */
static bool walk_gaps(bool *gap, size_t count, struct gs_span text, bool mark)
{
	struct gs_reader r = gs_reader_of(text.ptr, text.len);
	struct gs_gap g = {.block = 0};
	size_t before = 0, len = 0;

	do {
		if (!gs_read_gap(&g, &len, (struct gs_span){r.ptr, r.left}) ||
		    g.from != 0 || g.block <= before || g.block > count ||
		    gap[g.block - 1])
			return false;
		gap[g.block - 1] = mark;
		before = g.block;
		(void)gs_read_bytes(&r, len);
		skip_space(&r);
	} while (r.left > 0);
	return true;
}

/* Twice: nothing is marked unless all of it is right. */
bool gs_read_gaps(bool *gap, size_t count, struct gs_span text)
{
	return walk_gaps(gap, count, text, false) &&
	    walk_gaps(gap, count, text, true);
}
