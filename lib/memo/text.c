/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/text.h"

#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "core/bytes.h"
#include "lib/memo/utf16.h"

/* UTF-16 units that are looked at for look-alikes: no word is longer. */
#define WORD_MAX 128

/* Places -------------------------------------------------------------- */

static void locate_unit(size_t *line, size_t *column,
    const struct gs_text_units *w, size_t at)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < at;) {
		UChar32 c = gs_utf16_next(w->ptr, w->len, &i);
		*column = c == '\n' ? 1 : *column + 1;
		*line += c == '\n';
	}
}

void gs_text_report_utf8(struct gs_report *report, const uint8_t *text,
    size_t len)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < len;) {
		UChar32 c = 0;
		U8_NEXT(text, i, len, c);
		if (c < 0)
			break;
		column = c == '\n' ? 1 : column + 1;
		line += c == '\n';
	}
	gs_report_tell(report, "text-not-utf8", "line {0}, column {1}: these "
	    "bytes are not UTF-8; save the file as UTF-8",
	    gs_say_number(line), gs_say_number(column));
}

static void report_length(struct gs_report *report, size_t len, size_t most)
{
	gs_report_tell(report, "text-too-many-bytes", "the text has {0} bytes; "
	    "at most {1} are allowed", gs_say_number(len), gs_say_number(most));
}

/* Characters ---------------------------------------------------------- */

#define PLACE "line {0}, column {1}: {2}: "
#define FAULT(code, why) {(code), PLACE why, why}

enum {
	TAB, BIDI, VARIATION, INVISIBLE, CONTROL, FORMAT, SPACE, SEPARATOR,
	UNDEFINED, BRAILLE, UNUSUAL, MIXED, FOREIGN, SIGN
};

static const struct gs_character_fault faults[] = {
	[TAB] = FAULT("character-tab", "a tab; write spaces"),
	[BIDI] = FAULT("character-bidi",
	    "a control of writing direction; remove it"),
	[VARIATION] = FAULT("character-variation",
	    "a variation selector; remove it"),
	[INVISIBLE] = FAULT("character-invisible",
	    "a character that does not show; remove it"),
	[CONTROL] = FAULT("character-control",
	    "a control character; remove it"),
	[FORMAT] = FAULT("character-format", "a format character; remove it"),
	[SPACE] = FAULT("character-space",
	    "an unusual space; write a plain one"),
	[SEPARATOR] = FAULT("character-separator",
	    "a separator; start a new line"),
	[UNDEFINED] = FAULT("character-undefined",
	    "not a character that Unicode defines; remove it"),
	[BRAILLE] = FAULT("character-braille",
	    "a blank Braille cell; write a plain space"),
	[UNUSUAL] = FAULT("character-unusual",
	    "a letter or figure that is not in common use and may be taken "
	    "for another; write the plain one"),
	[MIXED] = FAULT("word-mixed",
	    "a word that mixes alphabets, so that one letter may be taken for "
	    "another; write it in one"),
	[FOREIGN] = FAULT("word-foreign",
	    "a word in letters of another alphabet that look like Latin ones; "
	    "write it in Latin letters"),
	[SIGN] = FAULT("sign-lookalike",
	    "a sign that looks like another one; write the plain one"),
};

/* The specification's version is 15.0, whatever ICU knows. */
static bool is_of_later_unicode(UChar32 c)
{
	UVersionInfo age;

	u_charAge(c, age);
	return age[0] > 15 || (age[0] == 15 && age[1] > 0);
}

const struct gs_character_fault *gs_character_fault(uint32_t character)
{
	UChar32 c = (UChar32)character;

	if (c == '\n' || (c >= 0x20 && c < 0x7f))
		return NULL;
	if (c == '\t')
		return &faults[TAB];
	if (is_of_later_unicode(c))
		return &faults[UNDEFINED];
	if (u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL))
		return &faults[BIDI];
	if (u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR))
		return &faults[VARIATION];
	if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
		return &faults[INVISIBLE];

	switch (u_charType(c)) {
	case U_CONTROL_CHAR: return &faults[CONTROL];
	case U_FORMAT_CHAR: return &faults[FORMAT];
	case U_SPACE_SEPARATOR: return &faults[SPACE];
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR: return &faults[SEPARATOR];
	case U_PRIVATE_USE_CHAR:
	case U_SURROGATE:
	case U_UNASSIGNED: return &faults[UNDEFINED];
	default: break;
	}
	return c == 0x2800 ? &faults[BRAILLE] : NULL;
}

