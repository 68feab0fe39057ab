/* SPDX-License-Identifier: Apache-2.0 */
/* The one reader of records: every line is held against the table of its type
 * (types.c), so that whatever is accepted has one spelling.  Also what a parsed
 * record is asked, and the header of a log entry. */
#include <string.h>

#include "core/host.h"
#include "core/record/record.h"
#include "core/record/time.h"

#define BYTES_MAX GS_RECORD_BYTES_MAX
#define SIGNATURE "signature "

static bool word_is_valid(const uint8_t *p, size_t len)
{
	if (len == 0 || len > GS_WORD_MAX)
		return false;

	for (size_t i = 0; i < len; i++) {
		bool alnum = (p[i] >= 'a' && p[i] <= 'z') ||
		    (p[i] >= '0' && p[i] <= '9');
		bool sign = p[i] == '+' || p[i] == '-';
		bool other = p[i] == '.' || p[i] == ':' || p[i] == '/';
		if (!alnum && !sign && (!other || i == 0))
			return false;
	}

	return true;
}

static bool text_is_valid(const uint8_t *p, size_t len)
{
	if (len == 0 || p[0] == ' ' || p[len - 1] == ' ')
		return false;

	for (size_t i = 0; i < len; i++) {
		/* C1 controls are C2 80 .. C2 9F in UTF-8. */

		bool c1 = p[i] == 0xc2 && i + 1 < len && p[i + 1] < 0xa0;
		if (p[i] < 0x20 || p[i] == 0x7f || c1)
			return false;
	}

	return gs_utf8_valid(p, len);
}

static int part_bytes(struct gs_part *out, struct gs_arena *arena,
    const uint8_t *p, size_t len)
{
	size_t max = out->kind == GS_PART_HASH ? 32 : BYTES_MAX;

	if (len == 0 || len > GS_BASE64_LEN(max))
		return GS_ERR_FORMAT;

	/* len <= GS_BASE64_LEN(BYTES_MAX): the sum is small. */
	uint8_t *bytes = gs_arena_take(arena, len / 4 * 3 + 3, 1);
	if (bytes == NULL)
		return GS_ERR_MEMORY;

	if (gs_base64_decode(bytes, &out->len, max, p, len) != GS_OK ||
	    (out->kind == GS_PART_HASH && out->len != 32))
		return GS_ERR_FORMAT;

	out->ptr = bytes;
	return GS_OK;
}

static int part_number(struct gs_part *out, const uint8_t *p, size_t len)
{
	uint64_t v = 0;

	if (gs_decimal_decode(&v, p, len, INT64_MAX) != GS_OK)
		return GS_ERR_FORMAT;

	out->number = (int64_t)v;
	return GS_OK;
}

int gs_part_parse(struct gs_part *out, struct gs_arena *arena,
    enum gs_part_kind kind, const void *text, size_t len)
{
	const uint8_t *p = text;

	*out = (struct gs_part){.kind = kind, .ptr = p, .len = len};

	switch (kind) {
	case GS_PART_WORD: return word_is_valid(p, len) ? GS_OK : GS_ERR_FORMAT;
	case GS_PART_TEXT: return text_is_valid(p, len) ? GS_OK : GS_ERR_FORMAT;
	case GS_PART_NUMBER: return part_number(out, p, len);
	case GS_PART_DATE: return gs_date_parse(&out->number, p, len);
	case GS_PART_TIME: return gs_time_parse(&out->number, p, len);
	case GS_PART_HASH:
	case GS_PART_BYTES: return part_bytes(out, arena, p, len);
	case GS_PART_NONE:
	default: return GS_ERR_INTERNAL;
	}
}

/* 1 to GS_PARTS_MAX. */
static size_t parts_of(const struct gs_field *field)
{
	size_t n = 0;

	while (n < GS_PARTS_MAX && field->parts[n] != GS_PART_NONE)
		n++;

	return n;
}

