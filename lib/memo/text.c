/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/text.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "core/bytes.h"

/* UTF-16, as ICU wants it. */
struct wide {
	UChar *ptr;
	int32_t len;
};

static UChar32 next_char(const struct wide *w, int32_t *at)
{
	uint32_t c = w->ptr[(*at)++];
	if ((c & 0xfc00) == 0xd800 && *at < w->len &&
	    (w->ptr[*at] & 0xfc00) == 0xdc00)
		c = 0x10000 + ((c & 0x3ff) << 10) +
		    (w->ptr[(*at)++] & 0x3ffu);
	return (UChar32)c;
}

static void place(size_t *line, size_t *column, const struct wide *w,
    int32_t at)
{
	*line = 1;
	*column = 1;
	for (int32_t i = 0; i < at;) {
		UChar32 c = next_char(w, &i);
		*column = c == '\n' ? 1 : *column + 1;
		*line += c == '\n';
	}
}

static void report_utf8(struct gs_report *report, const uint8_t *text,
    size_t len)
{
	size_t line = 1, column = 1;
	for (int32_t i = 0; (size_t)i < len;) {
		UChar32 c = 0;
		U8_NEXT(text, i, (int32_t)len, c);
		if (c < 0)
			break;
		column = c == '\n' ? 1 : column + 1;
		line += c == '\n';
	}
	gs_report_set(report, "line %zu, column %zu: these bytes are not "
	    "UTF-8; save the file as UTF-8", line, column);
}

/* What is wrong with a character by itself; NULL if nothing is. */
static const char *hidden(UChar32 c)
{
	if (c == '\n' || (c >= 0x20 && c < 0x7f))
		return NULL;
	if (c == '\t')
		return "a tab; write spaces";
	if (u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL))
		return "a control of writing direction; remove it";
	if (u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR))
		return "a variation selector; remove it";
	if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
		return "a character that does not show; remove it";
	switch (u_charType(c)) {
	case U_CONTROL_CHAR: return "a control character; remove it";
	case U_FORMAT_CHAR: return "a format character; remove it";
	case U_SPACE_SEPARATOR: return "an unusual space; write a plain one";
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR: return "a separator; start a new line";
	case U_PRIVATE_USE_CHAR:
	case U_SURROGATE:
	case U_UNASSIGNED: return "not a character that Unicode defines; "
		"remove it";
	default: break;
	}
	return c == 0x2800 ? "a blank Braille cell; write a plain space" : NULL;
}

const char *gs_text_hidden(uint32_t c)
{
	return hidden((UChar32)c);
}

bool gs_text_hides(const void *text, size_t len)
{
	const uint8_t *p = text;
	for (size_t i = 0; i < len;) {
		UChar32 c = 0;
		U8_NEXT(p, i, len, c);
		if (c < 0 || hidden(c) != NULL)
			return true;
	}
	return false;
}

/* What a lenient reading makes of a refused character; 0: nothing. */
static UChar replacement(UChar32 c)
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
	return c == '\r' || c == '\v' ? '\n' : replacement((UChar32)c);
}

/* CR LF and, if lenient, a lone CR become LF. */
static void line_ends(struct wide *w, bool lenient)
{
	int32_t out = 0;
	for (int32_t i = 0; i < w->len; i++) {
		UChar c = w->ptr[i];
		if (c == '\r' && i + 1 < w->len && w->ptr[i + 1] == '\n')
			continue;
		w->ptr[out++] = c == '\r' && lenient ? '\n' : c;
	}
	w->len = out;
}

static int widen(struct wide *out, struct gs_arena *arena,
    const uint8_t *text, size_t len)
{
	UErrorCode status = U_ZERO_ERROR;
	static const uint8_t bom[3] = {0xef, 0xbb, 0xbf};
	if (len >= 3 && memcmp(text, bom, 3) == 0) {
		text += 3;
		len -= 3;
	}
	out->ptr = gs_arena_take(arena, len + 1, sizeof(UChar));
	if (out->ptr == NULL)
		return GS_ERR_MEMORY;
	u_strFromUTF8(out->ptr, (int32_t)len + 1, &out->len,
	    (const char *)text, (int32_t)len, &status);
	return U_FAILURE(status) ? GS_ERR_FORMAT : GS_OK;
}

