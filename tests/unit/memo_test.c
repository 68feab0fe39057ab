/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "core/bytes.h"
#include "core/memo/cui.h"
#include "core/memo/memo.h"
#include "lib/host.h"
#include "lib/evidence/opening.h"
#include "lib/age.h"
#include "lib/client/box_link.h"
#include "lib/memo/content.h"
#include "lib/memo/seal.h"
#include "lib/memo/word_code.h"

static json_t *vectors;

static const char *text_at(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	assert_non_null(text);
	return text;
}

static size_t number_at(const json_t *object, const char *name)
{
	const json_t *n = json_object_get(object, name);
	assert_true(json_is_integer(n));
	return (size_t)json_integer_value(n);
}

static size_t hex_at(uint8_t *out, size_t max, const json_t *object,
    const char *name)
{
	const char *text = text_at(object, name);
	size_t len = strlen(text) / 2;
	assert_true(len <= max);
	assert_int_equal(gs_hex_decode(out, len, text, 2 * len), GS_OK);
	return len;
}

static void equals_hex(const uint8_t *bytes, size_t len, const json_t *object,
    const char *name)
{
	uint8_t want[256];

	assert_int_equal(hex_at(want, sizeof want, object, name), len);
	assert_memory_equal(bytes, want, len);
}

static struct gs_span span_text(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

/* Every salt, by the whole path and from every node above it. */
static void salts_and_commitments_are_the_vectors(void **state)
{
	(void)state;
	size_t k = 0, i = 0;
	json_t *v = NULL, *b = NULL;
	json_array_foreach(json_object_get(vectors, "memos"), k, v) {
		json_t *blocks = json_object_get(v, "blocks");
		uint8_t seed[32], node[32], salt[32], commitments[64][32];
		unsigned d = gs_salt_levels(json_array_size(blocks));

		hex_at(seed, 32, v, "seed");
		assert_int_equal(d, number_at(v, "levels"));

		json_array_foreach(blocks, i, b) {
			for (unsigned l = 0; l <= d; l++) {
				gs_salt_node(node, seed, d, l, i >> l);
				gs_salt(salt, node, l, i);
				equals_hex(salt, 32, b, "salt");
			}

			gs_block_commit(commitments[i], salt,
			    &(struct gs_block){span_text(text_at(b, "mark")),
			    span_text(text_at(b, "text"))});
			equals_hex(commitments[i], 32, b, "commitment");
		}

		json_array_foreach(json_object_get(v, "nodes"), i, b) {
			gs_salt_node(node, seed, d,
			    (unsigned)number_at(b, "level"),
			    number_at(b, "position"));
			equals_hex(node, 32, b, "value");
		}

		assert_int_equal(gs_blocks_root(node,
		    (const uint8_t (*)[32])commitments,
		    json_array_size(blocks)), GS_OK);
		equals_hex(node, 32, v, "root");
	}
}

/* By the cut of the text, and all the way from the block's salt. */
static void sentences_are_the_vectors(void **state)
{
	(void)state;
	size_t k = 0, i = 0, n = 0;
	json_t *v = NULL, *b = NULL, *s = NULL;
	json_array_foreach(json_object_get(vectors, "memos"), k, v)
	json_array_foreach(json_object_get(v, "blocks"), i, b) {
		json_t *list = json_object_get(b, "sentences");
		struct gs_span text = span_text(text_at(b, "text"));
		uint8_t salt[32], cover[32], seed[32], own[32], got[64][32];
		unsigned d = gs_salt_levels(json_array_size(list));
		size_t at = 0;

		assert_int_equal(gs_sentence_count(text),
		    json_array_size(list));

		hex_at(salt, 32, b, "salt");
		gs_sentence_salts(cover, seed, salt);
		equals_hex(cover, 32, b, "cover");

		json_array_foreach(list, n, s) {
			struct gs_span want = span_text(text_at(s, "text"));
			size_t end = gs_sentence_end(text, at, n);

			assert_int_equal(end - at, want.len);
			assert_memory_equal(text.ptr + at, want.ptr, want.len);

			gs_salt(own, seed, d, n);
			equals_hex(own, 32, s, "salt");

			gs_sentence_commit(got[n], own, want);
			equals_hex(got[n], 32, s, "commitment");

			at = end;
		}

		assert_int_equal(at, text.len);
		gs_block_cover(own, cover, span_text(text_at(b, "mark")),
		    (const uint8_t (*)[32])got, n);
		equals_hex(own, 32, b, "commitment");
	}
}

static void sentences_are_bounded(void **state)
{
	(void)state;
	static char text[21 * 1500 + 1];
	for (size_t i = 0; i < 1500; i++)
		memcpy(text + 21 * i, " Nineteen bytes, so. ", 21);

	for (size_t n = 1000; n < 1050; n++) {
		struct gs_span t = {(const uint8_t *)text, 21 * n};
		assert_int_equal(gs_sentence_count(t), n < 1024 ? n : 1024);
	}

	static const struct {
		const char *text;
		size_t first;
	} cases[] = {{"Nineteen bytes end. No.", 23},
	    {"Twenty bytes are in. Yes.", 20}, {"Twenty bytes are in.", 20},
	    {"Twenty bytes are in. no", 23}, {"Twenty bytes are in.No", 22},
	    {"Twenty bytes are in. ", 21}, {"Twenty bytes are in.\n1", 20},
	    {"Twenty bytes, a no.) Yes.", 20}, {"", 0}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (gs_sentence_end(span_text(cases[i].text), 0, 0) !=
		    cases[i].first)
			fail_msg("%s", cases[i].text);
}

#define SHOWN_MAX 64

/* "open", "withheld", or a list of sentences. */
static void shown_of(bool open[SHOWN_MAX], bool *sentence[SHOWN_MAX],
    bool store[SHOWN_MAX][SHOWN_MAX], const json_t *list)
{
	size_t i = 0, k = 0;
	json_t *v = NULL, *n = NULL;

	json_array_foreach(list, i, v) {
		open[i] = json_is_string(v) &&
		    strcmp(json_string_value(v), "open") == 0;
		sentence[i] = json_is_array(v) ? store[i] : NULL;
		json_array_foreach(v, k, n)
			store[i][json_integer_value(n)] = true;
	}
}

/* The annexes of a memo, out of the vectors; `room` holds salts and files. */
struct annex_room {
	uint8_t salt[GS_ANNEXES_MAX][32], file[GS_ANNEXES_MAX][512];
};

static void annexes_at(struct gs_annexes *out, struct annex_room *room,
    const json_t *v)
{
	size_t i = 0;
	json_t *a = NULL;

	*out = (struct gs_annexes){.count = 0};
	json_array_foreach(json_object_get(v, "annexes"), i, a) {
		hex_at(room->salt[i], 32, a, "salt");
		out->of[i].salt = room->salt[i];
		out->of[i].kind = span_text(text_at(a, "kind"));
		out->of[i].name = span_text(text_at(a, "name"));
		out->file[i] = (struct gs_span){room->file[i], hex_at(
		    room->file[i], sizeof room->file[i], a, "file")};
		out->count++;
	}
	gs_annexes_complete(out);
}

/* From a line of the vectors: numbers from 0. */
static void annexes_shown(bool out[GS_ANNEXES_MAX], const json_t *opening)
{
	size_t i = 0;
	json_t *n = NULL;

	memset(out, 0, GS_ANNEXES_MAX);
	json_array_foreach(json_object_get(opening, "annexes"), i, n)
		out[json_integer_value(n)] = true;
}

static void annexes_are_the_vectors(void **state)
{
	size_t k = 0, i = 0, seen = 0;
	json_t *v = NULL;
	(void)state;

	json_array_foreach(json_object_get(vectors, "memos"), k, v) {
		const json_t *want = json_object_get(v, "annex");
		struct annex_room room;
		struct gs_annexes a;
		uint8_t hash[32];

		annexes_at(&a, &room, v);
		assert_int_equal(a.count, json_array_size(want));
		for (i = 0; i < a.count; i++, seen++) {
			assert_int_equal(gs_hex_decode(hash, 32,
			    json_string_value(json_array_get(want, i)), 64),
			    GS_OK);
			assert_memory_equal(a.commitment[i], hash, 32);
		}
	}
	assert_true(seen >= 3);
}

static void openings_are_the_vectors(void **state)
{
	(void)state;
	size_t k = 0, i = 0, n = 0;
	json_t *v = NULL, *b = NULL;
	json_array_foreach(json_object_get(vectors, "memos"), k, v) {
		struct gs_block blocks[SHOWN_MAX];
		uint8_t seed[32];

		hex_at(seed, 32, v, "seed");
		json_array_foreach(json_object_get(v, "blocks"), n, b)
			blocks[n] = (struct gs_block){
			    span_text(text_at(b, "mark")),
			    span_text(text_at(b, "text"))};

		json_array_foreach(json_object_get(v, "openings"), i, b) {
			bool open[SHOWN_MAX] = {false}, *sentence[SHOWN_MAX];
			bool annex[GS_ANNEXES_MAX];
			struct annex_room room;
			struct gs_annexes annexes;
			bool store[SHOWN_MAX][SHOWN_MAX] = {{false}};
			uint8_t got[4096], want[4096];
			struct gs_pool pool;
			struct gs_opening o;
			struct gs_arena *arena = gs_pool_start(&pool);
			struct gs_writer w = gs_writer_of(got, sizeof got);

			shown_of(open, sentence, store,
			    json_object_get(b, "shown"));

			assert_int_equal(gs_opening_whole(&o, arena, blocks,
			    n, seed), GS_OK);
			annexes_at(&annexes, &room, v);
			annexes_shown(annex, b);
			gs_opening_attach(&o, &annexes);
			assert_int_equal(gs_opening_choose(&w, arena, &o,
			    &(struct gs_choice){open, sentence, annex}),
			    GS_OK);

			assert_int_equal(hex_at(want, sizeof want, b,
			    "bytes"), w.len);
			assert_memory_equal(got, want, w.len);

			assert_int_equal(gs_opening_parse(&o, arena, want,
			    w.len), GS_OK);

			equals_hex(o.root, 32, v, "root");
			assert_int_equal(o.annex_count, annexes.count);
			assert_memory_equal(o.annex_open, annex,
			    annexes.count);
			gs_pool_free(&pool);
		}
	}
}

struct terms_store {
	uint8_t channel[32], charter[32], roll[32], root[32], reply[32],
	    author[32], amends[32], content[32], related[16][32],
	    annexes[16][32];
};

static struct gs_terms_list texts_at(const json_t *v, const char *name)
{
	struct gs_terms_list list = {.count = 0};
	size_t i = 0;
	json_t *a = NULL;

	json_array_foreach(json_object_get(v, name), i, a)
		list.item[list.count++] = span_text(json_string_value(a));

	return list;
}

static struct gs_terms_list hashes_at(uint8_t (*out)[32], const json_t *v,
    const char *name)
{
	struct gs_terms_list list = {.count = 0};
	size_t i = 0;
	json_t *a = NULL;

	json_array_foreach(json_object_get(v, name), i, a) {
		assert_int_equal(gs_hex_decode(out[i], 32,
		    json_string_value(a), 64), GS_OK);
		list.item[list.count++] = (struct gs_span){out[i], 32};
	}

	return list;
}

static struct gs_memo_terms terms_at(struct terms_store *s, const json_t *v)
{
	hex_at(s->channel, 32, v, "channel");
	hex_at(s->charter, 32, v, "charter");
	hex_at(s->roll, 32, v, "roll");
	hex_at(s->root, 32, v, "root");
	hex_at(s->reply, 32, v, "reply");
	hex_at(s->author, 32, v, "author");
	hex_at(s->content, 32, v, "content");

	bool amends = strlen(text_at(v, "amends")) > 0;
	if (amends)
		hex_at(s->amends, 32, v, "amends");

	return (struct gs_memo_terms){.channel = s->channel,
	    .charter = s->charter, .roll = s->roll, .root = s->root,
	    .blocks = json_array_size(json_object_get(v, "blocks")),
	    .requests = number_at(v, "requests"),
	    .banner = span_text(text_at(v, "banner")),
	    .addressees = texts_at(v, "addressees"),
	    .reply_type = span_text("x25519"), .reply = {s->reply, 32},
	    .author = s->author, .after = (int64_t)number_at(v, "after"),
	    .amends = amends ? s->amends : NULL,
	    .related = hashes_at(s->related, v, "related"),
	    .annexes = hashes_at(s->annexes, v, "annex"),
	    .panel = texts_at(v, "panel"),
	    .distribution = texts_at(v, "distribution"),
	    .content = s->content};
}

static void name_terms(uint8_t id[32], const struct gs_memo_terms *t)
{
	struct gs_pool pool;

	assert_int_equal(gs_memo_id(id, t, gs_pool_start(&pool)), GS_OK);
	gs_pool_free(&pool);
}

/* From the terms, and from the record that has them. */
static void memo_ids_and_word_codes_are_the_vectors(void **state)
{
	(void)state;
	size_t k = 0;
	json_t *v = NULL;
	json_array_foreach(json_object_get(vectors, "memos"), k, v) {
		struct terms_store store;
		struct gs_memo_terms t = terms_at(&store, v), again;
		struct gs_pool pool;
		struct gs_record_writer d;
		struct gs_record rec;
		uint8_t id[32], buf[8192];
		char code[GS_WORD_CODE_MAX];

		name_terms(id, &t);
		equals_hex(id, 32, v, "memo");
		assert_int_equal(gs_word_code(code, id), GS_OK);
		assert_string_equal(code, text_at(v, "words"));

		gs_record_start(&d, buf, sizeof buf, "memo");
		gs_record_line(&d, "channel", gs_part_hash(t.channel));
		gs_record_line(&d, "memo", gs_part_hash(id));
		size_t from = d.w.len;
		gs_memo_terms_write(&d, &t);
		const char *terms = text_at(v, "terms");
		size_t skip = strcspn(terms, "\n") + 1;
		assert_int_equal(d.w.len - from, strlen(terms) - skip);
		assert_memory_equal(buf + from, terms + skip, d.w.len - from);

		gs_record_line(&d, "slot", gs_part_number(0));
		gs_record_line(&d, "proof", gs_part_bytes(id, 32));
		struct gs_arena *arena = gs_pool_start(&pool);
		assert_int_equal(gs_record_parse(&rec, NULL, arena, buf,
		    d.w.len), GS_OK);
		gs_memo_id_of(id, &rec);
		equals_hex(id, 32, v, "memo");
		gs_memo_terms_of(&again, &rec);
		name_terms(id, &again);
		equals_hex(id, 32, v, "memo");
		gs_pool_free(&pool);
	}
}

static void a_memo_id_depends_on_every_term(void **state)
{
	(void)state;
	const json_t *v = json_array_get(json_object_get(vectors, "memos"), 3);
	struct terms_store store;
	struct gs_memo_terms t = terms_at(&store, v);
	size_t annexes = t.annexes.count;
	uint8_t id[32], other[32];

	name_terms(id, &t);

	for (size_t i = 0; i < offsetof(struct terms_store, annexes) +
	    annexes * 32; i++) {
		((uint8_t *)&store)[i] ^= 1;
		name_terms(other, &t);
		assert_memory_not_equal(id, other, 32);
		((uint8_t *)&store)[i] ^= 1;
	}

	struct gs_memo_terms changed[13];
	for (size_t i = 0; i < 13; i++)
		changed[i] = t;

	changed[0].blocks++;
	changed[1].requests++;
	changed[2].banner = span_text("CUI");
	changed[3].addressees.count--;
	changed[4].addressees.item[0] = span_text("C");
	changed[5].after--;
	changed[6].amends = NULL;
	changed[7].related.count--;
	changed[8].annexes.count--;
	changed[9].panel.count--;
	changed[10].distribution.count--;
	changed[11].reply_type = span_text("mlkem768x25519");
	changed[12].reply.len--;

	for (size_t i = 0; i < 13; i++) {
		name_terms(other, &changed[i]);
		assert_memory_not_equal(id, other, 32);
	}
}

/* A record has no room for more. */
static void terms_that_are_no_record_have_no_id(void **state)
{
	(void)state;
	const json_t *v = json_array_get(json_object_get(vectors, "memos"), 3);
	static char long_text[GS_RECORD_MAX / 4];
	struct terms_store store;
	struct gs_memo_terms t = terms_at(&store, v);
	struct gs_pool pool;
	uint8_t id[32] = {7}, zero[32] = {7};

	memset(long_text, 'a', sizeof long_text - 1);
	for (t.panel.count = 0; t.panel.count < 5; t.panel.count++)
		t.panel.item[t.panel.count] = span_text(long_text);

	assert_int_equal(gs_memo_id(id, &t, gs_pool_start(&pool)),
	    GS_ERR_SPACE);
	assert_memory_equal(id, zero, 32);
	gs_pool_free(&pool);
}

static void scopes_are_the_vectors(void **state)
{
	(void)state;
	size_t k = 0, len = 0;
	json_t *v = NULL;
	json_array_foreach(json_object_get(vectors, "memos"), k, v) {
		uint8_t channel[32], memo[32], roll[32], buf[GS_SCOPE_MAX];
		const struct gs_box_turn turn = {
		    (uint32_t)number_at(v, "week"),
		    (uint32_t)number_at(v, "box_slot")};

		hex_at(channel, 32, v, "channel");
		hex_at(memo, 32, v, "memo");
		hex_at(roll, 32, v, "roll");

		assert_int_equal(gs_scope_memo(buf, &len, sizeof buf, channel,
		    memo), GS_OK);
		equals_hex(buf, len, v, "scope_endorse");

		assert_int_equal(gs_scope_file(buf, &len, sizeof buf, channel,
		    roll, (uint32_t)number_at(v, "slot")), GS_OK);
		equals_hex(buf, len, v, "scope_file");
		assert_int_equal(gs_scope_file(buf, &len, len - 1, channel,
		    roll, 0), GS_ERR_SPACE);

		assert_int_equal(gs_scope_resupply(buf, &len, sizeof buf,
		    channel, memo, (uint32_t)number_at(v, "unreadable")),
		    GS_OK);
		equals_hex(buf, len, v, "scope_resupply");
		assert_int_equal(gs_scope_box(buf, &len, sizeof buf, channel,
		    roll, &turn), GS_OK);
		equals_hex(buf, len, v, "scope_box");
		assert_int_equal(gs_scope_reading(buf, &len, sizeof buf,
		    channel, roll), GS_OK);
		equals_hex(buf, len, v, "scope_reading");
	}
}

static void messages_are_the_vectors(void **state)
{
	static const struct {
		const char *act, *name, *about, *hash;
	} acts[] = {
		{"endorse", "message_endorse", "memo", "reveals"},
		{"withdraw", "message_withdraw", "memo", NULL},
		{"file", "message_file", "memo", NULL},
		{"resupply", "message_resupply", "memo", "content"},
		{"box", "message_box", "memo", NULL},
		{"reading", "message_reading", "nonce", NULL},
	};
	(void)state;
	size_t k = 0, len = 0;
	json_t *v = NULL;
	json_array_foreach(json_object_get(vectors, "memos"), k, v) {
		uint8_t about[32], hash[32], reveals[16][32],
		    buf[GS_MESSAGE_MAX];
		struct gs_terms_list list = hashes_at(reveals, v, "reveals");

		for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
			const char *with = acts[i].hash;

			hex_at(about, 32, v, acts[i].about);
			if (with != NULL && strcmp(with, "content") == 0)
				hex_at(hash, 32, v, with);
			else
				gs_reveals_hash(hash,
				    (const uint8_t (*)[32])reveals,
				    list.count);
			assert_int_equal(gs_message(buf, &len, sizeof buf,
			    acts[i].act, about, with == NULL ? NULL : hash),
			    GS_OK);
			equals_hex(buf, len, v, acts[i].name);
		}
	}
}

static void sealed_anew_is_the_vector(const json_t *v,
    const struct gs_recipients *to, struct gs_span text,
    const uint8_t secret[32])
{
	static const uint32_t numbers[] = {1, 64};

	for (size_t i = 0; i < 2; i++) {
		uint8_t anew[32], digest[32], *file = NULL;
		char name[8];
		size_t len = 0;

		gs_seal_secret_anew(anew, secret, numbers[i]);
		assert_int_equal(gs_seal_same(&file, &len, to, text, anew),
		    GS_OK);
		gs_host_sha256(digest, &(struct gs_span){file, len}, 1);
		(void)snprintf(name, sizeof name, "%u", numbers[i]);
		equals_hex(digest, 32, json_object_get(v, "resupply"), name);
		gs_age_free(&file, len);
	}
}

/* The Python that made the vectors knows neither age nor libsodium. */
static void sealed_files_are_the_vectors(void **state)
{
	(void)state;
	size_t k = 0, i = 0;
	json_t *v = NULL, *a = NULL;
	json_array_foreach(json_object_get(vectors, "seals"), k, v) {
		uint8_t keys[GS_RECIPIENTS_MAX][32], secret[32], digest[32];
		struct gs_recipients to = {.count = 0};
		struct gs_span text = span_text(text_at(v, "text"));
		uint8_t *file = NULL, *plain = NULL;
		size_t len = 0, plain_len = 0;

		hex_at(secret, 32, v, "secret");
		json_array_foreach(json_object_get(v, "recipients"), i, a) {
			assert_int_equal(gs_hex_decode(keys[i], 32,
			    json_string_value(a), 64), GS_OK);
			to.of[to.count++] = (struct gs_recipient){
			    span_text("x25519"), {keys[i], 32}};
		}

		assert_int_equal(gs_padded_len(text.len),
		    number_at(v, "padded"));
		assert_int_equal(gs_seal_same(&file, &len, &to, text, secret),
		    GS_OK);
		assert_int_equal(len, number_at(v, "length"));
		gs_host_sha256(digest, &(struct gs_span){file, len}, 1);
		equals_hex(digest, 32, v, "sha256");
		sealed_anew_is_the_vector(v, &to, text, secret);

		json_array_foreach(json_object_get(v, "identities"), i, a) {
			assert_int_equal(gs_hex_decode(secret, 32,
			    json_string_value(a), 64), GS_OK);
			assert_int_equal(gs_seal_open(&plain, &plain_len,
			    secret, (struct gs_span){file, len}), GS_OK);
			assert_int_equal(plain_len, text.len);
			assert_memory_equal(plain, text.ptr, text.len);
			gs_age_free(&plain, plain_len);
		}
		gs_age_free(&file, len);
	}
}

/* One secret, two texts or two lists of readers: two files, of which none
 * tells anything by its randomness. */
static void two_texts_of_one_sealed_file_differ(void **state)
{
	static const uint8_t secret[32] = {1}, other[32] = {2}, key[32] = {9},
	    key_of_another[32] = {10};
	struct gs_recipients to = {.of = {{span_text("x25519"), {key, 32}},
	    {span_text("x25519"), {key_of_another, 32}}}, .count = 1};
	uint8_t *file[5] = {NULL};
	size_t len[5] = {0};
	(void)state;

	assert_int_equal(gs_seal_same(&file[0], &len[0], &to,
	    span_text("One."), secret), GS_OK);
	assert_int_equal(gs_seal_same(&file[1], &len[1], &to,
	    span_text("One."), secret), GS_OK);
	assert_int_equal(len[0], len[1]);
	assert_memory_equal(file[0], file[1], len[0]);

	assert_int_equal(gs_seal_same(&file[2], &len[2], &to,
	    span_text("Two."), secret), GS_OK);
	assert_int_equal(gs_seal_same(&file[3], &len[3], &to,
	    span_text("One."), other), GS_OK);
	to.count = 2;
	assert_int_equal(gs_seal_same(&file[4], &len[4], &to,
	    span_text("One."), secret), GS_OK);
	for (size_t i = 2; i < 5; i++)
		/* behind "age-encryption.org/v1\n-> X25519 ": the share */
		assert_memory_not_equal(file[0] + 32, file[i] + 32, 43);
	for (size_t i = 0; i < 5; i++)
		gs_age_free(&file[i], len[i]);

	assert_int_equal(gs_seal_same(&file[0], &len[0], &to,
	    (struct gs_span){(const uint8_t *)"a\0", 2}, secret),
	    GS_ERR_FORMAT);
	to.of[1].type = span_text("mlkem768x25519");
	assert_int_equal(gs_seal_same(&file[0], &len[0], &to,
	    span_text("One."), secret), GS_ERR_RULE);
	assert_null(file[0]);
}

/* What a file's length tells. */
static void padding_is_to_powers_of_two(void **state)
{
	static const struct {
		size_t len, padded;
	} cases[] = {{0, 16384}, {1, 16384}, {16384, 16384}, {16385, 32768},
	    {32769, 65536}, {262144, 262144}, {262145, 524288}};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(gs_padded_len(cases[i].len),
		    cases[i].padded);
	assert_int_equal(gs_padded_len(GS_CONTENT_MAX), GS_CONTENT_PADDED_MAX);
	/* What a box takes: the longest, to as many readers as there may be. */
	assert_true(gs_age_sealed_len(GS_RECIPIENTS_MAX,
	    GS_CONTENT_PADDED_MAX) + GS_BOX_SEALED_EXTRA <=
	    GS_CONTENT_SEALED_MAX);
	assert_int_equal(gs_unpadded_len("ab\0\0", 4), 2);
	assert_int_equal(gs_unpadded_len("a\0b\0", 4), 3);
	assert_int_equal(gs_unpadded_len("\0\0", 2), 0);
}

/* Where the header of an age file ends, and its nonce begins. */
static size_t head_of(const uint8_t *file, size_t len)
{
	const uint8_t *mac = memmem(file, len, "\n--- ", 5);
	assert_non_null(mac);
	return (size_t)(mac - file) + 5 + 43 + 1;
}

static void sealed_to(size_t recipients, size_t plain_len, bool shaped)
{
	static const uint8_t plain[32769], identity[32] = {9};
	uint8_t keys[GS_RECIPIENTS_MAX + 1][32], *file = NULL, *out = NULL;
	size_t len = 0, out_len = 0;

	for (size_t i = 0; i < recipients; i++)
		gs_age_recipient(keys[i], identity);
	assert_int_equal(gs_age_seal(&file, &len,
	    (const uint8_t (*)[32])keys, recipients, plain, plain_len), GS_OK);
	const struct gs_span span = {file, len};
	assert_int_equal(gs_age_recipients(file, len), recipients);
	assert_int_equal(gs_seal_is_shaped(span), shaped);
	assert_int_equal(gs_seal_open(&out, &out_len, identity, span),
	    shaped ? GS_OK : GS_ERR_FORMAT);
	gs_age_free(&out, out_len);
	gs_age_free(&file, len);
}

/* Padded, to some and not too many; every byte of its header stands. */
static void a_sealed_file_is_known_by_its_shape(void **state)
{
	static const uint8_t secret[32] = {1}, key[32] = {9};
	const struct gs_recipients to = {.of = {{span_text("x25519"),
	    {key, 32}}}, .count = 1};
	uint8_t *file = NULL;
	size_t len = 0;
	(void)state;

	sealed_to(1, 16384, true);
	sealed_to(GS_RECIPIENTS_MAX, 32768, true);
	sealed_to(GS_RECIPIENTS_MAX + 1, 16384, false);
	const size_t lens[] = {0, 5, 8192, 16383, 16385, 32767, 32769};
	for (size_t i = 0; i < sizeof lens / sizeof *lens; i++)
		sealed_to(1, lens[i], false);

	assert_int_equal(gs_seal_same(&file, &len, &to, span_text("One."),
	    secret), GS_OK);
	for (size_t i = 0; i < len; i++)
		assert_false(gs_seal_is_shaped((struct gs_span){file, i}));
	size_t head = head_of(file, len);
	for (size_t i = 0; i < head; i++) {
		uint8_t was = file[i];
		file[i] = '!';
		assert_false(gs_seal_is_shaped((struct gs_span){file, len}));
		file[i] = was;
	}
	assert_true(gs_seal_is_shaped((struct gs_span){file, len}));
	gs_age_free(&file, len);
}

static const char *derived_banner(const struct gs_marks *style,
    const char *const *marks, size_t count)
{
	static char out[GS_BANNER_MAX + 1];
	struct gs_block blocks[8];
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		blocks[i] = (struct gs_block){span_text(marks[i]),
		    span_text("text")};

	if (gs_banner_derive((uint8_t *)out, &len, GS_BANNER_MAX, style,
	    blocks, count) != GS_OK)
		return NULL;

	out[len] = '\0';
	return out;
}

static void marks_are_ranked_by_style(void **state)
{
	(void)state;
	static const char *const legacy[] = {"U", "SBU", "C", "S", "TS"};
	static const char *const none[] = {"", "u", "X", "SBU ", "TOP SECRET"};

	for (int i = 0; i < 5; i++) {
		const char *banner = derived_banner(&gs_marks_legacy, legacy,
		    (size_t)i + 1);

		assert_int_equal(gs_mark_rank(&gs_marks_legacy, legacy[i],
		    strlen(legacy[i])), i);
		assert_int_equal(gs_banner_rank(&gs_marks_legacy, banner,
		    strlen(banner)), i);
	}

	assert_string_equal(derived_banner(&gs_marks_legacy, NULL, 0),
	    "UNCLASSIFIED");

	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_int_equal(gs_mark_rank(&gs_marks_legacy, none[i],
		    strlen(none[i])), -1);
		assert_int_equal(gs_mark_rank(&gs_marks_cui, none[i],
		    strlen(none[i])), -1);
	}

	assert_null(derived_banner(&gs_marks_legacy, &none[2], 1));
	assert_int_equal(gs_mark_rank(&gs_marks_legacy, "CUI", 3), -1);
}

