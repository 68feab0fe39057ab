/* SPDX-License-Identifier: Apache-2.0 */
/* docs/spec/records-vectors.json, which tests/vectors/records.py computes from
 * the specification: what is a record and what is none, what a signature is
 * over, clocks, and what follows from a box's link. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>

#include "core/channel/channel.h"
#include "core/memo/memo.h"
#include "core/record/time.h"
#include "lib/client/box_link.h"
#include "lib/host.h"
#include "lib/memo/seal.h"
#include "lib/steps/duty_label.h"
#include "lib/records/count.h"
#include "lib/records/position.h"
#include "lib/records/promise.h"
#include "lib/records/receipt.h"
#include "lib/sign.h"
#include "lib/steps/statistics_form.h"

static json_t *vectors;

static const char *text_at(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	assert_non_null(text);
	return text;
}

static const json_t *list_at(const char *name)
{
	const json_t *list = json_object_get(vectors, name);
	assert_true(json_array_size(list) > 0);
	return list;
}

static void hex_at(uint8_t *out, size_t len, const json_t *object,
    const char *name)
{
	const char *text = text_at(object, name);
	assert_int_equal(strlen(text), 2 * len);
	assert_int_equal(gs_hex_decode(out, len, text, 2 * len), GS_OK);
}

static void is_hex(const uint8_t *bytes, size_t len, const char *want)
{
	char *have = calloc(1, 2 * len + 1);
	assert_non_null(have);
	(void)sodium_bin2hex(have, 2 * len + 1, bytes, len);
	assert_string_equal(have, want);
	free(have);
}

static const char *record_at(size_t index)
{
	return text_at(json_array_get(list_at("records"), index), "text");
}

/* The record that an item begins with the number of. */
static const char *record_of(const json_t *item)
{
	return record_at((size_t)json_integer_value(json_array_get(item, 0)));
}

static const char *text_in(const json_t *item, size_t index)
{
	const char *text = json_string_value(json_array_get(item, index));
	assert_non_null(text);
	return text;
}

/* [record, first byte, byte behind the last, what stands there instead, ...] */
static struct gs_span edited(struct gs_arena *arena, const json_t *item)
{
	const char *text = record_of(item), *put = text_in(item, 3);
	size_t len = strlen(text);
	size_t from = (size_t)json_integer_value(json_array_get(item, 1));
	size_t to = (size_t)json_integer_value(json_array_get(item, 2));
	/* NUL can stand in a JSON text. */
	size_t put_len = json_string_length(json_array_get(item, 3));
	assert_true(from <= to && to <= len);
	size_t max = len - (to - from) + put_len;
	uint8_t *out = gs_arena_take(arena, max + 1, 1);
	assert_non_null(out);

	struct gs_writer w = gs_writer_of(out, max);
	gs_write_bytes(&w, text, from);
	gs_write_bytes(&w, put, put_len);
	gs_write_bytes(&w, text + to, len - to);
	assert_int_equal(gs_writer_end(&w), GS_OK);
	return (struct gs_span){out, w.len};
}

static struct gs_record parsed(struct gs_arena *arena, const char *text)
{
	struct gs_record rec;
	assert_int_equal(gs_record_parse(&rec, NULL, arena, text,
	    strlen(text)), GS_OK);
	return rec;
}

static void role_key(uint8_t key[32], const char *role)
{
	hex_at(key, 32, json_object_get(vectors, "keys"), role);
}

static void every_type_is_read_and_its_signers_known(void **state)
{
	size_t i = 0, k = 0;
	json_t *v = NULL, *role = NULL;
	bool seen[GS_RECORD_KINDS] = {false};
	struct gs_pool pool;
	(void)state;

	json_array_foreach(list_at("records"), i, v) {
		struct gs_record rec = parsed(gs_pool_start(&pool),
		    record_at(i));
		uint8_t digest[32], key[32];

		seen[rec.type->kind] = true;
		gs_record_digest(digest, &rec);
		is_hex(digest, 32, text_at(v, "sha256"));
		assert_int_equal(gs_record_count(&rec, "signature"),
		    json_array_size(json_object_get(v, "signers")));
		json_array_foreach(json_object_get(v, "signers"), k, role) {
			role_key(key, json_string_value(role));
			assert_int_equal(gs_record_verify(&rec,
			    json_string_value(role), key), GS_OK);
		}
		gs_pool_free(&pool);
	}
	for (size_t kind = 0; kind < GS_RECORD_KINDS; kind++)
		assert_true(seen[kind]);
}

