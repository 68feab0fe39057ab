/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/compare/scan.h"

#include <string.h>

#include "lib/compare/letters.h"
#include "lib/compare/noise.h"
#include "lib/memo/span.h"
#include "lib/memo/typography.h"

#define TARGET_MAX 2048 /* bytes of a link's target */

struct gs_scan gs_scan_start(struct gs_span text)
{
	return (struct gs_scan){.s = text, .fresh = true};
}

static int32_t read_char(const struct gs_scan *s, size_t at, size_t *next)
{
	return gs_letter_at(s->s, at, next, 0);
}

static uint8_t byte_at(const struct gs_scan *s, size_t at)
{
	return at < s->s.len ? s->s.ptr[at] : 0;
}

/* The character before `at`; -1 at the beginning. */
static int32_t char_before(const struct gs_scan *s, size_t at)
{
	size_t next = 0, from = at;

	while (from > 0 && (s->s.ptr[--from] & 0xc0) == 0x80)
		;
	return at == 0 ? -1 : read_char(s, from, &next);
}

static bool is_gap_char(int32_t c)
{
	return c < 0 || gs_is_blank(c);
}

/* Emphasis ------------------------------------------------------------ */

static const char emphasis[GS_SCAN_EMPHASIS + 1] = "*_`~";

/* What a run of an emphasis's signs may do. */
struct flanks {
	size_t end;
	bool opens, closes;
};

static struct flanks read_flanks(const struct gs_scan *s, size_t at)
{
	uint8_t sign = s->s.ptr[at];
	struct flanks f = {.end = at};
	size_t next = 0;

	while (byte_at(s, f.end) == sign)
		f.end++;
	int32_t before = char_before(s, at), after = read_char(s, f.end, &next);
	bool within = gs_is_letter(before) && gs_is_letter(after);

	if (within && (sign == '_' || sign == '~' ||
	    (gs_is_figure(before) && gs_is_figure(after))))
		return f;
	f.opens = !is_gap_char(after);
	f.closes = !is_gap_char(before);
	return f;
}

/* The place of the last run of the sign that can end an emphasis; 0: none. */
static size_t last_closing(struct gs_scan *s, size_t kind)
{
	if (s->known[kind])
		return s->last[kind];
	s->known[kind] = true;

	for (size_t at = s->s.len; at-- > 1;) {
		uint8_t before = s->s.ptr[at - 1];
		if (s->s.ptr[at] != (uint8_t)emphasis[kind] ||
		    before == ' ' || before == '\n' || before == '\\')
			continue;
		s->last[kind] = at;
		break;
	}
	return s->last[kind];
}

/* Behind a backtick alone that begins or ends code; `at`: it is text. */
static size_t code_end(struct gs_scan *s, size_t kind, size_t at)
{
	bool open = s->opened[kind];

	if (!open && memchr(s->s.ptr + at + 1, '`', s->s.len - at - 1) == NULL)
		return at;
	s->opened[kind] = !open;
	return at + 1;
}

/* The end of a run of signs at `at` that is an emphasis's; `at` if it is
 * text: `5 * 3`, `a_b`, an asterisk without another one. */
static size_t emphasis_end(struct gs_scan *s, size_t at)
{
	const char *sign = memchr(emphasis, byte_at(s, at), GS_SCAN_EMPHASIS);

	if (at >= s->s.len || sign == NULL)
		return at;
	size_t kind = (size_t)(sign - emphasis);
	struct flanks f = read_flanks(s, at);

	if (*sign == '~' && f.end - at < 2)
		return at;
	/* Code may begin and end with a blank or a sign. */
	if (*sign == '`' && f.end == at + 1)
		return code_end(s, kind, at);
	if (f.opens && last_closing(s, kind) >= f.end) {
		s->opened[kind] = true;
		return f.end;
	}
	return f.closes && s->opened[kind] ? f.end : at;
}

/* Past what is no text. */
static void skip_noise(struct gs_scan *s)
{
	for (;;) {
		size_t end = gs_noise_end(s->s, s->at, &s->fresh);
		if (end == s->at) {
			end = emphasis_end(s, s->at);
			s->fresh = s->fresh && end == s->at;
		}
		if (end == s->at)
			return;
		s->at = end;
	}
}

/* Words --------------------------------------------------------------- */

/* Past blanks and a line's end behind a hyphen at `at`; `at`: there is none. */
static size_t behind_line_end(const struct gs_scan *s, size_t at)
{
	size_t to = at + gs_span_blanks(s->s, at);

	if (byte_at(s, to) != '\n')
		return at;
	return to + gs_span_run(s->s, to, "\n ");
}

static bool is_hebrew(int32_t c)
{
	return c >= 0x5d0 && c <= 0x5ea;
}

/* Where a word goes on behind what joins its letters at `at`: an apostrophe, a
 * hyphen, a point between figures; 0: it ends. */