static const struct gs_marks own = {.style = GS_MARK_OWN, .levels = 3,
    .level = {{(const uint8_t *)"Interno", 7},
    {(const uint8_t *)"Reservado", 9},
    {(const uint8_t *)"OFFICIAL-SENSITIVE", 18}}};
static const struct gs_marks no_marks = {.style = GS_MARK_NONE};

static void words_of_ones_own_are_marks_and_banners(void **state)
{
	(void)state;
	static const char *const marks[] = {"Interno", "Reservado"};

	for (int i = 0; i < 2; i++) {
		assert_int_equal(gs_mark_rank(&own, marks[i],
		    strlen(marks[i])), i);
		assert_int_equal(gs_banner_rank(&own, marks[i],
		    strlen(marks[i])), i);
	}
	assert_int_equal(gs_mark_rank(&own, "interno", 7), -1);
	assert_int_equal(gs_mark_rank(&own, "U", 1), -1);
	assert_int_equal(gs_banner_rank(&own, "", 0), -1);
	assert_string_equal(derived_banner(&own, NULL, 0), "Interno");
	assert_string_equal(derived_banner(&own, marks, 2), "Reservado");
	assert_null(derived_banner(&own, (const char *[]){"U"}, 1));

	assert_true(gs_mark_within(&own, own.level[0], own.level[1]));
	assert_false(gs_mark_within(&own, own.level[2], own.level[1]));
	assert_int_equal(gs_marks_ceiling(&own, own.level[1]), 1);
	assert_int_equal(gs_marks_ceiling(&own, (struct gs_span){NULL, 0}),
	    2);
	assert_int_equal(gs_marks_ceiling(&gs_marks_legacy,
	    (struct gs_span){NULL, 0}), -1);
}

