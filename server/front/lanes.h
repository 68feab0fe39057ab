/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the requests that wait is next for a worker.  Those that may stand
 * on member proofs never take every worker, and among them turns go by what
 * they are about: a flood of one memo's acts holds up that memo alone. */
#ifndef GS_SERVER_FRONT_LANES_H
#define GS_SERVER_FRONT_LANES_H

#include "server/front/inside.h"

#define GS_LANES_WORKERS 16
#define GS_LANES_PROOFS 12 /* workers that may wait for proofs at once */

/* Not for several threads at once. */
struct gs_lanes {
	struct gs_lane {
		struct gs_call *first, **last; /* oldest first */
	} plain, proofs;
	const struct gs_call *running[GS_LANES_WORKERS];
	bool turn;
};

void gs_lanes_start(struct gs_lanes *lanes);
void gs_lanes_put(struct gs_lanes *lanes, struct gs_call *call);
/* NULL: none that may run now.  What was taken is to be given back. */
struct gs_call *gs_lanes_take(struct gs_lanes *lanes);
void gs_lanes_done(struct gs_lanes *lanes, const struct gs_call *call);

#endif
