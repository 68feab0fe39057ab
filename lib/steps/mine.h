/* SPDX-License-Identifier: Apache-2.0 */
/* What a member's state is good for, by the log: its keys, when they run out,
 * and what they did. */
#ifndef GS_LIB_STEPS_MINE_H
#define GS_LIB_STEPS_MINE_H

#include <stdbool.h>

#include "core/channel/channel.h"
#include "lib/client/state.h"
#include "lib/report.h"
#include "lib/steps/shown.h"

/* Where an edition stands at `now`. */
enum gs_mine_edition {
	GS_MINE_TO_COME,  /* its roll is not out */
	GS_MINE_YOUNG,    /* it is, and may not be used yet */
	GS_MINE_SERVES,   /* memos begin under it */
	GS_MINE_REPLACED  /* a later one serves: it is for memos begun before */
};
enum gs_mine_edition gs_mine_edition(const struct gs_state *state,
    uint64_t edition, int64_t now);

/* Whether the next roll will be made without its owner, who is told.  Until
 * then nobody is bothered. */
bool gs_mine_run_out(struct gs_report *report, const struct gs_client *client,
    const struct gs_state *state);

/* What the state's keys did to a filed memo, by the log alone. */
struct gs_mine_memo {
	enum gs_own_act own;
	bool filed; /* in one of their slots */
};
/* Errors of gs_scope_memo and gs_secret_tag. */
GS_CHECKED int gs_mine_memo(struct gs_mine_memo *out,
    const struct gs_client *client, const struct gs_state *state,
    const struct gs_memo *memo);

#endif
