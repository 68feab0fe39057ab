/* SPDX-License-Identifier: Apache-2.0 */
/* The form of the provenance file; provenance_verify.c says what it
 * proves. */
#include "lib/evidence/provenance.h"

#include <string.h>

#define HEADER_MAX 128 /* bytes of a line outside the sections */
#define CHARTERS_MAX 4096

/* Writing ------------------------------------------------------------ */

static void write_section(struct gs_writer *w, const char *name,
    struct gs_span bytes)
{
	gs_write_text(w, "section ");
	gs_write_text(w, name);
	gs_write_text(w, " ");
	gs_write_decimal(w, bytes.len);
	gs_write_text(w, "\n");
	gs_write_bytes(w, bytes.ptr, bytes.len);
	gs_write_text(w, "\n");
}

static void write_entry(struct gs_writer *w, const char *name,
    const struct gs_log_entry *entry)
{
	gs_write_text(w, "section ");
	gs_write_text(w, name);
	gs_write_text(w, " ");
	gs_write_decimal(w, entry->bytes.len + 8);
	gs_write_text(w, "\n");
	gs_write_u64(w, entry->index);
	gs_write_bytes(w, entry->bytes.ptr, entry->bytes.len);
	gs_write_text(w, "\n");
}

int gs_provenance_write(struct gs_writer *w, const struct gs_provenance *p)
{
	gs_write_text(w, "gainsay/v1 provenance\nmemo ");
	gs_write_base64(w, p->memo, 32);
	gs_write_text(w, "\n");

	write_section(w, "checkpoint", p->checkpoint);
	for (size_t i = 0; i < p->charter_count; i++)
		write_entry(w, "charter", &p->charters[i]);
	write_entry(w, "roll", &p->roll);
	if (p->keys.len != 0)
		write_section(w, "keys", p->keys);
	for (size_t i = 0; i < p->entry_count; i++)
		write_entry(w, "entry", &p->entries[i]);
	for (size_t i = 0; i < p->seen_count; i++)
		write_entry(w, "seen", &p->seen[i]);
	if (p->map.len != 0) {
		write_entry(w, "anchor", &p->anchor);
		write_section(w, "map", p->map);
	}
	for (size_t i = 0; i < p->consistency_count; i++)
		write_section(w, "consistency", p->consistency[i]);
	write_section(w, "tree", p->tree);
	if (p->of.len != 0)
		write_section(w, "of", p->of);
	write_section(w, "opening", p->opening);
	return gs_writer_end(w);
}

const struct gs_log_entry *gs_provenance_carrier(
    const struct gs_provenance *p, size_t i)
{
	return i < p->seen_count ? &p->seen[i] : &p->anchor;
}

/* Several lists of entries, each ascending, as one: a merge. */
struct merge {
	struct {
		const struct gs_log_entry *next;
		size_t left;
	} lists[5];
	size_t count;
};

static void merge_add(struct merge *m, const struct gs_log_entry *list,
    size_t count)
{
	m->lists[m->count].next = list;
	m->lists[m->count++].left = count;
}

static size_t merge_left(const struct merge *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++)
		n += m->lists[i].left;
	return n;
}

/* Precondition: merge_left. */
static const struct gs_log_entry *merge_next(struct merge *m)
{
	size_t best = m->count;

	for (size_t i = 0; i < m->count; i++)
		if (m->lists[i].left > 0 && (best == m->count ||
		    m->lists[i].next->index < m->lists[best].next->index))
			best = i;
	m->lists[best].left--;
	return m->lists[best].next++;
}

static struct merge merge_of(const struct gs_provenance *p)
{
	struct merge m = {.count = 0};

	merge_add(&m, p->charters, p->charter_count);
	merge_add(&m, &p->roll, 1);
	merge_add(&m, p->entries, p->entry_count);
	return m;
}

static int merge_all(const struct gs_log_entry ***out, size_t *count,
    struct gs_arena *arena, struct merge *m)
{
	size_t n = merge_left(m);
	const struct gs_log_entry **order = gs_arena_take(arena, n,
	    sizeof *order);

