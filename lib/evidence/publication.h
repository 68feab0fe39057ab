/* SPDX-License-Identifier: Apache-2.0 */
/* A text that the release officer puts out (docs/spec/records.md, "publish"):
 * an opening, which proves, a readable text, which says no more, and the files
 * of the annexes that the opening shows. */
#ifndef GS_LIB_EVIDENCE_PUBLICATION_H
#define GS_LIB_EVIDENCE_PUBLICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/channel/channel.h"
#include "core/err.h"
#include "lib/memo/gap.h"
#include "lib/report.h"

struct gs_publication_parts {
	struct gs_span opening, text;
	/* `CODE words`, of codes that the charter does not list; for writing
	 * alone. */
	const char *const *reasons;
	size_t reason_count;
	/* Whose text it is, for writing alone; both NULL: the memo's. */
	const struct gs_memo_reply *reply;
	const struct gs_correction *correction;
};

/* Whether both are this memo's: the opening has its root, the text is what
 * gs_redact_text makes of it, reasons apart; and whether the record `publish`
 * has the banner of what is shown, says what the reasons of the text's gaps
 * mean, each of which has one, and names the files of the annexes shown, in
 * their order.  The files themselves are not looked at: the record's hashes are
 * theirs.  GS_ERR_MISMATCH, errors of the parts. */
GS_CHECKED int gs_publication_check(struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    const struct gs_record *publish,
    const struct gs_publication_parts *parts);
/* Checked, and written as a record signed with `secret` (64 bytes, secret).
 * GS_ERR_SPACE, GS_ERR_FORMAT, GS_ERR_MEMORY, and as above. */
GS_CHECKED int gs_publication_write(struct gs_writer *w,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_memo *memo, const struct gs_publication_parts *parts,
    const uint8_t secret[64]);
/* The publication whose text has this SHA-256, or NULL. */
const struct gs_publication *gs_publication_of(const struct gs_memo *memo,
    struct gs_span text);
/* The memo's publication of that number, or NULL. */
const struct gs_publication *gs_publication_by(const struct gs_memo *memo,
    uint64_t number);
/* The publication whose opening has these bytes, or NULL: the newest. */
const struct gs_publication *gs_publication_showing(
    const struct gs_memo *memo, struct gs_span opening);
/* The next gap of its text, from *at on, which moves behind it, and what the
 * code of its reason says.  False: there is no more. */
bool gs_publication_gap(struct gs_gap *gap, struct gs_span *words, size_t *at,
    const struct gs_publication *p, struct gs_span text);
/* The SHA-256 that it names: of the opening, of the text. */
const uint8_t *gs_publication_opening(const struct gs_publication *p);
const uint8_t *gs_publication_text(const struct gs_publication *p);

#endif
