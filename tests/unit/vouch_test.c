/* SPDX-License-Identifier: Apache-2.0 */
/* A proof for one officer alone: the published vectors, and that the officer
 * makes one as good without the member, so that it shows nobody else
 * anything. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/group/point.h"
#include "core/group/sc.h"
#include "core/memo/memo.h"
#include "core/proof/generators.h"
#include "core/proof/transcript.h"
#include "lib/host.h"
#include "lib/records/vouch.h"
#include "tests/unit/world.h"

static uint8_t officer_seed[32] = {5}, officer[32], officer_secret[64];
static struct gs_secret member, other;
static uint8_t tag[32], other_tag[32];
static const char scope[] = "a scope", words[] = "I was moved.\n";

static struct gs_vouch about(void)
{
	return (struct gs_vouch){officer, tag, (const uint8_t *)scope,
	    sizeof scope - 1, {(const uint8_t *)words, sizeof words - 1}};
}

static int start_keys(void **state)
{
	uint8_t key[32];

	(void)state;
	assert_int_equal(gs_host_start(), GS_OK);
	(void)crypto_sign_seed_keypair(officer, officer_secret, officer_seed);
	assert_int_equal(gs_secret_new(&member, key), GS_OK);
	assert_int_equal(gs_secret_new(&other, key), GS_OK);
	assert_int_equal(gs_secret_tag(tag, &member, (const uint8_t *)scope,
	    sizeof scope - 1), GS_OK);
	return gs_secret_tag(other_tag, &other, (const uint8_t *)scope,
	    sizeof scope - 1);
}

/* What the specification has the officer do, with the officer's key alone: no
 * member's secret comes in. */
static void forge(uint8_t proof[GS_VOUCH_LEN], const struct gs_vouch *of,
    const uint8_t secret[64])
{
	uint8_t hash[64], a[32], k[32], c[32], text[32], u[32], p[32], q[32],
	    r[2][32];
	uint8_t *c1 = proof, *c2 = proof + 32, *s1 = proof + 64,
	    *s2 = proof + 96;
	struct gs_transcript t;
	struct gs_point base;
	struct gs_sc x;

	crypto_hash_sha512(hash, secret, 32);
	hash[0] &= 248;
	hash[31] = (uint8_t)((hash[31] & 127) | 64);
	memset(hash + 32, 0, 32);
	crypto_core_ed25519_scalar_reduce(a, hash);

	crypto_core_ed25519_scalar_random(k);
	crypto_core_ed25519_scalar_random(c1);
	crypto_core_ed25519_scalar_random(s1);
	gs_tag_base(&base, of->scope, of->scope_len);
	gs_point_encode(u, &base);
	assert_int_equal(crypto_scalarmult_ristretto255(p, s1, u), 0);
	assert_int_equal(crypto_scalarmult_ristretto255(q, c1, of->tag), 0);
	assert_int_equal(crypto_core_ristretto255_sub(r[0], p, q), 0);
	assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(r[1], k), 0);

	crypto_hash_sha256(text, of->text.ptr, of->text.len);
	gs_transcript_start(&t, "gainsay/v1/vouch");
	gs_transcript_absorb(&t, "officer", of->officer, 32);
	gs_transcript_absorb(&t, "scope", of->scope, of->scope_len);
	gs_transcript_absorb(&t, "tag", of->tag, 32);
	gs_transcript_absorb(&t, "text", text, 32);
	gs_transcript_absorb(&t, "t", r, 64);
	gs_transcript_challenge(&x, &t, "x");
	gs_sc_encode(c, &x);
	crypto_core_ed25519_scalar_sub(c2, c, c1);
	crypto_core_ed25519_scalar_mul(s2, c2, a);
	crypto_core_ed25519_scalar_add(s2, s2, k);
}

static void the_officer_alone_makes_one_as_good(void **state)
{
	uint8_t proof[GS_VOUCH_LEN];
	struct gs_vouch of = about();

	(void)state;
	assert_int_equal(gs_vouch_prove(proof, &of, &member), GS_OK);
	assert_int_equal(gs_vouch_verify(proof, &of), GS_OK);
	forge(proof, &of, officer_secret);
	assert_int_equal(gs_vouch_verify(proof, &of), GS_OK);
	/* Of any member's tag, and of any text. */
	of.tag = other_tag;
	of.text.len = 0;
	forge(proof, &of, officer_secret);
	assert_int_equal(gs_vouch_verify(proof, &of), GS_OK);
}

