/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what the log has come to as a log. */
#ifndef GS_CORE_CHANNEL_LEDGER_H
#define GS_CORE_CHANNEL_LEDGER_H

#include "core/channel/channel.h"
#include "core/tree/tree.h"

struct gs_ledger {
	struct gs_frontier log; /* of all entries but those in `tail` */
	/* Leaves of a subtree that whoever has tiles may know the root of. */
	uint8_t tail[GS_SUBTREE_LEAVES][32];
	size_t tail_count;
	struct gs_map *map;
	struct gs_anchor last;
	bool anchored;  /* `last` is one */
	uint64_t since; /* entries other than anchors behind it */
};

GS_CHECKED int gs_ledger_new(struct gs_ledger **out, struct gs_arena *arena);
/* Room for one entry more; a ledger that is NULL needs none. */
GS_CHECKED int gs_ledger_reserve(struct gs_ledger *ledger);
/* Of all entries; the tail is hashed for it. */
const struct gs_frontier *gs_ledger_log(struct gs_ledger *ledger);
/* Precondition: gs_ledger_reserve succeeded since the last one.  `entry` is
 * the record's, with its header. */
void gs_ledger_add(struct gs_ledger *ledger, const struct gs_record *rec,
    uint64_t index, const struct gs_hashed_entry *entry);

#endif