static void what_is_no_record_is_refused(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	struct gs_pool pool;
	(void)state;

	json_array_foreach(list_at("refused"), i, v) {
		struct gs_record rec;
		struct gs_span text = edited(gs_pool_start(&pool), v);

		if (gs_record_parse(&rec, NULL, &pool.arena, text.ptr,
		        text.len) == GS_OK)
			fail_msg("record %d: %s", (int)json_integer_value(
			    json_array_get(v, 0)), text_in(v, 4));
		gs_pool_free(&pool);
	}
}

/* Of the lines behind `memo` only these two are no terms. */
static void expect_other_id(const struct gs_record *rec, const char *why)
{
	uint8_t id[32];
	bool apart = strncmp(why, "slot:", 5) == 0 ||
	    strncmp(why, "proof:", 6) == 0;

	gs_memo_id_of(id, rec);
	if ((memcmp(id, gs_record_hash(rec, "memo"), 32) == 0) != apart)
		fail_msg("%s: the memo id", why);
}

/* A signature is over each line and its own role; a memo's id over its
 * terms. */
static void what_is_altered_is_not_signed(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	struct gs_pool pool;
	(void)state;

	json_array_foreach(list_at("altered"), i, v) {
		const json_t *from = json_array_get(list_at("records"),
		    (size_t)json_integer_value(json_array_get(v, 0)));
		struct gs_record rec;
		uint8_t key[32];
		struct gs_span text = edited(gs_pool_start(&pool), v);

		assert_int_equal(gs_record_parse(&rec, NULL, &pool.arena,
		    text.ptr, text.len), GS_OK);
		role_key(key, json_string_value(json_array_get(
		    json_object_get(from, "signers"), 0)));
		if (gs_record_verify(&rec, text_in(v, 4), key) !=
		    GS_ERR_SIGNATURE)
			fail_msg("%s: %s", rec.type->name, text_in(v, 5));
		if (gs_record_is(&rec, GS_RECORD_MEMO) &&
		    strchr(text_in(v, 5), ':') != NULL)
			expect_other_id(&rec, text_in(v, 5));
		gs_pool_free(&pool);
	}
}

static void a_memo_has_its_id(void **state)
{
	size_t i = 0, memos = 0;
	json_t *v = NULL;
	struct gs_pool pool;
	uint8_t id[32];
	(void)state;

	json_array_foreach(list_at("records"), i, v) {
		struct gs_record rec = parsed(gs_pool_start(&pool),
		    record_at(i));
		if (gs_record_is(&rec, GS_RECORD_MEMO)) {
			gs_memo_id_of(id, &rec);
			assert_memory_equal(id, gs_record_hash(&rec, "memo"),
			    32);
			memos++;
		}
		gs_pool_free(&pool);
	}
	assert_int_equal(memos, 1);
}

static void entries_begin_with_their_head(void **state)
{
	const json_t *entries = json_object_get(vectors, "entries");
	size_t i = 0;
	json_t *v = NULL;
	struct gs_entry_header header;
	struct gs_span text;
	(void)state;

	json_array_foreach(json_object_get(entries, "good"), i, v)
		assert_int_equal(gs_entry_split(&header, &text,
		    json_string_value(v), json_string_length(v)), GS_OK);
	assert_true(i > 3);
	json_array_foreach(json_object_get(entries, "refused"), i, v) {
		struct gs_record rec;
		struct gs_pool pool;
		int err = gs_entry_split(&header, &text, text_in(v, 0),
		    strlen(text_in(v, 0)));

		(void)gs_pool_start(&pool);
		if (err == GS_OK && gs_record_parse(&rec, NULL, &pool.arena,
		        text.ptr, text.len) == GS_OK)
			fail_msg("%s", text_in(v, 1));
		gs_pool_free(&pool);
	}
	assert_true(i > 10);
}

