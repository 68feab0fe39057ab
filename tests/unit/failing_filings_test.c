/* SPDX-License-Identifier: Apache-2.0 */
/* What a mirror keeps of filings, and says of them, while memory, or a call of
 * the system on its files, fails, or ends the process there: what is on the
 * disk is what was or what is to be, and can be read; nothing leaks. */
#include <ftw.h>
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

#include "lib/file.h"
#include "lib/host.h"
#include "mirror/intake.h"
#include "mirror/kept.h"
#include "mirror/unfiled.h"
#include "tests/unit/failing.h"
#include "tests/unit/world.h"

static char dir[200];
static struct world w;
static struct gs_kept kept;
static uint8_t body[64 << 10];
static size_t body_len;

/* A filing's request, whose memo names the world's sealed file. */
static void make_body(void)
{
	struct world_memo m = world_memo_plain();
	struct gs_span memo = world_memo(&w, &m);
	const struct gs_filing_load load = {.sealed =
	    world_sealed(WORLD_SEALED)};
	struct gs_request request;
	struct gs_offer offer;

	assert_int_equal(gs_filing_send(&request, NULL, memo, &load), GS_OK);
	body_len = strlen(request.body);
	assert_true(body_len <= sizeof body);
	memcpy(body, request.body, body_len);
	gs_request_free(&request);
	assert_int_equal(gs_offer_read(&offer, NULL, w.arena,
	    (struct gs_span){body, body_len}), GS_OK);
	memcpy(kept.id, offer.id, 32);
	memcpy(kept.tag, offer.tag, 32);
	gs_kept_name(kept.name, kept.id, kept.tag);
}

static int write_kept(int64_t until, struct gs_report *report)
{
	struct gs_kept mine = kept;

	mine.until = until;
	mine.answer = until == 1 ? GS_KEPT_NONE : GS_KEPT_REFUSAL;
	mine.published = until != 1;
	mine.refusal_len = until == 1 ? 0 : 3;
	memcpy(mine.refusal, "no\n", 3);
	return gs_kept_write(&mine, report, dir, (struct gs_span){body,
	    body_len});
}

/* Which of the two it is, whole. */
static int64_t read_kept(void)
{
	struct gs_kept read;
	struct gs_span text = {NULL, 0};
	struct gs_report report = {.text = ""};
	uint8_t *file = NULL;

	assert_int_equal(gs_kept_read(&read, &text, &file, &report, dir,
	    kept.name), GS_OK);
	assert_int_equal(text.len, body_len);
	assert_memory_equal(text.ptr, body, body_len);
	assert_memory_equal(read.tag, kept.tag, 32);
	assert_int_equal(read.published, read.until != 1);
	assert_int_equal(read.refusal_len, read.until == 1 ? 0 : 3);
	gs_file_wipe(&file, text.len);
	return read.until;
}

static void a_filing_is_kept_whole(void **state)
{
	const enum fault_kind kinds[] = {FAULT_FILE, FAULT_MEMORY};
	unsigned long count = 0;
	(void)state;

	for (size_t k = 0; k < 2; k++) {
		bool met = true;

		for (unsigned long n = 1; met; n++, count++) {
			struct gs_report report = {.text = ""};

			assert_int_equal(write_kept(1, NULL), GS_OK);
			fault_arm(kinds[k], n);
			int err = write_kept(2, &report);
			met = fault_disarm();
			assert_int_equal(fault_left(), 0);
			assert_true(err == GS_OK || report.text[0] != '\0' ||
			    err == GS_ERR_MEMORY);
			int64_t is = read_kept();
			assert_true(is == 2 || (is == 1 && err != GS_OK));
		}
	}
	assert_true(count > 6);
}

/* Damaged anywhere, it is refused. */
static void a_damaged_filing_is_none(void **state)
{
	struct gs_kept read;
	struct gs_span text;
	char path[400];
	uint8_t *file = NULL, *whole = NULL;
	size_t len = 0;
	(void)state;

	assert_int_equal(write_kept(2, NULL), GS_OK);
	snprintf(path, sizeof path, "%s/%s", dir, kept.name);
	assert_int_equal(gs_file_read(&whole, &len, sizeof body * 2, path,
	    NULL), GS_OK);
	for (size_t cut = 0; cut < len; cut += cut < 300 ? 1 : 997) {
		assert_int_equal(gs_file_write(path, whole, cut, 0600, NULL),
		    GS_OK);
		assert_int_equal(gs_kept_read(&read, &text, &file, NULL, dir,
		    kept.name), GS_ERR_MISMATCH);
		assert_null(file);
	}
	gs_file_wipe(&whole, len);
}

static int publish_memo(uint8_t first, struct gs_report *report)
{
	struct gs_unfiled said = {.day = 19669, .size = 41,
	    .answer = "refusal", .refusal = {(const uint8_t *)"no\n", 3}};

	memset(said.memo, first, 32);
	return gs_unfiled_publish(report, dir, &said);
}