	if (order == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < n; i++) {
		order[i] = merge_next(m);
		if (i > 0 && order[i]->index <= order[i - 1]->index)
			return GS_ERR_FORMAT;
	}
	*out = order;
	*count = n;
	return GS_OK;
}

int gs_provenance_order(const struct gs_log_entry ***out, size_t *count,
    struct gs_arena *arena, const struct gs_provenance *p)
{
	const struct gs_log_entry **order = NULL;
	struct merge m = merge_of(p);
	size_t n = 0;

	int err = merge_all(&order, &n, arena, &m);
	if (err == GS_OK && p->map.len != 0 &&
	    order[n - 1]->index >= p->anchor.index)
		err = GS_ERR_FORMAT;
	if (err != GS_OK)
		return err;
	*out = order;
	*count = n;
	return GS_OK;
}

int gs_provenance_shown(const struct gs_log_entry ***out, size_t *count,
    struct gs_arena *arena, const struct gs_provenance *p)
{
	struct merge m = merge_of(p);

	merge_add(&m, p->seen, p->seen_count);
	if (p->map.len != 0)
		merge_add(&m, &p->anchor, 1);
	return merge_all(out, count, arena, &m);
}

int gs_carrier_read(struct gs_carried_note *out, struct gs_arena *arena,
    const struct gs_log_entry *entry)
{
	struct gs_carried_note c = {.at = 0};
	struct gs_entry_header header;
	struct gs_span text = {NULL, 0};

	int err = gs_entry_split(&header, &text, entry->bytes.ptr,
	    entry->bytes.len);
	if (err == GS_OK)
		err = gs_record_parse(&c.anchor, NULL, arena, text.ptr,
		    text.len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK || !gs_record_is(&c.anchor, GS_RECORD_ANCHOR) ||
	    gs_record_number(&c.anchor, "size") != entry->index)
		return GS_ERR_FORMAT;

	struct gs_part note = gs_record_part(&c.anchor, "note");
	c.at = header.at;
	c.note = (struct gs_span){note.ptr, note.len};
	*out = c;
	return GS_OK;
}

int gs_carried_note_read(struct gs_carried_note *out, struct gs_arena *arena,
    const struct gs_log_entry *entry)
{
	struct gs_carried_note c;
	struct gs_note parts;

	int err = gs_carrier_read(&c, arena, entry);
	if (err == GS_OK && c.note.len == 0)
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		err = gs_note_parse(&parts, c.note.ptr, c.note.len);
	if (err == GS_OK)
		err = gs_checkpoint_parse(&c.checkpoint, parts.text,
		    parts.text_len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK || c.checkpoint.size > entry->index)
		return GS_ERR_FORMAT;
	*out = c;
	return GS_OK;
}

/* Whether the record is the one that `of` names. */
static bool is_subject_record(const struct gs_record *rec, struct gs_span of)
{
	bool reply = gs_record_is(rec, GS_RECORD_REPLY);
	const char *what = reply ? "reply" : "correction";
	uint8_t name[32];
	struct gs_writer w = gs_writer_of(name, sizeof name);

	if (!reply && !gs_record_is(rec, GS_RECORD_CORRECT))
		return false;
	gs_write_text(&w, what);
	gs_write_text(&w, " ");
	gs_write_decimal(&w, gs_record_number(rec, what));
	return gs_writer_end(&w) == GS_OK && w.len == of.len &&
	    memcmp(name, of.ptr, of.len) == 0;
}

int gs_provenance_subject(struct gs_record *out, struct gs_arena *arena,
    const struct gs_provenance *p)
{
	for (size_t i = 0; i < p->entry_count; i++) {
		struct gs_entry_header header;
		struct gs_span text = {NULL, 0};
		int err = gs_entry_split(&header, &text,
		    p->entries[i].bytes.ptr, p->entries[i].bytes.len);

		if (err == GS_OK)
			err = gs_record_parse(out, NULL, arena, text.ptr,
			    text.len);
		if (err != GS_OK)
			return err;
		if (p->of.len == 0 || is_subject_record(out, p->of))
			return GS_OK;
	}
	return GS_ERR_UNKNOWN;
}

