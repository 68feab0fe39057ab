/* SPDX-License-Identifier: Apache-2.0 */
/* A server's file of what its log has come to (docs/spec/snapshot.md), judged
 * by whoever replays the log. */
#ifndef GS_LIB_CLIENT_SNAPSHOT_H
#define GS_LIB_CLIENT_SNAPSHOT_H

#include <stdbool.h>

#include "core/channel/snapshot.h"

#define GS_SNAPSHOT_HEADING "gainsay/v1 snapshot\n"
#define GS_SNAPSHOT_HEADING_LEN (sizeof GS_SNAPSHOT_HEADING - 1)
#define GS_STATE_HEADING_LEN 17     /* of the state in it; the size follows */
#define GS_SNAPSHOT_PIECE ((size_t)65536) /* is hashed together */
#define GS_SNAPSHOT_TREES 4         /* levels of the tree: 0, 8, 16, 24 */

struct gs_snapshot_claim {
	struct gs_span file; /* empty: there is none */
	uint64_t size;       /* of the log that it is about */
	bool whole;          /* it has the hash at its end */
	bool met;            /* the replay had a state of that size */
	bool same;           /* which is what the file says */
};
/* The file is borrowed. */
void gs_snapshot_claim_start(struct gs_snapshot_claim *claim,
    struct gs_span file);
/* The next state of a replay. */
void gs_snapshot_claim_judge(struct gs_snapshot_claim *claim,
    const struct gs_state *state);

#endif
