/* SPDX-License-Identifier: Apache-2.0 */
/* Showing a memo in part: a provenance file that opens chosen blocks, and a
 * text with a line for each gap (docs/spec/provenance.md, "Redaction").  Both
 * are functions of the blocks shown and of which ones are not. */
#ifndef GS_LIB_EVIDENCE_REDACT_H
#define GS_LIB_EVIDENCE_REDACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "lib/memo/document.h"
#include "lib/memo/gap.h"
#include "lib/evidence/opening.h"
#include "lib/evidence/provenance.h"

/* The marks of the charter that the file's memo names; they borrow from the
 * file and the arena.  GS_ERR_UNKNOWN: the file has no such charter; errors of
 * gs_record_parse. */
GS_CHECKED int gs_redact_marks(struct gs_marks *out, struct gs_arena *arena,
    const struct gs_provenance *p);
/* Adds to `open` the blocks with a mark within `most` (gs_mark_within). */
void gs_redact_up_to(bool *open, const struct gs_opening *o,
    const struct gs_marks *marks, struct gs_span most);
/* The file `p`, showing no more than is chosen: the same bytes as if it had
 * been chosen from the whole file.  GS_ERR_RULE (`p` does not show it),
 * GS_ERR_MISMATCH (the opening is not the memo record's), errors of the
 * parts. */
GS_CHECKED int gs_redact_file(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_provenance *p, const struct gs_choice *choice);
/* Bytes that suffice for it, beyond those of `p`. */
size_t gs_redact_more(const struct gs_provenance *p);

/* Why blocks and sentences are withheld, as codes (gs_is_reason); an empty one
 * says nothing.  block[i] is of block i; sentence[i][k] is of its sentence k
 * and comes before block[i].  `sentence` and any sentence[i] may be NULL. */
struct gs_reasons {
	const struct gs_span *block;
	struct gs_span *const *sentence;
};
/* Bytes that suffice for it: a sentence has 20 bytes at least. */
#define GS_REDACT_TEXT_MAX (GS_DOCUMENT_MAX / 20 * GS_GAP_MAX + \
	GS_DOCUMENT_MAX + GS_BLOCKS_MAX * (size_t)(GS_GAP_MAX + 2))
/* What `o` shows, as a document with its gaps.  The banner is that of what is
 * shown.  GS_ERR_FORMAT, GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_redact_text(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_marks *marks,
    const struct gs_reasons *reasons);

#endif