void gs_character_name(char out[GS_CHARACTER_NAME_MAX], uint32_t c)
{
	UErrorCode status = U_ZERO_ERROR;
	char name[GS_CHARACTER_NAME_MAX - 16] = "";

	(void)u_charName((UChar32)c, U_EXTENDED_CHAR_NAME, name, sizeof name,
	    &status);
	if (U_FAILURE(status))
		name[0] = '\0';
	(void)snprintf(out, GS_CHARACTER_NAME_MAX, "U+%04X %s", (unsigned)c,
	    name);
}

void gs_character_report(struct gs_report *report, size_t line, size_t column,
    uint32_t c, const struct gs_character_fault *fault)
{
	char name[GS_CHARACTER_NAME_MAX];

	gs_character_name(name, c);
	gs_report_tell(report, fault->code, fault->sentence,
	    gs_say_number(line), gs_say_number(column), gs_say_text(name));
}

/* Says it of the character at `from`, or of the word from there to `to`, whose
 * first character beyond ASCII is named. */
static void report_character(struct gs_report *report,
    const struct gs_text_units *w, size_t from, size_t to,
    const struct gs_character_fault *fault)
{
	size_t line = 0, column = 0, at = from;

	locate_unit(&line, &column, w, from);
	while (at + 1 < to && w->ptr[at] < 0x80)
		at++;
	UChar32 c = gs_utf16_next(w->ptr, w->len, &at);
	gs_character_report(report, line, column, (uint32_t)c, fault);
}

bool gs_text_hides(const void *text, size_t len)
{
	const uint8_t *p = text;

	for (size_t i = 0; i < len;) {
		UChar32 c = 0;
		U8_NEXT(p, i, len, c);
		if (c < 0 || gs_character_fault((uint32_t)c) != NULL)
			return true;
	}
	return false;
}

/* What a lenient reading makes of a refused character; 0: nothing. */
static UChar replacement_of(UChar32 c)
{
	if (c == '\f')
		return '\f';
	if (c == 0x2028 || c == 0x2029 || c == 0x85)
		return '\n';
	if (c == '\t' || c == 0x2800 || u_charType(c) == U_SPACE_SEPARATOR)
		return ' ';
	return 0;
}

uint32_t gs_text_plain(uint32_t c)
{
	return c == '\r' || c == '\v' ? '\n' : replacement_of((UChar32)c);
}

static int check_characters(struct gs_report *report,
    const struct gs_text_units *w)
{
	for (size_t i = 0, next = 0; i < w->len; i = next) {
		UChar32 c = gs_utf16_next(w->ptr, w->len, &next);
		const struct gs_character_fault *fault = gs_character_fault(
		    (uint32_t)c);

		if (fault != NULL) {
			report_character(report, w, i, next, fault);
			return GS_ERR_FORMAT;
		}
	}
	return GS_OK;
}

/* A text to compare with, while its characters are looked at. */
struct shown_text {
	struct gs_text_units w;
	size_t out; /* units of it that are done */
	bool *retyped; /* by line */
	size_t line, hidden;
};

static void put_unit(struct shown_text *t, UChar unit)
{
	t->w.ptr[t->out++] = unit;
	t->line += unit == '\n';
}

/* The private sign that word processors write for a bullet. */
static bool is_word_bullet(UChar32 c)
{
	return c == 0xf0b7 || c == 0xf0a7;
}

/* The character of units `from` to `to`, which no memo has.  Blanks and line
 * ends are other ones; what hides stays, where it makes another word of its
 * own.  C0 has no place in the words that are compared (lib/compare/tokens.c),
 * and NUL none in JSON. */
