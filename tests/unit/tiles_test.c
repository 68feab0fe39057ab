/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/bytes.h"
#include "lib/host.h"
#include "lib/log/tiles.h"
#include "tests/unit/folder.h"

#define ENTRIES_MAX 66000
static uint8_t hashes[ENTRIES_MAX][32];
static uint8_t entry_bytes[GS_ENTRY_MAX + 1];
static uint64_t bad_entry = UINT64_MAX, long_entry = UINT64_MAX;

/* Mostly short, some empty, one of the greatest length. */
static size_t make_entry(uint64_t index)
{
	size_t len = index % 37;

	if (index == 300)
		len = GS_ENTRY_MAX;
	for (size_t i = 0; i < len; i++)
		entry_bytes[i] = (uint8_t)(index * 7 + (index >> 8) + i);
	return len;
}

static int source_entry(const uint8_t **ptr, size_t *len, void *ctx,
    uint64_t index)
{
	(void)ctx;

	*len = make_entry(index);
	if (index == bad_entry)
		entry_bytes[0] ^= 1;
	if (index == long_entry)
		*len = GS_ENTRY_MAX + 1;
	*ptr = entry_bytes;
	return GS_OK;
}

static const struct gs_tiles_source source = {.entry = source_entry,
    .subtree = leaves_subtree, .ctx = hashes};

static void root_of(uint8_t root[32], uint64_t size)
{
	assert_int_equal(gs_tree_root(root, size, leaves_subtree, hashes),
	    GS_OK);
}

static char dir[200];

static int make_dir(void **state)
{
	(void)state;

	return folder_make(dir, sizeof dir, NULL, "tiles");
}

static int remove_dir(void **state)
{
	(void)state;

	return folder_remove(dir);
}

static bool exists(const char *path)
{
	char full[400];

	snprintf(full, sizeof full, "%s/%s", dir, path);
	return access(full, F_OK) == 0;
}

static long file_size(const char *path)
{
	char full[400];
	struct stat st;

	snprintf(full, sizeof full, "%s/%s", dir, path);
	return stat(full, &st) == 0 ? (long)st.st_size : -1;
}

static void paths_are_the_specified_ones(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		unsigned level;
		uint64_t index;
		unsigned width;
	} good[] = {
	    {"tile/0/x001/x234/067", 0, 1234067, 256},
	    {"tile/0/005", 0, 5, 256},
	    {"tile/3/x001/000", 3, 1000, 256},
	    {"tile/7/000.p/1", 7, 0, 1},
	    {"tile/entries/999.p/255", GS_TILE_ENTRIES, 999, 255},
	    {"tile/entries/x273/112", GS_TILE_ENTRIES, 273112, 256},
	};
	static const char *const bad[] = {"", "tile", "tile/", "tile/0",
	    "tile/0/", "tile/0/5", "tile/0/05", "tile/00/005", "tile/8/005",
	    "tile/-1/005", "tile/0/005/", "tile/0//005", "/tile/0/005",
	    "tile/0/001/005", "tile/0/x000/005", "tile/0/x001/x005",
	    "tile/0/x001", "tile/0/x01/005", "tile/0/005.p", "tile/0/005.p/",
	    "tile/0/005.p/0", "tile/0/005.p/256", "tile/0/005.p/01",
	    "tile/0/x001.p/005", "tile/0/../005", "tile/entries/..",
	    "tile/0/005.p/1/", "tile/entry/005", "tile/0/005.tmp",
	    "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999"};
	char path[GS_TILE_PATH_MAX];
	unsigned level = 9, width = 9;
	uint64_t index = 9;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(gs_tile_path_parse(&level, &index, &width,
		    bad[i], strlen(bad[i])), GS_ERR_FORMAT);
	assert_true(level == 9 && index == 9 && width == 9);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(gs_tile_path(path, good[i].level,
		    good[i].index, good[i].width), GS_OK);
		assert_string_equal(path, good[i].path);
		assert_int_equal(gs_tile_path_parse(&level, &index, &width,
		    path, strlen(path)), GS_OK);
		assert_true(level == good[i].level && width == good[i].width);
		assert_true(index == good[i].index);
	}
	assert_int_equal(gs_tile_path(path, 0, 0, 257), GS_ERR_RANGE);
	assert_int_equal(gs_tile_path(path, 0, 0, 0), GS_ERR_RANGE);
	assert_int_equal(gs_tile_path(path, 9, 0, 1), GS_ERR_RANGE);
	assert_int_equal(gs_tile_path(path, GS_TILE_ENTRIES,
	    (UINT64_C(1) << 62) - 1, 255), GS_OK);
}

