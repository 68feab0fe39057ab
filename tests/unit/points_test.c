/* SPDX-License-Identifier: Apache-2.0 */
/* What is no point, and what is another one, in every place in which a member's
 * key, tag or proof has a point.  Signatures: signature_test.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/proof/member.h"
#include "lib/host.h"

#define KEYS 5
#define BAD_MAX 32

static struct gs_secret secrets[KEYS]; /* in the order of the keys */
static uint8_t keys[KEYS * 32];
static uint8_t bad[BAD_MAX][32];
static size_t bad_count, torsion_from; /* of them, the other group's */
static struct gs_pool pool;
static struct gs_arena *arena;
static struct gs_roll *roll;

static const struct gs_statement said = {(const uint8_t *)"scope", 5,
    (const uint8_t *)"message", 7};

static void add_bad(const char *hex)
{
	size_t len = 0;

	assert_true(bad_count < BAD_MAX);
	assert_int_equal(sodium_hex2bin(bad[bad_count++], 32, hex, 64, NULL,
	    &len, NULL), 0);
	assert_int_equal(len, 32);
}

/* Encodings of RFC 9496, A.2, one of each class at least: not reduced,
 * negative, not on the curve, and of no ristretto point; and the identity. */
static void list_encodings(void)
{
	static const char *const list[] = {
	    "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "0100000000000000000000000000000000000000000000000000000000000080",
	    "0100000000000000000000000000000000000000000000000000000000000000",
	    "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
	    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
	    "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
	    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "0000000000000000000000000000000000000000000000000000000000000000"};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		add_bad(list[i]);
}

/* The base point plus each point of small order, as a program would write it
 * that takes one group for the other. */
static void list_torsion(void)
{
	static const char *const small[] = {
	    "0100000000000000000000000000000000000000000000000000000000000000",
	    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "0000000000000000000000000000000000000000000000000000000000000000",
	    "0000000000000000000000000000000000000000000000000000000000000080",
	    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"};
	const uint8_t one[32] = {1};
	uint8_t base[32], torsion[32];
	size_t len = 0;

	torsion_from = bad_count;
	assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(base, one), 0);
	for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
		assert_int_equal(sodium_hex2bin(torsion, 32, small[i], 64,
		    NULL, &len, NULL), 0);
		assert_int_equal(crypto_core_ed25519_add(bad[bad_count++],
		    base, torsion), 0);
	}
}

static void make_members(void)
{
	uint8_t key[KEYS][32];

	for (size_t i = 0; i < KEYS; i++)
		assert_int_equal(gs_secret_new(&secrets[i], key[i]), GS_OK);
	for (size_t i = 0; i < KEYS; i++)
		for (size_t k = i + 1; k < KEYS; k++)
			if (memcmp(key[i], key[k], 32) > 0) {
				struct gs_secret secret = secrets[i];
				uint8_t other[32];

				secrets[i] = secrets[k];
				secrets[k] = secret;
				memcpy(other, key[i], 32);
				memcpy(key[i], key[k], 32);
				memcpy(key[k], other, 32);
			}
	memcpy(keys, key, sizeof keys);
}

/* One thing with points in it: `size` bytes, of which each 32 from the first to
 * the last may be replaced. */
struct thing {
	uint8_t bytes[GS_PROOF_LEN_MAX];
	size_t size;
};

static void make_roll(struct thing *t)
{
	memcpy(t->bytes, keys, t->size = sizeof keys);
}

static int judge_roll(const struct thing *t)
{
	struct gs_roll *out = NULL;

	return gs_roll_open(&out, arena, t->bytes, t->size / 32);
}

static void make_proof(struct thing *t)
{
	assert_int_equal(gs_member_prove(t->bytes, &t->size, sizeof t->bytes,
	    &(struct gs_proof_inputs){roll, &secrets[2], &said}, arena),
	    GS_OK);
}

static struct gs_proof_ref ref_of(const struct thing *t)
{
	return (struct gs_proof_ref){said, t->bytes, t->size};
}

static int judge_proof(const struct thing *t)
{
	const struct gs_proof_ref ref = ref_of(t);

	return gs_member_verify(roll, &ref, arena);
}

/* Among others, which stay valid. */
static int judge_batch(const struct thing *t)
{
	static struct thing other;
	bool valid[3];

	if (other.size == 0)
		make_proof(&other);
	const struct gs_proof_ref refs[3] = {ref_of(&other), ref_of(t),
	    ref_of(&other)};
	assert_int_equal(gs_member_verify_batch(valid, roll, refs, 3, arena),
	    GS_OK);
	assert_true(valid[0] && valid[2]);
	return valid[1] ? GS_OK : GS_ERR_PROOF;
}