static void place_refused(struct shown_text *t, UChar32 c, size_t from,
    size_t to)
{
	UChar plain = is_word_bullet(c) ? 0x2022 :
	    (UChar)gs_text_plain((uint32_t)c);

	if (plain != 0) {
		t->retyped[t->line] |= c != '\f';
		put_unit(t, plain);
		return;
	}
	t->hidden++;
	if (c < 0x20 || c == 0x7f) {
		put_unit(t, 0xfffe);
		return;
	}
	while (from < to)
		put_unit(t, t->w.ptr[from++]);
}

static int show_characters(struct shown_text *t, struct gs_arena *arena)
{
	size_t lines = 2;

	for (size_t i = 0; i < t->w.len; i++)
		lines += t->w.ptr[i] == '\n' ||
		    gs_text_plain(t->w.ptr[i]) == '\n';
	t->retyped = gs_arena_take(arena, lines, sizeof *t->retyped);
	if (t->retyped == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0, next = 0; i < t->w.len; i = next) {
		UChar32 c = gs_utf16_next(t->w.ptr, t->w.len, &next);
		bool ends_line = next < t->w.len && t->w.ptr[next] == '\n';

		/* A soft hyphen shows at the end of a line alone. */
		if (c == 0xad && ends_line)
			put_unit(t, '-');
		else if (gs_character_fault((uint32_t)c) != NULL)
			place_refused(t, c, i, next);
		else
			while (i < next)
				put_unit(t, t->w.ptr[i++]);
	}
	t->w.len = t->out;
	return GS_OK;
}

/* UTF-16 -------------------------------------------------------------- */

/* CR LF and, if lenient, a lone CR become LF. */
static void convert_line_ends(struct gs_text_units *w, bool lenient)
{
	size_t out = 0;

	for (size_t i = 0; i < w->len; i++) {
		UChar c = w->ptr[i];
		if (c == '\r' && i + 1 < w->len && w->ptr[i + 1] == '\n')
			continue;
		w->ptr[out++] = c == '\r' && lenient ? '\n' : c;
	}
	w->len = out;
}

/* Precondition: at most GS_TEXT_MAX_LENIENT bytes. */
static int widen_utf8(struct gs_text_units *out, struct gs_arena *arena,
    const uint8_t *text, size_t len)
{
	static const uint8_t bom[3] = {0xef, 0xbb, 0xbf};
	UErrorCode status = U_ZERO_ERROR;
	int32_t units = 0;

	if (len >= 3 && memcmp(text, bom, 3) == 0) {
		text += 3;
		len -= 3;
	}
	out->ptr = gs_arena_take(arena, len + 1, sizeof(UChar));
	if (out->ptr == NULL)
		return GS_ERR_MEMORY;

	u_strFromUTF8(out->ptr, (int32_t)len + 1, &units, (const char *)text,
	    (int32_t)len, &status);
	if (U_FAILURE(status))
		return GS_ERR_FORMAT;
	out->len = (size_t)units;
	return GS_OK;
}

/* NFC makes no text more than three times as long (UAX 15, section 14). */
static int compose_nfc(struct gs_text_units *w, struct gs_arena *arena)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t len = (int32_t)w->len, max = 3 * len + 1;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);

	/* A quick check says "maybe" of a mark that composes with some letter,
	 * but not with this one. */
	if (unorm2_isNormalized(nfc, w->ptr, len, &status))
		return GS_OK;
	UChar *to = gs_arena_take(arena, (size_t)max, sizeof(UChar));
	if (to == NULL)
		return GS_ERR_MEMORY;

	len = unorm2_normalize(nfc, w->ptr, len, to, max, &status);
	if (U_FAILURE(status))
		return GS_ERR_INTERNAL;
	*w = (struct gs_text_units){to, (size_t)len};
	return GS_OK;
}

/* Valid UTF-8 of at most `most` bytes, in UTF-16. */
static int read_units(struct gs_text_units *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len, size_t most)
{
	if (len > most) {
		report_length(report, len, most);
		return GS_ERR_RANGE;
	}
	if (!gs_utf8_valid(text, len)) {
		gs_text_report_utf8(report, text, len);
		return GS_ERR_FORMAT;
	}
	return widen_utf8(out, arena, text, len);
}

/* Look-alikes --------------------------------------------------------- */

