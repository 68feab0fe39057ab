/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/letters.h"

#include <string.h>

#include "lib/compare/entity.h"
#include "lib/compare/typography.h"
#include "lib/memo/typography.h"
#include "lib/unicode/unicode.h"

#define LETTERS_MAX 4 /* that one character is alike to */

#define KEEPS(kind) ((keep & GS_TYPO(kind)) != 0)

/* Kinds of characters ------------------------------------------------- */

/* Ascending, both ends included. */
struct letter_range {
	int32_t from, to;
};

static bool is_among(const struct letter_range *list, size_t count, int32_t c)
{
	for (size_t i = 0; i < count && list[i].from <= c; i++)
		if (c <= list[i].to)
			return true;
	return false;
}
#define AMONG(list, c) is_among(list, sizeof(list) / sizeof *(list), c)

bool gs_is_letter(int32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z');

	enum gs_category is = gs_unicode_category((uint32_t)c);
	return gs_unicode_is_alnum((uint32_t)c) || is == GS_MN || is == GS_MC;
}

bool gs_is_figure(int32_t c)
{
	return c >= 0 && gs_unicode_digit((uint32_t)c) >= 0;
}

/* What does not show is no dash: it stays a character of its own. */
#define SOFT_HYPHEN 0xad

bool gs_shows_hyphen(int32_t c)
{
	return c != SOFT_HYPHEN && gs_is_hyphen((uint32_t)c);
}

bool gs_shows_dash(int32_t c)
{
	return c != SOFT_HYPHEN && (gs_is_dash((uint32_t)c) || c == 0x2500);
}

bool gs_is_points(int32_t c)
{
	return c == 0x2026 || c == 0x2025 || c == 0x22ef;
}

bool gs_is_blank(int32_t c)
{
	return c == ' ' || c == '\n' || c == '\f' || c == 0xa0;
}

/* Han, kana, bopomofo, Thai, Lao, Tibetan, Burmese, Khmer. */
static const struct letter_range unspaced[] = {{0xe01, 0xe4e}, {0xe80, 0xece},
    {0xf40, 0xfbc}, {0x1000, 0x109f}, {0x1780, 0x17d3}, {0x2e80, 0x2fdf},
    {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3031, 0x3035}, {0x303b, 0x303c},
    {0x3041, 0x309f}, {0x30a1, 0x30fa}, {0x30fc, 0x312f}, {0x31a0, 0x31bf},
    {0x31f0, 0x31ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xf900, 0xfaff},
    {0xff66, 0xff9f}, {0x20000, 0x3ffff}};
/* Hangul. */
static const struct letter_range spaced[] = {{0x1100, 0x11ff},
    {0x3131, 0x318e}, {0xa960, 0xa97c}, {0xac00, 0xd7fb}, {0xffa0, 0xffdc}};

bool gs_is_spaced(int32_t c)
{
	return c >= 0x1100 && AMONG(spaced, c);
}

bool gs_is_lone(int32_t c)
{
	return c >= 0xe00 && (AMONG(unspaced, c) || gs_is_spaced(c));
}

bool gs_is_attached(int32_t c)
{
	enum gs_category is = gs_unicode_category((uint32_t)c);

	return is == GS_MN || is == GS_MC;
}

bool gs_is_cased(bool *capital, int32_t c)
{
	enum gs_category is = gs_unicode_category((uint32_t)c);

	*capital = is == GS_LU || is == GS_LT;
	return *capital || is == GS_LL;
}

/* Reading ------------------------------------------------------------- */

static bool is_escapable(uint8_t c)
{
	return c > ' ' && c < 0x7f && !(c >= '0' && c <= '9') &&
	    !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

int32_t gs_letter_at(struct gs_span s, size_t at, size_t *next, uint32_t keep)
{
	size_t len = 0;
	int32_t c = -1;

	if (at < s.len && s.ptr[at] == '&' && !KEEPS(GS_TYPO_ENTITIES)) {
		c = (int32_t)gs_entity_read(&len, (struct gs_span){s.ptr + at,
		    s.len - at});
		*next = at + len;
		if (c > 0)
			return c;
	}
	if (at + 1 < s.len && s.ptr[at] == '\\' &&
	    is_escapable(s.ptr[at + 1]) && !KEEPS(GS_TYPO_MARKDOWN)) {
		*next = at + 2;
		return s.ptr[at + 1];
	}

	uint32_t raw = gs_char_next(s, &at);
	*next = at;
	return raw > GS_CODE_POINT_MAX ? -1 : (int32_t)raw;
}

/* What characters are alike to ---------------------------------------- */

/* One character as others, for as many steps as there are. */
struct folding {
	int32_t c[LETTERS_MAX];
	size_t count;
};

struct alike {
	uint16_t c, to;
};

static int32_t find_alike(const struct alike *list, size_t count, int32_t c)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].c == c)
			return list[i].to;
	return c;
}