static int value_parse(struct gs_value *out, struct gs_arena *arena,
    const struct gs_field *field, const uint8_t *p, size_t len)
{
	size_t parts = parts_of(field);

	out->field = field;

	for (size_t i = 0; i < parts; i++) {
		const uint8_t *space = i + 1 == parts ? NULL :
		    memchr(p, ' ', len);

		if (i + 1 < parts && space == NULL)
			return GS_ERR_FORMAT;

		size_t n = space == NULL ? len : (size_t)(space - p);
		int err = gs_part_parse(&out->parts[i], arena,
		    field->parts[i], p, n);
		if (err != GS_OK)
			return err;

		if (space != NULL) {
			p += n + 1;
			len -= n + 1;
		}
	}

	return GS_OK;
}

/* Where the reading stands in the table of fields. */
struct cursor {
	size_t field; /* index of the field of the line before */
	size_t seen;  /* lines of that field so far */
};

/* Moves the cursor to the field of a line that begins with `p`; NULL if the
 * table does not allow that line here. */
static const struct gs_field *next_field(struct cursor *at,
    const struct gs_type *type, const uint8_t *p, size_t len)
{
	for (; at->field < type->field_count; at->field++, at->seen = 0) {
		const struct gs_field *f = &type->fields[at->field];
		size_t n = strlen(f->name);

		if (len > n && memcmp(p, f->name, n) == 0 && p[n] == ' ' &&
		    at->seen < f->max) {
			at->seen++;
			return f;
		}

		if (at->seen < f->min)
			return NULL;
	}

	return NULL;
}

/* The required fields after the last line that was read.  A text that lacks
 * nothing but signatures is told apart: it is not signed, or not by all. */
static int table_satisfied(const struct cursor *at, const struct gs_type *type)
{
	for (size_t i = at->field; i < type->field_count; i++)
		if ((i == at->field ? at->seen : 0) < type->fields[i].min)
			return strcmp(type->fields[i].name, "signature") == 0 ?
			    GS_ERR_SIGNATURE : GS_ERR_FORMAT;
	return GS_OK;
}

static int read_type_line(const struct gs_type **out, struct gs_reader *r)
{
	size_t len = 0;

	gs_read_expect(r, GS_HEADING);
	const uint8_t *name = gs_read_line(&len, r, GS_WORD_MAX);
	if (name == NULL)
		return GS_ERR_FORMAT;

	*out = gs_type_named(name, len);
	return *out == NULL ? GS_ERR_UNKNOWN : GS_OK;
}

const struct gs_type *gs_type_of(const void *text, size_t len)
{
	struct gs_reader r = gs_reader_of(text, len);
	const struct gs_type *type = NULL;

	return read_type_line(&type, &r) == GS_OK ? type : NULL;
}

bool gs_record_is(const struct gs_record *rec, enum gs_record_kind kind)
{
	return rec->type->kind == kind;
}

/* Of these one is the heading, so there are fewer values. */
static size_t count_lines(const uint8_t *p, size_t len)
{
	const uint8_t *lf = NULL;
	size_t n = 0;

	for (; len > 0 && (lf = memchr(p, '\n', len)) != NULL; n++) {
		len -= (size_t)(lf + 1 - p);
		p = lf + 1;
	}

	return n;
}

/* What a signature line is over.  The first one's text stands in the record as
 * it is; for another it is put together. */
static int read_signed_text(struct gs_value *v, struct gs_record *rec,
    struct gs_arena *arena)
{
	struct gs_part role = v->parts[0];

	if (rec->signed_len == rec->len) {
		rec->signed_len = (size_t)(v->line.ptr - rec->text);
		v->signed_text = (struct gs_span){rec->text, rec->signed_len +
		    sizeof SIGNATURE - 1 + role.len};
		return GS_OK;
	}

