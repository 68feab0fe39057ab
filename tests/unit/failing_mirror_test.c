/* SPDX-License-Identifier: Apache-2.0 */
/* A mirror follows a log while memory, or a call of the system on its files,
 * fails, or ends the process there: the failure shows or is made good, nothing
 * leaks, what is judged goes on from where it was, and of two logs that
 * contradict each other it cosigns one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/host.h"
#include "mirror/follow.h"
#include "tests/unit/failing.h"
#include "tests/unit/folder.h"
#include "tests/unit/log_folder.h"

#define NOW 1700000000

static const uint64_t sizes[] = {2, 20, 30};
static struct log_server server;
static struct gs_signer signer;
static char mirror_dir[400];

static int follow_once(struct gs_mirror_round *round, const char *name,
    uint64_t size)
{
	struct gs_report report = {.text = ""};
	struct gs_mirror *m = NULL;
	const struct gs_mirror_order order = {.dir = mirror_dir,
	    .log = &log_key, .fetch = log_answer, .ctx = &server,
	    .cosigner = &signer};

	memset(round, 0, sizeof *round);
	log_serve(&server, name, size);
	int err = gs_mirror_open(&m, &report, &order);
	assert_true((err == GS_OK) == (m != NULL));
	if (err == GS_OK)
		err = gs_mirror_follow(m, round, &report, NOW);
	gs_mirror_free(&m);
	assert_true(err == GS_OK || report.text[0] != '\0' ||
	    err == GS_ERR_MEMORY);
	return err;
}

static void remove_mirror(void)
{
	(void)folder_remove(mirror_dir);
}

static void must_follow(uint64_t size)
{
	struct gs_mirror_round round;

	assert_int_equal(follow_once(&round, "server", size), GS_OK);
	assert_int_equal(round.entries, size);
	assert_true(round.cosigned);
}

/* What anybody is shown of the mirror's log: its size, and whether the mirror
 * has cosigned it. */
static uint64_t shown_size(bool *cosigned)
{
	struct gs_verifier keys[2] = {log_key, signer.verifier};
	struct gs_attestation verified[2] = {{.good = false}};
	struct gs_checkpoint c = {.size = 0};
	static uint8_t note[GS_NOTE_MAX];
	size_t len = 0;
	char dir[500];

	snprintf(dir, sizeof dir, "%s/public/log", mirror_dir);
	if (gs_tiles_fetch_dir(dir, NULL, note, &len, sizeof note,
	    "checkpoint") == GS_OK)
		assert_int_equal(gs_checkpoint_open(&c, verified, note, len,
		    keys, 2), GS_OK);
	*cosigned = verified[1].good;
	return c.size;
}

static void check_shown(const char *name, unsigned long n, uint64_t before,
    bool whole)
{
	bool cosigned = false;
	uint64_t size = shown_size(&cosigned);

	if (size != 30 && (whole || size != before))
		fail_msg("%s at %lu (%s): %u entries are shown", name, n,
		    fault_name(), (unsigned)size);
	assert_true(cosigned == (size > 0));
}

/* Each failure alone, always from the same. */
static void each_failure(const char *name, enum fault_kind kind,
    uint64_t before)
{
	unsigned long first = 1, step = 1, count = 0;
	bool met = true;

	/* Of what fails alike, every seventh. */
	fault_share(&first, &step);
	step *= kind == FAULT_MEMORY ? 7 : 1;
	for (; met; first += step, count += met) {
		struct gs_mirror_round round;

		remove_mirror();
		if (before > 0)
			must_follow(before);

		fault_arm(kind, first);
		int err = follow_once(&round, "server", 30);
		met = fault_disarm();
		if (fault_left() > 0)
			fail_msg("%s: %zu blocks are left", name,
			    fault_left());
		check_shown(name, first, before, err == GS_OK);
		must_follow(30);
	}
	assert_true(count > 10);
}

static void nothing_is_lost(void **state)
{
	(void)state;

	each_failure("fresh, files", FAULT_FILE, 0);
	each_failure("grown, memory", FAULT_MEMORY, 20);
	each_failure("grown, files", FAULT_FILE, 20);
}

/* True: it came to the n-th call, and ended there. */
static bool end_at(unsigned long n)
{
	struct gs_mirror_round round;
	int status = 0;

	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		fault_arm_end(FAULT_FILE, n);
		_exit(follow_once(&round, "server", 30) == GS_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == FAULT_ENDED ||
	    WEXITSTATUS(status) == 0);
	return WEXITSTATUS(status) == FAULT_ENDED;
}

static bool is_there(const char *name)
{
	char path[500];

	snprintf(path, sizeof path, "%s/%s", mirror_dir, name);
	return access(path, F_OK) == 0;
}

/* Ended anywhere, it is shown another log of the same size: it takes the one
 * or the other, and stays with it. */
static void one_log_is_cosigned(void **state)
{
	unsigned long n = 1, forks = 0, others = 0;
	(void)state;

	for (bool ended = true; ended; n++) {
		struct gs_mirror_round round;
		bool cosigned = false;

		remove_mirror();
		if (n % 2 == 0)
			must_follow(20);
		ended = end_at(n);
		bool signed_first = shown_size(&cosigned) == 30 && cosigned;
		bool known = is_there("memory");

		int err = follow_once(&round, "other", 30);
		assert_true(err == GS_OK || round.forked);
		if (signed_first)
			assert_true(round.forked);
		if (err == GS_OK) {
			others++;
			assert_true(round.cosigned);
			err = follow_once(&round, "server", 30);
			assert_true(err == GS_ERR_MISMATCH && round.forked);
		} else {
			forks++;
			assert_true(known);
			must_follow(30);
		}
	}
	assert_true(n > 40 && forks > 10 && others > 10);
}