static void promises_have_their_tags(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	struct gs_pool pool;
	(void)state;

	json_array_foreach(list_at("promises"), i, v) {
		struct gs_record act = parsed(gs_pool_start(&pool),
		    record_of(v));
		struct gs_promise promise;

		assert_int_equal(gs_promise_of(&promise, &act), GS_OK);
		assert_string_equal(promise.act, text_in(v, 1));
		is_hex(promise.tag, 32, text_in(v, 2));
		gs_pool_free(&pool);
	}
}

static void a_count_is_over_the_records(void **state)
{
	const json_t *count = json_object_get(vectors, "count");
	const json_t *list = json_object_get(count, "records");
	struct gs_span records[8];
	size_t i = 0;
	json_t *v = NULL;
	uint8_t hash[32];
	(void)state;

	json_array_foreach(list, i, v) {
		const char *text = record_at((size_t)json_integer_value(v));
		records[i] = (struct gs_span){(const uint8_t *)text,
		    strlen(text)};
	}
	gs_count_export(hash, records, i);
	is_hex(hash, 32, text_at(count, "export"));
}

static void a_code_has_its_nonce(void **state)
{
	const json_t *code = json_object_get(vectors, "code");
	const char *text = text_at(code, "code");
	uint8_t nonce[32];
	(void)state;

	gs_code_nonce(nonce, (struct gs_span){(const uint8_t *)text,
	    strlen(text)});
	is_hex(nonce, 32, text_at(code, "nonce"));
}

/* A state with one charter, which need not be a channel's first. */
static const struct gs_charter *apply_charter(struct gs_pool *pool,
    const char *text)
{
	static const char head[] = "at 1970-01-02T00:00:00Z\n";
	struct gs_state *state = NULL;
	struct gs_entry_proof proof;
	struct gs_refusal refusal;
	bool has_proof = false;
	char *entry = NULL;

	assert_true(asprintf(&entry, "%s%s", head, text) > 0);
	assert_int_equal(gs_state_new(&state, gs_pool_start(pool)), GS_OK);
	if (gs_state_apply(state, &proof, &has_proof, &refusal, entry,
	        strlen(entry)) != GS_OK)
		fail_msg("%s", refusal.code);
	free(entry);
	return gs_state_charter(state);
}

static void expect_deadlines(const struct gs_charter *charter,
    const json_t *due, int64_t at)
{
	const struct gs_value *v = NULL;
	size_t i = 0;

	for (; (v = gs_record_value(&charter->rec, "clock", i)); i++) {
		char name[65] = {0};
		int64_t time = 0;

		memcpy(name, v->parts[0].ptr, v->parts[0].len);
		assert_int_equal(gs_deadline(&time, charter, at,
		    gs_clock_of(v)), GS_OK);
		assert_int_equal(time, json_integer_value(
		    json_object_get(due, name)));
	}
	assert_int_equal(i, json_object_size(due));
}

static void clocks_are_the_vectors(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	struct gs_pool pool;
	(void)state;

	json_array_foreach(list_at("clocks"), i, v) {
		const char *text = text_at(v, "at");
		const struct gs_charter *charter = apply_charter(&pool,
		    record_at((size_t)json_integer_value(json_object_get(v,
		    "charter"))));
		int64_t at = 0;

		assert_int_equal(gs_time_parse(&at, text, strlen(text)),
		    GS_OK);
		assert_int_equal(gs_week(gs_charter_day(charter, at)),
		    json_integer_value(json_object_get(v, "week")));
		assert_int_equal(gs_next_release(charter, at),
		    json_integer_value(json_object_get(v, "release")));
		assert_int_equal(gs_next_late_day(charter, at),
		    json_integer_value(json_object_get(v, "late")));
		expect_deadlines(charter, json_object_get(v, "due"), at);
		gs_pool_free(&pool);
	}
}

