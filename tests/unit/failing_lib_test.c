/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation, every random byte and every call for a file made to fail
 * in turn, in what lib and core do: an error and no other, outputs as they
 * were or zeroed, nothing left behind. */
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

#include "core/bytes.h"
#include "core/proof/member.h"
#include "lib/age.h"
#include "lib/compare/compare.h"
#include "lib/memo/content.h"
#include "lib/host.h"
#include "lib/client/state.h"
#include "lib/log/note.h"
#include "lib/evidence/opening.h"
#include "lib/log/policy.h"
#include "lib/evidence/provenance.h"
#include "lib/evidence/redact.h"
#include "lib/log/tiles.h"
#include "lib/records/appeal.h"
#include "lib/records/circle.h"
#include "lib/records/reprisal.h"
#include "lib/records/reveal.h"
#include "lib/records/vouch.h"
#include "lib/steps/answer.h"
#include "lib/steps/circle.h"
#include "lib/steps/founding.h"
#include "lib/steps/half.h"
#include "lib/steps/notice.h"
#include "lib/steps/position.h"
#include "tests/unit/failing.h"
#include "tests/unit/folder.h"
#include "tests/unit/world.h"

#define FILL 0xa5
#define BUF ((size_t)1 << 17)
#define KEYS 8
#define BLOCKS 8

static const char memo_text[] = "---\nsubject: A test\n"
    "to: Secretary of State\n---\n\n# (U) Summary\n\n(SBU) One thing was said "
    "here. Two more things were, in fact! And a third.\n"
    "\n(U) Another.\n\n## Requests\n\n1. (U) Stop.\n2. (SBU) Think.\n";

/* What the scenarios start from: made once, with nothing failing. */
static struct {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_document doc;
	uint8_t seed[32], reply[32], root[32], id[32], hash[3][32];
	struct gs_content_secrets secrets_of;
	struct gs_memo_terms terms;
	uint8_t content[BUF], opening[BUF], sealed[BUF], note[BUF];
	size_t content_len, opening_len, sealed_len, note_len;
	struct gs_opening whole;
	uint8_t identity[32], recipients[2][32];
	struct gs_signer signers[2];
	struct gs_secret secrets[KEYS];
	uint8_t keys[KEYS][32];
	struct gs_roll *roll;
	char dir[64];
} g;

static const struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
    .ceiling = 1};

/* Zeroed or as memset(FILL) left it. */
static void assert_untouched(const void *ptr, size_t len)
{
	const uint8_t *p = ptr;

	for (size_t i = 0; i < len; i++)
		if (p[i] != p[0] || (p[0] != 0 && p[0] != FILL))
			fail_msg("an output was written, at %zu", i);
}

static void each(const char *name, fault_scenario *scenario, unsigned kinds,
    unsigned long least)
{
	unsigned long count = 0;

	for (unsigned kind = 0; kind < FAULT_KINDS; kind++)
		if ((kinds >> kind & 1) != 0)
			count += fault_each(name, kind, scenario, NULL, false);
	if (count < least)
		fail_msg("%s: %lu failures alone", name, count);
}

#define MEMORY (1U << FAULT_MEMORY)
#define RANDOM (1U << FAULT_RANDOM)
#define FILES (1U << FAULT_FILE)

/* --- memos ---------------------------------------------------------------- */

static int parse_document(void *ctx)
{
	(void)ctx;
	struct gs_pool pool;
	struct gs_report report = {.text = ""};
	struct gs_document doc;

	memset(&doc, FILL, sizeof doc);
	int err = gs_document_parse(&doc, &report, gs_pool_start(&pool),
	    &rules, memo_text, sizeof memo_text - 1);
	if (err != GS_OK)
		assert_untouched(&doc, sizeof doc);
	else
		assert_int_equal(doc.count, BLOCKS);
	gs_pool_free(&pool);
	return err;
}

static int write_content(void *ctx)
{
	(void)ctx;
	static uint8_t out[BUF];
	struct gs_pool pool;
	struct gs_memo_terms terms = g.terms;
	uint8_t root[32], id[32];

	memset(root, FILL, 32);
	memset(id, FILL, 32);
	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_content_terms(&terms, root, arena, &g.doc, g.seed);
	if (err != GS_OK)
		assert_untouched(root, 32);
	if (err == GS_OK)
		err = gs_memo_id(id, &terms, arena);
	if (err != GS_OK)
		assert_untouched(id, 32);
	struct gs_writer w = gs_writer_of(out, sizeof out);
	if (err == GS_OK)
		err = gs_content_write(&w, arena, &terms, &g.secrets_of,
		    &g.doc, NULL);
	gs_pool_free(&pool);
	return err;
}

