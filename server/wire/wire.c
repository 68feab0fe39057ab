/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/wire.h"

#include <stdio.h>
#include <string.h>

#include "core/record/time.h"

#define SPAN_MIN 4 /* bytes that an empty span takes */
#define ENROL_LEN (8 + 32 + GS_POSSESSION_LEN)

/* What a kind of ask consists of. */
enum {
	ID = 1,
	TOKEN = 2,
	TEXTS = 4,  /* one or more */
	TEXT = 8,   /* exactly one */
	CONTENTS = 16,
	KEYS = 32,
	OPENING = 64,
	ENROL = 128,
	NOW = 256,
	READER = 512,
	KEY = 1024,
	STAFF = 2048,
	PASSED = 4096
};

static const unsigned parts_of[GS_ASK_KINDS] = {
	[GS_ASK_LOG] = READER,
	[GS_ASK_ROLL] = ID,
	[GS_ASK_CONTENT] = READER | ID,
	[GS_ASK_READING] = ID | TOKEN | TEXT,
	[GS_ASK_SUBMIT] = READER | TEXT | CONTENTS | KEYS,
	[GS_ASK_FILING] = TEXTS | CONTENTS,
	[GS_ASK_ACT] = TOKEN | TEXT | CONTENTS,
	[GS_ASK_BOX_OPEN] = ID | OPENING,
	[GS_ASK_BOX] = ID | TOKEN,
	[GS_ASK_BOX_ACT] = ID | TOKEN | TEXTS,
	[GS_ASK_BOX_EXPORT] = ID | TOKEN,
	[GS_ASK_BOX_FILE] = ID | TOKEN | KEY | TEXTS,
	[GS_ASK_BOX_PROLONG] = ID | TOKEN,
	[GS_ASK_BOX_REMOVE] = ID | TOKEN,
	[GS_ASK_ENROL] = ID | ENROL,
	[GS_ASK_CODE] = TEXT,
	[GS_ASK_STAFF] = READER | STAFF | KEYS,
	[GS_ASK_PASSING] = READER | PASSED | KEYS,
	[GS_ASK_CLOCK] = TOKEN | NOW,
	[GS_ASK_COSIGN] = TEXT,
};

/* What changes something, or stands on proofs, is answered by a few lines. */
bool gs_wire_only_reads(enum gs_ask_kind kind)
{
	static const bool reads[GS_ASK_KINDS] = {
	    [GS_ASK_CHANNEL] = true, [GS_ASK_LOG] = true, [GS_ASK_ROLL] = true,
	    [GS_ASK_CONTENT] = true, [GS_ASK_BOX] = true,
	    [GS_ASK_BOX_EXPORT] = true, [GS_ASK_HEALTH] = true};

	return reads[kind];
}

static bool is_time(int64_t time)
{
	return time >= 0 && time <= GS_TIME_MAX;
}

static bool is_day(int64_t day)
{
	return day >= 0 && day <= GS_TIME_MAX / GS_DAY;
}

/* The limits that reader and writer share. */
static bool is_ask(const struct gs_ask *ask)
{
	unsigned parts = parts_of[ask->kind];
	bool good = ask->content_count <= GS_WIRE_CONTENTS_MAX &&
	    is_day(ask->opening.after) && is_time(ask->now);

	if (parts & TEXTS)
		good = good && ask->text_count >= 1 &&
		    ask->text_count <= GS_WIRE_TEXTS_MAX;
	if (parts & TEXT)
		good = good && ask->text_count == 1;

	if (parts & ENROL)
		good = good && ask->enrol_count >= 1 &&
		    ask->enrol_count <= GS_ENROL_MAX;
	for (size_t i = 0; good && i < ask->enrol_count; i++)
		good = ask->enrol[i].edition <= INT64_MAX;
	return good && (unsigned)ask->staff.step < GS_STAFF_STEPS &&
	    ask->staff.turn <= INT64_MAX && ask->staff.edition <= INT64_MAX &&
	    (unsigned)ask->passed.item < GS_PASSED_ITEMS &&
	    ask->passed.turn <= INT64_MAX;
}

