/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/clean.h"

#include <stdlib.h>
#include <string.h>

#include "lib/memo/lookalike.h"
#include "lib/memo/utf16.h"
#include "lib/unicode/unicode.h"

#define ROUNDS 4 /* what a look-alike becomes may look like something else */
#define TAB 4    /* Markdown's tab stops */
#define GREEK 0x370 /* below it Unicode's letters are Latin ones */

/* A text while it is cleaned, and where each unit stood in the source. */
struct units {
	uint16_t *ptr;
	uint32_t *from;
	size_t len;
};

/* A change, by its place in the source's units. */
struct edit {
	struct gs_clean_change change;
	size_t at;
	struct edit *next;
};

/* What the search for look-alikes finds. */
struct find {
	size_t from, to;
	bool word;
	const struct gs_character_fault *fault;
	struct find *next;
};

struct cleaning {
	struct gs_arena *arena;
	struct gs_text_units source;
	struct units text;
	bool pages;
	bool mending; /* the next blank is the line's end */
	struct edit *edits;
	size_t count;
	struct find *finds, **finds_end;
	struct gs_lookalike *lookalike;
	bool genuine;
};

static uint32_t char_at(const struct units *u, size_t at)
{
	return gs_utf16_next(u->ptr, u->len, &at);
}

static int note_change(struct cleaning *k, size_t at,
    struct gs_clean_change change)
{
	struct edit *e = gs_arena_take(k->arena, 1, sizeof *e);

	if (e == NULL)
		return GS_ERR_MEMORY;
	*e = (struct edit){change, at, k->edits};
	k->edits = e;
	k->count++;
	return GS_OK;
}

static int begin_units(struct units *out, struct gs_arena *arena, size_t max)
{
	*out = (struct units){
	    .ptr = gs_arena_take(arena, max, sizeof *out->ptr),
	    .from = gs_arena_take(arena, max, sizeof *out->from)};
	return out->ptr == NULL || out->from == NULL ? GS_ERR_MEMORY : GS_OK;
}

static void put_char(struct units *u, uint32_t c, size_t from)
{
	size_t before = u->len;

	gs_utf16_put(u->ptr, &u->len, c);
	while (before < u->len)
		u->from[before++] = (uint32_t)from;
}

/* Units [from, to) of the text as they are. */
static void copy_units(struct units *out, const struct units *text,
    size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		out->ptr[out->len] = text->ptr[i];
		out->from[out->len++] = text->from[i];
	}
}

/* What does not show ------------------------------------------------- */

static int drop_blanks(struct cleaning *k, struct units *out)
{
	size_t len = out->len;

	while (len > 0 && out->ptr[len - 1] == ' ')
		len--;
	if (len == out->len)
		return GS_OK;

	size_t at = out->from[len];
	bool plain = k->source.ptr[at] == ' ';
	out->len = len;
	/* One that was something else has been told already. */
	return plain ? note_change(k, at, (struct gs_clean_change){.c = ' ',
	    .to = ""}) : GS_OK;
}

static bool begins_line(const struct units *u)
{
	size_t i = u->len;

	while (i > 0 && u->ptr[i - 1] == ' ')
		i--;
	return i == 0 || u->ptr[i - 1] == '\n';
}

static void put_tab(struct units *out, size_t at)
{
	size_t column = 0;
	bool indents = begins_line(out);

	while (out->len > column && out->ptr[out->len - 1 - column] == ' ')
		column++;
	size_t n = indents ? TAB - column % TAB : 1;
	while (n-- > 0)
		put_char(out, ' ', at);
}

/* A word divided by a soft hyphen is whole again; its line ends behind it. */
static bool begin_mending(struct cleaning *k, size_t *next)
{
	const struct gs_text_units *in = &k->source;
	size_t i = *next + 1;

	if (*next == in->len || in->ptr[*next] != '\n')
		return false;
	while (i < in->len && in->ptr[i] == ' ')
		i++;
	if (i == in->len || in->ptr[i] == '\n')
		return false;

	k->mending = true;
	*next = i;
	return true;
}

