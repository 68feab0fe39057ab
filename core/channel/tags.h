/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what each tag has done, a tag and a byte for each.
 * The rows stand in the order in which the tags first came, as the log has
 * them; an index finds them. */
#ifndef GS_CORE_CHANNEL_TAGS_H
#define GS_CORE_CHANNEL_TAGS_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"

#define GS_TAG_PART 1024 /* rows that are taken together */

struct gs_tag_row {
	uint8_t tag[32];
	uint8_t in[4]; /* the entry of the memo or the roll that it acts in */
	uint8_t status; /* not 0 */
};
_Static_assert(sizeof(struct gs_tag_row) == 37, "a row has no gaps");

/* Zeroed: empty. */
struct gs_tags {
	struct gs_tag_row **parts;
	size_t part_room; /* of `parts` */
	size_t count;     /* of rows */
	/* Open addressing.  A search reads marks, which stand close together,
	 * and a row, wherever it lies, only where the mark is its own. */
	uint8_t *marks;  /* of a slot that is taken, not 0 */
	uint32_t *slots; /* a row's number */
	size_t room;     /* of either; a power of two */
};

/* Room for one row more.  GS_ERR_MEMORY leaves it as it was. */
GS_CHECKED int gs_tags_reserve(struct gs_tags *tags, struct gs_arena *arena);
/* NULL: this tag has done nothing in there. */
struct gs_tag_row *gs_tags_find(const struct gs_tags *tags, uint32_t in,
    const uint8_t tag[32]);
/* Precondition: gs_tags_reserve succeeded since the last new one. */
void gs_tags_set(struct gs_tags *tags, uint32_t in, const uint8_t tag[32],
    uint8_t status);
/* The n-th row, below `count`. */
struct gs_tag_row *gs_tags_row(const struct gs_tags *tags, size_t n);

#endif