	size_t room = rec->signed_len + sizeof SIGNATURE + GS_WORD_MAX;
	uint8_t *buf = gs_arena_take(arena, room, 1);
	if (buf == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(buf, room);
	gs_write_bytes(&w, rec->text, rec->signed_len);
	gs_write_text(&w, SIGNATURE);
	gs_write_bytes(&w, role.ptr, role.len);
	v->signed_text = (struct gs_span){buf, w.len};
	return gs_writer_end(&w);
}

static int read_field_line(struct gs_record *rec, struct gs_arena *arena,
    const struct gs_field *f, struct gs_span line)
{
	struct gs_value *v = &rec->values[rec->count];
	size_t skip = strlen(f->name) + 1;

	v->line = (struct gs_span){line.ptr, line.len + 1};
	int err = value_parse(v, arena, f, line.ptr + skip, line.len - skip);
	if (err == GS_OK && strcmp(f->name, "signature") == 0)
		err = read_signed_text(v, rec, arena);
	if (err == GS_OK)
		rec->count++;
	return err;
}

static int read_lines(struct gs_record *rec, size_t *line,
    struct gs_arena *arena, struct gs_reader *r)
{
	struct cursor at = {0, 0};

	while (!gs_reader_done(r)) {
		size_t len = 0;
		*line += 1;

		const uint8_t *p = gs_read_line(&len, r, GS_LINE_MAX);
		if (p == NULL)
			return GS_ERR_FORMAT;

		const struct gs_field *f = next_field(&at, rec->type, p, len);
		if (f == NULL)
			return GS_ERR_FORMAT;

		int err = read_field_line(rec, arena, f,
		    (struct gs_span){p, len});
		if (err != GS_OK)
			return err;
	}

	*line += 1;
	int err = gs_reader_end(r);
	return err != GS_OK ? err : table_satisfied(&at, rec->type);
}

int gs_record_parse(struct gs_record *out, size_t *bad_line,
    struct gs_arena *arena, const void *text, size_t len)
{
	struct gs_record rec = {.text = text, .len = len, .signed_len = len};
	struct gs_reader r = gs_reader_of(text, len);
	size_t line = 1;
	int err = len > GS_RECORD_MAX ? GS_ERR_FORMAT :
	    read_type_line(&rec.type, &r);

	size_t lines = count_lines(text, len);
	if (err == GS_OK && lines > GS_VALUES_MAX)
		err = GS_ERR_FORMAT;

	if (err == GS_OK) {
		rec.values = gs_arena_take(arena, lines, sizeof *rec.values);
		err = rec.values == NULL ? GS_ERR_MEMORY : GS_OK;
	}

	if (err == GS_OK)
		err = read_lines(&rec, &line, arena, &r);

	if (err != GS_OK) {
		if (bad_line != NULL)
			*bad_line = line;
		return err;
	}

	*out = rec;
	return GS_OK;
}

const struct gs_value *gs_record_value(const struct gs_record *rec,
    const char *name, size_t n)
{
	for (size_t i = 0; i < rec->count; i++) {
		const char *is = rec->values[i].field->name;

		/* Asked several times of each entry of a log. */
		if (is[0] == name[0] && strcmp(is, name) == 0 && n-- == 0)
			return &rec->values[i];
	}

	return NULL;
}

size_t gs_record_count(const struct gs_record *rec, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < rec->count; i++)
		n += strcmp(rec->values[i].field->name, name) == 0;

	return n;
}

struct gs_part gs_record_part(const struct gs_record *rec, const char *name)
{
	const struct gs_value *v = gs_record_value(rec, name, 0);

	return v == NULL ? (struct gs_part){.kind = GS_PART_NONE} : v->parts[0];
}

const uint8_t *gs_record_hash(const struct gs_record *rec, const char *name)
{
	return gs_record_part(rec, name).ptr;
}

uint64_t gs_record_number(const struct gs_record *rec, const char *name)
{
	return (uint64_t)gs_record_part(rec, name).number;
}

bool gs_part_is(const struct gs_part *part, const char *text)
{
	size_t len = strlen(text);

	return part->ptr != NULL && part->len == len &&
	    memcmp(part->ptr, text, len) == 0;
}

bool gs_part_same(const struct gs_part *a, const struct gs_part *b)
{
	return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

static const struct gs_value *signature_of(const struct gs_record *rec,
    const char *role)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(rec, "signature", i)); i++)
		if (gs_part_is(&v->parts[0], role))
			return v;

	return NULL;
}