static void no_marks_have_the_empty_banner(void **state)
{
	(void)state;
	static const char *const u[] = {"U"}, *const none[] = {""};

	assert_int_equal(gs_mark_rank(&no_marks, "U", 1), -1);
	assert_int_equal(gs_banner_rank(&no_marks, "", 0), 0);
	assert_int_equal(gs_banner_rank(&no_marks, "UNCLASSIFIED", 12), -1);
	assert_string_equal(derived_banner(&no_marks, none, 1), "");
	assert_null(derived_banner(&no_marks, u, 1));
	assert_int_equal(gs_marks_ceiling(&no_marks,
	    (struct gs_span){NULL, 0}), 0);
	assert_int_equal(gs_marks_ceiling(&no_marks, span_text("U")), -1);
}

static int cui_mark(const char *s)
{
	return gs_mark_rank(&gs_marks_cui, s, strlen(s));
}

static int cui_banner(const char *s)
{
	return gs_banner_rank(&gs_marks_cui, s, strlen(s));
}

static void cui_marks_have_one_spelling(void **state)
{
	(void)state;
	static const char *const good[] = {"CUI", "CUI//PRVCY", "CUI//NF",
	    "CUI//SP-INTL//NF", "CUI//SP-INTL/SP-PRVCY/PERS/PRVCY//DL ONLY",
	    "CUI//PRIVILEGE//AC/AWP/FED ONLY", "CUI//FEDCON/NOCON/NF/RELIDO",
	    "CUI//REL TO USA, GBR", "CUI//PHYS//REL TO USA, CAN, GBR/RELIDO"};
	static const char *const bad[] = {"CONTROLLED", "cui", "Cui", "CUI ",
	    " CUI", "U//PRVCY", "CUI/", "CUI//", "CUI///PRVCY", "CUI/PRVCY",
	    "CUI//PRVCY/", "CUI//PRVCY//", "CUI// PRVCY", "CUI//prvcy",
	    "CUI//NOSUCH", "CUI//DELIB", "CUI//PRVCY/PERS",
	    "CUI//PRVCY/SP-INTL", "CUI//PRVCY/PRVCY", "CUI//PRVCY//PERS",
	    "CUI//NF//PRVCY", "CUI//NF/PRVCY", "CUI//PRVCY/NF",
	    "CUI//NF/FED ONLY", "CUI//NF/NF", "CUI//NF//RELIDO",
	    "CUI//NOFORN", "CUI//FED  ONLY", "CUI//AC", "CUI//PRVCY//AWP",
	    "CUI//REL TO", "CUI//REL TO USA", "CUI//REL TO USA, ",
	    "CUI//REL TO GBR, USA", "CUI//REL TO USA, GBR, CAN",
	    "CUI//REL TO USA, GBR, GBR", "CUI//REL TO USA,GBR",
	    "CUI//REL TO USA, gbr", "CUI//REL TO USA, GB",
	    "CUI//REL TO USA, USA", "CUI//NF/REL TO USA, GBR"};

	assert_int_equal(cui_mark("U"), 0);

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (cui_mark(good[i]) != 1)
			fail_msg("%s", good[i]);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (cui_mark(bad[i]) != -1)
			fail_msg("%s", bad[i]);
}

