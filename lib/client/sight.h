/* SPDX-License-Identifier: Apache-2.0 */
/* How long a member's own program has known the rolls of a channel
 * (docs/spec/state.md, "Rolls that are new").  It lies in the state alone, and
 * has a time for no longer than it takes a roll to become old. */
#ifndef GS_LIB_CLIENT_SIGHT_H
#define GS_LIB_CLIENT_SIGHT_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/channel/channel.h"

#define GS_SIGHT_HOURS 24 /* until a roll that was seen is an old one */
#define GS_SIGHT_ROLLS_MAX 8 /* that are new at a time; of more the first */

/* All zero: nothing was seen yet. */
struct gs_sight {
	uint64_t old; /* a roll at a lower index of the log is an old one */
	/* By their indexes, which ascend; hours since 1970, rounded up. */
	struct gs_sight_roll {
		uint64_t index, hour;
	} rolls[GS_SIGHT_ROLLS_MAX];
	size_t count;
};

/* As lines of a text; gs_sight_read sets r->err: GS_ERR_FORMAT. */
void gs_sight_write(struct gs_writer *w, const struct gs_sight *s);
void gs_sight_read(struct gs_sight *s, struct gs_reader *r);

/* What is seen now of a log that continues all that was seen before; `now` is
 * the reader's own clock, since a server's would age a roll as it likes. */
void gs_sight_take(struct gs_sight *s, const struct gs_state *state,
    int64_t now);
/* From when on the roll at that index is an old one, seconds since 1970; 0: it
 * is; INT64_MAX: it was never seen. */
int64_t gs_sight_old_from(const struct gs_sight *s, uint64_t index);

#endif
