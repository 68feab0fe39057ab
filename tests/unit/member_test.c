/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/bytes.h"
#include "core/host.h"
#include "core/record/record.h"
#include "lib/steps/enrol.h"
#include "lib/host.h"
#include "lib/client/state.h"

#define PHRASE "correct horse"
#define PHRASE_LEN 13

static const struct gs_client_home home = {
    .server = "http://127.0.0.1:1", .vkey = "a+b+c", .channel = {7}};
static const uint8_t roll[32] = {1}, other_roll[32] = {2}, memo[32] = {3};

static struct gs_client *make(struct gs_client_key keys[2])
{
	struct gs_client *m = NULL;

	assert_int_equal(gs_client_new(&m, &home), GS_OK);
	assert_int_equal(gs_enrol_make(keys, 2, 3), GS_OK);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(gs_client_add_key(m, &keys[i]), GS_OK);
	assert_int_equal(gs_client_set_receipt(m, 3, "a receipt\n"), GS_OK);
	assert_int_equal(gs_client_mark_slot(m, roll, 2, memo), GS_OK);
	assert_int_equal(gs_client_lock(m, GS_COST_LOW, PHRASE, PHRASE_LEN),
	    GS_OK);
	return m;
}

static void same(const struct gs_client *m,
    const struct gs_client_key keys[2])
{
	assert_string_equal(gs_client_server(m), home.server);
	assert_string_equal(gs_client_vkey(m), home.vkey);
	assert_memory_equal(gs_client_channel(m), home.channel, 32);
	assert_int_equal(gs_client_key_count(m), 2);
	for (size_t i = 0; i < 2; i++) {
		const struct gs_client_key *k = gs_client_key_at(m, i);
		assert_int_equal(k->edition, 3 + i);
		assert_memory_equal(&k->secret, &keys[i].secret,
		    sizeof k->secret);
		assert_memory_equal(k->key, keys[i].key, 32);
		assert_string_equal(k->receipt, i == 0 ? "a receipt\n" : "");
	}
	assert_memory_equal(gs_client_slot(m, roll, 2), memo, 32);
	assert_null(gs_client_slot(m, roll, 1));
	assert_null(gs_client_slot(m, other_roll, 2));
}

static void it_comes_back_whole(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys), *n = NULL;
	struct gs_report report = {.text = ""};
	uint8_t *file = NULL;
	size_t len = 0;

	assert_int_equal(gs_client_write(&file, &len, m), GS_OK);
	assert_null(memmem(file, len, "127.0.0.1", 9));
	assert_null(memmem(file, len, "a receipt", 9));
	assert_int_equal(gs_client_read(&n, &report, file, len, PHRASE,
	    PHRASE_LEN), GS_OK);
	same(n, keys);
	free(file);
	gs_client_free(&m);
	gs_client_free(&n);
	assert_null(n);
}

/* A nonce used twice under one key would give both texts away; a length that
 * grew would tell that its owner has filed. */
static void two_writes_differ_in_all_but_length(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys);
	uint8_t *a = NULL, *b = NULL;
	size_t a_len = 0, b_len = 0;

	assert_int_equal(gs_client_write(&a, &a_len, m), GS_OK);
	assert_int_equal(gs_client_mark_slot(m, roll, 0, memo), GS_OK);
	assert_int_equal(gs_client_write(&b, &b_len, m), GS_OK);
	assert_int_equal(a_len, b_len);
	assert_memory_not_equal(a + a_len - 2048, b + b_len - 2048, 1024);
	const char *line = memmem(a, a_len, "nonce ", 6);
	assert_non_null(line);
	assert_null(memmem(b, 256, line, 6 + 32));
	free(a);
	free(b);
	gs_client_free(&m);
}

static int read_as(const uint8_t *file, size_t len, const char *phrase)
{
	struct gs_client *n = NULL;
	struct gs_report report = {.text = ""};

	int err = gs_client_read(&n, &report, file, len, phrase,
	    strlen(phrase));
	assert_true((err == GS_OK) == (n != NULL));
	assert_true((err == GS_OK) == (report.text[0] == '\0'));
	gs_client_free(&n);
	return err;
}

