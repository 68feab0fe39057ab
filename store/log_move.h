/* SPDX-License-Identifier: Apache-2.0 */
/* A log is moved from one place to another: a file, a database.  Whenever this
 * ends in the middle, the log is whole in one of the two, at most one of them
 * can be led, and the same again goes on.
 *
 *   1. `to` is led by who moves, and gets all that `from` has;
 *   2. `from` is led by who moves: nobody else leads it ever again;
 *   3. `to` is led by whom it is for. */
#ifndef GS_STORE_LOG_MOVE_H
#define GS_STORE_LOG_MOVE_H

#include "store/log.h"

struct gs_log_move {
	struct gs_log *from, *to;
	/* Who leads each before and after: a file's one owner is zeros. */
	uint8_t leads_from[GS_LOG_NODE_LEN], leads_to[GS_LOG_NODE_LEN];
	const char *from_name, *to_name; /* for messages */
};
/* *head: what was moved.  GS_ERR_DENIED, GS_ERR_MISMATCH, GS_ERR_BUSY,
 * GS_ERR_CORRUPT; the report says why. */
GS_CHECKED int gs_log_move(struct gs_log_head *head,
    const struct gs_log_move *move, struct gs_report *report);

#endif
