/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/marker.h"

#include "lib/memo/span.h"
#include "lib/memo/typography.h"
#include "lib/unicode/unicode.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define PILCROW 0xb6
#define SECTION 0xa7
#define EN_DASH 0x2013
#define EM_DASH 0x2014
#define ROMAN_MAX 4 /* letters: `viii`; longer ones are words as well */
#define LINE_NUMBER_BLANKS 2

static const struct gs_marker no_marker = {.kind = GS_MARKER_NONE};

static bool is_latin(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct gs_marker read_heading(struct gs_span s)
{
	size_t n = gs_span_run(s, 0, "#");

	if (n == 0 || n > GS_MARKER_LEVELS)
		return no_marker;
	return (struct gs_marker){.kind = GS_MARKER_HEADING,
	    .value = (unsigned)n, .sign = n};
}

static struct gs_marker read_bullet(struct gs_span s, enum gs_marker_set set)
{
	struct gs_marker m = {.kind = GS_MARKER_BULLET};
	uint32_t c = gs_char_next(s, &m.sign);
	bool dash = c == EN_DASH || c == EM_DASH;

	if (c == '>')
		m.kind = GS_MARKER_QUOTE;
	else if (c != '-' && c != '*' && c != '+' &&
	    (set < GS_MARKERS_PRINTED || !gs_is_bullet(c)) &&
	    (set < GS_MARKERS_GUESSED || !dash))
		return no_marker;
	return m;
}

/* Ordinals ------------------------------------------------------------ */

/* What a letter of a Roman numeral counts; 0: it is none. */
static unsigned roman_value(uint8_t letter)
{
	switch (letter | 0x20) {
	case 'i': return 1;
	case 'v': return 5;
	case 'x': return 10;
	default: return 0;
	}
}

/* At most `most` letters, all of one case; zeros: it is none. */
static struct gs_marker read_roman(struct gs_span s, size_t at, size_t most)
{
	struct gs_marker m = {.kind = GS_MARKER_ROMAN};
	unsigned last = 0;

	while (at + m.sign < s.len && is_latin(s.ptr[at + m.sign])) {
		uint8_t letter = s.ptr[at + m.sign++];
		unsigned one = roman_value(letter);
		if (one == 0 || m.sign > most ||
		    (letter ^ s.ptr[at]) >= 0x20)
			return no_marker;
		m.value += one;
		/* `iv`: what was added of the smaller one goes twice. */
		m.value -= one > last ? 2 * last : 0;
		last = one;
	}
	return m.sign > 1 ? m : no_marker;
}

/* The number at `at`; `sign` counts its digits alone. */
static struct gs_marker read_figures(struct gs_span s, size_t at)
{
	struct gs_marker m = {.kind = GS_MARKER_NUMBER,
	    .sign = gs_span_digits(s, at)};

	if (m.sign == 0 || m.sign > GS_MARKER_DIGITS)
		return no_marker;
	for (size_t i = at; i < at + m.sign; i++)
		m.value = 10 * m.value + s.ptr[i] - '0';
	return m;
}

static struct gs_marker read_alpha(struct gs_span s, size_t at)
{
	uint8_t c = at < s.len ? s.ptr[at] : 0;

	if (c >= 'a' && c <= 'z')
		return (struct gs_marker){.kind = GS_MARKER_SMALL,
		    .value = c - 'a' + 1u, .sign = 1};
	if (c >= 'A' && c <= 'Z')
		return (struct gs_marker){.kind = GS_MARKER_CAPITAL,
		    .value = c - 'A' + 1u, .sign = 1};
	return no_marker;
}

/* `1.2`, `1.2.3`, `1a`, behind the first number; `parts` counts its points. */
static void read_outline(struct gs_marker *m, size_t *parts, struct gs_span s,
    size_t at)
{
	for (*parts = 0; at + m->sign + 1 < s.len; ++*parts) {
		struct gs_marker next = read_figures(s, at + m->sign + 1);
		if (s.ptr[at + m->sign] != '.' || next.kind == GS_MARKER_NONE)
			break;
		*m = (struct gs_marker){.kind = GS_MARKER_OUTLINE,
		    .value = next.value, .sign = m->sign + 1 + next.sign};
	}

	struct gs_marker letter = read_alpha(s, at + m->sign);
	if (letter.kind == GS_MARKER_SMALL) {
		m->kind = GS_MARKER_OUTLINE;
		m->value = letter.value;
		m->sign++;
	}
}

/* What is counted at `at`: a number, an outline's, a letter, a Roman one. */
static struct gs_marker read_ordinal(size_t *parts, struct gs_span s,
    size_t at, enum gs_marker_set set)
{
	struct gs_marker m = read_figures(s, at);

	*parts = 0;
	if (m.kind != GS_MARKER_NONE && set == GS_MARKERS_GUESSED)
		read_outline(&m, parts, s, at);
	if (m.kind != GS_MARKER_NONE || set < GS_MARKERS_GUESSED)
		return m;

	m = read_roman(s, at, ROMAN_MAX);
	return m.kind != GS_MARKER_NONE ? m : read_alpha(s, at);
}

/* The sign of a paragraph or section, with the blanks behind it; 0: none. */
static size_t paragraph_sign(struct gs_span s, enum gs_marker_set set)
{
	size_t at = 0;
	uint32_t c = gs_char_next(s, &at);

	if ((c != PILCROW || set < GS_MARKERS_PRINTED) &&
	    (c != SECTION || set < GS_MARKERS_GUESSED))
		return 0;
	return at + gs_span_blanks(s, at);
}

/* `1.`, `a)`, `(1)`, `[1]`, `¶1.`, `1.2.3`: an ordinal, and what stands around
 * it. */
static struct gs_marker read_enclosed(struct gs_span s, enum gs_marker_set set)
{
	bool guessed = set == GS_MARKERS_GUESSED;
	size_t at = paragraph_sign(s, set), parts = 0;
	uint8_t open = guessed && at < s.len &&
	    (s.ptr[at] == '(' || s.ptr[at] == '[') ? s.ptr[at] : 0;

	at += open != 0;
	struct gs_marker m = read_ordinal(&parts, s, at, set);
	size_t end = at + m.sign;
	uint8_t close = m.kind != GS_MARKER_NONE && end < s.len ? s.ptr[end] :
	    0;

	if (m.kind == GS_MARKER_NONE || (open == '(' &&
	    (close != ')' || m.kind == GS_MARKER_CAPITAL)) ||
	    (open == '[' && (close != ']' || m.kind == GS_MARKER_CAPITAL)))
		return no_marker;
	bool closed = close == ')' || (close == '.' && open == 0) ||
	    (open == '[' && close == ']');

	/* `1.2 million` begins a sentence, `1.2.3 ` does not. */
	if (!closed && parts < 2)
		return no_marker;
	m.sign = end + closed;
	return m;
}

struct gs_marker gs_marker_read(struct gs_span text, enum gs_marker_set set)
{
	struct gs_marker m = read_heading(text);

	if (m.kind == GS_MARKER_NONE)
		m = read_bullet(text, set);
	if (m.kind == GS_MARKER_NONE)
		m = read_enclosed(text, set);

	bool ends = m.sign == text.len || text.ptr[m.sign] == ' ' ||
	    text.ptr[m.sign] == '\n';
	if (m.kind == GS_MARKER_NONE || !ends)
		return no_marker;

	m.len = m.sign + gs_span_blanks(text, m.sign);
	return m;
}

/* In front of a mark -------------------------------------------------- */

/* What numbers a paragraph in words. */
static bool is_numbering_word(struct gs_span word)
{
	static const char *const words[] = {"para", "paras", "paragraph",
	    "par", "no", "nr", "num", "number", "item", "point", "section",
	    "sec", "sect", "subsection", "art", "article", "clause", "chapter",
	    "part", "annex", "request", "line", "fn", "note", "footnote",
	    "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
	    "eighth", "ninth", "tenth", "firstly", "secondly", "thirdly",
	    "lastly", "finally", "one", "two", "three", "four", "five", "six",
	    "seven", "eight", "nine", "ten", "st", "nd", "rd", "th"};

	for (size_t i = 0; i < COUNT(words); i++)
		if (word.len == strlen(words[i]) &&
		    gs_span_begins(word, words[i]))
			return true;
	return false;
}

static bool spells_word(uint32_t c)
{
	return gs_unicode_is_letter(c) || gs_unicode_is_mark(c);
}

/* The letters at `at`, and how many characters they are. */
static struct gs_span front_word(struct gs_span line, size_t at, size_t *chars)
{
	size_t next = at, end = at;

	for (*chars = 0; spells_word(gs_char_next(line, &next)); ++*chars)
		end = next;
	return (struct gs_span){line.ptr + at, end - at};
}

/* Figures of East Asian lists are letters to Unicode. */
static bool is_ideographic_number(struct gs_span word)
{
	static const char figures[] = "\u3007\u4e00\u4e8c\u4e09\u56db"
	    "\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u7b2c\u689d"
	    "\u6bb5\u9805\u6761\u6b3e\u9879\u7bc0\u8282\u7ae0\u58f1"
	    "\u5f10\u53c2\u53f7\u865f\u3127";
	const size_t one = 3; /* bytes of each */

	for (size_t i = 0; i < word.len; i += one)
		if (word.len - i < one || memmem(figures, sizeof figures - 1,
		    word.ptr + i, one) == NULL)
			return false;
	return true;
}

bool gs_front_next(struct gs_span line, size_t *at)
{
	size_t chars = 0;
	struct gs_span word = front_word(line, *at, &chars);

	if (*at >= line.len || line.ptr[*at] == '\n')
		return false;
	if (chars == 0) {
		(void)gs_char_next(line, at);
		return true;
	}

	if (chars > 1 && !is_numbering_word(word) &&
	    !is_ideographic_number(word) &&
	    read_roman(word, 0, ROMAN_MAX).sign != word.len)
		return false;
	*at += word.len;
	return true;
}

/* The line's and the page's own --------------------------------------- */

struct gs_marker gs_line_number(struct gs_span line)
{
	struct gs_marker m = read_figures(line, 0);

	m.len = m.sign + gs_span_blanks(line, m.sign);
	if (m.kind == GS_MARKER_NONE || m.sign > GS_LINE_NUMBER_DIGITS ||
	    (m.len < line.len && line.ptr[m.len] != '\n' &&
	    m.len - m.sign < LINE_NUMBER_BLANKS))
		return no_marker;
	return m;
}

/* Whether up to GS_PAGE_NUMBER_DIGITS digits stand at `at`; moves behind. */
static bool take_page_digits(struct gs_span s, size_t *at)
{
	size_t n = gs_span_digits(s, *at);

	*at += n;
	return n > 0 && n <= GS_PAGE_NUMBER_DIGITS;
}

/* Past blanks, dashes of any length, brackets, bars and bullets. */
static void skip_ornament(struct gs_span s, size_t *at)
{
	for (size_t next = *at; next < s.len; *at = next) {
		uint32_t c = gs_char_next(s, &next);
		if (c != ' ' && c != '|' && c != '~' && c != '*' &&
		    c != ':' && !gs_is_dash(c) && !gs_is_opening(c) &&
		    !gs_is_closing(c) && !gs_is_bullet(c))
			break;
	}
}

/* Past `Page` and its like. */
static void skip_page_word(struct gs_span s, size_t *at)
{
	static const char *const words[] = {"page", "pages", "pag.", "pg.",
	    "p.", "pp.", "s.", "seite", "p"};

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t end = *at + strlen(words[i]);
		if (gs_span_begins(gs_span_from(s, *at), words[i]) &&
		    (end == s.len || !is_latin(s.ptr[end]))) {
			*at = end;
			return;
		}
	}
}

