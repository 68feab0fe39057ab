/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/record/time.h"
#include "lib/compare/compare.h"
#include "lib/memo/content.h"
#include "lib/evidence/provenance.h"
#include "lib/evidence/redact.h"
#include "lib/sign.h"
#include "tests/unit/world.h"

#define KEYS 12
#define LOG_MAX 64
#define FILE_MAX ((size_t)1 << 17)
#define ENDORSED 3 /* at filing; then one withdrawn, one late */

static struct world w;

/* A log with one memo in it, among other things, and real proofs. */
static struct {
	struct gs_secret secrets[KEYS]; /* in the order of the keys */
	uint8_t keys[KEYS * 32];
	struct gs_roll *roll;
	struct gs_span entries[LOG_MAX];
	uint8_t leaves[LOG_MAX][32];
	size_t size;
	struct gs_log_entry charters[1], about[16];
	size_t about_count;
	struct gs_log_entry roll_entry;
	struct gs_document doc;
	struct gs_memo_terms terms;
	uint8_t charter[32], id[32], root[32], seed[32], reply[32];
	struct gs_signer log, witness;
	struct gs_verifier verifiers[2];
	uint8_t file[FILE_MAX];
	size_t len;
} g;

static struct gs_log_entry enter(struct gs_span text)
{
	struct gs_span bytes = world_entry(&w, w.at, text);

	gs_tree_leaf(g.leaves[g.size], bytes.ptr, bytes.len);
	g.entries[g.size] = bytes;
	return (struct gs_log_entry){g.size++, bytes};
}

static void about(struct gs_span text)
{
	g.about[g.about_count++] = enter(text);
}

static void other_entries(size_t n)
{
	while (n-- > 0)
		(void)enter((struct gs_span){(const uint8_t *)"other", 5});
}

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

struct pair {
	uint8_t key[32];
	struct gs_secret secret;
};

static void make_roll(void)
{
	struct pair pairs[KEYS];

	for (size_t i = 0; i < KEYS; i++)
		assert_int_equal(gs_secret_new(&pairs[i].secret, pairs[i].key),
		    GS_OK);
	qsort(pairs, KEYS, sizeof *pairs, by_key);
	for (size_t i = 0; i < KEYS; i++) {
		memcpy(g.keys + 32 * i, pairs[i].key, 32);
		g.secrets[i] = pairs[i].secret;
	}
	assert_int_equal(gs_roll_open(&g.roll, w.arena, g.keys, KEYS), GS_OK);
}

static void start(struct gs_record_writer *d, const char *type)
{
	uint8_t *buf = gs_arena_take(w.arena, GS_RECORD_MAX, 1);

	assert_non_null(buf);
	gs_record_start(d, buf, GS_RECORD_MAX, type);
	gs_record_line(d, "channel", gs_part_hash(w.channel));
}

static void sign(struct gs_record_writer *d, size_t len, int signer,
    const char *role)
{
	assert_int_equal(gs_record_countersign(d, role, w.secret[signer], len),
	    GS_OK);
}

static struct gs_span text_of(const struct gs_record_writer *d)
{
	assert_int_equal(gs_record_end(d, w.arena), GS_OK);
	return (struct gs_span){d->w.ptr, d->w.len};
}

static struct gs_span roll_record(uint64_t edition, bool left)
{
	struct gs_record_writer d;

	start(&d, "roll");
	gs_record_line(&d, "edition", gs_part_number(edition));
	gs_record_line(&d, "size", gs_part_number(KEYS));
	gs_record_line(&d, "eligible", gs_part_number(KEYS + 3));
	if (left)
		gs_record_line(&d, "left", gs_part_number(2));
	gs_record_line(&d, "root", gs_part_hash(gs_roll_root(g.roll)));
	size_t len = d.w.len;
	sign(&d, len, W_REGISTRAR, "registrar");
	sign(&d, len, W_SECOND, "second");
	return text_of(&d);
}

static struct gs_part prove(size_t member, const char *act)
{
	uint8_t scope[GS_SCOPE_MAX], message[GS_MESSAGE_MAX], reveals[32];
	size_t scope_len = 0, message_len = 0, len = 0;
	uint8_t *proof = gs_arena_take(w.arena, GS_PROOF_LEN_MAX, 1);

	assert_non_null(proof);
	int err = strcmp(act, "file") == 0 ?
	    gs_scope_file(scope, &scope_len, sizeof scope, w.channel,
	        gs_roll_root(g.roll), 0) :
	    gs_scope_memo(scope, &scope_len, sizeof scope, w.channel, g.id);
	assert_int_equal(err, GS_OK);
	gs_reveals_hash(reveals, NULL, 0);
	assert_int_equal(gs_message(message, &message_len, sizeof message, act,
	    g.id, strcmp(act, "endorse") == 0 ? reveals : NULL), GS_OK);
	const struct gs_statement said = {scope, scope_len, message,
	    message_len};
	assert_int_equal(gs_member_prove(proof, &len, GS_PROOF_LEN_MAX,
	    &(struct gs_proof_inputs){g.roll, &g.secrets[member], &said},
	    w.arena), GS_OK);
	return gs_part_bytes(proof, len);
}

static struct gs_span act(const char *type, struct gs_part proof)
{
	struct gs_record_writer d;

	start(&d, type);
	gs_record_line(&d, "memo", gs_part_hash(g.id));
	gs_record_line(&d, "proof", proof);
	return text_of(&d);
}

static void make_terms(void)
{
	static const char text[] = "---\nsubject: A test\n"
	    "to: Secretary of State\n---\n\n# (U) Summary\n\n(SBU) One thing was said here."
	    " Two more things were, in fact! And a third.\n"
	    "\n(U) Another.\n\n## Requests\n\n1. (U) Stop.\n2. (SBU) Think.\n";
	struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
	    .ceiling = 1};
	struct gs_record rec;
	struct gs_span charter = g.entries[0];

	assert_int_equal(gs_record_parse(&rec, NULL, w.arena,
	    charter.ptr + GS_AT_LEN, charter.len - GS_AT_LEN), GS_OK);
	gs_record_digest(g.charter, &rec);
	assert_int_equal(gs_document_parse(&g.doc, NULL, w.arena, &rules,
	    text, sizeof text - 1), GS_OK);
	randombytes_buf(g.seed, 32);
	g.terms = (struct gs_memo_terms){.channel = w.channel,
	    .charter = g.charter, .roll = gs_roll_root(g.roll),
	    .addressees = {{{(const uint8_t *)"Secretary of State", 18}}, 1},
	    .reply_type = {(const uint8_t *)"x25519", 6},
	    .reply = {g.reply, 32}, .author = w.public[W_AUTHOR],
	    .content = g.seed};
	assert_int_equal(gs_content_terms(&g.terms, g.root, w.arena, &g.doc,
	    g.seed), GS_OK);
	assert_int_equal(gs_memo_id(g.id, &g.terms, w.arena), GS_OK);
}

static struct gs_span memo_record(void)
{
	struct gs_record_writer d;

	start(&d, "memo");
	gs_record_line(&d, "memo", gs_part_hash(g.id));
	w.endorsements = ENDORSED;
	w.withdrawals = 1;
	gs_memo_terms_write(&d, &g.terms);
	gs_record_line(&d, "slot", gs_part_number(0));
	gs_record_line(&d, "proof", prove(0, "file"));
	sign(&d, d.w.len, W_AUTHOR, "author");
	return text_of(&d);
}

struct filed {
	const char *type;
	struct gs_part proof;
};

static int by_tag(const void *a, const void *b)
{
	const struct filed *x = a, *y = b;

	int order = memcmp(x->proof.ptr, y->proof.ptr, 32);

	return order != 0 ? order : strcmp(x->type, y->type);
}

static void make_log(void)
{
	struct filed acts[ENDORSED + 2];
	static const char *const words[] = {"accepted", "declined"};

	g.charters[0] = enter(world_charter(&w, 1, "yes", "SBU"));
	other_entries(3);
	g.roll_entry = enter(roll_record(7, true));
	make_terms();
	w.at += 5 * 86400;
	other_entries(2);
	about(memo_record());
	for (size_t i = 0; i < ENDORSED + 1; i++)
		acts[i] = (struct filed){"endorse", prove(i + 1, "endorse")};
	acts[ENDORSED + 1] = (struct filed){"withdraw",
	    prove(ENDORSED + 1, "withdraw")};
	qsort(acts, ENDORSED + 2, sizeof *acts, by_tag);
	for (size_t i = 0; i < ENDORSED + 2; i++)
		about(act(acts[i].type, acts[i].proof));
	other_entries(1);
	w.at += 86400;
	about(world_acknowledge(&w, g.id, W_OFFICE, "office"));
	about(act("endorse", prove(6, "endorse")));
	other_entries(4);
	w.at += 40 * 86400;
	about(world_reply(&w, g.id, words, 2, false));
	other_entries(2);
}

static int subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	uint8_t left[32], right[32];

	if (level == 0) {
		memcpy(hash, g.leaves[index], 32);
		return GS_OK;
	}
	int err = subtree(left, ctx, level - 1, 2 * index);
	if (err == GS_OK)
		err = subtree(right, ctx, level - 1, 2 * index + 1);
	gs_tree_node(hash, left, right);
	return err;
}

static struct gs_provenance parts(void)
{
	static uint8_t note[4096];
	struct gs_checkpoint c = {.origin = "dissent.example/test",
	    .size = g.size};
	const struct gs_signer signers[2] = {g.log, g.witness};
	struct gs_writer n = gs_writer_of(note, sizeof note);

	assert_int_equal(gs_tree_root(c.root, g.size, subtree, NULL), GS_OK);
	assert_int_equal(gs_checkpoint_sign(&n, &c, signers, 2, 1705000000),
	    GS_OK);
	struct gs_provenance p = {.checkpoint = {note, n.len},
	    .charters = g.charters, .charter_count = 1, .roll = g.roll_entry,
	    .keys = {g.keys, sizeof g.keys}, .entries = g.about,
	    .entry_count = g.about_count};
	memcpy(p.memo, g.id, 32);
	return p;
}

