/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment codes for whoever signed in where the organisation's people do. */
#ifndef GS_SERVER_BACK_CODE_H
#define GS_SERVER_BACK_CODE_H

#include "server/back/inside.h"

/* GS_ASK_CODE.  The answer is the same for who has keys and who has none: who
 * enrolled is the registrar's alone to know. */
void gs_back_code(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
