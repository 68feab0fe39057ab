/* SPDX-License-Identifier: Apache-2.0 */
/* Showing a memo in part: a provenance file that opens chosen blocks, and a
 * text with a line for each gap (docs/spec/provenance.md, "Redaction").  Both
 * are functions of the blocks shown and of which ones are not. */
#ifndef GS_LIB_REDACT_H
#define GS_LIB_REDACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "lib/opening.h"
#include "lib/provenance.h"

#define GS_REASON_MAX 24 /* bytes of a reason code */

/* Letters, figures and `( ) . , / -`, no space: a code, not a sentence that
 * the memo does not have. */
bool gs_is_reason(struct gs_span code);
/* Adds to `open` the blocks with a mark within `most` (gs_mark_within). */
void gs_redact_up_to(bool *open, const struct gs_opening *o,
    struct gs_span most);
/* The file `p`, whose opening must show every block, with those blocks open.
 * GS_ERR_RULE (blocks are withheld already), GS_ERR_MISMATCH (the opening is
 * not the memo record's), errors of the parts. */
GS_CHECKED int gs_redact_file(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_provenance *p, const bool *open);
/* Bytes that suffice for it, beyond those of `p`. */
#define GS_REDACT_MORE ((size_t)GS_BLOCKS_MAX * 66 + 64)
/* What `o` shows, as a document; reasons[i] (empty: none) stands at the gap of
 * block i.  The banner is that of what is shown.  GS_ERR_FORMAT,
 * GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_redact_text(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_span *reasons);
/* Whether `text` is such lines and nothing else, of blocks among `count` for
 * which there was none before; then they are marked in `gap`. */
bool gs_read_gaps(bool *gap, size_t count, struct gs_span text);

#endif