static void build_file(struct gs_provenance *p, const bool *open)
{
	struct gs_writer out = gs_writer_of(g.file, sizeof g.file);
	const struct gs_provenance_ground ground = {
	    .log = {g.size, subtree, NULL}, .blocks = g.doc.blocks,
	    .open = open, .count = g.doc.count, .seed = g.seed};

	assert_int_equal(gs_provenance_build(&out, w.arena, p, &ground),
	    GS_OK);
	g.len = out.len;
}

/* A gs_date_fn: the witness's word. */
static int date_note(int64_t *time, void *ctx, struct gs_report *report,
    struct gs_span note)
{
	struct gs_attestation verified[2];
	struct gs_checkpoint c;

	(void)ctx;
	(void)report;
	int err = gs_checkpoint_open(&c, verified, note.ptr, note.len,
	    g.verifiers, 2);
	*time = err == GS_OK ? (int64_t)verified[1].time : 0;
	return err;
}

struct judged {
	struct gs_pool pool;
	struct gs_verdict v;
	struct gs_report report;
	int err;
};

static void judge(struct judged *j, const uint8_t *file, size_t len)
{
	struct gs_provenance p;
	struct gs_arena *arena = gs_pool_start(&j->pool);

	j->err = gs_provenance_parse(&p, &j->report, arena, file, len);
	if (j->err == GS_OK)
		j->err = gs_provenance_verify(&j->v, &j->report, arena, &p,
		    &(struct gs_provenance_trust){.verifiers = g.verifiers,
		        .count = 2, .date = date_note});
}

static void refused(const struct gs_provenance *p, int err, const char *why)
{
	struct judged j;
	struct gs_provenance copy = *p;

	build_file(&copy, NULL);
	judge(&j, g.file, g.len);
	if (j.err != err || strstr(j.report.text, why) == NULL)
		fail_msg("%d: %s", j.err, j.report.text);
	gs_pool_free(&j.pool);
}

/* Anchored files ------------------------------------------------------- */

/* What is wrong with an anchor, or with the note behind it. */
struct forgery {
	int size, place; /* added to what is right */
	int more;        /* entries behind the anchor */
	bool map;        /* another root */
	bool channel;    /* another channel's */
	int64_t at;      /* 0: that of the entry before it */
	bool witness;    /* cosigned by one that the charter does not name */
	const char *line; /* of somebody else, or NULL */
};

/* The state map over the log as it is. */
static struct gs_map *map_of_log(void)
{
	struct gs_map *map = NULL;
	const struct gs_span memo = {g.id, 32};

	assert_int_equal(gs_map_new(&map, w.arena), GS_OK);
	for (uint64_t i = 0; i < g.size; i++) {
		struct gs_span name = {(const uint8_t *)"other", 5};

		if (i == g.charters[0].index)
			name = (struct gs_span){(const uint8_t *)"charter", 7};
		for (size_t k = 0; k < g.about_count; k++)
			if (g.about[k].index == i)
				name = memo;
		assert_int_equal(gs_map_reserve(map), GS_OK);
		gs_map_add(map, name, i, g.leaves[i]);
	}
	return map;
}

static void add_anchor(struct gs_provenance *p, const struct gs_map *map,
    const struct forgery *f)
{
	struct gs_record_writer d;
	uint8_t root[32], *text = gs_arena_take(w.arena, 512, 1);

	gs_map_root(root, map);
	root[0] ^= f->map;
	gs_record_start(&d, text, 512, "anchor");
	gs_record_line(&d, "channel", gs_part_hash(f->channel ? g.id :
	    w.channel));
	gs_record_line(&d, "size",
	    gs_part_number((uint64_t)((int64_t)g.size + f->size)));
	gs_record_line(&d, "leaves", gs_part_number(gs_map_leaves(map)));
	gs_record_line(&d, "map", gs_part_hash(root));
	assert_int_equal(gs_record_end(&d, w.arena), GS_OK);
	const int64_t at = w.at;
	w.at = f->at != 0 ? f->at : at;
	p->anchor = enter((struct gs_span){d.w.ptr, d.w.len});
	w.at = at;
}

static void add_map(struct gs_provenance *p, struct gs_map *map,
    const struct forgery *f)
{
	const struct gs_tree tree = {gs_map_leaves(map), gs_map_subtree, map};
	uint8_t (*proof)[32] = gs_arena_take(w.arena, 2 * GS_TREE_LEVELS_MAX,
	    32);
	uint8_t *buf = gs_arena_take(w.arena, 1024, 1);
	struct gs_writer out = gs_writer_of(buf, 1024);
	uint64_t places[2] = {0, 0};
	size_t count = 0;

	assert_non_null(gs_map_find(&places[1], map, (struct gs_span){g.id,
	    32}));
	assert_int_equal(gs_tree_prove_many(proof, &count,
	    2 * GS_TREE_LEVELS_MAX, places, 2, &tree), GS_OK);
	gs_write_u64(&out, places[1] + (uint64_t)f->place);
	gs_write_bytes(&out, proof, count * 32);
	p->map = (struct gs_span){buf, out.len};
}

/* The file on an anchor with these faults; the log is then as before. */
static struct gs_provenance anchored(const struct forgery *f)
{
	static uint8_t note[4096];
	struct gs_checkpoint c = {.origin = "dissent.example/test"};
	const struct gs_signer signers[2] = {g.log, g.witness};
	struct gs_writer n = gs_writer_of(note, sizeof note);
	struct gs_provenance p = parts();
	struct gs_map *map = map_of_log();
	size_t size = g.size;

	add_anchor(&p, map, f);
	add_map(&p, map, f);
	other_entries((size_t)f->more);
	c.size = g.size;
	assert_int_equal(gs_tree_root(c.root, g.size, subtree, NULL), GS_OK);
	assert_int_equal(gs_checkpoint_sign(&n, &c, signers, f->witness ? 2 :
	    1, 1705000000), GS_OK);
	if (f->line != NULL)
		gs_write_text(&n, f->line);
	p.checkpoint = (struct gs_span){note, n.len};
	build_file(&p, NULL);
	g.size = size;
	return p;
}

static void judge_forged(const struct forgery *f, int err, const char *code)
{
	struct judged j = {.v = {.complete = false}};

	(void)anchored(f);
	judge(&j, g.file, g.len);
	if (j.err != err || strcmp(j.report.code, code) != 0)
		fail_msg("%d %s: %s", j.err, j.report.code, j.report.text);
	assert_false(j.v.complete); /* nothing is written of what fails */
	gs_pool_free(&j.pool);
}

/* Nothing is left out up to the anchor, and the file says so. */
static void an_anchored_file_is_complete(void **state)
{
	const struct forgery none = {0};
	struct judged j;
	struct gs_provenance p;
	(void)state;

	p = anchored(&none);
	judge(&j, g.file, g.len);
	assert_string_equal(j.report.text, "");
	assert_true(j.v.complete);
	assert_int_equal(j.v.anchored, w.at);
	gs_pool_free(&j.pool);

	/* Without it nobody can say. */
	p = parts();
	build_file(&p, NULL);
	judge(&j, g.file, g.len);
	assert_int_equal(j.err, GS_OK);
	assert_false(j.v.complete);
	gs_pool_free(&j.pool);
}

static void what_is_left_out_of_an_anchored_file_is_missed(void **state)
{
	struct judged j;
	const size_t all = g.about_count;
	(void)state;

	/* The reply; then the late endorsement too.  The map has both. */
	for (size_t less = 1; less < 3; less++) {
		struct gs_provenance p = anchored(&(struct forgery){0});

		p.entry_count = all - less;
		g.size++;
		build_file(&p, NULL);
		g.size--;
		judge(&j, g.file, g.len);
		assert_int_equal(j.err, GS_ERR_PROOF);
		assert_string_equal(j.report.code, "provenance-left-out");
		gs_pool_free(&j.pool);
	}
}

/* Two who ask get two files only if one of them is refused. */
static void a_marked_anchored_file_is_refused(void **state)
{
	(void)state;
	judge_forged(&(struct forgery){.witness = true}, GS_ERR_FORMAT,
	    "anchor-note-witness");
	judge_forged(&(struct forgery){.line = "\xe2\x80\x94 mark.example "
	    "AAAAAAAA\n"}, GS_ERR_FORMAT,
	    "anchor-note-witness");

	judge_forged(&(struct forgery){.more = 1}, GS_ERR_FORMAT,
	    "provenance-anchor");
	judge_forged(&(struct forgery){.size = 1}, GS_ERR_FORMAT,
	    "provenance-anchor");

	/* Before the entries that it covers, and where no entry is. */
	judge_forged(&(struct forgery){.at = w.at - 1}, GS_ERR_FORMAT,
	    "provenance-times");
	judge_forged(&(struct forgery){.at = GS_ENTRY_AT_MAX + 1},
	    GS_ERR_FORMAT, "provenance-times");
	judge_forged(&(struct forgery){.channel = true}, GS_ERR_FORMAT,
	    "provenance-anchor");
	judge_forged(&(struct forgery){.map = true}, GS_ERR_PROOF,
	    "provenance-left-out");
	judge_forged(&(struct forgery){.place = 1}, GS_ERR_PROOF,
	    "provenance-left-out");
}

/* Of the terms as they are: filed by another member, endorsed by nobody. */
static struct gs_span other_memo(void)
{
	struct gs_record_writer d;

	start(&d, "memo");
	gs_record_line(&d, "memo", gs_part_hash(g.id));
	w.endorsements = w.withdrawals = 0;
	gs_memo_terms_write(&d, &g.terms);
	gs_record_line(&d, "slot", gs_part_number(0));
	gs_record_line(&d, "proof", prove(7, "file"));
	sign(&d, d.w.len, W_OFFICE, "author");
	return text_of(&d);
}