static size_t join_end(struct gs_scan *s, size_t at, int32_t before)
{
	size_t next = 0, after = 0;
	int32_t c = read_char(s, at, &next);
	size_t to = gs_shows_hyphen(c) ? behind_line_end(s, next) : next;
	int32_t behind = read_char(s, to, &after);

	if (c < 0 || !gs_is_letter(behind) || gs_is_lone(behind))
		return 0;
	if (gs_shows_hyphen(c) || c == 0x2012 || c == 0x2013 ||
	    gs_is_apostrophe((uint32_t)c) || c == 0xb7)
		return to;
	if ((c == '.' || c == ',' || c == 0xff0e || c == 0xff0c) &&
	    gs_is_figure(before) && gs_is_figure(behind))
		return to;
	if ((c == '"' || c == 0x5f4) && is_hebrew(before) && is_hebrew(behind))
		return to;

	size_t end = emphasis_end(s, at);
	return end > at && gs_is_letter(read_char(s, end, &after)) &&
	    !gs_is_lone(read_char(s, end, &after)) ? end : 0;
}

static void scan_word(struct gs_scan *s)
{
	int32_t before = -1;

	for (;;) {
		size_t next = 0;

		/* Most words are these letters alone. */
		while (s->at < s->s.len && s->s.ptr[s->at] < 0x80 &&
		    gs_is_letter(s->s.ptr[s->at]))
			before = s->s.ptr[s->at++];
		uint8_t byte = byte_at(s, s->at);
		if (byte == ' ' || byte == '\n' || byte == 0)
			return;

		int32_t c = read_char(s, s->at, &next);
		if (gs_is_letter(c) && !gs_is_lone(c)) {
			s->at = next;
			before = c;
			continue;
		}
		size_t to = join_end(s, s->at, before);
		if (to == 0)
			return;
		s->at = to;
	}
}

/* A letter that is a word, with its marks: vowels of Thai, voiced kana. */
static void scan_lone(struct gs_scan *s, size_t next)
{
	int32_t c = 0;

	do {
		s->at = next;
		c = read_char(s, s->at, &next);
	} while ((gs_is_letter(c) && gs_is_attached(c)) || c == 0xff9e ||
	    c == 0xff9f);
}

/* Signs --------------------------------------------------------------- */

/* The end of points at `at` that are an ellipsis, `…`, `...` or `. . .`; `at`
 * if they are none. */
static size_t points_end(const struct gs_scan *s, size_t at)
{
	size_t points = 0, end = at, to = at, next = 0;

	for (;;) {
		int32_t c = read_char(s, to, &next);
		if (!gs_is_points(c) && c != '.')
			break;
		points += gs_is_points(c) ? 3 : 1;
		end = to = next;
		/* One blank may part them, if three stand so. */
		if (byte_at(s, to) == ' ' && byte_at(s, to + 1) == '.' &&
		    (points != 1 || byte_at(s, to + 3) == '.'))
			to++;
	}
	return points >= 3 ? end : at;
}

/* `[...]`, `(…)`: where it ends; `at` if it is none. */
static size_t omission_end(const struct gs_scan *s, size_t at)
{
	uint8_t close = byte_at(s, at) == '[' ? ']' :
	    byte_at(s, at) == '(' ? ')' : 0;
	size_t from = at + 1 + gs_span_blanks(s->s, close == 0 ? s->s.len :
	    at + 1);

	if (close == 0)
		return at;
	size_t end = points_end(s, from);
	size_t to = end + gs_span_blanks(s->s, end);
	return end > from && byte_at(s, to) == close ? to + 1 : at;
}

/* A gap of sentences; several without a sentence between are one. */
static bool scan_gap(struct gs_scanned *out, struct gs_scan *s)
{
	struct gs_gap gap, next;
	size_t len = 0, more = 0;
	struct gs_span rest = gs_span_from(s->s, s->at);

	if (rest.ptr[0] != '[' || !gs_read_gap(&gap, &len, rest) ||
	    gap.from == 0)
		return false;

	for (size_t to = len + 1; to < rest.len && gs_read_gap(&next, &more,
	    gs_span_from(rest, to)) && (rest.ptr[to - 1] == ' ' ||
	    rest.ptr[to - 1] == '\n') && next.block == gap.block &&
	    next.from == gap.to + 1; to = len + 1) {
		gap.to = next.to;
		len += 1 + more;
	}

	out->kind = GS_SCANNED_GAP;
	out->gap = gap;
	s->at += len;
	return true;
}

