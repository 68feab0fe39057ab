/* SPDX-License-Identifier: Apache-2.0 */
/* The socket that requests come to, made before the process that takes them
 * gives up the right to make one. */
#ifndef GS_LIB_LISTEN_H
#define GS_LIB_LISTEN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "core/err.h"
#include "lib/report.h"

/* GS_ERR_FORMAT: it is not such an address. */
GS_CHECKED int gs_address_parse(struct sockaddr_storage *out,
    socklen_t *out_len, const char *where);

/* "127.0.0.1:8080", "[::1]:0"; port 0: any free one, *port says which.  The
 * caller closes *fd. */
GS_CHECKED int gs_listen(int *fd, uint16_t *port, const char *where,
    struct gs_report *report);

/* The one socket that systemd, or systemd-socket-activate, has made and hands
 * on to this process (sd_listen_fds(3)); `where` becomes its address, as
 * gs_listen takes it. */
#define GS_LISTEN_TEXT_MAX 80
GS_CHECKED int gs_listen_inherit(int *fd, char where[GS_LISTEN_TEXT_MAX],
    struct gs_report *report);
/* Its port. */
GS_CHECKED int gs_listen_port(uint16_t *port, int fd);

/* Whether only this machine reaches it. */
bool gs_listen_is_local(const char *where);

#endif
