/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/anchor.h"

int gs_anchor_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_state *state, struct gs_span note)
{
	const struct gs_map *map = gs_state_map(state);
	struct gs_record_writer d;
	uint8_t root[32];

	gs_map_root(root, map);
	gs_record_start(&d, w->ptr, w->max, "anchor");
	gs_record_line(&d, "channel",
	    gs_part_hash(gs_state_charter(state)->channel));
	gs_record_line(&d, "size", gs_part_number(gs_state_size(state)));
	gs_record_line(&d, "leaves", gs_part_number(gs_map_leaves(map)));
	gs_record_line(&d, "map", gs_part_hash(root));
	if (note.len > 0)
		gs_record_line(&d, "note", gs_part_bytes(note.ptr, note.len));

	int err = gs_record_end(&d, arena);
	*w = d.w;
	return err;
}
