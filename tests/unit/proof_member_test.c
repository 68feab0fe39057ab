/* SPDX-License-Identifier: Apache-2.0 */
/* Member proofs, possession and reveal: the published vectors, round trips,
 * batches with bad proofs, tampering, and a random source that fails. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>

#include "core/bytes.h"
#include "core/host.h"
#include "core/proof/equations.h"
#include "core/proof/member.h"
#include "core/proof/roll.h"
#include "lib/host.h"

/* Stands before the C library's, so that the source can fail. */
static int random_left = -1; /* calls that still succeed; -1: all */

ssize_t getrandom(void *buf, size_t len, unsigned flags)
{
	if (random_left == 0) {
		errno = EIO;
		return -1;
	}

	if (random_left > 0)
		random_left--;
	return syscall(SYS_getrandom, buf, len, flags);
}

struct bytes {
	uint8_t *ptr;
	size_t len;
};

static struct bytes field(const json_t *entry, const char *name)
{
	const char *hex = json_string_value(json_object_get(entry, name));

	assert_non_null(hex);
	struct bytes b = {.len = strlen(hex) / 2};
	b.ptr = malloc(b.len + 1);
	assert_non_null(b.ptr);
	assert_int_equal(gs_hex_decode(b.ptr, b.len, hex, strlen(hex)), GS_OK);
	return b;
}

static void assert_field(const json_t *entry, const char *name,
    const uint8_t *got, size_t len)
{
	struct bytes b = field(entry, name);

	assert_int_equal(b.len, len);
	assert_memory_equal(b.ptr, got, len);
	free(b.ptr);
}

static void secret_field(struct gs_secret *s, const json_t *entry)
{
	struct bytes b = field(entry, "secret");

	assert_int_equal(b.len, 64);
	memcpy(s->x, b.ptr, 32);
	memcpy(s->y, b.ptr + 32, 32);
	free(b.ptr);
}

static json_t *vectors;

static int load_vectors(void **state)
{
	(void)state;
	char path[4096];
	const char *root = getenv("GAINSAY_SOURCE");
	snprintf(path, sizeof path, "%s/tests/vectors/member-proof.json",
	    root != NULL ? root : ".");

	vectors = json_load_file(path, 0, NULL);
	return vectors == NULL;
}

static int free_vectors(void **state)
{
	(void)state;
	json_decref(vectors);
	return 0;
}

/* What one entry says, an invalid one over the valid one it alters. */
struct loaded {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_roll *roll;
	struct bytes keys, scope, message, proof;
	struct gs_proof_ref ref;
};

static void load(struct loaded *l, json_t *entry, json_t *base)
{
	json_t *all = json_copy(base);
	json_object_update(all, entry);

	memset(l, 0, sizeof *l);
	l->arena = gs_pool_start(&l->pool);

	l->keys = field(all, "keys");
	l->scope = field(all, "scope");
	l->message = field(all, "message");
	l->proof = field(all, "proof");

	assert_int_equal(gs_roll_open(&l->roll, l->arena, l->keys.ptr,
	    l->keys.len / 32), GS_OK);

	/* A wrong root cannot be had through the interface. */
	struct bytes root = field(all, "root");
	if (json_object_get(entry, "root") != NULL && entry != base)
		memcpy(l->roll->root, root.ptr, 32);
	else
		assert_memory_equal(l->roll->root, root.ptr, 32);
	free(root.ptr);

	l->ref = (struct gs_proof_ref){{l->scope.ptr, l->scope.len,
	    l->message.ptr, l->message.len}, l->proof.ptr, l->proof.len};

	json_decref(all);
}

static void unload(struct loaded *l)
{
	free(l->keys.ptr);
	free(l->scope.ptr);
	free(l->message.ptr);
	free(l->proof.ptr);
	gs_pool_free(&l->pool);
}

