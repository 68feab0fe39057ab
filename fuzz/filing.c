/* SPDX-License-Identifier: Apache-2.0 */
/* A filing as a file, which somebody hands in for a member: what is read is
 * sent with the same values, and names the file that came with it. */
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "fuzz/fuzz.h"
#include "lib/host.h"
#include "lib/memo/seal.h"
#include "lib/steps/filing.h"

static bool same_span(struct gs_span a, struct gs_span b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static void send_again(struct gs_arena *arena, const struct gs_record *memo,
    const struct gs_filing_load *load)
{
	const struct gs_span record = {memo->text, memo->len};
	struct gs_request request;
	struct gs_filing_load again;
	struct gs_record rec;

	GS_HOLDS(gs_filing_send(&request, NULL, record, load) == GS_OK);
	const struct gs_span body = {(uint8_t *)request.body,
	    strlen(request.body)};
	GS_HOLDS(gs_filing_read(&rec, &again, NULL, arena, body) == GS_OK);
	GS_HOLDS(same_span((struct gs_span){rec.text, rec.len}, record) &&
	    same_span(again.sealed, load->sealed) &&
	    again.count == load->count);
	for (size_t i = 0; i < load->count; i++)
		GS_HOLDS(same_span(again.acts[i], load->acts[i]));
	gs_request_free(&request);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct gs_report report = {.text = ""};
	struct gs_filing_load load = {.count = 0};
	struct gs_record memo;
	struct gs_pool pool;
	uint8_t hash[32];
	/* Its own allocation: a byte too far is seen by the sanitizer. */
	uint8_t *copy = malloc(len + 1);

	GS_HOLDS(copy != NULL);
	if (len > 0)
		memcpy(copy, data, len);
	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_filing_read(&memo, &load, &report, arena,
	    (struct gs_span){copy, len});
	GS_HOLDS((err == GS_OK) == (report.code[0] == '\0'));

	if (err == GS_OK) {
		gs_fuzz_reached++;
		gs_host_sha256(hash, &load.sealed, 1);
		GS_HOLDS(gs_record_is(&memo, GS_RECORD_MEMO) &&
		    memcmp(hash, gs_record_hash(&memo, "content"), 32) == 0 &&
		    gs_seal_is_shaped(load.sealed));
		send_again(arena, &memo, &load);
	}
	gs_pool_free(&pool);
	free(copy);
	return 0;
}