static int parse_content(void *ctx)
{
	(void)ctx;
	struct gs_pool pool;
	struct gs_report report = {.text = ""};
	struct gs_content *out = calloc(1, sizeof *out);

	if (out == NULL)
		return GS_ERR_MEMORY;
	memset(out, FILL, sizeof *out);
	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_content_parse(out, &report, arena, &rules, g.content,
	    g.content_len);
	if (err != GS_OK)
		assert_untouched(out, sizeof *out);
	else
		err = gs_content_name(out, arena, g.hash[2]);
	if (err == GS_OK)
		assert_memory_equal(out->id, g.id, 32);
	free(out);
	gs_pool_free(&pool);
	return err;
}

static int open_and_choose(void *ctx)
{
	(void)ctx;
	static uint8_t out[BUF];
	static const bool open[BLOCKS] = {true, true, false, true};
	bool sentence[3] = {true, false, true};
	bool *sentences[BLOCKS] = {[3] = sentence};
	static const struct gs_span reasons[BLOCKS];
	const struct gs_choice choice = {open, sentences, NULL};
	struct gs_pool pool;
	struct gs_opening o;
	struct gs_arena *arena = gs_pool_start(&pool);

	memset(&o, FILL, sizeof o);
	int err = gs_opening_parse(&o, arena, g.opening, g.opening_len);
	if (err != GS_OK)
		assert_untouched(&o, sizeof o);
	struct gs_writer w = gs_writer_of(out, sizeof out);
	if (err == GS_OK)
		err = gs_opening_choose(&w, arena, &o, &choice);
	size_t len = w.len;
	if (err == GS_OK)
		err = gs_opening_parse(&o, arena, out, len);
	w = gs_writer_of(out, sizeof out);
	if (err == GS_OK)
		err = gs_redact_text(&w, arena, &o,
		    &gs_marks_legacy,
		    &(struct gs_reasons){.block = reasons});
	gs_pool_free(&pool);
	return err;
}

static int compare_texts(void *ctx)
{
	(void)ctx;
	static const char other[] = "One thing was said here. Two more things "
	    "were not! And a third.\n\nStop.\n\nSomething else.\n";
	struct gs_pool pool;
	struct gs_report report = {.text = ""};
	struct gs_comparison c;

	memset(&c, FILL, sizeof c);
	int err = gs_compare(&c, &report, gs_pool_start(&pool),
	    &gs_marks_legacy, &g.whole,
	    (struct gs_span){(const uint8_t *)other, sizeof other - 1});
	if (err != GS_OK)
		assert_untouched(&c, sizeof c);
	/* Without room to align two blocks it counts words, and says so. */
	else if (c.bounded)
		err = GS_ERR_MEMORY;
	gs_pool_free(&pool);
	return err;
}

static void memos(void **state)
{
	(void)state;

	each("document", parse_document, MEMORY, 10);
	each("content, written", write_content, MEMORY, 3);
	each("content, parsed", parse_content, MEMORY, 10);
	each("opening", open_and_choose, MEMORY, 10);
	each("comparison", compare_texts, MEMORY, 10);
}

/* --- sealed files, notes, members ----------------------------------------- */

static int seal(void *ctx)
{
	(void)ctx;
	uint8_t *out = NULL;
	size_t len = 0;

	int err = gs_age_seal(&out, &len, (const uint8_t (*)[32])g.recipients,
	    2, memo_text, sizeof memo_text);
	assert_true((err == GS_OK) == (out != NULL));
	assert_true(err == GS_OK || len == 0);
	gs_age_free(&out, len);
	return err;
}

static int unseal(void *ctx)
{
	(void)ctx;
	uint8_t *out = NULL;
	size_t len = 0;

	int err = gs_age_open(&out, &len, g.identity, g.sealed, g.sealed_len);
	assert_true((err == GS_OK) == (out != NULL));
	assert_true(err == GS_OK || len == 0);
	gs_age_free(&out, len);
	return err;
}

static int new_identity(void *ctx)
{
	(void)ctx;
	uint8_t identity[32];

	memset(identity, FILL, 32);
	int err = gs_age_identity_new(identity);
	if (err != GS_OK)
		assert_untouched(identity, 32);
	return err;
}

static int sign_note(void *ctx)
{
	(void)ctx;
	static uint8_t out[BUF];
	struct gs_checkpoint c = {.origin = "log.example/a", .size = 3};
	struct gs_writer w = gs_writer_of(out, sizeof out);

	return gs_checkpoint_sign(&w, &c, g.signers, 2, 1700000000);
}

static int open_note(void *ctx)
{
	(void)ctx;
	const struct gs_verifier v[2] = {g.signers[0].verifier,
	    g.signers[1].verifier};
	struct gs_attestation verified[2] = {{false, 0}, {false, 0}};
	struct gs_checkpoint c;

	memset(&c, FILL, sizeof c);
	int err = gs_checkpoint_open(&c, verified, g.note, g.note_len, v, 2);
	if (err != GS_OK) {
		assert_untouched(&c, sizeof c);
		assert_false(verified[0].good || verified[1].good);
	}
	return err;
}