static void put_shown(struct cleaning *k, struct units *out, uint32_t c,
    size_t at, size_t *next)
{
	const struct gs_text_units *in = &k->source;

	if (!k->mending || (c != ' ' && c != '\n')) {
		put_char(out, c, at);
		return;
	}

	put_char(out, '\n', at);
	k->mending = false;
	while (c == ' ' && *next < in->len && (in->ptr[*next] == ' ' ||
	    in->ptr[*next] == '\n'))
		c = in->ptr[(*next)++];
}

static int clean_character(struct cleaning *k, struct units *out, uint32_t c,
    size_t at, size_t *next)
{
	const struct gs_character_fault *fault = gs_character_fault(
	    c);
	uint32_t plain = gs_text_plain(c);

	if (fault == NULL || (c == '\f' && k->pages)) {
		put_shown(k, out, c, at, next);
		return GS_OK;
	}

	int err = note_change(k, at, (struct gs_clean_change){
	    .c = c, .fault = fault,
	    .to = plain == 0 ? "" : plain == '\n' ? "\n" : " "});
	if (err != GS_OK)
		return err;
	if (c == 0xad && begin_mending(k, next))
		return GS_OK;

	if (c == '\t' && !k->mending)
		put_tab(out, at);
	else if (plain != 0)
		put_shown(k, out, c == '\f' ? '\n' : plain, at,
		    next);
	return GS_OK;
}

static int clean_hidden(struct cleaning *k)
{
	const struct gs_text_units *in = &k->source;
	struct units out = {0};
	int err = begin_units(&out, k->arena, TAB * in->len + 2);

	for (size_t i = 0, at = 0; err == GS_OK && i < in->len; at = i) {
		uint32_t c = gs_utf16_next(in->ptr, in->len, &i);
		if (c == '\n')
			err = drop_blanks(k, &out);
		if (err == GS_OK)
			err = clean_character(k, &out, c, at, &i);
	}

	if (err == GS_OK)
		err = drop_blanks(k, &out);
	if (err == GS_OK)
		k->text = out;
	return err;
}

/* What looks like something else -------------------------------------- */

static int take_find(void *self, size_t from, size_t to, bool word,
    const struct gs_character_fault *fault)
{
	struct cleaning *k = self;
	struct find *f = gs_arena_take(k->arena, 1, sizeof *f);

	if (f == NULL)
		return GS_ERR_MEMORY;
	*f = (struct find){from, to, word, fault, NULL};
	*k->finds_end = f;
	k->finds_end = &f->next;
	return GS_OK;
}

/* UTF-8 of a few units, ending in NUL. */
static const char *narrow_few(struct gs_arena *arena, const uint16_t *unit,
    size_t n)
{
	uint8_t *out = gs_arena_take(arena, 3 * n + 1, 1);
	size_t len = 0;

	for (size_t i = 0; out != NULL && i < n;)
		gs_utf8_put(out, &len, gs_utf16_next(unit, n, &i));
	return (const char *)out;
}

static int replace_unit(struct cleaning *k, struct units *out, size_t at,
    const uint16_t *to, size_t n, const struct gs_character_fault *fault)
{
	uint32_t c = char_at(&k->text, at);
	const char *text = narrow_few(k->arena, to, n);

	if (text == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < n; i++) {
		out->ptr[out->len] = to[i];
		out->from[out->len++] = k->text.from[at];
	}
	return note_change(k, k->text.from[at], (struct gs_clean_change){
	    .c = c, .fault = fault, .to = text});
}

/* Appends a letter or sign as what it looks like; if that is nothing, as it
 * is, and `fixed` stays. */
static int fix_character(struct cleaning *k, struct units *out,
    const struct find *f, bool *fixed)
{
	uint16_t plain[GS_PLAIN_MAX];
	uint32_t c = char_at(&k->text, f->from);
	size_t n = gs_lookalike_plain(plain, k->lookalike, c);

	if (n == 0) {
		copy_units(out, &k->text, f->from, f->to);
		return GS_OK;
	}
	*fixed = true;
	return replace_unit(k, out, f->from, plain, n, f->fault);
}

