/* SPDX-License-Identifier: Apache-2.0 */
/* What an opening shows, held against the rules of documents. */
#include <string.h>

#include "lib/evidence/opening.h"
#include "lib/host.h"
#include "lib/memo/document.h"

#define BESIDE_MAX 3 /* blocks that are put beside those of an excerpt */

/* Blocks as a document of which other blocks are left out. */
struct excerpt {
	struct gs_document_rules rules;
	struct gs_block *blocks; /* room for the front matter's and more */
	size_t count;
};

static struct gs_block plain_block(const char *text)
{
	return (struct gs_block){{NULL, 0}, {(const uint8_t *)text,
	    strlen(text)}};
}

static void put_block(struct excerpt *e, struct gs_block block)
{
	e->blocks[e->count++] = block;
}

static bool field_is(const struct gs_block *block, const char *name)
{
	return block->text.len >= strlen(name) &&
	    memcmp(block->text.ptr, name, strlen(name)) == 0;
}

static bool same_span(struct gs_span a, struct gs_span b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool same_blocks(const struct excerpt *e, const struct gs_document *doc)
{
	if (doc->count != e->count)
		return false;
	for (size_t i = 0; i < e->count; i++)
		if (!same_span(doc->blocks[i].mark, e->blocks[i].mark) ||
		    !same_span(doc->blocks[i].text, e->blocks[i].text))
			return false;
	return true;
}

static int parse_excerpt(const struct excerpt *e, struct gs_arena *scratch)
{
	struct gs_document doc = {0};
	uint8_t *buf = gs_arena_take(scratch, GS_DOCUMENT_MAX, 1);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, GS_DOCUMENT_MAX);
	gs_document_render(&w, e->blocks, e->count, (struct gs_span){NULL, 0});
	if (gs_writer_end(&w) != GS_OK)
		return GS_ERR_RANGE;

	int err = gs_document_parse(&doc, NULL, scratch, &e->rules, buf,
	    w.len);
	if (err == GS_OK && !same_blocks(e, &doc))
		err = GS_ERR_FORMAT;
	return err;
}

/* Whether the document that the blocks make reads as these blocks again. */
static int try_excerpt(const struct excerpt *e)
{
	struct gs_pool scratch;
	int err = parse_excerpt(e, gs_pool_start(&scratch));

	gs_pool_free(&scratch);
	return err;
}

/* Front matter lines, of which some may be missing, before some text. */
static int try_fields(struct excerpt *e, const struct gs_block *fields,
    size_t count, bool whole)
{
	bool subject = whole, to = whole;

	e->count = 0;
	for (size_t i = 0; i < count; i++) {
		subject |= field_is(&fields[i], "subject:");
		to |= field_is(&fields[i], "to:");
		put_block(e, fields[i]);
	}
	if (!subject)
		put_block(e, plain_block("subject: x"));
	if (!to)
		put_block(e, plain_block("to: x"));
	put_block(e, plain_block("x"));
	return try_excerpt(e);
}

/* A block of the text, which is not its first. */
static int try_text(struct excerpt *e, const struct gs_block *block)
{
	e->count = 0;
	put_block(e, plain_block("subject: x"));
	put_block(e, plain_block("to: x"));
	put_block(e, plain_block("x"));
	put_block(e, *block);
	return try_excerpt(e);
}

/* How many blocks from the first one on are lines of the front matter, shown
 * without a gap. */
static size_t count_fields(const struct gs_opening *o)
{
	size_t n = 0;

	while (n < o->count && o->open[n] && o->part[n] == NULL &&
	    gs_block_is_field(&o->blocks[n]))
		n++;
	return n;
}

/* Block i, which is shown as a whole; `front`: no text is shown before it. */
static int try_block(struct excerpt *e, const struct gs_opening *o, size_t i,
    bool front)
{
	int err = try_text(e, &o->blocks[i]);

	if (err == GS_OK || err == GS_ERR_MEMORY || !front ||
	    !gs_block_is_field(&o->blocks[i]))
		return err;
	return try_fields(e, &o->blocks[i], 1, false);
}

/* The mark of a block that cannot be read, since it is shown in part. */
static int try_mark(const struct gs_document_rules *rules, struct gs_span mark)
{
	if (mark.len == 0)
		return GS_OK;

	int rank = gs_mark_rank(&rules->marks, mark.ptr, mark.len);

	if (rank < 0)
		return GS_ERR_FORMAT;
	return rank <= rules->ceiling || rules->exercise ? GS_OK :
	    GS_ERR_RULE;
}

int gs_opening_read(struct gs_arena *arena, const struct gs_opening *o,
    const struct gs_record *charter)
{
	struct excerpt e = {.count = 0};
	size_t fields = count_fields(o);
	bool front = true;

	gs_document_rules_of(&e.rules, charter);
	e.rules.part = true;
	e.blocks = gs_arena_take(arena, fields + BESIDE_MAX + 1,
	    sizeof *e.blocks);
	if (e.blocks == NULL)
		return GS_ERR_MEMORY;

	/* Text follows at once: then these are all. */
	bool whole = fields < o->count && o->open[fields] &&
	    o->part[fields] == NULL;
	int err = fields == 0 && !whole ? GS_OK :
	    try_fields(&e, o->blocks, fields, whole);

	for (size_t i = fields; err == GS_OK && i < o->count; i++) {
		if (!o->open[i])
			continue;
		err = o->part[i] == NULL ? try_block(&e, o, i, front) :
		    try_mark(&e.rules, o->blocks[i].mark);
		front = front && gs_block_is_field(&o->blocks[i]);
	}
	return err;
}
