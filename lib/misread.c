/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/misread.h"

#include <string.h>

#include "core/record/record.h"

#define WORDS_SHOWN 60 /* bytes of a wrong line in a message */
#define SHAPE_MAX 128

struct misread {
	struct gs_report *why;
	struct gs_arena *arena;
	const struct gs_type *type;
	size_t number;
	struct gs_span line;  /* without its LF; none: the text ended */
	struct gs_span words; /* of it, which may be said */
	bool cut;             /* it has no LF */
	size_t field;         /* of the line before; 0 if there is none */
	size_t seen;          /* lines of that field so far */
};

static const char *shape_of(enum gs_part_kind kind)
{
	switch (kind) {
	case GS_PART_WORD: return " WORD";
	case GS_PART_NUMBER: return " NUMBER";
	case GS_PART_HASH: return " HASH";
	case GS_PART_BYTES: return " BYTES";
	case GS_PART_DATE: return " YYYY-MM-DD";
	case GS_PART_TIME: return " YYYY-MM-DDThh:mm:ssZ";
	case GS_PART_TEXT: return " TEXT";
	case GS_PART_NONE:
	default: return "";
	}
}

static size_t first_word_len(struct gs_span line)
{
	const uint8_t *space = line.len == 0 ? NULL :
	    memchr(line.ptr, ' ', line.len);

	return space == NULL ? line.len : (size_t)(space - line.ptr);
}

/* The field of that line; field_count if the type has none. */
static size_t find_field(const struct gs_type *type, struct gs_span line)
{
	size_t len = first_word_len(line), i = 0;

	for (; i < type->field_count; i++)
		if (strlen(type->fields[i].name) == len &&
		    memcmp(type->fields[i].name, line.ptr, len) == 0)
			break;
	return i;
}

/* Line by line to the one that was refused: those before it are good. */
static void find_line(struct misread *m, struct gs_span text)
{
	for (size_t n = 1; text.len > 0; n++) {
		const uint8_t *end = memchr(text.ptr, '\n', text.len);
		size_t len = end == NULL ? text.len :
		    (size_t)(end - text.ptr);

		m->line = (struct gs_span){text.ptr, len};
		m->cut = end == NULL;
		if (n == m->number)
			return;
		if (n > 1) {
			size_t field = find_field(m->type, m->line);

			m->seen = field == m->field ? m->seen + 1 : 1;
			m->field = field;
		}

		text.ptr += m->cut ? len : len + 1;
		text.len -= m->cut ? len : len + 1;
	}
	m->line = (struct gs_span){NULL, 0};
}

static void say_words(struct misread *m)
{
	size_t most = m->number == 1 || m->type->logged ? m->line.len :
	    first_word_len(m->line);

	m->words = (struct gs_span){(const uint8_t *)"", 0};
	if (m->line.ptr != NULL)
		m->words = (struct gs_span){m->line.ptr,
		    most < WORDS_SHOWN ? most : WORDS_SHOWN};
}

/* A field that must come between the line before and field `next`; NULL if
 * there is none. */
static const char *find_missing(const struct misread *m, size_t next)
{
	for (size_t i = m->field; i < next; i++)
		if ((i == m->field ? m->seen : 0) < m->type->fields[i].min)
			return m->type->fields[i].name;
	return NULL;
}

static void tell_bad_heading(struct misread *m)
{
	gs_report_tell(m->why, "misread-heading", "line 1, '{0}', is not "
	    "'gainsay/v1 {1}'", gs_say_span(m->words.ptr, m->words.len),
	    gs_say_text(m->type->name));
}

static void tell_short_text(struct misread *m)
{
	const char *missing = find_missing(m, m->type->field_count);

	gs_report_tell(m->why, "misread-end", "it ends before line {0}, where "
	    "a line '{1}' is missing", gs_say_number(m->number),
	    gs_say_text(missing == NULL ? "signature" : missing));
}