static size_t copy_entries(struct gs_log_entry out[20])
{
	memcpy(out, g.about, g.about_count * sizeof *out);
	return g.about_count;
}

/* A second roll, another memo's filing, what names no memo: a copy with them
 * would verify as well as one without, and so be marked. */
static void entries_of_something_else_are_refused(void **state)
{
	struct gs_log_entry list[20];
	const size_t size = g.size, count = copy_entries(list);
	struct gs_provenance p;
	struct gs_memo_terms terms = g.terms;
	uint8_t id[32];
	(void)state;

	list[count] = enter(world_roll(&w, 8, 0x22, W_REGISTRAR, W_SECOND));
	p = parts();
	p.entries = list;
	p.entry_count = count + 1;
	refused(&p, GS_ERR_FORMAT, "not the charters, one roll");

	g.size = size;
	memcpy(id, g.id, 32);
	g.terms.author = w.public[W_OFFICE];
	assert_int_equal(gs_memo_id(g.id, &g.terms, w.arena), GS_OK);
	struct gs_span other = other_memo();
	memcpy(g.id, id, 32);
	g.terms = terms;
	list[count] = enter(other);
	p = parts();
	p.entries = list;
	p.entry_count = count + 1;
	refused(&p, GS_ERR_FORMAT, "not the charters, one roll");

	g.size = size;
	list[count] = enter(world_moved(&w, "https://a.example/",
	    W_AUTHORITY));
	p = parts();
	p.entries = list;
	p.entry_count = count + 1;
	refused(&p, GS_ERR_FORMAT, "not the charters, one roll");
	g.size = size;
}

static void a_true_file_verifies(void **state)
{
	(void)state;
	struct judged j;
	struct gs_provenance p = parts();

	build_file(&p, NULL);
	judge(&j, g.file, g.len);
	assert_string_equal(j.report.text, "");
	assert_int_equal(j.err, GS_OK);
	assert_memory_equal(j.v.memo->id, g.id, 32);
	assert_int_equal(j.v.memo->endorsements, ENDORSED);
	assert_int_equal(j.v.memo->withdrawals, 1);
	assert_int_equal(j.v.memo->later, 1);
	assert_int_equal(j.v.memo->roll->size, KEYS);
	assert_int_equal(j.v.memo->roll->eligible, KEYS + 3);
	assert_true(j.v.memo->acknowledged != 0);
	assert_int_equal(gs_record_count(&j.v.memo->reply->rec,
	    "disposition"), 2);
	assert_true(j.v.memo->charter->exercise);
	assert_int_equal(j.v.index, g.about[0].index);
	assert_int_equal(j.v.witnesses, 1);
	assert_int_equal(j.v.witnessed, 1705000000);
	assert_int_equal(j.v.opening.open_count, g.doc.count);
	gs_pool_free(&j.pool);
}

static void the_file_is_canonical(void **state)
{
	(void)state;
	static uint8_t again[FILE_MAX];
	struct gs_provenance p = parts(), q;

	build_file(&p, NULL);
	assert_int_equal(gs_provenance_parse(&q, NULL, w.arena, g.file, g.len),
	    GS_OK);
	struct gs_writer out = gs_writer_of(again, sizeof again);
	assert_int_equal(gs_provenance_write(&out, &q), GS_OK);
	assert_int_equal(out.len, g.len);
	assert_memory_equal(again, g.file, g.len);
}

static void every_redaction_verifies(void **state)
{
	(void)state;

	assert_int_equal(g.doc.count, 8);
	for (unsigned mask = 0; mask < 256; mask++) {
		bool open[8];
		uint8_t buf[4096];
		struct gs_opening o;
		size_t shown = 0;
		for (size_t i = 0; i < 8; i++) {
			open[i] = mask >> i & 1;
			shown += open[i];
		}
		struct gs_writer out = gs_writer_of(buf, sizeof buf);
		assert_int_equal(gs_opening_write(&out, w.arena, g.doc.blocks,
		    open, 8, g.seed), GS_OK);
		assert_int_equal(gs_opening_parse(&o, w.arena, buf, out.len),
		    GS_OK);
		assert_memory_equal(o.root, g.root, 32);
		assert_int_equal(o.open_count, shown);
		for (size_t i = 0; i < 8; i++) {
			assert_int_equal(o.open[i], open[i]);
			assert_int_equal(o.blocks[i].text.len,
			    open[i] ? g.doc.blocks[i].text.len : 0);
		}
	}
	struct judged j;
	struct gs_provenance p = parts();
	bool open[8] = {true, false, true, true, false, true, true, true};
	build_file(&p, open);
	assert_null(memmem(g.file, g.len, "Another.", 8));
	judge(&j, g.file, g.len);
	assert_int_equal(j.err, GS_OK);
	assert_int_equal(j.v.opening.open_count, 6);
	gs_pool_free(&j.pool);
}

static void an_opening_has_one_spelling(void **state)
{
	(void)state;
	/* Two runs of level 0 where one of level 1 would do. */
	uint8_t buf[512], node[32];
	struct gs_opening o;
	struct gs_writer out = gs_writer_of(buf, sizeof buf);

	gs_write_u32(&out, 2);
	for (size_t i = 0; i < 2; i++) {
		gs_write_u8(&out, 1);
		gs_write_u8(&out, 0);
		gs_salt_node(node, g.seed, 1, 0, i);
		gs_write_bytes(&out, node, 32);
		gs_write_lv_text(&out, "");
		gs_write_lv_text(&out, "x");
	}
	assert_int_equal(gs_opening_parse(&o, w.arena, buf, out.len),
	    GS_ERR_FORMAT);
	memset(buf, 0xff, 4);
	assert_int_equal(gs_opening_parse(&o, w.arena, buf, out.len),
	    GS_ERR_RANGE);
}

/* What a filer may have committed to, and a terminal should not see. */
static void an_opening_shows_nothing_hidden(void **state)
{
	(void)state;
	static const struct {
		const char *mark, *text;
		int err;
	} cases[] = {{"U", "fine", GS_OK}, {"", "\x1b[2J", GS_ERR_FORMAT},
	    {"", "a\xe2\x80\xae", GS_ERR_FORMAT}, {"", "\xff", GS_ERR_FORMAT},
	    {"\x1b", "x", GS_ERR_FORMAT}, {"", "", GS_ERR_FORMAT},
	    /* Look-alikes, letters that are not in use, mixed alphabets. */
	    {"", "\xef\xbc\xa1", GS_ERR_FORMAT},
	    {"", "1\xe2\x81\x84" "2", GS_ERR_FORMAT},
	    {"", "1\xe2\x88\x95" "2", GS_ERR_FORMAT},
	    {"", "a\xe2\x80\xa4", GS_ERR_FORMAT},
	    {"", "o\xef\xac\x83" "ce", GS_ERR_FORMAT},
	    {"", "\xc7\x80", GS_ERR_FORMAT}, {"", "\xd9\xb3", GS_ERR_FORMAT},
	    {"", "\xf0\x9d\x90\x80", GS_ERR_FORMAT},
	    {"", "p\xd0\xb0y", GS_ERR_FORMAT},
	    /* Unicode 15.1's, and what is not composed. */
	    {"", "\xe2\xbf\xbc", GS_ERR_FORMAT},
	    {"", "e\xcc\x81", GS_ERR_FORMAT}, {"", "\xc3\xa9", GS_OK},
	    /* Cyrillic that looks like Latin, which other words may excuse. */
	    {"", "\xd0\xa2\xd0\xbe\xd1\x81\xd1\x82", GS_OK},
	    {"", "\xe2\x80\x9cyes\xe2\x80\x9d \xe2\x80\x93 no", GS_OK}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t buf[128];
		struct gs_opening o;
		struct gs_block block = {
		    {(const uint8_t *)cases[i].mark, strlen(cases[i].mark)},
		    {(const uint8_t *)cases[i].text, strlen(cases[i].text)}};
		struct gs_writer out = gs_writer_of(buf, sizeof buf);
		assert_int_equal(gs_opening_write(&out, w.arena, &block, NULL,
		    1, g.seed), GS_OK);
		assert_int_equal(gs_opening_parse(&o, w.arena, buf, out.len),
		    cases[i].err);
	}
}

#define BLOCKS_MAX 6

/* Blocks [0, n) with these marks, of which those that `shown` has as `+` are
 * shown: what the document that they are of would refuse. */
static const struct {
	const char *shown, *blocks[2 * BLOCKS_MAX]; /* mark, text */
	int err;
} excerpts[] = {
	{"+-", {"", "subject: A", "", "to: B"}, GS_OK},
	{"-+-", {"", "subject: A", "", "to: B", "", "x"}, GS_OK},
	{"-+", {"", "subject: A", "", "cc: B"}, GS_OK},
	{"+++-", {"", "subject: A", "", "to: B", "U", "x", "U", "y"}, GS_OK},
	{"+-+", {"", "to: A", "", "subject: B", "U", "1. x"}, GS_OK},
	{"-++", {"", "x", "", "date: 1", "", "date: 2"}, GS_OK},
	{"-+", {"", "x", "SBU", "- x\n  y"}, GS_OK},
	{"-+", {"", "x", "U", "## x"}, GS_OK},
	{"-+", {"", "x", "", "```\nx\n```"}, GS_OK},
	/* Front matter: twice, missing, with a mark. */
	{"++-", {"", "subject: A", "", "subject: B", "", "x"},
	    GS_ERR_FORMAT},
	{"++-", {"", "subject: A", "", "x", "", "y"}, GS_ERR_FORMAT},
	{"+-", {"", "x", "", "y"}, GS_ERR_FORMAT},
	{"+-", {"U", "subject: A", "", "to: B"}, GS_ERR_FORMAT},
	{"+-", {"", "subject:  A", "", "to: B"}, GS_ERR_FORMAT},
	/* What a block is not, or reads as. */
	{"-+", {"", "x", "", "<b>x</b>"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "", "![x](y)"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "", "a&#x200b;b"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "", "[a]: /b"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "", "x\n\ny"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "", "x \ny"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "", "x\n"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "", "- x\n- y"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "", "(U) x"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "U", "```\nx\n```"}, GS_ERR_FORMAT},
	/* A mark of another style, or above the ceiling of no exercise. */
	{"-+", {"", "x", "CUI", "x"}, GS_ERR_FORMAT},
	{"-+", {"", "x", "S", "x"}, GS_ERR_RULE},
};

