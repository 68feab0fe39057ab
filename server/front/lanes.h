/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the requests that wait is next.  There are two lanes, those that may
 * stand on member proofs and all others, each with a number of places; turns
 * within a lane go by what a request is about: a flood of one memo's acts holds
 * up that memo alone, and many who want a roll hold up nobody who wants
 * something else. */
#ifndef GS_SERVER_FRONT_LANES_H
#define GS_SERVER_FRONT_LANES_H

#include "server/front/inside.h"

#define GS_LANES_WORKERS 16
#define GS_LANES_PLAIN 12 /* under way at once: leaves workers to answers */
#define GS_LANES_PROOFS 512
#define GS_LANES_BYTES ((size_t)48 << 20) /* of bodies of the latter */
#define GS_LANES_MATTERS 1024

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
	} plain, proofs;
	uint64_t arrivals;
	bool turn;
};

/* `key`: 32 random bytes, so that nobody can choose whose place they share: two
 * matters of a thousand may be taken for one. */
void gs_lanes_start(struct gs_lanes *lanes, const uint8_t key[32]);
void gs_lanes_put(struct gs_lanes *lanes, struct gs_call *call);
/* NULL: none that may run now.  What was taken is to be given back. */
struct gs_call *gs_lanes_take(struct gs_lanes *lanes);
void gs_lanes_done(struct gs_lanes *lanes, const struct gs_call *call);

#endif
