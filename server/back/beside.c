/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/beside.h"

#include <string.h>

#include "server/back/examine.h"
#include "server/back/sequence.h"
#include "server/back/warn.h"

static void end_entries(struct gs_back *back)
{
	gs_tiles_free(&back->beside.tiles);
}

/* What is wrong now was so at the start already: then nobody would have been
 * let in. */
static void tell_damage(struct gs_back *back, const struct gs_report *why)
{
	back->broken = true;
	gs_back_beside_stop(back);
	gs_back_warn("damage-found-beside", "{0}: found damaged beside "
	    "serving: {1}; nothing is answered any more. Stop the server "
	    "(docs/RECOVERY.md)", gs_say_text(back->dir),
	    gs_say_text(why->text));
}

/* They are copies.  Writing them compares each entry with its hash. */
static void write_tiles(struct gs_back *back, const struct gs_report *why)
{
	struct gs_report said = {.text = ""};

	end_entries(back);
	gs_back_tell_tiles(back, why->text);
	back->published = 0;
	back->cosigned = true;
	int err = gs_back_publish(back);
	if (err != GS_ERR_CORRUPT)
		return;
	gs_report_say(&said, "entry-damaged", "channel.db has an entry that "
	    "does not match its hash");
	tell_damage(back, &said);
}

void gs_back_beside_start(struct gs_back *back)
{
	struct gs_beside *b = &back->beside;
	struct gs_report why = {.text = ""};
	uint8_t root[32];

	*b = (struct gs_beside){.end = back->published, .files = true};
	gs_leaves_root(root, back->leaves);
	int err = gs_tiles_open(&b->tiles, &why, gs_tiles_fetch_dir,
	    back->log_dir, back->published, root);
	if (err == GS_OK)
		gs_tiles_listen(b->tiles, NULL);
	else if (err != GS_ERR_MEMORY)
		write_tiles(back, &why);
}

bool gs_back_beside_waits(const struct gs_back *back)
{
	return !back->broken && (back->beside.tiles != NULL ||
	    back->beside.files);
}

/* A gs_entry_fn: the tiles' entries belong to the log's root, and the
 * database's are the same. */
static int compare_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct gs_back *back = ctx;
	struct gs_span stored = {NULL, 0};

	int err = gs_store_entry(&stored, back->log, index);
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_MISMATCH : err;
	return stored.len == len && memcmp(stored.ptr, ptr, len) == 0 ?
	    GS_OK : GS_ERR_MISMATCH;
}

static void look_at_bundle(struct gs_back *back)
{
	struct gs_beside *b = &back->beside;
	struct gs_report why = {.text = ""};
	uint64_t to = b->next + GS_TILE_WIDTH < b->end ?
	    b->next + GS_TILE_WIDTH : b->end;

	gs_tiles_listen(b->tiles, &why);
	int err = gs_tiles_for_each(b->tiles, b->next, to, compare_entry,
	    back);
	gs_tiles_listen(b->tiles, NULL);
	if (err == GS_ERR_MISMATCH) {
		gs_report_tell(&why, "entry-other-stored", "channel.db and "
		    "the tiles differ in an entry from {0} to {1}",
		    gs_say_number(b->next), gs_say_number(to - 1));
		tell_damage(back, &why);
	} else if (err == GS_OK) {
		b->next = to;
		if (b->next == b->end)
			end_entries(back);
	} else if (err != GS_ERR_MEMORY && err != GS_ERR_BUSY) {
		write_tiles(back, &why);
	}
}

static void look_at_file(struct gs_back *back)
{
	struct gs_report why = {.text = ""};

	int err = gs_back_examine_next(back, back->beside.name, &why);
	if (err == GS_ERR_UNKNOWN)
		back->beside.files = false;
	else if (err == GS_ERR_CORRUPT)
		tell_damage(back, &why);
}

void gs_back_beside_step(struct gs_back *back, bool busy)
{
	struct gs_beside *b = &back->beside;
	int64_t steady = gs_clock_steady();

	if (!gs_back_beside_waits(back) || (busy && steady == b->steady))
		return;
	b->steady = steady;
	if (b->tiles != NULL)
		look_at_bundle(back);
	else
		look_at_file(back);
}

void gs_back_beside_stop(struct gs_back *back)
{
	end_entries(back);
	back->beside = (struct gs_beside){.files = false};
}
