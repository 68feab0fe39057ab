/* SPDX-License-Identifier: Apache-2.0 */
/* A long log with real member proofs among signed entries, audited: each of its
 * files is fetched once, every proof is verified, and memory does not grow but
 * by the tags.  It says what the audit takes beside its two parts alone: the
 * replay without the proofs, and the proofs in batches of a thousand.
 *
 * usage: test-audit_long [ENTRIES PROOFS]     (30,000 and 600;
 * bench/audit_long.py runs it with more, and with none) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/proof/member.h"
#include "lib/client/channel.h"
#include "lib/client/other_copy.h"
#include "lib/client/replay.h"
#include "lib/host.h"
#include "tests/unit/folder.h"
#include "tests/unit/world.h"

#define ORIGIN "dissent.example/test"
#define MEMBERS 200 /* each acts twice on a memo */
#define BATCH 1000
/* Bytes that a log four times as long may take more, beside its tags: those of
 * a batch of proofs and of the entries that wait for it. */
#define GROWTH_MAX ((uint64_t)14 << 20)
#define TAG_BYTES 69

static struct world w;
static uint64_t total = 30000, acts = 600, shown;
static struct gs_span *entries; /* whoever makes the log has them */
static uint8_t (*hashes)[32];
static struct gs_verifier log_key;
static char base[200];

/* Make --------------------------------------------------------------------- */

static void keep_entry(uint64_t *n, struct gs_span entry)
{
	uint8_t *copy = malloc(entry.len);

	assert_true(copy != NULL && *n < total);
	memcpy(copy, entry.ptr, entry.len);
	entries[*n] = (struct gs_span){copy, entry.len};
	gs_tree_leaf(hashes[*n], entry.ptr, entry.len);
	*n += 1;
}

static void keep_text(uint64_t *n, struct gs_span text)
{
	keep_entry(n, world_entry(&w, w.at, text));
}

static void begin_log(uint64_t *n)
{
	struct gs_span charter = world_charter(&w, 1, "no", "SBU");

	assert_int_equal(world_apply(&w, charter), GS_OK);
	memcpy(w.charter, gs_state_charter(w.state)->digest, 32);
	keep_text(n, charter);
	keep_text(n, world_roll(&w, 1, 0x11, W_REGISTRAR, W_SECOND));
}

static void make_memo(uint64_t *n, uint64_t number, uint8_t id[32])
{
	struct world_memo m = world_memo_plain();

	/* Others' ids: it has seven blocks. */
	m.requests = 1 + number % 7;
	m.after += (int64_t)(number / 7);
	m.tag = (uint8_t)(1 + number % MEMBERS);
	m.slot = number / MEMBERS;
	m.endorsements = m.withdrawals = 0;
	keep_text(n, world_memo(&w, &m));
	memcpy(id, m.id, 32);
}

/* In memory of its own: a million of them would keep 80 GB. */
static void keep_moved(uint64_t *n)
{
	struct gs_arena *whole = w.arena;
	struct gs_pool scratch;
	char url[64];

	snprintf(url, sizeof url, "https://%llu.example/",
	    (unsigned long long)*n);
	w.arena = gs_pool_start(&scratch);
	keep_text(n, world_moved(&w, url, W_AUTHORITY));
	w.arena = whole;
	gs_pool_free(&scratch);
}

