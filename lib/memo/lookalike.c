/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/lookalike.h"

#include <string.h>

#include "lib/memo/utf16.h"
#include "lib/unicode/unicode.h"

#define SKELETON_MAX (2 * GS_UNICODE_MAPPED_MAX)
#define SCAN_END 0x3000 /* alphabets that have look-alikes lie below */

struct skeleton {
	uint32_t c[SKELETON_MAX];
	size_t len;
};

struct gs_lookalike {
	struct skeleton ascii[0x80];
	/* For `script`: its letter that looks like this ASCII letter; 0: none
	 * does, UINT16_MAX: several do. */
	unsigned script;
	uint16_t foreign[0x80];
};

static void take_skeleton(struct skeleton *out, uint32_t c)
{
	out->len = gs_unicode_skeleton(out->c, c);
}

static bool is_same_skeleton(const struct skeleton *a, const struct skeleton *b)
{
	return a->len > 0 && a->len == b->len &&
	    memcmp(a->c, b->c, a->len * sizeof *a->c) == 0;
}

int gs_lookalike_open(struct gs_lookalike **out, struct gs_arena *arena)
{
	struct gs_lookalike *l = gs_arena_take(arena, 1, sizeof *l);

	if (l == NULL)
		return GS_ERR_MEMORY;
	l->script = GS_SCRIPTS;
	for (uint32_t c = 0x21; c < 0x7f; c++)
		take_skeleton(&l->ascii[c], c);
	*out = l;
	return GS_OK;
}

/* Letters stand for letters of their case, figures for figures, signs for
 * signs; what has no case may stand for any letter or figure. */
static bool is_comparable(uint32_t c, uint32_t plain)
{
	enum gs_category is = gs_unicode_category(c);
	enum gs_category other = gs_unicode_category(plain);

	if (is == GS_LU || is == GS_LT)
		return other == GS_LU;
	if (is == GS_LL || is == GS_ND)
		return other == is;
	return gs_unicode_is_alnum(c) == gs_unicode_is_alnum(plain);
}

/* The one ASCII character; 0 if there is none, or several. */
static uint32_t plain_of(const struct gs_lookalike *l, uint32_t c)
{
	struct skeleton s;
	uint32_t found = 0, prototype = 0;
	size_t count = 0;

	take_skeleton(&s, c);
	for (uint32_t a = 0x21; a < 0x7f; a++) {
		if (!is_same_skeleton(&s, &l->ascii[a]) || !is_comparable(c, a))
			continue;
		found = a;
		count++;
		if (s.len == 1 && s.c[0] == a)
			prototype = a;
	}

	/* Of several signs UTS 39 names one that stands for all; of letters and
	 * figures the reader must say which. */
	if (count > 1)
		return gs_unicode_is_alnum(c) ? 0 : prototype;
	return found;
}

/* NFKC of one character; `scratch` as long as `out`. */
static size_t compatible_form(uint32_t out[GS_UNICODE_MAPPED_MAX], uint32_t c)
{
	uint32_t scratch[GS_UNICODE_MAPPED_MAX];
	size_t n = gs_unicode_nfd(out, scratch, &c, 1, true);

	return gs_unicode_recompose(out, n);
}

/* Compatibility forms: ligatures, wide and mathematical letters. */
static size_t take_compatible(uint16_t out[GS_PLAIN_MAX], uint32_t c)
{
	uint32_t to[GS_UNICODE_MAPPED_MAX];
	size_t len = compatible_form(to, c);

	if (len > GS_PLAIN_MAX || (len == 1 && to[0] == c))
		return 0;
	for (size_t i = 0; i < len; i++)
		if (to[i] == ' ' || to[i] < 0x20 || to[i] > 0xffff ||
		    (gs_unicode_is_alnum(to[i]) &&
		    !gs_unicode_has(to[i], GS_RECOMMENDED)))
			return 0;
	for (size_t i = 0; i < len; i++)
		out[i] = (uint16_t)to[i];
	return len;
}

