/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/evidence/redact.h"

#include <string.h>

#include "lib/memo/document.h"

void gs_redact_up_to(bool *open, const struct gs_opening *o,
    const struct gs_marks *marks, struct gs_span most)
{
	for (size_t i = 0; i < o->count; i++)
		if (gs_mark_within(marks, o->blocks[i].mark, most))
			open[i] = true;
}

/* The record of an entry, and its text. */
static int read_entry(struct gs_record *rec, struct gs_span *text,
    struct gs_arena *arena, const struct gs_log_entry *entry)
{
	struct gs_entry_header header;

	int err = gs_entry_split(&header, text, entry->bytes.ptr,
	    entry->bytes.len);
	return err != GS_OK ? err :
	    gs_record_parse(rec, NULL, arena, text->ptr, text->len);
}

int gs_redact_marks(struct gs_marks *out, struct gs_arena *arena,
    const struct gs_provenance *p)
{
	struct gs_record memo, charter;
	struct gs_span text = {NULL, 0};
	uint8_t digest[32];

	int err = read_entry(&memo, &text, arena, &p->entries[0]);
	if (err != GS_OK)
		return err;
	const uint8_t *named = gs_record_hash(&memo, "charter");

	for (size_t i = 0; named != NULL && i < p->charter_count; i++) {
		err = read_entry(&charter, &text, arena, &p->charters[i]);
		if (err != GS_OK)
			return err;
		gs_host_sha256(digest, &text, 1);
		if (memcmp(digest, named, sizeof digest) != 0)
			continue;
		gs_marks_of(out, &charter);
		return GS_OK;
	}
	return GS_ERR_UNKNOWN;
}

/* Another text's blocks would make a file that does not verify. */
static int check_memo(const struct gs_opening *o, struct gs_arena *arena,
    const struct gs_provenance *p)
{
	struct gs_record rec;
	int err = gs_provenance_subject(&rec, arena, p);

	if (err != GS_OK)
		return err;
	return gs_opening_is_of(o, &rec) ? GS_OK : GS_ERR_MISMATCH;
}

/* Each block may be alone in its run, and each sentence of 20 bytes or more:
 * lengths, a node or a commitment, for one more. */
size_t gs_redact_more(const struct gs_provenance *p)
{
	return 2 * p->opening.len + (size_t)GS_BLOCKS_MAX * 160;
}

int gs_redact_file(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_provenance *p, const struct gs_choice *choice)
{
	struct gs_opening o;
	struct gs_provenance part = *p;
	size_t max = p->opening.len + gs_redact_more(p);

	int err = gs_opening_parse(&o, arena, p->opening.ptr, p->opening.len);
	if (err == GS_OK)
		err = check_memo(&o, arena, p);
	if (err != GS_OK)
		return err;

	uint8_t *buf = gs_arena_take(arena, max, 1);
	if (buf == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer opening = gs_writer_of(buf, max);
	err = gs_opening_choose(&opening, arena, &o, choice);
	part.opening = (struct gs_span){buf, opening.len};
	return err != GS_OK ? err : gs_provenance_write(w, &part);
}

static bool is_reason_or_none(struct gs_span reason)
{
	return reason.len == 0 || gs_is_reason(reason);
}

static int show_gap(struct gs_block *out, struct gs_arena *arena,
    size_t number, struct gs_span reason)
{
	uint8_t *text = gs_arena_take(arena, GS_GAP_MAX, 1);

	if (text == NULL)
		return GS_ERR_MEMORY;
	if (!is_reason_or_none(reason))
		return GS_ERR_FORMAT;

	struct gs_writer w = gs_writer_of(text, GS_GAP_MAX);
	gs_write_gap(&w, &(struct gs_gap){.block = number, .reason = reason});
	*out = (struct gs_block){.text = {text, w.len}};
	return gs_writer_end(&w);
}

/* A block shown in part, with reasons: its own where a sentence has none. */
static int show_part(struct gs_block *out, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_reasons *reasons, size_t i)
{
	size_t count = o->part[i]->leaves.count;
	const struct gs_span *inside = reasons->sentence == NULL ? NULL :
	    reasons->sentence[i];
	struct gs_span *reason = gs_arena_take(arena, count, sizeof *reason);

	if (reason == NULL)
		return GS_ERR_MEMORY;

	for (size_t k = 0; k < count; k++) {
		reason[k] = inside != NULL && inside[k].len != 0 ? inside[k] :
		    reasons->block[i];
		if (!is_reason_or_none(reason[k]))
			return GS_ERR_FORMAT;
	}

	out->mark = o->blocks[i].mark;
	return gs_opening_text(&out->text, arena, o, i, reason);
}

/* The blocks to print: first the lines of the front matter, whatever is
 * withheld between them, since a gap has no place there; then the rest in
 * order.  A line of the front matter whose beginning is withheld counts among
 * the rest. */
static int order_blocks(struct gs_block *out, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_reasons *reasons)
{
	struct gs_block *all = gs_arena_take(arena, o->count, sizeof *all);
	size_t n = 0, head = 0;

	int err = all == NULL ? GS_ERR_MEMORY : GS_OK;
	for (size_t i = 0; err == GS_OK && i < o->count; i++) {
		all[i] = o->blocks[i];
		if (!o->open[i])
			err = show_gap(&all[i], arena, i + 1,
			    reasons->block[i]);
		else if (o->part[i] != NULL)
			err = show_part(&all[i], arena, o, reasons, i);
	}
	if (err != GS_OK)
		return err;

	while (head < o->count && (gs_block_is_field(&all[head]) ||
	    gs_find_gap(all[head].text, 0) == 0))
		head++;

	for (size_t i = 0; i < head; i++)
		if (gs_block_is_field(&all[i]))
			out[n++] = all[i];
	for (size_t i = 0; i < o->count; i++)
		if (i >= head || !gs_block_is_field(&all[i]))
			out[n++] = all[i];
	return GS_OK;
}

int gs_redact_text(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_marks *marks,
    const struct gs_reasons *reasons)
{
	uint8_t banner[GS_BANNER_MAX];
	size_t len = 0;
	struct gs_block *blocks = gs_arena_take(arena, o->count,
	    sizeof *blocks);

	if (blocks == NULL)
		return GS_ERR_MEMORY;

	int err = gs_banner_derive(banner, &len, sizeof banner, marks,
	    o->blocks, o->count);
	if (err == GS_OK)
		err = order_blocks(blocks, arena, o, reasons);
	if (err != GS_OK)
		return err;

	gs_document_render(w, blocks, o->count,
	    (struct gs_span){banner, len});
	return gs_writer_end(w);
}
