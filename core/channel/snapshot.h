/* SPDX-License-Identifier: Apache-2.0 */
/* A state as bytes (docs/spec/snapshot.md): what the log has come to, so that
 * whoever has them need not read the log again.  They follow from the log
 * alone: two programs that have read the same entries write the same bytes. */
#ifndef GS_CORE_CHANNEL_SNAPSHOT_H
#define GS_CORE_CHANNEL_SNAPSHOT_H

#include "core/channel/channel.h"
#include "core/tree/tree.h"

/* Writes exactly `len` bytes, or reads as many into `bytes`; returns an enum
 * gs_err. */
typedef int gs_snapshot_fn(void *ctx, void *bytes, size_t len);

/* Of a state that has an entry and leaves none out; between two filings.
 * GS_ERR_RANGE: it is not such a state; the function's error. */
GS_CHECKED int gs_snapshot_write(const struct gs_state *state,
    gs_snapshot_fn *write, void *ctx);
/* A state in `arena`.  It is not judged: whoever reads the bytes knows whose
 * they are, and the hash of them.  GS_ERR_CORRUPT: they are no state's;
 * GS_ERR_MEMORY; the function's error. */
GS_CHECKED int gs_snapshot_read(struct gs_state **out, struct gs_arena *arena,
    gs_snapshot_fn *read, void *ctx);
/* The tree over the entries of a state; NULL: it leaves some out. */
const struct gs_frontier *gs_state_frontier(const struct gs_state *state);

#endif
