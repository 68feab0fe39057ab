/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/aside.h"

#include <string.h>

#define DIGITS_MAX 18

static const struct {
	const char *word, *said;
} kinds[GS_ASIDE_KINDS] = {
	[GS_ASIDE_FOOTNOTE] = {"footnote", "footnote"},
	[GS_ASIDE_ENDNOTE] = {"endnote", "endnote"},
	[GS_ASIDE_HEADER] = {"header", "header"},
	[GS_ASIDE_FOOTER] = {"footer", "footer"},
	[GS_ASIDE_TEXT_BOX] = {"text-box", "text box"},
	[GS_ASIDE_COMMENT] = {"comment", "comment"},
	[GS_ASIDE_HIDDEN] = {"hidden", "hidden text"},
	[GS_ASIDE_FAINT] = {"faint", "text too faint or too small to see"},
	[GS_ASIDE_INSERTED] = {"inserted", "tracked insertion"},
	[GS_ASIDE_DELETED] = {"deleted", "tracked deletion"},
	[GS_ASIDE_STRUCK] = {"struck", "text that is struck out"},
	[GS_ASIDE_PICTURE] = {"picture", "picture"},
	[GS_ASIDE_OBJECT] = {"object", "embedded object"},
	[GS_ASIDE_EQUATION] = {"equation", "equation"},
	[GS_ASIDE_SYMBOL] = {"symbol", "sign of a symbol font"},
	[GS_ASIDE_FORM] = {"form", "form field"},
	[GS_ASIDE_FOLDED] = {"folded", "text that shows on demand"},
	[GS_ASIDE_GENERATED] = {"generated", "text made by a style or field"},
	[GS_ASIDE_MARGIN] = {"gloss", "gloss beside a word"},
	[GS_ASIDE_ALTERNATIVE] = {"alternative",
	    "other version of the message, which differs"},
	[GS_ASIDE_ATTACHMENT] = {"attachment", "attachment"},
	[GS_ASIDE_DAMAGED] = {"damaged", "bytes that are no text"},
	[GS_ASIDE_LINE_NUMBERS] = {"line-numbers", "line numbers"},
	[GS_ASIDE_MARKING] = {"marking", "the memo's marking"},
	[GS_ASIDE_SUBJECT] = {"subject", "subject of the message"},
	[GS_ASIDE_ELSEWHERE] = {"elsewhere",
	    "style sheet or script, not applied"}};

static const char *const places[GS_PLACES] = {
	[GS_PLACE_FILE] = "file",
	[GS_PLACE_PARAGRAPH] = "paragraph",
	[GS_PLACE_PAGE] = "page",
	[GS_PLACE_PART] = "part"};

static const char *const unreads[GS_UNREADS] = {
	[GS_UNREAD_NOTHING] = "nothing",
	[GS_UNREAD_EMPTY] = "empty",
	[GS_UNREAD_PICTURE] = "picture",
	[GS_UNREAD_ORDER] = "order",
	[GS_UNREAD_LOCKED] = "locked",
	[GS_UNREAD_DAMAGED] = "damaged",
	[GS_UNREAD_LARGE] = "large",
	[GS_UNREAD_OTHER] = "other",
	[GS_UNREAD_CHARSET] = "charset",
	[GS_UNREAD_FAULT] = "fault"};

const char *gs_aside_word(enum gs_aside_kind kind)
{
	return kinds[kind].word;
}

const char *gs_aside_said(enum gs_aside_kind kind)
{
	return kinds[kind].said;
}

const char *gs_place_word(enum gs_aside_place place)
{
	return places[place];
}

const char *gs_unread_word(enum gs_unread unread)
{
	return unreads[unread];
}

bool gs_aside_counts(enum gs_aside_kind kind)
{
	return kind < GS_ASIDE_LINE_NUMBERS;
}

size_t gs_asides_count(const struct gs_converted *c)
{
	size_t n = (size_t)c->more;

	for (size_t i = 0; i < c->count; i++)
		n += gs_aside_counts(c->asides[i].kind);
	return n;
}

/* What is written --------------------------------------------------------- */

/* *rest loses what stands before `end`, and `end`. */
static bool cut_until(struct gs_span *out, struct gs_span *rest, uint8_t end)
{
	const uint8_t *at = rest->len == 0 ? NULL :
	    memchr(rest->ptr, end, rest->len);

	if (at == NULL)
		return false;
	out->ptr = rest->ptr;
	out->len = (size_t)(at - rest->ptr);
	rest->ptr = at + 1;
	rest->len -= out->len + 1;
	return true;
}

static bool is_aside_word(struct gs_span s, const char *word)
{
	return s.len == strlen(word) && memcmp(s.ptr, word, s.len) == 0;
}

static bool read_aside_number(uint64_t *out, struct gs_span s)
{
	uint64_t n = 0;

	if (s.len == 0 || s.len > DIGITS_MAX || (s.len > 1 && s.ptr[0] == '0'))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
		n = n * 10 + (uint64_t)(s.ptr[i] - '0');
	}
	*out = n;
	return true;
}

