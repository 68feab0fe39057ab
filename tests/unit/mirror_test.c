/* SPDX-License-Identifier: Apache-2.0 */
/* What a mirror follows and what it refuses: one log, entry by entry, from
 * where it was; not a fork, not a rollback, not an entry that breaks a rule. */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/file.h"
#include "lib/host.h"
#include "lib/records/contradiction.h"
#include "mirror/follow.h"
#include "tests/unit/folder.h"
#include "tests/unit/log_folder.h"

#define NOW 1700000000

static const uint64_t sizes[] = {2, 20, 30, 300, 600};
static struct log_server server;
static char mirror_dir[400];
static struct gs_report report;
static struct gs_mirror_round round_;
static int slow_held;
static pthread_t slow_thread;

static struct gs_mirror *open_mirror(const struct gs_signer *cosigner)
{
	struct gs_mirror *m = NULL;
	const struct gs_mirror_order order = {.dir = mirror_dir,
	    .log = &log_key, .fetch = log_answer, .ctx = &server,
	    .cosigner = cosigner};

	report = (struct gs_report){.text = ""};
	assert_int_equal(gs_mirror_open(&m, &report, &order), GS_OK);
	return m;
}

static int look(struct gs_mirror *m, const char *name, uint64_t size)
{
	report = (struct gs_report){.text = ""};
	log_serve(&server, name, size);
	return gs_mirror_follow(m, &round_, &report, NOW);
}

static int look_anew(const char *name, uint64_t size)
{
	struct gs_mirror *m = open_mirror(NULL);
	int err = look(m, name, size);

	gs_mirror_free(&m);
	return err;
}

static bool asked_for(const char *part)
{
	for (size_t i = 0; i < server.count; i++)
		if (strstr(server.asked[i], part) != NULL)
			return true;
	return false;
}

static void follows_as_it_grows(void **state)
{
	struct gs_mirror *m = open_mirror(NULL);
	(void)state;

	assert_null(gs_mirror_state(m));
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(look(m, "server", sizes[i]), GS_OK);
		assert_int_equal(round_.before, i == 0 ? 0 : sizes[i - 1]);
		assert_int_equal(round_.entries, sizes[i]);
		assert_int_equal(gs_state_size(gs_mirror_state(m)), sizes[i]);
	}
	gs_mirror_free(&m);

	/* What was judged is not fetched again. */
	assert_int_equal(look_anew("server", 300), GS_OK);
	assert_int_equal(round_.before, 300);
	assert_false(asked_for("entries"));
	assert_false(asked_for("roll/"));
	assert_int_equal(look_anew("server", 600), GS_OK);
	assert_int_equal(round_.before, 300);
	assert_int_equal(round_.entries, 600);
	assert_false(asked_for("entries/000"));
	assert_true(asked_for("entries/001"));
}

/* What it kept of a fork shows it to whoever has the log's key. */
static void shows_the_fork(void)
{
	struct gs_contradiction_verdict verdict;
	uint8_t *text = NULL;
	size_t len = 0;
	char path[500];

	snprintf(path, sizeof path, "%s/contradiction", mirror_dir);
	assert_int_equal(gs_file_read(&text, &len, GS_CONTRADICTION_MAX, path,
	    NULL), GS_OK);
	assert_int_equal(gs_contradiction_judge(&verdict, &report,
	    (struct gs_span){text, len}, &log_key), GS_OK);
	assert_int_equal(verdict.what, GS_NOTES_CONTRADICT);
	free(text);
	assert_int_equal(unlink(path), 0);
}

static void refused(const char *name, uint64_t size, const char *code)
{
	assert_int_not_equal(look_anew(name, size), GS_OK);
	assert_string_equal(report.code, code);
	assert_int_equal(round_.entries, 300);
}

static void refuses_what_does_not_continue(void **state)
{
	(void)state;

	assert_int_equal(look_anew("server", 300), GS_OK);
	refused("other", 300, "mirror-forked");
	assert_true(round_.forked);
	shows_the_fork();
	refused("other", 30, "mirror-forked");
	assert_true(round_.forked);
	shows_the_fork();
	refused("server", 30, "mirror-rolled-back");
	assert_true(round_.older && !round_.forked);
	/* Before the logs part, either is a beginning of the other. */
	refused("other", 20, "mirror-rolled-back");
	assert_int_equal(look_anew("server", 600), GS_OK);
}