static void valid_vectors_verify(void **state)
{
	(void)state;
	size_t i;
	json_t *entry;

	json_array_foreach(json_object_get(vectors, "valid"), i, entry) {
		struct loaded l;
		struct gs_decoded_proof parsed;
		struct gs_secret secret;
		struct gs_point u;
		uint8_t b[32], proof[GS_PROOF_LEN_MAX];
		size_t index, len;

		load(&l, entry, entry);
		assert_int_equal(gs_roll_size(l.roll),
		    json_integer_value(json_object_get(entry, "N")));
		assert_int_equal(gs_member_verify(l.roll, &l.ref, l.arena),
		    GS_OK);

		assert_int_equal(gs_parse_proof(&parsed, l.roll, &l.ref,
		    NULL),
		    GS_OK);

		gs_sc_encode(b, &parsed.c);
		assert_field(entry, "challenge", b, 32);

		gs_tag_base(&u, l.scope.ptr, l.scope.len);
		gs_point_encode(b, &u);
		assert_field(entry, "tagBase", b, 32);

		assert_field(entry, "tag", gs_proof_tag(l.proof.ptr,
		    l.proof.len), 32);

		secret_field(&secret, entry);
		assert_int_equal(gs_secret_tag(b, &secret, l.scope.ptr,
		    l.scope.len), GS_OK);
		assert_field(entry, "tag", b, 32);

		assert_int_equal(gs_secret_key(b, &secret), GS_OK);
		index = (size_t)json_integer_value(
		    json_object_get(entry, "index"));
		assert_memory_equal(b, gs_roll_keys(l.roll) + 32 * index, 32);

		/* The same secret proves anew. */
		assert_int_equal(gs_member_prove(proof, &len, sizeof proof,
		    &(struct gs_proof_inputs){l.roll, &secret,
		    &l.ref.statement}, l.arena), GS_OK);
		assert_int_equal(len, l.proof.len);
		assert_memory_equal(proof, l.proof.ptr, 32);
		assert_memory_not_equal(proof, l.proof.ptr, len);

		unload(&l);
	}
	assert_int_equal(i, 8);
}

static json_t *valid_of(json_int_t n)
{
	size_t i;
	json_t *entry;

	json_array_foreach(json_object_get(vectors, "valid"), i, entry)
		if (json_integer_value(json_object_get(entry, "N")) == n)
			return entry;

	fail();
	return NULL;
}

static void invalid_vectors_do_not(void **state)
{
	(void)state;
	size_t i;
	json_t *entry;

	json_array_foreach(json_object_get(vectors, "invalid"), i, entry) {
		struct loaded l;

		load(&l, entry, valid_of(json_integer_value(
		    json_object_get(entry, "of"))));
		if (gs_member_verify(l.roll, &l.ref, l.arena) !=
		    GS_ERR_PROOF)
			fail_msg("invalid %zu: %s", i, json_string_value(
			    json_object_get(entry, "why")));

		unload(&l);
	}
	assert_int_equal(i, 196);
}

static void generators_are_the_published_ones(void **state)
{
	(void)state;
	struct gs_point h;
	uint8_t b[32];

	gs_generator_h(&h);
	gs_point_encode(b, &h);
	assert_field(json_object_get(vectors, "generators"), "H", b, 32);
}

static void enrol_vectors(void **state)
{
	(void)state;
	size_t i;
	json_t *entry;

	json_array_foreach(json_object_get(vectors, "enrol"), i, entry) {
		struct bytes channel = field(entry, "channel");
		struct bytes nonce = field(entry, "nonce");
		struct bytes proof = field(entry, "proof");
		struct gs_secret secret;
		uint8_t key[32], fresh[GS_POSSESSION_LEN];
		struct gs_possession c = {channel.ptr, channel.len,
		    (uint64_t)json_integer_value(
			json_object_get(entry, "edition")),
		    nonce.ptr, nonce.len};

		secret_field(&secret, entry);
		assert_int_equal(gs_secret_key(key, &secret), GS_OK);
		assert_field(entry, "key", key, 32);

		assert_int_equal(proof.len, GS_POSSESSION_LEN);
		assert_int_equal(gs_possession_verify(proof.ptr, key, &c),
		    GS_OK);

		assert_int_equal(gs_possession_prove(fresh, &secret, &c),
		    GS_OK);
		assert_int_equal(gs_possession_verify(fresh, key, &c), GS_OK);

		c.edition++;
		assert_int_equal(gs_possession_verify(proof.ptr, key, &c),
		    GS_ERR_PROOF);

		c.edition--;
		for (size_t k = 0; k < GS_POSSESSION_LEN; k++) {
			proof.ptr[k] ^= (uint8_t)(1 << k % 8);
			assert_int_equal(gs_possession_verify(proof.ptr, key,
			    &c), GS_ERR_PROOF);
			proof.ptr[k] ^= (uint8_t)(1 << k % 8);
		}

		memset(key, 0, 32);
		assert_int_equal(gs_possession_verify(proof.ptr, key, &c),
		    GS_ERR_PROOF);

		free(channel.ptr);
		free(nonce.ptr);
		free(proof.ptr);
	}
	assert_int_equal(i, 4);
}

