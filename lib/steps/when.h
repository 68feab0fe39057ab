/* SPDX-License-Identifier: Apache-2.0 */
/* Until when somebody has to wait, as people are told it (gs_local_time). */
#ifndef GS_LIB_STEPS_WHEN_H
#define GS_LIB_STEPS_WHEN_H

#include "lib/steps/collection.h"
#include "lib/steps/local_time.h"

/* The first release after `now`, by the charter in force. */
void gs_when_release(char out[GS_LOCAL_TIME_MAX],
    const struct gs_state *state, int64_t now);
/* The first late day of a memo's charter after `now`. */
void gs_when_late_day(char out[GS_LOCAL_TIME_MAX],
    const struct gs_charter *charter, int64_t now);
/* When the log fixes the note that a provenance file waits for, if its
 * witnesses answer by then: an hour after the anchor behind the memo's last
 * entry, or at the next release once that hour has passed.  No anchor is
 * behind it before the next release. */
void gs_when_anchored(char out[GS_LOCAL_TIME_MAX],
    const struct gs_collection *c, const struct gs_state *state, int64_t now);

/* Whether two releases have passed since witnesses saw the log last, which is
 * this note by the charter in force: then nothing was entered meanwhile, or
 * whoever shows the log hides it.  Not of an exercise, whose clock is moved by
 * hand, nor without witnesses.  `seen` is the time, that of second 0 if
 * there is none; `second` the second release after it. */
GS_CHECKED int gs_when_unseen(bool *unseen, char seen[GS_LOCAL_TIME_MAX],
    char second[GS_LOCAL_TIME_MAX], const struct gs_state *state,
    struct gs_span note, int64_t now);

#endif
