/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/draft.h"

#include <stdio.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/memo/draft_lines.h"
#include "lib/memo/marker.h"
#include "lib/memo/outline.h"
#include "lib/memo/span.h"

#define HEADING_MAX 60 /* bytes */
#define TITLE_MAX 120
#define TO_MAX 32
#define WORD_MAX 120   /* bytes of a word that a line's end divides */
#define WORD_SHOWN 60  /* of these */
#define FULL_LINE 50   /* bytes: a longer one may go on in the next */
#define HEADER_NAME_MAX 24
#define SHOUTS 20      /* capitals for each small letter, of a cable */

enum para_kind { TEXT, HEADING, BREAK, REQUEST, ASIDE };

struct para {
	enum para_kind kind;
	struct gs_marker marker;
	struct gs_span sign;     /* the marker as printed */
	struct gs_span mark;     /* (C) and the like; may be empty */
	struct gs_span text;     /* behind marker and mark */
	size_t line;             /* of the source */
	size_t lines;            /* of which it was put together */
	size_t out;              /* its line in the draft */
	unsigned number;         /* of a request; the level of a heading */
	bool begins, ends;       /* a section of requests, before it */
};

/* What was guessed of a paragraph, whose line in the draft is known later:
 * {0} of the sentence; {1} is the word. */
struct guess {
	struct guess *next;
	size_t para;
	const char *code, *sentence;
	struct gs_span word;
};

/* What headers are called beside the names that a memo has for them. */
static const struct {
	const char *word;
	enum gs_front_line line;
	bool bare; /* in cables without a colon */
} header_words[] = {
	{"subj", GS_FRONT_SUBJECT, false}, {"fm", GS_FRONT_FROM, true},
	{"to", GS_FRONT_TO, true}, {"ref", GS_FRONT_REFERENCE, false},
	{"reftel", GS_FRONT_REFERENCE, false},
};

struct drafting {
	struct gs_arena *arena;
	const struct gs_request_headings *headings;
	struct gs_lines lines;
	struct gs_faults guesses; /* of the source */
	struct guess *first, **end; /* of paragraphs */
	struct gs_span field[GS_FRONT_LINES], more_to[TO_MAX];
	size_t to_count;
	struct para *para;
	size_t count;
	bool capitals; /* it has next to no small letters: a cable */
	uint8_t *buf;  /* paragraphs, one after the other */
	size_t buf_len;
};

