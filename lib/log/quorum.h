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
	/* The earliest time by which enough of them had cosigned: fewer cannot
	 * move it back.  0: not reached, or nobody is asked. */
	uint64_t time;
};

/* GS_ERR_FORMAT: the charter's origin cannot be a note's name. */
GS_CHECKED int gs_quorum_of(struct gs_quorum *out,
    const struct gs_charter *charter);
/* A witness's key as a charter has it. */
GS_CHECKED int gs_quorum_verifier(struct gs_verifier *out,
    const struct gs_witness *witness);

/* The log has signed, and nobody's signature is bad; `out` says who else has
 * signed.  A cosignature at time 0 does not count, since nobody can say when it
 * was.  Errors of gs_checkpoint_open. */
GS_CHECKED int gs_quorum_judge(struct gs_quorum_verdict *out,
    const struct gs_quorum *quorum, const void *note, size_t len);

#endif
