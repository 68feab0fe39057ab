/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate/beside.h"

#include <stdio.h>

#include "certificate/columns.h"

#define PAGES_MAX 2000

static enum gs_ink ink_of(const struct gs_match *m)
{
	return m->kind == GS_MATCH_ALTERED || m->kind == GS_MATCH_EXTRA ||
	    m->words_in_gap ? GS_INK_RED : GS_INK_BLACK;
}

static void put_facts(struct gs_page *p, const struct gs_beside_sheet *s)
{
	const struct gs_memo *m = s->v->given.verdict.memo;
	struct gs_part name = gs_record_part(&m->charter->rec, "name");
	char line[512];

	(void)snprintf(line, sizeof line, "%.*s",
	    (int)(name.len < 500 ? name.len : 500), (const char *)name.ptr);
	gs_page_row(p, "Channel", line, GS_INK_BLACK);
	gs_page_row(p, "Filed", s->filed, GS_INK_BLACK);
	gs_page_row(p, "Word code", s->code, GS_INK_BLACK);
	(void)snprintf(line, sizeof line, "%u of %llu enrolled keys",
	    m->endorsements, (unsigned long long)m->roll->size);
	gs_page_row(p, "Endorsed by", line, GS_INK_BLACK);
	gs_page_row(p, "Times", s->v->findings.time.text, GS_INK_BLACK);
}

/* The runs of a cell, with a blank behind a portion mark.  At most as many as
 * `room`. */
static size_t copy_runs(struct gs_page_run *out,
    const struct gs_beside_cell *cell)
{
	static const struct gs_span blank = {(const uint8_t *)" ", 1};
	size_t n = 0;

	for (size_t i = 0; i < cell->count; i++) {
		out[n++] = (struct gs_page_run){cell->run[i].text,
		    cell->run[i].changed ?
		    GS_FACE_BOLD | GS_FACE_UNDERLINED : 0};
		if (cell->run[i].mark)
			out[n++] = (struct gs_page_run){blank, 0};
	}
	return n;
}

static int put_beside_row(struct gs_page *p, const struct gs_beside_sheet *s,
    const struct gs_beside_row *row)
{
	const struct gs_match *m = row->match;
	enum gs_beside_form form = gs_beside_form_of(m);
	char said[GS_BESIDE_SAID_MAX], place[64];
	char tag[GS_BESIDE_SAID_MAX + 80];
	struct gs_page_columns c = {.tag = tag, .ink = ink_of(m),
	    .columns = form == GS_BESIDE_BOTH ? 2 : 1,
	    .bars = form == GS_BESIDE_BARS};
	const struct gs_beside_cell *cells[2] = {form == GS_BESIDE_TEXT ?
	    &row->text : &row->filed, &row->text};

	gs_beside_say(said, m, s->whole);
	gs_beside_place(place, row);
	(void)snprintf(tag, sizeof tag, "%s\n%s %s", place,
	    gs_beside_sign(m), said);
	for (size_t k = 0; k < c.columns; k++) {
		struct gs_page_run *runs = gs_arena_take(s->v->given.arena,
		    2 * cells[k]->count + 1, sizeof *runs);
		if (runs == NULL)
			return GS_ERR_MEMORY;
		c.column[k] = (struct gs_page_column){runs,
		    copy_runs(runs, cells[k])};
	}
	gs_columns_put(p, &c);
	return GS_OK;
}

static int put_others(struct gs_page *p, struct gs_arena *arena,
    const struct gs_beside_row *row)
{
	for (size_t i = 0; i < row->other_count; i++) {
		struct gs_span was = row->other[2 * i].text;
		struct gs_span is = row->other[2 * i + 1].text;
		size_t room = was.len + is.len + 64;
		char *line = gs_arena_take(arena, room, 1);

		if (line == NULL)
			return GS_ERR_MEMORY;
		(void)snprintf(line, room, "The memo has \"%.*s\", the text "
		    "\"%.*s\".", (int)was.len, (const char *)was.ptr,
		    (int)is.len, (const char *)is.ptr);
		gs_page_text(p, GS_PAGE_SMALL, line);
	}
	return GS_OK;
}

static void put_found(struct gs_page *p, const char *heading,
    const struct gs_report *said, size_t count)
{
	gs_page_text(p, GS_PAGE_HEADING, heading);
	for (size_t i = 0; i < count; i++)
		gs_page_text(p, GS_PAGE_ITEM, said[i].text);
}

static int put_all(struct gs_page *p, const struct gs_beside_sheet *s)
{
	const struct gs_findings *f = &s->v->findings;
	int err = GS_OK;

	gs_page_text(p, GS_PAGE_TITLE, s->answer);
	put_facts(p, s);
	gs_page_text(p, GS_PAGE_HEADING, "Block by block: as filed, and, where "
	    "they differ, the text beside it");
	for (size_t i = 0; err == GS_OK && i < s->beside.count; i++) {
		err = put_beside_row(p, s, &s->beside.row[i]);
		if (err == GS_OK)
			err = put_others(p, s->v->given.arena,
			    &s->beside.row[i]);
	}

	if (s->aside_count > 0)
		put_found(p, "Beside the text, and not compared", s->asides,
		    s->aside_count);
	put_found(p, "Checked", f->checked, f->checked_count);
	put_found(p, "Not checked", f->unchecked, f->unchecked_count);
	gs_page_text(p, GS_PAGE_SMALL, "Anyone can print a page like this one. "
	    "What counts is the file and the text that it was made from: "
	    "'gainsay verify' compares them again.");
	return err;
}

int gs_beside_pdf(struct gs_writer *pdf, const struct gs_beside_sheet *sheet)
{
	struct gs_page *page = NULL;
	const struct gs_memo *m = sheet->v->given.verdict.memo;
	struct gs_part banner = gs_record_part(&m->rec, "banner");
	const struct gs_page_plan plan = {.title = "Comparison of a text",
	    .date = m->at, .marking = {banner.ptr, banner.len},
	    .pages = PAGES_MAX,
	    .notice = m->charter->exercise ? GS_PAGE_EXERCISE : NULL};

	int err = gs_page_open(&page, pdf, &plan);
	if (err != GS_OK)
		return err;
	err = put_all(page, sheet);
	int closed = gs_page_close(&page);
	return err != GS_OK ? err : closed;
}