static bool is_small(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_capital(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(uint8_t c)
{
	return is_small(c) || is_capital(c);
}

/* NULL: there is none yet. */
static struct para *last_para(const struct drafting *d)
{
	return d->count == 0 ? NULL : &d->para[d->count - 1];
}

/* Says a guess about paragraph `i` and a word of it. */
static int guess_word(struct drafting *d, size_t i, const char *code,
    const char *sentence, struct gs_span word)
{
	struct guess *g = gs_arena_take(d->arena, 1, sizeof *g);

	if (g == NULL)
		return GS_ERR_MEMORY;
	*g = (struct guess){.para = i, .code = code, .sentence = sentence,
	    .word = word};
	*d->end = g;
	d->end = &g->next;
	return GS_OK;
}

static int guess_para(struct drafting *d, size_t i, const char *code,
    const char *sentence)
{
	return guess_word(d, i, code, sentence, (struct gs_span){NULL, 0});
}

/* Headers ------------------------------------------------------------- */

/* The value behind `word`, which a colon follows, or in a cable's capitals a
 * blank; empty if it is not this header. */
static struct gs_span header_value(struct gs_span s, const char *word,
    bool bare)
{
	size_t n = strlen(word);

	if (s.len < n + 2 || !gs_span_begins(s, word))
		return (struct gs_span){NULL, 0};
	bool shouted = bare && is_capital(s.ptr[0]) && is_capital(s.ptr[1]);
	if (s.ptr[n] != ':' && !(shouted && s.ptr[n] == ' '))
		return (struct gs_span){NULL, 0};
	return gs_span_trim(gs_span_from(s, n + 1));
}

/* Which header it is and its value; GS_FRONT_LINES if none of ours. */
static enum gs_front_line header_of(struct gs_span *value, struct gs_span s)
{
	for (enum gs_front_line i = 0; i < GS_FRONT_MARKING; i++) {
		*value = header_value(s, gs_front_name(i), false);
		if (value->len > 0)
			return (enum gs_front_line)i;
	}
	for (size_t i = 0; i < sizeof header_words / sizeof *header_words;
	    i++) {
		*value = header_value(s, header_words[i].word,
		    header_words[i].bare);
		if (value->len > 0)
			return header_words[i].line;
	}
	return GS_FRONT_LINES;
}

/* `TAGS: ...`, `INFO AMEMBASSY ...`: of a cable, not of a memo. */
static bool is_header_like(struct gs_span s)
{
	static const char *const names[] = {"classified by:", "derived from:",
		"declassify on:", "reason:", "reasons:"};
	size_t n = 0;

	if (gs_span_begins(s, "info ") && is_capital(s.ptr[1]))
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (gs_span_begins(s, names[i]))
			return true;
	while (n < s.len && n < HEADER_NAME_MAX && (is_capital(s.ptr[n]) ||
	    s.ptr[n] == '.' || s.ptr[n] == ' ' ||
	    (s.ptr[n] >= '0' && s.ptr[n] <= '9')))
		n++;
	return n > 1 && n + 1 < s.len && s.ptr[n] == ':' &&
	    s.ptr[n + 1] == ' ' && is_capital(s.ptr[0]);
}

/* Appends with a blank between; what is appended to must be the last. */
static void append_text(struct drafting *d, struct gs_span *to,
    struct gs_span s)
{
	if (to->len == 0)
		to->ptr = d->buf + d->buf_len;
	else
		d->buf[d->buf_len++] = ' ';

	memcpy(d->buf + d->buf_len, s.ptr, s.len);
	d->buf_len += s.len;
	to->len = (size_t)(d->buf + d->buf_len - to->ptr);
}

static bool continues_header(const struct drafting *d, size_t i)
{
	const struct gs_line *line = &d->lines.line[i];
	struct gs_span none = {NULL, 0};

	if (i >= d->lines.count || line->text.len == 0 || line->page ||
	    header_of(&none, line->text) != GS_FRONT_LINES ||
	    is_header_like(line->text) ||
	    gs_line_marker(line->text).kind != GS_MARKER_NONE)
		return false;
	return line->indent >= 2 ||
	    d->lines.line[i - 1].text.len > FULL_LINE;
}

static int take_header(struct drafting *d, enum gs_front_line field,
    struct gs_span value, size_t *i)
{
	struct gs_span all = {NULL, 0};
	size_t mark = field == GS_FRONT_SUBJECT ? gs_line_mark(value) : 0;

	append_text(d, &all, gs_span_from(value, mark));
	while (continues_header(d, *i + 1))
		append_text(d, &all, d->lines.line[++*i].text);
	if (field == GS_FRONT_TO && d->to_count < TO_MAX)
		d->more_to[d->to_count++] = all;
	else
		d->field[field] = all;

	return mark == 0 ? GS_OK : gs_fault_tell(&d->guesses, false, 0,
	    "draft-subject-mark", "line {0} of the source: the subject's mark "
	    "is left out; in a memo the banner alone marks the subject",
	    gs_say_number(d->lines.line[*i].number));
}

/* Headings ------------------------------------------------------------ */

/* What the sections of a dissent are called beside their names. */
static const struct {
	const char *word;
	enum gs_section section;
} section_words[] = {
	{"begin summary", GS_SECTION_SUMMARY},
	{"arguments", GS_SECTION_ARGUMENT},
	{"request", GS_SECTION_REQUESTS},
	{"recommendations", GS_SECTION_REQUESTS},
	{"recommendation", GS_SECTION_REQUESTS},
	{"action requested", GS_SECTION_REQUESTS},
	{"requested action", GS_SECTION_REQUESTS},
	{"we request", GS_SECTION_REQUESTS},
	{"we recommend", GS_SECTION_REQUESTS},
};

/* The signs of a Markdown heading that has text; 0: it is none. */
static size_t heading_level(struct gs_span s)
{
	struct gs_marker m = gs_marker_read(s, GS_MARKERS_MARKDOWN);

	return m.kind == GS_MARKER_HEADING && m.len < s.len ? m.sign : 0;
}

/* As the heading of the section reads. */
static struct gs_span section_text(const struct drafting *d,
    enum gs_section section)
{
	const char *name = gs_section_name(section);

	return section == GS_SECTION_REQUESTS ?
	    gs_request_heading(d->headings, 0) :
	    (struct gs_span){(const uint8_t *)name, strlen(name)};
}

/* The heading of the section that the words head; empty: none.  Any of the
 * channel's headings of requests stays as it is. */
static struct gs_span section_of(const struct drafting *d, struct gs_span s)
{
	s = gs_span_trim(gs_span_from(s, heading_level(s)));
	s = gs_span_from(s, gs_line_mark(s));
	while (s.len > 0 && memchr(":.# ", s.ptr[s.len - 1], 4) != NULL)
		s.len--;
	if (gs_is_request_heading(d->headings, s.ptr, s.len))
		return s;

	for (enum gs_section i = 0; i < GS_SECTIONS; i++)
		if (strlen(gs_section_name(i)) == s.len &&
		    gs_span_begins(s, gs_section_name(i)))
			return section_text(d, i);
	for (size_t i = 0; i < sizeof section_words / sizeof *section_words;
	    i++)
		if (strlen(section_words[i].word) == s.len &&
		    gs_span_begins(s, section_words[i].word))
			return section_text(d, section_words[i].section);
	return (struct gs_span){NULL, 0};
}

/* One line, alone, before the text: a title. */
static bool is_title(const struct drafting *d, size_t i)
{
	struct gs_span s = d->lines.line[i].text;

	return d->field[GS_FRONT_SUBJECT].len == 0 && s.len <= TITLE_MAX &&
	    (s.ptr[0] != '#' || heading_level(s) > 0) &&
	    i + 1 < d->lines.count && d->lines.line[i + 1].text.len == 0 &&
	    memchr(".:;?!", s.ptr[s.len - 1], 5) == NULL &&
	    section_of(d, s).len == 0 &&
	    gs_line_marker(s).kind == GS_MARKER_NONE && gs_line_mark(s) == 0;
}

static struct para *add_para(struct drafting *d, enum para_kind kind,
    size_t line)
{
	struct para *p = &d->para[d->count++];

	*p = (struct para){.kind = kind, .line = line};
	return p;
}

static int take_title(struct drafting *d, const struct gs_line *line)
{
	append_text(d, &d->field[GS_FRONT_SUBJECT], gs_span_trim(
	    gs_span_from(line->text, heading_level(line->text))));
	return gs_fault_tell(&d->guesses, false, 0, "draft-subject-guessed",
	    "line {0} of the source is taken for the subject",
	    gs_say_number(line->number));
}

static int take_aside(struct drafting *d, const struct gs_line *line)
{
	struct para *p = add_para(d, ASIDE, line->number);

	append_text(d, &p->text, line->text);
	return guess_para(d, d->count - 1, "draft-cable-header", "line {0}: a "
	    "cable's header that a memo has no place for; take it out, or "
	    "word it as text");
}

/* Cut between characters. */
static struct gs_span cut_shown(struct gs_span s)
{
	size_t n = s.len < WORD_SHOWN ? s.len : WORD_SHOWN;

	while (n > 0 && n < s.len && (s.ptr[n] & 0xc0) == 0x80)
		n--;
	return (struct gs_span){s.ptr, n};
}

static int drop_transmission(struct drafting *d, const struct gs_line *line)
{
	struct gs_span shown = cut_shown(line->text);

	return gs_fault_tell(&d->guesses, false, 0,
	    "draft-transmission-left-out", "line {0} of the source is left "
	    "out, as a cable's transmission: {1}", gs_say_number(line->number),
	    gs_say_span(shown.ptr, shown.len));
}

static int drop_front_line(struct drafting *d, const struct gs_line *line)
{
	struct gs_span shown = cut_shown(line->text);

	return gs_span_is(line->text, "---") ? GS_OK :
	    gs_fault_tell(&d->guesses, false, 0, "draft-marking-line-left-out",
	    "line {0} of the source is left out, since the marking is derived "
	    "from the portion marks: {1}", gs_say_number(line->number),
	    gs_say_span(shown.ptr, shown.len));
}

/* Everything before the text; the index of the text's first line. */
static int take_headers(struct drafting *d, size_t *from)
{
	size_t i = 0, head = gs_lines_cable_head(&d->lines);
	int err = GS_OK;
	bool any = false;

	for (; err == GS_OK && i < d->lines.count; i++) {
		const struct gs_line *line = &d->lines.line[i];
		struct gs_span s = line->text, value = {NULL, 0};
		if (s.len == 0)
			continue;
		if (gs_span_is(s, "---") || gs_span_begins(s, "marking:")) {
			err = drop_front_line(d, line);
			continue;
		}

		enum gs_front_line field = header_of(&value, s);
		if (field == GS_FRONT_LINES && i < head &&
		    !is_header_like(s)) {
			err = drop_transmission(d, line);
		} else if (field == GS_FRONT_LINES && i >= head && !any &&
		    is_title(d, i)) {
			err = take_title(d, line);
		} else if (field == GS_FRONT_LINES && is_header_like(s) &&
		    (any || i < head)) {
			err = take_aside(d, line);
		} else if (field == GS_FRONT_LINES || (field != GS_FRONT_TO &&
		    d->field[field].len != 0)) {
			break;
		} else {
			any = true;
			err = take_header(d, field, value, &i);
		}
	}
	*from = i;
	return err;
}

/* Paragraphs ---------------------------------------------------------- */

/* Three or more of one sign, with or without blanks between. */
static bool is_rule(struct gs_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != s.ptr[0] && s.ptr[i] != ' ')
			return false;
	return s.len >= 3 && memchr("-=*_", s.ptr[0], 4) != NULL;
}

/* A line's end within a word: the hyphen goes, unless the text has the word
 * with a hyphen elsewhere. */
static bool keeps_hyphen(const struct drafting *d, struct gs_span before,
    struct gs_span after)
{
	char word[WORD_MAX];
	size_t n = 0, m = 0;

	while (n < before.len && (is_letter(before.ptr[before.len - 1 - n]) ||
	    before.ptr[before.len - 1 - n] == '-'))
		n++;
	while (m < after.len && is_letter(after.ptr[m]))
		m++;
	if (n + m > sizeof word)
		return true;

	memcpy(word, before.ptr + before.len - n, n);
	memcpy(word + n, after.ptr, m);
	for (size_t i = 0; i < d->lines.count; i++) {
		struct gs_span s = d->lines.line[i].text;
		if (s.len >= n + m &&
		    memmem(s.ptr, s.len, word, n + m) != NULL)
			return true;
	}
	return false;
}

/* Joins a word that the line's end divides. */
static int join_word(struct drafting *d, struct para *p, struct gs_span s)
{
	struct gs_span t = p->text;
	bool kept = keeps_hyphen(d, t, s);
	size_t n = 0;

	d->buf_len -= !kept;
	size_t word = d->buf_len;
	while (word > 0 && d->buf + word > t.ptr && d->buf[word - 1] != ' ')
		word--;
	memcpy(d->buf + d->buf_len, s.ptr, s.len);
	d->buf_len += s.len;
	p->text.len = (size_t)(d->buf + d->buf_len - t.ptr);

	while (word + n < d->buf_len && d->buf[word + n] != ' ' &&
	    n < WORD_SHOWN)
		n++;
	struct gs_span joined = {d->buf + word, n};
	size_t i = (size_t)(p - d->para);
	if (kept)
		return guess_word(d, i, "draft-hyphen-kept", "line {0}: a "
		    "word was divided at a line's end: {1} (the hyphen is "
		    "kept)", joined);
	return guess_word(d, i, "draft-hyphen-taken-out", "line {0}: a word "
	    "was divided at a line's end: {1} (the hyphen is taken out)",
	    joined);
}

static int join_line(struct drafting *d, struct para *p, struct gs_span s)
{
	struct gs_span t = p->text;

	p->lines++;
	if (t.len >= 2 && t.ptr[t.len - 1] == '-' &&
	    is_letter(t.ptr[t.len - 2]) && is_letter(s.ptr[0]))
		return join_word(d, p, s);
	append_text(d, &p->text, s);
	return GS_OK;
}

static bool begins_para(const struct drafting *d, size_t i, bool after_empty)
{
	const struct para *last = last_para(d);
	struct gs_span s = d->lines.line[i].text;
	struct gs_marker m = gs_line_marker(s);

	if (last == NULL || last->kind != TEXT || after_empty ||
	    d->lines.line[i].page || s.ptr[0] == '#')
		return true;
	if (m.kind == GS_MARKER_NONE)
		return false;
	return gs_line_ends_sentence(last->text) ||
	    gs_line_mark(gs_span_from(s, m.len)) > 0 ||
	    (m.kind == last->marker.kind &&
	    (m.kind == GS_MARKER_BULLET ||
	    m.value == last->marker.value + 1));
}

/* A paragraph goes on where a page ended within a sentence. */
static bool goes_on(const struct drafting *d, size_t i)
{
	struct gs_span s = d->lines.line[i].text;
	const struct para *last = last_para(d);

	if (!d->lines.line[i].page || last == NULL || last->kind != TEXT ||
	    last->text.len == 0 || gs_line_ends_sentence(last->text))
		return false;
	bool divided = last->text.ptr[last->text.len - 1] == '-';
	return (is_small(s.ptr[0]) || d->capitals || divided) &&
	    gs_line_marker(s).kind == GS_MARKER_NONE && gs_line_mark(s) == 0;
}

/* A portion mark at the beginning of `s`, which begins behind it then. */
static struct gs_span take_line_mark(struct gs_span *s)
{
	size_t n = gs_line_mark(*s);
	struct gs_span mark = gs_span_trim((struct gs_span){s->ptr, n});

	*s = gs_span_from(*s, n);
	return mark;
}

static int begin_para(struct drafting *d, size_t i, bool after_empty)
{
	bool page = d->lines.line[i].page && !after_empty && d->count > 0;
	struct gs_span s = d->lines.line[i].text;
	size_t mark = gs_line_mark(s);

	struct para *p = add_para(d, TEXT, d->lines.line[i].number);
	p->lines = 1;
	/* `(C) 1.` is `1. (C)` in a memo. */
	if (mark > 0 && gs_line_marker(gs_span_from(s, mark)).kind !=
	    GS_MARKER_NONE)
		p->mark = take_line_mark(&s);
	p->marker = gs_line_marker(s);
	p->sign = (struct gs_span){s.ptr, p->marker.sign};
	s = gs_span_from(s, p->marker.len);
	if (gs_line_mark(s) > 0)
		p->mark = take_line_mark(&s);

	append_text(d, &p->text, s);
	return !page || p->marker.kind != GS_MARKER_NONE ? GS_OK :
	    guess_para(d, d->count - 1, "draft-page-begins", "line {0}: stands "
	    "at the top of a page; it may belong to the paragraph before");
}

/* Whether the paragraph's first line stands alone above the rest, which begins
 * with line `i`: its end was made, since the next word had room on it, and
 * whole sentences follow. */
static bool stands_above(const struct drafting *d, const struct para *p,
    size_t i)
{
	struct gs_span s = d->lines.line[i].text;
	const uint8_t *blank = memchr(s.ptr, ' ', s.len);
	size_t word = blank == NULL ? s.len : (size_t)(blank - s.ptr);
	size_t width = 0, len = 0, end = i;

	if (p->lines != 1 || p->kind != TEXT || p->text.len > HEADING_MAX ||
	    p->marker.kind != GS_MARKER_NONE || p->mark.len > 0 ||
	    gs_line_ends_sentence(p->text) || !is_letter(p->text.ptr[0]) ||
	    is_small(s.ptr[0]) || is_small(p->text.ptr[0]))
		return false;
	for (; end < d->lines.count && d->lines.line[end].text.len > 0 &&
	    !d->lines.line[end].page; end++) {
		size_t n = d->lines.line[end].text.len;
		width = n > width ? n : width;
		len += n;
	}
	return p->text.len + 1 + word <= width && len > HEADING_MAX &&
	    gs_line_ends_sentence(d->lines.line[end - 1].text);
}

/* It becomes a heading, or, where there is none yet, the subject. */
static int part_heading(struct drafting *d)
{
	struct para *p = last_para(d);

	if (d->count > 1 || d->field[GS_FRONT_SUBJECT].len > 0) {
		p->kind = HEADING;
		return guess_para(d, d->count - 1, "draft-heading-above",
		    "line {0}: taken for a heading, since it stands straight "
		    "above its paragraph");
	}
	d->field[GS_FRONT_SUBJECT] = p->text;
	d->count--;
	return gs_fault_tell(&d->guesses, false, 0, "draft-title-guessed",
	    "line {0} of the source, straight above a paragraph, is taken "
	    "for the subject", gs_say_number(p->line));
}

static int take_line(struct drafting *d, size_t i, bool after_empty)
{
	int err = GS_OK;

	struct gs_span s = d->lines.line[i].text;
	struct para *last = last_para(d);

	if (is_rule(s)) {
		if (after_empty || last == NULL || last->kind != TEXT)
			(void)add_para(d, BREAK, d->lines.line[i].number);
		else
			last->kind = HEADING; /* underlined */
		return GS_OK;
	}

	if (goes_on(d, i)) {
		err = guess_para(d, d->count - 1, "draft-page-goes-on",
		    "line {0}: goes on over the end of a page");
		return err == GS_OK ? join_line(d, last, s) : err;
	}
	bool begins = begins_para(d, i, after_empty);
	if (!begins && stands_above(d, last, i)) {
		err = part_heading(d);
		begins = true;
	}
	if (err != GS_OK || begins)
		return err != GS_OK ? err : begin_para(d, i, after_empty);
	return join_line(d, last, s);
}

static int take_paras(struct drafting *d, size_t from)
{
	bool empty = true;
	int err = GS_OK;

	for (size_t i = from; err == GS_OK && i < d->lines.count; i++) {
		if (d->lines.line[i].text.len != 0)
			err = take_line(d, i, empty);
		empty = d->lines.line[i].text.len == 0;
	}
	return err;
}

/* Whether a paragraph is capitals throughout, in a text that is not. */
static bool is_shouted(const struct drafting *d, const struct para *p)
{
	size_t letters = 0;

	if (d->capitals || p->text.len > HEADING_MAX ||
	    p->marker.kind != GS_MARKER_NONE || gs_line_ends_sentence(p->text))
		return false;
	for (size_t i = 0; i < p->text.len; i++) {
		letters += is_capital(p->text.ptr[i]);
		if (is_small(p->text.ptr[i]))
			return false;
	}
	return letters >= 3;
}

/* A line that stands alone and names a section, or is in capitals; and what
 * has a heading's sign or is underlined. */
static int find_heading(struct drafting *d, size_t i)
{
	struct para *p = &d->para[i];
	struct gs_span section = section_of(d, p->text);
	unsigned level = (unsigned)heading_level(p->text);
	bool ours = level > 0 || p->kind == HEADING;

	if (!ours && (p->lines != 1 || (section.len == 0 &&
	    !is_shouted(d, p))))
		return GS_OK;
	p->kind = HEADING;
	p->number = level == 0 ? 2 : level;
	p->text = gs_span_trim(gs_span_from(p->text, level));
	if (p->mark.len == 0)
		p->mark = take_line_mark(&p->text);

	if (section.len == 0)
		return ours ? GS_OK : guess_para(d, i, "draft-heading-guessed",
		    "line {0}: taken for a heading");
	bool same = gs_span_same(p->text, section);
	p->text = section;
	return same && ours ? GS_OK : guess_para(d, i,
	    "draft-section-guessed", "line {0}: taken for the heading of this "
	    "section");
}

/* Requests ------------------------------------------------------------ */

/* `We therefore request that:` */
static bool asks_for(struct gs_span s)
{
	static const char *const verbs[] = {"request", "recommend", "we ask",
	    "we urge"};

	if (s.len == 0 || s.ptr[s.len - 1] != ':')
		return false;
	for (size_t at = 0; at < s.len; at++)
		for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
			if (gs_span_begins(gs_span_from(s, at), verbs[i]))
				return true;
	return false;
}

/* The requests from paragraph `i` on; the one behind the last. */
static int take_requests(struct drafting *d, size_t *i, unsigned *count)
{
	size_t at = *i;
	struct gs_marker last = d->para[at].marker;
	bool other = last.kind != GS_MARKER_NUMBER || last.value != *count + 1;
	int err = GS_OK;

	for (; err == GS_OK && at < d->count; at++) {
		struct para *p = &d->para[at];
		if (p->kind != TEXT || p->marker.kind != last.kind ||
		    (at > *i && last.kind != GS_MARKER_BULLET &&
		    p->marker.value != last.value + 1))
			break;
		last = p->marker;
		p->kind = REQUEST;
		p->number = ++*count;
		if (other)
			err = guess_para(d, at, "draft-request-guessed",
			    "line {0}: taken for a request and numbered "
			    "anew");
	}
	*i = at;
	return err;
}

/* Whether a numbered paragraph comes before the next heading. */
static bool has_numbered(const struct drafting *d, size_t i)
{
	for (; i < d->count && d->para[i].kind != HEADING; i++)
		if (d->para[i].kind == TEXT &&
		    d->para[i].marker.kind == GS_MARKER_NUMBER)
			return true;
	return false;
}

static bool heads_list(const struct drafting *d, const struct para *p)
{
	return p->kind == HEADING &&
	    gs_is_request_heading(d->headings, p->text.ptr, p->text.len);
}

/* The list of requests that begins with paragraph `*from`, which moves behind
 * it; `headed`: their heading stands before it. */
static int take_request_list(struct drafting *d, size_t *from, bool headed,
    unsigned *count)
{
	int err = GS_OK;

	d->para[*from].begins = !headed;
	if (!headed)
		err = guess_para(d, *from, "draft-requests-guessed", "line "
		    "{0}: a list of requests; the heading before it is ours");
	if (err == GS_OK)
		err = take_requests(d, from, count);
	if (err != GS_OK || !has_numbered(d, *from))
		return err;

	d->para[*from].ends = true;
	return guess_para(d, *from, "draft-requests-end", "line {0}: the "
	    "heading before it ends the requests and is ours; word it as you "
	    "like");
}

static int find_requests(struct drafting *d)
{
	unsigned count = 0;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i + 1 < d->count; i++) {
		const struct para *p = &d->para[i];
		size_t from = i + 1;
		bool headed = heads_list(d, p);
		if (!headed && (p->kind != TEXT || !asks_for(p->text)))
			continue;

		/* A sentence may lead to the list. */
		if (headed && d->para[from].kind == TEXT && from + 1 <
		    d->count && d->para[from].marker.kind == GS_MARKER_NONE)
			from++;
		const struct para *first = &d->para[from];
		if (first->kind != TEXT || first->marker.kind ==
		    GS_MARKER_NONE || (!headed && first->marker.value > 1))
			continue;
		err = take_request_list(d, &from, headed, &count);
		i = from - 1;
	}
	return err;
}

