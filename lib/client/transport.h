/* SPDX-License-Identifier: Apache-2.0 */
/* One request to a server, and its answer as bytes: by libcurl in a program, by
 * the browser in a page (web/transport.c).  What a request says of whoever
 * asks, and what an answer means, is not known here (lib/client/http.h). */
#ifndef GS_LIB_CLIENT_TRANSPORT_H
#define GS_LIB_CLIENT_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/client/address.h"
#include "lib/report.h"

struct gs_transport;

struct gs_exchange {
	const char *base; /* of the server; no slash at its end */
	const char *path; /* begins with one */
	const char *authorization; /* secret: a header's line; "": none */
	const char *body;          /* secret: JSON; NULL: none */
	bool deletes; /* a DELETE; else a GET, or with a body a POST */
	size_t max;                /* bytes of the answer */
	/* The answer; the caller frees it, after a failure too. */
	uint8_t *answer;
	size_t len;
	long status;
};

/* GS_ERR_FORMAT and GS_ERR_IO, with a report; GS_ERR_MEMORY and GS_ERR_RANDOM
 * without one. */
GS_CHECKED int gs_transport_open(struct gs_transport **out,
    struct gs_report *report, const struct gs_http_way *way);
void gs_transport_free(struct gs_transport **transport);
/* GS_OK: there is an answer, whatever its status.  With a report: GS_ERR_IO, no
 * answer; GS_ERR_SPACE, longer than `max`; GS_ERR_RANGE, a longer address than
 * any. */
GS_CHECKED int gs_transport_send(struct gs_transport *transport,
    struct gs_report *report, struct gs_exchange *transfer);

/* Told once of each request that has taken a second, with the server's address,
 * and with NULL when it is over: for a person who waits.  Of the whole program,
 * since it has one terminal; NULL, as at first: nobody is told. */
typedef void gs_transport_wait_fn(const char *base);
void gs_transport_on_wait(gs_transport_wait_fn *tell);

#endif