static void refuses_a_longer_fork(void **state)
{
	(void)state;

	assert_int_equal(look_anew("server", 30), GS_OK);
	assert_int_equal(look_anew("other", 300), GS_ERR_MISMATCH);
	assert_true(round_.forked);
	assert_int_equal(round_.entries, 30);
	assert_true(round_.earlier.len > 0 && round_.later.len > 0);
	shows_the_fork();
	assert_int_equal(look_anew("server", 300), GS_OK);
}

/* The one note that the log signed is remembered before anything of it is
 * judged: a log that breaks a rule cannot come back as another. */
static void refuses_an_entry_that_breaks_a_rule(void **state)
{
	(void)state;

	assert_int_equal(look_anew("server", 20), GS_OK);
	assert_int_not_equal(look_anew("broken", 300), GS_OK);
	assert_true(round_.refused && !round_.forked);
	assert_int_equal(round_.entries, 20);
	assert_int_equal(look_anew("server", 300), GS_ERR_MISMATCH);
	assert_true(round_.forked);
}

/* Whoever hands in a filing is judged by what was judged before, however long
 * the server shows what is refused. */
static void keeps_its_state_over_a_bad_entry(void **state)
{
	struct gs_mirror *m = open_mirror(NULL);
	(void)state;

	assert_int_equal(look(m, "server", 20), GS_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_not_equal(look(m, "broken", 300), GS_OK);
		assert_true(round_.refused);
		const struct gs_state *held = gs_mirror_hold(m);
		assert_non_null(held);
		assert_int_equal(gs_state_size(held), 20);
		gs_mirror_let_go(m);
	}
	gs_mirror_free(&m);
}

struct waiting {
	struct gs_mirror *mirror;
	atomic_int held; /* 0: not asked yet; 1: had it; 2: there is none */
};

static void *hold_state(void *ctx)
{
	struct waiting *w = ctx;
	const struct gs_state *held = gs_mirror_hold(w->mirror);

	if (held != NULL)
		gs_mirror_let_go(w->mirror);
	atomic_store(&w->held, held != NULL ? 1 : 2);
	return NULL;
}

static struct waiting waiting;

/* A server that hands out a roll only when somebody else had the state, or
 * after two seconds: it is slow on purpose. */
static int answer_slowly(void *ctx, struct gs_report *r, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	pthread_t thread;

	if (strncmp(path, "roll/", 5) == 0 && waiting.mirror != NULL) {
		assert_int_equal(pthread_create(&thread, NULL, hold_state,
		    &waiting), 0);
		for (int i = 0; i < 200 && atomic_load(&waiting.held) == 0;
		    i++)
			usleep(10000);
		slow_held = atomic_load(&waiting.held);
		slow_thread = thread;
		waiting.mirror = NULL;
	}
	return log_answer(ctx, r, out, len, max, path);
}

static void a_slow_roll_keeps_nobody_out(void **state)
{
	struct gs_mirror *m = NULL;
	const struct gs_mirror_order order = {.dir = mirror_dir,
	    .log = &log_key, .fetch = answer_slowly, .ctx = &server};
	(void)state;

	slow_held = -1;
	assert_int_equal(gs_mirror_open(&m, &report, &order), GS_OK);
	waiting = (struct waiting){.mirror = m};
	assert_int_equal(look(m, "server", 20), GS_OK);
	assert_int_equal(pthread_join(slow_thread, NULL), 0);
	assert_int_equal(slow_held, 2);
	gs_mirror_free(&m);
}

/* The one roll's file. */
static void name_roll(char path[600])
{
	char dir[500];

	snprintf(dir, sizeof dir, "%s/public/roll", mirror_dir);
	DIR *d = opendir(dir);
	assert_non_null(d);
	path[0] = '\0';
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
		if (e->d_name[0] != '.')
			snprintf(path, 600, "%s/%.64s", dir, e->d_name);
	closedir(d);
	assert_true(path[0] != '\0');
}

