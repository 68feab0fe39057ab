/* SPDX-License-Identifier: Apache-2.0 */
/* A reply, or a release, that one of two has signed, as its file comes to the
 * second: what is read is handed on with the same values, and nothing of it is
 * believed for a memo, or by a charter, that it is not of. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/host.h"
#include "lib/steps/half.h"

/* No record names this memo, and nobody holds an office. */
static struct gs_memo memo;
static struct gs_charter charter;

static int read_file(struct gs_half *half, struct gs_report *report,
    struct gs_arena *arena, struct gs_span file)
{
	int err = gs_half_read(half, report, arena, &memo, &charter, file);

	GS_HOLDS(err != GS_OK && report->code[0] != '\0');
	return err;
}

static void hand_on(const struct gs_half *half)
{
	struct gs_report report = {.text = ""};
	struct gs_half again;
	struct gs_pool pool;
	char *text = gs_half_make((struct gs_span){half->rec.text,
	    half->rec.len}, half->content, half->count);

	GS_HOLDS(text != NULL);
	GS_HOLDS(read_file(&again, &report, gs_pool_start(&pool),
	    (struct gs_span){(const uint8_t *)text, strlen(text)}) !=
	    GS_ERR_FORMAT);
	GS_HOLDS(again.rec.len == half->rec.len &&
	    memcmp(again.rec.text, half->rec.text, half->rec.len) == 0);
	GS_HOLDS(again.count == half->count);
	for (size_t i = 0; i < half->count; i++)
		GS_HOLDS(again.content[i].len == half->content[i].len &&
		    memcmp(again.content[i].ptr, half->content[i].ptr,
		        half->content[i].len) == 0);
	gs_half_free(&again);
	gs_pool_free(&pool);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct gs_report report = {.text = ""};
	struct gs_half half;
	struct gs_pool pool;
	/* Its own allocation: a byte too far is seen by the sanitizer. */
	uint8_t *copy = malloc(len + 1);

	GS_HOLDS(copy != NULL);
	if (len > 0)
		memcpy(copy, data, len);
	memset(memo.id, 0xa5, sizeof memo.id);
	if (read_file(&half, &report, gs_pool_start(&pool),
	    (struct gs_span){copy, len}) != GS_ERR_FORMAT) {
		gs_fuzz_reached++;
		hand_on(&half);
	}
	gs_half_free(&half);
	gs_pool_free(&pool);
	free(copy);
	return 0;
}
