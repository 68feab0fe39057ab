/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/pages.h"

#include <stdlib.h>
#include <string.h>

#include "lib/memo/marker.h"
#include "lib/memo/span.h"

#define HEAD_MAX 120 /* bytes of a running head */
#define EDGE 2       /* lines of a page's top and bottom */
#define NUMBERED_MIN 3
#define LINE_DIGITS 5
#define LINES_MAX ((size_t)1 << 20) /* that are looked at */

/* A line that has something on it. */
struct page_line {
	struct gs_span s; /* without blanks around it */
	size_t number;
	bool page;   /* a page begins with it */
	bool border; /* a page ends or begins beside it */
};

struct page_lines {
	struct page_line *list;
	size_t count;
};

/* Capitals, blanks and `/` alone: a marking. */
static bool is_border(struct gs_span s)
{
	return s.len >= 4 && s.len <= HEAD_MAX &&
	    gs_span_run(s, 0, "ABCDEFGHIJKLMNOPQRSTUVWXYZ /-,") == s.len;
}

static int list_lines(struct page_lines *out, struct gs_arena *arena,
    struct gs_span text, size_t lines)
{
	const uint8_t *at = text.ptr, *end = text.ptr + text.len;
	size_t max = lines < LINES_MAX ? lines : LINES_MAX;

	out->list = gs_arena_take(arena, max + 1, sizeof *out->list);
	if (out->list == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < lines && out->count < max; i++) {
		const uint8_t *lf = at == end ? NULL : memchr(at, '\n',
		    (size_t)(end - at));
		struct gs_span s = {at, (size_t)((lf == NULL ? end : lf) -
		    at)};
		size_t blanks = gs_span_run(s, 0, " \f");
		bool page = blanks > 0 && memchr(s.ptr, '\f', blanks) != NULL;
		at = lf == NULL ? end : lf + 1;
		s = gs_span_trim(gs_span_from(s, blanks));
		if (s.len > 0)
			out->list[out->count++] = (struct page_line){s, i,
			    page, gs_page_number_read(s) == GS_PAGE_DRESSED ||
			    is_border(s)};
	}
	return GS_OK;
}

/* Running heads ------------------------------------------------------- */

static bool is_near_edge(const struct page_lines *l, size_t k)
{
	const struct page_line *list = l->list;

	for (size_t n = 0; n < EDGE; n++) {
		if (k >= n && list[k - n].page)
			return true;
		if (k + n + 1 < l->count && list[k + n + 1].page)
			return true;
		if (k > n && list[k - n - 1].border)
			return true;
		if (k + n + 1 < l->count && list[k + n + 1].border)
			return true;
	}
	return false;
}

/* A line's hash without its figures. */
struct head {
	uint64_t hash;
	size_t line;
};

static uint64_t hash_head(struct gs_span s)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.ptr[i];
		bool digit = c >= '0' && c <= '9';
		if (digit && i > 0 && s.ptr[i - 1] >= '0' &&
		    s.ptr[i - 1] <= '9')
			continue;
		hash = (hash ^ (digit ? '0' : c)) * UINT64_C(0x100000001b3);
	}
	return hash;
}

static int by_hash(const void *a, const void *b)
{
	const struct head *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static int find_running(struct gs_pages *out, struct gs_arena *arena,
    const struct page_lines *l)
{
	size_t count = 0;
	struct head *heads = gs_arena_take(arena, l->count + 1, sizeof *heads);

	if (heads == NULL)
		return GS_ERR_MEMORY;
	for (size_t k = 0; k < l->count; k++)
		if (!l->list[k].border && l->list[k].s.len <= HEAD_MAX &&
		    !gs_is_page_number(l->list[k].s) && is_near_edge(l, k))
			heads[count++] = (struct head){
			    hash_head(l->list[k].s), l->list[k].number};
	qsort(heads, count, sizeof *heads, by_hash);

	for (size_t k = 1; k < count; k++)
		if (heads[k].hash == heads[k - 1].hash)
			out->running[heads[k].line] =
			    out->running[heads[k - 1].line] = true;
	return GS_OK;
}

/* Numbers of lines ---------------------------------------------------- */

/* The number that the line begins with, or is; 0: none. */
static size_t line_number(struct gs_span s)
{
	size_t n = gs_span_digits(s, 0), number = 0;

	if (n == 0 || n > LINE_DIGITS || (n < s.len && s.ptr[n] != ' '))
		return 0;
	for (size_t i = 0; i < n; i++)
		number = 10 * number + s.ptr[i] - '0';
	return number;
}

static void find_numbers(struct gs_pages *out, const struct page_lines *l)
{
	size_t before = 0, count = 0, texts = 0;

	for (size_t k = 0; k < l->count; k++) {
		size_t number = line_number(l->list[k].s);
		bool next = number > 0 && (number == before + 1 ||
		    number == 1);
		out->numbered[l->list[k].number] = next;
		count += next;
		texts += next && gs_span_digits(l->list[k].s, 0) <
		    l->list[k].s.len;
		before = next ? number : before;
	}

	out->numbers = texts >= NUMBERED_MIN && 5 * count >= 4 * l->count;
	for (size_t k = 0; !out->numbers && k < l->count; k++)
		out->numbered[l->list[k].number] = false;
}

int gs_pages_find(struct gs_pages *out, struct gs_arena *arena,
    struct gs_span text, size_t lines)
{
	struct page_lines l = {.count = 0};

	*out = (struct gs_pages){.numbers = false};
	out->running = gs_arena_take(arena, lines + 1, sizeof *out->running);
	out->numbered = gs_arena_take(arena, lines + 1, sizeof *out->numbered);
	if (out->running == NULL || out->numbered == NULL)
		return GS_ERR_MEMORY;

	int err = list_lines(&l, arena, text, lines);
	if (err == GS_OK)
		err = find_running(out, arena, &l);
	if (err == GS_OK)
		find_numbers(out, &l);
	return err;
}