static void what_was_altered_is_refused(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys);
	uint8_t *file = NULL;
	size_t len = 0;

	assert_int_equal(gs_client_write(&file, &len, m), GS_OK);
	assert_int_equal(read_as(file, len, "correct house"), GS_ERR_DENIED);
	assert_int_equal(read_as(file, len, ""), GS_ERR_RANGE);
	assert_int_equal(read_as(file, len - 1, PHRASE), GS_ERR_DENIED);
	assert_int_equal(read_as(file, 40, PHRASE), GS_ERR_FORMAT);
	/* Every byte counts: of the header, the salt and the nonce too. */
	for (size_t i = 0; i < len; i += i < 160 ? 7 : 977) {
		file[i] ^= 1;
		assert_int_not_equal(read_as(file, len, PHRASE), GS_OK);
		file[i] ^= 1;
	}
	assert_int_equal(read_as(file, len, PHRASE), GS_OK);
	free(file);
	gs_client_free(&m);
}

/* Refused before any work is done for it. */
static void costs_have_floors_and_ceilings(void **state)
{
	(void)state;
	static const struct {
		const char *numbers;
		int err;
	} costs[] = {{"0 8192", GS_ERR_RANGE}, {"1 8191", GS_ERR_RANGE},
	    {"17 8192", GS_ERR_RANGE}, {"1 1048577", GS_ERR_RANGE},
	    {"1 9223372036854775807", GS_ERR_RANGE},
	    {"1 9223372036854775808", GS_ERR_FORMAT},
	    {"01 8192", GS_ERR_FORMAT}, {"1  8192", GS_ERR_FORMAT},
	    {"-1 8192", GS_ERR_FORMAT}, {"1 8192", GS_ERR_DENIED},
	    {"2 8192", GS_ERR_DENIED}};
	static const uint8_t zero[64];

	for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
		uint8_t text[512];
		struct gs_writer w = gs_writer_of(text, sizeof text);
		gs_write_text(&w, "gainsay/v1 member\nargon2id ");
		gs_write_text(&w, costs[i].numbers);
		gs_write_text(&w, "\nsalt ");
		gs_write_base64(&w, zero, 16);
		gs_write_text(&w, "\nnonce ");
		gs_write_base64(&w, zero, 24);
		gs_write_text(&w, "\n");
		gs_write_bytes(&w, zero, sizeof zero);
		assert_int_equal(gs_writer_end(&w), GS_OK);
		assert_int_equal(read_as(text, w.len, PHRASE), costs[i].err);
	}
}

static void without_a_passphrase_nothing_is_written(void **state)
{
	(void)state;
	struct gs_client *m = NULL;
	uint8_t *file = NULL;
	size_t len = 0;
	struct gs_client_home bad = home;

	assert_int_equal(gs_client_new(&m, &home), GS_OK);
	assert_int_equal(gs_client_write(&file, &len, m), GS_ERR_RULE);
	assert_int_equal(gs_client_lock(m, GS_COST_LOW, "", 0), GS_ERR_RANGE);
	assert_null(file);
	gs_client_free(&m);
	bad.server = "http://x\nvkey y";
	assert_int_equal(gs_client_new(&m, &bad), GS_ERR_FORMAT);
	assert_null(m);
}

/* The state, of whose bytes the object and what it writes are both made. */
static bool has_secret(const void *where, size_t len,
    const struct gs_client_key *key)
{
	return memmem(where, len, &key->secret, 32) != NULL;
}

static void a_key_is_forgotten_with_its_slots(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys), *again = NULL;
	uint8_t *file = NULL;
	size_t len = 0;

	assert_int_equal(gs_client_mark_slot(m, other_roll, 0, memo), GS_OK);
	assert_int_equal(gs_client_forget(m, 9, roll), GS_ERR_UNKNOWN);
	assert_int_equal(gs_client_key_count(m), 2);
	const void *first = gs_client_key_at(m, 0);
	assert_true(has_secret(first, 2 * sizeof keys[0], &keys[0]));
	assert_int_equal(gs_client_forget(m, 3, roll), GS_OK);
	assert_false(has_secret(first, 2 * sizeof keys[0], &keys[0]));
	assert_true(has_secret(first, 2 * sizeof keys[0], &keys[1]));
	assert_int_equal(gs_client_write(&file, &len, m), GS_OK);
	assert_int_equal(gs_client_read(&again, NULL, file, len, PHRASE,
	    PHRASE_LEN), GS_OK);
	assert_null(gs_client_key(again, 3));
	assert_memory_equal(gs_client_key(again, 4)->key, keys[1].key, 32);
	assert_null(gs_client_slot(again, roll, 2));
	assert_memory_equal(gs_client_slot(again, other_roll, 0), memo, 32);
	assert_int_equal(gs_client_forget(again, 4, NULL), GS_OK);
	assert_non_null(gs_client_slot(again, other_roll, 0));
	assert_int_equal(gs_client_forget(again, 4, NULL), GS_ERR_UNKNOWN);
	free(file);
	gs_client_free(&again);
	gs_client_free(&m);
}