static void write_span(struct gs_writer *w, struct gs_span span)
{
	gs_write_lv(w, span.ptr, span.len);
}

static void write_spans(struct gs_writer *w, const struct gs_span *spans,
    size_t count)
{
	if (count > UINT32_MAX)
		w->err = GS_ERR_SPACE;
	gs_write_u32(w, (uint32_t)count);
	for (size_t i = 0; i < count && w->err == GS_OK; i++)
		write_span(w, spans[i]);
}

static void write_time(struct gs_writer *w, int64_t time)
{
	gs_write_u64(w, (uint64_t)time);
}

static void write_reader(struct gs_writer *w, const struct gs_ask *ask)
{
	gs_write_u8(w, ask->reader.has_bearer);
	if (ask->reader.has_bearer)
		gs_write_bytes(w, ask->reader.bearer, 32);
	write_span(w, ask->reader.request);
	write_span(w, ask->reader.path);
	gs_write_bytes(w, ask->reader.body, 32);
}

static void write_opening(struct gs_writer *w, const struct gs_opening *o)
{
	gs_write_bytes(w, o->roll, 32);
	gs_write_bytes(w, o->charter, 32);
	write_time(w, o->after);
	gs_write_bytes(w, o->token_hash, 32);
	gs_write_bytes(w, o->owner_hash, 32);
	write_span(w, o->sealed);
	write_span(w, o->file);
	gs_write_u32(w, o->slot);
	write_span(w, o->proof);
}

static void write_enrolment(struct gs_writer *w, const struct gs_ask *ask)
{
	gs_write_u8(w, (uint8_t)ask->enrol_count);
	for (size_t i = 0; i < ask->enrol_count; i++) {
		gs_write_u64(w, ask->enrol[i].edition);
		gs_write_bytes(w, ask->enrol[i].key, 32);
		gs_write_bytes(w, ask->enrol[i].possession,
		    GS_POSSESSION_LEN);
	}
}

static void write_staff(struct gs_writer *w, const struct gs_ask *ask)
{
	gs_write_u8(w, (uint8_t)ask->staff.step);
	gs_write_u64(w, ask->staff.turn);
	gs_write_u64(w, ask->staff.edition);
}

int gs_wire_ask_write(struct gs_writer *w, const struct gs_ask *ask)
{
	if ((size_t)ask->kind >= GS_WIRE_KINDS || !is_ask(ask))
		return GS_ERR_RANGE;

	unsigned parts = parts_of[ask->kind];
	gs_write_u8(w, (uint8_t)ask->kind);
	if (parts & READER)
		write_reader(w, ask);
	if (parts & ID)
		gs_write_bytes(w, ask->id, 32);
	if (parts & TOKEN)
		gs_write_bytes(w, ask->token, 32);
	if (parts & KEY)
		gs_write_bytes(w, ask->key, 32);

	if (parts & TEXTS)
		write_spans(w, ask->texts, ask->text_count);
	if (parts & TEXT)
		write_span(w, ask->texts[0]);
	if (parts & CONTENTS)
		write_spans(w, ask->contents, ask->content_count);
	if (parts & KEYS) {
		write_span(w, ask->keys);
		write_span(w, ask->reading);
	}

	if (parts & STAFF)
		write_staff(w, ask);
	if (parts & PASSED) {
		gs_write_u8(w, (uint8_t)ask->passed.item);
		gs_write_u64(w, ask->passed.turn);
	}
	if (parts & OPENING)
		write_opening(w, &ask->opening);
	if (parts & ENROL)
		write_enrolment(w, ask);
	if (parts & NOW)
		write_time(w, ask->now);
	return GS_OK;
}

