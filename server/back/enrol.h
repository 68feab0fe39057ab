/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment: keys under a one-time code, receipts for them. */
#ifndef GS_SERVER_BACK_ENROL_H
#define GS_SERVER_BACK_ENROL_H

#include "server/back/inside.h"

/* The first edition that takes keys: of the others the roll is in the log, or
 * is being signed. */
uint64_t gs_back_enrolling(struct gs_back *back);
void gs_back_enrol(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
