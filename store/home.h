/* SPDX-License-Identifier: Apache-2.0 */
/* DIR/channel.home: which file this server's channel.db is, so that a copy of
 * it in its place is noticed. */
#ifndef GS_STORE_HOME_H
#define GS_STORE_HOME_H

#include <stdbool.h>

#include "core/err.h"
#include "lib/report.h"

/* GS_ERR_IO: DIR/channel.db cannot be looked at. */
GS_CHECKED int gs_home_is(bool *home, const char *dir,
    struct gs_report *report);
/* From now on this file is. */
GS_CHECKED int gs_home_settle(const char *dir, struct gs_report *report);

#endif
