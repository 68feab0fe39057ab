/* SPDX-License-Identifier: Apache-2.0 */
/* At the start: what the database holds under a hash has that hash. */
#ifndef GS_SERVER_BACK_EXAMINE_H
#define GS_SERVER_BACK_EXAMINE_H

#include "server/back/inside.h"

/* GS_ERR_CORRUPT: something does not; the report names it. */
GS_CHECKED int gs_back_examine(struct gs_back *back,
    struct gs_report *report);

#endif