/* What is published of a private position when it is opened. */
static void positions_are_the_vectors(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	(void)state;

	json_array_foreach(list_at("positions"), i, v) {
		uint8_t memo[32], seed[32], salt[32], words[32], made[32];
		const char *stance = text_at(v, "stance");
		const char *text = text_at(v, "text");
		const struct gs_position_opening opening = {
		    {(const uint8_t *)stance, strlen(stance)}, salt, words};

		hex_at(memo, 32, v, "memo");
		hex_at(seed, 32, v, "seed");
		gs_position_salt(salt, seed);
		is_hex(salt, 32, text_at(v, "salt"));
		gs_position_words(words, seed, (struct gs_span){
		    (const uint8_t *)text, strlen(text)});
		is_hex(words, 32, text_at(v, "words"));
		gs_position_commit(made, memo, (uint64_t)json_integer_value(
		    json_object_get(v, "request")), &opening);
		is_hex(made, 32, text_at(v, "commitment"));
	}
}

/* The file that is sealed, read: it is what the commitment is of. */
static void positions_are_read(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	(void)state;

	json_array_foreach(list_at("positions"), i, v) {
		uint8_t commitment[32], line[2048];
		const char *file = text_at(v, "file");
		static struct gs_charter charter;
		struct gs_memo memo = {.charter = &charter, .requests = 1};
		struct gs_position position = {.number = 1, .request =
		    (uint64_t)json_integer_value(json_object_get(v,
		    "request"))};
		struct gs_stance stance;
		struct gs_report report;
		struct gs_record_writer d;

		hex_at(charter.channel, 32, v, "channel");
		hex_at(memo.id, 32, v, "memo");
		hex_at(commitment, 32, v, "commitment");
		gs_record_start(&d, line, sizeof line, "position");
		gs_record_line(&d, "channel", gs_part_hash(memo.id));
		gs_record_line(&d, "memo", gs_part_hash(memo.id));
		gs_record_line(&d, "position", gs_part_number(1));
		gs_record_line(&d, "request", gs_part_number(1));
		gs_record_line(&d, "side", gs_part_word("private"));
		gs_record_line(&d, "commitment", gs_part_hash(commitment));
		gs_write_text(&d.w, "signature office ");
		gs_write_base64(&d.w, line, 64);
		gs_write_text(&d.w, "\n");
		assert_int_equal(gs_record_parse(&position.rec, NULL, arena,
		    d.w.ptr, d.w.len), GS_OK);
		assert_int_equal(gs_stance_read(&stance, &report, &memo,
		    &position, (struct gs_span){(const uint8_t *)file,
		    strlen(file)}), GS_OK);
		assert_string_equal(stance.word, text_at(v, "stance"));
		assert_int_equal(stance.text.len, strlen(text_at(v, "text")));
	}
	gs_pool_free(&pool);
}

static void verify_proof(const struct gs_entry_proof *p, size_t entry)
{
	size_t i = 0;
	json_t *v = NULL;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	const struct gs_proof_ref ref = {{p->scope, p->scope_len, p->message,
	    p->message_len}, p->proof, p->proof_len};
	bool found = false;

	json_array_foreach(list_at("rolls"), i, v) {
		const char *hex = json_string_value(v);
		size_t len = strlen(hex) / 2;
		uint8_t *keys = gs_arena_take(arena, len, 1);
		struct gs_roll *roll = NULL;

		assert_non_null(keys);
		assert_int_equal(gs_hex_decode(keys, len, hex, 2 * len),
		    GS_OK);
		assert_int_equal(gs_roll_open(&roll, arena, keys, len / 32),
		    GS_OK);
		if (memcmp(gs_roll_root(roll), p->roll->root, 32) != 0)
			continue;
		found = true;
		if (gs_member_verify(roll, &ref, arena) != GS_OK)
			fail_msg("the proof of entry %zu", entry);
	}
	assert_true(found);
	gs_pool_free(&pool);
}