/* The same for a word, in one alphabet. */
static int fix_word(struct cleaning *k, struct units *out,
    const struct find *f, bool *fixed)
{
	const uint16_t *in = k->text.ptr;
	size_t len = f->to - f->from;
	int err = GS_OK;
	uint16_t *word = gs_arena_take(k->arena, len, sizeof *word);

	if (word == NULL)
		return GS_ERR_MEMORY;
	if (!gs_lookalike_word(word, k->lookalike, in + f->from, len,
	    k->genuine)) {
		copy_units(out, &k->text, f->from, f->to);
		return GS_OK;
	}

	*fixed = true;
	for (size_t i = f->from; err == GS_OK && i < f->to; i++) {
		const uint16_t *unit = &word[i - f->from];
		if (*unit == in[i])
			copy_units(out, &k->text, i, i + 1);
		else
			err = replace_unit(k, out, i, unit, 1, f->fault);
	}
	return err;
}

static int fix_all(struct cleaning *k, bool *fixed)
{
	struct units out = {0};
	size_t i = 0, extra = 0;

	for (const struct find *f = k->finds; f != NULL; f = f->next)
		extra += GS_PLAIN_MAX;
	int err = begin_units(&out, k->arena, k->text.len + extra + 1);

	for (const struct find *f = k->finds; err == GS_OK && f != NULL;
	    f = f->next) {
		copy_units(&out, &k->text, i, f->from);
		err = f->word ? fix_word(k, &out, f, fixed) :
		    fix_character(k, &out, f, fixed);
		i = f->to;
	}
	if (err != GS_OK)
		return err;

	copy_units(&out, &k->text, i, k->text.len);
	k->text = out;
	return GS_OK;
}

static int note_left(struct cleaning *k)
{
	int err = GS_OK;

	for (const struct find *f = k->finds; err == GS_OK && f != NULL;
	    f = f->next) {
		size_t at = f->from;
		/* In a word, the first letter that is not plain. */
		while (f->word && at + 1 < f->to && k->text.ptr[at] < 0x80)
			at++;
		err = note_change(k, k->text.from[at],
		    (struct gs_clean_change){
		    .c = char_at(&k->text, at), .fault = f->fault});
	}
	return err;
}

/* Whether there is a word of another alphabet that cannot be read as Latin. */
static bool has_genuine(struct cleaning *k)
{
	uint16_t plain[GS_PLAIN_MAX];
	bool foreign = false, mixed = false, other = false;

	for (size_t i = 0; i <= k->text.len;) {
		uint32_t c = ' ';
		if (i == k->text.len)
			i++;
		else
			c = gs_utf16_next(k->text.ptr, k->text.len, &i);

		if (!gs_unicode_is_letter(c)) {
			if (other && foreign && !mixed)
				return true;
			foreign = mixed = other = false;
		} else if (gs_unicode_has(c, GS_ALPHABETIC) &&
		    c >= GREEK) {
			foreign = true;
			other = other || gs_lookalike_plain(plain,
			    k->lookalike, c) == 0;
		} else {
			mixed = true;
		}
	}
	return false;
}

/* They come word by word, then alphabet by alphabet. */
static struct find *sort_finds(struct find *list)
{
	struct find *sorted = NULL, **at = NULL, *last = NULL, *next = NULL;

	for (struct find *f = list; f != NULL; f = next) {
		next = f->next;
		at = last != NULL && last->from < f->from ? &last->next :
		    &sorted;
		while (*at != NULL && (*at)->from < f->from)
			at = &(*at)->next;
		f->next = *at;
		*at = f;
		last = f;
	}
	return sorted;
}

