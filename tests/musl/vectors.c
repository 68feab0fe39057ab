/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the vectors that musl.py writes, a line each: a word, then five fields
 * in hexadecimal, "-" for an empty one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/proof/member.h"
#include "core/proof/roll.h"

#define FIELDS 5
#define LINE_MAX (1 << 17)

static char line[LINE_MAX];
static uint8_t bytes[LINE_MAX / 2];
static _Alignas(64) uint8_t memory[1 << 24];
static struct gs_span fields[FIELDS];

/* The word; what the line says in `fields`.  NULL if it is malformed. */
static const char *read_line(void)
{
	char *at = line + strcspn(line, " \n");
	uint8_t *out = bytes;

	for (size_t i = 0; i < FIELDS; i++) {
		if (*at != ' ')
			return NULL;
		*at++ = '\0';
		size_t n = strcspn(at, " \n");
		size_t len = *at == '-' ? 0 : n / 2;
		if (len != 0 && gs_hex_decode(out, len, at, n) != GS_OK)
			return NULL;
		fields[i] = (struct gs_span){out, len};
		out += len;
		at += n;
	}
	return line;
}

static void *have_no_more(void *ctx, size_t size)
{
	(void)ctx;
	(void)size;
	return NULL;
}

static struct gs_roll *open_roll(struct gs_arena *arena)
{
	struct gs_roll *roll = NULL;

	*arena = (struct gs_arena){.more = have_no_more, .next = memory,
	    .left = sizeof memory};
	return gs_roll_open(&roll, arena, fields[0].ptr,
	    fields[0].len / 32) == GS_OK ? roll : NULL;
}

static struct gs_statement statement_of(void)
{
	return (struct gs_statement){fields[1].ptr, fields[1].len,
	    fields[2].ptr, fields[2].len};
}

/* keys scope message root proof */
static int verify_vector(void)
{
	struct gs_arena arena;
	struct gs_roll *roll = open_roll(&arena);
	const struct gs_proof_ref ref = {statement_of(), fields[4].ptr,
	    fields[4].len};

	if (roll == NULL || fields[3].len != 32)
		return GS_ERR_INTERNAL;
	/* A wrong root cannot be had through the interface. */
	memcpy(roll->root, fields[3].ptr, 32);
	return gs_member_verify(roll, &ref, &arena);
}

/* keys scope message secret tag */
static bool proves_anew(void)
{
	struct gs_arena arena;
	struct gs_roll *roll = open_roll(&arena);
	const struct gs_statement statement = statement_of();
	struct gs_secret secret;
	uint8_t proof[GS_PROOF_LEN_MAX];
	size_t len = 0;

	if (roll == NULL || fields[3].len != sizeof secret ||
	    fields[4].len != 32)
		return false;
	memcpy(&secret, fields[3].ptr, sizeof secret);
	if (gs_member_prove(proof, &len, sizeof proof,
	        &(struct gs_proof_inputs){roll, &secret, &statement},
	        &arena) != GS_OK)
		return false;

	const struct gs_proof_ref ref = {statement, proof, len};
	return memcmp(proof, fields[4].ptr, 32) == 0 &&
	    gs_member_verify(roll, &ref, &arena) == GS_OK;
}

/* key channel edition nonce proof */
static bool possesses(void)
{
	struct gs_possession p = {fields[1].ptr, fields[1].len, 0,
	    fields[3].ptr, fields[3].len};

	if (fields[0].len != 32 || fields[4].len != GS_POSSESSION_LEN)
		return false;
	for (size_t i = 0; i < fields[2].len; i++)
		p.edition = p.edition << 8 | fields[2].ptr[i];
	if (gs_possession_verify(fields[4].ptr, fields[0].ptr, &p) != GS_OK)
		return false;
	p.edition++;
	return gs_possession_verify(fields[4].ptr, fields[0].ptr, &p) ==
	    GS_ERR_PROOF;
}

static bool judge_line(void)
{
	const char *word = read_line();

	if (word == NULL)
		return false;
	if (strcmp(word, "true") == 0)
		return verify_vector() == GS_OK;
	if (strcmp(word, "false") == 0)
		return verify_vector() == GS_ERR_PROOF;
	if (strcmp(word, "prove") == 0)
		return proves_anew();
	return strcmp(word, "enrol") == 0 && possesses();
}

int main(void)
{
	unsigned passed = 0, failed = 0;

	while (fgets(line, sizeof line, stdin) != NULL) {
		if (judge_line()) {
			passed++;
			continue;
		}
		failed++;
		printf("line %u, %.5s, is judged wrongly\n", passed + failed,
		    line);
	}
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0 || passed == 0;
}
