/* SPDX-License-Identifier: Apache-2.0 */
/* A channel from its founding to an acknowledgement, asked of the back itself,
 * while the N-th allocation, file call or database call fails, for every N.
 * Whoever is told of a failure asks again, if need be of a server that was
 * started again; in the end everything is in the log, once, in order. */
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

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/client/box_link.h"
#include "lib/file.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "server/back/back.h"
#include "store/staff.h"
#include "tests/unit/failing.h"
#include "tests/unit/folder.h"
#include "tests/unit/world.h"

#define START "2023-11-03T14:00:00Z"
#define DAY_LATER "2023-11-04T14:00:00Z"
#define FILED "2023-11-06T22:00:00Z" /* a release */
#define LATE_DAY "2023-11-10T22:00:00Z"
#define ACTS 5
#define TRIES 4
#define TEXTS (ACTS + 5)
#define ANCHORS 5 /* of three releases, and the notes of the first two */

static struct {
	struct world w;
	struct gs_verifier log;
	char log_key[512], enrol_key[80], promise_key[80];
	struct world_memo memo;
	struct gs_box_link link;
	uint8_t token[32], *sealed, proof[GS_PROOF_LEN_MAX];
	size_t sealed_len;
	struct gs_span charter, roll, filing, acts[ACTS], late, acknowledge;
	char dir[64];
	struct gs_back *back;
	int64_t now;
	bool told; /* of a failure: what is asked again may be done already */
	uint64_t whole_max;
} s;

static void put(const char *name, struct gs_span bytes)
{
	assert_int_equal(gs_tiles_put(NULL, s.dir, name, bytes.ptr, bytes.len),
	    GS_OK);
}

static struct gs_span span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

/* The server takes no key that others may read. */
static void put_key(const char *name, const char *text)
{
	char path[128];

	put(name, span(text));
	(void)snprintf(path, sizeof path, "%s/%s", s.dir, name);
	assert_int_equal(chmod(path, 0600), 0);
}

static void empty_dir(void)
{
	const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : ".";

	assert_int_equal(folder_make(s.dir, sizeof s.dir, base, "fault"), 0);
}

static void make_dir(void)
{
	empty_dir();
	put("charter.rec", s.charter);
	put_key("keys/log.key", s.log_key);
	put_key("keys/enrol.key", s.enrol_key);
	put_key("keys/promise.key", s.promise_key);
}

static void remove_dir(void)
{
	assert_int_equal(folder_remove(s.dir), 0);
}

/* --- asking until it is answered ---------------------------------------- */

static bool is_failure(int err)
{
	return err == GS_ERR_MEMORY || err == GS_ERR_IO ||
	    err == GS_ERR_RANDOM || err == GS_ERR_CORRUPT ||
	    err == GS_ERR_BUSY; /* its traces cannot be removed now */
}

static void start(void)
{
	const struct gs_back_options options = {.dir = s.dir,
	    .simulated = true, .simulated_start = s.now,
	    .whole_max = s.whole_max};

	int err = GS_ERR_IO;

	for (int i = 0; i < TRIES && err != GS_OK; i++) {
		struct gs_report report = {.text = ""};
		err = gs_back_start(&s.back, &options, &report);
		assert_true((err == GS_OK) == (s.back != NULL));
		if (err != GS_OK && !is_failure(err))
			fail_msg("%s failed: start: %s (%s)", fault_name(),
			    gs_strerror(err), report.text);
		/* Without memory for itself it has only the code to say. */
		if (err != GS_OK && err != GS_ERR_MEMORY)
			assert_true(report.text[0] != '\0');
	}

	assert_int_equal(err, GS_OK);
}

