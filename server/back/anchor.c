/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/anchor.h"

#include "lib/crash.h"
#include "lib/log/quorum.h"
#include "lib/records/anchor.h"
#include "server/back/sequence.h"

int64_t gs_back_anchor_hour(const struct gs_back *back)
{
	const struct gs_anchor *last = gs_state_anchor(back->state);

	return last != NULL && last->covers ? last->at + GS_ANCHOR_SECONDS :
	    INT64_MAX;
}

bool gs_back_wants_anchor(const struct gs_back *back, int64_t event)
{
	const struct gs_anchor *last = gs_state_anchor(back->state);
	int64_t release = gs_next_release(gs_state_charter(back->state),
	    event - 1);

	return gs_state_unanchored(back->state) > 0 ||
	    gs_back_anchor_hour(back) <= event ||
	    (release == event && last != NULL && !last->settled);
}

/* The stored note with the lines that an anchor's note may have: who else
 * cosigned, or at no time, or at one that this anchor's date and the last's do
 * not allow, would keep it out of the log.  What the record has no room for is
 * left out from the end, where the oldest charters stand. */
static int strip_note(struct gs_writer *w, const struct gs_anchor *last,
    int64_t at, struct gs_span note)
{
	struct gs_verifier keys[GS_QUORUM_KEYS_MAX];
	struct gs_attestation signed_by[GS_QUORUM_KEYS_MAX];
	struct gs_checkpoint c;
	const struct gs_writer empty = *w;
	size_t count = 0, kept = 1;

	int err = gs_quorum_anchor_keys(keys, &count, last->charter);
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, signed_by, note.ptr, note.len,
		    keys, count);
	if (err != GS_OK)
		return err;

	for (size_t i = 1; i < count; i++)
		if (gs_note_cosigned_by(&signed_by[i], GS_NOTE_TIME_MAX) &&
		    gs_anchor_takes_time(last, at, signed_by[i].time))
			keys[kept++] = keys[i];
	err = gs_note_strip(w, note.ptr, note.len, keys, kept);
	while (err == GS_ERR_SPACE && kept > 1) {
		*w = empty;
		err = gs_note_strip(w, note.ptr, note.len, keys, --kept);
	}
	return err;
}

/* The note of the anchor before; none before the first. */
static int find_note(struct gs_writer *w, struct gs_back *back)
{
	const struct gs_anchor *last = gs_state_anchor(back->state);
	struct gs_span note = {NULL, 0};

	if (last == NULL)
		return GS_OK;
	int err = gs_store_checkpoint_of(&note, back->log, last->index + 1);
	if (err == GS_OK)
		err = strip_note(w, last, back->at, note);
	return err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err;
}

void gs_back_append_anchor(struct gs_back *back)
{
	uint8_t text[GS_ANCHOR_MAX], note[GS_RECORD_BYTES_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_writer n = gs_writer_of(note, sizeof note);
	struct gs_pool pool;

	if (back->failed != GS_OK)
		return;
	struct gs_arena *arena = gs_pool_start(&pool);
	back->failed = find_note(&n, back);
	if (back->failed == GS_OK)
		back->failed = gs_anchor_write(&w, arena, back->state,
		    (struct gs_span){note, n.len});
	gs_pool_free(&pool);

	gs_back_append(back, &(struct gs_span){text, w.len}, 1);
	GS_CRASH_POINT("anchor-appended");
}
