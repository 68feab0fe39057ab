/* SPDX-License-Identifier: Apache-2.0 */
/* A connection to the node that leads. */
#ifndef GS_SERVER_NODE_DIAL_H
#define GS_SERVER_NODE_DIAL_H

#include "server/node/line.h"
#include "server/node/list.h"

/* Connects to the first of the others that takes connections, which the one
 * that leads alone does; before the process shuts itself off.  GS_ERR_IO: none
 * does, with a report. */
GS_CHECKED int gs_dial(struct gs_line **out, size_t *node,
    const struct gs_nodes *nodes, struct gs_report *report);
/* Then: that it is that node, and knows this one. */
GS_CHECKED int gs_dial_greet(struct gs_line *line, const struct gs_nodes *nodes,
    size_t node, struct gs_report *report);

#endif
