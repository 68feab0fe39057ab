/* SPDX-License-Identifier: Apache-2.0 */
/* What a release leaves behind in inbox.db and boxes.db.  It comes after what
 * entered the log is durable and published: whatever interrupts it, the next
 * one does the rest. */
#ifndef GS_SERVER_BACK_SWEEP_H
#define GS_SERVER_BACK_SWEEP_H

#include "server/back/inside.h"

/* Whether what waits is due at an event: a filing or an answer at the release
 * before the last one that its promise allows, a late act on its day, and
 * whatever is about a memo whose end is due. */
GS_CHECKED int gs_back_is_due(bool *due, const struct gs_back *back,
    const struct gs_pending *act, int64_t event);
/* After an event: forgets what was due, closes the boxes of filed memos, shows
 * what boxes may show, drops what expired. */
GS_CHECKED int gs_back_sweep(struct gs_back *back, int64_t event);
/* At the start: what expired meanwhile goes, and texts that a server which was
 * killed left behind. */
GS_CHECKED int gs_back_sweep_start(struct gs_back *back, int64_t now);
/* Texts that belong to nothing any more. */
GS_CHECKED int gs_back_sweep_texts(struct gs_back *back);

#endif