static int build_consistency(struct gs_provenance *p, struct gs_arena *arena,
    const struct gs_tree *log)
{
	p->consistency = gs_arena_take(arena, p->consistency_count,
	    sizeof *p->consistency);
	if (p->consistency == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < p->consistency_count; i++) {
		struct gs_carried_note c;
		uint8_t (*proof)[32] = gs_arena_take(arena,
		    GS_TREE_LEVELS_MAX, 32);
		size_t count = 0;

		int err = proof == NULL ? GS_ERR_MEMORY :
		    gs_carried_note_read(&c, arena,
		        gs_provenance_carrier(p, i));
		if (err == GS_OK)
			err = gs_tree_prove_consistency(proof, &count,
			    c.checkpoint.size, log);
		if (err != GS_OK)
			return err;
		p->consistency[i] = (struct gs_span){proof[0], count * 32};
	}
	return GS_OK;
}

static int build_tree(struct gs_provenance *p, struct gs_arena *arena,
    const struct gs_tree *log)
{
	const struct gs_log_entry **order = NULL;
	size_t n = 0, hashes = 0;

	int err = gs_provenance_shown(&order, &n, arena, p);
	if (err != GS_OK)
		return err;
	uint64_t *indexes = gs_arena_take(arena, n, sizeof *indexes);
	uint8_t (*proof)[32] = gs_arena_take(arena, n * GS_TREE_LEVELS_MAX,
	    32);
	if (indexes == NULL || proof == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < n; i++)
		indexes[i] = order[i]->index;
	err = gs_tree_prove_many(proof, &hashes, n * GS_TREE_LEVELS_MAX,
	    indexes, n, log);
	if (err == GS_OK)
		p->tree = (struct gs_span){&proof[0][0], hashes * 32};
	return err;
}

/* A run has 2 bytes and a node; a block two lengths, its mark and its text, or
 * a commitment; an annex all of its line, and a hash. */
static size_t opening_room(const struct gs_block *blocks, size_t count)
{
	size_t room = 4 + GS_ANNEXES_MAX * (1 + 32 + 4 + 64 + 4 +
	    GS_ANNEX_NAME_MAX + 8 + 32);

	for (size_t i = 0; i < count; i++)
		room += 2 + 32 + 32 + 8 + blocks[i].mark.len +
		    blocks[i].text.len;
	return room;
}

static int build_opening(struct gs_provenance *p, struct gs_arena *arena,
    const struct gs_provenance_ground *g)
{
	size_t max = opening_room(g->blocks, g->count);
	uint8_t *buf = gs_arena_take(arena, max, 1);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, max);
	struct gs_opening o;
	int err = gs_opening_whole(&o, arena, g->blocks, g->count, g->seed);
	if (err == GS_OK && g->annexes != NULL)
		gs_opening_attach(&o, g->annexes);
	if (err == GS_OK)
		err = gs_opening_choose(&w, arena, &o,
		    &(struct gs_choice){.open = g->open});
	if (err == GS_OK)
		p->opening = (struct gs_span){buf, w.len};
	return err;
}

int gs_provenance_build(struct gs_writer *w, struct gs_arena *arena,
    struct gs_provenance *p, const struct gs_provenance_ground *ground)
{
	int err = build_consistency(p, arena, &ground->log);

	if (err == GS_OK)
		err = build_tree(p, arena, &ground->log);
	if (err == GS_OK && ground->blocks != NULL)
		err = build_opening(p, arena, ground);
	return err == GS_OK ? gs_provenance_write(w, p) : err;
}

/* Reading ------------------------------------------------------------ */

struct section {
	struct gs_span name, bytes;
};

/* Where the reading stands: `next` is read already, its name empty at the end
 * of the file. */
struct section_reader {
	struct gs_reader r;
	struct gs_arena *arena;
	struct section next;
};

static bool is_named(const struct section *s, const char *name)
{
	return s->name.len == strlen(name) &&
	    memcmp(s->name.ptr, name, s->name.len) == 0;
}

