/* SPDX-License-Identifier: Apache-2.0 */
/* A cache is filled while memory, or a call of the system on its files, fails:
 * the failure shows or is made good, nothing leaks, and what is there is the
 * old cache or the new one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/client/cache.h"
#include "lib/client/sync.h"
#include "lib/host.h"
#include "tests/unit/failing.h"
#include "tests/unit/folder.h"
#include "tests/unit/log_folder.h"

static const uint64_t sizes[] = {2, 20, 30};
static struct log_server server;
static char cache_dir[400];

static int fill_once(uint64_t size)
{
	struct gs_report report = {.text = ""};
	struct gs_sync_result result;
	const struct gs_sync_order order = {.dir = cache_dir,
	    .log = &log_key, .fetch = log_answer, .ctx = &server};

	log_serve(&server, "server", size);
	int err = gs_sync(&result, &report, &order);
	assert_true(err == GS_OK || report.text[0] != '\0' ||
	    err == GS_ERR_MEMORY);
	return err;
}

static void remove_cache(void)
{
	(void)folder_remove(cache_dir);
}

static uint64_t cached_size(void)
{
	struct gs_cache *c = NULL;
	uint64_t size = 0;

	if (gs_cache_open(&c, NULL, cache_dir, &log_key) == GS_OK)
		size = gs_cache_checkpoint(c)->size;
	gs_cache_free(&c);
	return size;
}

static int look_into(void *ctx)
{
	struct gs_cache *c = NULL;
	(void)ctx;

	int err = gs_cache_open(&c, NULL, cache_dir, &log_key);
	assert_true((err == GS_OK) == (c != NULL));
	gs_cache_free(&c);
	return err;
}

/* Each failure alone, always from the same. */
static void each_failure(const char *name, enum fault_kind kind,
    uint64_t before)
{
	unsigned long first = 1, step = 1, count = 0;
	bool met = true;

	for (fault_share(&first, &step); met; first += step, count += met) {
		remove_cache();
		if (before > 0)
			assert_int_equal(fill_once(before), GS_OK);

		fault_arm(kind, first);
		int err = fill_once(30);
		met = fault_disarm();
		if (fault_left() > 0)
			fail_msg("%s: %zu blocks are left", name,
			    fault_left());

		/* What cannot be read in the cache may be fetched. */
		uint64_t size = cached_size();
		if (size != 30 && (err == GS_OK || size != before))
			fail_msg("%s: %s at %lu: %d, and %u entries", name,
			    fault_name(), first, err, (unsigned)size);
		assert_int_equal(fill_once(30), GS_OK);
		assert_int_equal(cached_size(), 30);
	}
	assert_true(count > 10);
}

static void nothing_is_lost(void **state)
{
	(void)state;

	each_failure("fresh, memory", FAULT_MEMORY, 0);
	each_failure("fresh, files", FAULT_FILE, 0);
	each_failure("grown, memory", FAULT_MEMORY, 20);
	each_failure("grown, files", FAULT_FILE, 20);
}

static void reading_fails_openly(void **state)
{
	(void)state;

	assert_int_equal(fill_once(30), GS_OK);
	assert_true(fault_each("cache", FAULT_MEMORY, look_into, NULL, false) >
	    0);
	assert_true(fault_each("cache", FAULT_FILE, look_into, NULL, false) >
	    0);
}

static int make_place(void **state)
{
	(void)state;

	if (folder_make(log_base, sizeof log_base, NULL, "failing") != 0)
		return -1;
	snprintf(cache_dir, sizeof cache_dir, "%s/cache", log_base);
	log_make(sizes[2]);
	log_publish("server", sizes, 3, UINT64_MAX);
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
		cmocka_unit_test(reading_fails_openly),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("failing_sync", tests, make_place,
	    remove_place);
}
