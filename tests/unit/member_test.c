/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <jansson.h>
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
static const struct gs_box_turn turn = {2808, 3}, other_turn = {2809, 3};

static struct gs_client *make(struct gs_client_key keys[2])
{
	struct gs_client *m = NULL;

	assert_int_equal(gs_client_new(&m, &home), GS_OK);
	assert_int_equal(gs_client_lock(m, GS_COST_LOW, PHRASE, PHRASE_LEN),
	    GS_OK);
	assert_int_equal(gs_enrol_make(keys, 2, 3, gs_client_lock_of(m)),
	    GS_OK);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(gs_client_add_key(m, &keys[i]), GS_OK);
	assert_int_equal(gs_client_set_receipt(m, 3, "a receipt\n"), GS_OK);
	assert_int_equal(gs_client_mark_slot(m, roll, 2, memo), GS_OK);
	assert_int_equal(gs_client_mark_turn(m, roll, &turn, memo), GS_OK);
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
	assert_memory_equal(gs_client_turn(m, roll, &turn), memo, 32);
	assert_null(gs_client_turn(m, roll, &other_turn));
	assert_null(gs_client_turn(m, other_roll, &turn));
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

/* A copy that was made while another program put zeros over the file: all of
 * it, its end, its beginning.  No passphrase is tried. */
static void zeros_are_called_zeros(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys), *n = NULL;
	uint8_t *file = NULL, *copy = NULL;
	size_t len = 0;

	assert_int_equal(gs_client_write(&file, &len, m), GS_OK);
	const size_t from[] = {0, len - 64, 0}, to[] = {len, len, 4096};

	for (size_t i = 0; i < 3; i++) {
		struct gs_report report = {.text = ""};

		copy = malloc(len);
		assert_non_null(copy);
		memcpy(copy, file, len);
		memset(copy + from[i], 0, to[i] - from[i]);
		assert_int_equal(gs_client_read(&n, &report, copy, len, PHRASE,
		    PHRASE_LEN), GS_ERR_CORRUPT);
		assert_non_null(strstr(report.text, "gainsay copy"));
		free(copy);
	}
	free(file);
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

static void refuse_altered(uint8_t *file, size_t len, size_t at)
{
	file[at] ^= 1;
	assert_int_not_equal(read_as(file, len, PHRASE), GS_OK);
	file[at] ^= 1;
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
	/* Every byte counts: each of the lines above, then samples of what is
	 * sealed, and the last one. */
	for (size_t i = 0; i < len; i += i < 160 ? 1 : 131071)
		refuse_altered(file, len, i);
	refuse_altered(file, len, len - 1);
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
	static const uint8_t some[64] = {1};

	for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
		uint8_t text[512];
		struct gs_writer w = gs_writer_of(text, sizeof text);
		gs_write_text(&w, "gainsay/v1 member\nargon2id ");
		gs_write_text(&w, costs[i].numbers);
		gs_write_text(&w, "\nsalt ");
		gs_write_base64(&w, some, 16);
		gs_write_text(&w, "\nnonce ");
		gs_write_base64(&w, some, 24);
		gs_write_text(&w, "\n");
		gs_write_bytes(&w, some, sizeof some);
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

/* Acts ------------------------------------------------------------------ */

#define SPAN(text) {(const uint8_t *)(text), sizeof(text) - 1}

static const struct gs_client_act plain_act = {.memo = {3}, .tag = {5},
    .kind = "endorse", .edition = 3, .record = SPAN("the record of the act\n"),
    .link = SPAN("http://127.0.0.1:1/box/x#y")};

static void same_span(struct gs_span a, struct gs_span b)
{
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.ptr, b.ptr, a.len);
}

static void same_act(const struct gs_client_act *a,
    const struct gs_client_act *b)
{
	assert_non_null(a);
	assert_memory_equal(a->memo, b->memo, 32);
	assert_memory_equal(a->tag, b->tag, 32);
	assert_string_equal(a->kind, b->kind);
	assert_int_equal(a->edition, b->edition);
	assert_int_equal(a->sent, b->sent);
	assert_int_equal(a->later, b->later);
	same_span(a->record, b->record);
	same_span(a->link, b->link);
	same_span(a->content, b->content);
	same_span(a->promise, b->promise);
	same_span(a->refusal, b->refusal);
	same_span(a->count, b->count);
}

static struct gs_client *reopen(struct gs_client *m, size_t *len)
{
	struct gs_client *n = NULL;
	uint8_t *file = NULL;
	size_t file_len = 0;