static int judge_policy(void *ctx)
{
	(void)ctx;
	static struct gs_policy policy;
	static struct gs_policy_verdict verdict;
	struct gs_report report = {.text = ""};
	char text[2048];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_text(&w, "log ");
	gs_verifier_write(&w, &g.signers[0].verifier);
	gs_write_text(&w, "\nwitness w ");
	gs_verifier_write(&w, &g.signers[1].verifier);
	gs_write_text(&w, "\nquorum w\n");
	memset(&verdict, FILL, sizeof verdict);
	int err = gs_policy_parse(&policy, &report, text, w.len);
	if (err == GS_OK)
		err = gs_policy_check(&verdict, &report, &policy, NULL, g.note,
		    g.note_len);
	assert_string_equal(err == GS_ERR_MEMORY ? "" : report.text, "");
	if (err != GS_OK)
		assert_untouched(&verdict, sizeof verdict);
	return err;
}

static int prove(void *ctx)
{
	(void)ctx;
	static const uint8_t scope[] = "here", message[] = "it";
	const struct gs_statement s = {scope, 4, message, 2};
	uint8_t proof[GS_PROOF_LEN_MAX];
	size_t len = 0;
	struct gs_pool pool;

	memset(proof, FILL, sizeof proof);
	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_member_prove(proof, &len, sizeof proof,
	    &(struct gs_proof_inputs){g.roll, &g.secrets[3], &s}, arena);
	if (err != GS_OK)
		assert_untouched(proof, sizeof proof);
	struct gs_proof_ref refs[2] = {{.statement = s, .proof = proof,
	    .proof_len = len}};
	refs[1] = refs[0];
	bool valid[2] = {false, false};
	if (err == GS_OK) {
		err = gs_member_verify_batch(valid, g.roll, refs, 2, arena);
		assert_int_equal(valid[0], err == GS_OK);
		assert_int_equal(valid[1], err == GS_OK);
	}
	gs_pool_free(&pool);
	return err;
}

static int open_roll(void *ctx)
{
	(void)ctx;
	struct gs_pool pool;
	struct gs_roll *roll = NULL;

	int err = gs_roll_open(&roll, gs_pool_start(&pool), g.keys[0], KEYS);
	assert_true((err == GS_OK) == (roll != NULL));
	gs_pool_free(&pool);
	return err;
}

static int new_secret(void *ctx)
{
	(void)ctx;
	struct gs_secret secret;
	uint8_t key[32];

	memset(&secret, FILL, sizeof secret);
	memset(key, FILL, 32);
	int err = gs_secret_new(&secret, key);
	if (err != GS_OK) {
		assert_untouched(&secret, sizeof secret);
		assert_untouched(key, 32);
	}
	return err;
}

static void keys_and_proofs(void **state)
{
	(void)state;

	each("age, sealed", seal, MEMORY | RANDOM, 2);
	each("age, opened", unseal, MEMORY, 1);
	each("age identity", new_identity, RANDOM, 1);
	each("note, signed", sign_note, MEMORY, 1);
	each("note, opened", open_note, MEMORY, 0);
	each("policy", judge_policy, MEMORY, 0);
	each("proof", prove, MEMORY | RANDOM, 5);
	each("roll", open_roll, MEMORY, 2);
	each("secret", new_secret, RANDOM, 1);
}

/* --- files ---------------------------------------------------------------- */

static const struct gs_client_home home = {
    .server = "http://127.0.0.1:1", .vkey = "a+b+c", .channel = {7}};

static int member_bytes(void *ctx)
{
	(void)ctx;
	struct gs_client *m = NULL, *n = NULL;
	struct gs_report report = {.text = ""};
	uint8_t *file = NULL;
	size_t len = 0;

	int err = gs_client_new(&m, &home);
	assert_true((err == GS_OK) == (m != NULL));
	if (err == GS_OK)
		err = gs_client_lock(m, GS_COST_LOW, "words", 5);
	if (err == GS_OK) {
		err = gs_client_write(&file, &len, m);
		assert_true((err == GS_OK) == (file != NULL));
	}
	if (err == GS_OK) {
		err = gs_client_read(&n, &report, file, len, "words", 5);
		assert_true((err == GS_OK) == (n != NULL));
	}
	free(file);
	gs_client_free(&m);
	gs_client_free(&n);
	return err;
}

/* What is there is the old file or the new one, and opens. */
static void assert_member(const char *path, uint64_t old, uint64_t new)
{
	struct gs_client *m = NULL;
	struct gs_report report = {.text = ""};

	assert_int_equal(gs_client_load(&m, &report, path, "words", 5), GS_OK);
	const struct gs_client_key *k = gs_client_key_at(m,
	    gs_client_key_count(m) - 1);
	assert_true(k->edition == old || k->edition == new);
	gs_client_free(&m);
}