/* How many records the file has; the mirror can go on with it. */
static size_t published_count(void)
{
	char path[300];
	uint8_t *text = NULL;
	size_t len = 0, n = 0;

	assert_int_equal(gs_unfiled_check(NULL, dir), GS_OK);
	snprintf(path, sizeof path, "%s/refused", dir);
	assert_int_equal(gs_file_read(&text, &len, 1 << 20, path, NULL),
	    GS_OK);
	for (size_t i = 0; i + 8 < len; i++)
		n += memcmp(text + i, "unfiled\n", 8) == 0;
	gs_file_wipe(&text, len);
	return n;
}

static void start_published(void)
{
	char path[300];

	snprintf(path, sizeof path, "%s/refused", dir);
	(void)unlink(path);
	assert_int_equal(publish_memo(7, NULL), GS_OK);
	assert_int_equal(publish_memo(3, NULL), GS_OK);
	assert_int_equal(publish_memo(7, NULL), GS_OK);
	assert_int_equal(published_count(), 2);
}

static void what_is_said_is_said_whole(void **state)
{
	unsigned long count = 0;
	bool met = true;
	(void)state;

	for (unsigned long n = 1; met; n++, count++) {
		struct gs_report report = {.text = ""};

		start_published();
		fault_arm(FAULT_FILE, n);
		int err = publish_memo(5, &report);
		met = fault_disarm();
		assert_int_equal(fault_left(), 0);
		assert_true(err == GS_OK || report.text[0] != '\0');
		size_t is = published_count();
		assert_true(is == 3 || (is == 2 && err != GS_OK));
	}
	assert_true(count > 4);
}

static void an_end_anywhere_leaves_it_whole(void **state)
{
	unsigned long n = 1;
	(void)state;

	for (bool ended = true; ended; n++) {
		int status = 0;

		start_published();
		assert_int_equal(write_kept(1, NULL), GS_OK);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			fault_arm_end(FAULT_FILE, n);
			int err = publish_memo(5, NULL);
			if (err == GS_OK)
				err = write_kept(2, NULL);
			_exit(err == GS_OK ? 0 : 1);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		ended = WEXITSTATUS(status) == FAULT_ENDED;
		assert_true(ended || WEXITSTATUS(status) == 0);
		/* That it was published is kept after it was. */
		size_t said = published_count();
		assert_true(read_kept() == 1 || said == 3);
		assert_true(ended || (said == 3 && read_kept() == 2));
	}
	assert_true(n > 6);
}

/* Of what the log has since it says so, once. */
static void what_entered_is_said(void **state)
{
	struct world_memo m = world_memo_plain();
	struct gs_unfiled said = {.day = 19669, .size = 2, .answer = "none"};
	char path[300], want[64];
	uint8_t *text = NULL;
	size_t len = 0;
	(void)state;

	start_published();
	assert_int_equal(world_apply(&w, world_memo(&w, &m)), GS_OK);
	memcpy(said.memo, m.id, 32);
	assert_int_equal(gs_unfiled_publish(NULL, dir, &said), GS_OK);
	assert_int_equal(gs_unfiled_settle(NULL, dir, w.state), GS_OK);
	assert_int_equal(published_count(), 3);
	snprintf(path, sizeof path, "%s/refused", dir);
	snprintf(want, sizeof want, "answer none\nentry %llu\n",
	    (unsigned long long)gs_state_memo_by(w.state, m.id)->index);
	assert_int_equal(gs_file_read(&text, &len, 1 << 20, path, NULL),
	    GS_OK);
	assert_non_null(strstr((const char *)text, want));
	gs_file_wipe(&text, len);
}

static void note_done(void *ctx)
{
	++*(int *)ctx;
}

/* Until its asker has ended as well it may be asked, and takes nothing. */
static void an_ended_intake_takes_nothing(void **state)
{
	struct gs_mirror_intake *intake = NULL;
	int done = 0;
	struct gs_intake_job job = {.done = note_done, .ctx = &done};
	(void)state;

	assert_int_equal(gs_mirror_intake_start(&intake, NULL), GS_OK);
	gs_mirror_intake_end(intake);
	assert_false(gs_mirror_intake_add(intake, &job));
	gs_mirror_intake_end(intake);
	gs_mirror_intake_free(&intake);
	assert_null(intake);
	assert_int_equal(done, 0);
}

static int make_place(void **state)
{
	const char *tmp = getenv("TMPDIR");
	(void)state;

	snprintf(dir, sizeof dir, "%s/gainsay-filings-XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(dir) == NULL)
		return -1;
	world_start(&w);
	make_body();
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int remove_place(void **state)
{
	(void)state;

	world_stop(&w);
	return nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_filing_is_kept_whole),
		cmocka_unit_test(a_damaged_filing_is_none),
		cmocka_unit_test(what_is_said_is_said_whole),
		cmocka_unit_test(an_end_anywhere_leaves_it_whole),
		cmocka_unit_test(what_entered_is_said),
		cmocka_unit_test(an_ended_intake_takes_nothing)};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("failing_filings", tests,
	    make_place, remove_place);
}