static void cui_banners_have_their_own_words(void **state)
{
	(void)state;
	static const char *const good[] = {"CUI", "CONTROLLED",
	    "CUI//SP-INTL//NOFORN", "CONTROLLED//PRIVILEGE//Attorney-WP",
	    "CUI//PRIVILEGE//Attorney-Client/Attorney-WP/NOCON/NOFORN"};
	static const char *const bad[] = {"", "U", "CUI//NF", "CUI//AC",
	    "CUI//PRIVILEGE//attorney-WP", "CONTROLLED/PRVCY",
	    "UNCLASSIFIED//NOFORN", "CUI//NOFORN/NOCON"};

	assert_int_equal(cui_banner("UNCLASSIFIED"), 0);
	assert_int_equal(gs_banner_rank_derived(&gs_marks_cui, "CUI//PRVCY",
	    10), 1);
	assert_int_equal(gs_banner_rank_derived(&gs_marks_cui, "CONTROLLED",
	    10), -1);

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (cui_banner(good[i]) != 1)
			fail_msg("%s", good[i]);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (cui_banner(bad[i]) != -1)
			fail_msg("%s", bad[i]);
}

static void a_cui_banner_is_as_strict_as_every_portion(void **state)
{
	(void)state;
	static const struct {
		const char *marks[4], *banner;
	} cases[] = {
		{{"U"}, "UNCLASSIFIED"}, {{"U", "", "CUI"}, "CUI"},
		{{"CUI//PRVCY", "CUI//SP-INTL//NF", "CUI//PERS", "U"},
		    "CUI//SP-INTL/PERS/PRVCY//NOFORN"},
		{{"CUI//NF", "CUI//PRIVILEGE//AC", "CUI//FED ONLY"},
		    "CUI//PRIVILEGE//Attorney-Client/FED ONLY/NOFORN"},
		{{"CUI//REL TO USA, CAN, GBR", "CUI//REL TO USA, FRA, GBR"},
		    "CUI//REL TO USA, GBR"},
		{{"CUI//REL TO USA, CAN", "CUI//REL TO USA, FRA"},
		    "CUI//NOFORN"},
		{{"CUI//REL TO USA, CAN", "CUI//REL TO USA, FRA",
		    "CUI//REL TO USA, CAN"}, "CUI//NOFORN"},
		{{"CUI//REL TO USA, CAN", "CUI//NF"}, "CUI//NOFORN"},
		{{"CUI//NF", "CUI//REL TO USA, CAN"}, "CUI//NOFORN"},
		{{"CUI//REL TO USA, CAN", "U", "CUI//PRVCY"},
		    "CUI//PRVCY//REL TO USA, CAN"}};
	static const char *const bad[] = {"CUI", "CUI//NOSUCH"};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = 0;

		while (n < 4 && cases[i].marks[n] != NULL)
			n++;

		assert_string_equal(derived_banner(&gs_marks_cui,
		    cases[i].marks, n), cases[i].banner);
		assert_true(cui_banner(cases[i].banner) >= 0);
	}

	assert_null(derived_banner(&gs_marks_cui, bad, 2));
}

