/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the requests that wait is next.  There are three lanes: those that
 * may stand on member proofs, others that the back has to say something to, and
 * those that are answered from files.  Each has a number of places; turns
 * within a lane go by what a request is about: a flood of one memo's acts holds
 * up that memo alone, and many who want a roll hold up nobody who wants
 * something else. */
#ifndef GS_SERVER_FRONT_LANES_H
#define GS_SERVER_FRONT_LANES_H

#include "server/front/inside.h"

#define GS_LANES_WORKERS 16
#define GS_LANES_FILES 12 /* under way at once: leaves workers to answers */
#define GS_LANES_ASKED 12 /* no worker waits; below GS_LINK_READS_MAX */
#define GS_LANES_PROOFS 512
#define GS_LANES_BYTES ((size_t)48 << 20) /* of bodies of the latter */
#define GS_LANES_MATTERS 1024

enum { GS_LANE_FILES, GS_LANE_ASKED, GS_LANE_PROOFS, GS_LANES };

/* Not for several threads at once. */
struct gs_lanes {
	uint8_t key[32];
	struct gs_lane {
		size_t places, running, waiting;
		size_t bytes_max, bytes; /* of what runs */
		struct gs_lane_matter {
			struct gs_call *first, **last; /* oldest first */
			size_t running;
		} matters[GS_LANES_MATTERS];
	} lanes[GS_LANES];
	uint64_t arrivals;
	unsigned turn;
};

/* `key`: 32 random bytes, so that nobody can choose whose place they share: two
 * matters of a thousand may be taken for one. */
void gs_lanes_start(struct gs_lanes *lanes, const uint8_t key[32]);
void gs_lanes_put(struct gs_lanes *lanes, struct gs_call *call);
/* NULL: none that may run now.  What was taken is to be given back. */
struct gs_call *gs_lanes_take(struct gs_lanes *lanes);
void gs_lanes_done(struct gs_lanes *lanes, const struct gs_call *call);

#endif
