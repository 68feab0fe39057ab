/* SPDX-License-Identifier: Apache-2.0 */
/* The acts of memos that are not in the log yet, whichever way they came.  What
 * a tag did is what it did last (none, endorsed, withdrawn); of two records of
 * one act the one with the lower hash is kept.  So they are the same in
 * whatever order they came, and nobody can tell. */
#ifndef GS_SERVER_BACK_GATHER_H
#define GS_SERVER_BACK_GATHER_H

#include "server/back/inside.h"

/* The lower of two records of one act by SHA-256, and of one record that with
 * its files; an empty one counts for none. */
struct gs_span gs_back_lower(struct gs_span a, struct gs_span b);
/* Whether an act of this tag is kept with these very records. */
GS_CHECKED int gs_back_has_act(bool *has, struct gs_back *back,
    const uint8_t memo[32], const struct gs_box_act *act);
/* Keeps an act whose proofs are good.  A withdrawal has its endorsement.
 * Scratch memory comes from the arena. */
GS_CHECKED int gs_back_join_act(struct gs_back *back, struct gs_arena *arena,
    const uint8_t memo[32], const struct gs_box_act *act);

/* Acts of a memo by tag, an endorsement before its withdrawal. */
struct gs_gathering {
	struct gs_span *texts;
	struct gs_span *behind; /* each one's files, which go no further if it
	                         * is taken back */
	size_t count;
	uint64_t tags;
};
/* All that stand, or those that are shown; copied into the arena, behind
 * `before` free places. */
GS_CHECKED int gs_back_gather(struct gs_gathering *out, struct gs_back *back,
    struct gs_arena *arena, const uint8_t memo[32], bool shown,
    size_t before);

#endif
