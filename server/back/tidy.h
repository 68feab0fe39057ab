/* SPDX-License-Identifier: Apache-2.0 */
/* After anonymous acts inbox.db and boxes.db are brought into a state that
 * shows nothing of their order (store/deck.h).  Where something went they are
 * written anew: boxes.db, which may be large, at the next release.  Where that
 * cannot be done no act is taken that needs it.  So is staff.db after
 * enrolments, which go on where it cannot. */
#ifndef GS_SERVER_BACK_TIDY_H
#define GS_SERVER_BACK_TIDY_H

#include "server/back/inside.h"
#include "server/wire/queue.h"

/* After what changed the files (back->anonymous, back->boxes_changed).  What
 * fails is told to the operator once, and sets back->untidy. */
void gs_back_tidy(struct gs_back *back, bool release);
/* Whether the file system has what any act needs, by what it says now. */
bool gs_back_has_room(const struct gs_back *back);
/* A question, and an answer without any value. */
void gs_back_health(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);
/* Before a batch: whether its anonymous acts may be taken
 * (back->acts_refused).  Tries again what failed last.  Where nobody can say
 * it is an error of the batch. */
GS_CHECKED int gs_back_admit_acts(struct gs_back *back,
    const struct gs_waiting *taken);
/* Whether `ask` is an anonymous act that must not be taken now; then that is
 * its answer. */
bool gs_back_refuse_act(const struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
