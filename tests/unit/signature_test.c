/* SPDX-License-Identifier: Apache-2.0 */
/* docs/spec/signatures-vectors.json through everything that judges a signature:
 * the host's function, a record's and a note's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>

#include "core/bytes.h"
#include "core/channel/channel.h"
#include "core/host.h"
#include "core/record/record.h"
#include "core/tree/signed_note.h"
#include "lib/host.h"
#include "lib/log/note.h"

static json_t *cases;

struct signed_case {
	const char *why;
	uint8_t key[32], signature[64], message[512];
	size_t len;
	int want;
};

static size_t hex_at(uint8_t *out, size_t max, const json_t *object,
    const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	size_t len = 0;

	assert_non_null(text);
	assert_int_equal(sodium_hex2bin(out, max, text, strlen(text), NULL,
	    &len, NULL), 0);
	return len;
}

static struct signed_case case_at(size_t i)
{
	const json_t *one = json_array_get(cases, i);
	struct signed_case c = {.why = json_string_value(json_object_get(one,
	    "why"))};

	assert_int_equal(hex_at(c.key, 32, one, "key"), 32);
	assert_int_equal(hex_at(c.signature, 64, one, "signature"), 64);
	c.len = hex_at(c.message, sizeof c.message, one, "message");
	c.want = json_is_true(json_object_get(one, "good")) ? GS_OK :
	    GS_ERR_SIGNATURE;
	return c;
}

static void every_case_has_its_verdict(void **state)
{
	size_t good = 0;
	(void)state;

	assert_in_range(json_array_size(cases), 40, 99);
	for (size_t i = 0; i < json_array_size(cases); i++) {
		const struct signed_case c = case_at(i);
		const int have = gs_host_ed25519_verify(c.signature, c.key,
		    c.message, c.len);

		if (have != c.want)
			fail_msg("%s: %d", c.why, have);
		good += have == GS_OK;
	}
	assert_int_equal(good, 3);
}

/* A scalar times the base point, plus a point of small order. */
static void mixed_point(uint8_t out[32], const uint8_t scalar[32],
    const uint8_t small[32])
{
	uint8_t plain[32];

	assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(plain, scalar),
	    0);
	assert_int_equal(crypto_core_ed25519_add(out, plain, small), 0);
}

/* The key `a*B + small` signs as one of RFC 8032 would, so that S*B = R + h*A
 * but for the small part. */
static void sign_with(uint8_t signature[64], uint8_t key[32],
    const uint8_t *message, size_t len, const uint8_t small[32])
{
	const uint8_t a[32] = {9}, r[32] = {77};
	uint8_t wide[64], h[32], product[32];
	crypto_hash_sha512_state st;

	mixed_point(key, a, small);
	assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(signature, r),
	    0);

	crypto_hash_sha512_init(&st);
	crypto_hash_sha512_update(&st, signature, 32);
	crypto_hash_sha512_update(&st, key, 32);
	crypto_hash_sha512_update(&st, message, len);
	crypto_hash_sha512_final(&st, wide);
	crypto_core_ed25519_scalar_reduce(h, wide);

	crypto_core_ed25519_scalar_mul(product, h, a);
	crypto_core_ed25519_scalar_add(signature + 32, r, product);
}

/* Of order 4: y = 0; of order 2: y = -1; and the identity, which adds
 * nothing. */
static const uint8_t of_order_4[32] = {0}, nothing[32] = {1};
static const uint8_t of_order_2[32] = {0xec, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0x7f};

/* A signature of the key `9*B + small` is put where it is judged, n-th try; the
 * verdict, and whether libsodium alone would take it, as it does if h is a
 * multiple of the small part's order. */
struct torsion {
	const uint8_t *small;
	uint8_t n, key[32];
	bool taken;
};

static void sign_torsion(struct torsion *t, uint8_t signature[64],
    const void *message, size_t len)
{
	sign_with(signature, t->key, message, len, t->small);
	t->taken = crypto_sign_verify_detached(signature, message, len,
	    t->key) == 0;
}

static int judge_record(struct torsion *t,
    int (*verify)(const struct gs_record *rec, const uint8_t key[32]))
{
	uint8_t buf[512], signature[64];
	const uint8_t memo[32] = {t->n};
	char message[600];
	struct gs_record_writer w;
	struct gs_record rec;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	gs_record_start(&w, buf, sizeof buf, "acknowledge");
	gs_record_line(&w, "channel", gs_part_hash(memo));
	gs_record_line(&w, "memo", gs_part_hash(memo));
	const int len = snprintf(message, sizeof message,
	    "%.*ssignature office", (int)w.w.len, (char *)buf);
	sign_torsion(t, signature, message, (size_t)len);

	gs_record_line(&w, "signature", gs_part_word("office"),
	    gs_part_bytes(signature, 64));
	assert_int_equal(gs_record_end(&w, arena), GS_OK);
	assert_int_equal(gs_record_parse(&rec, NULL, arena, buf, w.w.len),
	    GS_OK);
	const int err = verify(&rec, t->key);

	gs_pool_free(&pool);
	return err;
}

static int by_role(const struct gs_record *rec, const uint8_t key[32])
{
	return gs_record_verify(rec, "office", key);
}

static int by_place(const struct gs_record *rec, const uint8_t key[32])
{
	return gs_record_verify_at(rec, 0, key);
}

static int judge_role(struct torsion *t)
{
	return judge_record(t, by_role);
}

static int judge_place(struct torsion *t)
{
	return judge_record(t, by_place);
}