/* `name NUMBER` and a line's end. */
static bool cut_named(uint64_t *out, struct gs_span *rest, const char *name)
{
	struct gs_span word, number;

	return cut_until(&word, rest, ' ') && is_aside_word(word, name) &&
	    cut_until(&number, rest, '\n') && read_aside_number(out, number);
}

/* `KIND PLACE NUMBER TEXT` and a line's end. */
static bool read_aside(struct gs_aside *out, struct gs_span line)
{
	struct gs_span kind, place, number;
	uint64_t n = 0;
	size_t k = 0, p = 0;

	if (!cut_until(&kind, &line, ' ') || !cut_until(&place, &line, ' ') ||
	    !cut_until(&number, &line, ' ') || !read_aside_number(&n, number) ||
	    line.len > GS_ASIDE_TEXT_MAX)
		return false;
	while (k < GS_ASIDE_KINDS && !is_aside_word(kind, kinds[k].word))
		k++;
	while (p < GS_PLACES && !is_aside_word(place, places[p]))
		p++;
	if (k == GS_ASIDE_KINDS || p == GS_PLACES ||
	    (p == GS_PLACE_FILE) != (n == 0))
		return false;

	*out = (struct gs_aside){.kind = (enum gs_aside_kind)k,
	    .place = (enum gs_aside_place)p, .number = (size_t)n,
	    .text = line};
	return true;
}

static bool read_unread(struct gs_converted *out, struct gs_span word)
{
	for (size_t i = GS_UNREAD_EMPTY; i < GS_UNREADS; i++)
		if (is_aside_word(word, unreads[i])) {
			*out = (struct gs_converted){
			    .unread = (enum gs_unread)i};
			return true;
		}
	return false;
}

int gs_converted_read(struct gs_converted *out, struct gs_arena *arena,
    struct gs_span answer)
{
	struct gs_converted c = {.count = 0};
	struct gs_span rest = answer, line;
	uint64_t count = 0, len = 0;

	if (!cut_until(&line, &rest, '\n') ||
	    !is_aside_word(line, "gainsay-convert/v1"))
		return GS_ERR_FORMAT;
	if (rest.len > 7 && memcmp(rest.ptr, "unread ", 7) == 0) {
		struct gs_span word;

		rest.ptr += 7;
		rest.len -= 7;
		return cut_until(&word, &rest, '\n') && rest.len == 0 &&
		    read_unread(out, word) ? GS_OK : GS_ERR_FORMAT;
	}

	if (!cut_named(&len, &rest, "text") ||
	    !cut_named(&count, &rest, "asides") ||
	    !cut_named(&c.more, &rest, "more") || count > GS_ASIDES_MAX)
		return GS_ERR_FORMAT;
	c.asides = gs_arena_take(arena, (size_t)count + 1, sizeof *c.asides);
	if (c.asides == NULL)
		return GS_ERR_MEMORY;
	for (; c.count < count; c.count++)
		if (!cut_until(&line, &rest, '\n') ||
		    !read_aside(&c.asides[c.count], line))
			return GS_ERR_FORMAT;

	if (rest.len != len)
		return GS_ERR_FORMAT;
	c.text = rest;
	*out = c;
	return GS_OK;
}

/* What is said ------------------------------------------------------------ */

void gs_unread_tell(struct gs_report *report, enum gs_unread unread,
    const char *path)
{
	static const struct {
		const char *code, *sentence;
	} said[GS_UNREADS] = {
		[GS_UNREAD_EMPTY] = {"file-without-text",
		    "{0}: there is no text in it"},
		[GS_UNREAD_PICTURE] = {"file-is-picture",
		    "{0}: no text in it, it is a picture of a text; have its "
		    "letters recognised, check them against the picture, and "
		    "give the result: `pdftoppm -r 300 -png FILE page` for "
		    "each page of a PDF, then `tesseract PAGE.png text`"},
		[GS_UNREAD_ORDER] = {"pdf-order-unsure",
		    "{0} cannot be read reliably from this PDF: it has text "
		    "that runs from right to left, or letters that fonts "
		    "reorder and stack, and a PDF does not hold their order; "
		    "give the text as a .docx, .odt, web page or plain "
		    "text"},
		[GS_UNREAD_LOCKED] = {"file-locked",
		    "{0} is locked by a password: save it without one"},
		[GS_UNREAD_DAMAGED] = {"file-damaged",
		    "{0} is damaged or only part of a file, as an interrupted "
		    "download leaves it: get it again"},
		[GS_UNREAD_LARGE] = {"file-unpacks-large",
		    "{0} unpacks to more than is read here: give the part that "
		    "has the text"},
		[GS_UNREAD_OTHER] = {"file-no-document",
		    "{0} is a package, but no text of a word processor (.docx "
		    "or .odt): save it as one"},
		[GS_UNREAD_CHARSET] = {"file-charset-unknown",
		    "{0} names an encoding of characters that is not known "
		    "here: save it as UTF-8"},
		[GS_UNREAD_FAULT] = {"file-not-converted",
		    "{0}: gainsay-convert could not go on with it"}};

	if (said[unread].code != NULL)
		gs_report_values(report, said[unread].code,
		    said[unread].sentence,
		    (const struct gs_message_value[]){gs_say_text(path)}, 1);
}
