/* SPDX-License-Identifier: Apache-2.0 */
/* Records that enter at once: of the office, the authority and the registrar,
 * and filings. */
#ifndef GS_SERVER_BACK_SUBMIT_H
#define GS_SERVER_BACK_SUBMIT_H

#include "server/back/inside.h"

void gs_back_submit(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
