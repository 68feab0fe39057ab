/* SPDX-License-Identifier: Apache-2.0 */
/* The socket that requests come to, made before the process that takes them
 * gives up the right to make one. */
#ifndef GS_LIB_LISTEN_H
#define GS_LIB_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/report.h"

/* "127.0.0.1:8080", "[::1]:0"; port 0: any free one, *port says which.  The
 * caller closes *fd. */
GS_CHECKED int gs_listen(int *fd, uint16_t *port, const char *where,
    struct gs_report *report);

/* Whether only this machine reaches it. */
bool gs_listen_is_local(const char *where);

#endif
