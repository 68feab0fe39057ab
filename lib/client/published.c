/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/published.h"

#include <string.h>

#include "core/bytes.h"
#include "core/host.h"

int gs_published_fetch(uint8_t *out, size_t *len, struct gs_report *report,
    gs_fetch_fn *fetch, void *ctx, const uint8_t hash[32])
{
	char path[80];
	uint8_t got[32];
	struct gs_writer w = gs_writer_of(path, sizeof path);

	gs_write_text(&w, "content/");
	gs_write_hex(&w, hash, 32);
	gs_write_u8(&w, 0);
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = fetch(ctx, report, out, len, GS_PUBLISHED_MAX, path);
	if (err != GS_OK)
		return err;

	gs_host_sha256(got, &(struct gs_span){out, *len}, 1);
	if (memcmp(got, hash, 32) == 0)
		return GS_OK;
	gs_report_tell(report, "published-other-file", "{0}: this is another "
	    "file than the one that the log names", gs_say_text(path));
	return GS_ERR_MISMATCH;
}
