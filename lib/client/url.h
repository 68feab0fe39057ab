/* SPDX-License-Identifier: Apache-2.0 */
/* Whose address a URL is, as whoever sends the request will read it: libcurl,
 * or in a page the browser (web/url.c). */
#ifndef GS_LIB_CLIENT_URL_H
#define GS_LIB_CLIENT_URL_H

#include <stddef.h>

#include "core/err.h"

/* The host of a URL, of less than `max` bytes, with one spelling for an IPv4
 * address, and brackets around an IPv6 one.  GS_ERR_FORMAT: it is no URL, or
 * has a user, a query or a fragment; GS_ERR_MEMORY. */
GS_CHECKED int gs_url_host(char *host, size_t max, const char *url);

#endif
