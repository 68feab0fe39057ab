/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of a release are (docs/spec/records.md, "assets"), out of a
 * manifest: for each file a line of its SHA-256 in hexadecimal, two blanks and
 * the path under which it is served. */
#ifndef GS_LIB_RECORDS_ASSETS_H
#define GS_LIB_RECORDS_ASSETS_H

#include "core/bytes.h"
#include "core/channel/channel.h"
#include "lib/report.h"

#define GS_ASSETS_MANIFEST_MAX ((size_t)1 << 17)

struct gs_asset_line {
	uint8_t hash[32];
	struct gs_span path; /* in the manifest */
};
/* The next line of what is left; false behind the last, which *left is then
 * empty behind, or at a line that is none. */
bool gs_assets_next(struct gs_asset_line *out, struct gs_span *left);

/* The record, signed as `pages`; `w` has room for GS_RECORD_MAX bytes.
 * GS_ERR_FORMAT, with the report: that is no manifest; GS_ERR_SPACE,
 * GS_ERR_MEMORY. */
struct gs_assets_word {
	const struct gs_charter *charter;
	const char *release;
	struct gs_span manifest;
};
GS_CHECKED int gs_assets_write(struct gs_writer *w, struct gs_report *report,
    const struct gs_assets_word *word, const uint8_t secret[64]);

#endif