struct reveal {
	struct bytes reader, record, root, scope, tag, key, proof;
	struct gs_reveal c;
};

static void load_reveal(struct reveal *r, const json_t *entry)
{
	r->reader = field(entry, "reader");
	r->record = field(entry, "record");
	r->root = field(entry, "root");
	r->scope = field(entry, "scope");
	r->tag = field(entry, "tag");
	r->key = field(entry, "key");
	r->proof = field(entry, "proof");
	r->c = (struct gs_reveal){r->reader.ptr, r->reader.len, r->record.ptr,
	    r->root.ptr, (uint64_t)json_integer_value(
		json_object_get(entry, "N")), r->scope.ptr, r->scope.len,
	    r->tag.ptr, r->key.ptr};
}

static void free_reveal(struct reveal *r)
{
	free(r->reader.ptr);
	free(r->record.ptr);
	free(r->root.ptr);
	free(r->scope.ptr);
	free(r->tag.ptr);
	free(r->key.ptr);
	free(r->proof.ptr);
}

static void reveal_vectors(void **state)
{
	(void)state;
	size_t i;
	json_t *entry;

	json_array_foreach(json_object_get(vectors, "reveal"), i, entry) {
		struct reveal r;
		struct gs_secret secret, other;
		uint8_t fresh[GS_REVEAL_LEN], key[32];

		load_reveal(&r, entry);
		secret_field(&secret, entry);

		assert_int_equal(r.proof.len, GS_REVEAL_LEN);
		assert_int_equal(gs_reveal_verify(r.proof.ptr, &r.c), GS_OK);
		assert_int_equal(gs_reveal_prove(fresh, &secret, &r.c), GS_OK);
		assert_int_equal(gs_reveal_verify(fresh, &r.c), GS_OK);

		for (size_t k = 0; k < GS_REVEAL_LEN; k++) {
			r.proof.ptr[k] ^= (uint8_t)(1 << k % 8);
			assert_int_equal(gs_reveal_verify(r.proof.ptr, &r.c),
			    GS_ERR_PROOF);
			r.proof.ptr[k] ^= (uint8_t)(1 << k % 8);
		}

		r.c.roll_size++;
		assert_int_equal(gs_reveal_verify(r.proof.ptr, &r.c),
		    GS_ERR_PROOF);

		/* Another's key is not revealed. */
		assert_int_equal(gs_secret_new(&other, key), GS_OK);
		assert_int_equal(gs_reveal_prove(fresh, &other, &r.c),
		    GS_ERR_MISMATCH);
		assert_true(sodium_is_zero(fresh, sizeof fresh));

		free_reveal(&r);
	}
	assert_int_equal(i, 4);
}

/* A roll of fresh members. */
struct member {
	uint8_t key[32];
	struct gs_secret secret;
};
struct members {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct member *list;
	uint8_t *keys;
	size_t n;
	struct gs_roll *roll;
};

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static void enrol(struct members *m, size_t n)
{
	memset(m, 0, sizeof *m);

	m->arena = gs_pool_start(&m->pool);
	m->n = n;

	m->list = calloc(n, sizeof *m->list);
	m->keys = calloc(n, 32);
	assert_true(m->list != NULL && m->keys != NULL);

	for (size_t i = 0; i < n; i++)
		assert_int_equal(gs_secret_new(&m->list[i].secret,
		    m->list[i].key), GS_OK);

	qsort(m->list, n, sizeof *m->list, by_key);
	for (size_t i = 0; i < n; i++)
		memcpy(m->keys + 32 * i, m->list[i].key, 32);

	assert_int_equal(gs_roll_open(&m->roll, m->arena, m->keys, n), GS_OK);
}