/* `section <name> <size>`; false: the line has another form. */
static bool read_section_head(struct section *s, struct gs_reader *r)
{
	size_t len = 0;
	uint64_t size = 0;

	gs_read_expect(r, "section ");
	const uint8_t *line = gs_read_line(&len, r, HEADER_MAX);
	const uint8_t *space = line == NULL ? NULL : memchr(line, ' ', len);
	if (space == NULL)
		return false;

	size_t n = (size_t)(space - line);
	if (gs_decimal_decode(&size, space + 1, len - n - 1,
	    GS_PROVENANCE_MAX) != GS_OK)
		return false;
	s->name = (struct gs_span){line, n};
	s->bytes.len = (size_t)size;
	return true;
}

static void next_section(struct section_reader *sr)
{
	struct gs_reader *r = &sr->r;
	struct section s = {{NULL, 0}, {NULL, 0}};

	sr->next = s;
	if (gs_reader_done(r))
		return;
	if (!read_section_head(&s, r)) {
		r->err = GS_ERR_FORMAT;
		return;
	}
	s.bytes.ptr = gs_read_bytes(r, s.bytes.len);
	gs_read_expect(r, "\n");
	if (r->err == GS_OK)
		sr->next = s;
}

static int read_log_entry(struct gs_log_entry *out, const struct section *s)
{
	struct gs_reader r = gs_reader_of(s->bytes.ptr, s->bytes.len);
	uint64_t index = gs_read_u64(&r);

	if (r.err != GS_OK || index > INT64_MAX || r.left > GS_ENTRY_MAX)
		return GS_ERR_FORMAT;
	*out = (struct gs_log_entry){index, {r.ptr, r.left}};
	return GS_OK;
}

/* The sections of one name that come next, 1 to `max` of them. */
static int read_log_entries(struct gs_log_entry **out, size_t *count,
    struct section_reader *sr, const char *name, size_t max)
{
	struct section_reader ahead = *sr;
	size_t n = 0;

	for (; is_named(&ahead.next, name) && n <= max; n++)
		next_section(&ahead);
	if (n == 0 || n > max || ahead.r.err != GS_OK)
		return GS_ERR_FORMAT;
	struct gs_log_entry *list = gs_arena_take(sr->arena, n, sizeof *list);
	if (list == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < n; i++) {
		int err = read_log_entry(&list[i], &sr->next);

		if (err != GS_OK)
			return err;
		next_section(sr);
	}
	*out = list;
	*count = n;
	return GS_OK;
}

static int take_section(struct gs_span *out, struct section_reader *sr,
    const char *name)
{
	if (!is_named(&sr->next, name))
		return GS_ERR_FORMAT;
	*out = sr->next.bytes;
	next_section(sr);
	return GS_OK;
}

static int read_seen_sections(struct gs_provenance *p,
    struct section_reader *sr)
{
	return !is_named(&sr->next, "seen") ? GS_OK : read_log_entries(
	    &p->seen, &p->seen_count, sr, "seen", GS_EVENTS);
}

/* One for each note that dates something. */
static int read_consistency_sections(struct gs_provenance *p,
    struct section_reader *sr)
{
	size_t max = p->seen_count + (p->map.len != 0);

	p->consistency = gs_arena_take(sr->arena, max + 1,
	    sizeof *p->consistency);
	if (p->consistency == NULL)
		return GS_ERR_MEMORY;

	while (is_named(&sr->next, "consistency")) {
		if (p->consistency_count == max ||
		    sr->next.bytes.len % 32 != 0)
			return GS_ERR_FORMAT;
		p->consistency[p->consistency_count++] = sr->next.bytes;
		next_section(sr);
	}
	return p->consistency_count < p->seen_count ? GS_ERR_FORMAT : GS_OK;
}

/* The anchor and what its map proves: both, or neither. */
static int read_anchor_sections(struct gs_provenance *p,
    struct section_reader *sr)
{
	struct gs_log_entry *anchor = NULL;
	size_t anchors = 0;