/* As the gate asks, but that it takes every proof. */
static void ask_through_gate(struct gs_answer *answer, const struct gs_ask *q)
{
	struct gs_way way = gs_back_way(s.back);
	struct gs_ask mine = *q;

	mine.dry = true;
	gs_way_ask(way, answer, &mine);
	if (answer->err != GS_OK || answer->bytes.len > 0)
		return;

	gs_answer_digest(mine.digest, answer);
	gs_answer_free(answer);
	gs_answer_start(answer);
	mine.dry = false;
	gs_way_ask(way, answer, &mine);
}

static bool is_gated(const struct gs_ask *q)
{
	return q->kind == GS_ASK_SUBMIT || q->kind == GS_ASK_ACT ||
	    q->kind == GS_ASK_BOX_OPEN || q->kind == GS_ASK_BOX_ACT ||
	    q->kind == GS_ASK_BOX_FILE;
}

/* The answer is the caller's to free. */
static void ask(struct gs_answer *answer, const struct gs_ask *q)
{
	for (int i = 0; i < TRIES; i++) {
		struct gs_way way = gs_back_way(s.back);
		gs_answer_start(answer);
		if (is_gated(q))
			ask_through_gate(answer, q);
		else
			gs_way_ask(way, answer, q);
		if (answer->err == GS_OK)
			return;

		/* What had been done when it failed is not done twice. */
		if (s.told && (answer->err == GS_ERR_RULE ||
		    answer->err == GS_ERR_DUPLICATE))
			return;

		if (!is_failure(answer->err))
			fail_msg("%s failed: ask %d: %s (%s)", fault_name(),
			    (int)q->kind, gs_strerror(answer->err),
			    answer->report.text);

		s.told = true;
		if (answer->err == GS_ERR_CORRUPT) {
			gs_back_stop(&s.back);
			start();
		}
		gs_answer_free(answer);
	}
	fail_msg("%s failed: ask %d is never answered", fault_name(),
	    (int)q->kind);
}

static void must(struct gs_ask q)
{

	struct gs_answer answer;
	ask(&answer, &q);
	gs_answer_free(&answer);
}

static void move_clock(const char *to)
{
	assert_int_equal(gs_time_parse(&s.now, to, GS_TIME_LEN), GS_OK);
	struct gs_ask q = {.kind = GS_ASK_CLOCK, .now = s.now};
	char path[256];
	int err = GS_ERR_IO;

	/* Our own reading may be what fails. */
	(void)snprintf(path, sizeof path, "%s/keys/clock.key", s.dir);
	for (int i = 0; i < TRIES && err != GS_OK; i++)
		err = gs_file_seed(q.token, path, NULL);
	assert_int_equal(err, GS_OK);
	must(q);
}

static struct gs_ask box(enum gs_ask_kind kind, const struct gs_span *text)
{
	struct gs_ask q = {.kind = kind, .texts = text,
	    .text_count = text == NULL ? 0 : 1,
	    .opening = {.sealed = span("sealed"),
	        .file = {s.sealed, s.sealed_len},
	        .proof = {s.proof, GS_PROOF_LEN(gs_roll_levels(
	            WORLD_MEMBERS))}}};

	memcpy(q.id, s.memo.id, 32);
	memcpy(q.token, s.token, 32);
	gs_box_file_key(q.key, &s.link);
	memcpy(q.opening.roll, s.w.roll, 32);
	memcpy(q.opening.charter, s.w.charter, 32);
	gs_host_sha256(q.opening.token_hash, &(struct gs_span){s.token, 32},
	    1);
	return q;
}

static void submit(struct gs_span text, struct gs_span keys)
{
	must((struct gs_ask){.kind = GS_ASK_SUBMIT, .texts = &text,
	    .text_count = 1, .keys = keys});
}

/* --- the scenario ------------------------------------------------------- */

static void read_all(void)
{
	struct gs_ask q = {.kind = GS_ASK_ROLL};

	must((struct gs_ask){.kind = GS_ASK_CHANNEL});
	memcpy(q.id, s.w.roll, 32);
	must(q);

	q.kind = GS_ASK_CONTENT;
	q.reader.has_bearer = true;
	memcpy(q.reader.bearer, s.token, 32);
	const struct gs_span sealed = world_sealed(WORLD_SEALED);
	gs_host_sha256(q.id, &sealed, 1);
	must(q);
}

