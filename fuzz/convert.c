/* SPDX-License-Identifier: Apache-2.0 */
/* Files of other programs, and what is made of them: whatever the file, the
 * answer is of its form. */
#include <stdlib.h>
#include <string.h>

#include "convert/read.h"
#include "fuzz/fuzz.h"
#include "lib/host.h"

/* A reader that cannot go on leaves what it has to the end of its process. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct gs_flow f = {.file = {data, len}};
	struct gs_strip answer = {NULL, 0, 0};
	struct gs_converted read;
	struct gs_pool pool;

	gs_read_start(f.file);
	gs_read(&f, GS_FILE_HTML);
	gs_flow_answer(&f, &answer);
	GS_HOLDS(gs_converted_read(&read, gs_pool_start(&pool),
	    (struct gs_span){answer.ptr, answer.len}) == GS_OK);
	GS_HOLDS(read.unread == f.unread && (f.unread != GS_UNREAD_NOTHING ||
	    (read.text.len == f.body.len && read.count == f.count)));
	gs_fuzz_reached += read.unread == GS_UNREAD_NOTHING;

	/* An answer cut short is none. */
	if (answer.len > 0 && gs_converted_read(&read, &pool.arena,
	        (struct gs_span){answer.ptr, answer.len - 1}) == GS_OK)
		GS_HOLDS(false);
	gs_pool_free(&pool);
	free(answer.ptr);
	gs_flow_free(&f);
	return 0;
}
