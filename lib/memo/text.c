/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/text.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/memo/typography.h"
#include "lib/memo/utf16.h"
#include "lib/unicode/unicode.h"

/* UTF-16 units that are looked at for look-alikes: no word is longer. */
#define WORD_MAX 128

/* Places -------------------------------------------------------------- */

static void locate_unit(size_t *line, size_t *column,
    const struct gs_text_units *w, size_t at)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < at;) {
		uint32_t c = gs_utf16_next(w->ptr, w->len, &i);
		*column = c == '\n' ? 1 : *column + 1;
		*line += c == '\n';
	}
}

void gs_text_report_utf8(struct gs_report *report, const uint8_t *text,
    size_t len)
{
	size_t line = 1, column = 1;

	for (size_t i = 0, n = 1; i < len; i += n) {
		uint32_t c = text[i];
		/* The least that is valid by itself is one character. */
		for (n = 1; n < 4 && n < len - i && !gs_utf8_valid(text + i,
		    n); n++)
			;
		if (!gs_utf8_valid(text + i, n))
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

const struct gs_character_fault *gs_character_fault(uint32_t character)
{
	uint32_t c = character;

	if (c == '\n' || (c >= 0x20 && c < 0x7f))
		return NULL;
	if (c == '\t')
		return &faults[TAB];
	if (gs_unicode_has(c, GS_BIDI_CONTROL))
		return &faults[BIDI];
	if (gs_unicode_has(c, GS_VARIATION_SELECTOR))
		return &faults[VARIATION];
	if (gs_unicode_has(c, GS_DEFAULT_IGNORABLE))
		return &faults[INVISIBLE];

	switch ((int)gs_unicode_category(c)) {
	case GS_CC: return &faults[CONTROL];
	case GS_CF: return &faults[FORMAT];
	case GS_ZS: return &faults[SPACE];
	case GS_ZL:
	case GS_ZP: return &faults[SEPARATOR];
	case GS_CO:
	case GS_CS:
	case GS_CN: return &faults[UNDEFINED];
	default: break;
	}
	return c == 0x2800 ? &faults[BRAILLE] : NULL;
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
	uint32_t c = gs_utf16_next(w->ptr, w->len, &at);
	gs_character_report(report, line, column, c, fault);
}

bool gs_text_hides(const void *text, size_t len)
{
	const struct gs_span all = {text, len};

	for (size_t i = 0; i < len;)
		if (gs_character_fault(gs_char_next(all, &i)) != NULL)
			return true;
	return false;
}

/* What a lenient reading makes of a refused character; 0: nothing. */
static uint16_t replacement_of(uint32_t c)
{
	if (c == '\f')
		return '\f';
	if (c == 0x2028 || c == 0x2029 || c == 0x85)
		return '\n';
	if (c == '\t' || c == 0x2800 || gs_unicode_category(c) == GS_ZS)
		return ' ';
	return 0;
}

uint32_t gs_text_plain(uint32_t c)
{
	return c == '\r' || c == '\v' ? '\n' : replacement_of(c);
}

static int check_characters(struct gs_report *report,
    const struct gs_text_units *w)
{
	for (size_t i = 0, next = 0; i < w->len; i = next) {
		uint32_t c = gs_utf16_next(w->ptr, w->len, &next);
		const struct gs_character_fault *fault = gs_character_fault(
		    c);

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

static void put_unit(struct shown_text *t, uint16_t unit)
{
	t->w.ptr[t->out++] = unit;
	t->line += unit == '\n';
}

/* The private sign that word processors write for a bullet. */
static bool is_word_bullet(uint32_t c)
{
	return c == 0xf0b7 || c == 0xf0a7;
}

/* The character of units `from` to `to`, which no memo has.  Blanks and line
 * ends are other ones; what hides stays, where it makes another word of its
 * own.  C0 has no place in the words that are compared (lib/compare/tokens.c),
 * and NUL none in JSON. */
static void place_refused(struct shown_text *t, uint32_t c, size_t from,
    size_t to)
{
	uint16_t plain = is_word_bullet(c) ? 0x2022 :
	    (uint16_t)gs_text_plain(c);

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
		uint32_t c = gs_utf16_next(t->w.ptr, t->w.len, &next);
		bool ends_line = next < t->w.len && t->w.ptr[next] == '\n';

		/* A soft hyphen shows at the end of a line alone. */
		if (c == 0xad && ends_line)
			put_unit(t, '-');
		else if (gs_character_fault(c) != NULL)
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
		uint16_t c = w->ptr[i];
		if (c == '\r' && i + 1 < w->len && w->ptr[i + 1] == '\n')
			continue;
		w->ptr[out++] = c == '\r' && lenient ? '\n' : c;
	}
	w->len = out;
}

/* Precondition: valid UTF-8. */
static int widen_utf8(struct gs_text_units *out, struct gs_arena *arena,
    const uint8_t *text, size_t len)
{
	static const uint8_t bom[3] = {0xef, 0xbb, 0xbf};
	if (len >= 3 && memcmp(text, bom, 3) == 0) {
		text += 3;
		len -= 3;
	}
	out->ptr = gs_arena_take(arena, len + 1, sizeof *out->ptr);
	if (out->ptr == NULL)
		return GS_ERR_MEMORY;

	const struct gs_span all = {text, len};
	out->len = 0;
	for (size_t at = 0; at < len;)
		gs_utf16_put(out->ptr, &out->len, gs_char_next(all, &at));
	return GS_OK;
}

/* From a character that begins a sequence to the next one that does: what is
 * between may compose, and nothing over its ends does. */
struct sequence {
	uint32_t *in, *out, *scratch;
	size_t len;
};

static bool is_stable_at(const struct gs_text_units *w, size_t at)
{
	return gs_unicode_is_stable(gs_utf16_next(w->ptr, w->len, &at));
}

/* Where the sequence ends that begins at `from`. */
static size_t sequence_end(const struct gs_text_units *w, size_t from)
{
	(void)gs_utf16_next(w->ptr, w->len, &from);
	while (from < w->len && !is_stable_at(w, from))
		(void)gs_utf16_next(w->ptr, w->len, &from);
	return from;
}

static void compose_sequence(struct sequence *q, struct gs_text_units *to,
    const struct gs_text_units *w, size_t from, size_t end)
{
	size_t n = 0;

	for (size_t i = from; i < end;)
		q->in[n++] = gs_utf16_next(w->ptr, end, &i);
	if (n > 1 || !gs_unicode_is_stable(q->in[0])) {
		n = gs_unicode_nfd(q->out, q->scratch, q->in, n, false);
		n = gs_unicode_recompose(q->out, n);
		for (size_t i = 0; i < n; i++)
			gs_utf16_put(to->ptr, &to->len, q->out[i]);
		return;
	}
	gs_utf16_put(to->ptr, &to->len, q->in[0]);
}

/* NFC makes no text more than three times as long (UAX 15, section 14); of a
 * sequence the decomposition has at most four code points for one. */
static int compose_nfc(struct gs_text_units *w, struct gs_arena *arena)
{
	struct gs_text_units to = {.len = 0};
	struct sequence q = {.len = 0};

	for (size_t at = 0, end = 0; at < w->len; at = end) {
		end = sequence_end(w, at);
		q.len = end - at > q.len ? end - at : q.len;
	}
	if (q.len <= 1 && (w->len == 0 || is_stable_at(w, 0)))
		return GS_OK;

	to.ptr = gs_arena_take(arena, 3 * w->len + 1, sizeof *to.ptr);
	q.in = gs_arena_take(arena, 9 * q.len + 1, sizeof *q.in);
	if (to.ptr == NULL || q.in == NULL)
		return GS_ERR_MEMORY;
	q.out = q.in + q.len;
	q.scratch = q.out + 4 * q.len;
	for (size_t at = 0, end = 0; at < w->len; at = end) {
		end = sequence_end(w, at);
		compose_sequence(&q, &to, w, at, end);
	}

	/* What is composed already is as it was. */
	if (to.len != w->len || memcmp(to.ptr, w->ptr, to.len *
	    sizeof *to.ptr) != 0)
		*w = to;
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
	struct gs_arena *arena;
	struct gs_report *report;
	const struct gs_text_sink *sink; /* NULL: the first ends it */
	bool part; /* of a memo: words elsewhere may excuse a suspect */
	const struct gs_text_units *text;
	/* By script: a word that cannot be read as Latin letters, and where
	 * the first one is that can (+ 1). */
	bool genuine[GS_SCRIPTS];
	size_t suspect[GS_SCRIPTS];
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
	uint32_t one[2 * GS_UNICODE_MAPPED_MAX];
	size_t end = to - from < WORD_MAX ? to : from + WORD_MAX;

	for (size_t i = from; i < end;) {
		size_t n = gs_unicode_skeleton(one, gs_utf16_next(s->text->ptr,
		    end, &i));
		for (size_t k = 0; k < n; k++)
			if (one[k] >= 0x80)
				return false;
	}
	return true;
}

/* Letters and figures that are not in common use. */
static int check_usual(const struct speller *s, bool *usual, size_t from,
    size_t to)
{
	const struct gs_text_units *w = s->text;
	int err = GS_OK;

	for (size_t i = from, at = from; err == GS_OK && i < to; at = i) {
		uint32_t c = gs_utf16_next(w->ptr, w->len, &i);
		if (c < 0x80 || gs_unicode_has(c, GS_RECOMMENDED))
			continue;
		*usual = false;
		err = refuse_units(s, at, i, false, &faults[UNUSUAL]);
	}
	return err;
}

/* The last one that some letter is of. */
static unsigned word_script(bool *ascii, const struct gs_text_units *w,
    size_t from, size_t to)
{
	unsigned script = GS_SCRIPT_COMMON;

	*ascii = true;
	for (size_t i = from; i < to;) {
		uint32_t c = gs_utf16_next(w->ptr, w->len, &i);
		*ascii = *ascii && c < 0x80;
		unsigned of = gs_unicode_script(c);
		if (of > GS_SCRIPT_INHERITED)
			script = of;
	}
	return script;
}

/* Whether it keeps to one script, or to scripts that are written together. */
static int is_restricted_word(bool *restricted, const struct speller *s,
    size_t from, size_t to)
{
	uint32_t few[WORD_MAX], *word = few;
	size_t n = 0;

	if (to - from > WORD_MAX)
		word = gs_arena_take(s->arena, to - from, sizeof *word);
	if (word == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = from; i < to;)
		word[n++] = gs_utf16_next(s->text->ptr, to, &i);
	*restricted = gs_unicode_is_restricted(word, n);
	return GS_OK;
}

static int check_word(struct speller *s, size_t from, size_t to)
{
	bool ascii = true, usual = true, restricted = true;
	unsigned script = word_script(&ascii, s->text, from, to);
	int err = ascii ? GS_OK : check_usual(s, &usual, from, to);

	if (err != GS_OK || ascii || !usual)
		return err;
	err = is_restricted_word(&restricted, s, from, to);
	if (err != GS_OK || !restricted)
		return err != GS_OK ? err :
		    refuse_units(s, from, to, true, &faults[MIXED]);

	if (script == GS_SCRIPT_LATIN || script <= GS_SCRIPT_INHERITED)
		return GS_OK;
	if (!looks_ascii(s, from, to))
		s->genuine[script] = true;
	else if (s->suspect[script] == 0)
		s->suspect[script] = from + 1;
	return GS_OK;
}

/* Typography that a reader tells from ASCII or that any copy may carry. */
static bool is_typography(uint32_t c)
{
	static const uint32_t known[] = {0x2013, 0x2014, 0x2018, 0x2019, 0x201c,
	    0x201d, 0x2026, 0x2022, 0xab, 0xbb, 0xb7, 0xb0, 0xd7, 0x2212};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (c == known[i])
			return true;
	return false;
}

static bool is_in_word(uint32_t c)
{
	return gs_unicode_is_alnum(c) || gs_unicode_is_mark(c);
}

static size_t word_end(const struct gs_text_units *w, size_t from)
{
	for (size_t i = from; i < w->len; from = i) {
		uint32_t c = gs_utf16_next(w->ptr, w->len, &i);
		if (!is_in_word(c))
			break;
	}
	return from;
}

/* Every word of a script that has none but what looks like Latin; without a
 * sink the first is enough. */
static int check_suspects(const struct speller *s, unsigned script)
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
		uint32_t c = gs_utf16_next(w->ptr, w->len, &next);
		if (is_in_word(c)) {
			next = word_end(w, next);
			err = check_word(s, i, next);
		} else if (c >= 0x80 && !is_typography(c) &&
		    looks_ascii(s, i, next)) {
			err = refuse_units(s, i, next, false, &faults[SIGN]);
		}
	}

	for (unsigned i = 0; err == GS_OK && !s->part && i < GS_SCRIPTS; i++)
		if (s->suspect[i] != 0 && !s->genuine[i])
			err = check_suspects(s, i);
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

/* Three bytes for a unit at most; NULL: no memory. */
static uint8_t *narrow_text(size_t *len, struct gs_arena *arena,
    const struct gs_text_units *w)
{
	uint8_t *text = gs_arena_take(arena, 3 * w->len + 2, 1);

	*len = 0;
	for (size_t i = 0; text != NULL && i < w->len;)
		gs_utf8_put(text, len, gs_utf16_next(w->ptr, w->len, &i));
	return text;
}

int gs_text_nfc(struct gs_span *out, struct gs_arena *arena,
    struct gs_span text)
{
	struct gs_text_units w = {0};
	int err = read_units(&w, NULL, arena, text.ptr, text.len,
	    GS_TEXT_MAX);
	const uint16_t *before = w.ptr;

	if (err == GS_OK)
		err = compose_nfc(&w, arena);
	if (err == GS_OK)
		*out = text;
	if (err != GS_OK || w.ptr == before)
		return err;
	out->ptr = narrow_text(&out->len, arena, &w);
	return out->ptr == NULL ? GS_ERR_MEMORY : GS_OK;
}

static int narrow_units(struct gs_text *out, struct gs_arena *arena,
    const struct gs_text_units *w)
{
	size_t len = 0, lines = 1;
	uint8_t *text = narrow_text(&len, arena, w);

	for (size_t i = 0; i < w->len; i++)
		lines += w->ptr[i] == '\n';
	uint32_t *line = gs_arena_take(arena, lines, sizeof *line);
	if (text == NULL || line == NULL)
		return GS_ERR_MEMORY;

	*out = (struct gs_text){.ptr = text, .len = len, .line = line};
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
    struct gs_arena *arena, const struct gs_text_units *text)
{
	struct speller s = {.arena = arena, .sink = sink, .text = text};

	return is_ascii(text) ? GS_OK : check_words(&s);
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
	struct speller s = {.arena = arena, .report = report, .text = w,
	    .part = part};

	convert_line_ends(w, false);
	int err = compose_nfc(w, arena);

	if (err == GS_OK)
		err = check_characters(report, w);
	if (err == GS_OK && !is_ascii(w))
		err = check_words(&s);
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
	struct speller s = {.arena = arena, .text = &w, .part = true};

	if (err == GS_OK)
		err = compose_nfc(&w, arena);
	if (err == GS_OK && w.ptr != before)
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		err = check_characters(NULL, &w);
	return err == GS_OK ? check_words(&s) : err;
}