static void gather(void)
{
	must(box(GS_ASK_BOX_OPEN, NULL));
	for (size_t i = 0; i < ACTS; i++)
		must(box(GS_ASK_BOX_ACT, &s.acts[i]));
	must(box(GS_ASK_BOX, NULL));
	must(box(GS_ASK_BOX_EXPORT, NULL));
	must(box(GS_ASK_BOX_FILE, &s.filing));
}

static void expect_size(uint64_t size)
{
	struct gs_answer answer;

	ask(&answer, &(struct gs_ask){.kind = GS_ASK_CHANNEL});
	if (answer.channel.size != size)
		fail_msg("%s failed: %llu entries", fault_name(),
		    (unsigned long long)answer.channel.size);
	gs_answer_free(&answer);
}

/* Every checkpoint stands on what is there, and the log holds what it must. */
static void check_log(void)
{
	const struct gs_span want[TEXTS] = {s.charter, s.roll, s.filing,
	    s.acts[0], s.acts[1], s.acts[2], s.acts[3], s.acts[4], s.late,
	    s.acknowledge};
	static uint8_t note[GS_NOTE_MAX];
	char dir[80];
	size_t len = 0, found = 0;
	struct gs_checkpoint c;
	struct gs_attestation verified;
	struct gs_tiles *tiles = NULL;

	(void)snprintf(dir, sizeof dir, "%s/log", s.dir);
	assert_int_equal(gs_tiles_fetch_dir(dir, NULL, note, &len, sizeof note,
	    "checkpoint"), GS_OK);
	assert_int_equal(gs_checkpoint_open(&c, &verified, note, len, &s.log,
	    1), GS_OK);
	assert_int_equal(gs_tiles_open(&tiles, NULL, gs_tiles_fetch_dir, dir,
	    c.size, c.root), GS_OK);

	for (uint64_t i = 0; i < c.size; i++) {
		const uint8_t *entry = NULL;
		size_t n = 0;
		assert_int_equal(gs_tiles_read_entry(&entry, &n, tiles, i),
		    GS_OK);
		for (size_t k = 0; k < TEXTS; k++)
			found += n > want[k].len && memcmp(entry + n -
			    want[k].len, want[k].ptr, want[k].len) == 0;
	}

	if (c.size != TEXTS + ANCHORS || found != TEXTS)
		fail_msg("%s failed: %llu entries, %zu of those asked for",
		    fault_name(), (unsigned long long)c.size, found);
	gs_tiles_free(&tiles);
}

static int channel(void *ctx)
{
	(void)ctx;
	struct gs_span none = {NULL, 0};
	const struct gs_span keys = {gs_roll_keys(s.w.keys),
	    32 * gs_roll_size(s.w.keys)};

	s.told = false;
	s.whole_max = 0;
	assert_int_equal(gs_time_parse(&s.now, START, GS_TIME_LEN), GS_OK);
	start();
	submit(s.roll, keys);
	move_clock(DAY_LATER);
	gather();
	move_clock(FILED);

	must(box(GS_ASK_ACT, &s.late));

	/* Beyond what was promised: it must be in the log by then. */
	move_clock(LATE_DAY);
	expect_size(TEXTS - 1 + ANCHORS);
	gs_back_stop(&s.back);
	s.whole_max = 1; /* out of the snapshot, if it could be written */
	start();
	submit(s.acknowledge, none);

	read_all();
	gs_back_stop(&s.back);
	return GS_OK;
}

