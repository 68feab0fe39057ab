/* SPDX-License-Identifier: Apache-2.0 */
/* Rosters as Excel, LibreOffice and Google write them. */
#include <csv.h>
#include <string.h>
#include <strings.h>

#include "admin/roster.h"
#include "store/staff_id.h"
#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "core/bytes.h"
#include "lib/memo/utf16.h"

#define CSV_MAX ((size_t)64 << 20)

static const char *const heading[3] = {"id", "name", "category"};

/* The list while libcsv hands out its fields and lines. */
struct table {
	struct gs_roster *roster;
	size_t column;
	struct gs_span fields[3];
	size_t line;  /* in the file, on which the row begins */
	bool in_row;  /* which goes on in the next line */
	bool headed;
	bool refused; /* the report says why, of the first that is wrong */
	struct gs_report report;
};

/* {0} of the sentence is the line. */
static void refuse_line(struct table *t, const char *code,
    const char *sentence)
{
	t->refused = true;
	gs_report_tell(&t->report, code, sentence, gs_say_number(t->line));
}

static void refuse_no_memory(struct table *t)
{
	refuse_line(t, "staff-no-memory", "line {0}: not enough memory");
}

static void take_field(void *bytes, size_t len, void *ctx)
{
	struct table *t = ctx;
	const struct gs_span field = {bytes, len};

	if (t->refused)
		return;
	if (t->column >= 3) {
		if (!gs_staff_text_is_blank(field))
			refuse_line(t, "staff-line-too-long",
			    "line {0}: it has more than the three columns "
			    "id,name,category");
		return;
	}
	if (gs_arena_copy(&t->fields[t->column], &t->roster->pool.arena,
	        field) != GS_OK)
		refuse_no_memory(t);
	else if (!gs_utf8_valid(field.ptr, len))
		refuse_line(t, "staff-encoding", "line {0}: the list is not "
		    "in UTF-8; it seems to be in Windows-1252 or Latin-1; "
		    "save it again: in Excel as the file type 'CSV UTF-8', in "
		    "LibreOffice with the character set 'Unicode (UTF-8)'");
	t->column++;
}

static bool is_heading(const struct table *t)
{
	for (size_t i = 0; i < 3; i++)
		if (t->fields[i].len != strlen(heading[i]) ||
		    strncasecmp((const char *)t->fields[i].ptr, heading[i],
		        t->fields[i].len) != 0)
			return false;
	return true;
}

/* A field without blanks around it, and an id as one person has one. */
static void clean_field(struct table *t, size_t i)
{
	struct gs_span cleaned = t->fields[i];
	int err = gs_staff_id_clean(&cleaned, &t->roster->pool.arena);

	if (err == GS_OK)
		t->fields[i] = cleaned;
	else if (err == GS_ERR_SPACE)
		refuse_line(t, "staff-field-empty",
		    "line {0}: a field is empty");
	else if (err == GS_ERR_FORMAT && i == 0)
		refuse_line(t, "staff-id-hidden", "line {0}: the id has a "
		    "character that does not show; write it anew");
	else if (err != GS_ERR_FORMAT)
		refuse_no_memory(t);
}

/* Spreadsheets write rows whose cells somebody emptied. */
static bool is_empty_row(const struct table *t)
{
	for (size_t i = 0; i < t->column && i < 3; i++)
		if (!gs_staff_text_is_blank(t->fields[i]))
			return false;
	return true;
}

static void add_row(struct table *t)
{
	struct gs_roster *r = t->roster;

	for (size_t i = 0; i < 3 && !t->refused; i++)
		clean_field(t, i);
	if (t->refused)
		return;
	if (!t->headed && !is_heading(t))
		refuse_line(t, "staff-heading",
		    "line {0}: the first line is not the heading "
		    "id,name,category or id;name;category");
	else if (r->count == GS_ROSTER_MAX)
		refuse_line(t, "staff-too-many",
		    "line {0}: a list has at most a million lines");
	else if (t->headed)
		r->rows[r->count++] = (struct gs_staff_row){t->fields[0],
		    t->fields[1], t->fields[2]};
	t->headed = true;
}

static void take_row(int terminator, void *ctx)
{
	struct table *t = ctx;

	(void)terminator;
	if (!t->refused && !is_empty_row(t)) {
		if (t->column < 3)
			refuse_line(t, "staff-line-too-short",
			    "line {0}: it does not have the three columns "
			    "id,name,category");
		else
			add_row(t);
	}
	t->column = 0;
	t->in_row = false;
}

/* Its end included: LF, CR LF, or CR alone. */
static size_t line_length(const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n' || (text[i] == '\r' &&
		    (i + 1 == len || text[i + 1] != '\n')))
			return i + 1;
	return len;
}

static bool is_void_line(const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] != '\r' && text[i] != '\n')
			return false;
	return true;
}

/* Where a comma is the decimal sign, spreadsheets write semicolons; "Unicode
 * text" has tabs: the heading, whose words are ours, tells which. */
static uint8_t find_delimiter(const uint8_t *text, size_t len)
{
	size_t line = line_length(text, len);

	for (const char *d = ",;\t"; *d != '\0'; d++)
		if (memchr(text, *d, line) != NULL)
			return (uint8_t)*d;
	return ',';
}