/* Signs that a keyboard of another script has, or that are as wide as an
 * ideograph. */
static int32_t narrow_sign(int32_t c)
{
	static const struct alike signs[] = {{0x60c, ','}, {0x61b, ';'},
	    {0x61f, '?'}, {0x66a, '%'}, {0x6d4, '.'}, {0x3001, ','},
	    {0x3002, '.'}, {0x301c, '~'}, {0x30fb, 0xb7}, {0xff61, '.'},
	    {0xff64, ','}, {0xff65, 0xb7}, {0xffe0, 0xa2}, {0xffe1, 0xa3},
	    {0xffe2, 0xac}, {0xffe3, 0xaf}, {0xffe4, 0xa6}, {0xffe5, 0xa5},
	    {0xffe6, 0x20a9}};

	if (c < 0x60c)
		return c;
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xfee0;
	return find_alike(signs, sizeof signs / sizeof *signs, c);
}

/* Replaces what is at `i` with its decomposition, if that has at most
 * LETTERS_MAX characters in all. */
static void decompose_letter(struct folding *f, size_t i, bool compatible)
{
	uint32_t to[GS_UNICODE_MAPPED_MAX];
	size_t count = gs_unicode_decompose(to, (uint32_t)f->c[i], compatible);

	if (f->count + count - 1 > LETTERS_MAX)
		return;
	memmove(f->c + i + count, f->c + i + 1,
	    (f->count - i - 1) * sizeof *f->c);
	for (size_t k = 0; k < count; k++)
		f->c[i + k] = (int32_t)to[k];
	f->count += count - 1;
}

static bool is_form(int32_t c)
{
	return (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefc) ||
	    (c >= 0xff66 && c <= 0xffdc);
}

static void expand_ligature(struct folding *f)
{
	static const struct {
		int32_t c;
		const char *letters;
	} list[] = {{0xc6, "AE"}, {0xe6, "ae"}, {0x132, "IJ"}, {0x133, "ij"},
	    {0x152, "OE"}, {0x153, "oe"}, {0xfb00, "ff"}, {0xfb01, "fi"},
	    {0xfb02, "fl"}, {0xfb03, "ffi"}, {0xfb04, "ffl"}, {0xfb05, "st"},
	    {0xfb06, "st"}};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		if (list[i].c != f->c[0])
			continue;
		f->count = strlen(list[i].letters);
		for (size_t k = 0; k < f->count; k++)
			f->c[k] = (uint8_t)list[i].letters[k];
	}
}

/* The letter without its accents, of Latin and Greek. */
static void drop_accents(struct folding *f, size_t i)
{
	struct folding one = {{f->c[i]}, 1};

	if (one.c[0] < 0xc0)
		return;
	decompose_letter(&one, 0, false);
	unsigned script = gs_unicode_script((uint32_t)one.c[0]);
	if (one.count > 1 && (script == GS_SCRIPT_LATIN ||
	    script == GS_SCRIPT_GREEK))
		f->c[i] = one.c[0];
}

static void fold_case(struct folding *f, size_t i)
{
	int32_t c = f->c[i];

	if ((c == 0xdf || c == 0x1e9e) && f->count < LETTERS_MAX) {
		memmove(f->c + i + 1, f->c + i,
		    (f->count - i) * sizeof *f->c);
		f->c[i] = f->c[i + 1] = 's';
		f->count++;
	} else if (c == 0x130 || c == 0x131) {
		f->c[i] = 'i';
	} else {
		f->c[i] = (int32_t)gs_unicode_fold((uint32_t)c);
	}
}

static void put_character(struct gs_writer *w, int32_t character)
{
	uint32_t c = (uint32_t)character;

	if (c < 0x80) {
		gs_write_u8(w, (uint8_t)c);
		return;
	}
	unsigned tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	gs_write_u8(w, (uint8_t)((0xff00u >> (tail + 1)) | c >> (6 * tail)));
	while (tail-- > 0)
		gs_write_u8(w, (uint8_t)(0x80 | ((c >> (6 * tail)) & 0x3f)));
}

/* Whether nothing is left of it. */
static bool leaves_nothing(int32_t c, uint32_t keep)
{
	return (c == 0x640 && !KEEPS(GS_TYPO_FORMS)) ||
	    (c >= 0x300 && c <= 0x36f && !KEEPS(GS_TYPO_ACCENTS));
}

static void put_alike(struct gs_writer *w, int32_t c, uint32_t keep)
{
	struct folding f = {{c}, 1};

	if (!KEEPS(GS_TYPO_WIDTH))
		f.c[0] = narrow_sign(c);
	if (is_form(c) && !KEEPS(c >= 0xff66 ? GS_TYPO_WIDTH : GS_TYPO_FORMS))
		decompose_letter(&f, 0, true);
	if (!KEEPS(GS_TYPO_LIGATURES))
		expand_ligature(&f);
	bool wide = c >= 0xff01 && c <= 0xff5e;
	if (gs_is_figure(f.c[0]) && !wide && !KEEPS(GS_TYPO_FIGURES))
		f.c[0] = '0' + gs_unicode_digit((uint32_t)f.c[0]);

	for (size_t i = 0; i < f.count; i++) {
		if (leaves_nothing(f.c[i], keep))
			continue;
		if (!KEEPS(GS_TYPO_ACCENTS))
			drop_accents(&f, i);
		if (!KEEPS(GS_TYPO_CAPITALS))
			fold_case(&f, i);
		put_character(w, f.c[i]);
	}
}

