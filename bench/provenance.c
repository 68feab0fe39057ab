/* SPDX-License-Identifier: Apache-2.0 */
/* How large provenance files are, with the roll's keys and without, and how
 * long one takes to verify.  The memo is the cable of examples/; the log has
 * the charter, the roll, the memo and its endorsements.
 *
 * usage: bench-provenance [--json] [--quick] */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/record/time.h"
#include "lib/steps/founding.h"
#include "lib/memo/content.h"
#include "lib/host.h"
#include "lib/sign.h"
#include "lib/evidence/provenance.h"

#define ORIGIN "dissent.example/bench"
#define ENDORSED_MAX 1000

static bool json, quick;

enum holder {
	HOLDER_AUTHORITY, HOLDER_REGISTRAR, HOLDER_SECOND, HOLDER_OFFICE,
	HOLDER_LOG, HOLDER_ENROL, HOLDER_PROMISE, HOLDERS
};
static const char *const roles[HOLDERS] = {"authority", "registrar", "second",
    "office", "log", "enrol", "promise"};

struct pair {
	uint8_t key[32]; /* first: pairs are sorted by it */
	struct gs_secret secret;
};

/* All of one log, in the order of making. */
struct bench {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct pair *pairs;
	size_t n, endorsed;
	bool real; /* proofs that prove; else random bytes as long */
	struct gs_roll *roll;
	uint8_t seeds[HOLDERS + 1][32]; /* the author's last */
	uint8_t public[HOLDERS + 1][32], secret[HOLDERS + 1][64];
	uint8_t channel[32], charter[32], root[32], id[32], seed[32];
	struct gs_document doc;
	struct gs_memo_terms terms;
	struct gs_log_entry entries[3 + ENDORSED_MAX];
	uint8_t leaves[3 + ENDORSED_MAX][32];
	size_t count;
	int64_t at;
};

static void require(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bench-provenance: %s\n", what);
	exit(1);
}

