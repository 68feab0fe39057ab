/* SPDX-License-Identifier: Apache-2.0 */
/* A long log, of a kind that is cheap to make, followed over restarts, ends in
 * the middle and a full disk: every entry is judged, and memory does not grow
 * with their number.
 *
 * usage: test-mirror_long [ENTRIES]     (40,000; bench/README.md has a
 * million) */
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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/host.h"
#include "lib/sign.h"
#include "mirror/follow.h"
#include "tests/unit/folder.h"
#include "tests/unit/world.h"

#define ORIGIN "dissent.example/test"
#define ENTRY_ROOM 1024 /* of one that is made here */
/* KiB that a log four times as long may take more. */
#define GROWTH_MAX ((uint64_t)8 << 10)

static struct world w;
static uint64_t total = 40000, shown;
static struct gs_span *entries; /* whoever makes the log has them */
static uint8_t (*hashes)[32];
static struct gs_verifier log_key;
static char base[200], mirror_dir[300];

/* Make --------------------------------------------------------------------- */

static void keep_entry(uint64_t n, struct gs_span entry)
{
	uint8_t *copy = malloc(entry.len);

	assert_non_null(copy);
	memcpy(copy, entry.ptr, entry.len);
	entries[n] = (struct gs_span){copy, entry.len};
	gs_tree_leaf(hashes[n], entry.ptr, entry.len);
}

/* Where the server is from now on, again and again: signed, and no proof. */
static void make_moved(uint64_t n)
{
	uint8_t text[ENTRY_ROOM];
	struct gs_pool pool;
	struct gs_record_writer d;
	struct gs_writer head = gs_writer_of(text, sizeof text);
	const struct gs_entry_header header = {.at = w.at};
	char url[64];

	snprintf(url, sizeof url, "https://%llu.example/",
	    (unsigned long long)n);
	assert_int_equal(gs_entry_head(&head, &header), GS_OK);
	gs_record_start(&d, text + head.len, sizeof text - head.len, "moved");
	gs_record_line(&d, "channel", gs_part_hash(w.channel));
	gs_record_line(&d, "url", gs_part_text(url));
	assert_int_equal(gs_record_sign(&d, "authority",
	    w.secret[W_AUTHORITY], gs_pool_start(&pool)), GS_OK);
	gs_pool_free(&pool);
	keep_entry(n, (struct gs_span){text, head.len + d.w.len});
}

static int source_entry(const uint8_t **ptr, size_t *len, void *ctx,
    uint64_t index)
{
	(void)ctx;
	*ptr = entries[index].ptr;
	*len = entries[index].len;
	return GS_OK;
}

static void publish_size(const char *dir, uint64_t before, uint64_t size)
{
	const struct gs_tiles_source source = {source_entry,
	    leaves_subtree, hashes};
	struct gs_checkpoint c = {.origin = ORIGIN, .size = size};
	struct gs_signer signer;
	uint8_t note[1024];
	struct gs_writer n = gs_writer_of(note, sizeof note);
	char file[48];

	assert_int_equal(gs_signer_init_secret(&signer, ORIGIN,
	    GS_KEY_ED25519, w.secret[W_LOG]), GS_OK);
	assert_int_equal(gs_tree_root(c.root, size, leaves_subtree, hashes),
	    GS_OK);
	assert_int_equal(gs_tiles_write(NULL, dir, before, size, &source),
	    GS_OK);
	assert_int_equal(gs_checkpoint_sign(&n, &c, &signer, 1, 0), GS_OK);
	snprintf(file, sizeof file, "note-%llu", (unsigned long long)size);
	assert_int_equal(gs_tiles_put(NULL, dir, file, note, n.len), GS_OK);
}

/* In a process of its own, which takes the memory along. */
static void make_log(void)
{
	char dir[300];
	uint64_t quarter = total / 4;

	entries = calloc(total, sizeof *entries);
	hashes = calloc(total, sizeof *hashes);
	assert_true(entries != NULL && hashes != NULL);
	snprintf(dir, sizeof dir, "%s/log", base);
	assert_int_equal(mkdir(dir, 0700), 0);

	struct gs_span charter = world_charter(&w, 1, "no", "SBU");
	keep_entry(0, world_entry(&w, w.at, charter));
	gs_host_sha256(w.channel, &charter, 1);
	for (uint64_t n = 1; n < total; n++)
		make_moved(n);
	publish_size(dir, 0, quarter);
	publish_size(dir, quarter, 2 * quarter);
	publish_size(dir, 2 * quarter, total);
}

/* Follow ------------------------------------------------------------------- */

/* A gs_fetch_fn of the server's folder, which shows the log of `shown`. */
static int answer(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	char note[48];
	(void)ctx;

	snprintf(note, sizeof note, "log/note-%llu",
	    (unsigned long long)shown);
	return gs_tiles_fetch_dir(base, report, out, len, max,
	    strcmp(path, "log/checkpoint") == 0 ? note : path);
}

