/* SPDX-License-Identifier: Apache-2.0 */
/* Filings that were handed to a mirror because the operator refuses them
 * (docs/spec/mirror.md, "Filings"): kept, passed on to the server again and
 * again, and published as missing when two releases went by without them.
 * Nothing of it says who handed one in, or when. */
#ifndef GS_MIRROR_FILINGS_H
#define GS_MIRROR_FILINGS_H

#include "core/host.h"
#include "lib/client/http.h"
#include "mirror/follow.h"
#include "mirror/tell.h"

#define GS_FILINGS_MAX 256
#define GS_FILINGS_BYTES_MAX ((size_t)64 << 20)

struct gs_mirror_filings;

/* What waits in the mirror's folder `dir`; makes what is not there.  Both are
 * borrowed.  GS_ERR_MISMATCH: what lies there is damaged; GS_ERR_IO,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_filings_open(struct gs_mirror_filings **out,
    struct gs_report *report, struct gs_mirror *mirror, const char *dir);
void gs_mirror_filings_close(struct gs_mirror_filings **filings);

/* The body of POST /filings, judged, and durable when it returns GS_OK: *until
 * is the second release from now.  One at a time, from any thread beside the
 * follower's.  Errors of lib/steps/offer.h, each with a report; GS_ERR_BUSY:
 * there is no room, or no log yet; GS_ERR_IO, GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_filings_take(struct gs_mirror_filings *filings,
    int64_t *until, struct gs_report *report, struct gs_span body);

struct gs_mirror_filings_look {
	struct gs_http *http; /* to the server */
	struct gs_mirror_teller *teller;
	int64_t now; /* the channel's time */
};
/* After a look at the server that found its log good: passes on what waits,
 * publishes and tells what was refused, and drops what is done.  GS_ERR_IO:
 * something could not be written or told, which the report says; it is tried
 * again at the next call.  GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_filings_look(struct gs_mirror_filings *filings,
    struct gs_report *report, const struct gs_mirror_filings_look *look);
/* After each look, also one that found nothing: writes all anew, so that no
 * time on the disk tells when it was handed in, however long the server is
 * away.  GS_ERR_IO, GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_filings_renew(struct gs_mirror_filings *filings,
    struct gs_report *report);

#endif