/* The draft ----------------------------------------------------------- */

/* Plain text is not to be read as Markdown that it is not. */
static void write_plain(struct gs_writer *w, struct gs_span s)
{
	size_t n = gs_span_digits(s, 0);
	bool number = n > 0 && n + 1 < s.len && s.ptr[n + 1] == ' ' &&
	    memchr(".)", s.ptr[n], 2) != NULL;
	bool sign = s.len > 0 && memchr("#>+-*=", s.ptr[0], 6) != NULL;

	for (size_t i = 0; i < s.len; i++) {
		uint8_t next = i + 1 < s.len ? s.ptr[i + 1] : ' ';
		bool escape = (i == 0 && sign) || (i == n && number);
		if (s.ptr[i] == '<')
			escape = is_letter(next) ||
			    memchr("/!?", next, 3) != NULL;
		else if (s.ptr[i] == '&')
			escape = is_letter(next) || next == '#';
		else if (s.ptr[i] == '!')
			escape = next == '[';
		if (escape)
			gs_write_text(w, "\\");
		gs_write_bytes(w, s.ptr + i, 1);
	}
}

/* A marker that is none of Markdown's; `(c)` would read as a mark. */
static void write_sign(struct gs_writer *w, const struct para *p)
{
	bool letter = p->marker.kind == GS_MARKER_SMALL ||
	    p->marker.kind == GS_MARKER_CAPITAL;
	char text[8] = "";

	if (!letter) {
		write_plain(w, p->sign);
		return;
	}
	(void)snprintf(text, sizeof text, "%c.",
	    (p->marker.kind == GS_MARKER_SMALL ? 'a' : 'A') +
	    (int)p->marker.value - 1);
	gs_write_text(w, text);
}