/* The folder's roll is damaged: the log is not, and the roll comes back. */
static void a_damaged_roll_is_not_the_logs(void **state)
{
	const uint8_t zeros[64] = {0};
	char path[600];
	uint8_t *good = NULL, *now = NULL;
	size_t len = 0, now_len = 0;
	(void)state;

	assert_int_equal(look_anew("server", 20), GS_OK);
	name_roll(path);
	assert_int_equal(gs_file_read(&good, &len, 1 << 20, path, NULL),
	    GS_OK);
	assert_int_equal(gs_file_write(path, zeros, sizeof zeros, 0644, NULL),
	    GS_OK);

	assert_int_equal(look_anew("server", 300), GS_OK);
	assert_true(round_.mended);
	assert_int_equal(gs_file_read(&now, &now_len, 1 << 20, path, NULL),
	    GS_OK);
	assert_int_equal(now_len, len);
	assert_memory_equal(now, good, len);
	free(good);
	free(now);
}

static void silence_is_no_judgement(void **state)
{
	(void)state;

	assert_int_equal(look_anew("server", 20), GS_OK);
	for (size_t n = 0; n < 3; n++) {
		struct gs_mirror *m = open_mirror(NULL);

		log_serve(&server, "server", 300);
		server.fails_at = n;
		report = (struct gs_report){.text = ""};
		assert_int_equal(gs_mirror_follow(m, &round_, &report, NOW),
		    GS_ERR_IO);
		assert_false(round_.refused || round_.forked);
		gs_mirror_free(&m);
	}
	assert_int_equal(look_anew("server", 300), GS_OK);
}

static void mends_its_folder(void **state)
{
	char path[500];
	(void)state;

	assert_int_equal(look_anew("server", 300), GS_OK);
	snprintf(path, sizeof path, "%s/public/log/tile/entries/000",
	    mirror_dir);
	assert_int_equal(truncate(path, 1000), 0);
	assert_int_equal(look_anew("server", 300), GS_OK);
	assert_true(round_.mended);
	assert_int_equal(round_.before, 0);
	assert_int_equal(look_anew("server", 300), GS_OK);
	assert_false(round_.mended);
}

/* Damage that is met while it runs accuses nobody, and is mended. */
static void its_own_damage_is_not_the_logs(void **state)
{
	struct gs_mirror *m = open_mirror(NULL);
	char path[500];
	(void)state;

	assert_int_equal(look(m, "server", 300), GS_OK);
	snprintf(path, sizeof path, "%s/public/log/tile/0/000", mirror_dir);
	assert_int_equal(truncate(path, 1000), 0);
	assert_int_equal(look(m, "server", 30), GS_ERR_IO);
	assert_true(report.text[0] != '\0');
	assert_false(round_.refused || round_.forked || round_.older);
	assert_int_equal(look(m, "server", 300), GS_OK);
	assert_true(round_.mended);
	assert_int_equal(look(m, "server", 30), GS_ERR_MISMATCH);
	assert_true(round_.older);
	gs_mirror_free(&m);
}

static ino_t memory_file(void)
{
	struct stat st;
	char path[500];

	snprintf(path, sizeof path, "%s/memory", mirror_dir);
	assert_int_equal(stat(path, &st), 0);
	return st.st_ino;
}

/* Anybody may put lines behind a note: none of them costs a write. */
static void one_checkpoint_is_written_once(void **state)
{
	static const char more[] = "\xe2\x80\x94 nobody.example "
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
	static uint8_t body[8192], text[1024];
	const uint8_t seed[32] = {9};
	const char *head = "old 30\n\n";
	size_t len = 0, n = strlen(head);
	struct gs_signer signer;
	(void)state;

	assert_int_equal(gs_signer_init(&signer, "witness.example/w",
	    GS_KEY_COSIGNATURE, seed), GS_OK);
	struct gs_mirror *m = open_mirror(&signer);
	assert_int_equal(look(m, "server", 30), GS_OK);
	ino_t before = memory_file();

	memcpy(body, head, n);
	assert_int_equal(log_answer(&server, NULL, body + n, &len, 4096,
	    "log/checkpoint"), GS_OK);
	memcpy(body + n + len, more, sizeof more - 1);
	struct gs_writer w = gs_writer_of(text, sizeof text);
	assert_int_equal(gs_mirror_add(m, &report, (struct gs_span){body,
	    n + len + sizeof more - 1}, NOW, &w), 200);
	assert_int_equal(memory_file(), before);

	assert_int_equal(look(m, "server", 300), GS_OK);
	assert_int_not_equal(memory_file(), before);
	gs_mirror_free(&m);
	gs_signer_wipe(&signer);
}

