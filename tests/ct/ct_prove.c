/* SPDX-License-Identifier: Apache-2.0 */
/* Run under valgrind's memcheck, with core built so that secrets count as
 * undefined memory (core/ct.h): a branch or an address that depends on one is
 * then an error.  Afterwards it branches on a secret on purpose, to show that
 * the check can fail.  Exits with 0 if it was quiet until then and not
 * after. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

#include "core/ct.h"
#include "core/proof/member.h"
#include "lib/host.h"

#ifndef GS_CT_VALGRIND
#error "built without the marks this test is about"
#endif

/* Bits of the exit code, as check.py reads it. */
enum { NOISY = 1, UNSEEN = 2 };

struct member {
	uint8_t key[32];
	struct gs_secret secret;
};

static const struct gs_statement statement = {
    (const uint8_t *)"scope", 5, (const uint8_t *)"message", 7};

static void require(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "ct_prove: %s\n", what);
	exit(9);
}

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

/* Secrets are drawn, and for sorting their keys made public again. */
static void enrol(struct member *list, uint8_t *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		require(gs_secret_new(&list[i].secret, list[i].key) == GS_OK,
		    "cannot make a secret");
		uint8_t undefined[32] = {0};
		/* 1: answered; 0: not under valgrind. */
		require(VALGRIND_GET_VBITS(list[i].secret.x, undefined, 32) ==
		    1, "valgrind does not answer");
		require(undefined[0] == 0xff, "a new secret is not marked");
		GS_DECLASSIFY(&list[i], sizeof list[i]);
	}
	qsort(list, n, sizeof *list, by_key);
	for (size_t i = 0; i < n; i++) {
		memcpy(keys + 32 * i, list[i].key, 32);
		GS_SECRET(&list[i].secret, sizeof list[i].secret);
	}
}

static void prove_membership(struct gs_arena *arena, size_t n)
{
	struct member list[17];
	uint8_t keys[17 * 32], proof[GS_PROOF_LEN_MAX], tag[32], key[32];
	struct gs_roll *roll = NULL;
	size_t len = 0;

	enrol(list, keys, n);
	require(gs_roll_open(&roll, arena, keys, n) == GS_OK,
	    "the roll does not open");

	struct gs_secret *secret = &list[n / 2].secret;
	require(gs_member_prove(proof, &len, sizeof proof,
	    &(struct gs_proof_inputs){roll, secret, &statement}, arena) ==
	    GS_OK, "no proof");
	(void)VALGRIND_CHECK_MEM_IS_DEFINED(proof, len);

	require(gs_secret_tag(tag, secret, statement.scope,
	    statement.scope_len) == GS_OK, "no tag");
	require(gs_secret_key(key, secret) == GS_OK, "no key");

	GS_DECLASSIFY(tag, 32);
	GS_DECLASSIFY(key, 32);
	require(memcmp(tag, proof, 32) == 0, "another tag");
	require(memcmp(key, keys + 32 * (n / 2), 32) == 0, "another key");
}

static void prove_small(struct gs_arena *arena)
{
	struct member one;
	uint8_t key[32], tag[32], possession[GS_POSSESSION_LEN];
	uint8_t reveal[GS_REVEAL_LEN], naming[GS_NAMING_LEN];
	const struct gs_possession p = {key, 32, 7, key, 5};
	const struct gs_reveal r = {.reader = key, .reader_len = 32,
	    .record = key, .root = key, .roll_size = 9,
	    .scope = statement.scope, .scope_len = statement.scope_len,
	    .tag = tag, .key = key};
	const struct gs_naming n = {statement.scope, statement.scope_len, tag,
	    {key, 32}};
	(void)arena;

	enrol(&one, key, 1);
	require(gs_secret_tag(tag, &one.secret, r.scope, r.scope_len) ==
	    GS_OK, "no tag");
	GS_DECLASSIFY(tag, 32);

	require(gs_possession_prove(possession, &one.secret, &p) == GS_OK,
	    "no proof of possession");
	require(gs_reveal_prove(reveal, &one.secret, &r) == GS_OK,
	    "no reveal");
	require(gs_naming_prove(naming, &one.secret, &n) == GS_OK,
	    "no naming");
	(void)VALGRIND_CHECK_MEM_IS_DEFINED(possession, sizeof possession);
	(void)VALGRIND_CHECK_MEM_IS_DEFINED(reveal, sizeof reveal);
	(void)VALGRIND_CHECK_MEM_IS_DEFINED(naming, sizeof naming);
}

/* What must never be written, written once. */
static void leak(void)
{
	struct member one;
	uint8_t key[32];
	enrol(&one, key, 1);
	if (one.secret.x[0] & 1)
		puts("odd");
	else
		puts("even");
}

int main(void)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	require(RUNNING_ON_VALGRIND, "not under valgrind");
	require(gs_host_start() == GS_OK, "the host does not start");
	prove_membership(arena, 2);
	prove_membership(arena, 5);
	prove_membership(arena, 17);
	prove_small(arena);
	unsigned before = (unsigned)VALGRIND_COUNT_ERRORS;

	VALGRIND_PRINTF("the planted leak:\n");
	leak();
	unsigned after = (unsigned)VALGRIND_COUNT_ERRORS;

	gs_pool_free(&pool);
	return (before != 0 ? NOISY : 0) | (after == before ? UNSEEN : 0);
}