static void write_para(struct gs_writer *w, const struct para *p)
{
	char start[32] = "";
	bool number = p->kind == REQUEST ||
	    (p->kind == TEXT && p->marker.kind == GS_MARKER_NUMBER);

	if (p->kind == HEADING)
		(void)snprintf(start, sizeof start, "%.*s ", (int)p->number,
		    "######");
	else if (number)
		(void)snprintf(start, sizeof start, "%u. ",
		    p->kind == REQUEST ? p->number : p->marker.value);
	else if (p->marker.kind == GS_MARKER_BULLET)
		(void)snprintf(start, sizeof start, "- ");
	gs_write_text(w, p->kind == BREAK ? "***" : start);
	if (p->mark.len > 0) {
		gs_write_bytes(w, p->mark.ptr, p->mark.len);
		gs_write_text(w, " ");
	}

	/* A letter is no marker of Markdown's: it is text, behind the mark. */
	if (start[0] == '\0' && p->marker.kind != GS_MARKER_NONE) {
		write_sign(w, p);
		gs_write_text(w, " ");
	}
	write_plain(w, p->text);
	gs_write_text(w, "\n");
}

static size_t write_header(struct gs_writer *w, size_t line,
    struct gs_span value)
{
	if (value.len == 0)
		return 0;
	gs_write_text(w, gs_front_name(line));
	gs_write_text(w, ": ");
	gs_write_bytes(w, value.ptr, value.len);
	gs_write_text(w, "\n");
	return 1;
}