static void write_log(uint64_t from, uint64_t to)
{
	assert_int_equal(gs_tiles_write(NULL, dir, from, to, &source), GS_OK);
}

static int open_log(struct gs_tiles **t, uint64_t size)
{
	uint8_t root[32];

	root_of(root, size);
	return gs_tiles_open(t, NULL, gs_tiles_fetch_dir, dir, size, root);
}

static int check_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	uint64_t *next = ctx;

	assert_true(index == *next);
	assert_int_equal(len, make_entry(index));
	if (len > 0)
		assert_memory_equal(ptr, entry_bytes, len);
	(*next)++;
	return GS_OK;
}

static int read_log(uint64_t size)
{
	struct gs_tiles *t = NULL;
	uint64_t next = 0;

	int err = open_log(&t, size);
	if (err != GS_OK)
		assert_null(t);
	else
		err = gs_tiles_for_each(t, 0, size, check_entry, &next);
	assert_true(err != GS_OK || next == size);
	gs_tiles_free(&t);
	return err;
}

static void growing_log_is_readable_at_every_size(void **state)
{
	(void)state;
	static const uint64_t sizes[] = {0, 1, 2, 255, 256, 257, 511, 512, 700,
	    700, 1100};

	for (size_t i = 1; i < sizeof sizes / sizeof *sizes; i++) {
		write_log(sizes[i - 1], sizes[i]);
		for (size_t j = 0; j <= i; j++)
			assert_int_equal(read_log(sizes[j]), GS_OK);
	}
	assert_true(exists("tile/0/000.p/255") && exists("tile/0/000"));
	assert_int_equal(file_size("tile/0/003"), 8192);
	assert_int_equal(file_size("tile/0/004.p/76"), 76 * 32);
	assert_int_equal(file_size("tile/1/000.p/4"), 4 * 32);
	assert_true(exists("tile/entries/004.p/76"));
	assert_false(exists("tile/0/000.tmp"));
	/* old sizes fall back to the full tiles */
	assert_int_equal(gs_tiles_prune(NULL, dir, 0, 1100), GS_OK);
	assert_false(exists("tile/0/000.p"));
	assert_false(exists("tile/entries/002.p"));
	assert_true(exists("tile/0/004.p/76"));
	assert_int_equal(read_log(1), GS_OK);
	assert_int_equal(read_log(511), GS_OK);
	assert_int_equal(read_log(700), GS_OK);
	assert_int_equal(read_log(1100), GS_OK);
	/* without its partial tile, and the full one not yet there */
	char path[400];
	snprintf(path, sizeof path, "%s/tile/1/000.p/2", dir);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(read_log(700), GS_ERR_UNKNOWN);
	assert_int_equal(gs_tiles_prune(NULL, dir, 0, 1100), GS_OK);
}

static void what_a_size_needs_is_there_and_no_more(void **state)
{
	(void)state;

	write_log(0, 512);
	assert_int_equal(file_size("tile/1/000.p/2"), 64);
	assert_int_equal(file_size("tile/0/001"), 8192);
	assert_false(exists("tile/0/002.p") || exists("tile/entries/002.p"));
	assert_false(exists("tile/2") || exists("tile/1/000"));
}

/* Three levels: the tile of level 1 is full and hashed into level 2. */
static void large_log_has_three_levels(void **state)
{
	(void)state;
	struct gs_tiles *t = NULL;
	uint8_t proof[GS_TREE_LEVELS_MAX][32], root[32], old[32];
	size_t count = 0;

	write_log(0, 65000);
	write_log(65000, ENTRIES_MAX);
	assert_int_equal(file_size("tile/1/000"), 8192);
	assert_int_equal(file_size("tile/2/000.p/1"), 32);
	assert_int_equal(file_size("tile/1/001.p/1"), 32);
	assert_int_equal(read_log(ENTRIES_MAX), GS_OK);
	root_of(root, ENTRIES_MAX);
	root_of(old, 300);
	assert_int_equal(open_log(&t, ENTRIES_MAX), GS_OK);
	const struct gs_tree tree = {ENTRIES_MAX, gs_tiles_subtree, t};
	for (uint64_t i = 0; i < ENTRIES_MAX; i += 9973) {
		assert_int_equal(gs_tree_prove_inclusion(proof, &count, i,
		    &tree), GS_OK);
		assert_int_equal(gs_tree_verify_inclusion(root, ENTRIES_MAX, i,
		    hashes[i], (const uint8_t (*)[32])proof, count), GS_OK);
	}
	assert_int_equal(gs_tree_prove_consistency(proof, &count, 300,
	    &tree), GS_OK);
	assert_int_equal(gs_tree_verify_consistency(old, 300, root,
	    ENTRIES_MAX, (const uint8_t (*)[32])proof, count), GS_OK);
	assert_int_equal(gs_tiles_subtree(old, t, 0, ENTRIES_MAX),
	    GS_ERR_RANGE);
	gs_tiles_free(&t);
}