static void fail_reader(struct gs_reader *r)
{
	r->err = GS_ERR_FORMAT;
	r->left = 0;
}

static struct gs_span read_span(struct gs_reader *r)
{
	size_t len = gs_read_u32(r);
	const uint8_t *ptr = gs_read_bytes(r, len);
	return (struct gs_span){ptr, ptr == NULL ? 0 : len};
}

/* Room for `count` items of which each takes at least `min` of the bytes that
 * are left, so that a number alone never makes anyone take memory. */
static void *take_list(struct gs_reader *r, struct gs_arena *arena,
    size_t count, size_t min, size_t size)
{
	if (r->err == GS_OK && count > r->left / min)
		fail_reader(r);
	if (r->err != GS_OK)
		return NULL;

	void *list = gs_arena_take(arena, count + 1, size);
	if (list == NULL)
		fail_reader(r);
	return list;
}

static struct gs_span *read_spans(size_t *count, struct gs_reader *r,
    struct gs_arena *arena)
{
	size_t n = gs_read_u32(r);
	struct gs_span *list = take_list(r, arena, n, SPAN_MIN, sizeof *list);
	*count = list == NULL ? 0 : n;

	for (size_t i = 0; i < *count; i++)
		list[i] = read_span(r);
	return list;
}

static int64_t read_time(struct gs_reader *r)
{
	return (int64_t)gs_read_u64(r);
}

static bool read_bool(struct gs_reader *r)
{
	uint8_t v = gs_read_u8(r);

	if (v > 1)
		fail_reader(r);
	return v == 1;
}

static void read_opening(struct gs_opening *o, struct gs_reader *r)
{
	gs_read_copy(r, o->roll, 32);
	gs_read_copy(r, o->charter, 32);
	o->after = read_time(r);
	gs_read_copy(r, o->token_hash, 32);
	gs_read_copy(r, o->owner_hash, 32);
	o->sealed = read_span(r);
	o->file = read_span(r);
	o->slot = gs_read_u32(r);
	o->proof = read_span(r);
}

static void read_enrolment(struct gs_ask *ask, struct gs_reader *r,
    struct gs_arena *arena)
{
	size_t n = gs_read_u8(r);
	struct gs_enrol_key *keys = take_list(r, arena, n, ENROL_LEN,
	    sizeof *keys);

	ask->enrol = keys;
	ask->enrol_count = keys == NULL ? 0 : n;
	for (size_t i = 0; i < ask->enrol_count; i++) {
		keys[i].edition = gs_read_u64(r);
		gs_read_copy(r, keys[i].key, 32);
		gs_read_copy(r, keys[i].possession, GS_POSSESSION_LEN);
	}
}

static void read_reader(struct gs_ask *ask, struct gs_reader *r)
{
	ask->reader.has_bearer = read_bool(r);
	if (ask->reader.has_bearer)
		gs_read_copy(r, ask->reader.bearer, 32);
	ask->reader.request = read_span(r);
	ask->reader.path = read_span(r);
	gs_read_copy(r, ask->reader.body, 32);
}

static void read_one_text(struct gs_ask *ask, struct gs_reader *r,
    struct gs_arena *arena)
{
	struct gs_span *text = take_list(r, arena, 1, SPAN_MIN, sizeof *text);

	if (text == NULL)
		return;
	*text = read_span(r);
	ask->texts = text;
	ask->text_count = 1;
}

static void read_staff(struct gs_ask *ask, struct gs_reader *r)
{
	ask->staff.step = (enum gs_staff_step)gs_read_u8(r);
	ask->staff.turn = gs_read_u64(r);
	ask->staff.edition = gs_read_u64(r);
}

static void read_parts(struct gs_ask *ask, struct gs_reader *r,
    struct gs_arena *arena)
{
	unsigned parts = parts_of[ask->kind];