struct speller {
	USpoofChecker *spoof;
	const USet *usual; /* letters of living writing systems */
	struct gs_report *report;
	const struct gs_text_sink *sink; /* NULL: the first ends it */
	bool part; /* of a memo: words elsewhere may excuse a suspect */
	const struct gs_text_units *text;
	/* By script: a word that cannot be read as Latin letters, and where
	 * the first one is that can (+ 1). */
	bool genuine[USCRIPT_CODE_LIMIT];
	size_t suspect[USCRIPT_CODE_LIMIT];
};

/* Refuses units `from` to `to`; to a sink, tells of them and goes on. */
static int refuse_units(const struct speller *s, size_t from, size_t to,
    bool word, const struct gs_character_fault *fault)
{
	if (s->sink != NULL)
		return s->sink->take(s->sink->self, from, to, word, fault);
	report_character(s->report, s->text, from, to, fault);
	return GS_ERR_FORMAT;
}

/* Does it look like ASCII? */
static bool looks_ascii(const struct speller *s, size_t from, size_t to)
{
	UChar skeleton[4 * WORD_MAX];
	UErrorCode status = U_ZERO_ERROR;
	size_t n = to - from < WORD_MAX ? to - from : WORD_MAX;
	int32_t len = uspoof_getSkeleton(s->spoof, 0, s->text->ptr + from,
	    (int32_t)n, skeleton, 4 * WORD_MAX, &status);

	if (U_FAILURE(status))
		return true;
	for (int32_t i = 0; i < len; i++)
		if (skeleton[i] >= 0x80)
			return false;
	return true;
}

/* Letters and figures that are not in common use. */
static int check_usual(const struct speller *s, bool *usual, size_t from,
    size_t to)
{
	const struct gs_text_units *w = s->text;
	int err = GS_OK;

	for (size_t i = from, at = from; err == GS_OK && i < to; at = i) {
		UChar32 c = gs_utf16_next(w->ptr, w->len, &i);
		if (c < 0x80 || uset_contains(s->usual, c))
			continue;
		*usual = false;
		err = refuse_units(s, at, i, false, &faults[UNUSUAL]);
	}
	return err;
}

/* The last one that some letter is of. */
static UScriptCode word_script(bool *ascii, const struct gs_text_units *w,
    size_t from, size_t to)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = USCRIPT_COMMON;

	*ascii = true;
	for (size_t i = from; i < to;) {
		UChar32 c = gs_utf16_next(w->ptr, w->len, &i);
		*ascii = *ascii && c < 0x80;
		UScriptCode of = uscript_getScript(c, &status);
		if (of > USCRIPT_INHERITED)
			script = of;
	}
	return script;
}

static int check_word(struct speller *s, size_t from, size_t to)
{
	UErrorCode status = U_ZERO_ERROR;
	bool ascii = true, usual = true;
	UScriptCode script = word_script(&ascii, s->text, from, to);
	int err = ascii ? GS_OK : check_usual(s, &usual, from, to);

	if (err != GS_OK || ascii || !usual)
		return err;
	if (uspoof_check2(s->spoof, s->text->ptr + from, (int32_t)(to - from),
	    NULL, &status) != 0 || U_FAILURE(status))
		return refuse_units(s, from, to, true, &faults[MIXED]);

	if (script == USCRIPT_LATIN || script <= USCRIPT_INHERITED ||
	    script >= USCRIPT_CODE_LIMIT)
		return GS_OK;
	if (!looks_ascii(s, from, to))
		s->genuine[script] = true;
	else if (s->suspect[script] == 0)
		s->suspect[script] = from + 1;
	return GS_OK;
}

/* Typography that a reader tells from ASCII or that any copy may carry. */
static bool is_typography(UChar32 c)
{
	static const UChar32 known[] = {0x2013, 0x2014, 0x2018, 0x2019, 0x201c,
	    0x201d, 0x2026, 0x2022, 0xab, 0xbb, 0xb7, 0xb0, 0xd7, 0x2212};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (c == known[i])
			return true;
	return false;
}

static bool is_in_word(UChar32 c)
{
	int8_t type = u_charType(c);

	return u_isalnum(c) || type == U_NON_SPACING_MARK ||
	    type == U_COMBINING_SPACING_MARK || type == U_ENCLOSING_MARK;
}