static void nobody_else_makes_one(void **state)
{
	uint8_t proof[GS_VOUCH_LEN], seed[32] = {6}, key[32], secret[64];
	struct gs_vouch of = about();

	(void)state;
	assert_int_equal(gs_vouch_prove(proof, &of, &other), GS_ERR_MISMATCH);
	for (size_t i = 0; i < GS_VOUCH_LEN; i++)
		assert_int_equal(proof[i], 0);
	(void)crypto_sign_seed_keypair(key, secret, seed);
	forge(proof, &of, secret);
	assert_int_equal(gs_vouch_verify(proof, &of), GS_ERR_PROOF);

	assert_int_equal(gs_vouch_prove(proof, &of, &member), GS_OK);
	for (size_t i = 0; i < GS_VOUCH_LEN; i++) {
		proof[i] ^= 1;
		assert_int_equal(gs_vouch_verify(proof, &of), GS_ERR_PROOF);
		proof[i] ^= 1;
	}
	of.officer = key;
	assert_int_equal(gs_vouch_verify(proof, &of), GS_ERR_PROOF);
	of = about();
	of.tag = other_tag;
	assert_int_equal(gs_vouch_verify(proof, &of), GS_ERR_PROOF);
	of = about();
	of.scope_len--;
	assert_int_equal(gs_vouch_verify(proof, &of), GS_ERR_PROOF);
	of = about();
	of.text.len--;
	assert_int_equal(gs_vouch_verify(proof, &of), GS_ERR_PROOF);
}

static struct gs_span bytes_of(const json_t *v, const char *name,
    uint8_t room[256])
{
	const char *hex = json_string_value(json_object_get(v, name));
	size_t len = 0;

	assert_int_equal(sodium_hex2bin(room, 256, hex, strlen(hex), NULL,
	    &len, NULL), 0);
	return (struct gs_span){room, len};
}

static void judge_vectors(const json_t *list, int want)
{
	uint8_t room[5][256];
	const json_t *v = NULL;
	size_t i = 0;

	assert_true(json_array_size(list) > 3);
	json_array_foreach(list, i, v) {
		struct gs_span key = bytes_of(v, "officer", room[0]),
		    of_tag = bytes_of(v, "tag", room[1]),
		    in = bytes_of(v, "scope", room[2]),
		    proof = bytes_of(v, "proof", room[3]);
		const struct gs_vouch of = {key.ptr, of_tag.ptr, in.ptr,
		    in.len, bytes_of(v, "text", room[4])};

		if (gs_vouch_verify(proof.ptr, &of) != want)
			fail_msg("%s", json_string_value(json_object_get(v,
			    "why")));
	}
}

static void the_vectors(void **state)
{
	char path[4096];

	(void)state;
	(void)snprintf(path, sizeof path, "%s/docs/spec/vouch-vectors.json",
	    getenv("GAINSAY_SOURCE"));
	json_t *all = json_load_file(path, 0, NULL);
	assert_non_null(all);
	judge_vectors(json_object_get(all, "good"), GS_OK);
	judge_vectors(json_object_get(all, "refused"), GS_ERR_PROOF);
	json_decref(all);
}

/* A filed memo, one who endorsed it, and somebody who did neither. */
static void it_is_held_against_the_log(void **state)
{
	static uint8_t made[4096];
	struct world w;
	struct world_memo m = world_memo_plain();
	struct gs_vouch_act act;
	struct gs_report report = {.text = ""};
	struct gs_record rec;
	struct gs_span text;
	const struct gs_span said = {(const uint8_t *)words, sizeof words - 1};

	(void)state;
	world_found(&w);
	world_enrol(&w);
	assert_int_equal(world_apply(&w, world_charter(&w, 1, "no", "SBU")),
	    GS_OK);
	memcpy(w.charter, gs_state_charter(w.state)->digest, 32);
	assert_int_equal(world_apply(&w, world_roll(&w, 1, 0, W_REGISTRAR,
	    W_SECOND)), GS_OK);
	m.endorsements = 1;
	assert_int_equal(world_apply(&w, world_memo(&w, &m)), GS_OK);
	assert_int_equal(world_apply(&w, world_act(&w, "endorse", m.id, 2)),
	    GS_OK);
	const struct gs_memo *memo = gs_state_memo_by(w.state, m.id);
	const struct gs_charter *charter = gs_state_charter(w.state);

	for (int i = 0; i < 2; i++) {
		struct gs_writer out = gs_writer_of(made, sizeof made);

		assert_int_equal(gs_vouch_find(&act, &report, w.state, memo,
		    &w.members[i]), GS_OK);
		assert_string_equal(act.act, i == 0 ? "file" : "endorse");
		assert_int_equal(gs_vouch_write(&out, &report, charter, &act,
		    said, &w.members[i]), GS_OK);
		assert_true(gs_vouch_split(&rec, &text, w.arena,
		    (struct gs_span){made, out.len}));
		assert_int_equal(text.len, said.len);
		assert_int_equal(gs_vouch_judge(&act, &report, w.state, &rec,
		    text), GS_OK);
		assert_ptr_equal(act.memo, memo);
		text.len--;
		assert_int_equal(gs_vouch_judge(&act, &report, w.state, &rec,
		    text), GS_ERR_PROOF);
	}
	assert_int_equal(gs_vouch_find(&act, &report, w.state, memo,
	    &w.members[2]), GS_ERR_UNKNOWN);
	assert_string_equal(report.code, "vouch-no-act");
	assert_false(gs_vouch_split(&rec, &text, w.arena, said));
	assert_int_equal(text.len, said.len);
	world_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_officer_alone_makes_one_as_good),
		cmocka_unit_test(nobody_else_makes_one),
		cmocka_unit_test(the_vectors),
		cmocka_unit_test(it_is_held_against_the_log),
	};

	return cmocka_run_group_tests(tests, start_keys, NULL);
}
