/* SPDX-License-Identifier: Apache-2.0 */
/* Where the leader takes connections of other nodes.  A stranger comes no
 * further than 96 bytes, of which none is parsed: either a node on the list
 * sealed them, or the connection is closed.  Who says nothing is closed after a
 * few seconds, or when others come. */
#ifndef GS_SERVER_NODE_DOOR_H
#define GS_SERVER_NODE_DOOR_H

#include "server/node/line.h"
#include "server/node/list.h"

struct gs_door;

/* Listens where the list says that this node does; before the process shuts
 * itself off.  `nodes` must outlive it. */
GS_CHECKED int gs_door_open(struct gs_door **out, const struct gs_nodes *nodes,
    struct gs_report *report);
/* From now on connections are taken, by a thread of its own.  `joined` is
 * called on that. */
GS_CHECKED int gs_door_start(struct gs_door *door, void (*joined)(void *ctx),
    void *ctx);
/* The newest line of a node that has come since the last call, NULL: none.
 * The caller frees it. */
struct gs_line *gs_door_take(struct gs_door *door, size_t node);
void gs_door_stop(struct gs_door **door);

#endif