/* What a courier hands in: the first checkpoint of a log. */
static size_t write_request(uint8_t *out, size_t room, const char *name,
    const char *head)
{
	const size_t n = strlen(head);
	size_t len = 0;

	log_serve(&server, name, 30);
	memcpy(out, head, n);
	assert_int_equal(log_answer(&server, NULL, out + n, &len, room - n,
	    "log/checkpoint"), GS_OK);
	return len + n;
}

static unsigned hand_in(const char *name, unsigned long end)
{
	static uint8_t body[4096], text[1024];
	struct gs_report report = {.text = ""};
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_mirror *m = NULL;
	const struct gs_mirror_order order = {.dir = mirror_dir,
	    .log = &log_key, .fetch = log_answer, .ctx = &server,
	    .cosigner = &signer};
	size_t len = write_request(body, sizeof body, name, "old 0\n\n");

	if (end > 0)
		fault_arm_end(FAULT_FILE, end);
	unsigned status = gs_mirror_open(&m, &report, &order) != GS_OK ? 500 :
	    gs_mirror_add(m, &report, (struct gs_span){body, len}, NOW, &w);
	gs_mirror_free(&m);
	return status;
}

static void one_that_is_handed_in_is_cosigned(void **state)
{
	unsigned long n = 1, refused = 0;
	(void)state;

	for (bool ended = true; ended; n++) {
		int status = 0;

		remove_mirror();
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit(hand_in("server", n) == 200 ? 0 : 1);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		ended = WEXITSTATUS(status) == FAULT_ENDED;
		assert_true(ended || WEXITSTATUS(status) == 0);

		unsigned answer = hand_in("other", 0);
		assert_true(answer == 409 || (ended && answer == 200));
		refused += answer == 409;
		/* It stays with that one. */
		struct gs_mirror_round round;
		int err = follow_once(&round, "server", 30);
		assert_int_equal(err, answer == 409 ? GS_OK :
		    GS_ERR_MISMATCH);
	}
	assert_true(n > 5 && refused > 1);
}

/* The n-th call on files fails while one is handed in, which is then handed in
 * again to the same process.  Whether it came to that. */
static bool hand_in_twice(unsigned long n, bool *signed_later)
{
	static uint8_t body[4096], text[1024];
	struct gs_report report = {.text = ""};
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_mirror *m = NULL;
	const struct gs_mirror_order order = {.dir = mirror_dir,
	    .log = &log_key, .fetch = log_answer, .ctx = &server,
	    .cosigner = &signer};

	assert_int_equal(gs_mirror_open(&m, &report, &order), GS_OK);
	size_t len = write_request(body, sizeof body, "server", "old 0\n\n");
	fault_arm(FAULT_FILE, n);
	unsigned first = gs_mirror_add(m, &report, (struct gs_span){body, len},
	    NOW, &w);
	bool met = fault_disarm();

	len = write_request(body, sizeof body, "server", "old 30\n\n");
	w = gs_writer_of(text, sizeof text);
	unsigned second = gs_mirror_add(m, &report, (struct gs_span){body,
	    len}, NOW, &w);
	gs_mirror_free(&m);
	assert_int_equal(second, 200);
	*signed_later = first != 200;
	return met;
}

/* What a full disk left in memory alone is written before it is signed: the
 * next process knows of it. */
static void what_is_not_on_disk_is_not_cosigned(void **state)
{
	unsigned long n = 1, later = 0;
	(void)state;

	for (bool met = true; met; n++) {
		bool signed_later = false;

		remove_mirror();
		met = hand_in_twice(n, &signed_later);
		later += signed_later;
		assert_int_equal(hand_in("other", 0), 409);
	}
	assert_true(later > 1);
}

/* A folder that was robbed of its memory cosigns nothing. */
static void a_mirror_without_memory_does_not_start(void **state)
{
	struct gs_mirror_round round;
	char path[500];
	(void)state;

	remove_mirror();
	must_follow(20);
	snprintf(path, sizeof path, "%s/memory", mirror_dir);
	assert_int_equal(remove(path), 0);
	assert_int_equal(follow_once(&round, "server", 30), GS_ERR_MISMATCH);
	assert_int_equal(hand_in("other", 0), 500);
}

static int make_place(void **state)
{
	const uint8_t seed[32] = {9};
	(void)state;

	if (folder_make(log_base, sizeof log_base, NULL, "failing") != 0 ||
	    gs_signer_init(&signer, "witness.example/w", GS_KEY_COSIGNATURE,
	        seed) != GS_OK)
		return -1;
	snprintf(mirror_dir, sizeof mirror_dir, "%s/mirror", log_base);
	log_make(sizes[2]);
	log_publish("server", sizes, 3, UINT64_MAX);
	log_publish_without("other", sizes, 3, 21);
	return 0;
}

static int remove_place(void **state)
{
	(void)state;

	log_drop();
	return folder_remove(log_base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(one_log_is_cosigned),
		cmocka_unit_test(one_that_is_handed_in_is_cosigned),
		cmocka_unit_test(what_is_not_on_disk_is_not_cosigned),
		cmocka_unit_test(a_mirror_without_memory_does_not_start)};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("failing_mirror", tests, make_place,
	    remove_place);
}
