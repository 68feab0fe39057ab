/* SPDX-License-Identifier: Apache-2.0 */
/* The rolls that entries name, fetched before the entries are judged: while
 * they are, whoever hands in a filing waits, and a server that is slow on
 * purpose would keep everybody out. */
#ifndef GS_MIRROR_AHEAD_H
#define GS_MIRROR_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/client/replay.h"
#include "lib/log/tiles.h"
#include "lib/report.h"

/* Of so many entries as are judged at once; each has an edition's two
 * signatures, or the first is refused before another is asked for. */
#define GS_AHEAD_MAX 16

struct gs_mirror_ahead {
	struct {
		char path[GS_LOG_ROLL_PATH_MAX];
		uint8_t *bytes; /* malloc'ed */
		size_t len;
	} list[GS_AHEAD_MAX];
	size_t count;
	/* Unless GS_OK: one was not to be had, and why; nothing more is asked
	 * for. */
	int err;
	struct gs_report why;
};

struct gs_ahead_order {
	struct gs_log_place place; /* the server */
	const char *dir;           /* the copy: what is there is not fetched */
	struct gs_tiles *tiles;
	uint64_t first, end;       /* of the entries */
};
/* Nothing of it is judged: whoever takes it holds it against its root.  That
 * the place does not have one is in `out`, which is dropped in any case.
 * Errors of the tiles; GS_ERR_MEMORY. */
GS_CHECKED int gs_ahead_fetch(struct gs_mirror_ahead *out,
    const struct gs_ahead_order *order);
/* True: *err is what a gs_fetch_fn answers for that path, without a network. */
bool gs_ahead_take(const struct gs_mirror_ahead *ahead, int *err,
    struct gs_report *report, struct gs_span *bytes, const char *path);
void gs_ahead_drop(struct gs_mirror_ahead *ahead);

#endif
