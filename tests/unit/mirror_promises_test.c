/* SPDX-License-Identifier: Apache-2.0 */
/* Promises that lie with a mirror: each has its turn, whatever lies beside it;
 * and that one, or a filing, cannot be judged for long is told as well. */
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

#include "core/record/time.h"
#include "lib/file.h"
#include "lib/host.h"
#include "mirror/filings.h"
#include "mirror/kept.h"
#include "mirror/promises.h"
#include "tests/unit/folder.h"
#include "tests/unit/log_folder.h"

#define MANY 130 /* more than are judged in two looks */
#define BROKEN 20

static const uint64_t sizes[] = {20};
static struct log_server server;
static char mirror_dir[400];
static struct gs_mirror *mirror;
static struct gs_mirror_promises *promises;
static struct gs_mirror_teller teller;

/* A server that does not say how its log goes on. */
static int answer_without_newest(void *ctx, struct gs_report *report,
    uint8_t *out, size_t *len, size_t max, const char *path)
{
	if (strcmp(path, "log/newest") != 0)
		return log_answer(ctx, report, out, len, max, path);
	gs_report_say(report, "test-busy", "503");
	return GS_ERR_BUSY;
}

static void put_promise(const char *name, uint8_t number, int64_t by)
{
	struct gs_span text = log_promise(number, by);
	char path[500];

	snprintf(path, sizeof path, "%s/promises/%s", mirror_dir, name);
	assert_int_equal(gs_file_write(path, text.ptr, text.len, 0600, NULL),
	    GS_OK);
}

/* How many lines that begin so there are of what was told, after a look. */
static size_t look_at(int64_t now, const char *word)
{
	struct gs_report report = {.text = ""};
	size_t count = 0, at = 0, len = strlen(word);

	assert_int_equal(gs_mirror_promises_look(promises, &report, &teller,
	    now), GS_OK);
	while (at < teller.told_len) {
		const char *line = teller.told + at, *end = memchr(line, '\n',
		    teller.told_len - at);

		assert_non_null(end);
		count += strncmp(line, word, len) == 0;
		at += (size_t)(end - line) + 1;
	}
	return count;
}

static void each_has_its_turn(void **state)
{
	int64_t by = log_time() + 3600;
	char name[16];
	(void)state;

	for (uint8_t i = 0; i < MANY + BROKEN; i++) {
		snprintf(name, sizeof name, "%c%03u", i < MANY ? 'a' : 'b',
		    i);
		put_promise(name, i, i < MANY ? by : log_time() - 3600);
	}
	for (size_t i = 0; i < 2; i++)
		(void)look_at(by + 1000, "promise ");
	assert_int_equal(look_at(by + 1000, "promise "), BROKEN);
	assert_int_equal(look_at(by + 1000, "promise "), BROKEN);
}

static void what_is_no_file_stops_nothing(void **state)
{
	char path[500];
	(void)state;

	snprintf(path, sizeof path, "%s/promises/a-folder", mirror_dir);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/promises/b-pipe", mirror_dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	snprintf(path, sizeof path, "%s/promises/c-nowhere", mirror_dir);
	assert_int_equal(symlink("nothing", path), 0);
	put_promise("z", 1, log_time() - 3600);
	assert_int_equal(look_at(log_time(), "promise "), 1);
	assert_int_equal(look_at(log_time(), "no promise "), 3);
	assert_true(teller.news);
	teller.news = false;
	assert_int_equal(look_at(log_time(), "no promise "), 3);
	assert_false(teller.news);
}

static void what_stays_unknown_is_told_once(void **state)
{
	int64_t by = log_time() + 3600;
	(void)state;

	put_promise("hidden", 1, by);
	assert_int_equal(look_at(by + 1000, "promise "), 0);
	assert_false(teller.news);
	assert_int_equal(look_at(by + GS_DAY + 1, "promise "), 1);
	assert_non_null(memmem(teller.told, teller.told_len, " unknown\n",
	    9));
	assert_true(teller.news);
	teller.news = false;
	assert_int_equal(look_at(by + 2 * GS_DAY, "promise "), 1);
	assert_false(teller.news);
}