static size_t word_end(const struct gs_text_units *w, size_t from)
{
	for (size_t i = from; i < w->len; from = i) {
		UChar32 c = gs_utf16_next(w->ptr, w->len, &i);
		if (!is_in_word(c))
			break;
	}
	return from;
}

/* Every word of a script that has none but what looks like Latin; without a
 * sink the first is enough. */
static int check_suspects(const struct speller *s, UScriptCode script)
{
	const struct gs_text_units *w = s->text;
	int err = GS_OK;
	size_t next = s->suspect[script] - 1;

	for (size_t i = next; err == GS_OK && i < w->len; i = next) {
		bool ascii = true;
		if (!is_in_word(gs_utf16_next(w->ptr, w->len, &next)))
			continue;
		next = word_end(w, next);
		if (word_script(&ascii, w, i, next) == script &&
		    looks_ascii(s, i, next))
			err = refuse_units(s, i, next, true, &faults[FOREIGN]);
	}
	return err;
}

static int check_words(struct speller *s)
{
	const struct gs_text_units *w = s->text;
	int err = GS_OK;

	for (size_t i = 0, next = 0; err == GS_OK && i < w->len; i = next) {
		UChar32 c = gs_utf16_next(w->ptr, w->len, &next);
		if (is_in_word(c)) {
			next = word_end(w, next);
			err = check_word(s, i, next);
		} else if (c >= 0x80 && !is_typography(c) &&
		    looks_ascii(s, i, next)) {
			err = refuse_units(s, i, next, false, &faults[SIGN]);
		}
	}

	for (int i = 0; err == GS_OK && !s->part && i < USCRIPT_CODE_LIMIT;
	    i++)
		if (s->suspect[i] != 0 && !s->genuine[i])
			err = check_suspects(s, (UScriptCode)i);
	return err;
}

static int check_lookalikes(struct speller *s)
{
	UErrorCode status = U_ZERO_ERROR;
	int err = GS_ERR_INTERNAL;

	s->spoof = uspoof_open(&status);
	if (U_SUCCESS(status)) {
		uspoof_setRestrictionLevel(s->spoof,
		    USPOOF_HIGHLY_RESTRICTIVE);
		uspoof_setChecks(s->spoof, USPOOF_RESTRICTION_LEVEL |
		    USPOOF_MIXED_NUMBERS, &status);
		s->usual = uspoof_getRecommendedSet(&status);
		if (U_SUCCESS(status))
			err = check_words(s);
	}
	uspoof_close(s->spoof);
	return err;
}

static bool is_ascii(const struct gs_text_units *w)
{
	for (size_t i = 0; i < w->len; i++)
		if (w->ptr[i] >= 0x80)
			return false;
	return true;
}

/* The whole ----------------------------------------------------------- */

/* Takes out blanks at line ends and superfluous empty lines, in place. */
static void lay_lines(uint8_t *text, size_t *len, uint32_t *line,
    size_t *lines)
{
	size_t out = 0, kept = 0;
	bool empty_before = true;
	uint32_t number = 1;

	for (size_t from = 0; from < *len; number++) {
		const uint8_t *lf = memchr(text + from, '\n', *len - from);
		size_t next = lf == NULL ? *len : (size_t)(lf - text) + 1;
		size_t to = lf == NULL ? next : next - 1;
		while (to > from && text[to - 1] == ' ')
			to--;
		if (to > from || !empty_before) {
			memmove(text + out, text + from, to - from);
			out += to - from;
			text[out++] = '\n';
			line[kept++] = number;
		}
		empty_before = to == from;
		from = next;
	}

	/* An empty line at the end. */
	if (kept > 0 && empty_before) {
		out--;
		kept--;
	}
	*len = out;
	*lines = kept;
}