/* Excel's own first line, which tells it the delimiter.  Its length, or 0. */
static size_t delimiter_line(const uint8_t *text, size_t len)
{
	size_t line = line_length(text, len);

	return line >= 6 && line <= 7 && memcmp(text, "sep=", 4) == 0 ? line :
	    0;
}

/* Line by line, so that what is refused is refused by its number: libcsv says
 * nothing of empty lines. */
static void feed_lines(struct table *t, struct csv_parser *parser,
    const uint8_t *text, size_t len)
{
	size_t first = delimiter_line(text, len);
	size_t number = first > 0;

	csv_set_delim(parser, first > 0 ? text[4] : find_delimiter(text, len));
	for (size_t at = first, n; at < len && !t->refused; at += n) {
		n = line_length(text + at, len - at);
		number++;
		if (!t->in_row) {
			t->line = number;
			t->in_row = !is_void_line(text + at, n);
		}
		if (csv_parse(parser, text + at, n, take_field, take_row,
		        t) != n)
			break;
	}
	if (!t->refused && (csv_error(parser) != 0 ||
	    csv_fini(parser, take_field, take_row, t) != 0))
		refuse_line(t, "staff-quotation",
		    "line {0}: a quotation mark is not closed");
}

static int parse_table(struct table *t, struct gs_span text)
{
	struct gs_roster *r = t->roster;
	struct csv_parser parser;

	r->rows = gs_arena_take(&r->pool.arena, GS_ROSTER_MAX,
	    sizeof *r->rows);
	if (r->rows == NULL ||
	    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return GS_ERR_MEMORY;
	feed_lines(t, &parser, text.ptr, text.len);
	csv_free(&parser);
	if (!t->refused && r->count == 0)
		refuse_line(t, "staff-nobody", "line {0}: it names nobody");
	return t->refused ? GS_ERR_FORMAT : GS_OK;
}

/* Encodings ------------------------------------------------------------ */

/* Excel's "Unicode text" has a byte order mark; without one, the heading's
 * letters tell.  *begin: where its text begins; *high: which byte of a unit is
 * the high one. */
static bool is_utf16(struct gs_span s, size_t *begin, size_t *high)
{
	if (s.len < 2)
		return false;
	*begin = (s.ptr[0] == 0xff && s.ptr[1] == 0xfe) ||
	    (s.ptr[0] == 0xfe && s.ptr[1] == 0xff) ? 2 : 0;
	*high = *begin == 2 ? s.ptr[0] == 0xff : s.ptr[1] == 0;
	return *begin == 2 || (s.ptr[0] == 0) != (s.ptr[1] == 0);
}

/* UTF-16 as UTF-8. */
static int read_utf16(struct table *t, struct gs_span *text, size_t begin,
    size_t high)
{
	size_t count = (text->len - begin) / 2, len = 0;
	struct gs_arena *arena = &t->roster->pool.arena;
	uint16_t *units = gs_arena_take(arena, count + 1, sizeof *units);
	uint8_t *out = gs_arena_take(arena, count + 1, 3);

	if (units == NULL || out == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *at = text->ptr + begin + 2 * i;
		units[i] = (uint16_t)(at[high] << 8 | at[1 - high]);
	}
	bool whole = (text->len - begin) % 2 == 0;
	for (size_t i = 0; whole && i < count;) {
		uint32_t c = gs_utf16_next(units, count, &i);

		t->line += c == '\n';
		whole = !gs_utf16_is_surrogate(c);
		gs_utf8_put(out, &len, c);
	}
	if (!whole) {
		refuse_line(t, "staff-utf16", "line {0}: the list is in "
		    "UTF-16, of which a part is missing; save it again: in "
		    "Excel as the file type 'CSV UTF-8'");
		return GS_ERR_FORMAT;
	}
	*text = (struct gs_span){out, len};
	return GS_OK;
}

static int decode_text(struct table *t, struct gs_span *text)
{
	static const uint8_t mark[3] = {0xef, 0xbb, 0xbf}; /* Excel's UTF-8 */
	size_t begin = 0, high = 0;

	if (is_utf16(*text, &begin, &high))
		return read_utf16(t, text, begin, high);
	if (text->len >= sizeof mark &&
	    memcmp(text->ptr, mark, sizeof mark) == 0)
		*text = (struct gs_span){text->ptr + 3, text->len - 3};
	return GS_OK;
}

int gs_roster_read(struct gs_roster *roster, const char *path)
{
	struct table t = {.roster = roster, .line = 1};
	struct gs_span text;
	uint8_t *file = NULL;
	size_t len = 0;

	(void)gs_pool_start(&roster->pool);
	int err = gs_cli_file_read(&file, &len, CSV_MAX, path);
	text = (struct gs_span){file, len};
	if (err == GS_OK)
		err = decode_text(&t, &text);
	if (err == GS_OK)
		err = parse_table(&t, text);
	gs_verb_report_at(path, &t.report);
	gs_file_wipe(&file, len);
	return err;
}
