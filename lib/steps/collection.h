/* SPDX-License-Identifier: Apache-2.0 */
/* The entries of a log that a memo's provenance file has. */
#ifndef GS_LIB_STEPS_COLLECTION_H
#define GS_LIB_STEPS_COLLECTION_H

#include <stdbool.h>

#include "core/channel/channel.h"
#include "lib/evidence/provenance.h"

struct gs_collection {
	struct gs_arena *arena;
	const struct gs_memo *memo;
	struct gs_provenance p; /* its charters, roll and entries */
	size_t charter_room, room;
	size_t bytes; /* of the entries kept */
	/* The first anchor after the memo's last entry, and its note once the
	 * next anchor has it. */
	struct gs_map *map; /* of the entries so far */
	struct gs_log_entry anchor;
	struct gs_span proof, note; /* empty: not yet */
	size_t charters_then;
	/* An anchor asked for by name, set by the caller before any entry; 0:
	 * the first. */
	uint64_t want;
	uint64_t last_anchor; /* so far; 0: none */
	/* The newest one by whose note the log dates an event of the memo. */
	uint64_t dated;
};

/* Of a log with `charters` charters and the signed checkpoint `note`, which is
 * borrowed.  GS_ERR_MEMORY. */
GS_CHECKED int gs_collection_start(struct gs_collection *c,
    struct gs_arena *arena, const struct gs_memo *memo, uint64_t charters,
    struct gs_span note);
/* Keeps a copy of the entry if the file is to have it; to be called with every
 * entry of the log in its order.  GS_ERR_RANGE: the log has more about the memo
 * than its state says; GS_ERR_MEMORY; errors of gs_log_entry_read. */
GS_CHECKED int gs_collection_add(struct gs_collection *c, uint64_t index,
    struct gs_span entry);
/* Once all is collected: whether the log has fixed the note of an anchor behind
 * the memo's last entry.  Then the file stands on that, and is the same for
 * everybody; else on the note that was fetched, which may tell by whom. */
bool gs_collection_settle(struct gs_collection *c);
/* Then: by which later anchor's note the log dates what this file does not, for
 * want of a quorum in its own; 0: by none. */
uint64_t gs_collection_dated_later(const struct gs_collection *c);
/* Whether something of the memo's has no witnessed time in the log yet, though
 * its charter names witnesses. */
bool gs_collection_is_undated(const struct gs_collection *c);
/* Bytes that suffice for the file, once all is collected. */
size_t gs_collection_max(const struct gs_collection *c, bool with_keys);

#endif