	assert_int_equal(gs_client_write(&file, &file_len, m), GS_OK);
	assert_null(memmem(file, file_len, "record", 6));
	assert_null(memmem(file, file_len, "endorse", 7));
	assert_int_equal(gs_client_read(&n, NULL, file, file_len, PHRASE,
	    PHRASE_LEN), GS_OK);
	free(file);
	if (len != NULL)
		*len = file_len;
	return n;
}

static void an_act_comes_back_whole(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys), *n = NULL;
	struct gs_client_act first = plain_act, later = plain_act;

	assert_int_equal(gs_client_put_act(m, &plain_act), GS_OK);
	first.tag[0] = 4;
	first.content = (struct gs_span)SPAN("sealed\0bytes");
	first.refusal = (struct gs_span)SPAN("refused");
	first.count = (struct gs_span)SPAN("a count");
	first.later = 19663;
	assert_int_equal(gs_client_put_act(m, &first), GS_OK);
	later.sent = true;
	later.promise = (struct gs_span)SPAN("promised");
	assert_int_equal(gs_client_put_act(m, &later), GS_OK);

	n = reopen(m, NULL);
	same(n, keys);
	assert_int_equal(gs_client_act_count(n), 2);
	same_act(gs_client_act_at(n, 0), &first);
	same_act(gs_client_act_at(n, 1), &later);
	assert_null(gs_client_act_at(n, 2));
	same_act(gs_client_act(n, later.memo, "endorse", later.tag), &later);
	assert_null(gs_client_act(n, later.memo, "withdraw", later.tag));
	gs_client_free(&m);
	gs_client_free(&n);
}

/* Put again with its own texts, which are the old one's until then. */
static void an_act_may_be_put_with_its_own_texts(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys);

	assert_int_equal(gs_client_put_act(m, &plain_act), GS_OK);
	struct gs_client_act own = *gs_client_act_at(m, 0);
	own.promise = (struct gs_span)SPAN("promised");
	assert_int_equal(gs_client_put_act(m, &own), GS_OK);
	own = plain_act;
	own.promise = (struct gs_span)SPAN("promised");
	same_act(gs_client_act_at(m, 0), &own);
	gs_client_free(&m);
}

/* Whoever finds the file learns neither how often its owner acted, nor whether
 * it keeps a package: also if it has all that it may have. */
static void the_length_does_not_tell_what_is_in_it(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys), *n = NULL;
	struct gs_client_act act = plain_act;
	static uint8_t text[GS_CLIENT_KEPT_BYTES];
	char name[3] = "Aa";
	size_t without = 0, with = 0;

	n = reopen(m, &without);
	gs_client_free(&n);
	act.record = (struct gs_span){text, GS_CLIENT_ACTS_BYTES /
	    GS_CLIENT_ACTS_MAX - plain_act.link.len};
	for (size_t i = 0; i < GS_CLIENT_ACTS_MAX; i++) {
		act.tag[1] = (uint8_t)i;
		assert_int_equal(gs_client_put_act(m, &act), GS_OK);
	}
	for (uint32_t i = 3; i < GS_CLIENT_SLOTS_MAX; i++)
		assert_int_equal(gs_client_mark_slot(m, roll, i, memo), GS_OK);
	for (size_t i = 0; i < GS_CLIENT_KEPT_MAX; i++) {
		name[1] = (char)('0' + i % 8);
		name[0] = (char)('A' + i / 8);
		assert_int_equal(gs_client_keep(m, name, (struct gs_span){
		    text, sizeof text / GS_CLIENT_KEPT_MAX}), GS_OK);
	}

	n = reopen(m, &with);
	assert_int_equal(gs_client_act_count(n), GS_CLIENT_ACTS_MAX);
	assert_int_equal(gs_client_kept_count(n), GS_CLIENT_KEPT_MAX);
	assert_int_equal(with, without);
	act.tag[0]++;
	assert_int_equal(gs_client_put_act(m, &act), GS_ERR_SPACE);
	assert_int_equal(gs_client_keep(m, "Z", (struct gs_span)SPAN("")),
	    GS_ERR_SPACE);
	gs_client_free(&n);
	gs_client_free(&m);
}

static void same_file(const struct gs_client *m, const char *name,
    struct gs_span bytes)
{
	const struct gs_client_kept *k = gs_client_kept(m, name);

	assert_non_null(k);
	assert_int_equal(k->len, bytes.len);
	if (bytes.len > 0)
		assert_memory_equal(k->bytes, bytes.ptr, bytes.len);
}

