/* SPDX-License-Identifier: Apache-2.0 */
/* Acts that a member queued with --later, and when they go out (docs/spec/
 * state.md, "Queued acts"). */
#ifndef GS_CLI_COMMON_QUEUE_H
#define GS_CLI_COMMON_QUEUE_H

#include "cli/common/options.h"
#include "cli/common/session.h"
#include "lib/steps/keep.h"

#define GS_OPTION_LATER(place) {.name = "later", .flag = &(place)}
#define GS_HELP_LATER \
"  --later              send nothing now: your state keeps the act, and a look at\n" \
"                       the channel sends it, a day or more from now\n"

/* For a verb that only looks, once its session is connected and the state at
 * `path` was held against the log: sends one act, if one is due, over a
 * connection of its own.  What fails is said, and stops nobody. */
void gs_queue_look(struct gs_session *s, const char *path);
/* For a verb that acts: two acts that arrive together would be one person's, so
 * what is due stays, which is said. */
void gs_queue_tell(const struct gs_session *s);
/* Sends that one now, due or not; says what became of it. */
GS_CHECKED int gs_queue_send(struct gs_session *s, const char *path,
    const struct gs_client_act *act);

/* order->later is set, and the act kept in the state, which is saved; says
 * when it goes. */
GS_CHECKED int gs_queue_keep(struct gs_session *s, const char *path,
    struct gs_keep_order *order);

#endif
