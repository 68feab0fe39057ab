/* SPDX-License-Identifier: Apache-2.0 */
/* A server that moved: the channel's authority says where to, in the log. */
#ifndef GS_CLI_COMMON_MOVED_H
#define GS_CLI_COMMON_MOVED_H

#include "core/channel/channel.h"
#include "lib/client/state.h"
#include "lib/log/note.h"

/* Where the server is, if elsewhere than at `place`; else NULL. */
const struct gs_moved *gs_moved_away(const struct gs_state *state,
    const char *place);

/* The log was replayed that the server at `place` shows.  If it says that
 * the server is elsewhere, that is told, and what names another place is
 * mended, whatever address was asked: the configured channel, if it is this
 * log's, in its file, and the state (which may be NULL), in memory.  An address
 * that crosses a network in the clear is told and not followed. */
void gs_moved_follow(const struct gs_state *state, const char *place,
    const struct gs_verifier *log, struct gs_client *member);

#endif
