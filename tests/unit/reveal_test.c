/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a member known to one reader: what is sealed, and what is taken
 * for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/age.h"
#include "lib/host.h"
#include "lib/records/reveal.h"

static const uint8_t memo[32] = {1}, tag[32] = {2}, other[32] = {3};
static uint8_t identity[32], recipient[32];

static struct gs_seal reader_of(void)
{
	assert_int_equal(gs_age_identity_new(identity), GS_OK);
	gs_age_recipient(recipient, identity);
	return (struct gs_seal){.name = gs_part_word("inspector"),
	    .type = gs_part_word("x25519"),
	    .key = gs_part_bytes(recipient, 32)};
}

/* The file that is sealed, with its record; in the arena. */
static struct gs_span make(struct gs_arena *arena, const struct gs_known *known,
    size_t *text_len)
{
	const struct gs_seal reader = reader_of();
	const struct gs_reveal_of of = {memo, tag};
	struct gs_writer w = gs_writer_of(gs_arena_take(arena, 4096, 1), 4096);
	struct gs_span text, file = {NULL, 0};
	uint8_t hash[32], is[32];

	assert_int_equal(gs_reveal_write(&w, hash, &reader, &of, known), GS_OK);
	*text_len = w.len;
	text = (struct gs_span){w.ptr, w.len};
	assert_int_equal(gs_reveal_next(&file, arena, &text), GS_OK);
	assert_int_equal(text.len, 0);
	gs_host_sha256(is, &file, 1);
	assert_memory_equal(is, hash, 32);
	return file;
}

static void a_dummy_looks_like_a_name(void **state)
{
	const struct gs_known least = {"A", NULL};
	char name[GS_KNOWN_NAME_MAX + 1], said[GS_KNOWN_STATEMENT_MAX + 1];
	const struct gs_known most = {name, said};
	const struct gs_known *const each[] = {NULL, &least, &most};
	size_t len[3], text[3];
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_report report = {.text = ""};

	(void)state;
	memset(name, 'n', sizeof name - 1);
	memset(said, 's', sizeof said - 1);
	name[sizeof name - 1] = said[sizeof said - 1] = '\0';
	assert_int_equal(gs_known_check(&report, &most), GS_OK);
	for (size_t i = 0; i < 3; i++) {
		struct gs_span file = make(arena, each[i], &text[i]);
		const struct gs_reveal_of of = {memo, tag};
		struct gs_record known;

		len[i] = file.len;
		assert_int_equal(gs_reveal_open(&known, arena, &of, identity,
		    file), GS_OK);
		assert_int_equal(known.type != NULL, each[i] != NULL);
		if (each[i] == NULL)
			continue;
		struct gs_part is = gs_record_part(&known, "name");
		assert_true(gs_part_is(&is, each[i]->name));
	}
	assert_true(len[0] == len[1] && len[1] == len[2]);
	assert_true(text[0] == text[1] && text[1] == text[2]);
	gs_pool_free(&pool);
}

static void a_file_is_of_one_endorsement(void **state)
{
	const struct gs_known known = {"Somebody", "And says so."};
	const struct gs_reveal_of ours = {memo, tag}, of_tag = {memo, other},
	    of_memo = {other, tag};
	struct gs_record rec;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	size_t len = 0;

	(void)state;
	struct gs_span file = make(arena, &known, &len);
	assert_int_equal(gs_reveal_open(&rec, arena, &ours, identity, file),
	    GS_OK);
	assert_int_equal(gs_reveal_open(&rec, arena, &of_tag, identity, file),
	    GS_ERR_MISMATCH);
	assert_int_equal(gs_reveal_open(&rec, arena, &of_memo, identity, file),
	    GS_ERR_MISMATCH);
	assert_int_equal(gs_reveal_open(&rec, arena, &ours, other, file),
	    GS_ERR_DENIED);
	assert_int_equal(gs_reveal_open(&rec, arena, &ours, identity,
	    (struct gs_span){file.ptr, file.len - 1}), GS_ERR_FORMAT);
	uint8_t *altered = gs_arena_take(arena, file.len, 1);
	memcpy(altered, file.ptr, file.len);
	altered[file.len - 1] ^= 1;
	assert_int_equal(gs_reveal_open(&rec, arena, &ours, identity,
	    (struct gs_span){altered, file.len}), GS_ERR_SIGNATURE);
	gs_pool_free(&pool);
}

/* One whose text is something else is no name. */
static void what_is_sealed_is_a_name(void **state)
{
	static const char *const texts[] = {"Somebody", "gainsay/v1 known\n",
	    "gainsay/v1 reveal\ncontent QQ==\n"};
	const struct gs_reveal_of of = {memo, tag};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	(void)state;
	(void)reader_of();
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		uint8_t plain[640] = {0}, keys[1][32], *file = NULL;
		struct gs_record rec;
		size_t len = 0;

		memcpy(plain, texts[i], strlen(texts[i]));
		memcpy(keys[0], recipient, 32);
		assert_int_equal(gs_age_seal(&file, &len,
		    (const uint8_t (*)[32])keys, 1, plain, sizeof plain),
		    GS_OK);
		assert_int_equal(gs_reveal_open(&rec, arena, &of, identity,
		    (struct gs_span){file, len}), GS_ERR_FORMAT);
		gs_age_free(&file, len);
	}
	gs_pool_free(&pool);
}

static void texts_have_their_room(void **state)
{
	char name[GS_KNOWN_NAME_MAX + 2], said[GS_KNOWN_STATEMENT_MAX + 2];
	const struct gs_known each[] = {{name, NULL}, {"A", said}, {"", NULL},
	    {" A", NULL}, {"A\nB", NULL}, {"A", ""}};
	struct gs_report report = {.text = ""};

	(void)state;
	memset(name, 'n', sizeof name - 1);
	memset(said, 's', sizeof said - 1);
	name[sizeof name - 1] = said[sizeof said - 1] = '\0';
	for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
		assert_int_equal(gs_known_check(&report, &each[i]),
		    GS_ERR_FORMAT);
		assert_string_equal(report.code, "known-text");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dummy_looks_like_a_name),
		cmocka_unit_test(a_file_is_of_one_endorsement),
		cmocka_unit_test(what_is_sealed_is_a_name),
		cmocka_unit_test(texts_have_their_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
