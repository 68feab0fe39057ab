/* SPDX-License-Identifier: Apache-2.0 */
/* The provenance file (docs/spec/provenance.md): written, read, and verified
 * offline. */
#ifndef GS_LIB_EVIDENCE_PROVENANCE_H
#define GS_LIB_EVIDENCE_PROVENANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/channel/channel.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "core/proof/member.h"
#include "core/tree/tree.h"
#include "lib/evidence/opening.h"
#include "lib/log/note.h"
#include "lib/report.h"

#define GS_PROVENANCE_MAX ((size_t)1 << 29) /* the largest roll is 512 MiB */
#define GS_PROVENANCE_ENTRIES_MAX ((size_t)1 << 20)

struct gs_log_entry {
	uint64_t index;
	struct gs_span bytes; /* the `at` line and the record */
};

/* The parts of a file, borrowed from its text. */
struct gs_provenance {
	uint8_t memo[32];
	struct gs_span checkpoint;
	struct gs_log_entry *charters; /* ascending, from index 0 on */
	size_t charter_count;
	struct gs_log_entry roll;
	struct gs_span keys; /* empty: the roll stands beside the file */
	struct gs_log_entry *entries; /* ascending: the memo, all about it */
	size_t entry_count;
	/* The last entry under the checkpoint, an anchor, and of its state map
	 * the memo's place and the proof of its leaf and that of charters.
	 * Without them the file may show who fetched it, and what it leaves
	 * out: both are empty. */
	struct gs_log_entry anchor;
	struct gs_span map; /* u64, hashes of 32 bytes */
	/* Anchors that carry the first cosigned note behind the filing and
	 * behind each act that discharges a duty, ascending.  If there is one
	 * `consistency` more than these, `anchor` is such a one too. */
	struct gs_log_entry *seen;
	size_t seen_count;
	/* From the checkpoint of each of these notes to the file's: hashes of
	 * 32 bytes. */
	struct gs_span *consistency;
	size_t consistency_count;
	struct gs_span tree; /* hashes of 32 bytes */
	struct gs_span of; /* `reply 1`, `correction 2`; empty: the memo */
	struct gs_span opening;
};

/* What a file's tree and its opening are made from. */
struct gs_provenance_ground {
	struct gs_tree log; /* at the checkpoint */
	const struct gs_block *blocks; /* NULL: the opening is there already */
	const bool *open;    /* whether block i is shown; NULL: all are */
	size_t count;        /* of the blocks */
	const uint8_t *seed; /* 32; secret unless all are shown */
	const struct gs_annexes *annexes; /* all are shown; NULL: none */
};

/* Completes `p` (as many consistency proofs as it counts, tree and opening,
 * taken from `arena`) and writes it.  Errors of the tree, GS_ERR_FORMAT: what
 * is to be proved is no anchor's note; GS_ERR_RANGE, GS_ERR_SPACE,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_provenance_build(struct gs_writer *w, struct gs_arena *arena,
    struct gs_provenance *p, const struct gs_provenance_ground *ground);
GS_CHECKED int gs_provenance_write(struct gs_writer *w,
    const struct gs_provenance *p);
/* All its log entries but the anchors, in the order of the log.  GS_ERR_FORMAT
 * if two have one index, a list does not ascend or one comes after the anchor;
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_provenance_order(const struct gs_log_entry ***out,
    size_t *count, struct gs_arena *arena, const struct gs_provenance *p);
/* The same with the anchors: what the tree proves. */
GS_CHECKED int gs_provenance_shown(const struct gs_log_entry ***out,
    size_t *count, struct gs_arena *arena, const struct gs_provenance *p);
/* The i-th anchor with a note that dates something, of consistency_count. */
const struct gs_log_entry *gs_provenance_carrier(
    const struct gs_provenance *p, size_t i);
/* An anchor out of its entry, and its note, which is empty if there is none.
 * gs_carrier_read looks at nothing of the note, gs_carried_note_read demands
 * one and gives its checkpoint, which nobody has judged.  GS_ERR_FORMAT: it is
 * no anchor at this index, or its note none of the log before it;
 * GS_ERR_MEMORY. */
struct gs_carried_note {
	struct gs_record anchor;
	int64_t at;
	struct gs_span note;
	struct gs_checkpoint checkpoint;
};
GS_CHECKED int gs_carrier_read(struct gs_carried_note *out,
    struct gs_arena *arena, const struct gs_log_entry *entry);
GS_CHECKED int gs_carried_note_read(struct gs_carried_note *out,
    struct gs_arena *arena, const struct gs_log_entry *entry);
/* The record among the file's entries that commits to what the opening is of:
 * the memo's, a reply's, a correction's.  GS_ERR_UNKNOWN: `of` names none;
 * GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_provenance_subject(struct gs_record *out,
    struct gs_arena *arena, const struct gs_provenance *p);
/* The form alone.  GS_ERR_FORMAT, GS_ERR_RANGE, GS_ERR_MEMORY. */
GS_CHECKED int gs_provenance_parse(struct gs_provenance *out,
    struct gs_report *report, struct gs_arena *arena, const void *text,
    size_t len);

/* What a file proves.  Counts, times and dispositions stand in `memo` (its
 * `index` is a position in the replay: see `index` here); name, exercise and
 * clocks in memo->charter; N and E in memo->roll.  Nothing that is not in the
 * file is denied by it. */
struct gs_verdict {
	struct gs_checkpoint checkpoint;
	struct gs_attestation *verified; /* about each verifier given */
	size_t witnesses;             /* cosignatures among them */
	uint64_t witnessed;           /* the earliest of these; 0: none, then
	                                 time is the operator's word alone */
	const struct gs_state *state;
	const struct gs_memo *memo;
	uint64_t index; /* of the memo in the log */
	/* Nothing more about the memo, and no other charter, is in the log up
	 * to the anchor, of that time. */
	bool complete;
	int64_t anchored;
	struct gs_roll *roll;
	struct gs_opening opening;
	struct gs_span of; /* what it is of, as in the file */
};

/* By when whom the reader trusts had cosigned a note; 0: they say no time.
 * Anything but GS_OK ends the verifying. */
typedef int gs_date_fn(int64_t *time, void *ctx, struct gs_report *report,
    struct gs_span note);

/* What the reader brings: whom to believe. */
struct gs_provenance_trust {
	const struct gs_verifier *verifiers; /* the log's, then witnesses' */
	size_t count;
	struct gs_span keys; /* the roll, if the file has none; else empty */
	gs_date_fn *date; /* NULL: no note dates anything */
	void *ctx;
};

/* Verifies everything (the spec's steps 1 to 5).  Errors of the parts, each
 * with a report; GS_ERR_UNKNOWN: the roll's keys are needed and not there. */
GS_CHECKED int gs_provenance_verify(struct gs_verdict *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_provenance *p, const struct gs_provenance_trust *trust);

#endif