/* NFC makes no text more than three times as long (UAX 15, section 14). */
static int compose(struct wide *w, struct gs_arena *arena)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t max = 3 * w->len + 1;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
	if (unorm2_quickCheck(nfc, w->ptr, w->len, &status) == UNORM_YES)
		return GS_OK;
	UChar *to = gs_arena_take(arena, (size_t)max, sizeof(UChar));
	if (to == NULL)
		return GS_ERR_MEMORY;
	int32_t len = unorm2_normalize(nfc, w->ptr, w->len, to, max, &status);
	if (U_FAILURE(status))
		return GS_ERR_INTERNAL;
	*w = (struct wide){to, len};
	return GS_OK;
}

static int check_characters(struct gs_report *report, struct wide *w,
    bool lenient)
{
	int32_t out = 0;
	for (int32_t i = 0, next = 0; i < w->len; i = next) {
		UChar32 c = next_char(w, &next);
		const char *why = hidden(c);
		if (why != NULL && !lenient) {
			size_t line = 0, column = 0;
			place(&line, &column, w, i);
			gs_report_set(report, "line %zu, column %zu: U+%04X "
			    "is %s", line, column, (unsigned)c, why);
			return GS_ERR_FORMAT;
		}
		/* A soft hyphen shows at the end of a line alone. */
		if (c == 0xad && next < w->len && w->ptr[next] == '\n')
			w->ptr[out++] = '-';
		else if (why == NULL)
			while (i < next)
				w->ptr[out++] = w->ptr[i++];
		else if (replacement(c) != 0)
			w->ptr[out++] = replacement(c);
	}
	w->len = out;
	return GS_OK;
}

struct speller {
	USpoofChecker *spoof;
	const USet *usual; /* letters of living writing systems */
	struct gs_report *report;
	const struct gs_text_sink *sink; /* NULL: the first ends it */
	const struct wide *text;
	/* By script: a word that cannot be read as Latin letters, and where
	 * the first one is that can (+ 1). */
	bool genuine[USCRIPT_CODE_LIMIT];
	int32_t suspect[USCRIPT_CODE_LIMIT];
};

/* Refuses units `from` to `to`; to a sink, tells of them and goes on. */
static int refuse(const struct speller *s, int32_t from, int32_t to,
    bool word, const char *why)
{
	size_t line = 0, column = 0;
	if (s->sink != NULL)
		return s->sink->take(s->sink->self, (size_t)from, (size_t)to,
		    word, why);
	place(&line, &column, s->text, from);
	gs_report_set(s->report, "line %zu, column %zu: %s", line, column, why);
	return GS_ERR_FORMAT;
}

#define WORD_MAX 128 /* UTF-16 units that are looked at for look-alikes */

/* Does it look like ASCII? */
static bool looks_ascii(const struct speller *s, int32_t from, int32_t to)
{
	UChar skeleton[4 * WORD_MAX];
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = to - from < WORD_MAX ? to - from : WORD_MAX;
	int32_t len = uspoof_getSkeleton(s->spoof, 0, s->text->ptr + from, n,
	    skeleton, 4 * WORD_MAX, &status);
	if (U_FAILURE(status))
		return true;
	for (int32_t i = 0; i < len; i++)
		if (skeleton[i] >= 0x80)
			return false;
	return true;
}

/* Letters and figures that are not in common use. */
static int check_usual(const struct speller *s, bool *usual, int32_t from,
    int32_t to)
{
	int err = GS_OK;
	for (int32_t i = from, at = from; err == GS_OK && i < to; at = i) {
		UChar32 c = next_char(s->text, &i);
		if (c < 0x80 || uset_contains(s->usual, c))
			continue;
		*usual = false;
		err = refuse(s, at, i, false, "a letter or figure that is not "
		    "in common use and may be taken for another; write the "
		    "plain one");
	}
	return err;
}

