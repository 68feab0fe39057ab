/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/sample.h"

#include <string.h>

#include "core/bytes.h"
#include "core/channel/office.h"
#include "lib/age.h"
#include "lib/host.h"
#include "lib/sign.h"

#define ASKED_LEN 65536 /* sealed: whoever is in it */

static void hash_of(uint8_t out[32], const char *domain, struct gs_span a,
    struct gs_span b, struct gs_span c)
{
	uint8_t head[64];
	struct gs_writer w = gs_writer_of(head, sizeof head);

	gs_write_lv(&w, domain, strlen(domain));
	const struct gs_span parts[] = {{head, w.len}, a, b, c};
	gs_host_sha256(out, parts, 4);
}

static const struct gs_span nothing = {NULL, 0};

void gs_listed_mark(uint8_t mark[32], const struct gs_listed *one)
{
	uint8_t head[8 + 32 + 4], len[4];
	struct gs_writer w = gs_writer_of(head, sizeof head);
	struct gs_writer l = gs_writer_of(len, sizeof len);

	gs_write_u64(&w, one->place);
	gs_write_bytes(&w, one->salt, 32);
	gs_write_u32(&w, (uint32_t)one->id.len);
	gs_write_u32(&l, (uint32_t)one->name.len);

	uint8_t domain[64];
	static const char name[] = "gainsay/v1/listed";
	struct gs_writer d = gs_writer_of(domain, sizeof domain);
	gs_write_lv(&d, name, sizeof name - 1);
	const struct gs_span parts[] = {{domain, d.len}, {head, w.len},
	    one->id, {len, l.len}, one->name};
	gs_host_sha256(mark, parts, 5);
}

static void hash_marks(uint8_t listed[32], const struct gs_sample *sample)
{
	gs_host_sha256(listed, &sample->marks, 1);
}

/* The sample --------------------------------------------------------------- */

static void make_identity(uint8_t identity[32],
    const struct gs_sample *sample, const uint8_t secret[64])
{
	uint8_t listed[32];

	hash_marks(listed, sample);
	hash_of(identity, "gainsay/v1/sample-key",
	    (struct gs_span){secret, 32}, (struct gs_span){sample->root, 32},
	    (struct gs_span){listed, 32});
}

