/* SPDX-License-Identifier: Apache-2.0 */
/* The enrolments, for a registrar on another machine (docs/spec/http.md, "The
 * registrar"). */
#ifndef GS_SERVER_BACK_STAFF_H
#define GS_SERVER_BACK_STAFF_H

#include "server/back/inside.h"

void gs_back_staff(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