/* As it was handed in, with the acts that its box had. */
static void keep_filing(int64_t until)
{
	struct gs_kept kept = {.until = until, .answer = GS_KEPT_NONE};
	struct gs_offer offer;
	struct gs_pool pool;
	char path[500], *body = log_filing();
	const struct gs_span text = {(const uint8_t *)body, strlen(body)};

	assert_int_equal(gs_offer_read(&offer, NULL, gs_pool_start(&pool),
	    text), GS_OK);
	gs_kept_name(kept.name, offer.id, offer.tag);
	gs_pool_free(&pool);
	snprintf(path, sizeof path, "%s/filings", mirror_dir);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(gs_kept_write(&kept, NULL, path, text), GS_OK);
	free(body);
}

/* By a server that answers nothing, and whose log may have it. */
static void a_hidden_filing_is_told_once(void **state)
{
	const int64_t until = log_time() + 3600, later[] = {until + 1000,
	    until + GS_DAY + 1, until + 2 * GS_DAY};
	struct gs_mirror_filings *filings = NULL;
	struct gs_report report = {.text = ""};
	struct gs_http *http = NULL;
	(void)state;

	keep_filing(until);
	assert_int_equal(gs_http_open(&http, &report, "http://127.0.0.1:1",
	    NULL), GS_OK);
	assert_int_equal(gs_mirror_filings_open(&filings, &report, mirror,
	    mirror_dir), GS_OK);
	for (size_t i = 0; i < 3; i++) {
		const struct gs_mirror_filings_look look = {http, &teller,
		    later[i]};

		teller.news = false;
		assert_int_equal(gs_mirror_filings_look(filings, &report,
		    &look), GS_OK);
		assert_int_equal(teller.news, i == 1);
	}
	assert_non_null(memmem(teller.told, teller.told_len, " hidden\n", 8));
	gs_mirror_filings_close(&filings);
	gs_http_free(&http);
}

static int start_mirror(void **state)
{
	const struct gs_mirror_order order = {.dir = mirror_dir,
	    .log = &log_key, .fetch = answer_without_newest, .ctx = &server};
	struct gs_report report = {.text = ""};
	struct gs_mirror_round round;
	char path[500];
	(void)state;

	log_serve(&server, "server", 20);
	teller = (struct gs_mirror_teller){.dir = mirror_dir, .growth = 25};
	if (gs_mirror_open(&mirror, &report, &order) != GS_OK ||
	    gs_mirror_follow(mirror, &round, &report, 1700000000) != GS_OK)
		return -1;
	snprintf(path, sizeof path, "%s/promises", mirror_dir);
	return mkdir(path, 0700) != 0 || gs_mirror_promises_open(&promises,
	    mirror, mirror_dir) != GS_OK ? -1 : 0;
}

static int end_mirror(void **state)
{
	(void)state;

	gs_mirror_promises_close(&promises);
	gs_mirror_tell_close(&teller);
	gs_mirror_free(&mirror);
	return folder_remove(mirror_dir);
}

static int make_place(void **state)
{
	(void)state;

	if (folder_make(log_base, sizeof log_base, NULL, "promises") != 0)
		return -1;
	snprintf(mirror_dir, sizeof mirror_dir, "%s/mirror", log_base);
	log_quorum = 1;
	log_make(22);
	log_publish("server", sizes, 1, UINT64_MAX);
	return 0;
}

static int remove_place(void **state)
{
	(void)state;

	log_drop();
	return folder_remove(log_base);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start_mirror, end_mirror)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_has_its_turn),
		CASE(what_is_no_file_stops_nothing),
		CASE(what_stays_unknown_is_told_once),
		CASE(a_hidden_filing_is_told_once)};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("mirror_promises", tests,
	    make_place, remove_place);
}