static struct gs_client *make_member(uint64_t edition)
{
	struct gs_client *m = NULL;
	struct gs_client_key key = {.edition = edition,
	    .secret = g.secrets[0]};

	memcpy(key.key, g.keys[0], 32);
	assert_int_equal(gs_client_new(&m, &home), GS_OK);
	assert_int_equal(gs_client_add_key(m, &key), GS_OK);
	assert_int_equal(gs_client_lock(m, GS_COST_LOW, "words", 5), GS_OK);
	return m;
}

static int save_member(void *ctx)
{
	struct gs_client *m = ctx;
	char path[96];
	struct gs_report report = {.text = ""};

	(void)snprintf(path, sizeof path, "%s/member", g.dir);
	return gs_client_save(m, &report, path, false);
}

static int load_member(void *ctx)
{
	(void)ctx;
	char path[96];
	struct gs_client *m = NULL;
	struct gs_report report = {.text = ""};

	(void)snprintf(path, sizeof path, "%s/member", g.dir);
	int err = gs_client_load(&m, &report, path, "words", 5);
	assert_true((err == GS_OK) == (m != NULL));
	gs_client_free(&m);
	return err;
}

static void member_files(void **state)
{
	(void)state;
	char path[96];
	struct gs_client *old = make_member(1), *new = make_member(2);

	(void)snprintf(path, sizeof path, "%s/member", g.dir);
	each("member", member_bytes, MEMORY | RANDOM, 4);
	assert_int_equal(save_member(old), GS_OK);
	for (unsigned kind = 0; kind <= FAULT_FILE; kind++) {
		unsigned long n = fault_each("member, saved", kind,
		    save_member, new, false);
		assert_true(n > 0);
		assert_member(path, 1, 2);
	}
	each("member, loaded", load_member, MEMORY | FILES, 3);
	assert_member(path, 2, 2);
	gs_client_free(&old);
	gs_client_free(&new);
}

static int source_entry(const uint8_t **ptr, size_t *len, void *ctx,
    uint64_t index)
{
	(void)ctx;
	(void)index;

	*ptr = (const uint8_t *)"entry";
	*len = 5;
	return GS_OK;
}

#define TILES 258
static uint8_t leaves[TILES][32];

static int write_tiles(void *ctx)
{
	struct gs_report report = {.text = ""};
	(void)ctx;
	const struct gs_tiles_source source = {.entry = source_entry,
	    .subtree = leaves_subtree, .ctx = leaves};

	int err = gs_tiles_write(&report, g.dir, 0, 255, &source);
	if (err == GS_OK)
		err = gs_tiles_write(&report, g.dir, 255, TILES, &source);
	if (err == GS_OK)
		err = gs_tiles_publish(&report, g.dir, "note", 4);
	if (err == GS_OK)
		err = gs_tiles_prune(&report, g.dir, 0, TILES);
	/* A call of the system that failed is said. */
	assert_true(err != GS_ERR_IO || report.text[0] != '\0');
	return err;
}

static int read_tiles(void *ctx)
{
	(void)ctx;
	struct gs_tiles *t = NULL;
	uint8_t root[32];
	const uint8_t *entry = NULL;
	size_t len = 0;

	assert_int_equal(gs_tree_root(root, TILES, leaves_subtree, leaves),
	    GS_OK);
	int err = gs_tiles_open(&t, NULL, gs_tiles_fetch_dir, g.dir, TILES,
	    root);
	assert_true((err == GS_OK) == (t != NULL));
	for (int again = 0; err == GS_OK && again < 2; again++) {
		err = gs_tiles_read_entry(&entry, &len, t, TILES - 1);
		/* What failed once works when it is asked for again. */
		if (err != GS_OK && again == 0) {
			assert_null(entry);
			assert_int_equal(gs_tiles_read_entry(&entry, &len, t,
			    TILES - 1), GS_OK);
		}
	}
	gs_tiles_free(&t);
	return err;
}

static void tiles(void **state)
{
	(void)state;

	each("tiles, written", write_tiles, MEMORY | FILES, 20);
	each("tiles, read", read_tiles, MEMORY | FILES, 10);
}

/* --- provenance files ----------------------------------------------------- */

static uint8_t cable[BUF], vkey[512];
static size_t cable_len, vkey_len;
static struct gs_verifier cable_log;

static int verify_cable(void *ctx)
{
	(void)ctx;
	struct gs_pool pool;
	struct gs_report report = {.text = ""};
	struct gs_provenance p;
	struct gs_verdict v;
	struct gs_arena *arena = gs_pool_start(&pool);

	memset(&p, FILL, sizeof p);
	memset(&v, FILL, sizeof v);
	int err = gs_provenance_parse(&p, &report, arena, cable, cable_len);
	if (err != GS_OK)
		assert_untouched(&p, sizeof p);
	else
		err = gs_provenance_verify(&v, &report, arena, &p,
		    &(struct gs_provenance_trust){.verifiers = &cable_log,
		        .count = 1});
	if (err != GS_OK)
		assert_untouched(&v, sizeof v);
	gs_pool_free(&pool);
	return err;
}