static unsigned long each(enum fault_kind kind)
{
	unsigned long first, step;

	fault_share(&first, &step);
	for (unsigned long n = first;; n += step) {
		gs_back_stop(&s.back);
		make_dir();
		fault_arm(kind, n);
		assert_int_equal(channel(NULL), GS_OK);

		bool hit = fault_disarm();
		if (fault_left() != 0)
			fail_msg("%s (%lu) failed, and %zu blocks are left",
			    fault_name(), n, fault_left());

		start();
		gs_back_stop(&s.back);
		check_log();
		remove_dir();

		if (!hit) {
			print_message("%lu calls, from %lu every %lu failed\n",
			    n - 1, first, step);
			return n - 1;
		}
	}
}

static void no_memory(void **state)
{
	(void)state;
	assert_true(each(FAULT_MEMORY) > 100);
}

static void no_files(void **state)
{
	(void)state;
	assert_true(each(FAULT_FILE) > 100);
}

static void no_database(void **state)
{
	(void)state;
	assert_true(each(FAULT_DATABASE) > 100);
}

/* --- the staff list ----------------------------------------------------- */

#define PEOPLE 2

struct codes {
	char code[PEOPLE][GS_CODE_LEN];
	size_t count;
};

static int take_code(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN])
{
	struct codes *c = ctx;

	assert_int_equal(who->id.len, 1);
	size_t i = (size_t)(who->id.ptr[0] - 'a');
	assert_true(i < PEOPLE);
	memcpy(c->code[i], code, GS_CODE_LEN);
	c->count++;
	return GS_OK;
}

static int count_key(void *ctx, const uint8_t key[32])
{
	size_t *n = ctx;

	assert_int_equal(key[0], (uint8_t)(*n + 1));
	(*n)++;
	return GS_OK;
}

static int enrol_all(struct gs_database *staff, const struct codes *c)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < PEOPLE; i++) {
		struct gs_enrol_key key = {.edition = 1,
		    .key = {(uint8_t)(i + 1)}, .receipt = span("a receipt")};
		uint8_t nonce[32], digest[32] = {(uint8_t)i};
		struct gs_span receipt = {NULL, 0};
		struct gs_staff_clash clash;

		gs_code_nonce(nonce, span(c->code[i]));
		err = gs_staff_enrol(&clash, staff, nonce, digest, &key, 1);
		struct gs_pool pool;
		struct gs_arena *arena = gs_pool_start(&pool);
		if (err == GS_OK)
			err = gs_staff_receipt(&receipt, arena, staff, &key);

		if (err != GS_OK)
			assert_null(receipt.ptr);
		else
			assert_int_equal(receipt.len, 9);
		gs_pool_free(&pool);
	}
	return err;
}

/* One run from the list to its end, or to the first failure. */
static int staff_once(const char *path)
{
	static const struct gs_staff_row rows[PEOPLE] = {
	    {{(const uint8_t *)"a", 1}, {(const uint8_t *)"Ann", 3},
	        {(const uint8_t *)"x", 1}},
	    {{(const uint8_t *)"b", 1}, {(const uint8_t *)"Bo", 2},
	        {(const uint8_t *)"x", 1}}};
	struct gs_database *staff = NULL;
	struct codes codes = {.count = 0};
	uint64_t eligible = 0, tied = 0;
	size_t keys = 0;

	int err = gs_staff_open(&staff, path);
	assert_true((err == GS_OK) == (staff != NULL));

	if (err == GS_OK)
		err = gs_staff_import(staff, rows, PEOPLE);
	if (err == GS_OK)
		err = gs_staff_eligible(&eligible, staff);
	assert_int_equal(eligible, err == GS_OK ? PEOPLE : 0);

	if (err == GS_OK)
		err = gs_staff_issue(staff, &(struct gs_staff_wish){
		    .edition = 0}, GS_CODE_DESK(take_code, &codes));

	/* Codes that were drawn in a run before are lost with it. */
	for (size_t i = 0; err == GS_OK && codes.count < PEOPLE && i < PEOPLE;
	    i++)
		err = gs_staff_issue_one(staff, rows[i].id,
		    GS_CODE_DESK(take_code, &codes));

	if (err == GS_OK)
		err = enrol_all(staff, &codes);
	if (err == GS_OK)
		err = gs_staff_close(staff, 1);
	if (err == GS_OK)
		err = gs_staff_keys(staff, 1, count_key, &keys);
	assert_true(err != GS_OK || keys == PEOPLE);

	if (err == GS_OK)
		err = gs_staff_unlink(&tied, staff, 1);
	if (err == GS_OK)
		err = gs_staff_tidy(staff);
	gs_staff_free(&staff);
	return err;
}

