/* SPDX-License-Identifier: Apache-2.0 */
/* Several HTTP requests at once, so that a slow witness holds up nobody.  What
 * they send is bytes, and what comes back is a status and bytes: what they mean
 * is lib/steps/cosigning.h's. */
#ifndef GS_COURIER_TRANSFER_H
#define GS_COURIER_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"
#include "lib/client/address.h"
#include "lib/report.h"

#define GS_TRANSFER_ANSWER_MAX ((size_t)64 << 10)
#define GS_TRANSFER_TYPE_MAX 64

struct gs_transfer {
	const char *url;
	struct gs_span body; /* ptr NULL: a GET */
	long seconds;        /* for the whole of it */
	/* Set when it is done; of status 0 there is no answer, and `trouble`
	 * says why. */
	unsigned status;
	char type[GS_TRANSFER_TYPE_MAX];
	uint8_t *answer;
	size_t len;
	char trouble[256];
};

/* A transfer is done; true: it is changed and goes once more. */
typedef bool gs_transfer_fn(void *ctx, size_t index);

/* Returns when all are done.  Addresses were checked (gs_address_check).
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_transfers_run(struct gs_transfer *list, size_t count,
    const struct gs_http_way *way, gs_transfer_fn *done, void *ctx);
void gs_transfer_clear(struct gs_transfer *t);

#endif