static void is_time(const json_t *memo, const char *name, int64_t at)
{
	const char *want = json_string_value(json_object_get(memo, name));
	uint8_t have[GS_TIME_LEN];

	if (want == NULL) {
		assert_int_equal(at, 0);
		return;
	}
	gs_time_format(have, at);
	assert_int_equal(strlen(want), GS_TIME_LEN);
	assert_memory_equal(have, want, GS_TIME_LEN);
}

static void is_number(const json_t *memo, const char *name, uint64_t have)
{
	assert_int_equal(have, json_integer_value(json_object_get(memo,
	    name)));
}

static void are_dates(const json_t *memo, const struct gs_memo *m)
{
	static const char *const names[] = {[GS_EVENT_FILED] = "filed",
	    [GS_EVENT_ACKNOWLEDGED] = "acknowledged",
	    [GS_EVENT_REPLIED] = "replied"};
	const json_t *dates = json_object_get(memo, "witnessed");

	assert_int_equal(json_object_size(dates), GS_EVENTS);
	for (size_t i = 0; i < GS_EVENTS; i++)
		is_time(dates, names[i], m->events[i].witnessed);
}

/* As of the last entry. */
static void are_duties(const json_t *memo, const struct gs_memo *m,
    int64_t now)
{
	static const char *const words[] = {[GS_DUTY_OPEN] = "open",
	    [GS_DUTY_MET] = "met",
	    [GS_DUTY_MET_BY_DATE] = "met-by-operators-date",
	    [GS_DUTY_LATE] = "late", [GS_DUTY_OVERDUE] = "overdue",
	    [GS_DUTY_ENDED] = "ended"};
	const json_t *want = json_object_get(memo, "duties");
	struct gs_duty d[24];
	size_t count = 0;

	assert_int_equal(gs_due_memo(d, &count, 24, m, now), GS_OK);
	assert_int_equal(count, json_object_size(want));
	for (size_t i = 0; i < count; i++) {
		char label[GS_DUTY_LABEL_MAX];

		gs_duty_label(label, d[i].name, &d[i]);
		assert_string_equal(words[d[i].status],
		    json_string_value(json_object_get(want, label)));
	}
}

static void is_memo(const json_t *want, const struct gs_memo *m)
{
	are_dates(want, m);
	is_number(want, "endorsements", m->endorsements);
	is_number(want, "withdrawals", m->withdrawals);
	is_number(want, "later", m->later);
	is_number(want, "withdrawn_later", m->withdrawn_later);
	is_time(want, "acknowledged", m->acknowledged);
	is_time(want, "replied", m->replied);
	is_time(want, "ended", m->ended);
	is_number(want, "unreadable", m->unreadable == NULL ? 0 :
	    m->unreadable->number);
	is_number(want, "questions", m->question == NULL ? 0 :
	    m->question->number);
	is_number(want, "publications", m->publication == NULL ? 0 :
	    m->publication->number);
}

static int64_t day_at(const json_t *of, const char *name)
{
	const char *text = json_string_value(json_object_get(of, name));
	int64_t day = 0;

	assert_int_equal(gs_date_parse(&day, text, strlen(text)), GS_OK);
	return day;
}

/* The figures of the plan are those, but for what the file has not. */
static void is_period(const struct gs_state *channel, const json_t *want)
{
	const struct gs_statistics_plan plan = {.state = channel,
	    .now = gs_state_at(channel), .has_period = true,
	    .since = day_at(want, "since"), .until = day_at(want, "until")};
	struct gs_json_object mine = gs_json_object_start();
	struct gs_statistics s;
	struct gs_pool pool;

	assert_int_equal(gs_statistics_make(&s, gs_pool_start(&pool), &plan),
	    GS_OK);
	gs_statistics_put_json(&mine, &s);
	assert_false(mine.failed);
	const json_t *is = json_object_get(json_object_get(mine.json,
	    "statistics"), "period");
	if (!json_equal(is, want))
		fail_msg("the period is %s", json_dumps(is, JSON_INDENT(1)));
	json_decref(mine.json);
	gs_pool_free(&pool);
}

