/* SPDX-License-Identifier: Apache-2.0 */
/* The time that a mirror's cosignatures say. */
#ifndef GS_MIRROR_CLOCK_H
#define GS_MIRROR_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/client/address.h"
#include "lib/report.h"

struct gs_mirror_clock {
	bool exercise;  /* an exercise's, which its server tells */
	const char *place; /* that server; borrowed, as `way` is */
	const struct gs_http_way *way;
};

/* POSIX time.  A server that says that its channel is no exercise has no say:
 * GS_ERR_RULE, with a report; nor has one that tells no time: GS_ERR_IO.  From
 * any thread. */
GS_CHECKED int gs_mirror_now(int64_t *now, struct gs_report *report,
    const struct gs_mirror_clock *clock);

#endif