static void *take(struct bench *b, size_t len)
{
	void *p = gs_arena_take(b->arena, len, 1);
	require(p != NULL, "no memory");
	return p;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void enter(struct bench *b, struct gs_span text)
{
	struct gs_record rec;
	size_t max = GS_ENTRY_HEADER_MAX + text.len;
	struct gs_writer w = gs_writer_of(take(b, max), max);
	require(gs_record_parse(&rec, NULL, b->arena, text.ptr, text.len) ==
	    GS_OK, "a record");
	const struct gs_entry_header header = {.at = b->at,
	    .has_acts = gs_record_is(&rec, GS_RECORD_MEMO),
	    .endorsements = b->endorsed};
	require(gs_entry_head(&w, &header) == GS_OK, "header");
	gs_write_bytes(&w, text.ptr, text.len);
	gs_tree_leaf(b->leaves[b->count], w.ptr, w.len);
	b->entries[b->count] = (struct gs_log_entry){b->count,
	    {w.ptr, w.len}};
	b->count++;
}

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static void make_roll(struct bench *b)
{
	uint8_t *keys = take(b, b->n * 32);
	b->pairs = take(b, b->n * sizeof *b->pairs);
	for (size_t i = 0; i < b->n; i++)
		require(gs_secret_new(&b->pairs[i].secret, b->pairs[i].key) ==
		    GS_OK, "secret");
	qsort(b->pairs, b->n, sizeof *b->pairs, by_key);
	for (size_t i = 0; i < b->n; i++)
		memcpy(keys + 32 * i, b->pairs[i].key, 32);
	require(gs_roll_open(&b->roll, b->arena, keys, b->n) == GS_OK, "roll");
}

static void read_answers(struct bench *b, struct gs_plan *plan)
{
	static const char fixed[] = "preset us-state\norigin " ORIGIN "\n"
	    "name A bench\nexercise yes\nfloor 100\n"
	    "calendar 2023-01-01 2028-12-31\nwithout role\n"
	    "copy Secretary of State\n"
	    "seal office x25519 09000000000000000000000000000000000000000000"
	    "00000000000000000000 Office\n";
	char line[256], hex[65] = "";

	require(gs_plan_start(plan, b->arena) == GS_OK &&
	    gs_plan_read(plan, NULL, fixed, sizeof fixed - 1) == GS_OK,
	    "answers");
	for (size_t i = 0; i < HOLDERS; i++) {
		struct gs_writer w = gs_writer_of(hex, 64);

		gs_write_hex(&w, b->public[i], 32);
		int n = snprintf(line, sizeof line, "role %s %s Holder",
		    roles[i], hex);
		require(gs_plan_answer(plan, NULL, line, (size_t)n) == GS_OK,
		    "a role");
	}
}

static void make_charter(struct bench *b)
{
	static struct gs_closed_days closed;
	uint8_t *text = take(b, GS_RECORD_MAX);
	struct gs_writer w = gs_writer_of(text, GS_RECORD_MAX);
	struct gs_record rec;
	struct gs_plan plan;
	const struct gs_founding founding = {.plan = &plan, .closed = &closed,
	    .secrets = (const uint8_t (*)[64])b->secret, .count = 1};
	bool complete = false;

	for (size_t i = 0; i <= HOLDERS; i++) {
		randombytes_buf(b->seeds[i], 32);
		require(crypto_sign_seed_keypair(b->public[i], b->secret[i],
		    b->seeds[i]) == 0, "keys");
	}
	read_answers(b, &plan);
	require(gs_plan_days_begin(&closed, NULL, &plan) == GS_OK &&
	    gs_founding_charter(&w, &complete, NULL, b->arena, &founding) ==
	    GS_OK && complete, "charter");
	enter(b, (struct gs_span){text, w.len});

	require(gs_record_parse(&rec, NULL, b->arena, text, w.len) == GS_OK,
	    "the charter as a record");
	gs_record_digest(b->charter, &rec);
	gs_channel_id(b->channel, &rec);
}

static void start(struct bench *b, struct gs_record_writer *d, const char *type)
{
	gs_record_start(d, take(b, GS_RECORD_MAX), GS_RECORD_MAX, type);
	gs_record_line(d, "channel", gs_part_hash(b->channel));
}

static void sign(struct bench *b, struct gs_record_writer *d, size_t len,
    size_t signer, const char *role)
{
	require(gs_record_countersign(d, role, b->secret[signer], len) ==
	    GS_OK, "a signature");
}

static void finish(struct bench *b, struct gs_record_writer *d)
{
	require(gs_record_end(d, b->arena) == GS_OK, "a record");
	enter(b, (struct gs_span){d->w.ptr, d->w.len});
}

static void make_roll_record(struct bench *b)
{
	struct gs_record_writer d;
	start(b, &d, "roll");
	gs_record_line(&d, "edition", gs_part_number(1));
	gs_record_line(&d, "size", gs_part_number(b->n));
	gs_record_line(&d, "eligible", gs_part_number(b->n));
	gs_record_line(&d, "root", gs_part_hash(gs_roll_root(b->roll)));
	size_t len = d.w.len;
	sign(b, &d, len, HOLDER_REGISTRAR, "registrar");
	sign(b, &d, len, HOLDER_SECOND, "second");
	finish(b, &d);
}

static void make_terms(struct bench *b)
{
	static uint8_t text[65536];
	static const uint8_t reply[32] = {2};
	struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
	    .ceiling = 1, .exercise = true};

	FILE *f = fopen(GAINSAY_EXAMPLES "/dacca-1138.md", "rb");
	require(f != NULL, "no " GAINSAY_EXAMPLES "/dacca-1138.md");
	size_t len = fread(text, 1, sizeof text, f);
	require(fclose(f) == 0 && gs_document_parse(&b->doc, NULL, b->arena,
	    &rules, text, len) == GS_OK, "the cable");

	randombytes_buf(b->seed, 32);
	b->terms = (struct gs_memo_terms){.channel = b->channel,
	    .charter = b->charter, .roll = gs_roll_root(b->roll),
	    .addressees = {{{(const uint8_t *)"Secretary of State", 18}}, 1},
	    .reply_type = {(const uint8_t *)GS_RECIPIENT_X25519, 6},
	    .reply = {reply, 32}, .author = b->public[HOLDERS],
	    .content = b->seed};
	require(gs_content_terms(&b->terms, b->root, b->arena, &b->doc,
	    b->seed) == GS_OK && gs_memo_id(b->id, &b->terms, b->arena) ==
	    GS_OK, "the terms");
}

