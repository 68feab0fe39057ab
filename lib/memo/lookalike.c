/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/lookalike.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#define SKELETON_MAX 40 /* units; of one character: at most 18 */
#define SCAN_END 0x3000 /* alphabets that have look-alikes lie below */

struct skeleton {
	UChar unit[SKELETON_MAX];
	int32_t len;
};

struct gs_lookalike {
	USpoofChecker *spoof;
	const USet *usual;
	const UNormalizer2 *nfkc;
	struct skeleton ascii[0x80];
	/* For `script`: its letter that looks like this ASCII letter; 0: none
	 * does, UINT16_MAX: several do. */
	UScriptCode script;
	uint16_t foreign[0x80];
};

static void take_skeleton(struct skeleton *out, const struct gs_lookalike *l,
    UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar unit[2];
	int32_t n = 0;

	U16_APPEND_UNSAFE(unit, n, c);
	out->len = uspoof_getSkeleton(l->spoof, 0, unit, n, out->unit,
	    SKELETON_MAX, &status);
	if (U_FAILURE(status))
		out->len = 0;
}

static bool is_same_skeleton(const struct skeleton *a, const struct skeleton *b)
{
	return a->len > 0 && a->len == b->len &&
	    u_memcmp(a->unit, b->unit, a->len) == 0;
}

int gs_lookalike_open(struct gs_lookalike **out, struct gs_arena *arena)
{
	UErrorCode status = U_ZERO_ERROR;
	struct gs_lookalike *l = gs_arena_take(arena, 1, sizeof *l);

	if (l == NULL)
		return GS_ERR_MEMORY;

	l->script = USCRIPT_INVALID_CODE;
	l->spoof = uspoof_open(&status);
	l->usual = uspoof_getRecommendedSet(&status);
	l->nfkc = unorm2_getNFKCInstance(&status);
	if (U_FAILURE(status)) {
		uspoof_close(l->spoof);
		return GS_ERR_INTERNAL;
	}

	for (UChar32 c = 0x21; c < 0x7f; c++)
		take_skeleton(&l->ascii[c], l, c);
	*out = l;
	return GS_OK;
}

void gs_lookalike_free(struct gs_lookalike **lookalike)
{
	if (*lookalike != NULL)
		uspoof_close((*lookalike)->spoof);
	*lookalike = NULL; /* the rest is the arena's */
}

/* Letters stand for letters of their case, figures for figures, signs for
 * signs; what has no case may stand for any letter or figure. */
static bool is_comparable(UChar32 c, UChar32 plain)
{
	if (u_isupper(c) || u_istitle(c))
		return u_isupper(plain);
	if (u_islower(c))
		return u_islower(plain);
	if (u_isdigit(c))
		return u_isdigit(plain);
	return u_isalnum(c) == u_isalnum(plain);
}

/* The one ASCII character; 0 if there is none, or several. */
static UChar32 plain_of(const struct gs_lookalike *l, UChar32 c)
{
	struct skeleton s;
	UChar32 found = 0, prototype = 0;
	size_t count = 0;

	take_skeleton(&s, l, c);
	for (UChar32 a = 0x21; a < 0x7f; a++) {
		if (!is_same_skeleton(&s, &l->ascii[a]) || !is_comparable(c, a))
			continue;
		found = a;
		count++;
		if (s.len == 1 && s.unit[0] == a)
			prototype = a;
	}

	/* Of several signs ICU names one that stands for all; of letters and
	 * figures the reader must say which. */
	if (count > 1)
		return u_isalnum(c) ? 0 : prototype;
	return found;
}

/* Compatibility forms: ligatures, wide and mathematical letters. */
static size_t take_compatible(uint16_t out[GS_PLAIN_MAX],
    const struct gs_lookalike *l, UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar unit[2], to[GS_PLAIN_MAX];
	int32_t n = 0;

	U16_APPEND_UNSAFE(unit, n, c);
	int32_t len = unorm2_normalize(l->nfkc, unit, n, to, GS_PLAIN_MAX,
	    &status);
	if (U_FAILURE(status) || len < 1 ||
	    (len == n && u_memcmp(to, unit, n) == 0))
		return 0;

	for (int32_t i = 0; i < len; i++)
		if (to[i] == ' ' || to[i] < 0x20 || U16_IS_SURROGATE(to[i]) ||
		    (u_isalnum(to[i]) && !uset_contains(l->usual, to[i])))
			return 0;
	memcpy(out, to, (size_t)len * sizeof *to);
	return (size_t)len;
}

size_t gs_lookalike_plain(uint16_t out[GS_PLAIN_MAX],
    struct gs_lookalike *lookalike, uint32_t c)
{
	const struct gs_lookalike *l = lookalike;
	struct skeleton s;

	size_t n = take_compatible(out, l, (UChar32)c);
	if (n > 0)
		return n;
	UChar32 plain = plain_of(l, (UChar32)c);
	if (plain != 0) {
		out[0] = (uint16_t)plain;
		return 1;
	}

	take_skeleton(&s, l, (UChar32)c);
	if (u_isalnum((UChar32)c) || s.len < 2 || s.len > GS_PLAIN_MAX)
		return 0;
	for (int32_t i = 0; i < s.len; i++)
		if (s.unit[i] >= 0x7f || !u_ispunct(s.unit[i]))
			return 0;
	memcpy(out, s.unit, (size_t)s.len * sizeof *out);
	return (size_t)s.len;
}

static UScriptCode letter_script(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;

	return uscript_getScript(c, &status);
}

/* Every letter of a script against every ASCII letter, once a script. */
static void learn_script(struct gs_lookalike *l, UScriptCode script)
{
	struct skeleton s;

	if (l->script == script)
		return;
	memset(l->foreign, 0, sizeof l->foreign);
	l->script = script;
	for (UChar32 c = 0x80; c < SCAN_END; c++) {
		if (letter_script(c) != script || !u_isalpha(c) ||
		    !uset_contains(l->usual, c))
			continue;
		take_skeleton(&s, l, c);
		for (UChar32 a = 'A'; a <= 'z'; a++)
			if (u_isalpha(a) && is_comparable(c, a) &&
			    is_same_skeleton(&s, &l->ascii[a]))
				l->foreign[a] = l->foreign[a] == 0 ?
				    (uint16_t)c : UINT16_MAX;
	}
}

/* Both readings, letter by letter. */
struct readings {
	bool latin, other;
	UScriptCode script;
};

static void read_letter(struct readings *r, struct gs_lookalike *l,
    UChar32 c, uint16_t *latin, uint16_t *other)
{
	UScriptCode script = letter_script(c);

	*latin = *other = (uint16_t)c;
	if (script <= USCRIPT_INHERITED)
		return;
	if (script == USCRIPT_LATIN) {
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
	struct readings r = {true, true, USCRIPT_INVALID_CODE};
	uint16_t latin = 0, other = 0;
	bool mixed = false;

	for (size_t i = 0; i < len; i++) {
		UScriptCode s = letter_script(word[i]);
		if (U16_IS_SURROGATE(word[i]))
			return false;
		mixed = mixed || s == USCRIPT_LATIN;
		if (s > USCRIPT_INHERITED && s != USCRIPT_LATIN)
			r.script = s;
	}
	if (r.script == USCRIPT_INVALID_CODE)
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