/* `of 9`, `/ 9`: of how many; true: nothing of the kind, or it is whole. */
static bool take_page_total(struct gs_span s, size_t *at)
{
	size_t to = *at + gs_span_blanks(s, *at);
	bool slash = gs_span_begins(gs_span_from(s, to), "/");

	if (!slash && !gs_span_begins(gs_span_from(s, to), "of "))
		return true;
	to += slash ? 1 : strlen("of ");
	*at = to + gs_span_blanks(s, to);
	return take_page_digits(s, at);
}

bool gs_is_page_number(struct gs_span line)
{
	size_t at = 0;

	skip_ornament(line, &at);
	skip_page_word(line, &at);
	skip_ornament(line, &at);

	struct gs_marker roman = read_roman(line, at, 2 * ROMAN_MAX);
	if (roman.kind != GS_MARKER_NONE)
		at += roman.sign;
	else if (!take_page_digits(line, &at) || !take_page_total(line, &at))
		return false;

	skip_ornament(line, &at);
	return at == line.len;
}

/* The first of the words that the rest begins with, in whatever case of ASCII;
 * moves behind it and the blanks there. */
static bool take_one_of(struct gs_span s, size_t *at, const char *const *words,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (gs_span_begins(gs_span_from(s, *at), words[i])) {
			*at += strlen(words[i]);
			*at += gs_span_blanks(s, *at);
			return true;
		}
	return false;
}
#define TAKE_ONE_OF(s, at, words) \
	take_one_of(s, at, words, sizeof(words) / sizeof *(words))