static int flips;

/* nftw has no context of its own. */
static int flip_in_file(const char *path, const struct stat *st, int flag,
    struct FTW *ftw)
{
	(void)ftw;

	if (flag != FTW_F)
		return 0;
	FILE *f = fopen(path, "r+b");
	assert_non_null(f);
	for (long at = 0; at < st->st_size; at += st->st_size / 23 + 1) {
		int keep;
		assert_int_equal(fseek(f, at, SEEK_SET), 0);
		keep = fgetc(f);
		assert_int_equal(fseek(f, at, SEEK_SET), 0);
		assert_int_equal(fputc(keep ^ 0x10, f), keep ^ 0x10);
		assert_int_equal(fflush(f), 0);
		int err = read_log(700);
		assert_true(err == GS_ERR_PROOF || err == GS_ERR_FORMAT);
		assert_int_equal(fseek(f, at, SEEK_SET), 0);
		assert_int_equal(fputc(keep, f), keep);
		assert_int_equal(fflush(f), 0);
		flips++;
	}
	/* one byte more, one byte less */
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	assert_int_equal(fputc(0, f), 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(read_log(700), GS_ERR_FORMAT);
	assert_int_equal(truncate(path, st->st_size - 1), 0);
	assert_int_equal(read_log(700), GS_ERR_FORMAT);
	return 1000; /* the last byte is gone: this directory is spoilt */
}

static int nth_file, file_wanted;

static int flip_in_nth(const char *path, const struct stat *st, int flag,
    struct FTW *ftw)
{
	if (flag != FTW_F || nth_file++ != file_wanted)
		return 0;
	return flip_in_file(path, st, flag, ftw);
}

static void every_file_is_authenticated(void **state)
{
	(void)state;

	/* three of level 0, one of level 1, three bundles */
	for (file_wanted = 0; file_wanted < 7; file_wanted++) {
		nth_file = 0;
		write_log(0, 700);
		assert_int_equal(read_log(700), GS_OK);
		assert_int_equal(nftw(dir, flip_in_nth, 16, FTW_PHYS), 1000);
	}
	nth_file = 0;
	assert_int_equal(nftw(dir, flip_in_nth, 16, FTW_PHYS), 0);
	assert_int_equal(nth_file, 7);
	assert_true(flips >= 7 * 20);
}

static void another_root_or_size_is_refused(void **state)
{
	(void)state;
	struct gs_tiles *t = NULL;
	uint8_t root[32];

	write_log(0, 600);
	write_log(600, 700);
	root_of(root, 700);
	assert_int_equal(gs_tiles_open(&t, NULL, gs_tiles_fetch_dir, dir,
	    600, root), GS_ERR_PROOF);
	assert_int_equal(gs_tiles_open(&t, NULL, gs_tiles_fetch_dir, dir,
	    650, root), GS_ERR_UNKNOWN);
	root[31] ^= 1;
	assert_int_equal(gs_tiles_open(&t, NULL, gs_tiles_fetch_dir, dir,
	    700, root), GS_ERR_PROOF);
	assert_int_equal(gs_tiles_open(&t, NULL, gs_tiles_fetch_dir, dir,
	    0, root), GS_ERR_PROOF);
	assert_int_equal(gs_tiles_open(&t, NULL, gs_tiles_fetch_dir, dir,
	    UINT64_MAX, root), GS_ERR_RANGE);
	assert_null(t);
}

static void wrong_sources_are_noticed(void **state)
{
	(void)state;

	bad_entry = 30;
	assert_int_equal(gs_tiles_write(NULL, dir, 0, 40, &source),
	    GS_ERR_CORRUPT);
	bad_entry = UINT64_MAX;
	long_entry = 30;
	assert_int_equal(gs_tiles_write(NULL, dir, 0, 40, &source),
	    GS_ERR_RANGE);
	long_entry = UINT64_MAX;
	assert_false(exists("tile/entries/000.p/40"));
	assert_false(exists("tile/entries/000.p/40.tmp"));
	assert_int_equal(gs_tiles_write(NULL, dir, 41, 40, &source),
	    GS_ERR_RANGE);
	assert_int_equal(gs_tiles_write(NULL, "/nonexistent", 0, 4, &source),
	    GS_ERR_IO);
	write_log(0, 40);
	assert_int_equal(read_log(40), GS_OK);
}

static void checkpoint_is_replaced(void **state)
{
	(void)state;
	uint8_t got[8];
	size_t len = 0;

	assert_int_equal(gs_tiles_fetch_dir(dir, NULL, got, &len, 8,
	    "checkpoint"), GS_ERR_UNKNOWN);
	assert_int_equal(gs_tiles_publish(NULL, dir, "12345678", 8), GS_OK);
	assert_int_equal(gs_tiles_publish(NULL, dir, "abc", 3), GS_OK);
	assert_int_equal(gs_tiles_fetch_dir(dir, NULL, got, &len, 8,
	    "checkpoint"), GS_OK);
	assert_int_equal(len, 3);
	assert_memory_equal(got, "abc", 3);
	assert_int_equal(gs_tiles_fetch_dir(dir, NULL, got, &len, 2,
	    "checkpoint"), GS_ERR_SPACE);
	assert_int_equal(gs_tiles_fetch_dir(dir, NULL, got, &len, 8,
	    "checkpoint/x"), GS_ERR_UNKNOWN);
	assert_false(exists("checkpoint.tmp"));
}

static void a_report_names_the_file_and_the_reason(void **state)
{
	static const struct {
		const char *name, *place, *path, *says;
		int expected;
	} cases[] = {
		{"no folder", "/nonexistent", "checkpoint",
		    "/nonexistent cannot be opened: No such file or directory",
		    GS_ERR_IO},
		{"no file", "/", "log/checkpoint",
		    "/log/checkpoint cannot be opened: No such file or "
		    "directory", GS_ERR_UNKNOWN},
		{"a folder", "/", "tmp", "//tmp cannot be read: Is a directory",
		    GS_ERR_IO},
		{"too long", "/proc/self", "cmdline",
		    "/proc/self/cmdline is longer than 2 bytes", GS_ERR_SPACE},
	};
	uint8_t got[8];
	size_t len = 0;
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_report report = {.text = ""};
		char place[32];

		(void)snprintf(place, sizeof place, "%s", cases[i].place);
		int err = gs_tiles_fetch_dir(place, &report, got, &len, 2,
		    cases[i].path);
		if (err != cases[i].expected ||
		    strstr(report.text, cases[i].says) == NULL)
			fail_msg("%s: %d, %s", cases[i].name, err,
			    report.text);
	}
}