/* Returns the lines it has. */
static size_t write_front(struct gs_writer *w, const struct drafting *d)
{
	size_t n = 2;

	gs_write_text(w, "---\n");
	for (enum gs_front_line line = 0; line < GS_FRONT_MARKING; line++) {
		if (line != GS_FRONT_TO)
			n += write_header(w, line, d->field[line]);
		for (size_t i = 0; line == GS_FRONT_TO && i < d->to_count; i++)
			n += write_header(w, line, d->more_to[i]);
	}
	gs_write_text(w, "---\n");
	return n;
}

static int render_draft(struct gs_memo_draft *out, struct drafting *d,
    size_t len)
{
	/* Marks stand in the source; all else is in `buf`. */
	size_t max = 2 * d->buf_len + len + 256 * d->count + 512;
	uint8_t *text = gs_arena_take(d->arena, max, 1);

	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, max);
	struct gs_span ours = gs_request_heading(d->headings, 0);
	size_t line = write_front(&w, d);
	for (size_t i = 0; i < d->count; i++) {
		struct para *p = &d->para[i];
		if (p->begins || p->ends) {
			gs_write_text(&w, "\n## ");
			gs_write_bytes(&w, ours.ptr, p->begins ? ours.len : 0);
			gs_write_text(&w, p->begins ? "\n" : "Conclusion\n");
			line += 2;
		}
		gs_write_text(&w, "\n");
		write_para(&w, p);
		line += 2;
		p->out = line;
	}
	out->ptr = text;
	out->len = w.len;
	return gs_writer_end(&w);
}