/* Acts and signed entries take turns, so that neither comes in a row. */
static void make_entries(uint64_t n)
{
	uint64_t each = (total - n) / (acts + 1), made = 0;
	uint8_t id[32];

	for (; n < total; made++) {
		uint64_t act = made % (2 * MEMBERS);

		if (made < acts && act == 0)
			make_memo(&n, made / (2 * MEMBERS), id);
		if (made < acts)
			keep_text(&n, world_act(&w, act % 2 == 0 ? "endorse" :
			    "withdraw", id, (uint8_t)(1 + act / 2)));
		for (uint64_t i = 1; n < total && (i < each || made >= acts);
		    i++)
			keep_moved(&n);
	}
	assert_true(made >= acts);
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

static void write_roll(void)
{
	char path[GS_LOG_ROLL_PATH_MAX], dir[300];
	uint8_t keys[MEMBERS][32];

	for (size_t i = 0; i < MEMBERS; i++)
		assert_int_equal(gs_secret_key(keys[i], &w.members[i]),
		    GS_OK);
	snprintf(dir, sizeof dir, "%s/roll", base);
	assert_int_equal(mkdir(dir, 0700), 0);
	gs_log_roll_path(path, w.roll);
	assert_int_equal(gs_tiles_put(NULL, dir, path + 5, keys, sizeof keys),
	    GS_OK);
}

/* In a process of its own, which takes the memory along. */
static void make_log(void)
{
	char dir[300];
	uint64_t n = 0;

	entries = calloc(total, sizeof *entries);
	hashes = calloc(total, sizeof *hashes);
	assert_true(entries != NULL && hashes != NULL);
	snprintf(dir, sizeof dir, "%s/log", base);
	assert_int_equal(mkdir(dir, 0700), 0);

	begin_log(&n);
	write_roll();
	make_entries(n);
	publish_size(dir, 0, total / 4);
	publish_size(dir, total / 4, total);
}

/* Audit -------------------------------------------------------------------- */

struct asked {
	uint8_t *times[GS_TILE_LEVELS + 1]; /* of each tile */
	unsigned checkpoint, roll;
};

static void count_asked(struct asked *a, const char *path)
{
	unsigned level = 0, width = 0;
	uint64_t index = 0;

	if (strcmp(path, "log/checkpoint") == 0)
		a->checkpoint++;
	else if (strncmp(path, "roll/", 5) == 0)
		a->roll++;
	else if (gs_tile_path_parse(&level, &index, &width, path + 4,
	    strlen(path + 4)) == GS_OK)
		a->times[level][index]++;
	else
		fail_msg("%s was asked for", path);
}

/* A gs_fetch_fn of the folder, which shows the log of `shown`. */
static int answer(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	char note[48];

	count_asked(ctx, path);
	snprintf(note, sizeof note, "log/note-%llu",
	    (unsigned long long)shown);
	return gs_tiles_fetch_dir(base, report, out, len, max,
	    strcmp(path, "log/checkpoint") == 0 ? note : path);
}

struct look {
	double seconds;  /* of the processor */
	uint64_t memory; /* bytes */
	uint64_t proofs, files;
	bool once; /* each file was asked for once */
	struct gs_passed passed; /* in the middle */
};

static void start_asked(struct asked *a)
{
	*a = (struct asked){.checkpoint = 0};
	for (size_t i = 0; i <= GS_TILE_LEVELS; i++) {
		a->times[i] = calloc(total / GS_TILE_WIDTH + 2, 1);
		assert_non_null(a->times[i]);
	}
}

static void end_asked(struct look *out, const struct asked *a)
{
	out->once = a->checkpoint == 1 && a->roll == 1;
	for (size_t i = 0; i <= GS_TILE_LEVELS; i++)
		for (size_t k = 0; k < total / GS_TILE_WIDTH + 2; k++) {
			out->once = out->once && a->times[i][k] <= 1;
			out->files += a->times[i][k];
		}
}

static double processor_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

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
	return kib << 10;
}

/* As `audit --since` does, of a checkpoint of half the log. */
static enum gs_contradiction compare_middle(const struct look *look,
    struct gs_channel *channel, size_t passed)
{
	struct gs_checkpoint old = {.size = look->passed.size};
	struct gs_writer none_yet = gs_writer_of(NULL, 0);
	const struct gs_span none = {NULL, 0};
	const struct gs_copy_side held = {none, &old, NULL, NULL, 0};
	const struct gs_copy_side mine = {none,
	    gs_channel_checkpoint(channel), gs_channel_tiles(channel),
	    &look->passed, passed};
	enum gs_contradiction what = GS_NOTES_UNDECIDED;

	memcpy(old.root, look->passed.root, 32);
	assert_int_equal(gs_copy_compare(&what, &none_yet, &mine, &held,
	    &log_key), GS_OK);
	return what;
}

/* From the root that the replay has passed: nothing is fetched. */
static void hold_middle(const struct look *out, struct gs_channel *channel)
{
	assert_true(out->passed.known);
	assert_int_equal(compare_middle(out, channel, 1), GS_NOTES_AGREE);
}

/* By the tiles it is the same root, and they are fetched once more. */
static void require_refetch(const struct look *out,
    struct gs_channel *channel, struct asked *asked)
{
	struct look again = {.once = false};

	assert_int_equal(compare_middle(out, channel, 0), GS_NOTES_AGREE);
	end_asked(&again, asked);
	assert_true(again.files > out->files);
}

static void look_whole(struct look *out, bool trust_proofs)
{
	struct asked asked;
	struct gs_report report = {.text = ""};
	struct gs_channel *channel = NULL;
	const struct gs_channel_source source = {.fetch = answer,
	    .ctx = &asked, .log = &log_key, .trust_proofs = trust_proofs,
	    .all_rolls = true, .passed = &out->passed, .passed_count = 1};

	start_asked(&asked);
	out->passed.size = shown / 2 + 1;
	double start = processor_seconds();
	int err = gs_channel_open(&channel, &report, &source);
	out->seconds = processor_seconds() - start;
	if (err != GS_OK)
		fail_msg("%d: %s", err, report.text);
	out->proofs = gs_channel_proofs(channel);
	out->memory = peak_memory();
	hold_middle(out, channel);
	end_asked(out, &asked);
	require_refetch(out, channel, &asked);
}

