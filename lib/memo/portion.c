/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/portion.h"

#include <string.h>

#include "lib/memo/marker.h"
#include "lib/memo/span.h"
#include "lib/memo/typography.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define CONTENT_MAX 96 /* bytes between brackets, and folded */
#define LABEL_MAX 40   /* bytes of `Summary:` in front of a mark */
#define SPACED_MIN 5   /* letters of a word that is spaced out */

/* What one line is in its text. */
struct portion_line {
	const struct gs_marks *marks;
	struct gs_span text; /* one line, or one cell of a table's */
	bool first;          /* begins its block */
	bool alone;          /* is all of its block */
	bool plain;          /* a field's value, or code: words in capitals in
	                      * parentheses may stand there */
};

static const struct gs_portion no_portion = {.kind = GS_PORTION_NONE};

static struct gs_portion portion_found(enum gs_portion_kind kind, size_t from,
    size_t to)
{
	return (struct gs_portion){kind, from, to - from};
}

static bool is_capital_letter(uint32_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_us(const struct gs_marks *marks)
{
	return marks->style == GS_MARK_LEGACY || marks->style == GS_MARK_CUI;
}

/* Words --------------------------------------------------------------- */

/* What a letter looks like: those of other alphabets, and wide ones, that
 * shape a level's name.  0: it is none of ASCII's. */
static uint8_t ascii_shape(uint32_t c)
{
	static const struct {
		uint32_t c;
		char shape;
	} shapes[] = {
		{0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'}, {0x399, 'I'},
		{0x39d, 'N'}, {0x39f, 'O'}, {0x3a1, 'P'}, {0x3a4, 'T'},
		{0x3f9, 'C'}, {0x405, 'S'}, {0x406, 'I'}, {0x410, 'A'},
		{0x412, 'B'}, {0x415, 'E'}, {0x41e, 'O'}, {0x420, 'P'},
		{0x421, 'C'}, {0x422, 'T'}, {0x441, 'c'}, {0x455, 's'},
		{0x54d, 'U'},
	};

	if (c < 0x80)
		return (uint8_t)c;
	if (c > 0xff00 && c < 0xff5f)
		return (uint8_t)(c - 0xfee0);
	for (size_t i = 0; i < COUNT(shapes); i++)
		if (c == shapes[i].c)
			return (uint8_t)shapes[i].shape;
	return 0;
}

/* In capitals, without blanks and points. */
static const char *const short_names[] = {"U", "SBU", "C", "S", "TS", "CUI",
	"FOUO", "OUO", "LES", "NF", "NOFORN"};
static const char *const long_names[] = {"UNCLAS", "UNCLASSIFIED", "CONF",
	"CONFIDENTIAL", "SECRET", "TOPSECRET", "SENSITIVEBUTUNCLASSIFIED",
	"CONTROLLED", "CONTROLLEDUNCLASSIFIEDINFORMATION", "RESTRICTED"};
/* What follows a level behind one slash. */
static const char *const controls[] = {"NF", "NOFORN", "SCI", "SI", "REL",
	"FOUO", "SAR", "RD", "FRD", "OC", "ORCON"};

static bool is_one_of(struct gs_span word, const char *const *names,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (gs_span_is(word, names[i]))
			return true;
	return false;
}

static bool is_level_name(struct gs_span word)
{
	return is_one_of(word, short_names, COUNT(short_names)) ||
	    is_one_of(word, long_names, COUNT(long_names));
}

/* What stands between brackets, as a level's name would be spelled. */
struct folded {
	uint8_t bytes[CONTENT_MAX];
	size_t len;
	bool small;  /* it has small letters */
	bool other;  /* and ends where no mark goes on */
};

static void fold_content(struct folded *out, struct gs_span content)
{
	*out = (struct folded){.len = 0};
	for (size_t at = 0; at < content.len && out->len < CONTENT_MAX;) {
		uint32_t raw = gs_char_next(content, &at);
		uint8_t c = gs_is_dash(raw) ? '-' : ascii_shape(raw);

		if (c == ' ' || c == '.' || gs_is_decoration(c))
			continue;
		if (c >= 'a' && c <= 'z') {
			out->small = true;
			c = (uint8_t)(c - 'a' + 'A');
		}
		if (!is_capital_letter(c) && !(c >= '0' && c <= '9') &&
		    memchr("/-,&", c, 4) == NULL) {
			out->other = true;
			return;
		}
		out->bytes[out->len++] = c;
	}
}

static struct gs_span folded_span(const struct folded *f)
{
	return (struct gs_span){f->bytes, f->len};
}

/* Brackets ------------------------------------------------------------ */

/* A level of the organisation's own, whatever its case and blanks. */
static bool is_own_level(const struct gs_marks *marks, struct gs_span content)
{
	struct folded level, f;

	fold_content(&f, content);
	for (size_t i = 0; i < marks->levels; i++) {
		if (gs_span_same_fold(gs_span_trim(content), marks->level[i]))
			return true;
		fold_content(&level, marks->level[i]);
		if (level.len > 0 && !level.other && !f.other &&
		    gs_span_same(folded_span(&level), folded_span(&f)))
			return true;
	}
	return false;
}

/* Past a level at the beginning; 0: none is. */
static size_t folded_level(const struct folded *f)
{
	size_t n = 0;

	while (n < f->len && is_capital_letter(f->bytes[n]))
		n++;
	return is_level_name((struct gs_span){f->bytes, n}) ? n : 0;
}

/* What may narrow a level in brackets, behind it: `//NF`, `/NF`, `-NF`. */
static bool narrows_level(const struct folded *f, size_t n, bool closed)
{
	struct gs_span rest = gs_span_from(folded_span(f), n);

	if (gs_span_begins(rest, "//"))
		return true;
	if (!closed || f->other)
		return false;
	if (f->small)
		return rest.ptr[0] == '/' && is_one_of(gs_span_from(rest, 1),
		    controls, COUNT(controls));
	while (n < f->len && (is_capital_letter(f->bytes[n]) ||
	    memchr("/-,&", f->bytes[n], 4) != NULL))
		n++;
	return rest.ptr[0] == '/' || n == f->len;
}

/* `C`, `S//NF`, `secret`, `C-NF`: a level, alone or with what narrows it. */
static bool is_us_level(struct gs_span content, bool closed)
{
	struct folded f;

	fold_content(&f, content);
	size_t n = folded_level(&f);

	return n > 0 && (n == f.len ? closed && !f.other :
	    narrows_level(&f, n, closed));
}

/* `(NATO)`: where a mark may stand, capitals in parentheses are one or are
 * refused. */
static bool is_in_capitals(struct gs_span content)
{
	bool any = false;

	for (size_t i = 0; i < content.len; i++) {
		any = any || is_capital_letter(content.ptr[i]);
		if (!is_capital_letter(content.ptr[i]) &&
		    memchr("/, -*_`", content.ptr[i], 7) == NULL)
			return false;
	}
	return any;
}

/* The bracket that opens at `at`; `to` is behind what closes it, or the end of
 * what was looked at. */
static struct gs_span read_bracket(struct gs_span line, size_t at, size_t *to,
    bool *closed)
{
	size_t from = at, next = at;

	*closed = false;
	if (!gs_is_opening(gs_char_next(line, &from)))
		return (struct gs_span){line.ptr + at, 0};
	for (next = *to = from; next < line.len && next - from < CONTENT_MAX;
	    *to = next)
		if (gs_is_closing(gs_char_next(line, &next))) {
			struct gs_span in = {line.ptr + from, *to - from};
			*closed = true;
			*to = next;
			return in;
		}
	return (struct gs_span){line.ptr + from, *to - from};
}

/* Whether the character before `at` is a letter: `item(s)`. */
static bool follows_letter(struct gs_span line, size_t at)
{
	uint8_t c = at == 0 ? ' ' : line.ptr[at - 1] | 0x20;

	return c >= 'a' && c <= 'z';
}

static bool has_small(struct gs_span content)
{
	struct folded f;

	fold_content(&f, content);
	return f.small;
}

/* The mark in brackets at `at`. */
static struct gs_portion bracket_mark(const struct portion_line *l, size_t at)
{
	size_t to = at;
	bool closed = false;
	struct gs_span in = read_bracket(l->text, at, &to, &closed);
	bool round = l->text.ptr[at] == '(';

	if (in.len == 0 || (follows_letter(l->text, at) && has_small(in)))
		return no_portion;
	bool mark = is_us(l->marks) ? is_us_level(in, closed) ||
	    (closed && round && l->first && !l->plain &&
	    !follows_letter(l->text, at) && is_in_capitals(in)) :
	    closed && is_own_level(l->marks, in);
	return mark ? portion_found(GS_PORTION_MARK, at, to) : no_portion;
}

/* Without brackets ---------------------------------------------------- */

/* `C O N F I D E N T I A L`: single letters, and between each two of them the
 * same few signs. */
static struct gs_portion spaced_level(const struct portion_line *l, size_t at)
{
	struct folded f = {.len = 0};
	size_t to = at;

	for (size_t next = at; next < l->text.len && f.len < CONTENT_MAX;) {
		uint8_t c = ascii_shape(gs_char_next(l->text, &next)) & 0xdf;
		if (!is_capital_letter(c))
			break;
		f.bytes[f.len++] = c;
		to = next;
		size_t gap = gs_span_run(l->text, next, " .-_*~");
		if (gap == 0)
			break;
		next += gap;
	}
	if (f.len < SPACED_MIN || follows_letter(l->text, at))
		return no_portion;

	for (size_t i = 0; is_us(l->marks) && i < COUNT(long_names); i++)
		if (strlen(long_names[i]) >= SPACED_MIN &&
		    gs_span_begins(folded_span(&f), long_names[i]))
			return portion_found(GS_PORTION_BANNER, at, to);
	for (size_t i = 0; i < l->marks->levels; i++)
		if (l->marks->level[i].len >= SPACED_MIN &&
		    l->marks->level[i].len <= f.len && gs_span_same_fold(
		    l->marks->level[i], (struct gs_span){f.bytes,
		    l->marks->level[i].len}))
			return portion_found(GS_PORTION_BANNER, at, to);
	return no_portion;
}

/* Where `name` ends that begins at `at`, in whatever case and with one blank
 * or more between its words; 0: it does not. */
static size_t end_of_words(struct gs_span line, size_t at, const char *name)
{
	for (; *name != '\0'; name++) {
		size_t n = *name == ' ' ? gs_span_blanks(line, at) : at <
		    line.len && (line.ptr[at] | 0x20) == (*name | 0x20);

		if (n == 0)
			return 0;
		at += n;
	}
	return follows_letter(line, at + 1) && at < line.len ? 0 : at;
}

/* The level that is spelled out at `at`: where it ends, or `at`. */
static size_t end_of_name(struct gs_span line, size_t at)
{
	static const char *const names[] = {"SENSITIVE BUT UNCLASSIFIED",
		"CONTROLLED UNCLASSIFIED INFORMATION", "TOP SECRET", "SECRET",
		"CONFIDENTIAL", "UNCLASSIFIED", "UNCLAS", "CUI",
		"RESTRICTED"};

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t end = end_of_words(line, at, names[i]);
		if (end > 0)
			return end;
	}
	return at;
}

/* Past a control marking behind a level: `//NOFORN`, `//REL TO USA, GBR`. */
static size_t end_of_controls(struct gs_span line, size_t at)
{
	if (!gs_span_begins(gs_span_from(line, at), "//"))
		return at;
	while (at < line.len && (is_capital_letter(line.ptr[at]) ||
	    memchr("/, -", line.ptr[at], 4) != NULL))
		at++;
	return at;
}

/* What stands behind a name that is a marking and not the sentence's own. */
static bool ends_marking(struct gs_span line, size_t at, bool capitals)
{
	size_t next = at + gs_span_blanks(line, at);
	bool apart = next > at;
	struct gs_span rest = gs_span_from(line, next);
	size_t behind = next;
	uint32_t c = gs_char_next(line, &behind);

	if (c == ':' || c == 0xff1a)
		return true;
	if (!capitals)
		return false;
	if (gs_is_dash(c))
		return apart || (behind < line.len && line.ptr[behind] == ' ');
	return apart ? gs_span_begins(rest, "page ") ||
	    gs_span_begins(rest, "section ") : c == '.' || c == '/' ||
	    c == '*' || c == '_' || c == '`';
}

static bool only_signs(struct gs_span line, size_t at)
{
	for (; at < line.len; at++)
		if (line.ptr[at] >= 0x80 || gs_span_digits(line, at) > 0 ||
		    follows_letter(line, at + 1))
			return false;
	return true;
}

/* `SECRET`, alone on its line; `CONFIDENTIAL: ...`, `TOP SECRET//SI`. */
static struct gs_portion named_level(const struct portion_line *l, size_t at)
{
	size_t to = end_of_name(l->text, at);
	struct gs_span name = {l->text.ptr + at, to - at};

	if (to == at || !is_us(l->marks) || follows_letter(l->text, at))
		return no_portion;
	bool capitals = !has_small(name);
	size_t end = end_of_controls(l->text, to);

	if ((only_signs(l->text, end) && (capitals || l->alone)) ||
	    (end > to && capitals))
		return portion_found(GS_PORTION_BANNER, at, end);
	return l->first && ends_marking(l->text, to, capitals) ?
	    portion_found(GS_PORTION_MARK, at, to) : no_portion;
}

/* `S//NF The ...`, `C/NF`, and a bold `C`. */
static struct gs_portion bare_level(const struct portion_line *l, size_t at)
{
	size_t to = at, slashes = 0;

	while (to < l->text.len && is_capital_letter(l->text.ptr[to]))
		to++;
	struct gs_span name = {l->text.ptr + at, to - at};
	if (!is_us(l->marks) || follows_letter(l->text, at) ||
	    !is_one_of(name, short_names, COUNT(short_names)))
		return no_portion;

	bool bold = l->first && at >= 2 && gs_span_run(
	    (struct gs_span){l->text.ptr, at}, at - 2, "*_") == 2 &&
	    gs_span_run(l->text, to, "*_") >= 2;
	slashes = gs_span_run(l->text, to, "/-");
	size_t from = to + slashes, end = from;
	while (end < l->text.len && is_capital_letter(l->text.ptr[end]))
		end++;
	struct gs_span control = {l->text.ptr + from, end - from};
	bool narrowed = (gs_span_begins(gs_span_from(l->text, to), "//") &&
	    control.len > 0) || (slashes == 1 && is_one_of(control, controls,
	    COUNT(controls)));

	return bold || narrowed ? portion_found(GS_PORTION_MARK, at,
	    narrowed ? end : to) : no_portion;
}

static struct gs_portion worded_mark(const struct portion_line *l, size_t at)
{
	struct gs_portion p = spaced_level(l, at);

	if (p.kind == GS_PORTION_NONE)
		p = named_level(l, at);
	return p.kind != GS_PORTION_NONE ? p : bare_level(l, at);
}

/* Lines --------------------------------------------------------------- */

/* The sign that ends a few words in front of a mark. */
static bool ends_label(struct gs_span line, size_t at)
{
	size_t behind = at + 1;

	return memchr(".:;", line.ptr[at], 3) != NULL || (line.ptr[at] == ' ' &&
	    gs_is_dash(gs_char_next(line, &behind)));
}

/* `Summary: (C) ...`: behind a few words, a sign that ends them and others. */
static struct gs_portion labelled_mark(const struct portion_line *l, size_t at)
{
	size_t end = at;

	while (end < l->text.len && end - at < LABEL_MAX &&
	    !ends_label(l->text, end))
		end++;
	if (end == l->text.len || !ends_label(l->text, end))
		return no_portion;

	for (size_t next = end; next < l->text.len; end = next) {
		struct gs_portion p = bracket_mark(l, end);
		if (p.kind != GS_PORTION_NONE)
			return p;
		uint32_t c = gs_char_next(l->text, &next);
		if (c != ' ' && c != '.' && c != ':' && c != ';' &&
		    !gs_is_dash(c) && !gs_is_decoration(c) &&
		    !gs_is_opening(c))
			break;
	}
	return no_portion;
}

/* In front of one line's first word. */
static struct gs_portion front_mark(const struct portion_line *l)
{
	size_t at = 0;

	do {
		struct gs_portion p = no_portion;
		if (at < l->text.len)
			p = bracket_mark(l, at);
		if (p.kind == GS_PORTION_NONE && at < l->text.len)
			p = worded_mark(l, at);
		if (p.kind != GS_PORTION_NONE)
			return p;
	} while (gs_front_next(l->text, &at));

	struct portion_line strict = *l;
	strict.plain = true;
	return l->first && !l->plain ? labelled_mark(&strict, at) : no_portion;
}

/* Each cell of a table's line begins anew. */
static struct gs_portion line_mark(const struct portion_line *l)
{
	struct portion_line cell = *l;
	struct gs_portion p = front_mark(l);

	for (size_t at = 0; p.kind == GS_PORTION_NONE && at < l->text.len;
	    at++) {
		const uint8_t *end = NULL;
		if (l->text.ptr[at] != '|')
			continue;
		cell.first = cell.alone = false;
		cell.text = gs_span_from(l->text, at + 1);
		end = memchr(cell.text.ptr, '|', cell.text.len);
		if (end != NULL)
			cell.text.len = (size_t)(end - cell.text.ptr);
		p = front_mark(&cell);
		p.at += at + 1;
	}
	return p;
}

/* Behind a heading's words: `Background (C)`. */
static struct gs_portion last_mark(const struct portion_line *l)
{
	struct gs_span s = l->text;
	size_t at = 0, to = 0;
	bool closed = false;

	while (s.len > 0 && memchr(" #*_`.:", s.ptr[s.len - 1], 7) != NULL)
		s.len--;
	for (at = s.len; at > 0 && s.len - at < CONTENT_MAX; ) {
		if (!gs_is_opening(gs_char_before(s, &at)))
			continue;
		struct gs_span in = read_bracket(s, at, &to, &closed);
		bool apart = at == 0 || memchr(" *_", s.ptr[at - 1], 3);
		bool mark = is_us(l->marks) ? is_us_level(in, closed) &&
		    !has_small(in) : is_own_level(l->marks, in);
		return apart && closed && to == s.len && mark ?
		    portion_found(GS_PORTION_MARK, at, to) : no_portion;
	}
	return no_portion;
}

static struct gs_portion judge_line(const struct gs_marks *marks,
    struct gs_span text, struct gs_span line, enum gs_portion_place place)
{
	bool first = line.ptr == text.ptr && place != GS_PORTION_CODE;
	struct portion_line l = {.marks = marks, .text = line, .first = first,
	    .alone = line.len == text.len, .plain = place == GS_PORTION_FIELD ||
	    place == GS_PORTION_SUBJECT || place == GS_PORTION_CODE};
	struct gs_portion p = line_mark(&l);

	if (p.kind == GS_PORTION_NONE && (place == GS_PORTION_HEADING ||
	    place == GS_PORTION_SUBJECT))
		p = last_mark(&l);
	return p;
}

struct gs_portion gs_portion_find(const struct gs_marks *marks,
    struct gs_span text, enum gs_portion_place place)
{
	struct gs_portion p = no_portion;

	if (marks->style == GS_MARK_NONE)
		return p;
	for (size_t at = 0; p.kind == GS_PORTION_NONE && at < text.len;) {
		struct gs_span line = gs_span_from(text, at);
		const uint8_t *lf = memchr(line.ptr, '\n', line.len);

		if (lf != NULL)
			line.len = (size_t)(lf - line.ptr);
		p = judge_line(marks, text, line, place);
		p.at += at;
		at += line.len + 1;
	}
	return p;
}
