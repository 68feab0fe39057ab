/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/redact.h"

#include <string.h>

#include "lib/document.h"

#define GAP "[withheld: block "
#define GAP_MAX (64 + GS_REASON_MAX)

bool gs_is_reason(struct gs_span code)
{
	for (size_t i = 0; i < code.len; i++) {
		uint8_t c = code.ptr[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && memchr("().,/-", c, 6) == NULL)
			return false;
	}
	return code.len > 0 && code.len <= GS_REASON_MAX;
}

void gs_redact_up_to(bool *open, const struct gs_opening *o,
    struct gs_span most)
{
	/* A mark that both styles have, U, is within the same marks. */
	for (size_t i = 0; i < o->count; i++)
		if (gs_mark_within(GS_MARK_LEGACY, o->blocks[i].mark, most) ||
		    gs_mark_within(GS_MARK_CUI, o->blocks[i].mark, most))
			open[i] = true;
}

/* Another memo's blocks would make a file that does not verify. */
static int check_root(const struct gs_opening *o, struct gs_arena *arena,
    const struct gs_provenance *p)
{
	struct gs_record rec;
	const uint8_t *text = NULL;
	size_t len = 0;
	int64_t at = 0;
	int err = gs_entry_split(&at, &text, &len, p->entries[0].bytes.ptr,
	    p->entries[0].bytes.len);
	if (err == GS_OK)
		err = gs_record_parse(&rec, NULL, arena, text, len);
	if (err != GS_OK)
		return err;
	const uint8_t *root = gs_record_hash(&rec, "root");
	return root != NULL && memcmp(root, o->root, 32) == 0 ? GS_OK :
	    GS_ERR_MISMATCH;
}

int gs_redact_file(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_provenance *p, const bool *open)
{
	struct gs_opening o;
	struct gs_provenance part = *p;
	size_t max = p->opening.len + GS_REDACT_MORE;
	int err = gs_opening_parse(&o, arena, p->opening.ptr, p->opening.len);
	if (err == GS_OK && o.seed == NULL)
		err = GS_ERR_RULE;
	if (err == GS_OK)
		err = check_root(&o, arena, p);
	if (err != GS_OK)
		return err;
	uint8_t *buf = gs_arena_take(arena, max, 1);
	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer opening = gs_writer_of(buf, max);
	err = gs_opening_write(&opening, arena, o.blocks, open, o.count,
	    o.seed);
	part.opening = (struct gs_span){buf, opening.len};
	return err != GS_OK ? err : gs_provenance_write(w, &part);
}

static int make_gap(struct gs_block *out, struct gs_arena *arena,
    size_t number, struct gs_span reason)
{
	uint8_t *text = gs_arena_take(arena, GAP_MAX, 1);
	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, GAP_MAX);
	gs_write_text(&w, GAP);
	gs_write_decimal(&w, number);
	if (reason.len != 0) {
		if (!gs_is_reason(reason))
			return GS_ERR_FORMAT;
		gs_write_text(&w, ", ");
		gs_write_bytes(&w, reason.ptr, reason.len);
	}
	gs_write_text(&w, "]");
	*out = (struct gs_block){.text = {text, w.len}};
	return gs_writer_end(&w);
}

/* The blocks to print: first the lines of the front matter, whatever is
 * withheld between them, since a gap has no place there; then the rest in
 * order. */
static int lay_out(struct gs_block *out, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_span *reasons)
{
	size_t n = 0, head = 0;
	for (; head < o->count && (!o->open[head] ||
	    gs_block_is_field(&o->blocks[head])); head++)
		if (o->open[head])
			out[n++] = o->blocks[head];
	for (size_t i = 0; i < o->count; i++) {
		if (o->open[i] && i >= head)
			out[n++] = o->blocks[i];
		if (o->open[i])
			continue;
		int err = make_gap(&out[n++], arena, i + 1, reasons[i]);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

int gs_redact_text(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_span *reasons)
{
	uint8_t banner[GS_BANNER_MAX];
	size_t len = 0;
	struct gs_block *blocks = gs_arena_take(arena, o->count,
	    sizeof *blocks);
	if (blocks == NULL)
		return GS_ERR_MEMORY;
	int err = gs_banner_derive(banner, &len, sizeof banner,
	    GS_MARK_LEGACY, o->blocks, o->count);
	if (err == GS_ERR_FORMAT)
		err = gs_banner_derive(banner, &len, sizeof banner,
		    GS_MARK_CUI, o->blocks, o->count);
	if (err == GS_OK)
		err = lay_out(blocks, arena, o, reasons);
	if (err != GS_OK)
		return err;
	gs_document_render(w, blocks, o->count,
	    (struct gs_span){banner, len});
	return gs_writer_end(w);
}

static void skip_space(struct gs_reader *r)
{
	while (r->left > 0 && (*r->ptr == ' ' || *r->ptr == '\n'))
		(void)gs_read_bytes(r, 1);
}

/* `[withheld: block 7]` or `[withheld: block 7, CODE]`; 0 if it is neither. */
static uint64_t read_gap(struct gs_reader *r, size_t count)
{
	uint64_t number = 0;
	gs_read_expect(r, GAP);
	const uint8_t *end = r->err != GS_OK ? NULL :
	    memchr(r->ptr, ']', r->left);
	if (end == NULL)
		return 0;
	size_t len = (size_t)(end - r->ptr);
	const uint8_t *text = gs_read_bytes(r, len + 1);
	const uint8_t *comma = memchr(text, ',', len);
	size_t digits = comma == NULL ? len : (size_t)(comma - text);
	if (comma != NULL && (len < digits + 3 || comma[1] != ' ' ||
	    !gs_is_reason((struct gs_span){comma + 2, len - digits - 2})))
		return 0;
	return gs_decimal_decode(&number, text, digits, count) == GS_OK ?
	    number : 0;
}

bool gs_read_gaps(bool *gap, size_t count, struct gs_span text)
{
	/* Twice: nothing is marked unless all of it is right. */
	for (int pass = 0; pass < 2; pass++) {
		struct gs_reader r = gs_reader_of(text.ptr, text.len);
		uint64_t before = 0;
		do {
			uint64_t number = read_gap(&r, count);
			if (number <= before || gap[number - 1])
				return false;
			gap[number - 1] = pass == 1;
			before = number;
			skip_space(&r);
		} while (r.left > 0);
	}
	return true;
}
