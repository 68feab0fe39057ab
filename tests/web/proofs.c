/* SPDX-License-Identifier: Apache-2.0 */
/* Proofs as this machine makes them, with the fresh bytes given: lines of
 * "keys secret scope message fresh" in hexadecimal (- for nothing) come in,
 * a proof or the word "error" with its code goes out for each.
 *
 * proofs members N FILE: instead writes a roll of N fresh keys to FILE and
 * the secrets of its first and its last member to the standard output.
 *
 * proofs time FILE SECRET RUNS: instead says what opening that roll, proving
 * and verifying took, in seconds of CPU time, a line a run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/bytes.h"
#include "core/proof/member.h"
#include "lib/host.h"

#define FIELDS 5
enum { KEYS, SECRET, SCOPE, MESSAGE, FRESH };

struct bytes {
	uint8_t *ptr;
	size_t len;
};

struct member {
	uint8_t key[32];
	struct gs_secret secret;
};

static void require(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "proofs: %s\n", what);
	exit(2);
}

static struct bytes from_hex(const char *text)
{
	size_t n = strcmp(text, "-") == 0 ? 0 : strlen(text) / 2;
	struct bytes r = {calloc(n + 1, 1), n};
	require(r.ptr != NULL, "no memory");
	require(gs_hex_decode(r.ptr, n, text, 2 * n) == GS_OK, "no hex");
	return r;
}

static void put_hex(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	putchar('\n');
}

static void answer(const struct bytes f[FIELDS])
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_roll *roll = NULL;
	struct gs_secret secret;
	const struct gs_statement about = {f[SCOPE].ptr, f[SCOPE].len,
	    f[MESSAGE].ptr, f[MESSAGE].len};
	uint8_t proof[GS_PROOF_LEN_MAX];
	size_t len = 0;

	require(f[SECRET].len == sizeof secret && f[FRESH].len == GS_NONCE_LEN,
	    "a length is wrong");

	memcpy(&secret, f[SECRET].ptr, sizeof secret);

	int err = gs_roll_open(&roll, arena, f[KEYS].ptr, f[KEYS].len / 32);
	if (err == GS_OK)
		err = gs_member_prove_derand(proof, &len, sizeof proof,
		    &(struct gs_proof_inputs){roll, &secret, &about},
		    f[FRESH].ptr, arena);

	if (err == GS_OK)
		put_hex(proof, len);
	else
		printf("error %d\n", err);

	gs_pool_free(&pool);
}

static void answer_line(char *line)
{
	struct bytes f[FIELDS];
	char *word = line;

	for (int i = 0; i < FIELDS; i++) {
		char *end = word + strcspn(word, " \n");
		require(end != word && *end != 0, "a field is missing");
		*end = 0;
		f[i] = from_hex(word);
		word = end + 1;
	}

	answer(f);
	for (int i = 0; i < FIELDS; i++)
		free(f[i].ptr);
}

static int by_key(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static void members(size_t n, const char *path)
{
	struct member *list = calloc(n, sizeof *list);
	FILE *file = fopen(path, "wb");

	require(n >= 1 && list != NULL && file != NULL, "no roll");
	for (size_t i = 0; i < n; i++)
		require(gs_secret_new(&list[i].secret, list[i].key) == GS_OK,
		    "no secret");

	qsort(list, n, sizeof *list, by_key);
	for (size_t i = 0; i < n; i++)
		require(fwrite(list[i].key, 32, 1, file) == 1, "not written");

	require(fclose(file) == 0, "not written");

	put_hex(list[0].secret.x, sizeof list[0].secret);
	put_hex(list[n - 1].secret.x, sizeof list[n - 1].secret);

	free(list);
}

static double since(clock_t *start)
{
	clock_t before = *start;

	*start = clock();
	return (double)(*start - before) / CLOCKS_PER_SEC;
}

static void time_once(const struct bytes *keys, const struct gs_secret *secret)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_roll *roll = NULL;
	const struct gs_statement about = {(const uint8_t *)"scope", 5,
	    (const uint8_t *)"message", 7};
	uint8_t proof[GS_PROOF_LEN_MAX];
	size_t len = 0;
	clock_t clock_at = clock();

	require(gs_roll_open(&roll, arena, keys->ptr, keys->len / 32) ==
	    GS_OK, "no roll");
	double opened = since(&clock_at);

	require(gs_member_prove(proof, &len, sizeof proof,
	    &(struct gs_proof_inputs){roll, secret, &about}, arena) == GS_OK,
	    "no proof");
	double proved = since(&clock_at);

	const struct gs_proof_ref ref = {about, proof, len};
	require(gs_member_verify(roll, &ref, arena) == GS_OK, "not valid");
	printf("%.6f %.6f %.6f\n", opened, proved, since(&clock_at));

	gs_pool_free(&pool);
}

static void times(const char *path, const char *secret_hex, unsigned long runs)
{
	struct bytes hex = from_hex(secret_hex), keys = {NULL, 0};
	struct gs_secret secret;
	FILE *file = fopen(path, "rb");

	require(file != NULL && hex.len == sizeof secret, "no roll, no secret");
	memcpy(&secret, hex.ptr, sizeof secret);

	require(fseek(file, 0, SEEK_END) == 0, "cannot read");
	keys.len = (size_t)ftell(file);
	keys.ptr = malloc(keys.len);
	rewind(file);
	require(keys.ptr != NULL && fread(keys.ptr, keys.len, 1, file) == 1,
	    "cannot read");
	(void)fclose(file);
	for (; runs > 0; runs--)
		time_once(&keys, &secret);
	free(keys.ptr);
	free(hex.ptr);
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t size = 0;
	require(gs_host_start() == GS_OK, "the host does not start");
	if (argc == 4 && strcmp(argv[1], "members") == 0) {
		members(strtoul(argv[2], NULL, 10), argv[3]);
		return 0;
	}
	if (argc == 5 && strcmp(argv[1], "time") == 0) {
		times(argv[2], argv[3], strtoul(argv[4], NULL, 10));
		return 0;
	}
	require(argc == 1, "unknown arguments");
	while (getline(&line, &size, stdin) > 0)
		answer_line(line);
	free(line);
	return 0;
}
