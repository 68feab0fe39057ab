/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/tokens.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/compare/letters.h"
#include "lib/compare/typography.h"
#include "lib/memo/span.h"

#define GAP 0x02      /* begins the key of a gap */
#define OMISSION 0x03 /* the key of `[...]` */
#define ROOM ((size_t)1 << 14) /* bytes of keys that are taken at once */
#define FOLD_MAX 512 /* bytes of a token whose typography is told */

/* Keys ---------------------------------------------------------------- */

static uint64_t mix_byte(uint64_t hash, uint8_t byte)
{
	return (hash ^ byte) * UINT64_C(0x100000001b3); /* FNV-1a */
}
#define HASH_START UINT64_C(0xcbf29ce484222325)

static uint64_t hash_key(struct gs_span key)
{
	uint64_t hash = HASH_START;
	bool only_hyphen = key.len == 1;

	for (size_t i = 0; i < key.len; i++)
		if (only_hyphen ||
		    (key.ptr[i] != '-' && key.ptr[i] != GS_MAYBE_HYPHEN))
			hash = mix_byte(hash, key.ptr[i]);
	return hash;
}

/* Most words are their own keys. */
static bool is_own_key(struct gs_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.ptr[i] >= 'a' && s.ptr[i] <= 'z') &&
		    !(s.ptr[i] >= '0' && s.ptr[i] <= '9'))
			return s.len == 1 && memchr(",;:.()!?%$/",
			    s.ptr[0], 11) != NULL;
	return true;
}

static void write_gap_key(struct gs_writer *w, const struct gs_gap *gap)
{
	gs_write_u8(w, GAP);
	gs_write_decimal(w, gap->block);
	gs_write_u8(w, ',');
	gs_write_decimal(w, gap->from);
	gs_write_u8(w, ',');
	gs_write_decimal(w, gap->to);
}

static int fill_key(struct gs_token_buffer *b, struct gs_token *t,
    const struct gs_scanned *s)
{
	size_t need = GS_FOLD_TIMES * t->shown.len + GS_GAP_MAX;

	t->key = t->shown;
	if (s->kind != GS_SCANNED_GAP && is_own_key(t->shown))
		return GS_OK;
	if (b->left < need) {
		b->left = need > ROOM ? need : ROOM;
		b->room = gs_arena_take(b->arena, b->left, 1);
		if (b->room == NULL)
			return GS_ERR_MEMORY;
	}

	struct gs_writer w = gs_writer_of(b->room, b->left);
	switch (s->kind) {
	case GS_SCANNED_WORD: gs_fold_word(&w, t->shown, 0); break;
	case GS_SCANNED_SIGN: gs_fold_sign(&w, t->shown, 0); break;
	case GS_SCANNED_GAP: write_gap_key(&w, &s->gap); break;
	case GS_SCANNED_OMISSION: gs_write_u8(&w, OMISSION); break;
	}
	t->key = (struct gs_span){b->room, w.len};
	b->room += w.len;
	b->left -= w.len;
	return gs_writer_end(&w);
}

/* Tokens -------------------------------------------------------------- */

/* A token begins with every visible character but those that go on with a
 * word of ASCII letters. */
size_t gs_tokens_bound(struct gs_span text)
{
	size_t n = 0;
	bool in_word = false;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];
		bool letter = c < 0x80 && gs_is_letter(c);
		n += c > ' ' && (c & 0xc0) != 0x80 && !(letter && in_word);
		in_word = letter;
	}
	return n;
}

int gs_token_buffer_init(struct gs_token_buffer *out, struct gs_arena *arena,
    struct gs_span text, size_t max)
{
	size_t bound = gs_tokens_bound(text);

	max = bound < max ? bound : max;
	struct gs_token *token = gs_arena_take(arena, max + 1, sizeof *token);
	if (token == NULL)
		return GS_ERR_MEMORY;
	*out = (struct gs_token_buffer){.token = token, .max = max,
	    .arena = arena};
	return GS_OK;
}

int gs_tokens_add(struct gs_token_buffer *out, struct gs_span text)
{
	struct gs_scan scan = gs_scan_start(text);
	struct gs_scanned s;
	size_t first = out->count;
	int err = GS_OK;

	while (err == GS_OK && gs_scan_next(&s, &scan)) {
		if (out->count == out->max)
			return GS_ERR_SPACE;
		struct gs_token *t = &out->token[out->count++];
		t->shown = s.shown;
		t->flags = s.flags;
		if (s.opens < out->count - first)
			out->token[first + s.opens].flags |=
			    GS_TOKEN_LINK_SIGN;
		err = fill_key(out, t, &s);
		t->hash = hash_key(t->key);
	}
	return err;
}

struct gs_tokens gs_tokens_run(struct gs_token *token, size_t count)
{
	struct gs_tokens run = {token, count, HASH_START};

	for (size_t k = 0; k < count; k++)
		for (unsigned i = 0; i < 64; i += 8)
			run.hash = mix_byte(run.hash,
			    (uint8_t)(token[k].hash >> i));
	return run;
}