int gs_sample_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_sample *sample, const uint8_t secret[64])
{
	struct gs_record_writer d;
	uint8_t listed[32], identity[32], recipient[32];

	hash_marks(listed, sample);
	make_identity(identity, sample, secret);
	gs_age_recipient(recipient, identity);
	gs_host_wipe(identity, sizeof identity);

	gs_record_start(&d, w->ptr, w->max, "sample");
	gs_record_line(&d, "channel", gs_part_hash(sample->channel));
	gs_record_line(&d, "edition", gs_part_number(sample->edition));
	gs_record_line(&d, "root", gs_part_hash(sample->root));
	gs_record_line(&d, "listed", gs_part_hash(listed));
	gs_record_line(&d, "recipient", gs_part_word("x25519"),
	    gs_part_bytes(recipient, 32));
	int err = gs_record_sign(&d, "second", secret, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

/* That it is of this roll and this list. */
static bool is_of_roll(const struct gs_record *rec,
    const struct gs_sample *sample)
{
	uint8_t listed[32];

	hash_marks(listed, sample);
	return memcmp(gs_record_hash(rec, "channel"), sample->channel, 32) ==
	        0 && gs_record_number(rec, "edition") == sample->edition &&
	    memcmp(gs_record_hash(rec, "root"), sample->root, 32) == 0 &&
	    memcmp(gs_record_hash(rec, "listed"), listed, 32) == 0;
}

static bool is_by_second(const struct gs_record *rec,
    const struct gs_charter *charter)
{
	const struct gs_role *held = NULL;
	const struct gs_value *line = gs_record_value(rec, "signature", 0);

	if (!gs_part_is(&line->parts[0], "second"))
		return false;
	for (size_t i = 0; (held = gs_charter_holder(charter, "second", i)) !=
	    NULL; i++)
		if (gs_record_verify_at(rec, 0, held->key.ptr) == GS_OK)
			return true;
	return false;
}

int gs_sample_read(struct gs_record *rec, struct gs_report *report,
    struct gs_arena *arena, const struct gs_sample *sample,
    const struct gs_charter *charter, struct gs_span text)
{
	int err = gs_record_parse(rec, NULL, arena, text.ptr, text.len);

	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK || !gs_record_is(rec, GS_RECORD_SAMPLE)) {
		gs_report_say(report, "sample-form", "what the second signer "
		    "sent is no record of type sample");
		return GS_ERR_FORMAT;
	}
	if (!is_of_roll(rec, sample)) {
		gs_report_say(report, "sample-other-roll", "the second "
		    "signer's sample is of another roll or another list than "
		    "this one");
		return GS_ERR_MISMATCH;
	}
	if (!is_by_second(rec, charter)) {
		gs_report_say(report, "sample-signature", "the sample is not "
		    "signed by a second signer of the charter in force");
		return GS_ERR_SIGNATURE;
	}
	return GS_OK;
}

/* Places ------------------------------------------------------------------- */

static bool has_place(const uint64_t *places, size_t count, uint64_t place)
{
	for (size_t i = 0; i < count; i++)
		if (places[i] == place)
			return true;
	return false;
}

static void add_place(uint64_t *places, size_t *count, uint64_t place)
{
	size_t at = *count;

	if (has_place(places, at, place))
		return;
	for (; at > 0 && places[at - 1] > place; at--)
		places[at] = places[at - 1];
	places[at] = place;
	*count += 1;
}

static uint64_t draw_listed(const uint8_t seed[32], uint64_t j, uint64_t size)
{
	uint8_t number[8], hash[32];
	struct gs_writer w = gs_writer_of(number, sizeof number);

	gs_write_u64(&w, j);
	const struct gs_span parts[] = {{seed, 32}, {number, sizeof number}};
	gs_host_sha256(hash, parts, 2);
	struct gs_reader r = gs_reader_of(hash, 8);
	return gs_read_u64(&r) % size;
}

size_t gs_sample_places(uint64_t places[GS_SAMPLE_MOST],
    const struct gs_record *rec, uint64_t size)
{
	const struct gs_value *line = gs_record_value(rec, "signature", 0);
	uint64_t drawn[GS_SAMPLE_PAIRS];
	uint64_t pairs = size / 2 < GS_SAMPLE_PAIRS ? size / 2 :
	    GS_SAMPLE_PAIRS;
	size_t count = 0, n = 0;
	uint8_t seed[32];

	hash_of(seed, "gainsay/v1/sample", (struct gs_span){line->parts[1].ptr,
	    line->parts[1].len}, nothing, nothing);
	for (uint64_t j = 0; n < pairs; j++) {
		uint64_t place = draw_listed(seed, j, size);

		if (has_place(drawn, n, place))
			continue;
		drawn[n++] = place;
		add_place(places, &count, place);
		add_place(places, &count, (place + 1) % size);
	}
	return count;
}

/* The answer --------------------------------------------------------------- */

static int write_asked(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_record *rec, const struct gs_listed *people, size_t count)
{
	struct gs_record_writer d;
	int err = GS_OK;

	gs_record_start(&d, w->ptr, w->max, "asked");
	gs_record_line(&d, "channel", gs_part_hash(gs_record_hash(rec,
	    "channel")));
	gs_record_line(&d, "root", gs_part_hash(gs_record_hash(rec, "root")));
	for (size_t i = 0; i < count && err == GS_OK; i++) {
		size_t room = people[i].id.len + people[i].name.len + 8;
		uint8_t *who = gs_arena_take(arena, room, 1);
		struct gs_writer text = gs_writer_of(who, room);

		if (who == NULL)
			return GS_ERR_MEMORY;
		gs_write_lv(&text, people[i].id.ptr, people[i].id.len);
		gs_write_lv(&text, people[i].name.ptr, people[i].name.len);
		gs_record_line(&d, "person", gs_part_number(people[i].place),
		    gs_part_hash(people[i].salt),
		    gs_part_bytes(who, text.len));
	}
	err = gs_record_end(&d, arena);
	w->len = d.w.len;
	return err;
}

int gs_asked_seal(uint8_t **file, size_t *len, const struct gs_record *rec,
    const struct gs_listed *people, size_t count)
{
	static uint8_t text[ASKED_LEN];
	const struct gs_value *line = gs_record_value(rec, "recipient", 0);
	struct gs_writer w = gs_writer_of(text, GS_RECORD_MAX);
	struct gs_pool pool;
	uint8_t key[1][32];

	if (!gs_recipient_is_known(&line->parts[0], &line->parts[1]))
		return GS_ERR_RULE;
	memcpy(key[0], line->parts[1].ptr, 32);
	memset(text, 0, sizeof text);
	int err = write_asked(&w, gs_pool_start(&pool), rec, people, count);
	if (err == GS_OK)
		err = gs_age_seal(file, len, (const uint8_t (*)[32])key, 1,
		    text, sizeof text);
	gs_host_wipe(text, sizeof text);
	gs_pool_free(&pool);
	return err;
}

static int read_listed_person(struct gs_listed *one, struct gs_arena *arena,
    const struct gs_value *line)
{
	struct gs_reader r = gs_reader_of(line->parts[2].ptr,
	    line->parts[2].len);

	one->place = (uint64_t)line->parts[0].number;
	memcpy(one->salt, line->parts[1].ptr, 32);
	size_t len = gs_read_u32(&r);
	struct gs_span id = {gs_read_bytes(&r, len), len};
	len = gs_read_u32(&r);
	struct gs_span name = {gs_read_bytes(&r, len), len};
	if (gs_reader_end(&r) != GS_OK)
		return GS_ERR_FORMAT;
	int err = gs_arena_copy(&one->id, arena, id);
	return err == GS_OK ? gs_arena_copy(&one->name, arena, name) : err;
}

static bool ids_ascend(const struct gs_listed *a, const struct gs_listed *b)
{
	size_t len = a->id.len < b->id.len ? a->id.len : b->id.len;
	int order = len == 0 ? 0 : memcmp(a->id.ptr, b->id.ptr, len);

	return order < 0 || (order == 0 && a->id.len < b->id.len);
}

/* That these are who was drawn, of the list that was fixed before. */
static int judge_people(const struct gs_asked *asked,
    struct gs_report *report, const struct gs_sample *sample,
    const struct gs_record *rec)
{
	const struct gs_listed *people = asked->people;
	uint64_t places[GS_SAMPLE_MOST];
	size_t drawn = gs_sample_places(places, rec, sample->size);
	bool good = drawn == asked->count;

	for (size_t i = 0; i < drawn && good; i++) {
		uint8_t mark[32];

		gs_listed_mark(mark, &people[i]);
		good = people[i].place == places[i] &&
		    memcmp(mark, sample->marks.ptr + 32 * places[i], 32) == 0
		    && (i == 0 || ids_ascend(&people[i - 1], &people[i]));
	}
	if (good)
		return GS_OK;
	gs_report_say(report, "asked-other-people", "the registrar's answer "
	    "is not of the people that the sample draws, or not of the list "
	    "that was fixed before, or has somebody twice: do not sign");
	return GS_ERR_MISMATCH;
}

static int read_people(struct gs_asked *out, struct gs_arena *arena,
    const struct gs_sample *sample, struct gs_span text)
{
	struct gs_record rec;
	int err = gs_record_parse(&rec, NULL, arena, text.ptr, text.len);

	if (err != GS_OK)
		return err;
	if (!gs_record_is(&rec, GS_RECORD_ASKED) ||
	    memcmp(gs_record_hash(&rec, "root"), sample->root, 32) != 0 ||
	    memcmp(gs_record_hash(&rec, "channel"), sample->channel, 32) != 0)
		return GS_ERR_FORMAT;
	out->count = gs_record_count(&rec, "person");
	for (size_t i = 0; i < out->count && err == GS_OK; i++)
		err = read_listed_person(&out->people[i], arena,
		    gs_record_value(&rec, "person", i));
	return err;
}

int gs_asked_open(struct gs_asked *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_asking *of, struct gs_span file)
{
	uint8_t identity[32], *plain = NULL;
	size_t len = 0;

	out->count = 0;
	make_identity(identity, of->sample, of->secret);
	int err = gs_age_open(&plain, &len, identity, file.ptr, file.len);
	gs_host_wipe(identity, sizeof identity);
	size_t text = len;
	while (text > 0 && plain[text - 1] == 0)
		text--;
	if (err == GS_OK)
		err = len != ASKED_LEN ? GS_ERR_FORMAT : read_people(out,
		    arena, of->sample, (struct gs_span){plain, text});
	gs_age_free(&plain, len);
	if (err == GS_OK)
		return judge_people(out, report, of->sample, of->rec);
	if (err != GS_ERR_MEMORY)
		gs_report_tell(report, "asked-unreadable", "the registrar's "
		    "answer cannot be opened or read: {0}",
		    gs_say_text(gs_strerror(err)));
	return err;
}