static void dismiss(struct members *m)
{
	gs_pool_free(&m->pool);
	free(m->list);
	free(m->keys);
}

static struct gs_statement say(const char *scope, const char *message)
{
	return (struct gs_statement){(const uint8_t *)scope, strlen(scope),
	    (const uint8_t *)message, strlen(message)};
}

/* Proves for member i, into `out`. */
static struct gs_proof_ref prove_as(struct members *m, size_t i,
    struct gs_statement s, uint8_t *out)
{
	size_t len = 0;

	assert_int_equal(gs_member_prove(out, &len, GS_PROOF_LEN_MAX,
	    &(struct gs_proof_inputs){m->roll, &m->list[i].secret, &s},
	    m->arena), GS_OK);

	assert_int_equal(len, GS_PROOF_LEN(gs_roll_levels(m->n)));
	return (struct gs_proof_ref){s, out, len};
}

static void prove_and_verify(struct members *m, size_t i)
{
	uint8_t proof[GS_PROOF_LEN_MAX], tag[32];
	struct gs_statement s = say("a scope", "a message");
	struct gs_proof_ref ref = prove_as(m, i, s, proof);

	assert_int_equal(gs_member_verify(m->roll, &ref, m->arena), GS_OK);
	assert_int_equal(gs_secret_tag(tag, &m->list[i].secret, s.scope,
	    s.scope_len), GS_OK);
	assert_memory_equal(tag, proof, 32);

	ref.statement = say("a scope", "a messagf");
	assert_int_equal(gs_member_verify(m->roll, &ref, m->arena),
	    GS_ERR_PROOF);

	ref.statement = say("b scope", "a message");
	assert_int_equal(gs_member_verify(m->roll, &ref, m->arena),
	    GS_ERR_PROOF);
}

static void every_index_of_small_rolls(void **state)
{
	(void)state;
	static const size_t sizes[] = {2, 3, 4, 5, 6, 15, 16, 17};

	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct members m;

		enrol(&m, sizes[k]);
		for (size_t i = 0; i < m.n; i++)
			prove_and_verify(&m, i);

		dismiss(&m);
	}
}

static void larger_rolls(void **state)
{
	(void)state;
	static const size_t sizes[] = {63, 64, 65, 255, 256, 257, 1000, 1024,
	    1025};

	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct members m;

		enrol(&m, sizes[k]);
		prove_and_verify(&m, 0);
		prove_and_verify(&m, m.n / 3);
		prove_and_verify(&m, m.n - 1);

		dismiss(&m);
	}
}

static void levels(void **state)
{
	(void)state;

	assert_int_equal(gs_roll_levels(0), 0);
	assert_int_equal(gs_roll_levels(1), 0);
	assert_int_equal(gs_roll_levels(2), 1);
	assert_int_equal(gs_roll_levels(4), 1);
	assert_int_equal(gs_roll_levels(5), 2);
	assert_int_equal(gs_roll_levels(16), 2);

	assert_int_equal(gs_roll_levels(65536), 8);
	assert_int_equal(gs_roll_levels(65537), 9);
	assert_int_equal(gs_roll_levels(GS_ROLL_MAX), GS_ROLL_LEVELS_MAX);
	assert_int_equal(gs_roll_levels(GS_ROLL_MAX + 1), 0);
}

/* Adds one to a scalar of a proof: it stays canonical. */
static void bump(uint8_t *scalar)
{
	const uint8_t one[32] = {1};
	crypto_core_ristretto255_scalar_add(scalar, scalar, one);
}

/* One sum: none is blamed for another, and what is not known is said. */
static void check_once(const struct members *m, const struct gs_proof_ref *refs,
    size_t count, unsigned set)
{
	bool valid[32], open = false;
	unsigned left = 0;

	assert_int_equal(gs_member_verify_once(valid, &open, m->roll, refs,
	    count, m->arena), GS_OK);
	for (unsigned i = 0; i < count; i++) {
		bool bad = set >> i & 1;

		assert_true(valid[i] || bad);
		assert_int_equal(gs_member_verify_all(m->roll, refs + i, 1,
		    m->arena), bad ? GS_ERR_PROOF : GS_OK);
		left += bad && valid[i];
	}
	assert_int_equal(open, left > 0);
}