static struct gs_part prove(struct bench *b, size_t member, const char *act)
{
	uint8_t scope[GS_SCOPE_MAX], message[GS_MESSAGE_MAX], reveals[32];
	uint8_t *proof = take(b, GS_PROOF_LEN_MAX);
	struct gs_statement s = {.scope = scope, .message = message};
	struct gs_pool scratch;
	size_t len = GS_PROOF_LEN(gs_roll_levels(b->n));

	if (!b->real) {
		randombytes_buf(proof, len);
		return gs_part_bytes(proof, len);
	}

	int err = strcmp(act, "file") == 0 ?
	    gs_scope_file(scope, &s.scope_len, sizeof scope, b->channel,
	        gs_roll_root(b->roll), 0) :
	    gs_scope_memo(scope, &s.scope_len, sizeof scope, b->channel,
	        b->id);
	gs_reveals_hash(reveals, NULL, 0);
	require(err == GS_OK && gs_message(message, &s.message_len,
	    sizeof message, act, b->id, strcmp(act, "endorse") == 0 ?
	    reveals : NULL) == GS_OK, "a statement");
	const struct gs_proof_inputs inputs = {b->roll,
	    &b->pairs[member].secret, &s};
	err = gs_member_prove(proof, &len, GS_PROOF_LEN_MAX, &inputs,
	    gs_pool_start(&scratch));
	gs_pool_free(&scratch);
	require(err == GS_OK, "a proof");
	return gs_part_bytes(proof, len);
}

static void make_memo(struct bench *b)
{
	struct gs_record_writer d;

	start(b, &d, "memo");
	gs_record_line(&d, "memo", gs_part_hash(b->id));
	gs_memo_terms_write(&d, &b->terms);
	gs_record_line(&d, "slot", gs_part_number(0));
	gs_record_line(&d, "proof", prove(b, 0, "file"));

	sign(b, &d, d.w.len, HOLDERS, "author");
	finish(b, &d);
}

static int by_tag(const void *a, const void *b)
{
	const struct gs_part *x = a, *y = b;
	return memcmp(x->ptr, y->ptr, 32);
}

static void make_endorsements(struct bench *b)
{
	struct gs_part proofs[ENDORSED_MAX];
	for (size_t i = 0; i < b->endorsed; i++)
		proofs[i] = prove(b, i, "endorse");
	qsort(proofs, b->endorsed, sizeof *proofs, by_tag);
	for (size_t i = 0; i < b->endorsed; i++) {
		struct gs_record_writer d;
		start(b, &d, "endorse");
		gs_record_line(&d, "memo", gs_part_hash(b->id));
		gs_record_line(&d, "proof", proofs[i]);
		finish(b, &d);
	}
}

static int subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	const struct bench *b = ctx;
	uint8_t left[32], right[32];
	if (level == 0) {
		memcpy(hash, b->leaves[index], 32);
		return GS_OK;
	}
	int err = subtree(left, ctx, level - 1, 2 * index);
	if (err == GS_OK)
		err = subtree(right, ctx, level - 1, 2 * index + 1);
	gs_tree_node(hash, left, right);
	return err;
}