/* Of no exercise, with the ceiling SBU. */
static void parse_plain_charter(struct gs_record *charter)
{
	uint8_t channel[32]; /* a charter founds a channel */

	memcpy(channel, w.channel, 32);
	struct gs_span text = world_charter(&w, 1, "no", "SBU");
	memcpy(w.channel, channel, 32);
	assert_int_equal(gs_record_parse(charter, NULL, w.arena, text.ptr,
	    text.len), GS_OK);
}

static void what_is_shown_could_stand_in_a_memo(void **state)
{
	(void)state;
	struct gs_record charter;

	parse_plain_charter(&charter);
	for (size_t i = 0; i < sizeof excerpts / sizeof *excerpts; i++) {
		struct gs_block blocks[BLOCKS_MAX];
		size_t count = strlen(excerpts[i].shown);
		bool open[BLOCKS_MAX];
		uint8_t buf[1024];
		struct gs_opening o;
		struct gs_writer out = gs_writer_of(buf, sizeof buf);

		for (size_t k = 0; k < count; k++) {
			const char *const *b = &excerpts[i].blocks[2 * k];

			blocks[k] = (struct gs_block){
			    {(const uint8_t *)b[0], strlen(b[0])},
			    {(const uint8_t *)b[1], strlen(b[1])}};
			open[k] = excerpts[i].shown[k] == '+';
		}
		assert_int_equal(gs_opening_write(&out, w.arena, blocks, open,
		    count, g.seed), GS_OK);
		assert_int_equal(gs_opening_parse(&o, w.arena, buf, out.len),
		    GS_OK);
		int err = gs_opening_read(w.arena, &o, &charter);
		if (err != excerpts[i].err)
			fail_msg("excerpt %zu: %d", i, err);
	}
}

static struct gs_block cut_block(const char *mark, const char *text)
{
	return (struct gs_block){{(const uint8_t *)mark, strlen(mark)},
	    {(const uint8_t *)text, strlen(text)}};
}

/* A block shown in part cannot be read; its mark can. */
static void a_part_has_a_mark_of_its_charter(void **state)
{
	(void)state;
	static const struct {
		const char *mark;
		int err;
	} cases[] = {{"", GS_OK}, {"U", GS_OK}, {"S", GS_ERR_RULE},
	    {"CUI", GS_ERR_FORMAT}, {"U\nSBU", GS_ERR_FORMAT},
	    {"U ", GS_ERR_FORMAT}, {" ", GS_ERR_FORMAT},
	    {"[withheld: block 3]", GS_ERR_FORMAT},
	    {"U\n\nA paragraph that nobody wrote", GS_ERR_FORMAT}};
	bool first[2] = {true, false}, *sentence[1] = {first};
	const bool none[1] = {false};
	struct gs_record charter;

	parse_plain_charter(&charter);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_block block = cut_block(cases[i].mark, "The first "
		    "of the two sentences. The other one.");
		struct gs_opening whole, o;
		uint8_t buf[1024];
		struct gs_writer out = gs_writer_of(buf, sizeof buf);

		assert_int_equal(gs_opening_whole(&whole, w.arena, &block, 1,
		    g.seed), GS_OK);
		assert_int_equal(gs_opening_choose(&out, w.arena, &whole,
		    &(struct gs_choice){none, sentence, NULL}), GS_OK);
		assert_int_equal(gs_opening_parse(&o, w.arena, buf, out.len),
		    GS_OK);
		assert_int_equal(gs_opening_read(w.arena, &o, &charter),
		    cases[i].err);
	}
}

static void left_out_or_swapped_entries_are_refused(void **state)
{
	(void)state;
	struct gs_provenance p = parts();
	struct gs_log_entry list[16];

	p.entries = list;
	memcpy(list, g.about, sizeof g.about);
	p.entry_count = 3; /* the filing cut short */
	refused(&p, GS_ERR_FORMAT, "left out");
	p = parts();
	p.entries = list;
	memmove(list + 1, list + 2, sizeof list - 2 * sizeof *list);
	p.entry_count--; /* one endorsement gone */
	refused(&p, GS_ERR_RULE, "entry");
	p = parts();
	memcpy(list, g.about, sizeof g.about);
	p.entries = list;
	list[1].bytes = g.about[2].bytes; /* another's words at this place */
	refused(&p, GS_ERR_PROOF, "not in the log");
	p = parts();
	p.memo[0] ^= 1;
	refused(&p, GS_ERR_FORMAT, "one memo");
}

static void foreign_keys_and_checkpoints_are_refused(void **state)
{
	(void)state;
	struct gs_provenance p = parts();
	uint8_t keys[sizeof g.keys];

	memcpy(keys, g.keys, sizeof keys);
	p.keys.ptr = keys + 32; /* a smaller roll */
	p.keys.len -= 32;
	refused(&p, GS_ERR_MISMATCH, "keys");
	p.keys.len = 0;
	refused(&p, GS_ERR_UNKNOWN, "beside");
	p = parts();
	struct gs_verifier keep = g.verifiers[0];
	g.verifiers[0] = g.verifiers[1];
	refused(&p, GS_ERR_MISMATCH, "checkpoint");
	g.verifiers[0] = keep;
	uint8_t note[4096];
	struct gs_checkpoint c = {.origin = "dissent.example/test", .size = 5};
	struct gs_writer n = gs_writer_of(note, sizeof note);
	assert_int_equal(gs_checkpoint_sign(&n, &c, &g.witness, 1, 1), GS_OK);
	p.checkpoint = (struct gs_span){note, n.len};
	refused(&p, GS_ERR_UNKNOWN, "checkpoint");
}

/* A member proof of one memo is worth nothing for another: forced into the
 * log, with everything else signed as it must be, it is still refused. */
static void a_bad_proof_in_a_signed_log_is_refused(void **state)
{
	(void)state;
	struct gs_provenance p = parts();
	struct gs_log_entry last = g.about[7];
	uint8_t copy[8192], leaf[32];
	struct gs_part proof = prove(6, "endorse");
	uint8_t *bytes = gs_arena_take(w.arena, proof.len, 1);

	assert_non_null(bytes);
	memcpy(bytes, proof.ptr, proof.len);
	bytes[proof.len - 40] ^= 1;
	struct gs_span text = act("endorse", gs_part_bytes(bytes, proof.len));
	/* An act's entry has nothing before it but its time. */
	memcpy(copy, last.bytes.ptr, GS_AT_LEN);
	memcpy(copy + GS_AT_LEN, text.ptr, text.len);
	memcpy(leaf, g.leaves[last.index], 32);
	g.about[7].bytes = (struct gs_span){copy, GS_AT_LEN + text.len};
	gs_tree_leaf(g.leaves[last.index], copy, GS_AT_LEN + text.len);
	p = parts();
	refused(&p, GS_ERR_PROOF, "no member");
	memcpy(g.leaves[last.index], leaf, 32);
	g.about[7] = last;
}

static void put_entry(struct gs_log_entry *entry, struct gs_span bytes)
{
	entry->bytes = bytes;
	gs_tree_leaf(g.leaves[entry->index], bytes.ptr, bytes.len);
}

/* The edition before is not in the file, but whether there is one. */
static void a_roll_says_how_many_left_if_it_is_not_the_first(void **state)
{
	(void)state;
	static const struct {
		uint64_t edition;
		bool left;
		const char *why;
	} rolls[] = {{2, false, "does not say how many"},
	    {1, true, "the first roll has no `left`"}};
	struct gs_span keep = g.roll_entry.bytes;
	int64_t now = w.at;

	w.at -= 46 * 86400;
	for (size_t i = 0; i < sizeof rolls / sizeof *rolls; i++) {
		put_entry(&g.roll_entry, world_entry(&w, w.at,
		    roll_record(rolls[i].edition, rolls[i].left)));
		struct gs_provenance p = parts();
		refused(&p, GS_ERR_RULE, rolls[i].why);
	}
	w.at = now;
	put_entry(&g.roll_entry, keep);
}

/* Requests are what the blocks give, whatever the record says. */
static void a_wrong_number_of_requests_is_refused(void **state)
{
	(void)state;
	static struct gs_block spoiled[8];
	struct gs_block *keep = g.doc.blocks;
	struct gs_provenance p = parts();

	memcpy(spoiled, keep, sizeof spoiled);
	spoiled[3].text = (struct gs_span){(const uint8_t *)"Two thing.", 10};
	g.doc.blocks = spoiled;
	refused(&p, GS_ERR_MISMATCH, "blocks");
	g.doc.blocks = keep;
}

static bool same_verdict(const struct gs_verdict *v)
{
	bool same = memcmp(v->memo->id, g.id, 32) == 0 &&
	    v->memo->endorsements == ENDORSED && v->memo->later == 1 &&
	    v->memo->withdrawals == 1 && v->opening.count == g.doc.count &&
	    v->checkpoint.size == g.size;

	for (size_t i = 0; same && i < g.doc.count; i++)
		same = v->opening.blocks[i].text.len ==
		    g.doc.blocks[i].text.len &&
		    memcmp(v->opening.blocks[i].text.ptr,
		        g.doc.blocks[i].text.ptr,
		        g.doc.blocks[i].text.len) == 0;
	return same;
}

/* Bit flips over the whole file, and every truncation: refused, or the same
 * verdict (the cosignature of a witness may be dropped, nothing else). */
