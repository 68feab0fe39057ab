/* SPDX-License-Identifier: Apache-2.0 */
/* Private to server/back: a directory of which only inbox.db and boxes.db are
 * opened. */
#ifndef GS_SERVER_BACK_OPEN_H
#define GS_SERVER_BACK_OPEN_H

#include "server/back/back.h"

/* With its lock; gs_back_stop closes it. */
GS_CHECKED int gs_back_open_copy(struct gs_back **out,
    const struct gs_back_options *options, struct gs_report *report);

#endif
