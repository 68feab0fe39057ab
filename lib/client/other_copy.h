/* SPDX-License-Identifier: Apache-2.0 */
/* A log of which the checkpoint and the edge of its tree are enough: what
 * another copy of the same log is held against. */
#ifndef GS_LIB_CLIENT_OTHER_COPY_H
#define GS_LIB_CLIENT_OTHER_COPY_H

#include "core/err.h"
#include "core/host.h"
#include "lib/client/channel.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "lib/records/contradiction.h"
#include "lib/report.h"

struct gs_copy {
	uint8_t note[GS_NOTE_MAX];
	size_t note_len;
	struct gs_checkpoint checkpoint;
	struct gs_tiles *tiles;
	struct gs_log_place place; /* what the copy is behind */
};

/* Its checkpoint is fetched, the log's key has signed it, and its tiles give
 * its root.  Release with gs_copy_close in any case.  Errors of
 * gs_checkpoint_open and gs_tiles_open; GS_ERR_IO: a file is missing. */
GS_CHECKED int gs_copy_open(struct gs_copy *out, struct gs_report *report,
    gs_fetch_fn *fetch, void *ctx, const struct gs_verifier *log);
void gs_copy_close(struct gs_copy *copy);

/* One side of a comparison; with tiles it can be asked for older sizes. */
struct gs_copy_side {
	struct gs_span note;
	const struct gs_checkpoint *checkpoint;
	struct gs_tiles *tiles; /* NULL: the note is all that there is */
	const struct gs_passed *passed; /* what is known of older sizes */
	size_t passed_count;
};
/* Whether two logs have the same entries as far as both go.  Of a contradiction
 * the record goes into `w`, empty, with room for GS_CONTRADICTION_MAX bytes.
 * GS_NOTES_UNDECIDED: the larger one's tiles are not at hand.  Errors of the
 * tiles. */
GS_CHECKED int gs_copy_compare(enum gs_contradiction *out,
    struct gs_writer *w, const struct gs_copy_side *a,
    const struct gs_copy_side *b, const struct gs_verifier *log);

#endif