static int narrow_units(struct gs_text *out, struct gs_arena *arena,
    const struct gs_text_units *w)
{
	UErrorCode status = U_ZERO_ERROR;
	/* Three bytes for a unit at most, and an LF at the end. */
	size_t max = 3 * w->len + 2, lines = 1;
	int32_t len = 0;
	uint8_t *text = gs_arena_take(arena, max, 1);

	for (size_t i = 0; i < w->len; i++)
		lines += w->ptr[i] == '\n';
	uint32_t *line = gs_arena_take(arena, lines, sizeof *line);
	if (text == NULL || line == NULL)
		return GS_ERR_MEMORY;

	u_strToUTF8((char *)text, (int32_t)max - 1, &len, w->ptr,
	    (int32_t)w->len, &status);
	if (U_FAILURE(status))
		return GS_ERR_INTERNAL;
	*out = (struct gs_text){.ptr = text, .len = (size_t)len, .line = line};
	lay_lines(text, &out->len, line, &out->lines);
	return GS_OK;
}

int gs_text_widen(struct gs_text_units *out, bool *composed,
    struct gs_report *report, struct gs_arena *arena, const void *text,
    size_t len)
{
	struct gs_text_units w = {0};
	int err = read_units(&w, report, arena, text, len,
	    GS_TEXT_MAX_LENIENT);

	if (err != GS_OK)
		return err;
	convert_line_ends(&w, false);
	const uint16_t *before = w.ptr;
	err = compose_nfc(&w, arena);
	if (err != GS_OK)
		return err;

	*composed = w.ptr != before;
	*out = w;
	return GS_OK;
}

int gs_text_lookalikes(const struct gs_text_sink *sink,
    const struct gs_text_units *text)
{
	struct speller s = {.sink = sink, .text = text};

	return is_ascii(text) ? GS_OK : check_lookalikes(&s);
}

void gs_text_say_long(struct gs_report *report, size_t len, size_t most)
{
	gs_report_tell(report, "normal-form-too-long", "in normal form the "
	    "text has {0} bytes; at most {1} are allowed", gs_say_number(len),
	    gs_say_number(most));
}

static int normalise_strictly(struct gs_text *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_text_units *w, bool part)
{
	struct speller s = {.report = report, .text = w, .part = part};

	convert_line_ends(w, false);
	int err = compose_nfc(w, arena);

	if (err == GS_OK)
		err = check_characters(report, w);
	if (err == GS_OK && !is_ascii(w))
		err = check_lookalikes(&s);
	return err == GS_OK ? narrow_units(out, arena, w) : err;
}

static int normalise_leniently(struct gs_text *out, struct gs_arena *arena,
    struct gs_text_units *w)
{
	convert_line_ends(w, true);
	int err = compose_nfc(w, arena);
	struct shown_text shown = {.w = *w};

	if (err == GS_OK)
		err = show_characters(&shown, arena);
	if (err == GS_OK)
		err = narrow_units(out, arena, &shown.w);
	if (err != GS_OK)
		return err;

	out->retyped = shown.retyped;
	out->hidden = shown.hidden;
	return GS_OK;
}

int gs_text_normalise(struct gs_text *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len,
    enum gs_text_rules rules)
{
	struct gs_text_units w = {0};
	struct gs_text done = {0};
	bool lenient = rules == GS_TEXT_LENIENT;
	const size_t most = lenient ? GS_TEXT_MAX_LENIENT : GS_TEXT_MAX;
	int err = read_units(&w, report, arena, text, len, most);

	if (err == GS_OK)
		err = lenient ? normalise_leniently(&done, arena, &w) :
		    normalise_strictly(&done, report, arena, &w,
		        rules == GS_TEXT_PART);
	if (err == GS_OK && done.len > most) {
		gs_text_say_long(report, done.len, most);
		err = GS_ERR_RANGE;
	}
	if (err == GS_OK)
		*out = done;
	return err;
}

int gs_text_check_part(struct gs_arena *arena, const void *text, size_t len)
{
	struct gs_text_units w = {0};
	int err = read_units(&w, NULL, arena, text, len, GS_TEXT_MAX);

	if (err == GS_OK && is_ascii(&w))
		return check_characters(NULL, &w);
	const uint16_t *before = w.ptr;
	struct speller s = {.text = &w, .part = true};

	if (err == GS_OK)
		err = compose_nfc(&w, arena);
	if (err == GS_OK && w.ptr != before)
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		err = check_characters(NULL, &w);
	return err == GS_OK ? check_lookalikes(&s) : err;
}
