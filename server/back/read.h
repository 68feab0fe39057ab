/* SPDX-License-Identifier: Apache-2.0 */
/* Questions that change nothing. */
#ifndef GS_SERVER_BACK_READ_H
#define GS_SERVER_BACK_READ_H

#include "server/back/inside.h"

void gs_back_read(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