/* docs/spec/statistics.md: what the second implementation computes. */
static void are_statistics(const struct gs_state *channel)
{
	const struct gs_statistics_plan plan = {.state = channel,
	    .now = gs_state_at(channel)};
	const json_t *one = NULL;
	size_t i = 0;
	struct gs_json_object mine = gs_json_object_start();
	char path[4096];
	struct gs_statistics s;
	struct gs_pool pool;

	(void)snprintf(path, sizeof path,
	    "%s/docs/spec/statistics-vectors.json", getenv("GAINSAY_SOURCE"));
	json_t *file = json_load_file(path, 0, NULL);
	assert_int_equal(gs_statistics_make(&s, gs_pool_start(&pool), &plan),
	    GS_OK);
	gs_statistics_put_json(&mine, &s);
	assert_false(mine.failed);
	json_array_foreach(json_object_get(file, "periods"), i, one)
		is_period(channel, one);
	if (!json_equal(json_object_get(mine.json, "statistics"),
	    json_object_get(file, "statistics"))) {
		char *text = json_dumps(mine.json, JSON_INDENT(1));

		fail_msg("the statistics are %s", text);
	}
	json_decref(mine.json);
	json_decref(file);
	gs_pool_free(&pool);
}

/* Every type of record, with real proofs. */
static void the_log_is_accepted(void **state)
{
	const json_t *memos = json_object_get(vectors, "memos");
	struct gs_state *channel = NULL;
	struct gs_pool pool;
	size_t i = 0;
	json_t *v = NULL;
	(void)state;

	assert_int_equal(gs_state_new(&channel, gs_pool_start(&pool)), GS_OK);
	json_array_foreach(list_at("log"), i, v) {
		struct gs_entry_proof proof;
		struct gs_refusal refusal;
		bool has_proof = false;

		if (gs_state_apply(channel, &proof, &has_proof, &refusal,
		        json_string_value(v), json_string_length(v)) != GS_OK)
			fail_msg("entry %zu: %s", i, refusal.code);
		if (has_proof)
			verify_proof(&proof, i);
	}

	json_t *handed = json_object_get(vectors, "handed_over");
	const struct gs_charter *c = gs_state_charter(channel);
	for (i = json_array_size(handed); i > 0; i--, c = c->before) {
		assert_non_null(c);
		assert_int_equal(c->handed_over != 0, json_is_true(
		    json_array_get(handed, i - 1)));
	}
	assert_null(c);

	const struct gs_memo *m = gs_state_memo(channel);
	for (i = json_array_size(memos); i > 0; i--, m = m->before) {
		assert_non_null(m);
		is_memo(json_array_get(memos, i - 1), m);
		are_duties(json_array_get(memos, i - 1), m,
		    gs_state_at(channel));
	}
	assert_null(m);
	are_statistics(channel);
	gs_pool_free(&pool);
}

static void read_box(struct gs_box_link *link, uint8_t seed[32])
{
	const json_t *box = json_object_get(vectors, "box");
	char text[GS_LINK_MAX + 1];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	memset(link, 0, sizeof *link);
	assert_true(strlen(text_at(box, "server")) < sizeof link->server);
	memcpy(link->server, text_at(box, "server"),
	    strlen(text_at(box, "server")));
	hex_at(link->memo, 32, box, "memo");
	hex_at(link->key, 32, box, "k");
	hex_at(seed, 32, box, "seed");

	gs_box_link_write(&w, link);
	gs_write_u8(&w, 0);
	assert_int_equal(gs_writer_end(&w), GS_OK);
	assert_string_equal(text, text_at(box, "link"));
}

static void what_follows_from_a_link(void **state)
{
	const json_t *box = json_object_get(vectors, "box");
	struct gs_box_link link;
	uint8_t seed[32], key[32];
	char token[65], owner[65];
	(void)state;

	read_box(&link, seed);
	gs_box_token(token, &link);
	assert_string_equal(token, text_at(box, "token"));
	gs_box_owner(owner, &link, seed);
	assert_string_equal(owner, text_at(box, "owner"));
	gs_box_file_key(key, &link);
	is_hex(key, 32, text_at(box, "file"));

	hex_at(key, 32, box, "token");
	gs_host_sha256(key, &(struct gs_span){key, 32}, 1);
	is_hex(key, 32, text_at(box, "token_sent"));
}

