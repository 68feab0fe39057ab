/* SPDX-License-Identifier: Apache-2.0 */
/* What the leader does so that every node on its list has inbox.db and boxes.db
 * as it has them (docs/spec/nodes.md): whoever comes is brought up to date, and
 * a batch with acts is answered when each has confirmed it. */
#ifndef GS_SERVER_BACK_FOLLOWERS_H
#define GS_SERVER_BACK_FOLLOWERS_H

#include "server/back/inside.h"
#include "server/node/door.h"

/* Nothing if this node is alone.  `door` is taken over. */
GS_CHECKED int gs_followers_start(struct gs_back *back,
    const struct gs_nodes *nodes, struct gs_door *door);
void gs_followers_stop(struct gs_back *back);
/* Between batches: brings up to date whoever has come, and looks whether those
 * who follow are still there. */
void gs_followers_meet(struct gs_back *back);
/* Whether all follow; there may be none. */
bool gs_followers_whole(const struct gs_back *back);
/* After a commit of the two files: sends what changed, and waits until it is
 * confirmed.  Who does not confirm follows no more. */
GS_CHECKED int gs_followers_keep(struct gs_back *back);

/* The same of what nobody was answered: who has not got it is brought up to
 * date before it follows again. */
void gs_followers_tell(struct gs_back *back);

#endif
