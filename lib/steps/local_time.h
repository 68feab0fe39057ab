/* SPDX-License-Identifier: Apache-2.0 */
/* A time as people read it. */
#ifndef GS_LIB_STEPS_LOCAL_TIME_H
#define GS_LIB_STEPS_LOCAL_TIME_H

#include <stdint.h>

#include "core/channel/channel.h"

/* "2023-11-03T14:00:00Z (Fri 3 Nov 2023, 10:00 America/New_York)": in UTC,
 * then by the charter's zone, of whose name it takes 40 bytes. */
#define GS_LOCAL_TIME_MAX 128
void gs_local_time(char out[GS_LOCAL_TIME_MAX],
    const struct gs_charter *charter, int64_t at);

#endif
