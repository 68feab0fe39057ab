/* SPDX-License-Identifier: Apache-2.0 */
/* One proof, by the member of a given place in a roll of fresh secrets, for
 * trace.py to count every instruction of it under callgrind.  The check that
 * the prover makes of its own proof is about public values and takes as long
 * as it takes: collection rests during it (linked with --wrap).  With a third
 * argument it also branches on a secret, to show that the count can differ. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

#include "core/bytes.h"
#include "core/proof/member.h"
#include "lib/host.h"

#define MEMBERS_MAX 17

struct member {
	uint8_t key[32];
	struct gs_secret secret;
};

int __real_gs_member_verify(const struct gs_roll *roll,
    const struct gs_proof_ref *proof, struct gs_arena *scratch);
int __wrap_gs_member_verify(const struct gs_roll *roll,
    const struct gs_proof_ref *proof, struct gs_arena *scratch);

int __wrap_gs_member_verify(const struct gs_roll *roll,
    const struct gs_proof_ref *proof, struct gs_arena *scratch)
{
	CALLGRIND_TOGGLE_COLLECT;
	int err = __real_gs_member_verify(roll, proof, scratch);
	CALLGRIND_TOGGLE_COLLECT;
	return err;
}

static void require(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "ct_trace: %s\n", what);
	exit(2);
}

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static const struct gs_roll *enrol(struct member *list, size_t n,
    struct gs_arena *arena)
{
	uint8_t keys[MEMBERS_MAX * 32];
	struct gs_roll *roll = NULL;
	for (size_t i = 0; i < n; i++)
		require(gs_secret_new(&list[i].secret, list[i].key) == GS_OK,
		    "cannot make a secret");
	qsort(list, n, sizeof *list, by_key);
	for (size_t i = 0; i < n; i++)
		memcpy(keys + 32 * i, list[i].key, 32);
	require(gs_roll_open(&roll, arena, keys, n) == GS_OK,
	    "the roll does not open");
	return roll;
}

int main(int argc, char **argv)
{
	static const struct gs_statement statement = {
	    (const uint8_t *)"scope", 5, (const uint8_t *)"message", 7};
	struct gs_pool pool;
	struct member list[MEMBERS_MAX];
	uint8_t proof[GS_PROOF_LEN_MAX], tag[32], key[32];
	volatile unsigned odd = 0;
	size_t len = 0;
	struct gs_arena *arena = gs_pool_start(&pool);
	uint64_t n = 0, place = 0;

	require(argc > 2 && gs_decimal_decode(&n, argv[1], strlen(argv[1]),
	    MEMBERS_MAX) == GS_OK && gs_decimal_decode(&place, argv[2],
	    strlen(argv[2]), MEMBERS_MAX) == GS_OK && n >= 2 && place < n,
	    "usage: ct_trace MEMBERS PLACE [leak]");
	require(gs_host_start() == GS_OK, "the host does not start");

	const struct gs_roll *roll = enrol(list, n, arena);
	const struct gs_secret *secret = &list[place].secret;

	CALLGRIND_TOGGLE_COLLECT;
	int err = gs_member_prove(proof, &len, sizeof proof,
	    &(struct gs_proof_inputs){roll, secret, &statement}, arena);
	if (err == GS_OK)
		err = gs_secret_tag(tag, secret, statement.scope,
		    statement.scope_len);
	if (err == GS_OK)
		err = gs_secret_key(key, secret);
	for (unsigned i = 0; argc > 3 && i < 32; i++)
		if (secret->x[i] & 1)
			odd++;
	CALLGRIND_TOGGLE_COLLECT;

	require(err == GS_OK, "no proof");
	gs_pool_free(&pool);
	return 0;
}
