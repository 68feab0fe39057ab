/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/unicode/unicode.h"

#include <string.h>

/* What a code point becomes: `count` of the pool's from `at` on. */
struct mapping {
	uint32_t c;
	uint16_t at, count;
};

struct pair {
	uint32_t a, b, c;
};

#include "lib/unicode_tables.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Of a property's word, beside enum gs_unicode_property. */
#define CATEGORY 0x1fu
#define NOT_STABLE (1u << 10)
#define DECOMPOSES (1u << 11)
#define CONFUSES (1u << 12)
#define EXTENDS (1u << 13)

#define HANGUL_FIRST 0xac00u
#define HANGUL_L 0x1100u
#define HANGUL_V 0x1161u
#define HANGUL_T 0x11a7u
#define HANGUL_VS 21u
#define HANGUL_TS 28u
#define HANGUL_COUNT 11172u

static uint32_t properties_of(uint32_t c)
{
	return c > GS_CODE_POINT_MAX ? (uint32_t)GS_SCRIPT_UNKNOWN << 24 :
	    property[property_row[c / BLOCK]][c % BLOCK];
}

enum gs_category gs_unicode_category(uint32_t c)
{
	return (enum gs_category)(properties_of(c) & CATEGORY);
}

static bool is_between(uint32_t c, enum gs_category from, enum gs_category to)
{
	enum gs_category is = gs_unicode_category(c);

	return is >= from && is <= to;
}

bool gs_unicode_is_letter(uint32_t c)
{
	return is_between(c, GS_LU, GS_LO);
}

bool gs_unicode_is_mark(uint32_t c)
{
	return is_between(c, GS_MN, GS_MC);
}

bool gs_unicode_is_alnum(uint32_t c)
{
	return is_between(c, GS_LU, GS_LO) ||
	    gs_unicode_category(c) == GS_ND;
}

bool gs_unicode_is_punct(uint32_t c)
{
	return is_between(c, GS_PD, GS_PO) || is_between(c, GS_PI, GS_PF);
}

bool gs_unicode_has(uint32_t c, enum gs_unicode_property which)
{
	return (properties_of(c) & which) != 0;
}

unsigned gs_unicode_script(uint32_t c)
{
	return properties_of(c) >> 24;
}

uint8_t gs_unicode_combining_class(uint32_t c)
{
	return (uint8_t)(properties_of(c) >> 16);
}

bool gs_unicode_is_stable(uint32_t c)
{
	return (properties_of(c) & (NOT_STABLE | 0xff0000)) == 0;
}

int gs_unicode_digit(uint32_t c)
{
	size_t low = 0, high = COUNT(zeros);

	if (gs_unicode_category(c) != GS_ND)
		return -1;
	/* The last zero that is not behind it. */
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (zeros[middle] <= c)
			low = middle;
		else
			high = middle;
	}
	return (int)(c - zeros[low]);
}

/* NULL: it has none there. */
static const struct mapping *find_mapping(const struct mapping *list,
    size_t count, uint32_t c)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (list[middle].c == c)
			return &list[middle];
		if (list[middle].c < c)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static size_t take_mapping(uint32_t *out, const struct mapping *m, uint32_t c)
{
	if (m == NULL) {
		out[0] = c;
		return 1;
	}
	memcpy(out, pool + m->at, m->count * sizeof *out);
	return m->count;
}

uint32_t gs_unicode_fold(uint32_t c)
{
	const struct mapping *m = find_mapping(folded, COUNT(folded), c);

	return m == NULL ? c : pool[m->at];
}

/* Normal forms --------------------------------------------------------- */

static size_t take_hangul(uint32_t *out, uint32_t c)
{
	uint32_t i = c - HANGUL_FIRST, t = i % HANGUL_TS;

	out[0] = HANGUL_L + i / (HANGUL_VS * HANGUL_TS);
	out[1] = HANGUL_V + i / HANGUL_TS % HANGUL_VS;
	out[2] = HANGUL_T + t;
	return t == 0 ? 2 : 3;
}