static void audit_log(struct look *out)
{
	look_whole(out, false);
}

static void replay_log(struct look *out)
{
	look_whole(out, true);
}

/* The proofs alone --------------------------------------------------------- */

struct collected {
	struct gs_state *state;
	struct gs_entry_proof *proofs;
	uint64_t count;
};

static int collect_proof(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct collected *c = ctx;
	struct gs_refusal refusal;
	bool has_proof = false;
	(void)index;

	int err = gs_state_apply(c->state, &c->proofs[c->count], &has_proof,
	    &refusal, ptr, len);
	c->count += has_proof;
	return err;
}

static void collect_proofs(struct collected *c)
{
	struct asked asked;
	struct gs_channel *channel = NULL;
	const struct gs_channel_source source = {.fetch = answer,
	    .ctx = &asked, .log = &log_key, .trust_proofs = true,
	    .look = collect_proof, .look_ctx = c};

	start_asked(&asked);
	c->proofs = calloc(2 * acts + 2, sizeof *c->proofs);
	assert_non_null(c->proofs);
	assert_int_equal(gs_state_new(&c->state, w.arena), GS_OK);
	assert_int_equal(gs_channel_open(&channel, NULL, &source), GS_OK);
}

static void verify_alone(struct look *out)
{
	static struct gs_proof_ref refs[BATCH];
	static bool valid[BATCH];
	struct collected c = {.count = 0};

	collect_proofs(&c);
	double start = processor_seconds();
	for (uint64_t i = 0; i < c.count; i += BATCH) {
		struct gs_pool pool;
		size_t n = 0;

		for (; n < BATCH && i + n < c.count; n++) {
			const struct gs_entry_proof *p = &c.proofs[i + n];

			refs[n] = (struct gs_proof_ref){.statement = {p->scope,
			    p->scope_len, p->message, p->message_len},
			    .proof = p->proof, .proof_len = p->proof_len};
		}
		assert_int_equal(gs_member_verify_batch(valid, w.keys, refs, n,
		    gs_pool_start(&pool)), GS_OK);
		for (size_t k = 0; k < n; k++)
			assert_true(valid[k]);
		gs_pool_free(&pool);
	}
	out->seconds = processor_seconds() - start;
	out->proofs = c.count;
}

/* A process of its own, so that memory and time are its own. */
static struct look look_apart(uint64_t size, void (*run)(struct look *out))
{
	struct look look = {.once = false};
	int pipes[2];

	shown = size;
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		run(&look);
		_exit(write(pipes[1], &look, sizeof look) ==
		    (ssize_t)sizeof look ? 0 : 1);
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &look, sizeof look), sizeof look);
	close(pipes[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	return look;
}

static void audited_in_one_pass(void **state)
{
	(void)state;
	struct look quarter = look_apart(total / 4, audit_log);
	struct look whole = look_apart(total, audit_log);
	struct look replay = look_apart(total, replay_log);
	struct look proofs = look_apart(total, verify_alone);
	uint64_t memos = (acts + 2 * MEMBERS - 1) / (2 * MEMBERS);

	print_message("%llu entries, %llu proofs over %d keys: audit %.3f s, "
	    "replay alone %.3f s, proofs alone %.3f s, ratio %.2f, %llu MiB\n",
	    (unsigned long long)total, (unsigned long long)whole.proofs,
	    MEMBERS, whole.seconds, replay.seconds, proofs.seconds,
	    whole.seconds / (replay.seconds + proofs.seconds),
	    (unsigned long long)whole.memory >> 20);
	assert_int_equal(whole.proofs, acts + memos);
	assert_int_equal(proofs.proofs, acts + memos);
	assert_true(whole.once && replay.once && quarter.once);
	assert_true(whole.files >= 2 * (total / GS_TILE_WIDTH));
	if (whole.memory > quarter.memory + GROWTH_MAX +
	    (acts + memos) * TAG_BYTES)
		fail_msg("%llu bytes at the end, %llu at a quarter",
		    (unsigned long long)whole.memory,
		    (unsigned long long)quarter.memory);
}

/* Place -------------------------------------------------------------------- */

static int make_place(void **state)
{
	int status = 0;
	(void)state;

	if (folder_make(base, sizeof base, NULL, "audited") != 0)
		return -1;
	world_found(&w);
	world_enrol_many(&w, MEMBERS);
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
		cmocka_unit_test(audited_in_one_pass)};

	if (argc > 2) {
		total = strtoull(argv[1], NULL, 10);
		acts = strtoull(argv[2], NULL, 10);
	}
	if (gs_host_start() != GS_OK || total < 1000 || acts > total / 2 ||
	    acts > (uint64_t)4 * MEMBERS * MEMBERS)
		return 1;
	return cmocka_run_group_tests_name("audit_long", tests, make_place,
	    remove_place);
}
