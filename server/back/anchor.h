/* SPDX-License-Identifier: Apache-2.0 */
/* The log's word on itself: at the end of each release that finds entries, and
 * once more an hour later, which fixes the note that everybody uses
 * (docs/spec/records.md, "anchor"). */
#ifndef GS_SERVER_BACK_ANCHOR_H
#define GS_SERVER_BACK_ANCHOR_H

#include "server/back/inside.h"

/* When the last anchor's note is to be in the log; INT64_MAX: it is, or
 * nothing stands behind it. */
int64_t gs_back_anchor_hour(const struct gs_back *back);
/* Whether a release or that hour, at `event`, ends with an anchor. */
bool gs_back_wants_anchor(const struct gs_back *back, int64_t event);
/* The last entry of the batch under way; a failure is back->failed. */
void gs_back_append_anchor(struct gs_back *back);

#endif