#define BATCH 7

static void bad_proofs_are_found_and_alone(void **state)
{
	(void)state;
	static uint8_t proofs[BATCH][GS_PROOF_LEN_MAX];
	struct gs_proof_ref refs[BATCH];
	struct members m;

	enrol(&m, 17);

	for (size_t i = 0; i < BATCH; i++)
		refs[i] = prove_as(&m, i, say(i % 2 ? "one" : "two", "m"),
		    proofs[i]);

	for (unsigned set = 0; set < 1u << BATCH; set++) {
		uint8_t saved[BATCH][GS_PROOF_LEN_MAX];
		bool valid[BATCH];

		memcpy(saved, proofs, sizeof saved);

		for (unsigned i = 0; i < BATCH; i++) {
			/* Wrong in (1), in (3) and (2), in (2) alone, or not
			 * even well formed. */
			size_t at = refs[i].proof_len - 32 * (3 - (i + set) %
			    3);
			if (set >> i & 1 && (i + set) % 4 == 3)
				memset(proofs[i] + at, 0xff, 32);
			else if (set >> i & 1)
				bump(proofs[i] + at);
		}

		assert_int_equal(gs_member_verify_batch(valid, m.roll, refs,
		    BATCH, m.arena), GS_OK);
		for (unsigned i = 0; i < BATCH; i++)
			assert_int_equal(valid[i], !(set >> i & 1));
		assert_int_equal(gs_member_verify_all(m.roll, refs, BATCH,
		    m.arena), set == 0 ? GS_OK : GS_ERR_PROOF);
		check_once(&m, refs, BATCH, set);

		memcpy(proofs, saved, sizeof saved);
	}

	assert_int_equal(gs_member_verify_batch(NULL, m.roll, NULL, 0,
	    m.arena), GS_OK);
	assert_int_equal(gs_member_verify_all(m.roll, NULL, 0, m.arena),
	    GS_OK);

	dismiss(&m);
}

static void bad_proofs_that_cancel_are_found(void **state)
{
	(void)state;
	static uint8_t proofs[2][GS_PROOF_LEN_MAX];
	struct gs_proof_ref refs[2];
	const uint8_t one[32] = {1};
	bool valid[2];
	struct members m;

	enrol(&m, 5);
	for (size_t i = 0; i < 2; i++)
		refs[i] = prove_as(&m, i, say("s", "m"), proofs[i]);

	/* Without weights zH + 1 here and zH - 1 there would cancel. */
	uint8_t *z0 = proofs[0] + refs[0].proof_len - 32;
	uint8_t *z1 = proofs[1] + refs[1].proof_len - 32;
	crypto_core_ristretto255_scalar_add(z0, z0, one);
	crypto_core_ristretto255_scalar_sub(z1, z1, one);

	assert_int_equal(gs_member_verify_batch(valid, m.roll, refs, 2,
	    m.arena), GS_OK);
	assert_false(valid[0]);
	assert_false(valid[1]);

	dismiss(&m);
}

static void a_batch_may_be_longer_than_a_chunk(void **state)
{
	(void)state;
	enum { COUNT = GS_CHUNK_MAX + 9 };
	static struct gs_proof_ref refs[COUNT];
	static bool valid[COUNT];
	uint8_t good[GS_PROOF_LEN_MAX], bad[GS_PROOF_LEN_MAX];
	struct members m;

	enrol(&m, 3);
	struct gs_proof_ref ref = prove_as(&m, 1, say("s", "m"), good);
	memcpy(bad, good, ref.proof_len);
	bump(bad + ref.proof_len - 32);

	for (size_t i = 0; i < COUNT; i++) {
		refs[i] = ref;
		if (i == 0 || i == GS_CHUNK_MAX || i == 700)
			refs[i].proof = bad;
	}

	assert_int_equal(gs_member_verify_batch(valid, m.roll, refs, COUNT,
	    m.arena), GS_OK);
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(valid[i], refs[i].proof == good);

	dismiss(&m);
}

