/* SPDX-License-Identifier: Apache-2.0 */
/* Two checkpoints of one log that its key signed, and what shows that they
 * cannot both be of one history (docs/spec/contradiction.md). */
#ifndef GS_LIB_RECORDS_CONTRADICTION_H
#define GS_LIB_RECORDS_CONTRADICTION_H

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "core/tree/tree.h"
#include "lib/log/note.h"
#include "lib/report.h"

#define GS_CONTRADICTION_MAX 8192 /* bytes of the record */
/* A checkpoint with the log's signature alone. */
#define GS_CONTRADICTION_NOTE_MAX 2048

/* What two checkpoints, the smaller one first, say of each other. */
enum gs_contradiction {
	GS_NOTES_CONTRADICT, /* no one log had both */
	GS_NOTES_AGREE,      /* the second continues the first, or is it */
	GS_NOTES_UNDECIDED   /* of two sizes, and nothing that ties them */
};

struct gs_contradiction_case {
	struct gs_span a, b;            /* notes that the log's key signed */
	const struct gs_verifier *log;
	const struct gs_tree *larger;   /* the log of the larger one; NULL: it
	                                 * is not at hand, and the record shows
	                                 * nothing unless the sizes are equal */
};
/* The record; `w` is empty and has room for GS_CONTRADICTION_MAX bytes.  Of
 * each note it has the log's line alone.  Errors of gs_checkpoint_open and of
 * the tree; GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_contradiction_write(struct gs_writer *w,
    const struct gs_contradiction_case *c);

struct gs_contradiction_verdict {
	enum gs_contradiction what;
	struct gs_checkpoint first, second; /* the smaller log's first */
};
/* Judges a record under the log's key.  GS_ERR_FORMAT: it is none, or its lines
 * are not in order; GS_ERR_SIGNATURE, GS_ERR_UNKNOWN, GS_ERR_MISMATCH: a note
 * is not by that log; GS_ERR_PROOF: its proof does not lead to the second's
 * root, so that it shows nothing; GS_ERR_MEMORY.  The report says which. */
GS_CHECKED int gs_contradiction_judge(struct gs_contradiction_verdict *out,
    struct gs_report *report, struct gs_span text,
    const struct gs_verifier *log);

#endif
