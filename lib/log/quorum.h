/* SPDX-License-Identifier: Apache-2.0 */
/* The witnesses that a charter names, and whether enough of them have cosigned
 * a checkpoint (docs/spec/records.md, "Witnesses"). */
#ifndef GS_LIB_LOG_QUORUM_H
#define GS_LIB_LOG_QUORUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/log/note.h"
#include "lib/report.h"

struct gs_quorum {
	/* The log's, then those of `count` witnesses, by name. */
	struct gs_verifier keys[1 + GS_WITNESSES_MAX];
	size_t count;
	uint64_t needed; /* of them; 0: the charter names none */
};

struct gs_quorum_verdict {
	struct gs_checkpoint checkpoint;
	struct gs_attestation signatures[1 + GS_WITNESSES_MAX]; /* of keys[i] */
	size_t cosigned; /* witnesses who have */
	bool reached;    /* enough of them; true where none is asked */
	/* The earliest time by which enough of them had cosigned
	 * (gs_note_time).  0: not reached, or nobody is asked. */
	uint64_t time;
};

/* GS_ERR_FORMAT: the charter's origin cannot be a note's name. */
GS_CHECKED int gs_quorum_of(struct gs_quorum *out,
    const struct gs_charter *charter);
/* The log's key alone, out of the parts of a charter that name it. */
GS_CHECKED int gs_quorum_log(struct gs_verifier *out,
    const struct gs_part *origin, const struct gs_part *key);
/* A witness's key as a charter has it. */
GS_CHECKED int gs_quorum_verifier(struct gs_verifier *out,
    const struct gs_witness *witness);

/* The log has signed, and nobody's signature is bad; `out` says who else has
 * signed.  A cosignature at time 0 does not count, since nobody can say when it
 * was.  Errors of gs_checkpoint_open. */
GS_CHECKED int gs_quorum_judge(struct gs_quorum_verdict *out,
    const struct gs_quorum *quorum, const void *note, size_t len);

/* A change of the witnesses that those of before have not seen. */
struct gs_quorum_gap {
	/* In force at the note's last entry, and the newest before it whose
	 * quorum has neither cosigned the note nor handed over; NULL: all
	 * have. */
	const struct gs_charter *newest, *outgoing;
	const struct gs_charter *incoming; /* that replaced `outgoing` */
	uint64_t cooling; /* days, the most of all such charters */
};

/* The same by each charter of the log that was in force at the last of its
 * first `known` entries or at one after that, up to the note's last, unless an
 * anchor shows that its quorum has seen the next one: so that a change of the
 * witnesses is seen by those of before.  `known` 0 is taken for 1: the first
 * charter is known by the channel id.  *out is by the last of these charters.
 * GS_ERR_RULE, with a report: a quorum is not reached; if `gap` (may be NULL)
 * has an outgoing charter, it is only that of charters before. */
GS_CHECKED int gs_quorum_judge_since(struct gs_quorum_verdict *out,
    struct gs_quorum_gap *gap, struct gs_report *report,
    const struct gs_state *state, uint64_t known, struct gs_span note);

/* The newest charter whose quorum has neither cosigned this note nor handed
 * over; NULL: there is none.  Whoever believed a change that it did not see
 * says so at each look.  Errors of gs_quorum_judge. */
GS_CHECKED int gs_quorum_unseen(const struct gs_charter **outgoing,
    const struct gs_state *state, struct gs_span note);

/* The log's key and those of all witnesses of these charters and of those that
 * have not handed over, each once, by name.  Of more than GS_QUORUM_KEYS_MAX
 * those of the oldest charters are left out: a channel whose witnesses were all
 * replaced four times, and never handed over, goes on without their word. */
#define GS_QUORUM_KEYS_MAX 64
GS_CHECKED int gs_quorum_keys(struct gs_verifier *out, size_t *count,
    const struct gs_state *state, uint64_t known);
/* The log's key and those that may have lines in the note of an anchor under
 * that charter, in the order of their lines (gs_anchor_witness). */
GS_CHECKED int gs_quorum_anchor_keys(
    struct gs_verifier out[GS_QUORUM_KEYS_MAX], size_t *count,
    const struct gs_charter *charter);

#endif