/* Bad, malformed and good ones under two scopes, enough of them for the work to
 * be divided. */
static void threads_change_no_verdict(void **state)
{
	(void)state;
	enum { COUNT = 217 };
	static const size_t workers[] = {1, 2, 3, GS_WORKERS_MAX};
	const size_t before = gs_host_workers();
	uint8_t proofs[2][GS_PROOF_LEN_MAX], bad[GS_PROOF_LEN_MAX];
	struct gs_proof_ref refs[COUNT], one[2];
	bool valid[COUNT];
	struct members m;

	enrol(&m, 5);
	one[0] = prove_as(&m, 1, say("s", "m"), proofs[0]);
	one[1] = prove_as(&m, 4, say("another", "m"), proofs[1]);
	memcpy(bad, proofs[0], one[0].proof_len);
	bump(bad + one[0].proof_len - 32);

	for (size_t i = 0; i < COUNT; i++) {
		refs[i] = one[i / 50 % 2];
		if (i % 107 == 5) {
			refs[i] = one[0];
			refs[i].proof = bad;
		}
		refs[i].proof_len -= i % 31 == 30;
	}

	for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) {
		gs_host_set_workers(workers[w]);
		assert_int_equal(gs_host_workers(), workers[w]);

		assert_int_equal(gs_member_verify_batch(valid, m.roll, refs,
		    COUNT, m.arena), GS_OK);
		for (size_t i = 0; i < COUNT; i++)
			assert_int_equal(valid[i], refs[i].proof != bad &&
			    i % 31 != 30);

		assert_int_equal(gs_member_verify_all(m.roll, refs, COUNT,
		    m.arena), GS_ERR_PROOF);
		assert_int_equal(gs_member_verify_all(m.roll, refs + 6, 24,
		    m.arena), GS_OK);
	}

	gs_host_set_workers(before);
	dismiss(&m);
}

static void every_byte_counts(void **state)
{
	(void)state;

	for (size_t n = 4; n <= 5; n++) {
		uint8_t proof[GS_PROOF_LEN_MAX];
		struct members m;

		enrol(&m, n);
		struct gs_proof_ref ref = prove_as(&m, 2, say("s", "m"),
		    proof);

		for (size_t i = 0; i < ref.proof_len; i++) {
			uint8_t bit = (uint8_t)(1 << i % 8);
			proof[i] ^= bit;
			assert_int_equal(gs_member_verify(m.roll, &ref,
			    m.arena), GS_ERR_PROOF);
			proof[i] ^= bit;
		}

		assert_int_equal(gs_member_verify(m.roll, &ref, m.arena),
		    GS_OK);

		for (size_t len = 0; len < ref.proof_len; len += 31) {
			struct gs_proof_ref cut = ref;
			cut.proof_len = len;
			assert_int_equal(gs_member_verify(m.roll, &cut,
			    m.arena), GS_ERR_PROOF);
		}

		dismiss(&m);
	}

	assert_null(gs_proof_tag((const uint8_t *)"", 31));
}

static void another_roll_rejects(void **state)
{
	(void)state;
	uint8_t proof[GS_PROOF_LEN_MAX];
	struct members m, other, shorter;

	enrol(&m, 16);
	enrol(&other, 16);
	struct gs_proof_ref ref = prove_as(&m, 0, say("s", "m"), proof);

	assert_int_equal(gs_member_verify(other.roll, &ref, other.arena),
	    GS_ERR_PROOF);

	/* The same keys but the last; the same length of proof. */
	memset(&shorter, 0, sizeof shorter);
	shorter.arena = gs_pool_start(&shorter.pool);
	assert_int_equal(gs_roll_open(&shorter.roll, shorter.arena, m.keys,
	    15), GS_OK);

	assert_int_equal(gs_member_verify(shorter.roll, &ref, shorter.arena),
	    GS_ERR_PROOF);

	gs_pool_free(&shorter.pool);
	dismiss(&m);
	dismiss(&other);
}

