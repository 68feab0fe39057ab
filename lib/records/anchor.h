/* SPDX-License-Identifier: Apache-2.0 */
/* The log's word on itself (docs/spec/records.md, "anchor"). */
#ifndef GS_LIB_RECORDS_ANCHOR_H
#define GS_LIB_RECORDS_ANCHOR_H

#include "core/bytes.h"
#include "core/channel/channel.h"

/* The record that may be the next entry of the log that came to `state`, which
 * has a charter.  `note` is what was published at the anchor before; empty if
 * there is none.  GS_ERR_SPACE, GS_ERR_MEMORY, GS_ERR_FORMAT. */
GS_CHECKED int gs_anchor_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_state *state, struct gs_span note);
#define GS_ANCHOR_MAX 16384 /* bytes of the record */

#endif