int gs_tokens_of(struct gs_tokens *out, struct gs_arena *arena,
    struct gs_span text)
{
	struct gs_token_buffer buffer;
	int err = gs_token_buffer_init(&buffer, arena, text, text.len);

	if (err == GS_OK)
		err = gs_tokens_add(&buffer, text);
	if (err == GS_OK)
		*out = gs_tokens_run(buffer.token, buffer.count);
	return err;
}

bool gs_token_is_gap(const struct gs_token *t)
{
	return t->key.len > 0 && t->key.ptr[0] == GAP;
}

bool gs_token_is_omission(const struct gs_token *t)
{
	return t->key.len == 1 && t->key.ptr[0] == OMISSION;
}

bool gs_token_is_word(const struct gs_token *t)
{
	size_t next = 0;

	return gs_is_letter(gs_letter_at(t->key, 0, &next, 0));
}

bool gs_token_gap(struct gs_gap *out, const struct gs_token *t)
{
	size_t *const number[] = {&out->block, &out->from, &out->to};
	size_t at = 1;

	if (!gs_token_is_gap(t))
		return false;

	*out = (struct gs_gap){.block = 0};
	for (size_t i = 0; i < 3; i++, at++)
		for (; at < t->key.len && t->key.ptr[at] != ','; at++)
			*number[i] = *number[i] * 10 + t->key.ptr[at] - '0';
	return true;
}

/* Alike --------------------------------------------------------------- */

static bool same_keys(struct gs_span a, struct gs_span b)
{
	size_t i = 0, j = 0;

	while (i < a.len || j < b.len) {
		uint8_t x = i < a.len ? a.ptr[i] : 0;
		uint8_t y = j < b.len ? b.ptr[j] : 0;
		bool maybe = x == GS_MAYBE_HYPHEN || y == GS_MAYBE_HYPHEN;
		bool hyphens = (x == '-' || x == GS_MAYBE_HYPHEN) &&
		    (y == '-' || y == GS_MAYBE_HYPHEN);
		if (x != y && !maybe)
			return false;
		if (x == y || hyphens || x == GS_MAYBE_HYPHEN)
			i++;
		if (x == y || hyphens || y == GS_MAYBE_HYPHEN)
			j++;
	}
	return true;
}

bool gs_token_equal(const struct gs_token *a, const struct gs_token *b)
{
	return a->hash == b->hash && same_keys(a->key, b->key);
}

bool gs_tokens_equal(const struct gs_tokens *a, const struct gs_tokens *b)
{
	if (a->count != b->count || a->hash != b->hash)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!gs_token_equal(&a->token[i], &b->token[i]))
			return false;
	return true;
}

static struct gs_span fold_token(uint8_t *room, const struct gs_token *t,
    uint32_t keep)
{
	struct gs_writer w = gs_writer_of(room, GS_FOLD_TIMES * FOLD_MAX);

	if (gs_token_is_word(t))
		gs_fold_word(&w, t->shown, keep);
	else
		gs_fold_sign(&w, t->shown, keep);
	return (struct gs_span){room, w.len};
}

/* In one of them alone a line ends behind a hyphen. */
static bool breaks_word(const struct gs_token *a, const struct gs_token *b)
{
	bool x = memchr(a->shown.ptr, '\n', a->shown.len) != NULL;
	bool y = memchr(b->shown.ptr, '\n', b->shown.len) != NULL;

	return x != y;
}

static bool is_plain_word(struct gs_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!gs_is_letter(s.ptr[i]) || s.ptr[i] >= 0x80)
			return false;
	return true;
}

uint32_t gs_token_typography(const struct gs_token *a,
    const struct gs_token *b)
{
	static const enum gs_typography kinds[] = {GS_TYPO_CAPITALS,
	    GS_TYPO_ACCENTS, GS_TYPO_QUOTES, GS_TYPO_DASHES,
	    GS_TYPO_HYPHENATION, GS_TYPO_POINTS, GS_TYPO_LIGATURES,
	    GS_TYPO_WIDTH, GS_TYPO_FORMS, GS_TYPO_FIGURES, GS_TYPO_MARKDOWN,
	    GS_TYPO_ENTITIES};
	uint8_t x[GS_FOLD_TIMES * FOLD_MAX], y[GS_FOLD_TIMES * FOLD_MAX];
	uint32_t found = 0;

	if (gs_span_same(a->shown, b->shown) || gs_token_is_gap(a) ||
	    gs_token_is_omission(a))
		return 0;
	if (is_plain_word(a->shown) && is_plain_word(b->shown))
		return GS_TYPO(GS_TYPO_CAPITALS);
	/* As if its capitals were others: nobody may call it the same. */
	if (a->shown.len > FOLD_MAX || b->shown.len > FOLD_MAX)
		return GS_TYPO(GS_TYPO_CAPITALS);

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		uint32_t kind = GS_TYPO(kinds[i]);
		if (!same_keys(fold_token(x, a, kind), fold_token(y, b, kind)))
			found |= kind;
	}
	if (breaks_word(a, b))
		found |= GS_TYPO(GS_TYPO_HYPHENATION);
	return found != 0 ? found : GS_TYPO(GS_TYPO_MARKDOWN);
}