static void a_file_comes_back_whole(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys), *n = NULL;
	const struct gs_span text = SPAN("a\0text\nfile 3 b\n");
	const struct gs_span none = SPAN("");

	assert_int_equal(gs_client_keep(m, "b.package", text), GS_OK);
	assert_int_equal(gs_client_keep(m, "c", none), GS_OK);
	assert_int_equal(gs_client_keep(m, "a_1-", text), GS_OK);
	assert_int_equal(gs_client_keep(m, "c", text), GS_ERR_DUPLICATE);

	n = reopen(m, NULL);
	same(n, keys);
	assert_int_equal(gs_client_kept_count(n), 3);
	assert_string_equal(gs_client_kept_at(n, 0)->name, "a_1-");
	same_file(n, "a_1-", text);
	same_file(n, "b.package", text);
	same_file(n, "c", none);
	assert_true(gs_client_unkeep(n, "b.package"));
	assert_false(gs_client_unkeep(n, "b.package"));
	assert_null(gs_client_kept(n, "b.package"));
	same_file(n, "c", none);
	gs_client_free(&n);
	gs_client_free(&m);
}

static void what_is_no_name_keeps_nothing(void **state)
{
	static const char sixty_five[] = "0123456789012345678901234567890123"
	    "4567890123456789012345678901234";
	const char *const names[] = {"", ".hidden", "-o", "a/b", "a b",
	    "a\nb", "a\x80", sixty_five};
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys);
	(void)state;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (gs_client_keep(m, names[i], (struct gs_span)SPAN("x")) !=
		    GS_ERR_FORMAT)
			fail_msg("'%s' is taken", names[i]);
	assert_int_equal(gs_client_keep(m, names[7] + 1,
	    (struct gs_span)SPAN("x")), GS_OK);
	gs_client_free(&m);
}

static void what_is_no_act_is_not_kept(void **state)
{
	static const struct {
		const char *name, *kind;
		size_t len;
		int expected;
	} cases[] = {
		{"longest", "endorse", GS_CLIENT_ACT_BYTES, GS_OK},
		{"too long", "endorse", GS_CLIENT_ACT_BYTES + 1, GS_ERR_SPACE},
		{"no kind", "", 1, GS_ERR_FORMAT},
		{"two words", "en dorse", 1, GS_ERR_FORMAT},
	};
	static uint8_t text[GS_CLIENT_ACT_BYTES + 1];
	struct gs_client_key keys[2];
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_client *m = make(keys);
		struct gs_client_act act = {.record = {text, cases[i].len}};

		memcpy(act.kind, cases[i].kind, strlen(cases[i].kind) + 1);
		int err = gs_client_put_act(m, &act);
		if (err != cases[i].expected)
			fail_msg("%s: %d", cases[i].name, err);
		assert_int_equal(gs_client_act_count(m), err == GS_OK);
		gs_client_free(&m);
	}
}

/* A kept promise ties its holder to the act: with the key it goes. */
static void acts_are_forgotten_with_their_edition(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys), *n = NULL;
	struct gs_client_act other = plain_act;

	other.edition = 4;
	other.tag[0] = 9;
	assert_int_equal(gs_client_put_act(m, &plain_act), GS_OK);
	assert_int_equal(gs_client_put_act(m, &other), GS_OK);
	assert_int_equal(gs_client_forget(m, 3, roll), GS_OK);
	n = reopen(m, NULL);
	assert_int_equal(gs_client_act_count(n), 1);
	same_act(gs_client_act_at(n, 0), &other);
	gs_client_free(&n);
	gs_client_free(&m);
}

/* Two programs have it open: what the second writes must not lose what the
 * first did. */
