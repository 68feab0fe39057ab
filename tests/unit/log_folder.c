/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/log_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "core/bytes.h"
#include "lib/records/promise.h"
#include "lib/steps/filing.h"
#include "tests/unit/folder.h"
#include "tests/unit/world.h"

#define ORIGIN "dissent.example/test"

static struct world w;
struct gs_span log_entries[LOG_ENTRIES_MAX];
static uint64_t entry_count;
static uint8_t hashes[LOG_ENTRIES_MAX][32];
static uint64_t altered = UINT64_MAX; /* this entry is another */
static uint64_t left_out = UINT64_MAX; /* this entry and the next are not in */
struct gs_verifier log_key;
uint8_t log_other_key[32];
char log_base[200];
uint64_t log_quorum;

/* The log ----------------------------------------------------------------- */

static uint64_t add_entry(uint64_t n, struct gs_span text)
{
	assert_true(n < LOG_ENTRIES_MAX);
	assert_int_equal(world_apply(&w, text), GS_OK);
	log_entries[n] = world_entry(&w, w.at, text);
	return n + 1;
}

void log_make(uint64_t least)
{
	struct world_memo m = world_memo_plain();
	uint64_t n = 0;

	world_found(&w);
	world_enrol(&w);
	w.witnesses = (size_t)log_quorum;
	w.quorum = log_quorum;
	n = add_entry(n, world_charter(&w, 1, "no", "SBU"));
	memcpy(w.charter, gs_state_charter(w.state)->digest, 32);
	n = add_entry(n, world_roll(&w, 1, 0, W_REGISTRAR, W_SECOND));

	for (uint8_t memo = 0; n < least; memo++) {
		m.tag = 1 + memo % WORLD_MEMBERS;
		m.slot = memo / WORLD_MEMBERS;
		m.after++;
		n = add_entry(n, world_memo(&w, &m));
		for (uint8_t tag = 1; tag <= WORLD_MEMBERS; tag++) {
			n = add_entry(n, world_act(&w, "endorse", m.id, tag));
			n = add_entry(n, world_act(&w, "withdraw", m.id, tag));
		}
	}
	entry_count = n;
	memcpy(log_other_key, w.public[W_OFFICE], 32);
}

void log_drop(void)
{
	world_stop(&w);
}

int64_t log_time(void)
{
	return gs_state_at(w.state);
}

struct gs_span log_promise(uint8_t number, int64_t by)
{
	static uint8_t text[GS_PROMISE_MAX];
	struct gs_writer to = gs_writer_of(text, sizeof text);
	struct gs_promise promise = {.act = "file", .by = by};

	memcpy(promise.channel, w.channel, 32);
	memcpy(promise.roll, gs_roll_root(w.keys), 32);
	memset(promise.memo, 0x60, 31);
	promise.memo[31] = promise.tag[31] = number;
	assert_int_equal(gs_promise_write(&to, w.arena, &promise,
	    w.secret[W_PROMISE]), GS_OK);
	return (struct gs_span){text, to.len};
}

char *log_filing(void)
{
	struct world_memo m = world_memo_plain();
	struct gs_request request;
	const struct gs_filing_load load = {
	    .sealed = world_sealed(WORLD_SEALED)};

	m.after += 1000;
	m.slot = 3;
	struct gs_span memo = world_memo(&w, &m);
	assert_int_equal(gs_filing_send(&request, NULL, memo, &load), GS_OK);
	return request.body;
}

static int source_entry(const uint8_t **ptr, size_t *len, void *ctx,
    uint64_t index)
{
	static uint8_t other[GS_ENTRY_MAX];
	(void)ctx;

	uint64_t from = index < left_out ? index : index + 2;
	*ptr = log_entries[from].ptr;
	*len = log_entries[from].len;
	if (index == altered) {
		memcpy(other, *ptr, *len);
		other[*len - 2] ^= 1;
		*ptr = other;
	}
	return GS_OK;
}

void log_publish(const char *name, const uint64_t *sizes, size_t count,
    uint64_t other)
{
	static const struct gs_tiles_source source = {source_entry,
	    leaves_subtree, hashes};
	char dir[400], path[500];
	struct gs_signer signer;
	uint64_t before = 0;

	assert_true(sizes[count - 1] <= entry_count);
	altered = other;
	for (uint64_t i = 0; i < sizes[count - 1]; i++) {
		const uint8_t *ptr = NULL;
		size_t len = 0;

		assert_int_equal(source_entry(&ptr, &len, NULL, i), GS_OK);
		gs_tree_leaf(hashes[i], ptr, len);
	}
	snprintf(dir, sizeof dir, "%s/%s", log_base, name);
	assert_int_equal(mkdir(dir, 0700), 0);
	snprintf(path, sizeof path, "%s/log", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(gs_signer_init_secret(&signer, ORIGIN,
	    GS_KEY_ED25519, w.secret[W_LOG]), GS_OK);

	for (size_t i = 0; i < count; i++) {
		struct gs_checkpoint c = {.origin = ORIGIN, .size = sizes[i]};
		uint8_t note[1024];
		struct gs_writer n = gs_writer_of(note, sizeof note);
		char file[32];

		assert_int_equal(gs_tree_root(c.root, c.size, leaves_subtree,
		    hashes), GS_OK);
		assert_int_equal(gs_tiles_write(NULL, path, before, c.size,
		    &source), GS_OK);
		assert_int_equal(gs_checkpoint_sign(&n, &c, &signer, 1, 0),
		    GS_OK);
		snprintf(file, sizeof file, "note-%u", (unsigned)sizes[i]);
		assert_int_equal(gs_tiles_put(NULL, path, file, note, n.len),
		    GS_OK);
		before = c.size;
	}
	log_key = signer.verifier;
	gs_signer_wipe(&signer);
	altered = UINT64_MAX;
}

void log_publish_without(const char *name, const uint64_t *sizes,
    size_t count, uint64_t first)
{
	left_out = first;
	assert_true(sizes[count - 1] + 2 <= entry_count);
	log_publish(name, sizes, count, UINT64_MAX);
	left_out = UINT64_MAX;
}

/* The server -------------------------------------------------------------- */

void log_serve(struct log_server *s, const char *name, uint64_t size)
{
	*s = (struct log_server){.size = size, .fails_at = SIZE_MAX};
	snprintf(s->dir, sizeof s->dir, "%s/%s", log_base, name);
}

int log_answer(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	struct log_server *s = ctx;
	char note[32];

	if (s->count >= s->fails_at) {
		gs_report_say(report, "test-silent", "no answer");
		return GS_ERR_IO;
	}
	assert_true(s->count < LOG_ASKED_MAX);
	snprintf(s->asked[s->count++], sizeof s->asked[0], "%s", path);
	if (strncmp(path, "roll/", 5) == 0) {
		*len = gs_roll_size(w.keys) * 32;
		assert_true(*len <= max);
		memcpy(out, gs_roll_keys(w.keys), *len);
		return GS_OK;
	}
	snprintf(note, sizeof note, "log/note-%u", (unsigned)s->size);
	return gs_tiles_fetch_dir(s->dir, report, out, len, max,
	    strcmp(path, "log/checkpoint") == 0 ? note : path);
}