/* All guesses by lines of the draft, those of the source first. */
static int place_guesses(struct gs_memo_draft *out, struct drafting *d)
{
	int err = GS_OK;

	for (const struct guess *g = d->first; err == GS_OK && g != NULL;
	    g = g->next) {
		size_t line = d->para[g->para].out;
		err = gs_fault_tell(&d->guesses, false, line, g->code,
		    g->sentence, gs_say_number(line),
		    gs_say_span(g->word.ptr, g->word.len));
	}
	gs_faults_sort(&d->guesses);
	out->guesses = d->guesses;
	return err;
}

static int say_lacks(struct drafting *d)
{
	struct gs_span marking = d->lines.marking;
	size_t marked = 0;
	int err = GS_OK;

	for (size_t i = 0; i < d->count; i++)
		marked += d->para[i].mark.len != 0;
	if (d->field[GS_FRONT_SUBJECT].len == 0)
		err = gs_fault_tell(&d->guesses, false, 0, "draft-no-subject",
		    "no subject was found; write a line `{0}: ...` below the "
		    "first `---`",
		    gs_say_text(gs_front_name(GS_FRONT_SUBJECT)));
	if (err == GS_OK && d->to_count == 0)
		err = gs_fault_tell(&d->guesses, false, 0, "draft-no-addressee",
		    "no addressee was found; write a line `{0}: ...` below the "
		    "subject", gs_say_text(gs_front_name(GS_FRONT_TO)));
	if (err == GS_OK && marked == 0 && d->lines.banner)
		err = gs_fault_tell(&d->guesses, false, 0, "draft-no-mark",
		    "the source is marked {0}, but no paragraph is; mark each, "
		    "as `1. (C) ...`", gs_say_span(marking.ptr, marking.len));
	return err;
}

