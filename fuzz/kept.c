/* SPDX-License-Identifier: Apache-2.0 */
/* A filing as a mirror keeps it, and the body that somebody handed in to it:
 * what is read is written back byte for byte, and is called by what it is
 * about. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/host.h"
#include "mirror/kept.h"

/* What came in comes out, and no part of it is somewhere else. */
static void write_again(const struct gs_kept *kept, struct gs_span body,
    struct gs_span text)
{
	uint8_t *again = malloc(text.len + 1);

	GS_HOLDS(again != NULL);
	struct gs_writer w = gs_writer_of(again, text.len + 1);
	GS_HOLDS(gs_kept_put(&w, kept, body) == GS_OK);
	GS_HOLDS(w.len == text.len && memcmp(again, text.ptr, text.len) == 0);
	free(again);
}

/* As it was taken: its memo, its acts, and a name that is theirs alone. */
static void read_body(const struct gs_kept *kept, struct gs_span body)
{
	struct gs_report report = {.text = ""};
	struct gs_offer offer;
	struct gs_pool pool;
	char name[GS_KEPT_NAME];

	GS_HOLDS(gs_offer_read(&offer, &report, gs_pool_start(&pool), body) ==
	    GS_OK);
	gs_kept_name(name, offer.id, offer.tag);
	GS_HOLDS(strcmp(name, kept->name) == 0 && kept->bytes == body.len);
	gs_pool_free(&pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct gs_kept kept;
	struct gs_span body = {NULL, 0};
	/* Its own allocation: a byte too far is seen by the sanitizer. */
	uint8_t *copy = malloc(len + 1);

	GS_HOLDS(copy != NULL);
	if (len > 0)
		memcpy(copy, data, len);
	const struct gs_span text = {copy, len};
	if (gs_kept_take(&kept, &body, text) == GS_OK) {
		gs_fuzz_reached++;
		write_again(&kept, body, text);
		read_body(&kept, body);
	}
	free(copy);
	return 0;
}
