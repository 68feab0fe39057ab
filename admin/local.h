/* SPDX-License-Identifier: Apache-2.0 */
/* A socket that is a file: HTTP for one path, one asker after the other.  Who
 * may ask, the file's mode and group say. */
#ifndef GS_ADMIN_LOCAL_H
#define GS_ADMIN_LOCAL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "lib/report.h"

/* Makes the socket, of mode 660, in place of one that nobody answers at.
 * GS_ERR_IO, GS_ERR_FORMAT: with the report.  The caller closes it. */
GS_CHECKED int gs_local_listen(int *fd, const char *path,
    struct gs_report *report);
/* The next who asks; -1: there is none yet. */
int gs_local_take(int listen);
/* Whether that is a GET of `path`, within five seconds. */
bool gs_local_asks(int fd, const char *path);
/* Whoever takes no answer gets none. */
void gs_local_answer(int fd, const char *status, const char *type,
    const char *body, size_t len);

#endif
