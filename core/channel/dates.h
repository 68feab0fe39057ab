/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: by when others than the operator know what
 * happened. */
#ifndef GS_CORE_CHANNEL_DATES_H
#define GS_CORE_CHANNEL_DATES_H

#include "core/channel/state.h"

/* It happened with that entry, and waits for its date.  `event` is the memo's,
 * or that of something which the memo has for ever. */
void gs_event_enter(struct gs_state *state, struct gs_memo *memo,
    struct gs_event *event, uint64_t entry);

#endif