/* Seconds to verify; 0 if the proofs prove nothing. */
static double verify(struct bench *b, const struct gs_signer *log,
    const uint8_t *file, size_t len)
{
	struct gs_provenance p;
	struct gs_verdict v;
	struct gs_report report = {.text = ""};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	double begin = now();
	int err = gs_provenance_parse(&p, &report, arena, file, len);
	if (err == GS_OK)
		err = gs_provenance_verify(&v, &report, arena, &p,
		    &(struct gs_provenance_trust){
		        .verifiers = &log->verifier, .count = 1,
		        {gs_roll_keys(b->roll), b->n * 32}});
	double seconds = now() - begin;

	require(!b->real || err == GS_OK, report.text);
	require(b->real || err == GS_ERR_PROOF, "random bytes are no proof");
	gs_pool_free(&pool);
	return b->real ? seconds : 0;
}

static void figure(const struct bench *b, bool keys, size_t bytes,
    double seconds)
{
	const char *how = b->real ? "measured" : "computed";
	const char *roll = keys ? "included" : "by reference";
	if (json)
		printf("{\"name\":\"provenance\",\"N\":%zu,"
		    "\"endorsements\":%zu,\"roll\":\"%s\",\"bytes\":%zu,"
		    "\"how\":\"%s\",\"verify_seconds\":%.6f}\n", b->n,
		    b->endorsed, roll, bytes, how, seconds);
	else
		printf("provenance             N=%-6zu endorsements=%-5zu roll "
		    "%-12s %9zu bytes, %s; verified in %.3f s\n", b->n,
		    b->endorsed, roll, bytes, how, seconds);
	fflush(stdout);
}

static void measure_file(struct bench *b, bool keys)
{
	static uint8_t note[4096];
	struct gs_checkpoint c = {.origin = ORIGIN, .size = b->count};
	struct gs_signer log;
	struct gs_writer n = gs_writer_of(note, sizeof note);

	require(gs_signer_init(&log, ORIGIN, GS_KEY_ED25519,
	    b->seeds[HOLDER_LOG]) == GS_OK &&
	    gs_tree_root(c.root, b->count, subtree, b) == GS_OK &&
	    gs_checkpoint_sign(&n, &c, &log, 1, 0) == GS_OK, "checkpoint");

	struct gs_provenance p = {.checkpoint = {note, n.len},
	    .charters = b->entries, .charter_count = 1,
	    .roll = b->entries[1], .entries = b->entries + 2,
	    .entry_count = b->count - 2};
	if (keys)
		p.keys = (struct gs_span){gs_roll_keys(b->roll), b->n * 32};
	memcpy(p.memo, b->id, 32);

	size_t max = (size_t)16 << 20;
	uint8_t *file = malloc(max);
	require(file != NULL, "no memory");
	struct gs_writer w = gs_writer_of(file, max);
	const struct gs_provenance_ground ground = {
	    .log = {b->count, subtree, b}, .blocks = b->doc.blocks,
	    .count = b->doc.count, .seed = b->seed};
	require(gs_provenance_build(&w, b->arena, &p, &ground) == GS_OK,
	    "a file");

	figure(b, keys, w.len, verify(b, &log, file, w.len));
	free(file);
}

static void measure(size_t n, size_t endorsed, bool real)
{
	static struct bench b;

	memset(&b, 0, sizeof b);
	b.n = n;
	b.endorsed = endorsed;
	b.real = real;
	b.arena = gs_pool_start(&b.pool);
	require(gs_time_parse(&b.at, "2023-11-03T14:00:00Z", 20) == GS_OK,
	    "time");

	make_roll(&b);
	make_charter(&b);
	make_roll_record(&b);
	make_terms(&b);
	make_memo(&b);
	make_endorsements(&b);

	measure_file(&b, true);
	measure_file(&b, false);
	gs_pool_free(&b.pool);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		json = json || strcmp(argv[i], "--json") == 0;
		quick = quick || strcmp(argv[i], "--quick") == 0;
	}
	require(sodium_init() >= 0, "libsodium");
	measure(1000, 20, true);
	measure(1000, 1000, !quick);
	/* A proof over 65,536 keys takes more than a second to make: of 1,000
	 * only the length is in the file. */
	measure(65536, 20, !quick);
	measure(65536, 1000, false);
	return 0;
}
