/* SPDX-License-Identifier: Apache-2.0 */
/* Which servers are asked, and by which way.  What a member sends has the token
 * of a box or a one-time code in it: it crosses no network in the clear. */
#ifndef GS_LIB_CLIENT_ADDRESS_H
#define GS_LIB_CLIENT_ADDRESS_H

#include <stddef.h>

#include "core/err.h"
#include "lib/report.h"

#define GS_ADDRESS_MAX 512 /* with its NUL */

/* How a server is reached; each may be NULL. */
struct gs_http_way {
	/* One that looks names up itself, for instance Tor's,
	 * "socks5h://127.0.0.1:9050"; not "". */
	const char *proxy;
	const char *ca;    /* a file of authorities: these and no others */
};

/* `address` without its NUL: https://HOST, or http:// to this machine or to an
 * onion address, which Tor encrypts.
 * No name and password, no query.  Any other proxy is refused.
 * GS_ERR_FORMAT. */
GS_CHECKED int gs_address_check(struct gs_report *report, const char *address,
    const struct gs_http_way *way);

/* The proxy by which it is reached, NULL: none.  An onion address goes through
 * the Tor of this machine where no other is named: asked of a name server, it
 * would tell the network where one goes. */
#define GS_ADDRESS_TOR "socks5h://127.0.0.1:9050"
const char *gs_address_proxy(const char *address,
    const struct gs_http_way *way);

#endif
