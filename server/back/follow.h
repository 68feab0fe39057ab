/* SPDX-License-Identifier: Apache-2.0 */
/* What a node does that does not lead: keeps inbox.db and boxes.db as the
 * leader has them (docs/spec/nodes.md), for the day on which it leads. */
#ifndef GS_SERVER_BACK_FOLLOW_H
#define GS_SERVER_BACK_FOLLOW_H

#include "server/back/back.h"
#include "server/node/line.h"

/* Until the line ends, which is an error; with a report.  `whole` is called
 * when it has all that the leader has. */
GS_CHECKED int gs_back_follow(const struct gs_back_options *options,
    struct gs_line *line, void (*whole)(void), struct gs_report *report);

#endif