static void scan_sign(struct gs_scan *s, int32_t c, size_t next)
{
	size_t end = points_end(s, s->at);

	if (end > s->at) {
		s->at = end;
		return;
	}
	s->at = next;
	/* Two or three hyphens are a typist's dash; two apostrophes are one
	 * quotation mark. */
	while (gs_shows_dash(c) && gs_shows_dash(read_char(s, s->at, &next)))
		s->at = next;
	if (gs_is_quote((uint32_t)c) && c != '"' &&
	    read_char(s, s->at, &next) == c)
		s->at = next;
}

/* Links --------------------------------------------------------------- */

/* Where the parenthesis is that ends a link's target, whose own is at `at`; 0
 * if none begins there. */
static size_t target_end(const struct gs_scan *s, size_t at)
{
	size_t depth = 0;
	bool title = false;

	for (size_t i = at; i < s->s.len && i - at < TARGET_MAX; i++) {
		uint8_t c = s->s.ptr[i];
		title = c == '"' ? !title : title;
		if (title)
			continue;
		depth += c == '(';
		if (c == ')' && --depth == 0)
			return i;
		if (c == '\n' || (c == ' ' && byte_at(s, i + 1) != '"'))
			return 0;
	}
	return 0;
}

/* Where the bracket is that ends `<https://example.org>`, 0 if none begins. */
static size_t address_end(const struct gs_scan *s, size_t at)
{
	bool address = false;

	for (size_t i = at + 1; i < s->s.len && i - at < TARGET_MAX; i++) {
		uint8_t c = s->s.ptr[i];
		if (c == '>')
			return address ? i : 0;
		if (c <= ' ' || c == '<')
			return 0;
		address = address || c == ':' || c == '@';
	}
	return 0;
}

static void open_bracket(struct gs_scan *s)
{
	if (s->open_count == GS_SCAN_OPEN) {
		memmove(s->open, s->open + 1,
		    (GS_SCAN_OPEN - 1) * sizeof *s->open);
		s->open_count--;
	}
	s->open[s->open_count++] = s->count;
}

/* `](` in front of a target ends a link's text. */
static void close_bracket(struct gs_scanned *out, struct gs_scan *s)
{
	size_t end = byte_at(s, s->at + 1) == '(' ? target_end(s, s->at + 1) :
	    0;

	if (s->open_count == 0)
		return;
	s->open_count--;
	if (end == 0)
		return;
	s->target = end;
	out->flags = GS_TOKEN_LINK_SIGN;
	out->opens = s->open[s->open_count];
}

/* What a sign is in a link. */
static void mark_link(struct gs_scanned *out, struct gs_scan *s)
{
	uint8_t c = s->s.ptr[s->at];

	if (s->target > 0) {
		bool first = c == '(' && s->at > 0 &&
		    s->s.ptr[s->at - 1] == ']';
		out->flags = s->at == s->target || first ?
		    GS_TOKEN_LINK_SIGN : GS_TOKEN_LINK_TARGET;
		s->target = s->at >= s->target ? 0 : s->target;
		return;
	}

	if (c == '[') {
		open_bracket(s);
	} else if (c == ']') {
		close_bracket(out, s);
	} else if (c == '<') {
		s->closes = address_end(s, s->at);
		out->flags = s->closes > 0 ? GS_TOKEN_LINK_SIGN : 0;
	} else if (s->closes > 0 && s->at == s->closes) {
		out->flags = GS_TOKEN_LINK_SIGN;
		s->closes = 0;
	} else if (c == '!' && byte_at(s, s->at + 1) == '[' &&
	    memchr(s->s.ptr + s->at, ']', s->s.len - s->at < TARGET_MAX ?
	    s->s.len - s->at : TARGET_MAX) != NULL) {
		out->flags = GS_TOKEN_LINK_SIGN;
	}
}

bool gs_scan_next(struct gs_scanned *out, struct gs_scan *s)
{
	size_t next = 0;

	skip_noise(s);
	if (s->at >= s->s.len)
		return false;
	size_t from = s->at;
	int32_t c = read_char(s, from, &next);
	*out = (struct gs_scanned){.kind = GS_SCANNED_SIGN,
	    .opens = SIZE_MAX};

	if (gs_is_letter(c)) {
		out->kind = GS_SCANNED_WORD;
		out->flags = s->target > from ? GS_TOKEN_LINK_TARGET : 0;
		if (gs_is_lone(c))
			scan_lone(s, next);
		else
			scan_word(s);
	} else if (!scan_gap(out, s)) {
		size_t end = omission_end(s, from);
		mark_link(out, s);
		if (end > from) {
			out->kind = GS_SCANNED_OMISSION;
			s->at = end;
		} else {
			scan_sign(s, c, next);
		}
	}

	out->shown = (struct gs_span){s->s.ptr + from, s->at - from};
	/* A line goes on behind its number, two blanks or more away. */
	s->fresh = s->fresh && gs_span_digits(out->shown, 0) ==
	    out->shown.len && gs_span_blanks(s->s, s->at) > 1;
	s->count++;
	return true;
}
