/* SPDX-License-Identifier: Apache-2.0 */
/* A mirror over HTTP: what lies in its public folder, add-checkpoint, and
 * filings (docs/spec/mirror.md).  Writes nothing of who asks, or what. */
#ifndef GS_MIRROR_SERVE_H
#define GS_MIRROR_SERVE_H

#include <stdint.h>

#include "mirror/clock.h"
#include "mirror/filings.h"
#include "mirror/follow.h"

struct gs_mirror_server;

struct gs_mirror_service {
	struct gs_mirror *mirror;
	struct gs_mirror_filings *filings; /* NULL: it takes none */
	const char *origin; /* the log's */
	const char *where;  /* "127.0.0.1:8080" */
	struct gs_mirror_clock clock; /* of what is cosigned */
};

/* Listens in a thread of its own; *port says where if that was 0.  All of
 * `service` is borrowed.  GS_ERR_FORMAT, GS_ERR_IO, GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_serve(struct gs_mirror_server **out, uint16_t *port,
    struct gs_report *report, const struct gs_mirror_service *service);
/* NULL is fine. */
void gs_mirror_serve_end(struct gs_mirror_server **server);

#endif