static void what_may_be_shown_is_within_the_mark(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const struct gs_marks *style;
		const char *mark, *most;
		bool within;
	} cases[] = {
		{"equal", &gs_marks_legacy, "SBU", "SBU", true},
		{"lower", &gs_marks_legacy, "U", "C", true},
		{"higher", &gs_marks_legacy, "C", "SBU", false},
		{"no mark", &gs_marks_legacy, "", "TS", false},
		{"no limit", &gs_marks_legacy, "U", "X", false},
		{"uncontrolled", &gs_marks_cui, "U", "U", true},
		{"controlled", &gs_marks_cui, "CUI", "U", false},
		{"a category more", &gs_marks_cui, "CUI//PRVCY", "CUI", false},
		{"a category less", &gs_marks_cui, "CUI//PRVCY",
		    "CUI//PERS/PRVCY//NF", true},
		{"a control more", &gs_marks_cui, "CUI//NF", "CUI//PRVCY",
		    false},
		{"a country more", &gs_marks_cui, "CUI//REL TO USA, CAN, GBR",
		    "CUI//REL TO USA, GBR", true},
		{"another country", &gs_marks_cui, "CUI//REL TO USA, CAN",
		    "CUI//REL TO USA, GBR", false},
		{"released, and nothing said", &gs_marks_cui,
		    "CUI//REL TO USA, CAN", "CUI", false},
		{"released, and to none", &gs_marks_cui, "CUI//REL TO USA, CAN",
		    "CUI//NF", true},
		{"no CUI mark", &gs_marks_cui, "", "CUI", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (gs_mark_within(cases[i].style, span_text(cases[i].mark),
		    span_text(cases[i].most)) != cases[i].within)
			fail_msg("%s", cases[i].name);
}

/* The i-th category in canonical order, by a banner that has no other; NULL
 * from GS_CUI_CATEGORIES on. */
static const char *category_name(char out[64], size_t i)
{
	struct gs_cui cui = {.controlled = true};
	struct gs_writer w = gs_writer_of(out, 63);
	if (i >= GS_CUI_CATEGORIES)
		return NULL;

	cui.category[i] = true;
	gs_cui_write_banner(&w, &cui);
	assert_int_equal(gs_writer_end(&w), GS_OK);

	out[w.len] = '\0';
	return out + strlen("CUI//");
}

/* docs/spec/cui-categories.txt is the list, in order, and the longest banner
 * that it allows has room. */
static void the_categories_are_those_of_the_specification(void **state)
{
	(void)state;
	const char *source = getenv("GAINSAY_SOURCE");
	char path[4096], line[64], of[64];
	size_t n = 0;

	(void)snprintf(path, sizeof path, "%s/docs/spec/cui-categories.txt",
	    source == NULL ? "." : source);
	FILE *file = fopen(path, "r");
	assert_non_null(file);

	while (fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		assert_string_equal(category_name(of, n++), line);
	}
	assert_int_equal(n, GS_CUI_CATEGORIES);
	assert_int_equal(fclose(file), 0);
}

static void the_list_of_categories_is_in_order(void **state)
{
	(void)state;
	char all[GS_BANNER_MAX] = "CUI", pair[64], name_of[64], next_of[64];
	size_t len = strlen(all);
	size_t longest = strlen("//Attorney-Client/Attorney-WP/DISPLAY ONLY/"
	    "DL ONLY/FED ONLY/FEDCON/NOCON/REL TO USA/RELIDO") +
	    strlen(", AAA") * GS_CUI_COUNTRIES_MAX;

	for (size_t i = 0; i < GS_CUI_CATEGORIES; i++) {
		const char *name = category_name(name_of, i);
		const char *next = category_name(next_of, i + 1);

		bool ends = next == NULL || (strncmp(name, "SP-", 3) == 0 &&
		    strncmp(next, "SP-", 3) != 0);
		assert_true(ends || strcmp(name, next) < 0);

		int n = snprintf(all + len, sizeof all - len, "%s%s",
		    i == 0 ? "//" : "/", name);
		assert_true(n > 0 && (size_t)n < sizeof all - len);
		len += (size_t)n;

		if (next != NULL) {
			(void)snprintf(pair, sizeof pair, "CUI//%s/%s", next,
			    name);
			assert_int_equal(cui_mark(pair), -1);
		}
	}

	assert_int_equal(cui_mark(all), 1);

	const char *marks[] = {all};
	assert_string_equal(derived_banner(&gs_marks_cui, marks, 1), all);

	assert_true(strlen(all) + longest <= GS_BANNER_MAX);
}

static void the_word_list_is_sorted_and_unambiguous(void **state)
{
	(void)state;
	const char *before = "";

	for (size_t i = 0; i < GS_WORDS; i++) {
		const char *word = gs_word_at(i);
		size_t len = strlen(word);

		assert_in_range(len, 3, 8);
		assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyz"),
		    len);
		assert_true(strcmp(before, word) < 0);
		assert_true(strncmp(before, word, 4) != 0);
		before = word;
	}
	assert_null(gs_word_at(GS_WORDS));
}