static int judge_all(const struct thing *t)
{
	static struct thing other;

	if (other.size == 0)
		make_proof(&other);
	const struct gs_proof_ref refs[2] = {ref_of(&other), ref_of(t)};
	return gs_member_verify_all(roll, refs, 2, arena);
}

static const struct gs_possession enrolment = {
    .channel = (const uint8_t *)"channel", .channel_len = 7, .edition = 3,
    .nonce = (const uint8_t *)"nonce", .nonce_len = 5};

/* The key, then the proof. */
static void make_possession(struct thing *t)
{
	t->size = 32 + GS_POSSESSION_LEN;
	memcpy(t->bytes, keys + 32, 32);
	assert_int_equal(gs_possession_prove(t->bytes + 32, &secrets[1],
	    &enrolment), GS_OK);
}

static int judge_possession(const struct thing *t)
{
	return gs_possession_verify(t->bytes + 32, t->bytes, &enrolment);
}

/* The key, the tag, then the proof. */
static struct gs_reveal reveal_of(const struct thing *t)
{
	static const uint8_t record[32] = {1}, reader[32] = {2};

	return (struct gs_reveal){.reader = reader, .reader_len = 32,
	    .record = record, .root = gs_roll_root(roll),
	    .roll_size = gs_roll_size(roll), .scope = said.scope,
	    .scope_len = said.scope_len, .key = t->bytes,
	    .tag = t->bytes + 32};
}

static void make_reveal(struct thing *t)
{
	t->size = 64 + GS_REVEAL_LEN;
	memcpy(t->bytes, keys + 32, 32);
	assert_int_equal(gs_secret_tag(t->bytes + 32, &secrets[1], said.scope,
	    said.scope_len), GS_OK);
	const struct gs_reveal context = reveal_of(t);
	assert_int_equal(gs_reveal_prove(t->bytes + 64, &secrets[1],
	    &context), GS_OK);
}

static int judge_reveal(const struct thing *t)
{
	const struct gs_reveal context = reveal_of(t);

	return gs_reveal_verify(t->bytes + 64, &context);
}

/* The tag, then the proof. */
static struct gs_naming naming_of(const struct thing *t)
{
	return (struct gs_naming){.scope = said.scope,
	    .scope_len = said.scope_len, .tag = t->bytes,
	    .name = {(const uint8_t *)"A", 1}};
}

static void make_naming(struct thing *t)
{
	const struct gs_naming context = naming_of(t);

	t->size = 32 + GS_NAMING_LEN;
	assert_int_equal(gs_secret_tag(t->bytes, &secrets[1], said.scope,
	    said.scope_len), GS_OK);
	assert_int_equal(gs_naming_prove(t->bytes + 32, &secrets[1],
	    &context), GS_OK);
}

static int judge_naming(const struct thing *t)
{
	const struct gs_naming context = naming_of(t);

	return gs_naming_verify(t->bytes + 32, &context);
}

/* Everything that takes a point from outside. */
static const struct {
	const char *what;
	void (*make)(struct thing *t);
	int (*judge)(const struct thing *t);
} judges[] = {
	{"a roll's keys", make_roll, judge_roll},
	{"a member proof", make_proof, judge_proof},
	{"a member proof in a batch", make_proof, judge_batch},
	{"member proofs that stand together", make_proof, judge_all},
	{"a proof of possession", make_possession, judge_possession},
	{"a reveal", make_reveal, judge_reveal},
	{"a naming", make_naming, judge_naming},
};

/* A roll is of any keys in their order, so that one of another group that is a
 * ristretto point as well may stand in it; whoever stands there proves nothing
 * with it.  So for rolls the order alone, or the encoding, objects. */
static void what_is_no_point_is_refused_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof judges / sizeof *judges; i++) {
		struct thing good = {.size = 0};

		judges[i].make(&good);
		assert_int_equal(judges[i].judge(&good), GS_OK);
		for (size_t at = 0; at < good.size; at += 32)
			for (size_t b = 0; b < bad_count; b++) {
				struct thing t = good;

				memcpy(t.bytes + at, bad[b], 32);
				if (judges[i].judge(&t) == GS_OK &&
				    (judges[i].make != make_roll ||
				    b < torsion_from ||
				    crypto_core_ristretto255_is_valid_point(
				        bad[b]) == 0))
					fail_msg("%s: %zu for element %zu is "
					    "taken", judges[i].what, b,
					    at / 32);
			}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_point_is_refused_everywhere),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	arena = gs_pool_start(&pool);
	list_encodings();
	list_torsion();
	make_members();
	if (gs_roll_open(&roll, arena, keys, KEYS) != GS_OK)
		return 1;
	int failed = cmocka_run_group_tests_name("points", tests, NULL, NULL);

	gs_pool_free(&pool);
	return failed;
}