/* A tile that is gone is told by the full one, which was asked for last. */
static void a_missing_tile_is_named(void **state)
{
	struct gs_tiles *t = NULL;
	struct gs_report report = {.text = ""};
	uint8_t root[32];
	(void)state;

	write_log(0, 600);
	root_of(root, 650);
	assert_int_equal(gs_tiles_open(&t, &report, gs_tiles_fetch_dir, dir,
	    650, root), GS_ERR_UNKNOWN);
	assert_non_null(strstr(report.text, "tile/0/002 cannot be opened"));
	assert_null(t);
}

#define IN_DIR(t) cmocka_unit_test_setup_teardown(t, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_the_specified_ones),
		IN_DIR(growing_log_is_readable_at_every_size),
		IN_DIR(what_a_size_needs_is_there_and_no_more),
		IN_DIR(large_log_has_three_levels),
		IN_DIR(every_file_is_authenticated),
		IN_DIR(another_root_or_size_is_refused),
		IN_DIR(wrong_sources_are_noticed),
		IN_DIR(checkpoint_is_replaced),
		cmocka_unit_test(a_report_names_the_file_and_the_reason),
		IN_DIR(a_missing_tile_is_named),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	for (uint64_t i = 0; i < ENTRIES_MAX; i++)
		gs_tree_leaf(hashes[i], entry_bytes, make_entry(i));
	return cmocka_run_group_tests_name("tiles", tests, NULL, NULL);
}