/* The hashes that the file has of its tree, in their order. */
static int next_hash(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	struct gs_reader *tree = ctx;
	(void)level;
	(void)index;

	gs_read_copy(tree, hash, 32);
	return tree->err;
}

/* The file made again of its parts is the same file. */
static int build_cable(void *ctx)
{
	(void)ctx;
	static uint8_t out[BUF];
	struct gs_pool pool;
	struct gs_provenance p;
	struct gs_opening o;
	struct gs_checkpoint c;
	struct gs_attestation verified;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_writer w = gs_writer_of(out, sizeof out);

	int err = gs_provenance_parse(&p, NULL, arena, cable, cable_len);
	if (err == GS_OK)
		err = gs_opening_parse(&o, arena, p.opening.ptr,
		    p.opening.len);
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, &verified, p.checkpoint.ptr,
		    p.checkpoint.len, &cable_log, 1);
	if (err == GS_OK) {
		struct gs_reader tree = gs_reader_of(p.tree.ptr, p.tree.len);
		const struct gs_provenance_ground ground = {
		    .log = {c.size, next_hash, &tree}, .blocks = o.blocks,
		    .count = o.count, .seed = o.seed};
		err = gs_provenance_build(&w, arena, &p, &ground);
	}
	if (err == GS_OK) {
		assert_int_equal(w.len, cable_len);
		assert_memory_equal(out, cable, cable_len);
	}
	gs_pool_free(&pool);
	return err;
}

static int redact_cable(void *ctx)
{
	(void)ctx;
	static uint8_t out[2 * BUF];
	static const bool open[GS_BLOCKS_MAX] = {true, true, false, true};
	struct gs_pool pool;
	struct gs_report report = {.text = ""};
	struct gs_provenance p;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_writer w = gs_writer_of(out, sizeof out);

	int err = gs_provenance_parse(&p, &report, arena, cable, cable_len);
	if (err == GS_OK)
		err = gs_redact_file(&w, arena, &p,
		    &(struct gs_choice){open, NULL, NULL});
	gs_pool_free(&pool);
	return err;
}

static void read_vector(uint8_t *out, size_t *len, size_t max,
    const char *name)
{
	char dir[4096];
	const char *source = getenv("GAINSAY_SOURCE");

	(void)snprintf(dir, sizeof dir, "%s/tests/vectors",
	    source == NULL ? "." : source);
	assert_int_equal(gs_tiles_fetch_dir(dir, NULL, out, len, max, name),
	    GS_OK);
}

static void provenance(void **state)
{
	(void)state;

	read_vector(cable, &cable_len, sizeof cable, "cable.gainsay");
	read_vector(vkey, &vkey_len, sizeof vkey, "cable.vkey");
	if (vkey[vkey_len - 1] == '\n')
		vkey_len--;
	assert_int_equal(gs_verifier_parse(&cable_log, vkey, vkey_len),
	    GS_OK);
	each("provenance, verified", verify_cable, MEMORY | RANDOM, 20);
	each("provenance, redacted", redact_cable, MEMORY, 10);
	each("provenance, built", build_cable, MEMORY, 10);
}

/* --- what they start from ------------------------------------------------- */

static void make_memo(void)
{
	struct gs_report report = {.text = ""};

	memset(g.seed, 3, 32);
	g.secrets_of.seed = g.seed;
	g.arena = gs_pool_start(&g.pool);
	assert_int_equal(gs_document_parse(&g.doc, &report, g.arena, &rules,
	    memo_text, sizeof memo_text - 1), GS_OK);
	g.terms = (struct gs_memo_terms){.channel = g.hash[0],
	    .charter = g.hash[1], .roll = g.hash[2],
	    .addressees = {{{(const uint8_t *)"Secretary of State", 18}}, 1},
	    .reply_type = {(const uint8_t *)"x25519", 6},
	    .reply = {g.reply, 32}, .author = g.hash[2],
	    .content = g.hash[2]};
	assert_int_equal(gs_content_terms(&g.terms, g.root, g.arena, &g.doc,
	    g.seed), GS_OK);
	assert_int_equal(gs_memo_id(g.id, &g.terms, g.arena), GS_OK);
	struct gs_writer w = gs_writer_of(g.content, BUF);
	assert_int_equal(gs_content_write(&w, g.arena, &g.terms, &g.secrets_of,
	    &g.doc, NULL), GS_OK);
	g.content_len = w.len;
	w = gs_writer_of(g.opening, BUF);
	assert_int_equal(gs_opening_write(&w, g.arena, g.doc.blocks, NULL,
	    g.doc.count, g.seed), GS_OK);
	g.opening_len = w.len;
	assert_int_equal(gs_opening_whole(&g.whole, g.arena, g.doc.blocks,
	    g.doc.count, g.seed), GS_OK);
}