static void what_another_program_wrote_is_not_overwritten(void **state)
{
	(void)state;
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys), *one = NULL, *two = NULL;
	struct gs_report report = {.text = ""};
	char dir[] = "gainsay-member-XXXXXX", path[64];

	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof path, "%s/state", dir);
	assert_int_equal(gs_client_save(m, &report, path, true), GS_OK);
	assert_int_equal(gs_client_load(&one, &report, path, PHRASE,
	    PHRASE_LEN), GS_OK);
	assert_int_equal(gs_client_load(&two, &report, path, PHRASE,
	    PHRASE_LEN), GS_OK);
	assert_int_equal(gs_client_put_act(one, &plain_act), GS_OK);
	assert_int_equal(gs_client_save(one, &report, path, false), GS_OK);
	assert_int_equal(gs_client_save(one, &report, path, false), GS_OK);

	assert_int_equal(gs_client_save(two, &report, path, false),
	    GS_ERR_BUSY);
	assert_string_equal(report.code, "state-changed");
	gs_client_free(&two);
	assert_int_equal(gs_client_load(&two, &report, path, PHRASE,
	    PHRASE_LEN), GS_OK);
	same_act(gs_client_act_at(two, 0), &plain_act);
	assert_int_equal(gs_client_save(two, &report, path, false), GS_OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
	gs_client_free(&m);
	gs_client_free(&one);
	gs_client_free(&two);
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
	assert_null(gs_client_turn(again, roll, &turn));
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
	static const uint8_t none[32];
	struct gs_client_key keys[2];
	struct gs_client *m = make(keys);

	/* A turn stays used when its box is gone. */
	assert_int_equal(gs_client_mark_turn(m, roll, &turn, none),
	    GS_ERR_DUPLICATE);
	assert_int_equal(gs_client_mark_turn(m, roll, &other_turn, roll),
	    GS_OK);
	assert_true(gs_client_spend_turns(m, memo));
	assert_false(gs_client_spend_turns(m, memo));
	assert_memory_equal(gs_client_turn(m, roll, &turn), none, 32);
	assert_memory_equal(gs_client_turn(m, roll, &other_turn), roll, 32);

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

/* As many acts as there may be, and as long ones. */
static void fill_acts(struct gs_client *m)
{
	static uint8_t text[GS_CLIENT_ACT_BYTES];
	struct gs_client_act act = {.kind = "endorse"};

	act.record = (struct gs_span){text, GS_CLIENT_ACTS_BYTES /
	    GS_CLIENT_ACTS_MAX};
	for (size_t i = 0; i < GS_CLIENT_ACTS_MAX; i++) {
		act.tag[0] = (uint8_t)i;
		assert_int_equal(gs_client_put_act(m, &act), GS_OK);
	}
	act.record.len++;
	assert_int_equal(gs_client_put_act(m, &act), GS_ERR_SPACE);
	act.record.len = 1;
	act.memo[0] = 1;
	assert_int_equal(gs_client_put_act(m, &act), GS_ERR_SPACE);
}

/* As many keys, receipts, slots and acts as there may be. */
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
	for (uint32_t i = 1; i < GS_CLIENT_SLOTS_MAX; i++)
		assert_int_equal(gs_client_mark_turn(m, other_roll,
		    &(struct gs_box_turn){UINT32_MAX, UINT32_MAX - i}, memo),
		    GS_OK);
	assert_int_equal(gs_client_mark_turn(m, roll, &other_turn, memo),
	    GS_ERR_SPACE);
	fill_acts(m);
	assert_int_equal(gs_client_write(&file, &len, m), GS_OK);
	assert_true(len <= GS_CLIENT_FILE_MAX);
	assert_int_equal(read_as(file, len, PHRASE), GS_OK);
	free(file);
	gs_client_free(&m);
}

/* docs/spec/state-vectors.json, which another program made. */
static uint8_t *vector_text(void)
{
	const char *source = getenv("GAINSAY_SOURCE");
	char path[4096];
	size_t n = 0;

	assert_non_null(source);
	(void)snprintf(path, sizeof path, "%s/docs/spec/state-vectors.json",
	    source);
	json_t *vector = json_load_file(path, 0, NULL);
	const char *head = json_string_value(json_object_get(vector, "text"));
	assert_non_null(head);
	assert_int_equal(json_integer_value(json_object_get(vector,
	    "length")), GS_CLIENT_TEXT_LEN);
	uint8_t *text = malloc(GS_CLIENT_TEXT_LEN);
	assert_non_null(text);
	memset(text, '\n', GS_CLIENT_TEXT_LEN);
	assert_int_equal(gs_base64_decode(text, &n, GS_CLIENT_TEXT_LEN,
	    (const uint8_t *)head, strlen(head)), GS_OK);
	json_decref(vector);
	return text;
}

static void seal_text(struct gs_client **out, int want, const uint8_t *text)
{
	struct gs_lock lock = {.set = false};
	uint8_t *file = malloc(GS_CLIENT_FILE_MAX);
	struct gs_writer w = gs_writer_of(file, GS_CLIENT_FILE_MAX);

	assert_non_null(file);
	assert_int_equal(gs_lock_new(&lock, GS_COST_LOW, PHRASE, PHRASE_LEN),
	    GS_OK);
	assert_int_equal(gs_lock_seal(&w, &lock, "gainsay/v1 member", text,
	    GS_CLIENT_TEXT_LEN), GS_OK);
	assert_int_equal(gs_client_read(out, NULL, file, w.len, PHRASE,
	    PHRASE_LEN), want);
	free(file);
}

