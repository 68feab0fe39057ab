/* SPDX-License-Identifier: Apache-2.0 */
/* A cache filled from logs of every awkward size: each file is asked for once,
 * what is there is not asked for again, every fork is found, and a filling that
 * breaks off anywhere leaves what was there. */
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/bytes.h"
#include "lib/client/cache.h"
#include "lib/client/sync.h"
#include "lib/host.h"
#include "tests/unit/folder.h"
#include "tests/unit/log_folder.h"

#define ORIGIN "dissent.example/test"

/* What a checkpoint was published for. */
static const uint64_t sizes[] = {2, 3, 100, 255, 256, 257, 511, 512, 513, 600};
#define SIZES (sizeof sizes / sizeof *sizes)

static void assert_asked_once(const struct log_server *s, const char *what)
{
	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(s->asked[i], s->asked[k]) == 0)
				fail_msg("%s: %s was asked for twice", what,
				    s->asked[i]);
}

static bool was_asked(const struct log_server *s, const char *part)
{
	for (size_t i = 0; i < s->count; i++)
		if (strstr(s->asked[i], part) != NULL)
			return true;
	return false;
}

/* The cache --------------------------------------------------------------- */

static int fill(struct log_server *s, const char *cache,
    struct gs_report *report, struct gs_sync_result *result)
{
	char dir[400];
	struct gs_sync_result mine;

	snprintf(dir, sizeof dir, "%s/%s", log_base, cache);
	const struct gs_sync_order order = {.dir = dir, .log = &log_key,
	    .fetch = log_answer, .ctx = s};
	return gs_sync(result != NULL ? result : &mine, report, &order);
}

static void must_fill(struct log_server *s, const char *cache)
{
	struct gs_report report = {.text = ""};

	if (fill(s, cache, &report, NULL) != GS_OK)
		fail_msg("%s at %u: %s", cache, (unsigned)s->size, report.text);
}

static int pass_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	(void)ctx;

	assert_int_equal(len, log_entries[index].len);
	assert_memory_equal(ptr, log_entries[index].ptr, len);
	return GS_OK;
}

/* All of the log is there, and nobody needs to be asked for any of it. */
static void assert_cached(const char *cache, uint64_t size)
{
	char dir[400], log[500];
	struct gs_cache *c = NULL;
	struct gs_tiles *tiles = NULL;

	snprintf(dir, sizeof dir, "%s/%s", log_base, cache);
	assert_int_equal(gs_cache_open(&c, NULL, dir, &log_key), GS_OK);
	const struct gs_checkpoint *is = gs_cache_checkpoint(c);
	assert_int_equal(is->size, size);
	snprintf(log, sizeof log, "%s/log", dir);
	assert_int_equal(gs_tiles_open(&tiles, NULL, gs_tiles_fetch_dir, log,
	    is->size, is->root), GS_OK);
	assert_int_equal(gs_tiles_for_each(tiles, 0, size, pass_entry, NULL),
	    GS_OK);
	gs_tiles_free(&tiles);
	gs_cache_free(&c);
}

static unsigned files_seen;

static int count_file(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)path, (void)st, (void)ftw;
	files_seen += type == FTW_F;
	return 0;
}

static unsigned count_files(const char *cache)
{
	char dir[400];

	snprintf(dir, sizeof dir, "%s/%s", log_base, cache);
	files_seen = 0;
	assert_int_equal(nftw(dir, count_file, 16, FTW_PHYS), 0);
	return files_seen;
}

/* Tests ------------------------------------------------------------------- */

static void each_file_is_asked_for_once(void **state)
{
	struct log_server *s = calloc(1, sizeof *s);
	(void)state;

	for (size_t to = 0; to < SIZES; to++) {
		char name[64];

		snprintf(name, sizeof name, "fresh-%zu", to);
		log_serve(s, "server", sizes[to]);
		must_fill(s, name);
		assert_asked_once(s, name);
		assert_cached(name, sizes[to]);
	}

	/* Grown step by step, it is the same, and nothing of it lies twice. */
	for (size_t to = 0; to < SIZES; to++) {
		log_serve(s, "server", sizes[to]);
		must_fill(s, "grown");
		assert_asked_once(s, "grown");
		assert_cached("grown", sizes[to]);
		if (to > 0)
			assert_false(was_asked(s, "roll/"));
		if (sizes[to] > 512)
			assert_false(was_asked(s, "entries/000") ||
			    was_asked(s, "entries/001/"));
	}
	log_serve(s, "server", sizes[SIZES - 1]);
	must_fill(s, "grown");
	assert_false(was_asked(s, "entries"));
	assert_int_equal(count_files("grown"), count_files("fresh-9"));
	free(s);
}

/* The server of the cache at `from` shows, at `to`, a log with another entry at
 * `at`; unless neither size reaches it, and the cache's is the smaller. */