static void make_keys(void)
{
	static const uint8_t seed[32] = {8}, other[32] = {9};
	struct gs_checkpoint c = {.origin = "log.example/a", .size = 3};

	assert_int_equal(gs_signer_init(&g.signers[0], "log.example/a",
	    GS_KEY_ED25519, seed), GS_OK);
	assert_int_equal(gs_signer_init(&g.signers[1], "witness.example",
	    GS_KEY_COSIGNATURE, other), GS_OK);
	struct gs_writer w = gs_writer_of(g.note, BUF);
	assert_int_equal(gs_checkpoint_sign(&w, &c, g.signers, 2, 1700000000),
	    GS_OK);
	g.note_len = w.len;
	assert_int_equal(gs_age_identity_new(g.identity), GS_OK);
	gs_age_recipient(g.recipients[0], g.identity);
	memcpy(g.recipients[1], g.recipients[0], 32);
	uint8_t *file = NULL;
	assert_int_equal(gs_age_seal(&file, &g.sealed_len,
	    (const uint8_t (*)[32])g.recipients, 2, memo_text,
	    sizeof memo_text), GS_OK);
	memcpy(g.sealed, file, g.sealed_len);
	gs_age_free(&file, g.sealed_len);
}

static void make_roll(void)
{
	for (size_t i = 0; i < KEYS; i++) {
		struct gs_secret secret;
		uint8_t key[32];
		size_t at = i;
		assert_int_equal(gs_secret_new(&secret, key), GS_OK);
		for (; at > 0 && memcmp(g.keys[at - 1], key, 32) > 0; at--) {
			memcpy(g.keys[at], g.keys[at - 1], 32);
			g.secrets[at] = g.secrets[at - 1];
		}
		memcpy(g.keys[at], key, 32);
		g.secrets[at] = secret;
	}
	assert_int_equal(gs_roll_open(&g.roll, g.arena, g.keys[0], KEYS),
	    GS_OK);
}

static int start_pair(void);

static int set_up(void **state)
{
	(void)state;

	if (gs_host_start() != GS_OK)
		return -1;
	make_memo();
	make_keys();
	make_roll();
	for (size_t i = 0; i < TILES; i++)
		gs_tree_leaf(leaves[i], "entry", 5);
	if (start_pair() != 0)
		return -1;
	return folder_make(g.dir, sizeof g.dir, ".", "fault");
}

/* --- a channel's charter -------------------------------------------------- */

static int found_channel(void *ctx)
{
	(void)ctx;
	static const char answers[] = "preset us-state\norigin a/b\nname A\n"
	    "calendar 2023-01-01 2024-12-31\n";
	static struct gs_closed_days closed;
	static uint8_t out[GS_RECORD_MAX], key[32];
	static const uint8_t secret[64] = {1};
	struct gs_pool pool;
	struct gs_plan plan;
	bool complete = false;
	const struct gs_founding founding = {&plan, &closed, &secret, 1};
	struct gs_writer w = gs_writer_of(out, sizeof out);

	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_plan_start(&plan, arena);
	if (err == GS_OK)
		err = gs_plan_read(&plan, NULL, answers, sizeof answers - 1);
	for (struct gs_plan_line *l = plan.first; err == GS_OK && l != NULL;
	    l = l->next) {
		size_t at = l->value.parts[1].kind == GS_PART_HASH ? 1 : 2;

		if (!l->make)
			continue;
		key[0]++;
		l->value.parts[at].ptr = gs_arena_take(arena, 32, 1);
		if (l->value.parts[at].ptr == NULL)
			err = GS_ERR_MEMORY;
		else
			memcpy((uint8_t *)(uintptr_t)l->value.parts[at].ptr,
			    key, 32);
		l->value.parts[at].len = 32;
		l->make = false;
	}
	if (err == GS_OK)
		err = gs_plan_days_begin(&closed, NULL, &plan);
	if (err == GS_OK)
		err = gs_plan_days_end(&closed, NULL, &plan);
	if (err == GS_OK)
		err = gs_founding_charter(&w, &complete, NULL, arena,
		    &founding);
	/* The secret is none of the charter's: all else was made. */
	if (err == GS_ERR_SIGNATURE)
		err = GS_OK;
	gs_pool_free(&pool);
	return err;
}

static void charters(void **state)
{
	(void)state;
	each("a charter", found_channel, MEMORY, 20);
}

/* --- those around a memo, and what the office says of it ------------------ */

/* A memo that two of the office have, and the reply that one has signed. */
static struct {
	struct world w;
	const struct gs_memo *memo;
	const struct gs_charter *charter;
	struct gs_span record, sealed;
	char *half;
} pair;