static void no_altered_file_verifies_to_something_else(void **state)
{
	(void)state;
	struct gs_provenance p = parts();
	size_t accepted = 0;

	build_file(&p, NULL);
	for (size_t i = 0; i < g.len; i++) {
		struct judged j;
		uint8_t bit = (uint8_t)(1u << (i * 5 % 8));
		g.file[i] ^= bit;
		judge(&j, g.file, g.len);
		g.file[i] ^= bit;
		if (j.err == GS_OK) {
			accepted++;
			if (!same_verdict(&j.v))
				fail_msg("byte %zu", i);
		} else {
			assert_true(j.report.text[0] != '\0');
		}
		gs_pool_free(&j.pool);
	}
	assert_true(accepted < 200);
	for (size_t len = 0; len < g.len; len += 1 + len / 64) {
		struct judged j;
		judge(&j, g.file, len);
		assert_int_not_equal(j.err, GS_OK);
		gs_pool_free(&j.pool);
	}
}

static bool some_open[8] = {true, false, true, false, false, true, true, false};

/* The file with the blocks of `open` alone, from the whole one. */
static size_t redact(uint8_t *out, const struct gs_provenance *whole,
    const bool *open)
{
	struct gs_writer w2 = gs_writer_of(out, FILE_MAX);

	assert_int_equal(gs_redact_file(&w2, w.arena, whole,
	    &(struct gs_choice){.open = open}), GS_OK);
	return w2.len;
}

static void a_redacted_file_verifies_and_keeps_the_rest(void **state)
{
	(void)state;
	static uint8_t out[FILE_MAX], again[FILE_MAX];
	struct gs_provenance p = parts(), q;
	struct judged j;

	build_file(&p, NULL);
	size_t len = redact(out, &p, some_open);
	judge(&j, out, len);
	assert_string_equal(j.report.text, "");
	assert_int_equal(j.err, GS_OK);
	assert_int_equal(j.v.opening.open_count, 4);
	assert_null(j.v.opening.seed);
	assert_int_equal(j.v.memo->endorsements, ENDORSED);
	assert_null(memmem(out, len, g.seed, 32));
	for (size_t i = 0; i < 8; i++) {
		const struct gs_span *t = &g.doc.blocks[i].text;
		assert_int_equal(memmem(out, len, t->ptr, t->len) != NULL &&
		    j.v.opening.open[i], some_open[i]);
		if (!some_open[i] && i != 1) /* `to:` is in the record */
			assert_null(memmem(out, len, t->ptr, t->len));
	}
	gs_pool_free(&j.pool);
	/* Nothing but the opening differs; again it is the same; and what it
	 * withholds it cannot show. */
	assert_int_equal(gs_provenance_parse(&q, NULL, w.arena, out, len),
	    GS_OK);
	struct gs_writer w2 = gs_writer_of(again, FILE_MAX);
	assert_int_equal(gs_redact_file(&w2, w.arena, &q,
	    &(struct gs_choice){.open = some_open}), GS_OK);
	assert_int_equal(w2.len, len);
	assert_memory_equal(again, out, len);
	assert_int_equal(gs_redact_file(&w2, w.arena, &q,
	    &(struct gs_choice){.open = NULL}), GS_ERR_RULE);
	w2 = gs_writer_of(again, FILE_MAX);
	q.opening = p.opening;
	assert_int_equal(gs_provenance_write(&w2, &q), GS_OK);
	assert_int_equal(w2.len, g.len);
	assert_memory_equal(again, g.file, g.len);
}

static void blocks_of_another_memo_are_not_redacted(void **state)
{
	(void)state;
	static uint8_t out[FILE_MAX], buf[4096];
	struct gs_provenance p = parts();

	build_file(&p, NULL);
	struct gs_writer o = gs_writer_of(buf, sizeof buf);
	assert_int_equal(gs_opening_write(&o, w.arena, g.doc.blocks, NULL, 7,
	    g.seed), GS_OK);
	p.opening = (struct gs_span){buf, o.len};
	struct gs_writer w2 = gs_writer_of(out, FILE_MAX);
	assert_int_equal(gs_redact_file(&w2, w.arena, &p,
	    &(struct gs_choice){.open = some_open}),
	    GS_ERR_MISMATCH);
}

/* Two memos alike in what is shown: the openings have one length, and one
 * text, whatever is withheld. */
static void the_size_tells_nothing_of_what_is_withheld(void **state)
{
	(void)state;
	struct gs_span reasons[8] = {{NULL, 0}};
	char *text = malloc(5000);

	assert_non_null(text);
	memset(text, 'x', 5000);
	for (unsigned mask = 1; mask < 256; mask++) {
		struct gs_block blocks[8];
		uint8_t buf[2][4096], shown[2][4096];
		size_t len[2] = {0}, shown_len[2] = {0};
		bool open[8];
		for (unsigned k = 0; k < 2; k++) {
			struct gs_opening o;
			memcpy(blocks, g.doc.blocks, sizeof blocks);
			for (size_t i = 0; i < 8; i++) {
				open[i] = mask >> i & 1;
				if (open[i] || k == 0)
					continue;
				blocks[i].text = (struct gs_span){
				    (uint8_t *)text, 600 * i + 1};
				blocks[i].mark = (struct gs_span){NULL, 0};
			}
			struct gs_writer w2 = gs_writer_of(buf[k], 4096);
			assert_int_equal(gs_opening_write(&w2, w.arena,
			    blocks, open, 8, g.seed), GS_OK);
			len[k] = w2.len;
			assert_int_equal(gs_opening_parse(&o, w.arena, buf[k],
			    len[k]), GS_OK);
			w2 = gs_writer_of(shown[k], 4096);
			assert_int_equal(gs_redact_text(&w2, w.arena, &o,
			    &gs_marks_legacy,
			    &(struct gs_reasons){.block = reasons}), GS_OK);
			shown_len[k] = w2.len;
		}
		assert_int_equal(len[0], len[1]);
		assert_int_equal(shown_len[0], shown_len[1]);
		assert_memory_equal(shown[0], shown[1], shown_len[0]);
	}
	free(text);
}

static void marks_choose_what_is_shown(void **state)
{
	(void)state;
	static const bool u[8] = {0, 0, 1, 0, 1, 0, 1, 0};
	static const bool sbu[8] = {0, 0, 1, 1, 1, 0, 1, 1};
	bool open[8] = {false};
	struct gs_opening o = {.blocks = g.doc.blocks, .count = 8};

	gs_redact_up_to(open, &o, &gs_marks_cui,
	    (struct gs_span){(const uint8_t *)"CUI", 3});
	assert_memory_equal(open, u, sizeof u);
	memset(open, 0, sizeof open);
	gs_redact_up_to(open, &o, &gs_marks_legacy,
	    (struct gs_span){(const uint8_t *)"U", 1});
	assert_memory_equal(open, u, sizeof u);
	gs_redact_up_to(open, &o, &gs_marks_legacy,
	    (struct gs_span){(const uint8_t *)"SBU", 3});
	assert_memory_equal(open, sbu, sizeof sbu);
}

static void compare_with(struct gs_comparison *k, const struct gs_opening *o,
    const char *text, size_t len)
{
	assert_int_equal(gs_compare(k, NULL, w.arena, &gs_marks_legacy, o,
	    (struct gs_span){(const uint8_t *)text, len}), GS_OK);
}

static void the_text_shows_its_gaps(void **state)
{
	(void)state;
	static uint8_t buf[4096];
	static const char want[] = "---\nsubject: A test\n"
	    "marking: UNCLASSIFIED\n---\n\n[withheld: block 2]\n\n"
	    "# (U) Summary\n\n[withheld: block 4, (b)(5)]\n\n"
	    "[withheld: block 5]\n\n## Requests\n\n1. (U) Stop.\n\n"
	    "[withheld: block 8, 1.4(d),6]\n";
	struct gs_span reasons[8] = {[3] = {(const uint8_t *)"(b)(5)", 6},
	    [7] = {(const uint8_t *)"1.4(d),6", 8}};
	struct gs_provenance p = parts();
	struct gs_opening o;
	struct gs_comparison k;

	build_file(&p, some_open);
	assert_int_equal(gs_opening_parse(&o, w.arena, p.opening.ptr,
	    p.opening.len), GS_OK);
	struct gs_writer w2 = gs_writer_of(buf, sizeof buf);
	assert_int_equal(gs_redact_text(&w2, w.arena, &o,
			    &gs_marks_legacy,
	    &(struct gs_reasons){.block = reasons}), GS_OK);
	assert_int_equal(w2.len, sizeof want - 1);
	assert_memory_equal(buf, want, w2.len);
	compare_with(&k, &o, want, sizeof want - 1);
	assert_int_equal(k.gaps, 4);
	assert_int_equal(k.counts[GS_MATCH_IDENTICAL], 4);
	assert_int_equal(k.counts[GS_MATCH_WITHHELD], 4);
	assert_int_equal(k.counts[GS_MATCH_EXTRA], 0);
	reasons[3] = (struct gs_span){(const uint8_t *)"too much", 8};
	w2 = gs_writer_of(buf, sizeof buf);
	assert_int_equal(gs_redact_text(&w2, w.arena, &o,
			    &gs_marks_legacy,
	    &(struct gs_reasons){.block = reasons}),
	    GS_ERR_FORMAT);
}

