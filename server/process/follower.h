/* SPDX-License-Identifier: Apache-2.0 */
/* A node that follows: one process, which takes no requests and no
 * connections, in the back's sandbox. */
#ifndef GS_SERVER_PROCESS_FOLLOWER_H
#define GS_SERVER_PROCESS_FOLLOWER_H

#include "server/process/pair.h"

/* Until it loses the leader, which is an error, with a report.  `whole` is
 * called when it has all that waits there. */
GS_CHECKED int gs_follower_run(const struct gs_server_options *options,
    void (*whole)(void), struct gs_report *report);

#endif