/* With dashes or words around it ------------------------------------- */

static const char *const dashes[] = {"-", "\xe2\x80\x90", "\xe2\x80\x91",
    "\xe2\x80\x92", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95",
    "\xe2\x88\x92", "~"};

static bool take_dashes(struct gs_span s, size_t *at)
{
	bool any = false;

	while (TAKE_ONE_OF(s, at, dashes))
		any = true;
	return any;
}

/* The word for a page, and what may stand between it and its number. */
static bool take_page_word(struct gs_span s, size_t *at)
{
	static const char *const words[] = {"pagina", "p\xc3\xa1gina", "page",
	    "pag.", "p\xc3\xa1g.", "pg.", "pg", "p.", "seite", "sida", "side",
	    "strona", "strana", "sayfa", "halaman",
	    "\xd1\x81\xd1\x82\xd1\x80\xd0\xb0\xd0\xbd\xd0\xb8\xd1\x86"
	    "\xd0\xb0", /* Russian */
	    "\xd0\xa1\xd1\x82\xd1\x80\xd0\xb0\xd0\xbd\xd0\xb8\xd1\x86"
	    "\xd0\xb0",
	    "\xd1\x81\xd1\x82\xd1\x80.", "\xe7\xac\xac", /* Chinese */
	    "\xd8\xb5\xd9\x81\xd8\xad\xd8\xa9", /* Arabic */
	    "\xd8\xb5\xd9\x81\xd8\xad\xd9\x87",
	    "\xd7\xa2\xd7\x9e\xd7\x95\xd7\x93"}; /* Hebrew */
	static const char *const between[] = {"|", ":", "no."};

	if (!TAKE_ONE_OF(s, at, words))
		return false;
	(void)TAKE_ONE_OF(s, at, between);
	return true;
}

