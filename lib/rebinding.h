/* SPDX-License-Identifier: Apache-2.0 */
/* A page in a browser of this machine may ask a server that only this machine
 * reaches, and read the answers, once the name that it came from means
 * 127.0.0.1 (DNS rebinding).  The request then names the page's host, and the
 * port at which this server listens, since the browser has connected there.  A
 * web server or Tor in front hands on the port of its own address.  Whatever
 * listens judges by this: the channel's server and a mirror. */
#ifndef GS_LIB_REBINDING_H
#define GS_LIB_REBINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/report.h"

/* The port of a listening socket that only this machine reaches; 0: others
 * reach it too, or nothing can be told, and no request is refused. */
uint16_t gs_rebinding_port(int listening);
/* False, and said, if `host`, a request's header, has that port and a name that
 * a name server could have been asked for: neither a number, nor localhost, nor
 * .onion (RFC 7686).  NULL: whoever sends none is no browser. */
bool gs_rebinding_judge(struct gs_report *report, const char *host,
    uint16_t port);

#endif