	if (!is_named(&sr->next, "anchor"))
		return GS_OK;
	int err = read_log_entries(&anchor, &anchors, sr, "anchor", 1);
	if (err == GS_OK)
		err = take_section(&p->map, sr, "map");
	if (err != GS_OK)
		return err;
	p->anchor = *anchor;
	return p->map.len % 32 == 8 ? GS_OK : GS_ERR_FORMAT;
}

/* The roll's entry, and its keys if the file has them. */
static int read_roll_sections(struct gs_provenance *p,
    struct section_reader *sr)
{
	struct gs_log_entry *roll = NULL;
	size_t rolls = 0;

	int err = read_log_entries(&roll, &rolls, sr, "roll", 1);
	if (err != GS_OK)
		return err;
	p->roll = *roll;
	if (!is_named(&sr->next, "keys"))
		return GS_OK;
	err = take_section(&p->keys, sr, "keys");
	return err != GS_OK || p->keys.len == 0 || p->keys.len % 32 != 0 ?
	    GS_ERR_FORMAT : GS_OK;
}

static int read_sections(struct gs_provenance *p, struct section_reader *sr)
{
	next_section(sr);

	int err = take_section(&p->checkpoint, sr, "checkpoint");
	if (err == GS_OK)
		err = read_log_entries(&p->charters, &p->charter_count, sr,
		    "charter", CHARTERS_MAX);
	if (err == GS_OK)
		err = read_roll_sections(p, sr);
	if (err == GS_OK)
		err = read_log_entries(&p->entries, &p->entry_count, sr,
		    "entry", GS_PROVENANCE_ENTRIES_MAX);
	if (err == GS_OK)
		err = read_seen_sections(p, sr);
	if (err == GS_OK)
		err = read_anchor_sections(p, sr);
	if (err == GS_OK)
		err = read_consistency_sections(p, sr);
	if (err == GS_OK)
		err = take_section(&p->tree, sr, "tree");
	if (err == GS_OK && is_named(&sr->next, "of"))
		err = take_section(&p->of, sr, "of");
	if (err == GS_OK)
		err = take_section(&p->opening, sr, "opening");

	if (err == GS_OK && (sr->next.name.ptr != NULL ||
	    p->tree.len % 32 != 0 || (p->of.ptr != NULL && p->of.len == 0)))
		err = GS_ERR_FORMAT;
	return err;
}

static int read_head(struct gs_provenance *p, struct gs_reader *r)
{
	size_t len = 0, n = 0;

	gs_read_expect(r, "gainsay/v1 provenance\nmemo ");
	const uint8_t *line = gs_read_line(&len, r, HEADER_MAX);
	if (line == NULL || gs_base64_decode(p->memo, &n, 32, line, len) !=
	    GS_OK || n != 32)
		return GS_ERR_FORMAT;
	return GS_OK;
}

int gs_provenance_parse(struct gs_provenance *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len)
{
	struct gs_provenance p = {.charter_count = 0};
	const struct gs_log_entry **order = NULL;
	struct section_reader sr = {.r = gs_reader_of(text, len),
	    .arena = arena};
	size_t n = 0;

	int err = len > GS_PROVENANCE_MAX ? GS_ERR_RANGE :
	    read_head(&p, &sr.r);
	if (err == GS_OK)
		err = read_sections(&p, &sr);
	if (err == GS_OK)
		err = gs_reader_end(&sr.r);
	if (err == GS_OK)
		err = gs_provenance_order(&order, &n, arena, &p);
	if (err == GS_OK)
		err = gs_provenance_shown(&order, &n, arena, &p);

	if (err == GS_OK)
		*out = p;
	else if (err == GS_ERR_RANGE)
		gs_report_tell(report, "provenance-too-long", "the provenance "
		    "file has {0} bytes; it may have {1}", gs_say_number(len),
		    gs_say_number(GS_PROVENANCE_MAX));
	else if (err == GS_ERR_MEMORY)
		gs_report_say(report, "provenance-memory", "there is not "
		    "enough memory to read the provenance file");
	else
		gs_report_say(report, "provenance-form", "this is not a "
		    "provenance file in its canonical form "
		    "(docs/spec/provenance.md)");
	return err;
}