	if (parts & READER)
		read_reader(ask, r);
	if (parts & ID)
		gs_read_copy(r, ask->id, 32);
	if (parts & TOKEN)
		gs_read_copy(r, ask->token, 32);
	if (parts & KEY)
		gs_read_copy(r, ask->key, 32);

	if (parts & TEXTS)
		ask->texts = read_spans(&ask->text_count, r, arena);
	if (parts & TEXT)
		read_one_text(ask, r, arena);
	if (parts & CONTENTS)
		ask->contents = read_spans(&ask->content_count, r, arena);
	if (parts & KEYS) {
		ask->keys = read_span(r);
		ask->reading = read_span(r);
	}

	if (parts & STAFF)
		read_staff(ask, r);
	if (parts & PASSED) {
		ask->passed.item = (enum gs_passed_item)gs_read_u8(r);
		ask->passed.turn = gs_read_u64(r);
	}
	if (parts & OPENING)
		read_opening(&ask->opening, r);
	if (parts & ENROL)
		read_enrolment(ask, r, arena);
	if (parts & NOW)
		ask->now = read_time(r);
}

int gs_wire_ask_read(struct gs_ask *ask, struct gs_arena *arena,
    const void *ptr, size_t len)
{
	struct gs_reader r = gs_reader_of(ptr, len);
	struct gs_ask mine = {.kind = GS_ASK_KINDS};

	uint8_t kind = gs_read_u8(&r);
	if (r.err == GS_OK && kind >= GS_WIRE_KINDS)
		fail_reader(&r);
	if (r.err == GS_OK) {
		mine.kind = (enum gs_ask_kind)kind;
		read_parts(&mine, &r, arena);
	}

	int err = gs_reader_end(&r);
	if (err == GS_OK && !is_ask(&mine))
		err = GS_ERR_FORMAT;
	*ask = err == GS_OK ? mine : (struct gs_ask){.dry = false};
	gs_host_wipe(&mine, sizeof mine);
	return err;
}

static void write_report(struct gs_writer *w, const struct gs_report *report)
{
	gs_write_lv(w, report->code,
	    strnlen(report->code, sizeof report->code - 1));
	gs_write_lv(w, report->text,
	    strnlen(report->text, sizeof report->text - 1));

	gs_write_u8(w, (uint8_t)report->count);
	for (size_t i = 0; i < report->count; i++) {
		gs_write_u32(w, report->values[i].at);
		gs_write_u32(w, report->values[i].len);
	}
}

static void write_refusal(struct gs_writer *w, const struct gs_answer *a)
{
	gs_write_u8(w, (uint8_t)-a->err);
	write_report(w, &a->report);
	gs_write_u64(w, a->line);
	write_span(w, a->refusal);
}

void gs_wire_answer_write(struct gs_writer *w, const struct gs_answer *a)
{
	if (a->err != GS_OK) {
		write_refusal(w, a);
		return;
	}

	gs_write_u8(w, 0);
	write_span(w, a->bytes);
	write_spans(w, a->texts, a->text_count);
	write_time(w, a->placed.at);
	gs_write_u64(w, a->placed.index);
	gs_write_u64(w, a->placed.size);
	gs_write_u64(w, a->staff.turn);
	gs_write_u64(w, a->staff.closed);
	gs_write_u64(w, a->staff.first);
	gs_write_u64(w, a->staff.last);

	write_span(w, a->channel.origin);
	write_span(w, a->channel.vkey);
	write_span(w, a->channel.name);
	write_span(w, a->channel.readers);
	gs_write_bytes(w, a->channel.id, 32);
	gs_write_u8(w, a->channel.exercise);
	gs_write_u8(w, a->channel.open);
	write_time(w, a->channel.now);
	gs_write_u64(w, a->channel.size);
	gs_write_u64(w, a->channel.enrolling);
	gs_write_u64(w, a->charter.version);
	gs_write_u8(w, a->charter.open);

	gs_write_bytes(w, a->box.roll, 32);
	gs_write_bytes(w, a->box.charter, 32);
	write_time(w, a->box.after);
	write_time(w, a->box.expires);
	gs_write_u8(w, a->box.filed);
	write_span(w, a->box.sealed);
	write_span(w, a->box.file);
	write_span(w, a->box.count);
}