/* The most memory that this process ever had, in KiB. */
static uint64_t peak_memory(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	uint64_t kib = 0;
	char line[256];

	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtoull(line + 6, NULL, 10);
	fclose(f);
	return kib;
}

struct look {
	int err;
	uint64_t before, entries, memory;
	char said[GS_REPORT_TEXT_MAX];
};

static void look_here(struct look *out)
{
	struct gs_report report = {.text = ""};
	struct gs_mirror_round round = {.entries = 0};
	struct gs_mirror *m = NULL;
	const struct gs_mirror_order order = {.dir = mirror_dir,
	    .log = &log_key, .fetch = answer};

	out->err = gs_mirror_open(&m, &report, &order);
	if (out->err == GS_OK)
		out->err = gs_mirror_follow(m, &round, &report, 1700000000);
	gs_mirror_free(&m);
	out->before = round.before;
	out->entries = round.entries;
	out->memory = peak_memory();
	memcpy(out->said, report.text, sizeof out->said);
}

/* A process of its own: for so long (0: to its end), with files of at most so
 * many bytes (0: any).  False: it was killed. */
static bool look_apart(struct look *out, uint64_t size, useconds_t end,
    rlim_t most)
{
	int pipes[2];

	shown = size;
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit limit = {most, most};
		struct look mine = {.err = GS_OK};

		(void)signal(SIGXFSZ, SIG_IGN);
		if (most > 0)
			(void)setrlimit(RLIMIT_FSIZE, &limit);
		look_here(&mine);
		_exit(write(pipes[1], &mine, sizeof mine) ==
		    (ssize_t)sizeof mine ? 0 : 1);
	}

	close(pipes[1]);
	if (end > 0) {
		usleep(end);
		(void)kill(child, SIGKILL);
	}
	bool whole = read(pipes[0], out, sizeof *out) ==
	    (ssize_t)sizeof *out;
	close(pipes[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	return whole;
}

static double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct look timed_look(uint64_t size, const char *what)
{
	struct look look = {.err = GS_OK};
	double start = seconds_now();

	assert_true(look_apart(&look, size, 0, 0));
	if (look.err != GS_OK)
		fail_msg("%s: %d, %s", what, look.err, look.said);
	assert_int_equal(look.entries, size);
	print_message("%-24s %8llu to %8llu entries: %7.1f s, %6llu KiB\n",
	    what, (unsigned long long)look.before,
	    (unsigned long long)look.entries, seconds_now() - start,
	    (unsigned long long)look.memory);
	return look;
}

static void followed_to_its_end(void **state)
{
	struct look look = {.err = GS_OK};
	uint64_t quarter = total / 4, kept = quarter;
	unsigned ends = 0;
	(void)state;

	struct look first = timed_look(quarter, "a quarter");
	/* Killed here and there: it goes on from what it judged. */
	for (useconds_t end = 50000; end < 1600000; end *= 2)
		ends += !look_apart(&look, 2 * quarter, end, 0);
	struct look second = timed_look(2 * quarter, "after kills");
	assert_true(ends > 1 && second.before >= kept);

	assert_true(look_apart(&look, total, 0, 8192));
	assert_int_equal(look.err, GS_ERR_IO);
	assert_non_null(strstr(look.said, "File too large"));
	assert_int_equal(look.entries, 2 * quarter);
	struct look last = timed_look(total, "after a full disk");
	struct look again = timed_look(total, "nothing new");
	assert_int_equal(again.before, total);

	if (last.memory > first.memory + GROWTH_MAX)
		fail_msg("%llu KiB at the end, %llu at a quarter",
		    (unsigned long long)last.memory,
		    (unsigned long long)first.memory);
}

/* Place -------------------------------------------------------------------- */

static int make_place(void **state)
{
	int status = 0;
	(void)state;

	if (folder_make(base, sizeof base, NULL, "long") != 0)
		return -1;
	snprintf(mirror_dir, sizeof mirror_dir, "%s/mirror", base);
	world_found(&w);
	if (gs_verifier_init(&log_key, ORIGIN, GS_KEY_ED25519,
	    w.public[W_LOG]) != GS_OK)
		return -1;

	pid_t child = fork();
	if (child == 0) {
		make_log();
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child ? status : -1;
}

static int remove_place(void **state)
{
	(void)state;

	world_stop(&w);
	return folder_remove(base);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(followed_to_its_end)};

	if (argc > 1)
		total = strtoull(argv[1], NULL, 10);
	if (gs_host_start() != GS_OK || total < 4000)
		return 1;
	return cmocka_run_group_tests_name("mirror_long", tests, make_place,
	    remove_place);
}