static void assert_fork(struct log_server *s, uint64_t from, uint64_t to,
    uint64_t at)
{
	struct gs_report report = {.text = ""};
	struct gs_sync_result result;
	char name[64], fork[64], file[500];
	bool same = at >= from || at >= to;
	const char *code = same ? "log-rolled-back" : "log-forked";

	if (same && to >= from)
		return;
	snprintf(name, sizeof name, "at-%u", (unsigned)from);
	snprintf(fork, sizeof fork, "fork-%u", (unsigned)at);
	log_serve(s, fork, to);
	int err = fill(s, name, &report, &result);
	if (err != GS_ERR_MISMATCH || strcmp(report.code, code) != 0)
		fail_msg("%s: %s at %u: %d, not %s: %s", name, fork,
		    (unsigned)to, err, code, report.text);
	assert_int_equal(result.contradicted, !same);

	snprintf(file, sizeof file, "%s/%s/contradiction", log_base, name);
	assert_int_equal(unlink(file), same ? -1 : 0);
	assert_cached(name, from);
}

/* Between any two sizes, with the difference at the first entry, at the last of
 * a tile, and between. */
static void every_fork_is_found(void **state)
{
	static const uint64_t at[] = {0, 254, 256, 512};
	struct log_server *s = calloc(1, sizeof *s);
	char name[64];
	(void)state;

	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		snprintf(name, sizeof name, "fork-%u", (unsigned)at[i]);
		log_publish(name, sizes, SIZES, at[i]);
	}
	for (size_t from = 0; from < SIZES; from++) {
		snprintf(name, sizeof name, "at-%u", (unsigned)sizes[from]);
		log_serve(s, "server", sizes[from]);
		must_fill(s, name);
		for (size_t to = 0; to < SIZES; to++)
			for (size_t i = 0; i < sizeof at / sizeof *at; i++)
				assert_fork(s, sizes[from], sizes[to], at[i]);
	}
	free(s);
}

/* Nothing more can be written, and the fork is told, not the disk alone. */
static void a_full_disk_hides_no_fork(void **state)
{
	struct log_server *s = calloc(1, sizeof *s);
	struct gs_report report = {.text = ""};
	struct gs_sync_result result;
	struct rlimit old, none;
	(void)state;

	log_serve(s, "server", 257);
	must_fill(s, "full");
	log_publish("fork-100", sizes, SIZES, 100);
	log_serve(s, "fork-100", 257);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	none = (struct rlimit){0, old.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);

	int err = fill(s, "full", &report, &result);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(err, GS_ERR_MISMATCH);
	assert_string_equal(report.code, "log-forked");
	assert_true(result.contradicted);
	assert_non_null(strstr(result.unkept.text, strerror(EFBIG)));
	assert_cached("full", 257);
	free(s);
}

static void a_filling_that_breaks_off_changes_nothing(void **state)
{
	struct log_server *s = calloc(1, sizeof *s);
	struct gs_report report = {.text = ""};
	(void)state;

	log_serve(s, "server", 600);
	must_fill(s, "whole");
	size_t requests = s->count;
	for (size_t i = 0; i < requests; i++) {
		log_serve(s, "server", 257);
		must_fill(s, "broken");
		unsigned before = count_files("broken");

		log_serve(s, "server", 600);
		s->fails_at = i;
		int err = fill(s, "broken", &report, NULL);
		if (err == GS_OK)
			break; /* it needs fewer than a fresh one */
		assert_int_equal(err, GS_ERR_IO);
		assert_string_equal(report.code, "test-silent");
		assert_cached("broken", 257);
		assert_int_equal(count_files("broken"), before);
	}
	s->fails_at = SIZE_MAX;
	must_fill(s, "broken");
	assert_cached("broken", 600);
	free(s);
}

/* The folder of another log is left alone. */
static void one_log_one_folder(void **state)
{
	struct log_server *s = calloc(1, sizeof *s);
	struct gs_report report = {.text = ""};
	struct gs_verifier own = log_key;
	(void)state;

	log_serve(s, "server", 3);
	must_fill(s, "mine");
	assert_int_equal(gs_verifier_init(&log_key, ORIGIN, GS_KEY_ED25519,
	    log_other_key), GS_OK);
	assert_int_equal(fill(s, "mine", &report, NULL), GS_ERR_MISMATCH);
	assert_string_equal(report.code, "cache-other-log");
	assert_int_equal(fill(s, "theirs", &report, NULL), GS_ERR_UNKNOWN);
	assert_string_equal(report.code, "checkpoint-not-signed");
	log_key = own;
	assert_cached("mine", 3);
	free(s);
}

static int make_place(void **state)
{
	(void)state;

	if (folder_make(log_base, sizeof log_base, NULL, "sync") != 0)
		return -1;
	log_make(sizes[SIZES - 1]);
	log_publish("server", sizes, SIZES, UINT64_MAX);
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
		cmocka_unit_test(each_file_is_asked_for_once),
		cmocka_unit_test(every_fork_is_found),
		cmocka_unit_test(a_full_disk_hides_no_fork),
		cmocka_unit_test(a_filling_that_breaks_off_changes_nothing),
		cmocka_unit_test(one_log_one_folder),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("sync", tests, make_place,
	    remove_place);
}