bool gs_record_signed_by(const struct gs_record *rec, const char *role)
{
	return signature_of(rec, role) != NULL;
}

static int verify_line(const struct gs_value *v, const uint8_t key[32])
{
	if (v == NULL)
		return GS_ERR_UNKNOWN;

	if (v->parts[1].len != GS_SIGNATURE_LEN)
		return GS_ERR_SIGNATURE;
	return gs_host_ed25519_verify(v->parts[1].ptr, key, v->signed_text.ptr,
	    v->signed_text.len);
}

int gs_record_verify(const struct gs_record *rec, const char *role,
    const uint8_t key[32])
{
	return verify_line(signature_of(rec, role), key);
}

int gs_record_verify_at(const struct gs_record *rec, size_t n,
    const uint8_t key[32])
{
	return verify_line(gs_record_value(rec, "signature", n), key);
}

void gs_record_digest(uint8_t digest[32], const struct gs_record *rec)
{
	gs_host_sha256(digest, &(struct gs_span){rec->text, rec->len}, 1);
}

bool gs_recipient_is_known(const struct gs_part *type,
    const struct gs_part *key)
{
	return gs_part_is(type, GS_RECIPIENT_X25519) && key->len == 32;
}

/* `acts <number> <number>`; what is no such line fails the reader. */
static void read_acts(struct gs_entry_header *header, struct gs_reader *r)
{
	size_t len = 0;

	gs_read_expect(r, "acts ");
	const uint8_t *line = gs_read_line(&len, r, GS_ACTS_LEN_MAX);
	const uint8_t *space = line == NULL ? NULL : memchr(line, ' ', len);
	size_t first = space == NULL ? 0 : (size_t)(space - line);

	if (space == NULL ||
	    gs_decimal_decode(&header->endorsements, line, first, UINT32_MAX) !=
	    GS_OK || gs_decimal_decode(&header->withdrawals, space + 1,
	        len - first - 1, UINT32_MAX) != GS_OK)
		r->err = GS_ERR_FORMAT;
}

int gs_entry_split(struct gs_entry_header *header, struct gs_span *text,
    const void *entry, size_t entry_len)
{
	static const char acts[] = "acts ";
	struct gs_reader r = gs_reader_of(entry, entry_len);
	struct gs_entry_header mine = {.at = 0};

	gs_read_expect(&r, "at ");
	const uint8_t *time = gs_read_bytes(&r, GS_TIME_LEN);
	gs_read_expect(&r, "\n");
	if (entry_len > GS_ENTRY_MAX || r.err != GS_OK ||
	    gs_time_parse(&mine.at, time, GS_TIME_LEN) != GS_OK)
		return GS_ERR_FORMAT;

	mine.has_acts = r.left >= sizeof acts - 1 &&
	    memcmp(r.ptr, acts, sizeof acts - 1) == 0;
	if (mine.has_acts)
		read_acts(&mine, &r);
	if (r.err != GS_OK)
		return GS_ERR_FORMAT;

	const struct gs_type *type = gs_type_of(r.ptr, r.left);
	bool memo = type != NULL && type->kind == GS_RECORD_MEMO;
	if (memo != mine.has_acts)
		return GS_ERR_FORMAT;

	*header = mine;
	*text = (struct gs_span){r.ptr, r.left};
	return GS_OK;
}

int gs_entry_head(struct gs_writer *w, const struct gs_entry_header *header)
{
	uint8_t time[GS_TIME_LEN];

	if (header->at < 0 || header->at > GS_TIME_MAX)
		return GS_ERR_RANGE;

	gs_time_format(time, header->at);
	gs_write_text(w, "at ");
	gs_write_bytes(w, time, sizeof time);
	gs_write_text(w, "\n");
	if (header->has_acts) {
		gs_write_text(w, "acts ");
		gs_write_decimal(w, header->endorsements);
		gs_write_text(w, " ");
		gs_write_decimal(w, header->withdrawals);
		gs_write_text(w, "\n");
	}
	return gs_writer_end(w);
}
