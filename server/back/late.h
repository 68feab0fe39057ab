/* SPDX-License-Identifier: Apache-2.0 */
/* Acts after filing: endorsements, withdrawals and ends wait for the next late
 * day of the memo's charter, an author's answer for the next release. */
#ifndef GS_SERVER_BACK_LATE_H
#define GS_SERVER_BACK_LATE_H

#include "server/back/inside.h"

void gs_back_act(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