/* The last one that some letter is of. */
static UScriptCode script_of(bool *ascii, const struct wide *w, int32_t from,
    int32_t to)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = USCRIPT_COMMON;
	*ascii = true;
	for (int32_t i = from; i < to;) {
		UChar32 c = next_char(w, &i);
		*ascii = *ascii && c < 0x80;
		UScriptCode of = uscript_getScript(c, &status);
		if (of > USCRIPT_INHERITED)
			script = of;
	}
	return script;
}

static int check_word(struct speller *s, int32_t from, int32_t to)
{
	UErrorCode status = U_ZERO_ERROR;
	bool ascii = true, usual = true;
	UScriptCode script = script_of(&ascii, s->text, from, to);
	int err = ascii ? GS_OK : check_usual(s, &usual, from, to);
	if (err != GS_OK || ascii || !usual)
		return err;
	if (uspoof_check2(s->spoof, s->text->ptr + from, to - from, NULL,
	    &status) != 0 || U_FAILURE(status))
		return refuse(s, from, to, true, "a word that mixes alphabets, "
		    "so that one letter may be taken for another; write it in "
		    "one");
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
static bool typography(UChar32 c)
{
	static const UChar32 known[] = {0x2013, 0x2014, 0x2018, 0x2019, 0x201c,
	    0x201d, 0x2026, 0x2022, 0xab, 0xbb, 0xb7, 0xb0, 0xd7, 0x2212};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (c == known[i])
			return true;
	return false;
}

static bool in_word(UChar32 c)
{
	int8_t type = u_charType(c);
	return u_isalnum(c) || type == U_NON_SPACING_MARK ||
	    type == U_COMBINING_SPACING_MARK || type == U_ENCLOSING_MARK;
}

static int32_t word_end(const struct wide *w, int32_t from)
{
	for (int32_t i = from; i < w->len; from = i) {
		UChar32 c = next_char(w, &i);
		if (!in_word(c))
			break;
	}
	return from;
}

/* Every word of a script that has none but what looks like Latin; without a
 * sink the first is enough. */
static int check_suspects(const struct speller *s, UScriptCode script)
{
	const struct wide *w = s->text;
	int err = GS_OK;
	int32_t next = s->suspect[script] - 1;
	for (int32_t i = next; err == GS_OK && i < w->len; i = next) {
		bool ascii = true;
		if (!in_word(next_char(w, &next)))
			continue;
		next = word_end(w, next);
		if (script_of(&ascii, w, i, next) == script &&
		    looks_ascii(s, i, next))
			err = refuse(s, i, next, true, "a word in letters of "
			    "another alphabet that look like Latin ones; "
			    "write it in Latin letters");
	}
	return err;
}

static int check_words(struct speller *s)
{
	const struct wide *w = s->text;
	int err = GS_OK;
	for (int32_t i = 0, next = 0; err == GS_OK && i < w->len; i = next) {
		UChar32 c = next_char(w, &next);
		if (in_word(c)) {
			next = word_end(w, next);
			err = check_word(s, i, next);
		} else if (c >= 0x80 && !typography(c) &&
		    looks_ascii(s, i, next)) {
			err = refuse(s, i, next, false, "a sign that looks "
			    "like another one; write the plain one");
		}
	}
	for (int32_t i = 0; err == GS_OK && i < USCRIPT_CODE_LIMIT; i++)
		if (s->suspect[i] != 0 && !s->genuine[i])
			err = check_suspects(s, (UScriptCode)i);
	return err;
}

static int check_lookalikes(struct gs_report *report,
    const struct gs_text_sink *sink, const struct wide *w)
{
	UErrorCode status = U_ZERO_ERROR;
	int err = GS_ERR_INTERNAL;
	struct speller s = {.spoof = uspoof_open(&status), .report = report,
	    .sink = sink, .text = w};
	if (U_SUCCESS(status)) {
		uspoof_setRestrictionLevel(s.spoof, USPOOF_HIGHLY_RESTRICTIVE);
		uspoof_setChecks(s.spoof, USPOOF_RESTRICTION_LEVEL |
		    USPOOF_MIXED_NUMBERS, &status);
		s.usual = uspoof_getRecommendedSet(&status);
		if (U_SUCCESS(status))
			err = check_words(&s);
	}
	uspoof_close(s.spoof);
	return err;
}

static bool is_ascii(const struct wide *w)
{
	for (int32_t i = 0; i < w->len; i++)
		if (w->ptr[i] >= 0x80)
			return false;
	return true;
}

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

static int narrow(struct gs_text *out, struct gs_arena *arena,
    const struct wide *w)
{
	UErrorCode status = U_ZERO_ERROR;
	/* Three bytes for a unit at most, and an LF at the end. */
	size_t max = 3 * (size_t)w->len + 2;
	int32_t len = 0;
	uint8_t *text = gs_arena_take(arena, max, 1);
	size_t lines = 1;
	for (int32_t i = 0; i < w->len; i++)
		lines += w->ptr[i] == '\n';
	uint32_t *line = gs_arena_take(arena, lines, sizeof *line);
	if (text == NULL || line == NULL)
		return GS_ERR_MEMORY;
	u_strToUTF8((char *)text, (int32_t)max - 1, &len, w->ptr, w->len,
	    &status);
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
	struct wide w = {0};
	if (len > GS_TEXT_MAX_LENIENT) {
		gs_report_set(report, "the text has %zu bytes; at most %zu "
		    "are allowed", len, GS_TEXT_MAX_LENIENT);
		return GS_ERR_RANGE;
	}
	if (!gs_utf8_valid(text, len)) {
		report_utf8(report, text, len);
		return GS_ERR_FORMAT;
	}
	int err = widen(&w, arena, text, len);
	if (err != GS_OK)
		return err;
	line_ends(&w, false);
	const UChar *before = w.ptr;
	err = compose(&w, arena);
	if (err != GS_OK)
		return err;
	*composed = w.ptr != before;
	*out = (struct gs_text_units){w.ptr, (size_t)w.len};
	return GS_OK;
}

int gs_text_lookalikes(const struct gs_text_sink *sink,
    const struct gs_text_units *text)
{
	const struct wide w = {text->ptr, (int32_t)text->len};
	return is_ascii(&w) ? GS_OK : check_lookalikes(NULL, sink, &w);
}

int gs_text_normalise(struct gs_text *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len, bool lenient)
{
	struct wide w = {0};
	struct gs_text done = {0};
	const size_t most = lenient ? GS_TEXT_MAX_LENIENT : GS_TEXT_MAX;
	if (len > most) {
		gs_report_set(report, "the text has %zu bytes; at most %zu "
		    "are allowed", len, most);
		return GS_ERR_RANGE;
	}
	if (!gs_utf8_valid(text, len)) {
		report_utf8(report, text, len);
		return GS_ERR_FORMAT;
	}
	int err = widen(&w, arena, text, len);
	if (err == GS_OK)
		line_ends(&w, lenient);
	if (err == GS_OK)
		err = compose(&w, arena);
	if (err == GS_OK)
		err = check_characters(report, &w, lenient);
	if (err == GS_OK && !lenient && !is_ascii(&w))
		err = check_lookalikes(report, NULL, &w);
	if (err == GS_OK)
		err = narrow(&done, arena, &w);
	if (err == GS_OK && done.len > most) {
		gs_report_set(report, "in normal form the text has %zu bytes; "
		    "at most %zu are allowed", done.len, most);
		err = GS_ERR_RANGE;
	}
	if (err == GS_OK)
		*out = done;
	return err;
}