/* `\u2014 <name> <id, time if it is a witness's, signature>` over `text`. */
static void write_line(struct gs_writer *w, struct torsion *t,
    const char *name, enum gs_key_type type, const char *text)
{
	uint8_t blob[4 + 8 + 64] = {0};
	bool witness = type == GS_KEY_COSIGNATURE;
	const size_t head = witness ? 12 : 4;
	char message[256];
	struct gs_verifier v;

	const int len = snprintf(message, sizeof message, "%s%s",
	    witness ? "cosignature/v1\ntime 7\n" : "", text);
	sign_torsion(t, blob + head, message, (size_t)len);
	assert_int_equal(gs_verifier_init(&v, name, type, t->key), GS_OK);
	memcpy(blob, v.id, 4);
	blob[11] = witness ? 7 : blob[11];

	gs_write_text(w, "\u2014 ");
	gs_write_text(w, name);
	gs_write_text(w, " ");
	gs_write_base64(w, blob, head + 64);
	gs_write_text(w, "\n");
}

static int judge_note(struct torsion *t, enum gs_key_type type)
{
	static const char root[] =
	    "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
	char text[128], note[512];
	struct gs_attestation verified = {.good = false};
	struct gs_verifier v;
	struct gs_note out;
	struct gs_writer w = gs_writer_of(note, sizeof note);

	(void)snprintf(text, sizeof text, "log.example\n%u%s", t->n, root);
	gs_write_text(&w, text);
	gs_write_text(&w, "\n");
	write_line(&w, t, "log.example", type, text);
	assert_int_equal(gs_verifier_init(&v, "log.example", type, t->key),
	    GS_OK);
	return gs_note_open(&out, &verified, note, w.len, &v, 1);
}

static int judge_log_line(struct torsion *t)
{
	return judge_note(t, GS_KEY_ED25519);
}

static int judge_cosignature(struct torsion *t)
{
	return judge_note(t, GS_KEY_COSIGNATURE);
}

/* The note that an anchor carries, with the line of interest by `t`, and where
 * that is the witness's, the log's by a key that is as it should be. */
static int judge_anchor(struct torsion *t, bool witness)
{
	static const struct gs_field field = {"origin", {GS_PART_WORD}, 1, 1};
	struct gs_value origin = {.field = &field,
	    .parts = {gs_part_word("log.example")}};
	struct torsion log = {.small = nothing};
	struct gs_charter charter = {.rec = {.values = &origin, .count = 1},
	    .role_count = 1, .witness_count = witness};
	const struct gs_anchor anchor = {.index = t->n, .charter = &charter};
	struct gs_anchor_note out;
	struct gs_refusal refusal;
	char text[128], note[512];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	const struct gs_span name = {(const uint8_t *)"log.example", 11};

	gs_note_checkpoint(&w, name, anchor.index + 1, anchor.root);
	text[w.len] = '\0';
	w = gs_writer_of(note, sizeof note);
	gs_write_text(&w, text);
	gs_write_text(&w, "\n");
	write_line(&w, witness ? &log : t, "log.example", GS_KEY_ED25519,
	    text);
	if (witness)
		write_line(&w, t, "witness.example", GS_KEY_COSIGNATURE, text);

	charter.roles[0] = (struct gs_role){.name = gs_part_word("log"),
	    .key = gs_part_hash(witness ? log.key : t->key)};
	charter.witnesses[0] = (struct gs_witness){
	    .key = gs_part_hash(t->key),
	    .name = gs_part_word("witness.example")};
	return gs_anchor_note_check(&out, &refusal, &anchor,
	    (struct gs_span){(uint8_t *)note, w.len});
}

static int judge_anchor_log(struct torsion *t)
{
	return judge_anchor(t, false);
}

static int judge_anchor_witness(struct torsion *t)
{
	return judge_anchor(t, true);
}

/* Everything that judges a signature: claims, receipts, promises, refusals,
 * counts, requests, charters and acts of roles are records. */
static const struct {
	const char *what;
	int (*judge)(struct torsion *t);
} judges[] = {
	{"a record's, by role", judge_role},
	{"a record's, by place", judge_place},
	{"a note's, of the log", judge_log_line},
	{"a note's, of a witness", judge_cosignature},
	{"an anchor's note, the log's", judge_anchor_log},
	{"an anchor's note, a witness's", judge_anchor_witness},
};

/* The verdict on the first try that libsodium alone would take. */
static int judge_taken(size_t i, const uint8_t small[32])
{
	for (uint8_t n = 0; n < 200; n++) {
		struct torsion t = {.small = small, .n = n};
		int err = judges[i].judge(&t);

		if (t.taken)
			return err;
	}
	fail_msg("%s: no text whose h fits", judges[i].what);
	return GS_ERR_INTERNAL;
}

static void torsion_is_refused_wherever_a_signature_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof judges / sizeof *judges; i++) {
		if (judge_taken(i, nothing) != GS_OK)
			fail_msg("%s: refused", judges[i].what);
		if (judge_taken(i, of_order_4) != GS_ERR_SIGNATURE ||
		    judge_taken(i, of_order_2) != GS_ERR_SIGNATURE)
			fail_msg("%s: taken", judges[i].what);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_case_has_its_verdict),
	    cmocka_unit_test(torsion_is_refused_wherever_a_signature_is)};
	const char *source = getenv("GAINSAY_SOURCE");
	char path[4096];

	if (gs_host_start() != GS_OK || source == NULL)
		return 1;

	(void)snprintf(path, sizeof path, "%s/docs/spec/"
	    "signatures-vectors.json", source);
	json_t *file = json_load_file(path, 0, NULL);
	cases = json_object_get(file, "cases");
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	json_decref(file);
	return failed;
}
