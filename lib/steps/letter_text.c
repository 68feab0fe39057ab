/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/letter_text.h"

#include <string.h>

#include "lib/memo/plain.h"

/* What stands for what.  Commands are not the operator's to write: they are
 * what the program takes. */
enum { OF_NAME, OF_WHOSE, OF_PRIVATE, OF_JOIN, OF_TOR, OF_QR, OF_RECORD,
	PLACEHOLDERS };
static const struct {
	const char *word, *means;
	const char *text; /* NULL: of this letter */
} placeholders[PLACEHOLDERS] = {
	[OF_NAME] = {"{name}", "the channel's name", NULL},
	[OF_WHOSE] = {"{whose}", "whose letter it is", NULL},
	[OF_PRIVATE] = {"{private}", "the command that makes the file one's "
	    "own", "chmod 600 invitation"},
	[OF_JOIN] = {"{join}", "the command that joins",
	    "gainsay join invitation"},
	[OF_TOR] = {"{tor}", "the same through Tor", "gainsay join --proxy "
	    "socks5h://127.0.0.1:9050 invitation"},
	[OF_QR] = {"{qr}", "the code, in a paragraph of its own", NULL},
	[OF_RECORD] = {"{record}", "what the code says, in a paragraph of its "
	    "own", NULL},
};

/* Which placeholder begins there; PLACEHOLDERS: none. */
static size_t find_placeholder(const char *text)
{
	size_t i = 0;

	while (i < PLACEHOLDERS && strncmp(text, placeholders[i].word,
	    strlen(placeholders[i].word)) != 0)
		i++;
	return i;
}

/* Read -------------------------------------------------------------------- */

struct letter_reading {
	struct gs_letter_text *out;
	struct gs_report *report;
	char *text;  /* of the part that is read; has room for all */
	size_t len;
	enum gs_letter_style style;
	bool open;   /* a part is being read */
	size_t seen[PLACEHOLDERS];
};

static int check_part(struct letter_reading *r, bool alone)
{
	for (const char *at = r->text; (at = strpbrk(at, "{}")) != NULL;) {
		size_t which = find_placeholder(at);

		if (which == PLACEHOLDERS || ((which == OF_QR ||
		    which == OF_RECORD) && !alone)) {
			gs_report_tell(r->report, "letter-placeholder-unknown",
			    "'{0}' is no placeholder there: {1}, {2}, {3}, {4} "
			    "and {5} stand within a text, {6} and {7} alone",
			    gs_say_span(at, strcspn(at, " ") < 20 ?
			        strcspn(at, " ") : 20), gs_say_text("{name}"),
			    gs_say_text("{whose}"), gs_say_text("{private}"),
			    gs_say_text("{join}"), gs_say_text("{tor}"),
			    gs_say_text("{qr}"), gs_say_text("{record}"));
			return GS_ERR_FORMAT;
		}
		r->seen[which]++;
		at += strlen(placeholders[which].word);
	}
	return GS_OK;
}

static int end_part(struct letter_reading *r)
{
	if (!r->open)
		return GS_OK;
	r->text[r->len] = '\0';
	bool qr = strcmp(r->text, placeholders[OF_QR].word) == 0;
	bool record = strcmp(r->text, placeholders[OF_RECORD].word) == 0;

	if (r->out->count == GS_LETTER_PARTS_MAX) {
		gs_report_tell(r->report, "letter-parts-many", "the letter has "
		    "more than {0} paragraphs, headings and items",
		    gs_say_number(GS_LETTER_PARTS_MAX));
		return GS_ERR_SPACE;
	}
	int err = check_part(r, r->style == GS_LETTER_BODY && (qr || record));
	if (err != GS_OK)
		return err;
	r->out->part[r->out->count++] = (struct gs_letter_part){
	    qr ? GS_LETTER_QR : record ? GS_LETTER_RECORD : r->style, r->text};

	r->text += r->len + 1;
	r->len = 0;
	r->open = false;
	return GS_OK;
}

static struct gs_span trim_blanks(struct gs_span line)
{
	while (line.len > 0 && line.ptr[line.len - 1] == ' ')
		line.len--;
	while (line.len > 0 && line.ptr[0] == ' ') {
		line.ptr++;
		line.len--;
	}
	return line;
}

