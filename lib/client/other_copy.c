/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/other_copy.h"

#include <string.h>

#include "core/tree/tree.h"

int gs_copy_open(struct gs_copy *out, struct gs_report *report,
    gs_fetch_fn *fetch, void *ctx, const struct gs_verifier *log)
{
	struct gs_attestation verified;

	out->place = (struct gs_log_place){fetch, ctx};
	out->tiles = NULL;
	int err = gs_tiles_fetch_log(&out->place, report, out->note,
	    &out->note_len, sizeof out->note, "checkpoint");
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	err = gs_checkpoint_open(&out->checkpoint, &verified, out->note,
	    out->note_len, log, 1);
	if (err != GS_OK) {
		gs_report_tell(report, "copy-not-signed", "its checkpoint is "
		    "not signed by {0}: {1}", gs_say_text(log->name),
		    gs_say_text(gs_strerror(err)));
		return err;
	}

	err = gs_tiles_open(&out->tiles, report, gs_tiles_fetch_log,
	    &out->place, out->checkpoint.size, out->checkpoint.root);
	return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
}

void gs_copy_close(struct gs_copy *copy)
{
	gs_tiles_free(&copy->tiles);
}

/* By the root of that size if it is known, else by the tiles. */
static int has_beginning(bool *has, const struct gs_copy_side *large,
    const struct gs_checkpoint *small)
{
	for (size_t i = 0; i < large->passed_count; i++) {
		const struct gs_passed *passed = &large->passed[i];

		if (!passed->known || passed->size != small->size)
			continue;
		*has = memcmp(passed->root, small->root, 32) == 0;
		return GS_OK;
	}
	return gs_tiles_has(has, large->tiles, small->size, small->root);
}

int gs_copy_compare(enum gs_contradiction *out, struct gs_writer *w,
    const struct gs_copy_side *a, const struct gs_copy_side *b,
    const struct gs_verifier *log)
{
	bool swap = b->checkpoint->size < a->checkpoint->size;
	const struct gs_copy_side *small = swap ? b : a;
	const struct gs_copy_side *large = swap ? a : b;
	struct gs_contradiction_case c = {small->note, large->note, log, NULL};
	struct gs_tree larger;
	bool has = false;

	*out = GS_NOTES_UNDECIDED;
	if (large->tiles != NULL) {
		larger = gs_tiles_tree(large->tiles);
		c.larger = &larger;
		int err = has_beginning(&has, large, small->checkpoint);
		if (err != GS_OK)
			return err;
	} else if (small->checkpoint->size == large->checkpoint->size) {
		has = memcmp(small->checkpoint->root, large->checkpoint->root,
		    32) == 0;
	} else {
		return GS_OK;
	}

	*out = has ? GS_NOTES_AGREE : GS_NOTES_CONTRADICT;
	if (has)
		return GS_OK;
	return gs_contradiction_write(w, &c);
}
