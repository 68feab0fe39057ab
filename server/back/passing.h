/* SPDX-License-Identifier: Apache-2.0 */
/* What passes between the registrar and the second signer while a roll is
 * signed (docs/spec/http.md, "The registrar"). */
#ifndef GS_SERVER_BACK_PASSING_H
#define GS_SERVER_BACK_PASSING_H

#include "server/back/inside.h"

void gs_back_passing(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