/* A gap that says more than a gap does is text that the memo does not have. */
static void only_true_gaps_count(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t gaps, extra;
	} cases[] = {{"[withheld: block 2]", 1, 0},
	    {"[withheld: block 2]\n[withheld: block 4, x]", 2, 0},
	    {"[withheld: block 2]\n\n[withheld: block 2]", 1, 1},
	    {"[withheld: block 4] [withheld: block 2]", 0, 1},
	    {"[withheld: block 9]", 0, 1}, {"[withheld: block 0]", 0, 1},
	    {"[withheld: block 02]", 0, 1}, {"[withheld: block 2,x]", 0, 1},
	    {"[withheld: block 2, ]", 0, 1},
	    {"[withheld: block 2, they lied]", 0, 1},
	    {"[withheld: block 2, abcdefghijklmnopqrstuvwxyz]", 0, 1},
	    {"[withheld: block 2] indeed", 0, 1}, {"[withheld: block 2", 0, 1}};
	struct gs_provenance p = parts();
	struct gs_opening o;

	build_file(&p, some_open);
	assert_int_equal(gs_opening_parse(&o, w.arena, p.opening.ptr,
	    p.opening.len), GS_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_comparison k;
		compare_with(&k, &o, cases[i].text, strlen(cases[i].text));
		if (k.gaps != cases[i].gaps ||
		    k.counts[GS_MATCH_EXTRA] != cases[i].extra)
			fail_msg("%s: %zu gaps, %zu extra", cases[i].text,
			    k.gaps, k.counts[GS_MATCH_EXTRA]);
	}
}

/* Sentences ----------------------------------------------------------- */

#define CUT 4 /* blocks, of 3, 1, 2 and 5 sentences */
#define PIECES 11
static const size_t pieces[CUT] = {3, 1, 2, 5};

static void cut_memo(struct gs_block blocks[CUT])
{
	blocks[0] = cut_block("", "subject: A matter of some weight. It is "
	    "heavy, is it not? Yes.");
	blocks[1] = cut_block("U", "One.");
	blocks[2] = cut_block("SBU", "The first of the two sentences. "
	    "The other one.");
	blocks[3] = cut_block("C", "1. Five sentences, say. They are not long, "
	    "really.\nOne is on a line of its own. Nobody \"needs a fourth "
	    "(or so.)\" But there is a fifth one.");
}

/* Bit k of `mask` is sentence k of all. */
static struct gs_choice choice_of(bool store[PIECES], bool *sentence[CUT],
    unsigned mask)
{
	static const bool none[CUT] = {false};
	size_t at = 0;

	for (size_t i = 0; i < CUT; at += pieces[i++]) {
		unsigned all = (1u << pieces[i]) - 1;
		sentence[i] = (mask >> at & all) != 0 ? store + at : NULL;
	}
	for (size_t k = 0; k < PIECES; k++)
		store[k] = mask >> k & 1;
	return (struct gs_choice){none, sentence, NULL};
}

static size_t choose(uint8_t *out, size_t max, struct gs_opening *o,
    struct gs_arena *arena, const struct gs_opening *from, unsigned mask)
{
	bool store[PIECES], *sentence[CUT];
	struct gs_choice choice = choice_of(store, sentence, mask);
	struct gs_writer x = gs_writer_of(out, max);

	assert_int_equal(gs_opening_choose(&x, arena, from, &choice), GS_OK);
	assert_int_equal(gs_opening_parse(o, arena, out, x.len), GS_OK);
	assert_memory_equal(o->root, from->root, 32);
	return x.len;
}

static void shows_exactly(const struct gs_opening *o, unsigned mask,
    const struct gs_opening *whole)
{
	size_t at = 0, parts = 0;

	for (size_t i = 0; i < CUT; at += pieces[i++]) {
		unsigned all = (1u << pieces[i]) - 1, some = mask >> at & all;
		struct gs_sentences *s = NULL, *w2 = NULL;
		assert_int_equal(o->open[i], some != 0);
		assert_int_equal(o->part[i] != NULL, some != 0 && some != all);
		parts += some != 0 && some != all;
		if (some == 0)
			continue;
		assert_int_equal(gs_opening_sentences(&s, w.arena, o, i),
		    GS_OK);
		assert_int_equal(gs_opening_sentences(&w2, w.arena, whole, i),
		    GS_OK);
		assert_int_equal(s->leaves.count, pieces[i]);
		for (size_t k = 0; k < pieces[i]; k++) {
			const struct gs_span *t = &w2->text[k];
			bool is = some >> k & 1;
			assert_int_equal(s->text[k].len, is ? t->len : 0);
			assert_int_equal(memmem(o->blocks[i].text.ptr,
			    o->blocks[i].text.len, t->ptr, t->len) != NULL,
			    is);
		}
	}
	assert_int_equal(o->part_count, parts);
	assert_int_equal(o->seed != NULL, mask == (1u << PIECES) - 1);
}

/* Every set of sentences; and each from a larger set, to the same bytes. */
static void sentences_are_withheld_at_once_or_step_by_step(void **state)
{
	(void)state;
	struct gs_block blocks[CUT];
	struct gs_opening whole, o, more;

	cut_memo(blocks);
	assert_int_equal(gs_opening_whole(&whole, w.arena, blocks, CUT,
	    g.seed), GS_OK);
	for (unsigned mask = 0; mask < 1u << PIECES; mask++) {
		uint8_t once[2048], step[2048], twice[2048];
		unsigned over = mask | (mask * 2654435761u >> 13);
		size_t len = choose(once, sizeof once, &o, w.arena, &whole,
		    mask);
		shows_exactly(&o, mask, &whole);
		(void)choose(step, sizeof step, &more, w.arena, &whole, over);
		assert_int_equal(choose(twice, sizeof twice, &o, w.arena,
		    &more, mask), len);
		assert_memory_equal(once, twice, len);
		(void)choose(step, sizeof step, &more, w.arena, &whole, mask);
		for (size_t k = 0; k < PIECES; k++) {
			bool store[PIECES], *sentence[CUT];
			const struct gs_choice c = choice_of(store, sentence,
			    1u << k);
			struct gs_writer x = gs_writer_of(twice, sizeof twice);
			assert_int_equal(gs_opening_choose(&x, w.arena, &more,
			    &c), mask >> k & 1 ? GS_OK : GS_ERR_RULE);
		}
	}
}

static void an_altered_part_is_refused(void **state)
{
	(void)state;
	struct gs_block blocks[CUT];
	struct gs_opening whole, o;
	uint8_t buf[2048];

	cut_memo(blocks);
	assert_int_equal(gs_opening_whole(&whole, w.arena, blocks, CUT,
	    g.seed), GS_OK);
	static const unsigned masks[] = {0x5cd, 0x6a2, 0x31e};
	for (size_t m = 0; m < sizeof masks / sizeof *masks; m++) {
		size_t len = choose(buf, sizeof buf, &o, w.arena, &whole,
		    masks[m]);
		for (size_t at = 0; at < len; at++)
			for (unsigned to = 1; to < 256; to += to < 8 ? 1 : 7) {
				struct gs_pool pool;
				buf[at] ^= (uint8_t)to;
				if (gs_opening_parse(&o, gs_pool_start(&pool),
				    buf, len) == GS_OK && memcmp(o.root,
				    whole.root, 32) == 0)
					fail_msg("byte %zu ^ %u", at, to);
				buf[at] ^= (uint8_t)to;
				gs_pool_free(&pool);
			}
		for (size_t cut = 0; cut < len; cut++)
			assert_int_not_equal(gs_opening_parse(&o, w.arena, buf,
			    cut), GS_OK);
	}
}

/* Two sentences, of which `first` and `second` are shown. */
static int spelled(const char *first, const char *second)
{
	uint8_t buf[1024], node[32];
	const char *texts[2] = {first, second};
	struct gs_opening o;
	struct gs_writer x = gs_writer_of(buf, sizeof buf);

	gs_write_u32(&x, 1);
	gs_write_u8(&x, 2);
	gs_write_bytes(&x, g.seed, 32);
	gs_write_lv_text(&x, "U");
	gs_write_u32(&x, 2);
	for (size_t i = 0; i < 2; i++) {
		gs_salt_node(node, g.seed, 1, 0, i);
		gs_write_u8(&x, texts[i] != NULL);
		gs_write_u8(&x, 0);
		gs_write_bytes(&x, node, 32);
		if (texts[i] != NULL)
			gs_write_lv_text(&x, texts[i]);
	}
	return gs_opening_parse(&o, w.arena, buf, x.len);
}

/* All of two sentences in one run, of `kind`: not in part. */
static int spelled_alike(uint8_t kind)
{
	uint8_t buf[1024];
	struct gs_opening o;
	struct gs_writer x = gs_writer_of(buf, sizeof buf);

	gs_write_u32(&x, 1);
	gs_write_u8(&x, 2);
	gs_write_bytes(&x, g.seed, 32);
	gs_write_lv_text(&x, "U");
	gs_write_u32(&x, 2);
	gs_write_u8(&x, kind);
	gs_write_u8(&x, 1);
	gs_write_bytes(&x, g.seed, 32);
	if (kind == 1) {
		gs_write_lv_text(&x, "This is a sentence, yes.");
		gs_write_lv_text(&x, " Another.");
	} else {
		gs_write_bytes(&x, g.seed, 32);
	}
	return gs_opening_parse(&o, w.arena, buf, x.len);
}

