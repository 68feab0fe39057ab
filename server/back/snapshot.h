/* SPDX-License-Identifier: Apache-2.0 */
/* The state and the hashes of the log's entries in a file, DIR/snapshot
 * (docs/SERVER.md, "The snapshot"), so that a start reads only the entries that
 * came after.  It is a copy of what channel.db says, and never believed against
 * it. */
#ifndef GS_SERVER_BACK_SNAPSHOT_H
#define GS_SERVER_BACK_SNAPSHOT_H

#include "server/back/inside.h"

/* State and leaves, of which there are none, out of the file, if it is whole
 * and belongs to a checkpoint that is in the store.  False: there are none;
 * what is wrong with a file that is there is told to the operator. */
bool gs_back_snapshot_load(struct gs_back *back);
/* The file as it should be, held against the one that is there, while the log
 * is read whole. */
struct gs_snapshot_check {
	bool any;      /* there is one */
	uint64_t size; /* of its log; 0 where nobody can tell */
	bool same;
};
void gs_back_snapshot_expect(struct gs_snapshot_check *check,
    const struct gs_back *back);
/* The state has that many entries. */
void gs_back_snapshot_compare(struct gs_snapshot_check *check,
    struct gs_back *back);
/* At the end: tells the operator of one that is not what the log says, so that
 * another is written. */
void gs_back_snapshot_judge(const struct gs_snapshot_check *check,
    struct gs_back *back);

/* At the start: removes what a server that was killed has begun. */
void gs_back_snapshot_clear(const struct gs_back *back);
/* Writes it anew where many entries came since; `now`: where any did.  What
 * fails is told, and costs the next start time. */
void gs_back_snapshot_save(struct gs_back *back, bool now);

#endif
