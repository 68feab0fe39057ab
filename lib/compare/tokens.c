/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/tokens.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/memo/gap.h"
#include "lib/memo/marker.h"
#include "lib/memo/typography.h"
#include "lib/unicode/unicode.h"

/* In a key: a hyphen that may be there or not.  No text has this byte. */
#define MAYBE_HYPHEN 0x01
#define GAP 0x02 /* begins the key of a gap */

/* A text while its words are read. */
struct scan {
	const uint8_t *p;
	size_t len, at;
	struct gs_writer *keys;
};

/* The character at `at`, and where the next one is; -1 at the end. */
static int32_t peek_char(const struct scan *s, size_t at, size_t *next)
{
	uint32_t c = gs_char_next((struct gs_span){s->p, s->len}, &at);

	*next = at;
	return c > GS_CODE_POINT_MAX ? -1 : (int32_t)c;
}

static bool is_word_letter(int32_t c)
{
	enum gs_category is = gs_unicode_category((uint32_t)c);

	return gs_unicode_is_alnum((uint32_t)c) || is == GS_MN || is == GS_MC;
}

static bool is_hyphen(int32_t c)
{
	return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool is_dash(int32_t c)
{
	return is_hyphen(c) || (c >= 0x2012 && c <= 0x2015) || c == 0x2212;
}

static bool is_apostrophe(int32_t c)
{
	return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x2bc;
}

static bool is_quote(int32_t c)
{
	return is_apostrophe(c) || c == '"' || c == 0xab || c == 0xbb ||
	    (c >= 0x201a && c <= 0x201f) || c == 0x2039 || c == 0x203a;
}

static bool is_decoration(int32_t c)
{
	return c == '*' || c == '_' || c == '`' || c == '\\' || c == '#' ||
	    c == '>';
}

static void write_letter(struct gs_writer *w, const uint8_t *p, size_t len,
    int32_t c)
{
	static const char *const ligatures[] = {"ff", "fi", "fl", "ffi",
	    "ffl", "st", "st"};

	if (c >= 0xfb00 && c <= 0xfb06)
		gs_write_text(w, ligatures[c - 0xfb00]);
	else
		gs_write_bytes(w, p, len);
}

/* A hyphen within a word: where the word goes on after it, or 0. */
static size_t inner_hyphen(struct scan *s, size_t at)
{
	size_t next = 0, after = 0;
	int32_t c = peek_char(s, at, &next);
	bool line_end = false;

	/* An en dash joins figures in print where a typist has a hyphen. */
	if (!is_hyphen(c) && c != 0x2013)
		return 0;
	bool hyphen = is_hyphen(c);
	size_t to = next;

	for (c = peek_char(s, to, &after); hyphen && (c == '\n' || (line_end &&
	    c == ' ')); c = peek_char(s, to, &after)) {
		line_end = true;
		to = after;
	}
	if (!is_word_letter(c) || (!hyphen &&
	    gs_unicode_category((uint32_t)c) != GS_ND))
		return 0;

	gs_write_u8(s->keys, line_end ? MAYBE_HYPHEN : '-');
	return to;
}

static void scan_word(struct scan *s)
{
	size_t next = 0, after = 0;

	for (;;) {
		int32_t c = peek_char(s, s->at, &next);
		if (is_word_letter(c)) {
			write_letter(s->keys, s->p + s->at, next - s->at, c);
			s->at = next;
		} else if (is_apostrophe(c) &&
		    is_word_letter(peek_char(s, next, &after))) {
			gs_write_u8(s->keys, '\'');
			s->at = next;
		} else {
			size_t to = inner_hyphen(s, s->at);
			if (to == 0)
				return;
			s->at = to;
		}
	}
}

static void scan_sign(struct scan *s, int32_t c, size_t next)
{
	if (is_dash(c)) {
		gs_write_u8(s->keys, '-');
		/* Two or three hyphens are a typist's dash. */
		while (is_dash(c)) {
			s->at = next;
			c = peek_char(s, s->at, &next);
		}
		return;
	}

	if (is_quote(c))
		gs_write_u8(s->keys, '"');
	else if (c == 0x2026)
		gs_write_text(s->keys, "...");
	else
		gs_write_bytes(s->keys, s->p + s->at, next - s->at);
	s->at = next;

	/* Three points are one sign. */
	if (c == '.' && s->len - s->at >= 2 && s->p[s->at] == '.' &&
	    s->p[s->at + 1] == '.') {
		gs_write_text(s->keys, "..");
		s->at += 2;
	}
}

/* Past spaces and decoration; and past a line that is a rule or underlines a
 * heading. */
static void skip_signs(struct scan *s)
{
	size_t next = 0;

	for (;;) {
		bool line_start = s->at == 0 || s->p[s->at - 1] == '\n';
		size_t end = s->at;
		while (line_start && end < s->len && (s->p[end] == '-' ||
		    s->p[end] == '='))
			end++;
		if (end > s->at && (end == s->len || s->p[end] == '\n') &&
		    (s->at != 0 || end >= 3)) {
			s->at = end;
			continue;
		}
		int32_t c = peek_char(s, s->at, &next);
		if (c < 0 || !(c == ' ' || c == '\n' || c == '\f' ||
		    is_decoration(c)))
			return;
		s->at = next;
	}
}

/* Past a number or bullet in front of text. */
static void skip_marker(struct scan *s)
{
	skip_signs(s);
	struct gs_marker m = gs_marker_read((struct gs_span){s->p + s->at,
	    s->len - s->at}, GS_MARKERS_PRINTED);

	if ((m.kind == GS_MARKER_NUMBER || m.kind == GS_MARKER_BULLET) &&
	    m.sign < s->len - s->at)
		s->at += m.sign;
}

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
		    (key.ptr[i] != '-' && key.ptr[i] != MAYBE_HYPHEN))
			hash = mix_byte(hash, key.ptr[i]);
	return hash;
}

