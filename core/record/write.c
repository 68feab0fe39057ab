/* SPDX-License-Identifier: Apache-2.0 */
/* The one writer of records.  It writes lines as it is told and at the end has
 * the reader parse them: what is written is what is read. */
#include <string.h>

#include "core/record/record.h"
#include "core/record/time.h"

void gs_record_start(struct gs_record_writer *d, void *buf, size_t max,
    const char *type)
{
	d->w = gs_writer_of(buf, max < GS_RECORD_MAX ? max : GS_RECORD_MAX);
	d->type = gs_type_named(type, strlen(type));
	if (d->type == NULL)
		d->w.err = GS_ERR_INTERNAL;

	gs_write_text(&d->w, GS_HEADING);
	gs_write_text(&d->w, type);
	gs_write_u8(&d->w, '\n');
}

static void write_part(struct gs_writer *w, const struct gs_part *part)
{
	uint8_t buf[GS_TIME_LEN];

	switch (part->kind) {
	case GS_PART_WORD:
	case GS_PART_TEXT:
		gs_write_bytes(w, part->ptr, part->len);
		break;
	case GS_PART_NUMBER:
		gs_write_decimal(w, (uint64_t)part->number);
		break;
	case GS_PART_HASH:
	case GS_PART_BYTES:
		gs_write_base64(w, part->ptr, part->len);
		break;
	case GS_PART_DATE:
		gs_date_format(buf, part->number);
		gs_write_bytes(w, buf, GS_DATE_LEN);
		break;
	case GS_PART_TIME:
		gs_time_format(buf, part->number);
		gs_write_bytes(w, buf, GS_TIME_LEN);
		break;
	case GS_PART_NONE:
	default:
		w->err = GS_ERR_INTERNAL;
	}
}

void gs_record_parts(struct gs_record_writer *d, const char *field,
    const struct gs_part *parts, size_t count)
{
	gs_write_text(&d->w, field);

	for (size_t i = 0; i < count; i++) {
		gs_write_u8(&d->w, ' ');
		write_part(&d->w, &parts[i]);
	}

	gs_write_u8(&d->w, '\n');
}

int gs_record_end(const struct gs_record_writer *d, struct gs_arena *arena)
{
	struct gs_record rec;
	int err = gs_writer_end(&d->w);

	if (err != GS_OK)
		return err;
	return gs_record_parse(&rec, NULL, arena, d->w.ptr, d->w.len);
}

static struct gs_part part_of(enum gs_part_kind kind, const void *ptr,
    size_t len)
{
	return (struct gs_part){.kind = kind, .ptr = ptr, .len = len};
}

struct gs_part gs_part_word(const char *word)
{
	return part_of(GS_PART_WORD, word, strlen(word));
}

struct gs_part gs_part_word_of(const void *word, size_t len)
{
	return part_of(GS_PART_WORD, word, len);
}

struct gs_part gs_part_text(const char *text)
{
	return part_of(GS_PART_TEXT, text, strlen(text));
}

struct gs_part gs_part_text_of(const void *text, size_t len)
{
	return part_of(GS_PART_TEXT, text, len);
}

struct gs_part gs_part_hash(const uint8_t hash[32])
{
	return part_of(GS_PART_HASH, hash, 32);
}

struct gs_part gs_part_bytes(const uint8_t *bytes, size_t len)
{
	return part_of(GS_PART_BYTES, bytes, len);
}

struct gs_part gs_part_number(uint64_t number)
{
	return (struct gs_part){.kind = GS_PART_NUMBER,
	    .number = (int64_t)number};
}

struct gs_part gs_part_date(int64_t days)
{
	return (struct gs_part){.kind = GS_PART_DATE, .number = days};
}

struct gs_part gs_part_time(int64_t seconds)
{
	return (struct gs_part){.kind = GS_PART_TIME, .number = seconds};
}
