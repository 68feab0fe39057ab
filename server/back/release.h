/* SPDX-License-Identifier: Apache-2.0 */
/* Acts after filing and the answers of authors: they wait, keyed by tag, for
 * the charter's clock, and enter together under one time. */
#ifndef GS_SERVER_BACK_RELEASE_H
#define GS_SERVER_BACK_RELEASE_H

#include "server/back/inside.h"

void gs_back_act(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);
/* Appends what waits, of one memo or (NULL) of all. */
void gs_back_release(struct gs_back *back, const uint8_t *memo);
/* Sets next_release by the promises that were given. */
GS_CHECKED int gs_back_plan_release(struct gs_back *back);
/* Moves a simulated clock, from release to release. */
void gs_back_clock(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
