/* SPDX-License-Identifier: Apache-2.0 */
/* What crosses between the server's two processes. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "server/wire/wire.h"

static void try_ask(const uint8_t *data, size_t len, uint8_t *again)
{
	struct gs_ask ask;
	struct gs_pool pool;
	if (gs_wire_ask_read(&ask, gs_pool_start(&pool), data, len) == GS_OK) {
		gs_fuzz_reached++;
		struct gs_writer w = gs_writer_of(again, len);
		GS_HOLDS(gs_wire_ask_write(&w, &ask) == GS_OK &&
		    gs_writer_end(&w) == GS_OK && w.len == len &&
		    memcmp(again, data, len) == 0);
	}
	gs_pool_free(&pool);
}

static void try_answer(const uint8_t *data, size_t len, uint8_t *again)
{
	struct gs_answer answer;
	gs_answer_start(&answer);
	if (gs_wire_answer_read(&answer, data, len) == GS_OK) {
		gs_fuzz_reached++;
		struct gs_writer w = gs_writer_of(again, len);
		gs_wire_answer_write(&w, &answer);
		GS_HOLDS(gs_writer_end(&w) == GS_OK && w.len == len &&
		    memcmp(again, data, len) == 0);
	} else {
		GS_HOLDS(answer.err == GS_ERR_INTERNAL);
	}
	gs_answer_free(&answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t *again = malloc(len + 1);
	if (again == NULL)
		return 0;
	try_ask(data, len, again);
	try_answer(data, len, again);
	free(again);
	return 0;
}