size_t gs_lookalike_plain(uint16_t out[GS_PLAIN_MAX],
    struct gs_lookalike *lookalike, uint32_t c)
{
	const struct gs_lookalike *l = lookalike;
	struct skeleton s;

	size_t n = take_compatible(out, c);
	if (n > 0)
		return n;
	uint32_t plain = plain_of(l, c);
	if (plain != 0) {
		out[0] = (uint16_t)plain;
		return 1;
	}

	take_skeleton(&s, c);
	if (gs_unicode_is_alnum(c) || s.len < 2 || s.len > GS_PLAIN_MAX)
		return 0;
	for (size_t i = 0; i < s.len; i++)
		if (s.c[i] >= 0x7f || !gs_unicode_is_punct(s.c[i]))
			return 0;
	for (size_t i = 0; i < s.len; i++)
		out[i] = (uint16_t)s.c[i];
	return s.len;
}

/* Every letter of a script against every ASCII letter, once a script. */
static void learn_script(struct gs_lookalike *l, unsigned script)
{
	struct skeleton s;

	if (l->script == script)
		return;
	memset(l->foreign, 0, sizeof l->foreign);
	l->script = script;
	for (uint32_t c = 0x80; c < SCAN_END; c++) {
		if (gs_unicode_script(c) != script ||
		    !gs_unicode_is_letter(c) ||
		    !gs_unicode_has(c, GS_RECOMMENDED))
			continue;
		take_skeleton(&s, c);
		for (uint32_t a = 'A'; a <= 'z'; a++)
			if (gs_unicode_is_letter(a) && is_comparable(c, a) &&
			    is_same_skeleton(&s, &l->ascii[a]))
				l->foreign[a] = l->foreign[a] == 0 ?
				    (uint16_t)c : UINT16_MAX;
	}
}

/* Both readings, letter by letter. */
struct readings {
	bool latin, other;
	unsigned script;
};

static void read_letter(struct readings *r, struct gs_lookalike *l,
    uint32_t c, uint16_t *latin, uint16_t *other)
{
	unsigned script = gs_unicode_script(c);

	*latin = *other = (uint16_t)c;
	if (script <= GS_SCRIPT_INHERITED)
		return;
	if (script == GS_SCRIPT_LATIN) {
		*other = c < 0x80 ? l->foreign[c] : 0;
		r->other = r->other && *other != 0 && *other != UINT16_MAX;
	} else {
		*latin = (uint16_t)plain_of(l, c);
		r->latin = r->latin && *latin != 0;
		r->other = r->other && script == r->script;
	}
}

bool gs_lookalike_word(uint16_t *out, struct gs_lookalike *lookalike,
    const uint16_t *word, size_t len, bool genuine)
{
	struct readings r = {true, true, GS_SCRIPTS};
	uint16_t latin = 0, other = 0;
	bool mixed = false;

	for (size_t i = 0; i < len; i++) {
		unsigned s = gs_unicode_script(word[i]);
		if (gs_utf16_is_surrogate(word[i]))
			return false;
		mixed = mixed || s == GS_SCRIPT_LATIN;
		if (s > GS_SCRIPT_INHERITED && s != GS_SCRIPT_LATIN)
			r.script = s;
	}
	if (r.script == GS_SCRIPTS)
		return false;

	learn_script(lookalike, r.script);
	for (size_t i = 0; i < len; i++)
		read_letter(&r, lookalike, word[i], &latin, &other);
	/* A word that is of the other alphabet throughout is reported where
	 * the text has no other words of it: then it is Latin. */
	r.other = r.other && mixed && genuine;
	if (r.latin == r.other)
		return false;

	for (size_t i = 0; i < len; i++) {
		read_letter(&r, lookalike, word[i], &latin, &other);
		out[i] = r.latin ? latin : other;
	}
	return true;
}