static void rolls_that_do_not_open(void **state)
{
	(void)state;
	struct members m;
	struct gs_roll *roll;
	uint8_t keys[4 * 32];

	enrol(&m, 4);
	memcpy(keys, m.keys, sizeof keys);

	assert_int_equal(gs_roll_open(&roll, m.arena, keys, 1), GS_ERR_RANGE);
	assert_int_equal(gs_roll_open(&roll, m.arena, keys, GS_ROLL_MAX + 1),
	    GS_ERR_RANGE);

	memcpy(keys + 32, keys, 32); /* twice the same */
	assert_int_equal(gs_roll_open(&roll, m.arena, keys, 4), GS_ERR_FORMAT);

	memcpy(keys, m.keys + 32, 32); /* out of order */
	memcpy(keys + 32, m.keys, 32);
	assert_int_equal(gs_roll_open(&roll, m.arena, keys, 4), GS_ERR_FORMAT);

	memcpy(keys, m.keys, sizeof keys);
	memset(keys, 0, 32); /* the identity */
	assert_int_equal(gs_roll_open(&roll, m.arena, keys, 4), GS_ERR_FORMAT);

	memcpy(keys, m.keys, sizeof keys);
	memset(keys + 96, 0xff, 32); /* no encoding */
	assert_int_equal(gs_roll_open(&roll, m.arena, keys, 4), GS_ERR_FORMAT);

	assert_null(roll);
	dismiss(&m);
}

static void provers_that_may_not(void **state)
{
	(void)state;
	uint8_t proof[GS_PROOF_LEN_MAX] = {0}, key[32];
	size_t len = 1;
	struct gs_secret stranger, broken;
	struct gs_statement s = say("s", "m");
	struct members m;

	enrol(&m, 5);
	assert_int_equal(gs_secret_new(&stranger, key), GS_OK);

	assert_int_equal(gs_member_prove(proof, &len, sizeof proof,
	    &(struct gs_proof_inputs){m.roll, &stranger, &s}, m.arena),
	    GS_ERR_UNKNOWN);
	assert_int_equal(len, 0);

	assert_int_equal(gs_member_prove(proof, &len, GS_PROOF_LEN(2) - 1,
	    &(struct gs_proof_inputs){m.roll, &m.list[0].secret, &s}, m.arena),
	    GS_ERR_SPACE);

	broken = m.list[0].secret;
	memset(broken.y, 0xff, 32);
	assert_int_equal(gs_member_prove(proof, &len, sizeof proof,
	    &(struct gs_proof_inputs){m.roll, &broken, &s}, m.arena),
	    GS_ERR_FORMAT);

	assert_int_equal(gs_secret_key(key, &broken), GS_ERR_FORMAT);
	assert_true(sodium_is_zero(key, 32));

	memset(&broken, 0, sizeof broken);
	assert_int_equal(gs_secret_key(key, &broken), GS_ERR_FORMAT);
	assert_int_equal(gs_secret_tag(key, &broken, NULL, 0), GS_ERR_FORMAT);

	assert_true(sodium_is_zero(proof, sizeof proof));
	dismiss(&m);
}

static void given_bytes_give_one_proof(void **state)
{
	(void)state;
	uint8_t a[GS_PROOF_LEN_MAX], b[GS_PROOF_LEN_MAX];
	uint8_t fresh[GS_NONCE_LEN] = {7};
	size_t len = 0;
	struct gs_statement s = say("s", "m");
	struct members m;

	enrol(&m, 6);
	assert_int_equal(gs_member_prove_derand(a, &len, sizeof a,
	    &(struct gs_proof_inputs){m.roll, &m.list[3].secret, &s}, fresh,
	    m.arena), GS_OK);
	assert_int_equal(gs_member_prove_derand(b, &len, sizeof b,
	    &(struct gs_proof_inputs){m.roll, &m.list[3].secret, &s}, fresh,
	    m.arena), GS_OK);

	assert_memory_equal(a, b, len);

	/* Hedged: the same bytes under another message share no nonce. */
	s = say("s", "n");
	assert_int_equal(gs_member_prove_derand(b, &len, sizeof b,
	    &(struct gs_proof_inputs){m.roll, &m.list[3].secret, &s}, fresh,
	    m.arena), GS_OK);

	assert_memory_equal(a, b, 32);
	for (size_t i = 32; i < len; i += 32)
		assert_memory_not_equal(a + i, b + i, 32);

	dismiss(&m);
}