/* The first part that is none; from 1. */
static size_t find_part(struct misread *m, const struct gs_field *field)
{
	struct gs_span rest = m->line;
	struct gs_part part;
	size_t i = 0;

	for (; i < GS_PARTS_MAX && field->parts[i] != GS_PART_NONE; i++) {
		bool last = i + 1 == GS_PARTS_MAX ||
		    field->parts[i + 1] == GS_PART_NONE;
		size_t skip = first_word_len(rest);

		if (skip == rest.len)
			break;
		rest.ptr += skip + 1;
		rest.len -= skip + 1;
		if (gs_part_parse(&part, m->arena, field->parts[i], rest.ptr,
		        last ? rest.len : first_word_len(rest)) != GS_OK)
			break;
	}
	return i + 1;
}

static void tell_parts(struct misread *m, const struct gs_field *field)
{
	char shape[SHAPE_MAX];
	struct gs_writer w = gs_writer_of(shape, sizeof shape);

	gs_write_text(&w, field->name);
	for (size_t i = 0; i < GS_PARTS_MAX; i++)
		gs_write_text(&w, shape_of(field->parts[i]));
	gs_report_tell(m->why, "misread-parts", "line {0}, '{1}', must read "
	    "'{2}', and its part {3} after the name is missing or is none",
	    gs_say_number(m->number), gs_say_span(m->words.ptr, m->words.len),
	    gs_say_span((const uint8_t *)shape, w.len),
	    gs_say_number(find_part(m, field)));
}

/* A line that the table does not allow where it stands. */
static void tell_place(struct misread *m, size_t field)
{
	const struct gs_field *fields = m->type->fields;
	const char *missing = find_missing(m, field);
	const struct gs_message_value number = gs_say_number(m->number);
	const struct gs_message_value words = gs_say_span(m->words.ptr,
	    m->words.len);

	if (field == m->type->field_count)
		gs_report_tell(m->why, "misread-name", "line {0}, '{1}', has a "
		    "name that no line of a '{2}' record has", number, words,
		    gs_say_text(m->type->name));
	else if (field < m->field)
		gs_report_tell(m->why, "misread-order", "line {0}, '{1}', must "
		    "stand before the lines '{2}'", number, words,
		    gs_say_text(fields[m->field].name));
	else if (missing != NULL)
		gs_report_tell(m->why, "misread-missing", "before line {0}, "
		    "'{1}', a line '{2}' is missing", number, words,
		    gs_say_text(missing));
	else
		gs_report_tell(m->why, "misread-often", "line {0}, '{1}', is "
		    "one too many: a record has at most {2} of this name",
		    number, words, gs_say_number(fields[field].max));
}

static void tell_bad_line(struct misread *m)
{
	size_t field = find_field(m->type, m->line);
	bool full = field == m->field && field < m->type->field_count &&
	    m->seen == m->type->fields[field].max;

	if (m->line.len > 0 && m->line.ptr[m->line.len - 1] == '\r')
		gs_report_tell(m->why, "misread-cr", "line {0}, '{1}', ends "
		    "with CR and LF, as some systems write them; a record's "
		    "lines end with LF alone", gs_say_number(m->number),
		    gs_say_span(m->words.ptr, m->words.len));
	else if (m->cut || m->line.len > GS_LINE_MAX)
		gs_report_tell(m->why, "misread-line-end", "line {0}, '{1}', "
		    "has no end of a line within {2} bytes: the text was cut",
		    gs_say_number(m->number),
		    gs_say_span(m->words.ptr, m->words.len),
		    gs_say_number(GS_LINE_MAX));
	else if (m->number == 1)
		tell_bad_heading(m);
	else if (field == m->type->field_count || field < m->field || full ||
	    find_missing(m, field) != NULL)
		tell_place(m, field);
	else
		tell_parts(m, &m->type->fields[field]);
}

void gs_misread_tell(struct gs_report *why, struct gs_arena *arena,
    const char *type, struct gs_span text, size_t line)
{
	struct misread m = {.why = why, .arena = arena, .number = line,
	    .type = gs_type_named(type, strlen(type))};
	const struct gs_type *is = gs_type_of(text.ptr, text.len);

	/* One of another type is good, or bad by another table. */
	if (is != m.type || line == 0)
		m.number = 1;
	find_line(&m, text);
	say_words(&m);

	if (is == m.type && line == 0)
		gs_report_say(why, "misread-value", "its lines stand as they "
		    "must, and one of them says what it may not");
	else if (m.line.ptr == NULL && m.number > 1)
		tell_short_text(&m);
	else
		tell_bad_line(&m);
}