static int clean_lookalikes(struct cleaning *k)
{
	const struct gs_text_sink sink = {take_find, k};
	int err = GS_OK;
	bool fixed = true;

	for (size_t i = 0; err == GS_OK && fixed; i++) {
		struct gs_text_units text = {k->text.ptr, k->text.len};
		k->finds = NULL;
		k->finds_end = &k->finds;
		fixed = false;
		err = gs_text_lookalikes(&sink, k->arena, &text);
		if (err != GS_OK || k->finds == NULL)
			return err;

		k->finds = sort_finds(k->finds);
		if (k->lookalike == NULL) {
			err = gs_lookalike_open(&k->lookalike, k->arena);
			k->genuine = err == GS_OK && has_genuine(k);
		}
		if (err == GS_OK && i < ROUNDS)
			err = fix_all(k, &fixed);
	}
	return err == GS_OK ? note_left(k) : err;
}

/* The whole ----------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const struct edit *x = *(struct edit *const *)a;
	const struct edit *y = *(struct edit *const *)b;

	return (x->at > y->at) - (x->at < y->at);
}

/* What became of one character in several rounds is one change: `out` is what
 * stood in the source and what stands there now.  Returns how many there
 * were. */
static size_t merge_edits(struct gs_clean_change *out,
    const struct cleaning *k, struct edit *const *sorted, size_t count,
    size_t *text)
{
	const struct units *t = &k->text;
	size_t n = 0, at = sorted[0]->at, to = 0, next = at;
	uint32_t c = (uint32_t)gs_utf16_next(k->source.ptr, k->source.len,
	    &next);
	bool left = false;

	for (; n < count && sorted[n]->at == at; n++) {
		left = left || sorted[n]->change.to == NULL;
		/* The first round's has the source's character. */
		if (n == 0 || sorted[n]->change.c == c)
			*out = sorted[n]->change;
	}

	while (*text < t->len && t->from[*text] < at)
		++*text;
	for (to = *text; to < t->len && t->from[to] == at; to++)
		;
	if (n > 1)
		out->to = left ? NULL : narrow_few(k->arena, t->ptr + *text,
		    to - *text);
	return n;
}

static int place_changes(struct gs_clean_text *out, struct cleaning *k)
{
	struct edit **sorted = gs_arena_take(k->arena, k->count + 1,
	    sizeof(struct edit *));
	struct gs_clean_change *changes = gs_arena_take(k->arena, k->count + 1,
	    sizeof *changes);
	size_t n = 0, line = 1, column = 1, text = 0, kept = 0;

	if (sorted == NULL || changes == NULL)
		return GS_ERR_MEMORY;
	for (struct edit *e = k->edits; e != NULL; e = e->next)
		sorted[n++] = e;
	qsort(sorted, n, sizeof *sorted, by_place);

	for (size_t i = 0, at = 0; i < n; kept++) {
		while (at < sorted[i]->at) {
			uint32_t c = gs_utf16_next(k->source.ptr,
			    k->source.len, &at);
			column = c == '\n' ? 1 : column + 1;
			line += c == '\n';
		}
		i += merge_edits(&changes[kept], k, sorted + i, n - i, &text);
		changes[kept].line = line;
		changes[kept].column = column;
		out->left += changes[kept].to == NULL;
	}
	out->changes = changes;
	out->count = kept;
	return GS_OK;
}

static int write_utf8(struct gs_clean_text *out, struct cleaning *k)
{
	uint8_t *text = gs_arena_take(k->arena, 3 * k->text.len + 2, 1);
	size_t len = 0;

	if (text == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < k->text.len;)
		gs_utf8_put(text, &len, gs_utf16_next(k->text.ptr,
		    k->text.len, &i));

	if (len > 0 && text[len - 1] != '\n')
		text[len++] = '\n';
	out->ptr = text;
	out->len = len;
	return GS_OK;
}

int gs_clean(struct gs_clean_text *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len, bool pages)
{
	struct cleaning k = {.arena = arena, .pages = pages};
	struct gs_clean_text done = {0};
	int err = gs_text_widen(&k.source, &done.composed, report, arena, text,
	    len);

	if (err == GS_OK)
		err = clean_hidden(&k);
	if (err == GS_OK)
		err = clean_lookalikes(&k);
	if (err == GS_OK)
		err = place_changes(&done, &k);
	if (err == GS_OK)
		err = write_utf8(&done, &k);
	if (err == GS_OK)
		*out = done;
	return err;
}