size_t gs_unicode_decompose(uint32_t out[GS_UNICODE_MAPPED_MAX], uint32_t c,
    bool compatible_form)
{
	const struct mapping *m = NULL;

	if (c - HANGUL_FIRST < HANGUL_COUNT)
		return take_hangul(out, c);
	if ((properties_of(c) & DECOMPOSES) == 0)
		return take_mapping(out, NULL, c);
	if (compatible_form)
		m = find_mapping(compatible, COUNT(compatible), c);
	if (m == NULL)
		m = find_mapping(canonical, COUNT(canonical), c);
	return take_mapping(out, m, c);
}

uint32_t gs_unicode_compose(uint32_t a, uint32_t b)
{
	size_t low = 0, high = COUNT(pairs);

	if (a - HANGUL_L < 19 && b - HANGUL_V < HANGUL_VS)
		return HANGUL_FIRST + ((a - HANGUL_L) * HANGUL_VS + b -
		    HANGUL_V) * HANGUL_TS;
	if (a - HANGUL_FIRST < HANGUL_COUNT && (a - HANGUL_FIRST) %
	    HANGUL_TS == 0 && b - HANGUL_T - 1 < HANGUL_TS - 1)
		return a + (b - HANGUL_T);

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct pair *p = &pairs[middle];
		if (p->a == a && p->b == b)
			return p->c;
		if (p->a < a || (p->a == a && p->b < b))
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

size_t gs_unicode_decomposed_length(const uint32_t *text, size_t len,
    bool compatible_form)
{
	uint32_t one[GS_UNICODE_MAPPED_MAX];
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += text[i] < 0x80 ? 1 :
		    gs_unicode_decompose(one, text[i], compatible_form);
	return n;
}

/* By combining class, those of one class as they stood; counted, since a
 * hostile text may have millions of them in a row. */
static void order_marks(uint32_t *text, uint32_t *scratch, size_t len)
{
	size_t from[257] = {0};
	bool ordered = true;

	for (size_t i = 1; i < len && ordered; i++)
		ordered = gs_unicode_combining_class(text[i - 1]) <=
		    gs_unicode_combining_class(text[i]);
	if (ordered)
		return;

	for (size_t i = 0; i < len; i++)
		from[gs_unicode_combining_class(text[i]) + 1]++;
	for (size_t k = 1; k < 257; k++)
		from[k] += from[k - 1];
	for (size_t i = 0; i < len; i++)
		scratch[from[gs_unicode_combining_class(text[i])]++] = text[i];
	memcpy(text, scratch, len * sizeof *text);
}

size_t gs_unicode_nfd(uint32_t *out, uint32_t *scratch, const uint32_t *text,
    size_t len, bool compatible_form)
{
	uint32_t one[GS_UNICODE_MAPPED_MAX];
	size_t n = 0, marks = 0;

	for (size_t i = 0; i < len; i++) {
		size_t count = gs_unicode_decompose(one, text[i],
		    compatible_form);
		memcpy(out + n, one, count * sizeof *one);
		n += count;
	}

	for (size_t i = 0; i <= n; i++) {
		if (i < n && gs_unicode_combining_class(out[i]) != 0)
			continue;
		order_marks(out + marks, scratch, i - marks);
		marks = i + 1;
	}
	return n;
}

size_t gs_unicode_recompose(uint32_t *text, size_t len)
{
	size_t out = 0, starter = SIZE_MAX;
	uint8_t last = 0; /* class of what stands before, behind the starter */

	for (size_t i = 0; i < len; i++) {
		uint32_t c = text[i], whole = 0;
		uint8_t class = gs_unicode_combining_class(c);
		bool next = starter != SIZE_MAX && out == starter + 1;

		if (starter != SIZE_MAX && (next || last < class))
			whole = gs_unicode_compose(text[starter], c);
		if (whole != 0) {
			text[starter] = whole;
			continue;
		}
		if (class == 0)
			starter = out;
		last = class;
		text[out++] = c;
	}
	return out;
}

/* Look-alikes ---------------------------------------------------------- */

size_t gs_unicode_skeleton(uint32_t out[GS_UNICODE_MAPPED_MAX * 2], uint32_t c)
{
	uint32_t apart[GS_UNICODE_MAPPED_MAX];
	size_t n = 0, len = gs_unicode_decompose(apart, c, false);

	for (size_t i = 0; i < len; i++) {
		bool maps = (properties_of(apart[i]) & CONFUSES) != 0;
		n += take_mapping(out + n, !maps ? NULL : find_mapping(
		    confusable, COUNT(confusable), apart[i]), apart[i]);
	}
	return n;
}

/* Scripts by number. */
struct script_set {
	uint64_t bits[GS_SCRIPTS / 64];
};

enum { JAPANESE = 105, KOREAN = 119, HAN_BOPOMOFO = 172 };

static void add_script(struct script_set *s, unsigned script)
{
	s->bits[script / 64] |= UINT64_C(1) << script % 64;
}

static bool has_script(const struct script_set *s, unsigned script)
{
	return (s->bits[script / 64] >> script % 64 & 1) != 0;
}

/* UTS 39, section 5.1: those of a character, and the writing systems that
 * have these. */
static struct script_set augmented_scripts(uint32_t c)
{
	static const struct {
		unsigned script, system;
	} systems[] = {{GS_SCRIPT_HAN, HAN_BOPOMOFO}, {GS_SCRIPT_HAN, JAPANESE},
		{GS_SCRIPT_HAN, KOREAN}, {GS_SCRIPT_HIRAGANA, JAPANESE},
		{GS_SCRIPT_KATAKANA, JAPANESE}, {GS_SCRIPT_HANGUL, KOREAN},
		{GS_SCRIPT_BOPOMOFO, HAN_BOPOMOFO}};
	const struct mapping *m = (properties_of(c) & EXTENDS) == 0 ? NULL :
	    find_mapping(extensions, COUNT(extensions), c);
	struct script_set s = {{0}};

	for (size_t i = 0; m != NULL && i < m->count; i++)
		add_script(&s, pool[m->at + i]);
	if (m == NULL)
		add_script(&s, gs_unicode_script(c));
	for (size_t i = 0; i < COUNT(systems); i++)
		if (has_script(&s, systems[i].script))
			add_script(&s, systems[i].system);
	if (has_script(&s, GS_SCRIPT_COMMON) ||
	    has_script(&s, GS_SCRIPT_INHERITED))
		memset(&s, 0xff, sizeof s);
	return s;
}

/* What all characters have in common, but those that have `without`. */
static struct script_set resolved_scripts(const uint32_t *word, size_t len,
    unsigned without)
{
	struct script_set all;

	memset(&all, 0xff, sizeof all);
	for (size_t i = 0; i < len; i++) {
		struct script_set s = augmented_scripts(word[i]);
		if (without < GS_SCRIPTS && has_script(&s, without))
			continue;
		for (size_t k = 0; k < COUNT(all.bits); k++)
			all.bits[k] &= s.bits[k];
	}
	return all;
}

static bool has_one_script(const uint32_t *word, size_t len)
{
	struct script_set s = resolved_scripts(word, len, GS_SCRIPTS);

	for (size_t k = 0; k < COUNT(s.bits); k++)
		if (s.bits[k] != 0)
			return true;
	s = resolved_scripts(word, len, GS_SCRIPT_LATIN);
	return has_script(&s, HAN_BOPOMOFO) || has_script(&s, JAPANESE) ||
	    has_script(&s, KOREAN);
}

bool gs_unicode_is_restricted(const uint32_t *word, size_t len)
{
	uint32_t zero = UINT32_MAX;

	for (size_t i = 0; i < len; i++) {
		int digit = gs_unicode_digit(word[i]);
		uint32_t own = word[i] - (uint32_t)(digit < 0 ? 0 : digit);
		if (digit < 0)
			continue;
		if (zero != UINT32_MAX && zero != own)
			return false;
		zero = own;
	}
	return has_one_script(word, len);
}