/* Words --------------------------------------------------------------- */

/* Halfwidth kana with the sign of voice behind it, as one letter; 0: none. */
static int32_t voice_kana(int32_t c, int32_t sign)
{
	struct folding f = {{c}, 1};

	if (c < 0xff66 || c > 0xff9d || (sign != 0xff9e && sign != 0xff9f))
		return 0;
	decompose_letter(&f, 0, true);
	return (int32_t)gs_unicode_compose((uint32_t)f.c[0],
	    sign == 0xff9e ? 0x3099 : 0x309a);
}

/* Past blanks and a line's end behind a hyphen; `at` if there is none. */
static size_t behind_line(struct gs_span s, size_t at)
{
	size_t to = at;

	while (to < s.len && s.ptr[to] == ' ')
		to++;
	if (to == s.len || s.ptr[to] != '\n')
		return at;
	while (to < s.len && (s.ptr[to] == '\n' || s.ptr[to] == ' '))
		to++;
	return to;
}

/* What stands within a word and is no letter of it. */
static size_t fold_inner(struct gs_writer *w, struct gs_span s, size_t next,
    int32_t c, uint32_t keep)
{
	if (gs_shows_dash(c)) {
		size_t to = behind_line(s, next);
		if (to != next && !KEEPS(GS_TYPO_HYPHENATION))
			gs_write_u8(w, GS_MAYBE_HYPHEN);
		else if (KEEPS(GS_TYPO_DASHES))
			put_character(w, c);
		else
			gs_write_u8(w, '-');
		return to;
	}

	if (gs_is_quote((uint32_t)c) && !KEEPS(GS_TYPO_QUOTES))
		gs_write_u8(w, c == '"' || c == 0x5f4 ? '"' : '\'');
	else
		put_character(w, c);
	return next;
}

static bool has_plain_letters(struct gs_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] >= 0x80 || !gs_is_letter(s.ptr[i]))
			return false;
	return true;
}

static void fold_plain(struct gs_writer *w, struct gs_span s, uint32_t keep)
{
	if (KEEPS(GS_TYPO_CAPITALS)) {
		gs_write_bytes(w, s.ptr, s.len);
		return;
	}
	for (size_t i = 0; i < s.len; i++)
		gs_write_u8(w, s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ?
		    s.ptr[i] | 0x20 : s.ptr[i]);
}

void gs_fold_word(struct gs_writer *w, struct gs_span s, uint32_t keep)
{
	if (has_plain_letters(s)) {
		fold_plain(w, s, keep);
		return;
	}

	for (size_t at = 0, next = 0; at < s.len; at = next) {
		bool bare = s.ptr[at] == '*' || s.ptr[at] == '_' ||
		    s.ptr[at] == '`' || s.ptr[at] == '~';
		int32_t c = gs_letter_at(s, at, &next, keep);
		size_t after = 0;
		int32_t voiced = next < s.len && !KEEPS(GS_TYPO_WIDTH) ?
		    voice_kana(c, gs_letter_at(s, next, &after, keep)) : 0;

		if (voiced != 0) {
			put_alike(w, voiced, keep);
			next = after;
		} else if (bare) {
			if (KEEPS(GS_TYPO_MARKDOWN))
				put_character(w, c);
		} else if (gs_is_letter(c)) {
			put_alike(w, c, keep);
		} else if (gs_shows_dash(c) || gs_is_quote((uint32_t)c)) {
			next = fold_inner(w, s, next, c, keep);
		} else {
			put_alike(w, c, keep);
		}
	}
}

/* Signs --------------------------------------------------------------- */

void gs_fold_sign(struct gs_writer *w, struct gs_span s, uint32_t keep)
{
	size_t next = 0;
	int32_t c = gs_letter_at(s, 0, &next, keep);

	if ((gs_is_points(c) || (c == '.' && next < s.len)) &&
	    !KEEPS(GS_TYPO_POINTS)) {
		gs_write_text(w, "...");
	} else if (gs_shows_dash(c) && !KEEPS(GS_TYPO_DASHES)) {
		gs_write_u8(w, '-');
	} else if (gs_is_quote((uint32_t)c) && !KEEPS(GS_TYPO_QUOTES)) {
		gs_write_u8(w, '"');
	} else {
		for (size_t at = 0; at < s.len; at = next) {
			c = gs_letter_at(s, at, &next, keep);
			put_alike(w, c, keep);
		}
	}
}