/* Sealed as the vectors say, by libsodium alone: nonce || sealed. */
static struct gs_span seal_by_hand(struct gs_arena *arena,
    const struct gs_box_link *link, const char *key_name, const char *name,
    struct gs_span text)
{
	const json_t *box = json_object_get(vectors, "box");
	const json_t *want = json_object_get(box, name);
	uint8_t key[32], digest[32];
	char nonce_name[32];
	unsigned long long n = 0;
	uint8_t *out = gs_arena_take(arena, text.len + GS_BOX_SEALED_EXTRA, 1);

	assert_non_null(out);
	hex_at(key, 32, box, key_name);
	assert_true(snprintf(nonce_name, sizeof nonce_name, "%s_nonce",
	    name) > 0);
	hex_at(out, 24, box, nonce_name);
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_encrypt(out + 24,
	    &n, text.ptr, text.len, link->memo, 32, NULL, out, key), 0);

	struct gs_span sealed = {out, 24 + (size_t)n};
	gs_host_sha256(digest, &sealed, 1);
	is_hex(digest, 32, text_at(want, "sha256"));
	assert_int_equal(sealed.len, json_integer_value(
	    json_object_get(want, "length")));
	return sealed;
}

static void what_a_box_keeps_is_opened(void **state)
{
	static uint8_t padded[GS_PADDED_MIN];
	const json_t *box = json_object_get(vectors, "box");
	const char *text = text_at(box, "text");
	struct gs_box_link link;
	struct gs_pool pool;
	uint8_t seed[32], key[32], file[12], *have = NULL;
	size_t len = 0;
	(void)state;

	read_box(&link, seed);
	memcpy(padded, text, strlen(text));
	struct gs_span sealed = seal_by_hand(gs_pool_start(&pool), &link,
	    "seal", "package", (struct gs_span){padded, sizeof padded});
	assert_int_equal(gs_box_open(&have, &len, &link, sealed.ptr,
	    sealed.len), GS_OK);
	assert_int_equal(len, strlen(text));
	assert_memory_equal(have, text, len);
	gs_box_text_free(&have, len);

	hex_at(file, sizeof file, box, "content");
	hex_at(key, 32, box, "file");
	sealed = seal_by_hand(&pool.arena, &link, "file", "sealed_file",
	    (struct gs_span){file, sizeof file});
	assert_int_equal(gs_box_file_open(&have, &len, link.memo, key, sealed),
	    GS_OK);
	assert_int_equal(len, sizeof file);
	assert_memory_equal(have, file, len);
	gs_box_text_free(&have, len);
	gs_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_read_and_its_signers_known),
		cmocka_unit_test(what_is_no_record_is_refused),
		cmocka_unit_test(what_is_altered_is_not_signed),
		cmocka_unit_test(a_memo_has_its_id),
		cmocka_unit_test(entries_begin_with_their_head),
		cmocka_unit_test(promises_have_their_tags),
		cmocka_unit_test(a_count_is_over_the_records),
		cmocka_unit_test(a_code_has_its_nonce),
		cmocka_unit_test(clocks_are_the_vectors),
		cmocka_unit_test(positions_are_the_vectors),
		cmocka_unit_test(positions_are_read),
		cmocka_unit_test(the_log_is_accepted),
		cmocka_unit_test(what_follows_from_a_link),
		cmocka_unit_test(what_a_box_keeps_is_opened),
	};
	const char *source = getenv("GAINSAY_SOURCE");
	char path[4096];

	if (gs_host_start() != GS_OK || source == NULL)
		return 1;
	(void)snprintf(path, sizeof path, "%s/docs/spec/records-vectors.json",
	    source);
	vectors = json_load_file(path, JSON_ALLOW_NUL, NULL);
	if (vectors == NULL)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	json_decref(vectors);
	return failed;
}