/* A gap of sentences; several without a sentence between are one. */
static bool scan_gap(struct scan *s)
{
	struct gs_gap gap, next;
	size_t len = 0, more = 0;

	if (s->p[s->at] != '[' || !gs_read_gap(&gap, &len,
	    (struct gs_span){s->p + s->at, s->len - s->at}) || gap.from == 0)
		return false;

	for (size_t to = s->at + len + 1; to < s->len && gs_read_gap(&next,
	    &more, (struct gs_span){s->p + to, s->len - to}) &&
	    (s->p[to - 1] == ' ' || s->p[to - 1] == '\n') &&
	    next.block == gap.block && next.from == gap.to + 1;
	    to = s->at + len + 1) {
		gap.to = next.to;
		len += 1 + more;
	}

	gs_write_u8(s->keys, GAP);
	gs_write_decimal(s->keys, gap.block);
	gs_write_u8(s->keys, ',');
	gs_write_decimal(s->keys, gap.from);
	gs_write_u8(s->keys, ',');
	gs_write_decimal(s->keys, gap.to);
	s->at += len;
	return true;
}

bool gs_token_is_gap(const struct gs_token *t)
{
	return t->key.len > 0 && t->key.ptr[0] == GAP;
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

static void finish_token(struct gs_token_buffer *out, const struct scan *s,
    size_t from, size_t key)
{
	struct gs_token *t = &out->token[out->count++];

	t->shown = (struct gs_span){s->p + from, s->at - from};
	t->key = (struct gs_span){s->keys->ptr + key, s->keys->len - key};
	t->hash = hash_key(t->key);
}

/* A token begins with every visible character but those that go on with a
 * word of ASCII letters. */
size_t gs_tokens_bound(struct gs_span text)
{
	size_t n = 0;
	bool in_word = false;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];
		bool letter = (c >= '0' && c <= '9') || (c >= 'a' &&
		    c <= 'z') || (c >= 'A' && c <= 'Z');
		n += c > ' ' && (c & 0xc0) != 0x80 && !(letter && in_word);
		in_word = letter;
	}
	return n;
}

/* No key is longer than what is shown: a ligature of three bytes has at most
 * three letters, and every other replacement is one byte. */
int gs_token_buffer_init(struct gs_token_buffer *out, struct gs_arena *arena,
    struct gs_span text, size_t max)
{
	size_t bound = gs_tokens_bound(text);

	max = bound < max ? bound : max;
	uint8_t *keys = gs_arena_take(arena, text.len + 1, 1);
	struct gs_token *token = gs_arena_take(arena, max + 1, sizeof *token);
	if (keys == NULL || token == NULL)
		return GS_ERR_MEMORY;
	*out = (struct gs_token_buffer){.token = token, .max = max,
	    .keys = gs_writer_of(keys, text.len + 1)};
	return GS_OK;
}

int gs_tokens_add(struct gs_token_buffer *out, struct gs_span text,
    bool marker)
{
	size_t next = 0;
	struct scan s = {text.ptr, text.len, 0, &out->keys};

	if (marker)
		skip_marker(&s);
	for (skip_signs(&s); s.at < s.len; skip_signs(&s)) {
		size_t from = s.at, key = out->keys.len;
		int32_t c = peek_char(&s, s.at, &next);
		if (out->count == out->max)
			return GS_ERR_SPACE;

		if (is_word_letter(c))
			scan_word(&s);
		else if (!scan_gap(&s))
			scan_sign(&s, c, next);
		finish_token(out, &s, from, key);
	}
	return gs_writer_end(&out->keys);
}

void gs_token_lower(struct gs_token_buffer *b, struct gs_token *t)
{
	uint8_t *key = b->keys.ptr + (t->key.ptr - b->keys.ptr);

	for (size_t i = 0; i < t->key.len; i++)
		if (key[i] >= 'A' && key[i] <= 'Z')
			key[i] = (uint8_t)(key[i] - 'A' + 'a');
	t->hash = hash_key(t->key);
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
		err = gs_tokens_add(&buffer, text, true);
	if (err == GS_OK)
		*out = gs_tokens_run(buffer.token, buffer.count);
	return err;
}

bool gs_token_equal(const struct gs_token *a, const struct gs_token *b)
{
	size_t i = 0, j = 0;

	if (a->hash != b->hash)
		return false;
	while (i < a->key.len || j < b->key.len) {
		uint8_t x = i < a->key.len ? a->key.ptr[i] : 0;
		uint8_t y = j < b->key.len ? b->key.ptr[j] : 0;
		bool maybe = x == MAYBE_HYPHEN || y == MAYBE_HYPHEN;
		bool hyphens = (x == '-' || x == MAYBE_HYPHEN) &&
		    (y == '-' || y == MAYBE_HYPHEN);
		if (x != y && !maybe)
			return false;
		if (x == y || hyphens || x == MAYBE_HYPHEN)
			i++;
		if (x == y || hyphens || y == MAYBE_HYPHEN)
			j++;
	}
	return true;
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
