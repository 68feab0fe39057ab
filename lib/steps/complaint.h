/* SPDX-License-Identifier: Apache-2.0 */
/* What a server signed for a member, and the act that it is about, as one file
 * that anyone holds against a log (docs/spec/complaint.md).  Whoever shows it
 * shows whose tag it is. */
#ifndef GS_LIB_STEPS_COMPLAINT_H
#define GS_LIB_STEPS_COMPLAINT_H

#include "core/channel/channel.h"
#include "lib/records/count.h"
#include "lib/records/promise.h"
#include "lib/report.h"

enum gs_complaint_kind {
	GS_COMPLAINT_PROMISE,
	GS_COMPLAINT_REFUSAL,
	GS_COMPLAINT_COUNT
};

struct gs_complaint {
	enum gs_complaint_kind kind;
	struct gs_promise promise; /* of a promise; else its channel and memo */
	struct gs_count count;     /* of a count */
	struct gs_part code, why;  /* of a refusal; borrowed */
	bool lapsed; /* a promise of an end that the office could not make any
	              * more when it was due */
	struct gs_span act;        /* borrowed; empty if the file has none */
	struct gs_record signed_record;
};

/* The file: the signed record, and behind an empty line the act, unless that is
 * empty.  `w` is empty. */
GS_CHECKED int gs_complaint_write(struct gs_writer *w,
    struct gs_span signed_record, struct gs_span act);
/* Reads a file, which may be the signed record alone, before there is a log to
 * hold it against.  Everything borrows from the text and the arena.
 * GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_complaint_parse(struct gs_complaint *out,
    struct gs_report *report, struct gs_arena *arena, struct gs_span text);
/* Checks that a charter of the log names the key that signed it, and that it is
 * about the act.  GS_ERR_SIGNATURE: nobody of this channel signed it;
 * GS_ERR_MISMATCH: another channel, or another act; GS_ERR_FORMAT: what stands
 * behind it is none; GS_ERR_MEMORY. */
GS_CHECKED int gs_complaint_judge(struct gs_complaint *complaint,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_state *state);
/* Both. */
GS_CHECKED int gs_complaint_read(struct gs_complaint *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_state *state, struct gs_span text);

#endif