/* What failed did nothing, or all of it: another run comes to the end, and
 * after enrolment a code is used up. */
static int staff(void *ctx)
{
	char path[80];

	(void)ctx;
	empty_dir();
	(void)snprintf(path, sizeof path, "%s/staff.db", s.dir);

	int err = staff_once(path);
	int again = err;
	for (int i = 0; i < TRIES && again != GS_OK; i++) {
		again = staff_once(path);
		/* Somebody had enrolled, and keeps the place. */
		if (again == GS_ERR_DUPLICATE || again == GS_ERR_UNKNOWN)
			again = GS_OK;
	}

	assert_int_equal(again, GS_OK);
	remove_dir();
	return err;
}

static void the_staff_list(void **state)
{
	(void)state;
	for (enum fault_kind k = 0; k < FAULT_KINDS; k++)
		assert_true(fault_each("staff", k, staff, NULL,
		    k == FAULT_DATABASE || k == FAULT_FILE) > 0);
}

/* --- what is asked ------------------------------------------------------ */

static void make_keys(void)
{
	struct gs_signer signer;

	assert_int_equal(gs_signer_init_secret(&signer, "dissent.example/test",
	    GS_KEY_ED25519, s.w.secret[W_LOG]), GS_OK);
	s.log = signer.verifier;

	struct gs_writer w = gs_writer_of(s.log_key, sizeof s.log_key - 1);
	gs_signer_write(&w, &signer);

	w = gs_writer_of(s.enrol_key, sizeof s.enrol_key - 1);
	gs_write_hex(&w, s.w.secret[W_ENROL], 32);
	w = gs_writer_of(s.promise_key, sizeof s.promise_key - 1);
	gs_write_hex(&w, s.w.secret[W_PROMISE], 32);
	gs_signer_wipe(&signer);
}

static int set_up(void **state)
{
	(void)state;

	if (gs_host_start() != GS_OK)
		return -1;
	world_start(&s.w);
	world_enrol(&s.w);
	make_keys();

	s.charter = world_charter(&s.w, 1, "yes", "SBU");
	gs_host_sha256(s.w.charter, &s.charter, 1);
	s.roll = world_roll(&s.w, 1, 0, W_REGISTRAR, W_SECOND);
	s.memo = world_memo_plain();
	s.memo.endorsements = ACTS;
	s.filing = world_memo(&s.w, &s.memo);

	for (uint8_t i = 0; i < ACTS; i++)
		s.acts[i] = world_act(&s.w, "endorse", s.memo.id, i + 2);
	memcpy(s.link.memo, s.memo.id, 32);
	assert_int_equal(gs_box_file_seal(&s.sealed, &s.sealed_len, &s.link,
	    world_sealed(WORLD_SEALED)), GS_OK);
	s.late = world_act(&s.w, "endorse", s.memo.id, ACTS + 2);
	s.acknowledge = world_acknowledge(&s.w, s.memo.id, W_OFFICE,
	    "office");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(s.sealed);
	world_stop(&s.w);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_memory),
	    cmocka_unit_test(no_files),
	    cmocka_unit_test(no_database),
	    cmocka_unit_test(the_staff_list),
	};
	return cmocka_run_group_tests_name("fault-server", tests, set_up,
	    tear_down);
}