/* What is written in front of a paragraph, of whatever was printed. */
static bool is_rewritten(const struct para *p)
{
	size_t n = p->sign.len;
	bool number = p->marker.kind == GS_MARKER_NUMBER;

	if (p->marker.kind == GS_MARKER_BULLET)
		return !gs_span_is(p->sign, "-");
	if (p->marker.kind == GS_MARKER_NONE || p->kind == REQUEST ||
	    p->marker.kind == GS_MARKER_ROMAN ||
	    p->marker.kind == GS_MARKER_OUTLINE)
		return false;
	return p->sign.ptr[n - 1] != '.' || (number &&
	    (p->sign.ptr[0] < '0' || p->sign.ptr[0] > '9'));
}

/* What was done to many paragraphs is said once. */
static int say_changes(struct drafting *d)
{
	size_t joined = 0, rewritten = 0, years = 0;
	struct gs_span sign = {NULL, 0};
	int err = GS_OK;

	for (size_t i = 0; i < d->count; i++) {
		const struct para *p = &d->para[i];
		joined += p->lines > 1;
		sign = rewritten == 0 && is_rewritten(p) ? p->sign : sign;
		rewritten += is_rewritten(p);
		years += p->kind == TEXT && p->marker.kind ==
		    GS_MARKER_NONE && gs_marker_read(p->text,
		    GS_MARKERS_MARKDOWN).kind == GS_MARKER_NUMBER;
	}
	if (joined > 0)
		err = gs_fault_tell(&d->guesses, false, 0, "draft-lines-joined",
		    "paragraphs whose lines were joined to one: {0}",
		    gs_say_number(joined));
	if (err == GS_OK && rewritten > 0)
		err = gs_fault_tell(&d->guesses, false, 0,
		    "draft-sign-rewritten", "paragraphs before which another "
		    "number or sign is written than the source prints: {0}, "
		    "the first with `{1}`", gs_say_number(rewritten),
		    gs_say_span(sign.ptr, sign.len));
	if (err == GS_OK && years > 0)
		err = gs_fault_tell(&d->guesses, false, 0, "draft-number-text",
		    "paragraphs that begin with a figure which is taken for "
		    "text, not for their number: {0}", gs_say_number(years));
	return err;
}

