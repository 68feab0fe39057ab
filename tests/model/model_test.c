/* SPDX-License-Identifier: Apache-2.0 */
/* The model of the vector instructions: against what a processor that has them
 * answered (recorded.h) everywhere, and against this one if it does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "tests/model/instructions.h"

#define ROUNDS 4096

static const struct {
	const char *name;
	const char *hash; /* of ROUNDS results, SHA-256 */
} recorded[] = {
#define ROW(name, hash) {#name, #hash},
#include "tests/model/recorded.h"
#undef ROW
};
#define RECORDED (sizeof recorded / sizeof *recorded)

/* Edges first: a word of 16 bits is all zeros, all ones, the largest or the
 * least with a sign, or one more than these, and then it is anything. */
static void draw_operands(uint8_t in[OPERANDS], uint32_t round)
{
	static const uint16_t edges[] = {0, 0xffff, 0x7fff, 0x8000, 1, 0xfffe,
	    0x8001, 0x00ff};
	unsigned char seed[randombytes_SEEDBYTES] = {0};
	uint8_t choice[OPERANDS];

	memcpy(seed, &round, sizeof round);
	randombytes_buf_deterministic(in, OPERANDS, seed);
	seed[8] = 1;
	randombytes_buf_deterministic(choice, OPERANDS, seed);

	for (size_t i = 0; i + 1 < OPERANDS; i += 2)
		if (choice[i] % 4 < round % 4)
			memcpy(in + i, &edges[choice[i + 1] % 8], 2);
}

static void hash_results(char hex[65], const struct instruction *of)
{
	crypto_hash_sha256_state state;
	uint8_t in[OPERANDS], out[RESULT], hash[32];

	crypto_hash_sha256_init(&state);
	for (uint32_t round = 0; round < ROUNDS; round++) {
		draw_operands(in, round);
		of->run(out, in);
		crypto_hash_sha256_update(&state, out, sizeof out);
	}
	crypto_hash_sha256_final(&state, hash);
	sodium_bin2hex(hex, 65, hash, sizeof hash);
}

static void the_model_gives_what_was_recorded(void **state)
{
	(void)state;
	assert_int_equal(model_count, RECORDED);

	for (size_t i = 0; i < model_count; i++) {
		char hex[65];

		hash_results(hex, &model_instructions[i]);
		assert_string_equal(model_instructions[i].name,
		    recorded[i].name);
		assert_string_equal(hex, recorded[i].hash);
	}
}

/* That `name` ends there: another may only begin like it. */
static bool text_names(const char *text, const char *name)
{
	const size_t len = strlen(name);

	for (const char *at = text; (at = strstr(at, name)) != NULL; at += len)
		if (at[len] == '(')
			return true;
	return false;
}

static char *read_source(const char *name)
{
	const char *root = getenv("GAINSAY_SOURCE");
	char path[4096], *text = calloc(1, 1 << 16);

	assert_non_null(root);
	assert_non_null(text);
	(void)snprintf(path, sizeof path, "%s/%s", root, name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_in_range(fread(text, 1, (1 << 16) - 1, f), 1, (1 << 16) - 2);
	assert_int_equal(fclose(f), 0);
	return text;
}

static bool is_tested(const char *call, size_t len)
{
	for (size_t i = 0; i < model_count; i++)
		if (strlen(model_instructions[i].name) == len &&
		    memcmp(model_instructions[i].name, call, len) == 0)
			return true;
	return false;
}

/* What the code calls has a row, and a row is called by the code. */
static void every_instruction_has_a_row(void **state)
{
	(void)state;
	static const char *const files[] = {"core/group/fe_ifma.h",
	    "core/group/decode_ifma.c", "core/group/msm_ifma.c",
	    "core/group/rns_ifma.c", "core/proof/fold_ifma.c"};
	bool used[RECORDED] = {false};

	for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
		char *text = read_source(files[f]);

		for (const char *at = text; (at = strstr(at, "_mm")) != NULL;) {
			size_t len = strcspn(at, "( ,;\n");

			if (at[len] == '(' && !is_tested(at, len))
				fail_msg("%s calls %.*s, which has no row",
				    files[f], (int)len, at);
			at += len;
		}
		for (size_t i = 0; i < RECORDED; i++)
			used[i] |= text_names(text, recorded[i].name);
		free(text);
	}

	for (size_t i = 0; i < RECORDED; i++)
		if (!used[i])
			fail_msg("no file calls %s", recorded[i].name);
}

#ifdef GS_REAL_IFMA
static void the_processor_gives_what_was_recorded(void **state)
{
	(void)state;
	assert_int_equal(real_count, RECORDED);

	for (size_t i = 0; i < real_count; i++) {
		char hex[65];

		hash_results(hex, &real_instructions[i]);
		assert_string_equal(hex, recorded[i].hash);
	}
}

static int record_processor(void)
{
	for (size_t i = 0; i < real_count; i++) {
		char hex[65];

		hash_results(hex, &real_instructions[i]);
		printf("ROW(%s,\n    %s)\n",
		    real_instructions[i].name, hex);
	}
	return 0;
}

static int compare_with_processor(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_processor_gives_what_was_recorded)};

	if (!__builtin_cpu_supports("avx512bw") ||
	    !__builtin_cpu_supports("avx512dq") ||
	    !__builtin_cpu_supports("avx512ifma") ||
	    !__builtin_cpu_supports("avx512vnni")) {
		printf("this processor has no AVX-512 IFMA: the model stands "
		    "on what one that has it answered\n");
		return 0;
	}

	if (getenv("GAINSAY_RECORD") != NULL)
		return record_processor();
	return cmocka_run_group_tests_name("processor", tests, NULL, NULL);
}
#else
static int compare_with_processor(void)
{
	printf("this compiler has no AVX-512 IFMA: the model stands on what a "
	    "processor that has it answered\n");
	return 0;
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_model_gives_what_was_recorded),
	    cmocka_unit_test(every_instruction_has_a_row)};

	if (sodium_init() < 0)
		return 1;

	return cmocka_run_group_tests_name("model", tests, NULL, NULL) +
	    compare_with_processor();
}