static void editions_ascend_and_slots_are_used_once(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys);

	assert_int_equal(gs_client_add_key(m, &keys[1]), GS_ERR_RANGE);
	assert_int_equal(gs_client_mark_slot(m, roll, 2, memo),
	    GS_ERR_DUPLICATE);
	assert_int_equal(gs_client_mark_slot(m, other_roll, 2, memo), GS_OK);
	assert_int_equal(gs_client_set_receipt(m, 9, "x"), GS_ERR_UNKNOWN);
	assert_null(gs_client_key(m, 9));
	assert_non_null(gs_client_key(m, 4));
	assert_null(gs_client_key_at(m, 2));
	gs_client_free(&m);
}

/* On disk: only its owner reads it, a fresh one replaces nothing, and a saved
 * one is what was there last. */
static void files_are_private_and_not_overwritten(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys), *n = NULL;
	struct gs_report report = {.text = ""};
	struct stat st;
	char dir[] = "gainsay-member-XXXXXX", path[64];

	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof path, "%s/state", dir);
	assert_int_equal(gs_client_save(m, &report, path, true), GS_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(gs_client_save(m, &report, path, true),
	    GS_ERR_DUPLICATE);
	assert_int_equal(gs_client_mark_slot(m, roll, 3, memo), GS_OK);
	assert_int_equal(gs_client_save(m, &report, path, false), GS_OK);
	assert_int_equal(gs_client_load(&n, &report, path, PHRASE,
	    PHRASE_LEN), GS_OK);
	assert_non_null(gs_client_slot(n, roll, 3));
	assert_int_equal(unlink(path), 0);
	/* Nothing was left beside it. */
	assert_int_equal(rmdir(dir), 0);
	gs_client_free(&m);
	gs_client_free(&n);
}

/* As many keys, receipts and slots as there may be. */
static void the_fullest_state_fits(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys);
	char receipt[GS_RECEIPT_MAX + 1] = "";
	uint8_t *file = NULL;
	size_t len = 0;

	memset(receipt, 'x', GS_RECEIPT_MAX);
	assert_int_equal(gs_client_set_receipt(m, 3, receipt), GS_ERR_SPACE);
	receipt[GS_RECEIPT_MAX - 1] = '\0';
	for (uint64_t e = 5; e < 3 + GS_CLIENT_KEYS_MAX; e++) {
		keys[1].edition = e;
		assert_int_equal(gs_client_add_key(m, &keys[1]), GS_OK);
		assert_int_equal(gs_client_set_receipt(m, e, receipt), GS_OK);
	}
	keys[1].edition = 1000;
	assert_int_equal(gs_client_add_key(m, &keys[1]), GS_ERR_SPACE);
	for (uint32_t i = 1; i < GS_CLIENT_SLOTS_MAX; i++)
		assert_int_equal(gs_client_mark_slot(m, other_roll,
		    UINT32_MAX - i, memo), GS_OK);
	assert_int_equal(gs_client_mark_slot(m, roll, 10, memo),
	    GS_ERR_SPACE);
	assert_int_equal(gs_client_write(&file, &len, m), GS_OK);
	assert_true(len <= GS_CLIENT_FILE_MAX);
	assert_int_equal(read_as(file, len, PHRASE), GS_OK);
	free(file);
	gs_client_free(&m);
}

static void keys_are_made_for_the_editions_in_turn(void **state)
{
	struct gs_client_key keys[2];
	(void)state;

	assert_int_equal(gs_enrol_make(keys, 2, 1), GS_OK);
	assert_int_equal(keys[0].edition, 1);
	assert_int_equal(keys[1].edition, 2);
	assert_memory_not_equal(keys[0].key, keys[1].key, 32);
	assert_string_equal(keys[0].receipt, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back_whole),
		cmocka_unit_test(two_writes_differ_in_all_but_length),
		cmocka_unit_test(what_was_altered_is_refused),
		cmocka_unit_test(costs_have_floors_and_ceilings),
		cmocka_unit_test(without_a_passphrase_nothing_is_written),
		cmocka_unit_test(a_key_is_forgotten_with_its_slots),
		cmocka_unit_test(editions_ascend_and_slots_are_used_once),
		cmocka_unit_test(files_are_private_and_not_overwritten),
		cmocka_unit_test(the_fullest_state_fits),
		cmocka_unit_test(keys_are_made_for_the_editions_in_turn),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("member", tests, NULL, NULL);
}