static void a_part_has_one_spelling(void **state)
{
	(void)state;

	assert_int_equal(spelled_alike(0), GS_ERR_FORMAT);
	assert_int_equal(spelled_alike(1), GS_ERR_FORMAT);
	static const struct {
		const char *first, *second;
		int err;
	} cases[] = {{"This is a sentence.", NULL, GS_ERR_FORMAT},
	    {"This is a sentence..", NULL, GS_OK},
	    {"This is no sentence yet", NULL, GS_ERR_FORMAT},
	    {"This is a sentence. And another.", NULL, GS_OK},
	    {"This is one sentence. This is another.", NULL, GS_ERR_FORMAT},
	    {NULL, " Another.", GS_OK}, {NULL, "\nAnother", GS_OK},
	    {NULL, "Another.", GS_ERR_FORMAT},
	    {NULL, " another.", GS_ERR_FORMAT}, {NULL, " ", GS_ERR_FORMAT},
	    {NULL, "", GS_ERR_FORMAT},
	    {NULL, " Another, a long one. It ends.", GS_ERR_FORMAT},
	    {NULL, " [withheld: block 9]", GS_ERR_FORMAT},
	    {NULL, " \x1b[2J", GS_ERR_FORMAT}, {NULL, NULL, GS_ERR_FORMAT},
	    {"This is a sentence, yes.", " Another.", GS_ERR_FORMAT}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (spelled(cases[i].first, cases[i].second) != cases[i].err)
			fail_msg("'%s' '%s'", cases[i].first == NULL ? "" :
			    cases[i].first, cases[i].second == NULL ? "" :
			    cases[i].second);
}

/* A block withheld tells nothing of its sentences, one withheld in part
 * nothing of the withheld ones. */
static void the_size_tells_nothing_of_a_sentence(void **state)
{
	(void)state;
	struct gs_block blocks[CUT];
	struct gs_opening whole, o;
	uint8_t buf[2048];
	size_t len[3];
	static const char *const ends[] = {"short, as such go.", "of a length "
	    "that nobody would guess from what the file shows of it.",
	    "cut. In many. Sentences are in it here. And here are more of "
	    "them! And more, are they not? Yes. And so on, it seems."};

	for (size_t k = 0; k < 3; k++) {
		char text[2][256];
		for (size_t i = 0; i < 2; i++) {
			struct gs_writer x = gs_writer_of(text[i], 255);
			gs_write_text(&x, i == 0 ? "SBU: it is " :
			    "A first sentence is here. The second one is ");
			gs_write_text(&x, ends[i == 1 && k == 2 ? 0 : k]);
			text[i][x.len] = '\0';
		}
		cut_memo(blocks);
		blocks[1] = cut_block(k == 0 ? "" : "SBU", text[0]);
		blocks[2] = cut_block("SBU", text[1]);
		assert_int_equal(gs_opening_whole(&whole, w.arena, blocks, CUT,
		    g.seed), GS_OK);
		bool first[2] = {true, false}, *sentence[CUT] = {
		    [2] = first}, open[CUT] = {true, false, true, true};
		struct gs_writer x = gs_writer_of(buf, sizeof buf);
		assert_int_equal(gs_opening_choose(&x, w.arena, &whole,
		    &(struct gs_choice){open, sentence, NULL}), GS_OK);
		assert_int_equal(gs_opening_parse(&o, w.arena, buf, x.len),
		    GS_OK);
		assert_int_equal(o.part_count, 1);
		len[k] = x.len;
	}
	assert_int_equal(len[0], len[1]);
	assert_int_equal(len[0], len[2]);
}

/* A text with reasons is the one that the file shows. */
static void reasons_are_no_difference(void **state)
{
	(void)state;
	struct gs_block blocks[CUT];
	struct gs_opening whole, o;
	uint8_t buf[2048], shown[4096];
	struct gs_comparison k;
	struct gs_span inside[5] = {[1] = {(const uint8_t *)"(b)(5)", 6},
	    [2] = {(const uint8_t *)"1.4(d)", 6}};
	struct gs_span block[CUT] = {[0] = {(const uint8_t *)"x", 1}};
	struct gs_span *sentence[CUT] = {[3] = inside};

	cut_memo(blocks);
	assert_int_equal(gs_opening_whole(&whole, w.arena, blocks, CUT,
	    g.seed), GS_OK);
	/* Withheld: sentence 2 of block 1; 2, 3 and 5 of block 4. */
	(void)choose(buf, sizeof buf, &o, w.arena, &whole, 0x27d);
	struct gs_writer x = gs_writer_of(shown, sizeof shown);
	assert_int_equal(gs_redact_text(&x, w.arena, &o,
	    &gs_marks_legacy,
	    &(struct gs_reasons){block, sentence}), GS_OK);
	static const char want[] = "[withheld: block 4, sentence 2, (b)(5)] "
	    "[withheld: block 4, sentence 3, 1.4(d)] Nobody";
	assert_non_null(memmem(shown, x.len, want, sizeof want - 1));
	assert_non_null(memmem(shown, x.len, "sentence 2, x] Yes.", 19));
	assert_non_null(memmem(shown, x.len, " [withheld: block 4, sentence 5]",
	    32));
	compare_with(&k, &o, (const char *)shown, x.len);
	assert_int_equal(k.counts[GS_MATCH_IDENTICAL], CUT);
	uint8_t *at = memmem(shown, x.len, "sentence 3,", 11);
	at[9] = '4'; /* another gap than the file has */
	compare_with(&k, &o, (const char *)shown, x.len);
	assert_int_equal(k.counts[GS_MATCH_IDENTICAL], CUT - 1);
}

static int set_up(void **state)
{
	(void)state;
	const uint8_t seed[32] = {2};

	world_start(&w);
	make_roll();
	if (gs_signer_init_secret(&g.log, "dissent.example/test",
	    GS_KEY_ED25519, w.secret[W_LOG]) != GS_OK)
		return 1;
	if (gs_signer_init(&g.witness, "witness.example", GS_KEY_COSIGNATURE,
	    seed) != GS_OK)
		return 1;
	g.verifiers[0] = g.log.verifier;
	g.verifiers[1] = g.witness.verifier;
	make_log();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;

	world_stop(&w);
	return 0;
}

/* Dates ------------------------------------------------------------------ */

/* Two anchors of the log carry notes: the one behind the filing, and the one
 * behind the acknowledgement.  Their entries, and how many each note covers. */
static const uint64_t carriers[2] = {16, 17}, covered[2] = {14, 17};

/* What is wrong with a note, an anchor or the file. */
struct bad_date {
	bool no_note, other_root, other_channel, other_size, others_key;
	bool unproved; /* an empty proof */
	uint64_t covered; /* by the first note; 0: what is right */
	int64_t time;     /* at which the acknowledgement was cosigned */
};

static struct gs_span make_note(uint64_t size, int64_t time,
    const struct bad_date *bad)
{
	uint8_t *buf = gs_arena_take(w.arena, 1024, 1);
	struct gs_writer out = gs_writer_of(buf, 1024);
	struct gs_checkpoint c = {.origin = "dissent.example/test",
	    .size = size};
	struct gs_signer signers[2] = {g.log, g.witness};

	if (bad->others_key)
		randombytes_buf(signers[0].secret, 32);
	assert_int_equal(gs_tree_root(c.root, size, subtree, NULL), GS_OK);
	c.root[0] ^= bad->other_root;
	assert_int_equal(gs_checkpoint_sign(&out, &c, signers, 2,
	    (uint64_t)time), GS_OK);
	return (struct gs_span){buf, out.len};
}

/* An anchor in the place of what nobody asks about. */
static struct gs_log_entry put_carrier(uint64_t index, struct gs_span note,
    const struct bad_date *bad)
{
	struct gs_record_writer d;
	uint8_t *text = gs_arena_take(w.arena, 2048, 1);

	gs_record_start(&d, text, 2048, "anchor");
	gs_record_line(&d, "channel", gs_part_hash(bad->other_channel ? g.id :
	    w.channel));
	gs_record_line(&d, "size", gs_part_number(index + bad->other_size));
	gs_record_line(&d, "leaves", gs_part_number(1));
	gs_record_line(&d, "map", gs_part_hash(g.id));
	if (!bad->no_note)
		gs_record_line(&d, "note", gs_part_bytes(note.ptr, note.len));
	assert_int_equal(gs_record_end(&d, w.arena), GS_OK);

	struct gs_span bytes = world_entry(&w, w.at, (struct gs_span){d.w.ptr,
	    d.w.len});
	gs_tree_leaf(g.leaves[index], bytes.ptr, bytes.len);
	return (struct gs_log_entry){index, bytes};
}

/* The file with both dates; the second note is faultless. */
static struct gs_provenance dated(struct gs_log_entry seen[2],
    const struct bad_date *bad)
{
	int64_t filed = gs_state_at(w.state) + 6 * 86400;
	int64_t second = bad->time != 0 ? bad->time : filed + 86400;
	const struct bad_date none = {.no_note = false};

	seen[0] = put_carrier(carriers[0], make_note(bad->covered != 0 ?
	    bad->covered : covered[0], filed, bad), bad);
	seen[1] = put_carrier(carriers[1], make_note(covered[1], second,
	    &none), &none);
	struct gs_provenance p = parts();
	p.seen = seen;
	p.seen_count = p.consistency_count = 2;
	return p;
}

static void judge_dated(struct judged *j, const struct bad_date *bad)
{
	uint8_t leaves[2][32];
	struct gs_log_entry seen[2];

	for (size_t i = 0; i < 2; i++)
		memcpy(leaves[i], g.leaves[carriers[i]], 32);
	struct gs_provenance p = dated(seen, bad);
	build_file(&p, NULL);
	if (bad->unproved) {
		struct gs_writer out = gs_writer_of(g.file, sizeof g.file);

		p.consistency[0].len = 0;
		assert_int_equal(gs_provenance_write(&out, &p), GS_OK);
		g.len = out.len;
	}
	for (size_t i = 0; i < 2; i++)
		memcpy(g.leaves[carriers[i]], leaves[i], 32);
	judge(j, g.file, g.len);
}

/* The filing and the acknowledgement by their own notes, the reply by the
 * file's checkpoint. */
static void each_act_has_the_date_of_its_note(void **state)
{
	struct judged j;
	struct gs_duty d[GS_DUTY_KINDS];
	size_t count = 0;
	(void)state;

	judge_dated(&j, &(struct bad_date){.no_note = false});
	assert_int_equal(j.err, GS_OK);
	const struct gs_memo *m = j.v.memo;
	const int64_t filed = gs_state_at(w.state) + 6 * 86400;
	assert_int_equal(m->events[GS_EVENT_FILED].witnessed, filed);
	assert_int_equal(m->events[GS_EVENT_ACKNOWLEDGED].witnessed,
	    filed + 86400);
	assert_int_equal(m->events[GS_EVENT_REPLIED].witnessed, 1705000000);
	assert_int_equal(gs_due_memo(d, &count, GS_DUTY_KINDS,
	    m, gs_state_at(j.v.state)),
	    GS_OK);
	assert_int_equal(count, 2);
	assert_int_equal(d[0].status, GS_DUTY_MET);
	assert_int_equal(d[1].status, GS_DUTY_MET);
	int64_t due = d[0].due;
	gs_pool_free(&j.pool);

	/* The witnesses saw it an hour and a second after it was due. */
	judge_dated(&j, &(struct bad_date){.time = due + GS_DUTY_GRACE + 1});
	assert_int_equal(j.err, GS_OK);
	assert_int_equal(gs_due_memo(d, &count, GS_DUTY_KINDS, j.v.memo,
	    gs_state_at(j.v.state)), GS_OK);
	assert_int_equal(d[0].status, GS_DUTY_MET_BY_DATE);
	gs_pool_free(&j.pool);

	/* Without notes only the checkpoint says when. */
	struct gs_provenance p = parts();
	build_file(&p, NULL);
	judge(&j, g.file, g.len);
	assert_int_equal(j.err, GS_OK);
	assert_int_equal(gs_due_memo(d, &count, GS_DUTY_KINDS, j.v.memo,
	    gs_state_at(j.v.state)), GS_OK);
	assert_int_equal(d[0].status, GS_DUTY_MET_BY_DATE);
	assert_int_equal(d[0].witnessed, 1705000000);
	assert_int_equal(d[1].status, GS_DUTY_MET);
	gs_pool_free(&j.pool);
}

/* An office that was late has its act dated back by a note of another log, of a
 * log without the act, or of nobody. */
static void a_false_date_is_refused(void **state)
{
	static const struct {
		struct bad_date bad;
		int err;
	} cases[] = {
		{{.other_root = true}, GS_ERR_PROOF},
		{{.unproved = true}, GS_ERR_PROOF},
		{{.others_key = true}, GS_ERR_SIGNATURE},
		{{.other_channel = true}, GS_ERR_FORMAT},
		/* It covers nothing that asks for a date, or the same as the
		 * next, so that it could mark a copy. */
		{{.covered = 7}, GS_ERR_FORMAT},
		{{.covered = 16}, GS_ERR_FORMAT},
	};
	struct judged j;
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		judge_dated(&j, &cases[i].bad);
		if (j.err != cases[i].err ||
		    strcmp(j.report.code, "provenance-note") != 0)
			fail_msg("%zu: %d %s", i, j.err, j.report.text);
		gs_pool_free(&j.pool);
	}
}