static int start_pair(void)
{
	static const char *const words[] = {"accepted", "declined"};
	struct world_memo m = world_memo_plain();

	world_start_pair(&pair.w);
	if (world_apply(&pair.w, world_memo(&pair.w, &m)) != GS_OK ||
	    world_apply(&pair.w, world_acknowledge(&pair.w, m.id, W_OFFICE,
	        "office")) != GS_OK)
		return -1;
	pair.memo = gs_state_memo_by(pair.w.state, m.id);
	pair.charter = gs_state_charter(pair.w.state);
	pair.record = world_reply(&pair.w, m.id, words, 2, false);
	pair.sealed = world_sealed(WORLD_SEALED);
	pair.half = gs_half_make(pair.record, &pair.sealed, 1);
	return pair.half == NULL ? -1 : 0;
}

static int sign_second(void *ctx)
{
	(void)ctx;
	static uint8_t out[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(out, sizeof out);
	struct gs_half half;
	struct gs_pool pool;

	int err = gs_half_read(&half, NULL, gs_pool_start(&pool), pair.memo,
	    pair.charter, (struct gs_span){(const uint8_t *)pair.half,
	    strlen(pair.half)});
	if (err == GS_OK)
		err = gs_half_sign(&w, NULL, &half, pair.charter,
		    pair.w.secret[W_AUTHOR]);
	assert_true(err == GS_OK || w.len == 0);
	gs_half_free(&half);
	gs_pool_free(&pool);
	return err;
}

static int seal_copy(void *ctx)
{
	(void)ctx;
	struct gs_circle_file file;

	int err = gs_circle_seal_copy(&file, NULL, pair.charter,
	    "Secretary of State", (struct gs_span){g.content, g.content_len});
	assert_true((err == GS_OK) == (file.sealed != NULL));
	gs_circle_file_free(&file);
	return err;
}

static int seal_report(void *ctx)
{
	(void)ctx;
	struct gs_circle_file file;

	int err = gs_circle_seal_report(&file, NULL, pair.memo,
	    (struct gs_span){(const uint8_t *)memo_text,
	    sizeof memo_text - 1});
	assert_true((err == GS_OK) == (file.sealed != NULL));
	gs_circle_file_free(&file);
	return err;
}

static int give_notice(void *ctx)
{
	(void)ctx;
	static uint8_t out[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(out, sizeof out);
	struct gs_notice_order order = {.reader = "A court",
	    .what = "content", .authority = "An order", .reason = "It asks"};

	int err = gs_notice_day(&order, NULL, "2023-11-03");
	if (err == GS_OK)
		err = gs_notice_make(&w, NULL, pair.memo, &order,
		    pair.w.secret[W_OFFICE]);
	return err;
}

static int keep_position(void *ctx)
{
	(void)ctx;
	static struct gs_letter letter;

	letter = (struct gs_letter){.memo = pair.memo,
	    .text = {(const uint8_t *)memo_text, sizeof memo_text - 1},
	    .secret = pair.w.secret[W_OFFICE]};
	int err = gs_position_keep(&letter, NULL, 1, "declined");
	assert_true((err == GS_OK) == (letter.sealed != NULL));
	gs_letter_free(&letter);
	return err;
}

static int tell_position(void *ctx)
{
	(void)ctx;
	static struct gs_letter letter;
	const struct gs_public_position said = {.request = 1,
	    .word = "accepted", .text = "It is so.", .place = "A briefing",
	    .day = 19000};

	letter = (struct gs_letter){.memo = pair.memo,
	    .secret = pair.w.secret[W_OFFICE]};
	int err = gs_position_tell(&letter, NULL, &said);
	gs_letter_free(&letter);
	return err;
}

/* A response, an appeal: as the author, sealed. */
static int answer_with(const struct gs_grounds *grounds)
{
	static uint8_t out[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(out, sizeof out);
	uint8_t *sealed = NULL;
	size_t len = 0;
	const struct gs_answer_order order = {.memo = pair.memo, .number = 1,
	    .seed = pair.w.secret[W_AUTHOR],
	    .text = {(const uint8_t *)memo_text, sizeof memo_text - 1},
	    .write = grounds == NULL ? gs_appeal_respond : NULL,
	    .grounds = grounds};

	int err = gs_answer_make(&w, &sealed, &len, NULL, &order);
	assert_true((err == GS_OK) == (sealed != NULL));
	gs_age_free(&sealed, len);
	return err;
}

static int respond_once(void *ctx)
{
	(void)ctx;
	return answer_with(NULL);
}

static int appeal_once(void *ctx)
{
	static const char *const words[] = {"It is wrong", "It is late"};
	const struct gs_grounds grounds = {words, 2};

	(void)ctx;
	return answer_with(&grounds);
}

static int decide_appeal(void *ctx)
{
	(void)ctx;
	static uint8_t out[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(out, sizeof out);
	const struct gs_decision_text decision = {.appeal = 1,
	    .outcome = "remand", .reason = "It is.", .content = g.id};

	return gs_appeal_decide(&w, pair.memo, &decision,
	    pair.w.secret[W_APPEAL]);
}

static int put_off(void *ctx)
{
	(void)ctx;
	static uint8_t out[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(out, sizeof out);
	const struct gs_extension_text extension = {.duty = "reply",
	    .until = 19700, .reason = "It takes time.", .role = "office"};

	return gs_circle_extend(&w, pair.memo, &extension,
	    pair.w.secret[W_OFFICE]);
}

static struct gs_seal reader_of(const char *role)
{
	return (struct gs_seal){.name = gs_part_word(role),
	    .type = gs_part_word("x25519"),
	    .key = gs_part_bytes(g.recipients[0], 32)};
}

/* What is known to one reader, and that reader opens it. */
static int make_known(void *ctx)
{
	(void)ctx;
	static uint8_t out[BUF];
	const struct gs_seal reader = reader_of("inspector");
	const struct gs_reveal_of of = {g.id, g.root};
	const struct gs_known known = {"Somebody", "And says so."};
	struct gs_writer w = gs_writer_of(out, sizeof out);
	struct gs_span text, file = {NULL, 0};
	struct gs_record rec = {.type = NULL};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	uint8_t hash[32];

	int err = gs_reveal_write(&w, hash, &reader, &of, &known);
	text = (struct gs_span){out, w.len};
	if (err == GS_OK)
		err = gs_reveal_next(&file, arena, &text);
	if (err == GS_OK)
		err = gs_reveal_open(&rec, arena, &of, g.identity, file);
	assert_true(err != GS_OK || rec.type != NULL);
	gs_pool_free(&pool);
	return err;
}

static int seal_case(void *ctx)
{
	(void)ctx;
	struct gs_charter charter = *pair.charter;
	uint8_t *sealed = NULL;
	size_t len = 0;

	charter.reveals[0] = reader_of("protection");
	charter.reveal_count = 1;
	int err = gs_reprisal_seal(&sealed, &len, NULL, &charter,
	    (struct gs_span){(const uint8_t *)memo_text,
	    sizeof memo_text - 1});
	assert_true((err == GS_OK) == (sealed != NULL));
	gs_age_free(&sealed, len);
	return err;
}

/* A proof is there whole, or not at all. */
static int vouch_once(void *ctx)
{
	(void)ctx;
	uint8_t proof[GS_VOUCH_LEN], tag[32];
	const struct gs_vouch of = {pair.w.public[W_PROTECTION], tag,
	    (const uint8_t *)memo_text, 9, {g.id, 32}};

	memset(proof, FILL, sizeof proof);
	assert_int_equal(gs_secret_tag(tag, &g.secrets[0], of.scope,
	    of.scope_len), GS_OK);
	int err = gs_vouch_prove(proof, &of, &g.secrets[0]);
	if (err != GS_OK)
		assert_untouched(proof, sizeof proof);
	return err;
}

static int tell_case(void *ctx)
{
	(void)ctx;
	static uint8_t out[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(out, sizeof out);
	const struct gs_case_word word = {1, "opened", "2023-12-01"};

	return gs_reprisal_write(&w, pair.charter, &word,
	    pair.w.secret[W_PROTECTION]);
}

static void procedures(void **state)
{
	(void)state;

	each("a response", respond_once, MEMORY | RANDOM, 3);
	each("an appeal", appeal_once, MEMORY | RANDOM, 3);
	each("a decision", decide_appeal, MEMORY, 1);
	each("an extension", put_off, MEMORY, 1);
	each("who is known", make_known, MEMORY | RANDOM, 3);
	each("a case", seal_case, MEMORY | RANDOM, 3);
	each("a vouch", vouch_once, RANDOM, 3);
	each("what became of it", tell_case, MEMORY, 1);
}

static void pairs(void **state)
{
	(void)state;

	each("a second signature", sign_second, MEMORY, 4);
	each("a copy", seal_copy, MEMORY | RANDOM, 2);
	each("a report", seal_report, MEMORY | RANDOM, 2);
	each("a notice", give_notice, MEMORY, 1);
	each("a private position", keep_position, MEMORY | RANDOM, 3);
	each("a public position", tell_position, MEMORY, 1);
}

static int tear_down(void **state)
{
	(void)state;

	free(pair.half);
	world_stop(&pair.w);
	gs_pool_free(&g.pool);
	return folder_remove(g.dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(memos),
	    cmocka_unit_test(keys_and_proofs),
	    cmocka_unit_test(member_files),
	    cmocka_unit_test(tiles),
	    cmocka_unit_test(provenance),
	    cmocka_unit_test(charters),
	    cmocka_unit_test(pairs),
	    cmocka_unit_test(procedures),
	};

	return cmocka_run_group_tests_name("fault-lib", tests, set_up,
	    tear_down);
}