/* A witness by an exercise's clock: before it has judged a charter the server's
 * word has to do; a charter that says that it is none ends that, in what is
 * handed in too. */
static void dates_nothing_in_earnest(void **state)
{
	static uint8_t body[8192], text[1024];
	const uint8_t seed[32] = {9};
	const char *heads[] = {"old 0\n\n", "old 20\n\n"};
	struct gs_signer signer;
	struct gs_mirror *m = NULL;
	(void)state;

	assert_int_equal(gs_signer_init(&signer, "witness.example/w",
	    GS_KEY_COSIGNATURE, seed), GS_OK);
	const struct gs_mirror_order order = {.dir = mirror_dir,
	    .log = &log_key, .fetch = log_answer, .ctx = &server,
	    .cosigner = &signer, .exercise = true};
	assert_int_equal(gs_mirror_open(&m, &report, &order), GS_OK);

	for (size_t i = 0; i < 2; i++) {
		size_t len = 0, n = strlen(heads[i]);
		struct gs_writer w = gs_writer_of(text, sizeof text);

		log_serve(&server, "server", 20);
		memcpy(body, heads[i], n);
		assert_int_equal(log_answer(&server, NULL, body + n, &len,
		    4096, "log/checkpoint"), GS_OK);
		assert_int_equal(gs_mirror_add(m, &report, (struct gs_span){
		    body, n + len}, NOW, &w), i == 0 ? 200 : 403);
		assert_int_equal(look(m, "server", 20), GS_ERR_RULE);
		assert_string_equal(report.code, "mirror-in-earnest");
	}
	gs_mirror_free(&m);
	gs_signer_wipe(&signer);
}

static void one_works_on_a_folder(void **state)
{
	struct gs_mirror *m = open_mirror(NULL), *second = NULL;
	const struct gs_mirror_order order = {.dir = mirror_dir,
	    .log = &log_key, .fetch = log_answer, .ctx = &server};
	struct gs_verifier other = log_key;
	struct gs_mirror_order wrong = order;
	(void)state;

	assert_int_equal(gs_mirror_open(&second, &report, &order),
	    GS_ERR_BUSY);
	assert_int_equal(look(m, "server", 20), GS_OK);
	gs_mirror_free(&m);
	memcpy(other.key, log_other_key, 32);
	wrong.log = &other;
	assert_int_equal(gs_mirror_open(&second, &report, &wrong),
	    GS_ERR_MISMATCH);
	wrong = order;
	wrong.dir = log_base;
	assert_int_equal(gs_mirror_open(&second, &report, &wrong),
	    GS_ERR_MISMATCH);
}

static int remove_mirror(void **state)
{
	(void)state;
	(void)folder_remove(mirror_dir);
	return 0;
}

static int make_place(void **state)
{
	(void)state;

	if (folder_make(log_base, sizeof log_base, NULL, "mirror") != 0)
		return -1;
	snprintf(mirror_dir, sizeof mirror_dir, "%s/mirror", log_base);
	log_make(602);
	log_publish("server", sizes, 5, UINT64_MAX);
	log_publish("broken", sizes, 4, 100);
	log_publish_without("other", sizes, 4, 21);
	return 0;
}

static int remove_place(void **state)
{
	(void)state;

	log_drop();
	return folder_remove(log_base);
}

#define CASE(f) cmocka_unit_test_teardown(f, remove_mirror)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(follows_as_it_grows),
		CASE(refuses_what_does_not_continue),
		CASE(refuses_a_longer_fork),
		CASE(refuses_an_entry_that_breaks_a_rule),
		CASE(keeps_its_state_over_a_bad_entry),
		CASE(a_slow_roll_keeps_nobody_out),
		CASE(a_damaged_roll_is_not_the_logs),
		CASE(dates_nothing_in_earnest),
		CASE(silence_is_no_judgement),
		CASE(mends_its_folder),
		CASE(its_own_damage_is_not_the_logs),
		CASE(one_checkpoint_is_written_once),
		CASE(one_works_on_a_folder)};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("mirror", tests, make_place,
	    remove_place);
}