static void count_capitals(struct drafting *d)
{
	size_t lower = 0, upper = 0;

	for (size_t i = 0; i < d->lines.count; i++)
		for (size_t j = 0; j < d->lines.line[i].text.len; j++) {
			lower += is_small(d->lines.line[i].text.ptr[j]);
			upper += is_capital(d->lines.line[i].text.ptr[j]);
		}
	d->capitals = upper > SHOUTS * lower;
}

static int draft_lines(struct gs_memo_draft *out, struct drafting *d,
    size_t len)
{
	size_t from = 0;

	d->para = gs_arena_take(d->arena, d->lines.count + 1, sizeof *d->para);
	d->buf = gs_arena_take(d->arena, len + d->lines.count + 1, 1);
	if (d->para == NULL || d->buf == NULL)
		return GS_ERR_MEMORY;

	count_capitals(d);
	int err = take_headers(d, &from);
	if (err == GS_OK)
		err = take_paras(d, from);
	for (size_t i = 0; err == GS_OK && i < d->count; i++)
		if (d->para[i].kind == TEXT || d->para[i].kind == HEADING)
			err = find_heading(d, i);
	if (err == GS_OK)
		err = find_requests(d);
	if (err == GS_OK)
		err = say_changes(d);
	if (err == GS_OK)
		err = say_lacks(d);
	return err == GS_OK ? render_draft(out, d, len) : err;
}

/* Markdown with a front matter is a draft already. */
static bool is_draft(const uint8_t *p, size_t len)
{
	return len > 4 && memcmp(p, "---\n", 4) == 0 &&
	    memmem(p + 4, len - 4, "\n---\n", 5) != NULL;
}

int gs_memo_draft_make(struct gs_memo_draft *out, struct gs_arena *arena,
    const struct gs_request_headings *headings, const void *text, size_t len)
{
	struct drafting d = {.arena = arena, .headings = headings,
	    .guesses = {.arena = arena}};
	struct gs_memo_draft done = {.ptr = text, .len = len};
	int err = GS_OK;

	d.end = &d.first;
	if (is_draft(text, len)) {
		err = gs_fault_say(&d.guesses, false, 0, "draft-already",
		    "the source has a front matter: it is taken as it is");
	} else {
		err = gs_lines_read(&d.lines, &d.guesses, arena, text, len);
		if (err == GS_OK)
			err = gs_lines_close(&d.lines, &d.guesses);
		if (err == GS_OK)
			err = draft_lines(&done, &d, len);
	}

	if (err == GS_OK)
		err = place_guesses(&done, &d);
	if (err == GS_OK)
		*out = done;
	return err;
}
