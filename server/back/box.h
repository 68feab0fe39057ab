/* SPDX-License-Identifier: Apache-2.0 */
/* The box: a memo that gathers.  Nothing of it is logged before it is filed,
 * and of an anonymous act nothing is kept but its text under its tag. */
#ifndef GS_SERVER_BACK_BOX_H
#define GS_SERVER_BACK_BOX_H

#include "server/back/inside.h"

void gs_back_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