/* Into `out`, which has room for `max` bytes and is empty so far. */
static size_t read_string(char *out, size_t max, struct gs_reader *r)
{
	struct gs_span text = read_span(r);

	if (r->err == GS_OK &&
	    (text.len >= max || memchr(text.ptr, 0, text.len) != NULL))
		fail_reader(r);
	if (r->err != GS_OK)
		return 0;

	memcpy(out, text.ptr, text.len);
	return text.len;
}

/* A value that lies outside the text would have its reader read what is no
 * part of it. */
static void read_report(struct gs_report *report, struct gs_reader *r)
{
	(void)read_string(report->code, sizeof report->code, r);
	size_t len = read_string(report->text, sizeof report->text, r);

	size_t count = gs_read_u8(r);
	if (count > GS_MESSAGE_VALUES_MAX)
		fail_reader(r);
	for (size_t i = 0; i < count && r->err == GS_OK; i++) {
		uint32_t at = gs_read_u32(r), n = gs_read_u32(r);
		if (at > len || n > len - at)
			fail_reader(r);
		else
			report->values[i] = (struct gs_report_value){
			    (uint16_t)at, (uint16_t)n};
	}
	report->count = r->err == GS_OK ? count : 0;
}

static void read_refusal(struct gs_answer *a, struct gs_reader *r)
{
	read_report(&a->report, r);
	a->line = gs_read_u64(r);
	a->refusal = read_span(r);
}

static void read_fields(struct gs_answer *a, struct gs_reader *r)
{
	a->bytes = read_span(r);
	a->texts = read_spans(&a->text_count, r, &a->pool.arena);
	a->placed.at = read_time(r);
	a->placed.index = gs_read_u64(r);
	a->placed.size = gs_read_u64(r);
	a->staff.turn = gs_read_u64(r);
	a->staff.closed = gs_read_u64(r);
	a->staff.first = gs_read_u64(r);
	a->staff.last = gs_read_u64(r);

	a->channel.origin = read_span(r);
	a->channel.vkey = read_span(r);
	a->channel.name = read_span(r);
	a->channel.readers = read_span(r);
	gs_read_copy(r, a->channel.id, 32);
	a->channel.exercise = read_bool(r);
	a->channel.open = read_bool(r);
	a->channel.now = read_time(r);
	a->channel.size = gs_read_u64(r);
	a->channel.enrolling = gs_read_u64(r);
	a->charter.version = gs_read_u64(r);
	a->charter.open = read_bool(r);

	gs_read_copy(r, a->box.roll, 32);
	gs_read_copy(r, a->box.charter, 32);
	a->box.after = read_time(r);
	a->box.expires = read_time(r);
	a->box.filed = read_bool(r);
	a->box.sealed = read_span(r);
	a->box.file = read_span(r);
	a->box.count = read_span(r);
}

int gs_wire_answer_read(struct gs_answer *answer, const void *ptr,
    size_t len)
{
	struct gs_reader r = gs_reader_of(ptr, len);
	/* The pool knows its own address: it stays where it is. */
	struct gs_pool *pool = &answer->pool;
	struct gs_answer was = *answer;

	int code = -gs_read_u8(&r);
	if (code < GS_ERR_INTERNAL)
		fail_reader(&r);
	else if (code != GS_OK)
		read_refusal(answer, &r);
	else
		read_fields(answer, &r);

	int err = gs_reader_end(&r);
	if (err == GS_OK) {
		answer->err = code;
		return GS_OK;
	}
	was.pool = *pool;
	*answer = was;
	return err;
}