/* Such a file is not even made. */
static void only_an_anchor_has_a_note(void **state)
{
	static const struct bad_date cases[] = {{.other_size = true},
	    {.no_note = true}, {.covered = 17}};
	uint8_t leaves[2][32];
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		struct gs_log_entry seen[2];
		struct gs_writer out = gs_writer_of(g.file, sizeof g.file);
		const struct gs_provenance_ground ground = {
		    .log = {g.size, subtree, NULL}, .blocks = g.doc.blocks,
		    .count = g.doc.count, .seed = g.seed};

		memcpy(leaves, g.leaves[16], sizeof leaves);
		struct gs_provenance p = dated(seen, &cases[i]);
		int err = gs_provenance_build(&out, w.arena, &p, &ground);
		memcpy(g.leaves[16], leaves, sizeof leaves);
		assert_int_equal(err, GS_ERR_FORMAT);
	}
}

/* Annexes ----------------------------------------------------------------- */

#define FILES 3

/* A memo's record as far as an opening is held against it. */
struct annex_record {
	struct gs_value values[2 + FILES];
	struct gs_record rec;
};

static void record_annexes(struct annex_record *r, const uint8_t root[32],
    const struct gs_annexes *a)
{
	static const struct gs_field fields[] = {{.name = "root"},
	    {.name = "blocks"}, {.name = "annex"}};

	r->values[0] = (struct gs_value){.field = &fields[0],
	    .parts = {gs_part_hash(root)}};
	r->values[1] = (struct gs_value){.field = &fields[1],
	    .parts = {gs_part_number(1)}};
	for (size_t i = 0; i < a->count; i++)
		r->values[2 + i] = (struct gs_value){.field = &fields[2],
		    .parts = {gs_part_hash(a->commitment[i])}};
	r->rec = (struct gs_record){.values = r->values,
	    .count = 2 + a->count};
}

static struct gs_span annex_text(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static void make_annexes(struct gs_annexes *a)
{
	static const uint8_t salts[FILES][32] = {{1}, {2}, {3}};
	static const char *const names[] = {"one.pdf", "two.pdf", "three"};

	*a = (struct gs_annexes){.count = FILES};
	for (size_t i = 0; i < FILES; i++) {
		a->of[i].salt = salts[i];
		a->of[i].kind = annex_text("pdf");
		a->of[i].name = annex_text(names[i]);
		a->file[i] = annex_text(names[i]);
	}
	gs_annexes_complete(a);
}

/* Each choice of annexes is one opening, of this memo and of no other. */
static void annexes_are_held_one_by_one(void **state)
{
	static const struct gs_block block = {{NULL, 0},
	    {(const uint8_t *)"x", 1}};
	static const uint8_t seed[32] = {4};
	struct gs_annexes a, other;
	struct annex_record own, swapped;
	struct gs_opening whole, o, less;
	uint8_t buf[1024], again[1024];
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	(void)state;

	make_annexes(&a);
	make_annexes(&other);
	other.of[0].name = annex_text("One.pdf.");
	gs_annexes_complete(&other);
	assert_int_equal(gs_opening_whole(&whole, arena, &block, 1, seed),
	    GS_OK);
	gs_opening_attach(&whole, &a);
	record_annexes(&own, whole.root, &a);
	record_annexes(&swapped, whole.root, &other);

	for (unsigned mask = 0; mask < 1u << FILES; mask++) {
		bool annex[FILES], none[FILES] = {false};
		struct gs_writer y = gs_writer_of(buf, sizeof buf);

		for (size_t i = 0; i < FILES; i++)
			annex[i] = mask >> i & 1;
		assert_int_equal(gs_opening_choose(&y, arena, &whole,
		    &(struct gs_choice){.annex = annex}), GS_OK);
		assert_int_equal(gs_opening_parse(&o, arena, buf, y.len),
		    GS_OK);
		assert_memory_equal(o.annex_open, annex, FILES);
		assert_true(gs_opening_is_of(&o, &own.rec));
		assert_true(gs_opening_is_of(&o, &swapped.rec) == !annex[0]);
		for (size_t i = 0; i < FILES; i++)
			assert_true((memmem(buf, y.len, a.of[i].salt, 32) !=
			    NULL) == annex[i]);

		/* One fewer, one more, and another's place. */
		own.rec.count--;
		assert_false(gs_opening_is_of(&o, &own.rec));
		own.rec.count++;
		if (y.len > 0 && !annex[FILES - 1]) {
			assert_int_equal(gs_opening_parse(&less, arena, buf,
			    y.len - 1), GS_OK);
			assert_false(gs_opening_is_of(&less, &own.rec));
		}

		/* What is withheld stays so. */
		struct gs_writer x = gs_writer_of(again, sizeof again);
		assert_int_equal(gs_opening_choose(&x, arena, &o,
		    &(struct gs_choice){.annex = none}), GS_OK);
		x = gs_writer_of(again, sizeof again);
		none[0] = true;
		assert_int_equal(gs_opening_choose(&x, arena, &o,
		    &(struct gs_choice){.annex = none}),
		    annex[0] ? GS_OK : GS_ERR_RULE);
	}
	gs_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_true_file_verifies),
		cmocka_unit_test(an_anchored_file_is_complete),
		cmocka_unit_test(
		    what_is_left_out_of_an_anchored_file_is_missed),
		cmocka_unit_test(a_marked_anchored_file_is_refused),
		cmocka_unit_test(each_act_has_the_date_of_its_note),
		cmocka_unit_test(a_false_date_is_refused),
		cmocka_unit_test(only_an_anchor_has_a_note),
		cmocka_unit_test(entries_of_something_else_are_refused),
		cmocka_unit_test(the_file_is_canonical),
		cmocka_unit_test(every_redaction_verifies),
		cmocka_unit_test(annexes_are_held_one_by_one),
		cmocka_unit_test(an_opening_has_one_spelling),
		cmocka_unit_test(an_opening_shows_nothing_hidden),
		cmocka_unit_test(what_is_shown_could_stand_in_a_memo),
		cmocka_unit_test(a_part_has_a_mark_of_its_charter),
		cmocka_unit_test(left_out_or_swapped_entries_are_refused),
		cmocka_unit_test(foreign_keys_and_checkpoints_are_refused),
		cmocka_unit_test(a_bad_proof_in_a_signed_log_is_refused),
		cmocka_unit_test(
		    a_roll_says_how_many_left_if_it_is_not_the_first),
		cmocka_unit_test(a_wrong_number_of_requests_is_refused),
		cmocka_unit_test(a_redacted_file_verifies_and_keeps_the_rest),
		cmocka_unit_test(blocks_of_another_memo_are_not_redacted),
		cmocka_unit_test(the_size_tells_nothing_of_what_is_withheld),
		cmocka_unit_test(marks_choose_what_is_shown),
		cmocka_unit_test(the_text_shows_its_gaps),
		cmocka_unit_test(only_true_gaps_count),
		cmocka_unit_test(
		    sentences_are_withheld_at_once_or_step_by_step),
		cmocka_unit_test(an_altered_part_is_refused),
		cmocka_unit_test(a_part_has_one_spelling),
		cmocka_unit_test(the_size_tells_nothing_of_a_sentence),
		cmocka_unit_test(reasons_are_no_difference),
		cmocka_unit_test(no_altered_file_verifies_to_something_else),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("provenance", tests, set_up,
	    tear_down);
}