/* A proof takes U over from its neighbour only under the very same scope. */
static void scopes_may_alternate_in_a_batch(void **state)
{
	(void)state;
	static const char *const scopes[] = {"", "a", "a", "b", "ab", "a", ""};
	enum { COUNT = sizeof scopes / sizeof *scopes };
	uint8_t proofs[COUNT][GS_PROOF_LEN_MAX];
	struct gs_proof_ref refs[COUNT];
	bool valid[COUNT];
	struct members m;

	enrol(&m, 9);
	for (size_t i = 0; i < COUNT; i++)
		refs[i] = prove_as(&m, i, say(scopes[i], "m"), proofs[i]);

	assert_int_equal(gs_member_verify_batch(valid, m.roll, refs, COUNT,
	    m.arena), GS_OK);
	for (size_t i = 0; i < COUNT; i++)
		assert_true(valid[i]);

	refs[3].statement = say("a", "m");
	refs[6].statement = say("a", "m");
	assert_int_equal(gs_member_verify_batch(valid, m.roll, refs, COUNT,
	    m.arena), GS_OK);

	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(valid[i], i != 3 && i != 6);

	dismiss(&m);
}

static void no_randomness_no_proof(void **state)
{
	(void)state;
	uint8_t proof[GS_PROOF_LEN_MAX] = {0}, key[32];
	uint8_t small[GS_POSSESSION_LEN];
	size_t len = 1;
	bool valid = true;
	struct gs_secret secret;
	struct gs_statement s = say("s", "m");
	struct gs_possession c = {NULL, 0, 1, NULL, 0};
	struct members m;

	enrol(&m, 5);

	for (int calls = 0; calls < 2; calls++) {
		random_left = calls; /* 1: the check of the own proof fails */
		assert_int_equal(gs_member_prove(proof, &len, sizeof proof,
		    &(struct gs_proof_inputs){m.roll, &m.list[0].secret, &s},
		    m.arena), GS_ERR_RANDOM);
		assert_int_equal(len, 0);
		assert_true(sodium_is_zero(proof, sizeof proof));
	}

	random_left = -1;
	struct gs_proof_ref ref = prove_as(&m, 0, s, proof);
	random_left = 0;

	assert_int_equal(gs_member_verify_batch(&valid, m.roll, &ref, 1,
	    m.arena), GS_ERR_RANDOM);
	assert_false(valid);

	assert_int_equal(gs_secret_new(&secret, key), GS_ERR_RANDOM);
	assert_true(sodium_is_zero(key, 32));
	assert_true(sodium_is_zero(secret.x, sizeof secret.x));

	assert_int_equal(gs_possession_prove(small, &m.list[0].secret, &c),
	    GS_ERR_RANDOM);
	assert_true(sodium_is_zero(small, sizeof small));

	random_left = -1;
	dismiss(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(levels),
	    cmocka_unit_test(generators_are_the_published_ones),
	    cmocka_unit_test(valid_vectors_verify),
	    cmocka_unit_test(invalid_vectors_do_not),
	    cmocka_unit_test(enrol_vectors),
	    cmocka_unit_test(reveal_vectors),
	    cmocka_unit_test(every_index_of_small_rolls),
	    cmocka_unit_test(larger_rolls),
	    cmocka_unit_test(bad_proofs_are_found_and_alone),
	    cmocka_unit_test(bad_proofs_that_cancel_are_found),
	    cmocka_unit_test(a_batch_may_be_longer_than_a_chunk),
	    cmocka_unit_test(threads_change_no_verdict),
	    cmocka_unit_test(every_byte_counts),
	    cmocka_unit_test(another_roll_rejects),
	    cmocka_unit_test(rolls_that_do_not_open),
	    cmocka_unit_test(provers_that_may_not),
	    cmocka_unit_test(given_bytes_give_one_proof),
	    cmocka_unit_test(scopes_may_alternate_in_a_batch),
	    cmocka_unit_test(no_randomness_no_proof)};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests(tests, load_vectors, free_vectors);
}