static void a_persons_word_code_may_differ_in_capitals_and_blanks(
    void **state)
{
	static const char code[] = "abandon ability able about above absent "
	    "absorb abstract";
	static const struct {
		const char *name, *text;
		bool same;
	} cases[] = {
		{"as it is", code, true},
		{"capitals", "Abandon ability ABLE about above absent absorb "
		    "abstract", true},
		{"blanks", "  abandon ability\table  about above absent\n"
		    "absorb abstract\r\n", true},
		{"nothing", "", false},
		{"blanks alone", " \n", false},
		{"the first word alone", "abandon", false},
		{"seven words", "abandon ability able about above absent "
		    "absorb", false},
		{"nine words", "abandon ability able about above absent "
		    "absorb abstract absurd", false},
		{"another last word", "abandon ability able about above "
		    "absent absorb absurd", false},
		{"a letter more", "abandon ability able about above absent "
		    "absorb abstracts", false},
		{"two words as one", "abandonability able about above absent "
		    "absorb abstract", false},
		{"a word in two", "aban don ability able about above absent "
		    "absorb abstract", false}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (gs_word_code_is(code, cases[i].text) != cases[i].same)
			fail_msg("%s", cases[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(salts_and_commitments_are_the_vectors),
		cmocka_unit_test(sentences_are_the_vectors),
		cmocka_unit_test(sentences_are_bounded),
		cmocka_unit_test(annexes_are_the_vectors),
		cmocka_unit_test(openings_are_the_vectors),
		cmocka_unit_test(memo_ids_and_word_codes_are_the_vectors),
		cmocka_unit_test(a_memo_id_depends_on_every_term),
		cmocka_unit_test(terms_that_are_no_record_have_no_id),
		cmocka_unit_test(scopes_are_the_vectors),
		cmocka_unit_test(messages_are_the_vectors),
		cmocka_unit_test(sealed_files_are_the_vectors),
		cmocka_unit_test(two_texts_of_one_sealed_file_differ),
		cmocka_unit_test(padding_is_to_powers_of_two),
		cmocka_unit_test(a_sealed_file_is_known_by_its_shape),
		cmocka_unit_test(marks_are_ranked_by_style),
		cmocka_unit_test(words_of_ones_own_are_marks_and_banners),
		cmocka_unit_test(no_marks_have_the_empty_banner),
		cmocka_unit_test(cui_marks_have_one_spelling),
		cmocka_unit_test(cui_banners_have_their_own_words),
		cmocka_unit_test(a_cui_banner_is_as_strict_as_every_portion),
		cmocka_unit_test(what_may_be_shown_is_within_the_mark),
		cmocka_unit_test(the_categories_are_those_of_the_specification),
		cmocka_unit_test(the_list_of_categories_is_in_order),
		cmocka_unit_test(the_word_list_is_sorted_and_unambiguous),
		cmocka_unit_test(
		    a_persons_word_code_may_differ_in_capitals_and_blanks),
	};
	char path[4096];
	const char *source = getenv("GAINSAY_SOURCE");

	(void)snprintf(path, sizeof path, "%s/docs/spec/"
	    "commitments-vectors.json", source == NULL ? "." : source);
	vectors = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);

	if (gs_host_start() != GS_OK || vectors == NULL)
		return 1;

	int failed = cmocka_run_group_tests_name("memo", tests, NULL, NULL);
	json_decref(vectors);
	return failed;
}
