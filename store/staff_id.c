/* SPDX-License-Identifier: Apache-2.0 */
#include "store/staff_id.h"

#include <stdlib.h>
#include <string.h>

#include "lib/memo/text.h"
#include "lib/memo/utf16.h"
#include "lib/unicode/unicode.h"

/* The character at `*at` of valid UTF-8, which moves behind it. */
static uint32_t next_character(struct gs_span s, size_t *at)
{
	uint32_t c = s.ptr[(*at)++];

	if (c >= 0xc0)
		c &= c >= 0xf0 ? 0x07u : c >= 0xe0 ? 0x0fu : 0x1fu;
	while (*at < s.len && (s.ptr[*at] & 0xc0) == 0x80)
		c = c << 6 | (s.ptr[(*at)++] & 0x3fu);
	return c;
}

static bool is_id_blank(uint32_t c)
{
	return (c >= '\t' && c <= '\r') || gs_unicode_category(c) == GS_ZS;
}

static bool is_unseen(uint32_t c)
{
	enum gs_category k = gs_unicode_category(c);

	return k == GS_CC || k == GS_CF || k == GS_ZL || k == GS_ZP ||
	    gs_unicode_has(c, GS_DEFAULT_IGNORABLE);
}

int gs_staff_id_clean(struct gs_span *id, struct gs_arena *arena)
{
	struct gs_span s;
	size_t from = 0, to = 0;
	int err = gs_text_nfc(&s, arena, *id);

	for (size_t at = 0; err == GS_OK && at < s.len;) {
		size_t begin = at;
		uint32_t c = next_character(s, &at);
		if (is_id_blank(c))
			continue;
		if (is_unseen(c))
			return GS_ERR_FORMAT;
		from = to == 0 ? begin : from;
		to = at;
	}
	if (err == GS_OK && to == 0)
		err = GS_ERR_SPACE;
	if (err == GS_OK)
		*id = (struct gs_span){s.ptr + from, to - from};
	return err;
}

bool gs_staff_text_is_blank(struct gs_span text)
{
	for (size_t at = 0; at < text.len;)
		if (!is_id_blank(next_character(text, &at)))
			return false;
	return true;
}

/* Ids without capitals, and where they stand. */
struct folded_id {
	struct gs_span text;
	size_t row;
};

static int by_folded(const void *a, const void *b)
{
	const struct gs_span x = ((const struct folded_id *)a)->text;
	const struct gs_span y = ((const struct folded_id *)b)->text;
	int order = memcmp(x.ptr, y.ptr, x.len < y.len ? x.len : y.len);

	return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

/* A letter's fold may be a byte longer. */
static int fold_id(struct folded_id *out, struct gs_arena *arena,
    struct gs_span id)
{
	uint8_t *text = gs_arena_take(arena, 2 * id.len + 4, 1);
	size_t len = 0;

	if (text == NULL)
		return GS_ERR_MEMORY;
	for (size_t at = 0; at < id.len;)
		gs_utf8_put(text, &len,
		    gs_unicode_fold(next_character(id, &at)));
	out->text = (struct gs_span){text, len};
	return GS_OK;
}

/* Neighbours in the order of their folds. */
static bool is_same_id(const struct folded_id *a, const struct folded_id *b,
    const struct gs_staff_row *rows)
{
	const struct gs_span x = rows[a->row].id, y = rows[b->row].id;

	return x.len == y.len && memcmp(x.ptr, y.ptr, x.len) == 0;
}

int gs_staff_id_alike(struct gs_span pair[2], size_t *found,
    struct gs_arena *arena, const struct gs_staff_row *rows, size_t count,
    size_t listed)
{
	struct folded_id *list = gs_arena_take(arena, count + 1, sizeof *list);
	int err = list == NULL ? GS_ERR_MEMORY : GS_OK;

	*found = 0;
	for (size_t i = 0; err == GS_OK && i < count; i++) {
		list[i].row = i;
		err = fold_id(&list[i], arena, rows[i].id);
	}
	if (err != GS_OK)
		return err;

	qsort(list, count, sizeof *list, by_folded);
	for (size_t i = 1; i < count; i++) {
		const struct folded_id *a = &list[i - 1], *b = &list[i];

		if (by_folded(a, b) != 0 || is_same_id(a, b, rows) ||
		    (a->row >= listed && b->row >= listed))
			continue;
		if ((*found)++ > 0)
			continue;
		pair[0] = rows[a->row < b->row ? a->row : b->row].id;
		pair[1] = rows[a->row < b->row ? b->row : a->row].id;
	}
	return GS_OK;
}
