/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/assets.h"

#include <stdlib.h>
#include <string.h>

#include "lib/records/office.h"

bool gs_assets_next(struct gs_asset_line *out, struct gs_span *left)
{
	const uint8_t *end = left->len < 68 ? NULL :
	    memchr(left->ptr, '\n', left->len);
	size_t len = end == NULL ? 0 : (size_t)(end - left->ptr);

	if (len < 67 || memcmp(left->ptr + 64, "  ", 2) != 0 ||
	    gs_hex_decode(out->hash, 32, left->ptr, 64) != GS_OK)
		return false;
	out->path = (struct gs_span){left->ptr + 66, len - 66};
	left->ptr += len + 1;
	left->len -= len + 1;
	return true;
}

static int write_asset_files(struct gs_record_writer *d,
    struct gs_report *report, struct gs_span manifest)
{
	struct gs_span left = manifest;
	struct gs_asset_line line;
	uint64_t n = 1;

	for (; gs_assets_next(&line, &left); n++)
		gs_record_line(d, "file", gs_part_hash(line.hash),
		    gs_part_text_of(line.path.ptr, line.path.len));
	if (left.len == 0 && n > 1)
		return GS_OK;
	gs_report_tell(report, "assets-manifest", "line {0} of the manifest is "
	    "no SHA-256 in hexadecimal, two blanks and a path; each file of the "
	    "pages has such a line, as GET /assets of a server of your own "
	    "build shows them", gs_say_number(n));
	return GS_ERR_FORMAT;
}

int gs_assets_write(struct gs_writer *w, struct gs_report *report,
    const struct gs_assets_word *word, const uint8_t secret[64])
{
	uint8_t *buf = malloc(GS_RECORD_MAX);
	struct gs_record_writer d;

	if (buf == NULL)
		return GS_ERR_MEMORY;
	gs_record_start(&d, buf, GS_RECORD_MAX, "assets");
	gs_record_line(&d, "channel", gs_part_hash(word->charter->channel));
	gs_record_line(&d, "release", gs_part_text(word->release));
	int err = write_asset_files(&d, report, word->manifest);
	if (err == GS_OK)
		err = gs_office_sign(w, &d, "pages", secret);
	free(buf);
	return err;
}