static void the_vector_is_read_and_written(void **state)
{
	(void)state;
	uint8_t *text = vector_text(), *file = NULL;
	uint8_t *again = malloc(GS_CLIENT_TEXT_LEN);
	struct gs_client *m = NULL;
	struct gs_lock lock = {.set = false};
	struct gs_locked locked;
	size_t len = 0;

	seal_text(&m, GS_OK, text);
	assert_int_equal(gs_client_act_count(m), 1);
	/* A checkpoint that was handed was not believed. */
	assert_true(gs_client_memory(m)->handed);
	assert_int_equal(gs_client_memory(m)->checkpoint.size, 3);
	assert_int_equal(gs_memory_believed(gs_client_memory(m)), 0);
	same_file(m, "a.link", (struct gs_span)SPAN("http://x/box/y"));
	same_file(m, "b.package", (struct gs_span)SPAN("\0\n\nfile 1 "));
	assert_int_equal(gs_client_write(&file, &len, m), GS_OK);
	assert_int_equal(gs_lock_read(&lock, &locked, "gainsay/v1 member",
	    file, len), GS_OK);
	assert_int_equal(gs_lock_open(again, &lock, &locked, PHRASE,
	    PHRASE_LEN), GS_OK);
	assert_memory_equal(again, text, GS_CLIENT_TEXT_LEN);
	free(file);
	gs_client_free(&m);

	/* What is behind the last line, and names out of order. */
	text[GS_CLIENT_TEXT_LEN - 1] = 'x';
	seal_text(&m, GS_ERR_FORMAT, text);
	text[GS_CLIENT_TEXT_LEN - 1] = '\n';
	*(char *)memmem(text, GS_CLIENT_TEXT_LEN, "a.link", 6) = 'c';
	seal_text(&m, GS_ERR_FORMAT, text);
	free(again);
	free(text);
}

static void keys_are_made_for_the_editions_in_turn(void **state)
{
	struct gs_client_key keys[2];
	struct gs_lock lock = {.set = false};
	(void)state;

	assert_int_equal(gs_enrol_make(keys, 2, 1, &lock), GS_ERR_RULE);
	assert_int_equal(gs_lock_new(&lock, GS_COST_LOW, PHRASE, PHRASE_LEN),
	    GS_OK);
	assert_int_equal(gs_enrol_make(keys, 2, 1, &lock), GS_OK);
	assert_int_equal(keys[0].edition, 1);
	assert_int_equal(keys[1].edition, 2);
	assert_memory_not_equal(keys[0].key, keys[1].key, 32);
	assert_string_equal(keys[0].receipt, "");
}

/* What the process has locked, in KiB. */
static long locked_memory(void)
{
	char line[256];
	long kib = -1;
	FILE *f = fopen("/proc/self/status", "r");

	assert_non_null(f);
	while (kib < 0 && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "VmLck:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	(void)fclose(f);
	return kib;
}

/* The address sanitizer's mlock locks nothing, and says that it did. */
static bool can_lock(void)
{
	static uint8_t page[4096];
	long before = locked_memory();

	assert_int_equal(mlock(page, sizeof page), 0);
	bool can = locked_memory() > before;
	assert_int_equal(munlock(page, sizeof page), 0);
	return can;
}

static void keys_are_locked_in_memory(void **state)
{
	struct gs_client *client = NULL;
	bool can = can_lock();
	long before = locked_memory();
	(void)state;

	assert_int_equal(gs_client_new(&client, &home), GS_OK);
	assert_int_equal(locked_memory() > before, can);
	gs_client_free(&client);
	assert_int_equal(locked_memory(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_locked_in_memory),
		cmocka_unit_test(it_comes_back_whole),
		cmocka_unit_test(two_writes_differ_in_all_but_length),
		cmocka_unit_test(what_was_altered_is_refused),
		cmocka_unit_test(zeros_are_called_zeros),
		cmocka_unit_test(costs_have_floors_and_ceilings),
		cmocka_unit_test(without_a_passphrase_nothing_is_written),
		cmocka_unit_test(an_act_comes_back_whole),
		cmocka_unit_test(an_act_may_be_put_with_its_own_texts),
		cmocka_unit_test(the_length_does_not_tell_what_is_in_it),
		cmocka_unit_test(a_file_comes_back_whole),
		cmocka_unit_test(what_is_no_name_keeps_nothing),
		cmocka_unit_test(the_vector_is_read_and_written),
		cmocka_unit_test(what_is_no_act_is_not_kept),
		cmocka_unit_test(acts_are_forgotten_with_their_edition),
		cmocka_unit_test(
		    what_another_program_wrote_is_not_overwritten),
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