/* A marker ends the part before, and is taken off. */
static int take_marker(struct letter_reading *r, struct gs_span *line)
{
	static const struct {
		const char *marker;
		enum gs_letter_style style;
	} markers[] = {{"# ", GS_LETTER_TITLE}, {"## ", GS_LETTER_HEADING},
	    {"- ", GS_LETTER_ITEM}};

	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
		size_t n = strlen(markers[i].marker);

		if (line->len <= n ||
		    memcmp(line->ptr, markers[i].marker, n) != 0)
			continue;
		int err = end_part(r);
		r->open = true;
		r->style = markers[i].style;
		*line = (struct gs_span){line->ptr + n, line->len - n};
		return err;
	}
	if (!r->open)
		r->style = GS_LETTER_BODY;
	return GS_OK;
}

static int read_letter_line(struct letter_reading *r, struct gs_span line)
{
	line = trim_blanks(line);
	if (line.len == 0)
		return end_part(r);
	int err = take_marker(r, &line);
	if (err != GS_OK)
		return err;

	if (r->len > 0)
		r->text[r->len++] = ' ';
	memcpy(r->text + r->len, line.ptr, line.len);
	r->len += line.len;
	r->open = true;
	return GS_OK;
}

static int require_placeholders(const struct letter_reading *r)
{
	for (size_t i = 0; i < PLACEHOLDERS; i++) {
		if (r->seen[i] == 0) {
			gs_report_tell(r->report, "letter-placeholder-missing",
			    "the letter lacks {0}, {1}", gs_say_text(
			        placeholders[i].word),
			    gs_say_text(placeholders[i].means));
			return GS_ERR_RULE;
		}
		if (r->seen[i] > 1 && (i == OF_QR || i == OF_RECORD)) {
			gs_report_tell(r->report, "letter-placeholder-twice",
			    "the letter has {0} twice", gs_say_text(
			        placeholders[i].word));
			return GS_ERR_RULE;
		}
	}
	return GS_OK;
}

int gs_letter_text_read(struct gs_letter_text *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_span text)
{
	struct letter_reading r = {.out = out, .report = report};
	size_t at = 0;

	*out = (struct gs_letter_text){.count = 0};
	if (text.len > GS_LETTER_TEXT_MAX) {
		gs_report_tell(report, "letter-text-long", "the letter has {0} "
		    "bytes; at most {1} are printed",
		    gs_say_number(text.len),
		    gs_say_number(GS_LETTER_TEXT_MAX));
		return GS_ERR_SPACE;
	}
	int err = gs_plain_check(report, text);
	if (err != GS_OK)
		return err;
	/* Each line becomes no longer, and each part ends in one NUL more. */
	r.text = gs_arena_take(arena, 2 * text.len + 2, 1);
	if (r.text == NULL)
		return GS_ERR_MEMORY;

	while (err == GS_OK && at < text.len) {
		const uint8_t *lf = memchr(text.ptr + at, '\n', text.len - at);
		size_t end = lf == NULL ? text.len : (size_t)(lf - text.ptr);

		err = read_letter_line(&r, (struct gs_span){text.ptr + at,
		    end - at});
		at = end + 1;
	}
	if (err == GS_OK)
		err = end_part(&r);
	return err == GS_OK ? require_placeholders(&r) : err;
}

/* Fill -------------------------------------------------------------------- */

static const char *letter_value(size_t which,
    const struct gs_letter_values *values)
{
	if (which == OF_NAME)
		return values->name;
	return which == OF_WHOSE ? values->whose : placeholders[which].text;
}

/* The length; with `w`, the text too. */
static size_t fill_text(struct gs_writer *w, const char *text,
    const struct gs_letter_values *values)
{
	size_t len = 0;

	while (*text != '\0') {
		size_t which = find_placeholder(text);
		const char *from = which == PLACEHOLDERS ? text :
		    letter_value(which, values);
		size_t n = which == PLACEHOLDERS ? 1 : strlen(from);

		if (w != NULL)
			gs_write_bytes(w, from, n);
		len += n;
		text += which == PLACEHOLDERS ? 1 :
		    strlen(placeholders[which].word);
	}
	return len;
}

int gs_letter_text_fill(const char **out, struct gs_arena *arena,
    const struct gs_letter_part *part, const struct gs_letter_values *values)
{
	*out = NULL;
	if (part->style == GS_LETTER_QR || part->style == GS_LETTER_RECORD ||
	    (values->whose == NULL && strstr(part->text,
	        placeholders[OF_WHOSE].word) != NULL))
		return GS_OK;

	size_t len = fill_text(NULL, part->text, values);
	char *text = gs_arena_take(arena, len + 1, 1);
	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of((uint8_t *)text, len);
	(void)fill_text(&w, part->text, values);
	text[len] = '\0';
	*out = text;
	return GS_OK;
}
