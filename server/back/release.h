/* SPDX-License-Identifier: Apache-2.0 */
/* What members were promised enters the log by the clock: filings and answers
 * at each release, late acts on their late day.  What is published of a box
 * changes then, and boxes that expired go. */
#ifndef GS_SERVER_BACK_RELEASE_H
#define GS_SERVER_BACK_RELEASE_H

#include "lib/steps/local_time.h"
#include "server/back/inside.h"

/* The release after the time of the batch, and the one after that: a night's
 * failure breaks no promise. */
int64_t gs_back_next_release(const struct gs_back *back);
int64_t gs_back_release_after_next(const struct gs_back *back);

/* The former, as people are told it. */
void gs_back_say_release(char out[GS_LOCAL_TIME_MAX],
    const struct gs_back *back);

/* Sets back->next_event: a release, or a time by which something was
 * promised. */
GS_CHECKED int gs_back_plan(struct gs_back *back);
GS_CHECKED int gs_back_plan_start(struct gs_back *back);

/* Warns the operator of a calendar that ends within a year: at the start and at
 * each release, once a local day.  Deadlines go on without closed days, which
 * only a new charter adds. */
void gs_back_warn_calendar(struct gs_back *back);
/* What is due by `now`, each event in a transaction of its own, published;
 * stops at the first that fails, which stays due. */
GS_CHECKED int gs_back_run_due(struct gs_back *back, int64_t now);
/* Moves a simulated clock, from event to event. */
void gs_back_clock(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