/* Up to GS_PAGE_NUMBER_DIGITS digits, or a Roman number of small letters. */
static bool take_page_number(struct gs_span s, size_t *at, bool roman)
{
	size_t n = gs_span_digits(s, *at);

	if (n == 0 && roman)
		n = gs_span_run(s, *at, "ivxl");
	*at += n;
	if (n == 0 || n > GS_PAGE_NUMBER_DIGITS)
		return false;
	*at += gs_span_blanks(s, *at);
	return true;
}

/* `of 9`, `/9`; true also if nothing of it is there. */
static bool take_page_count(struct gs_span s, size_t *at, bool *any)
{
	static const char *const words[] = {"/", "of ", "von ", "de ", "sur ",
	    "di ", "van ", "av ", "af ", "z ", "\xd0\xb8\xd0\xb7 ",
	    "\xd9\x85\xd9\x86 ", "\xd7\x9e\xd7\xaa\xd7\x95\xd7\x9a "};

	*any = TAKE_ONE_OF(s, at, words);
	return !*any || take_page_number(s, at, false);
}

/* `| Page` behind the number, and the sign that Chinese has there. */
static bool take_word_behind(struct gs_span s, size_t *at)
{
	static const char *const signs[] = {"\xe9\xa1\xb5", "\xe9\xa0\x81"};
	static const char *const bar[] = {"|"};
	size_t to = *at;

	if (TAKE_ONE_OF(s, at, signs))
		return true;
	if (!TAKE_ONE_OF(s, &to, bar) || !take_page_word(s, &to))
		return false;
	*at = to;
	return true;
}

enum gs_page_number gs_page_number_read(struct gs_span line)
{
	size_t at = gs_span_blanks(line, 0);
	bool count = false;
	bool dash = take_dashes(line, &at);
	bool bracket = at < line.len && (line.ptr[at] == '[' ||
	    line.ptr[at] == '(');

	at += bracket;
	at += gs_span_blanks(line, at);
	bool word = take_page_word(line, &at);
	if (!take_page_number(line, &at, dash || word) ||
	    !take_page_count(line, &at, &count))
		return gs_is_page_number(line) ? GS_PAGE_BARE : GS_PAGE_NONE;

	word = take_word_behind(line, &at) || word;
	if (bracket && at < line.len && (line.ptr[at] == ']' ||
	    line.ptr[at] == ')'))
		at++;
	at += gs_span_blanks(line, at);
	bool ends = take_dashes(line, &at);
	if (at == line.len && ((dash && ends) || word))
		return GS_PAGE_DRESSED;
	return gs_is_page_number(line) ? GS_PAGE_BARE : GS_PAGE_NONE;
}
