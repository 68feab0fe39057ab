/* SPDX-License-Identifier: Apache-2.0 */
/* As the reference pages have it: the answer is the heading, then the facts,
 * the map, each block, and what was not checked. */
#include "certificate/beside.h"

#include <stdio.h>

#include "certificate/beside_style.h"
#include "lib/html.h"

static struct gs_span span_of_part(struct gs_part p)
{
	return (struct gs_span){p.ptr, p.len};
}

static void write_string(struct gs_writer *w, const char *text)
{
	size_t len = 0;

	while (text[len] != '\0')
		len++;
	gs_html_write(w, (struct gs_span){(const uint8_t *)text, len});
}

/* The marking of what stands on the page, which has the memo's words. */
static void write_marking(struct gs_writer *w, const struct gs_memo *m,
    const char *where)
{
	struct gs_part banner = gs_record_part(&m->rec, "banner");

	if (banner.len == 0)
		return;
	gs_write_text(w, "<div class=\"mark ");
	gs_write_text(w, where);
	gs_write_text(w, "\" role=\"region\" aria-label=\"Marking of this "
	    "page, ");
	gs_write_text(w, where);
	gs_write_text(w, "\">");
	gs_html_write(w, span_of_part(banner));
	gs_write_text(w, "</div>\n");
}

static void write_beginning(struct gs_writer *w,
    const struct gs_beside_sheet *s)
{
	const struct gs_memo *m = s->v->given.verdict.memo;

	gs_write_text(w, "<!doctype html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta http-equiv=\""
	    "Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
	    "\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n<title>");
	write_string(w, s->answer);
	gs_write_text(w, "</title>\n<style>\n");
	gs_write_text(w, beside_style);
	gs_write_text(w, "</style>\n</head>\n<body>\n");

	write_marking(w, m, "top");
	if (m->charter->exercise)
		gs_write_text(w, "<p class=\"exercise\" role=\"note\"><strong>"
		    "EXERCISE:</strong> people, acts and dates of this channel "
		    "are invented.</p>\n");
	gs_write_text(w, s->same ? "<main>\n<div class=\"verdict\"><h1>" :
	    "<main>\n<div class=\"verdict bad\"><h1>");
	write_string(w, s->answer);
	gs_write_text(w, "</h1></div>\n");
}

static void write_fact(struct gs_writer *w, const char *name,
    const char *value)
{
	gs_write_text(w, "<dt>");
	gs_write_text(w, name);
	gs_write_text(w, "</dt><dd>");
	write_string(w, value);
	gs_write_text(w, "</dd>\n");
}

static void write_facts(struct gs_writer *w, const struct gs_beside_sheet *s)
{
	const struct gs_memo *m = s->v->given.verdict.memo;
	char count[96];

	(void)snprintf(count, sizeof count, "%u of %llu enrolled keys",
	    m->endorsements, (unsigned long long)m->roll->size);
	gs_write_text(w, "<dl>\n<dt>Channel</dt><dd>");
	gs_html_write(w, span_of_part(gs_record_part(&m->charter->rec,
	    "name")));
	gs_write_text(w, "</dd>\n");
	write_fact(w, "Filed", s->filed);
	write_fact(w, "Word code", s->code);
	write_fact(w, "Endorsed by", count);
	write_fact(w, "Times", s->v->findings.time.text);
	gs_write_text(w, "</dl>\n");
}

/* Each row by its number: a block's, or a letter for what is not the memo's. */
static void write_map(struct gs_writer *w, const struct gs_beside *b)
{
	gs_write_text(w, "<h2 id=\"map\">Block by block</h2>\n"
	    "<ol class=\"map\" aria-labelledby=\"map\">");
	for (size_t i = 0; i < b->count; i++) {
		const struct gs_match *m = b->row[i].match;

		gs_write_text(w, "<li><a class=\"");
		gs_write_text(w, gs_summary_kind(m->kind));
		gs_write_text(w, "\" href=\"#r");
		gs_write_decimal(w, i + 1);
		gs_write_text(w, "\" title=\"");
		gs_write_text(w, gs_summary_kind(m->kind));
		gs_write_text(w, "\">");
		if (m->block != GS_NOWHERE)
			gs_write_decimal(w, m->block + 1);
		gs_write_text(w, "<b>");
		gs_write_text(w, gs_beside_sign(m));
		gs_write_text(w, "</b></a></li>");
	}
	gs_write_text(w, "</ol>\n<ul class=\"key\"><li>= word for word</li>"
	    "<li>\xe2\x89\x88 the same but for typography</li>"
	    "<li>\xe2\x89\xa0 altered</li><li>\xe2\x88\x92 missing</li>"
	    "<li>\xe2\x96\xac withheld</li><li>+ not in the memo</li></ul>\n");
}

/* `tag` frames the words that the other side has otherwise. */
static void write_cell(struct gs_writer *w, const struct gs_beside_cell *cell,
    const char *tag)
{
	gs_write_text(w, "<p class=\"words\" dir=\"auto\">");
	for (size_t i = 0; i < cell->count; i++) {
		const struct gs_beside_run *run = &cell->run[i];

		if (run->changed) {
			gs_write_text(w, "<");
			gs_write_text(w, tag);
			gs_write_text(w, ">");
		}
		gs_html_write(w, run->text);
		if (run->changed) {
			gs_write_text(w, "</");
			gs_write_text(w, tag);
			gs_write_text(w, ">");
		}
		if (run->mark)
			gs_write_text(w, " ");
	}
	gs_write_text(w, "</p>\n");
}

static void write_others(struct gs_writer *w, const struct gs_beside_row *row)
{
	for (size_t i = 0; i < row->other_count; i++) {
		gs_write_text(w, "<p>The memo has \xe2\x80\x9c");
		gs_html_write(w, row->other[2 * i].text);
		gs_write_text(w, "\xe2\x80\x9d, the text \xe2\x80\x9c");
		gs_html_write(w, row->other[2 * i + 1].text);
		gs_write_text(w, "\xe2\x80\x9d.</p>\n");
	}
}

static void write_sides(struct gs_writer *w, const struct gs_beside_row *row)
{
	gs_write_text(w, "<div class=\"pair\"><div><h3>As filed</h3>\n");
	write_cell(w, &row->filed, "del");
	gs_write_text(w, "</div><div><h3>The text</h3>\n");
	write_cell(w, &row->text, "ins");
	gs_write_text(w, "</div></div>\n");
}

static void write_words(struct gs_writer *w, const struct gs_beside_row *row)
{
	switch (gs_beside_form_of(row->match)) {
	case GS_BESIDE_FILED:
		write_cell(w, &row->filed, "del");
		break;
	case GS_BESIDE_TEXT:
		write_cell(w, &row->text, "ins");
		break;
	case GS_BESIDE_BOTH:
		write_sides(w, row);
		break;
	case GS_BESIDE_BARS:
		gs_write_text(w, "<div class=\"bars\" role=\"img\" aria-label="
		    "\"Withheld\"><i></i><i></i><i></i></div>\n");
		break;
	}
	write_others(w, row);
}

static void write_blocks(struct gs_writer *w, const struct gs_beside_sheet *s)
{
	char said[GS_BESIDE_SAID_MAX], place[64];

	for (size_t i = 0; i < s->beside.count; i++) {
		const struct gs_beside_row *row = &s->beside.row[i];

		gs_beside_say(said, row->match, s->whole);
		gs_beside_place(place, row);
		gs_write_text(w, "<section class=\"row ");
		gs_write_text(w, gs_summary_kind(row->match->kind));
		gs_write_text(w, "\" id=\"r");
		gs_write_decimal(w, i + 1);
		gs_write_text(w, "\"><p class=\"tag\"><b>");
		gs_write_text(w, place);
		gs_write_text(w, "</b> ");
		gs_write_text(w, gs_beside_sign(row->match));
		gs_write_text(w, " ");
		gs_write_text(w, said);
		gs_write_text(w, "</p><div>\n");
		write_words(w, row);
		gs_write_text(w, "</div></section>\n");
	}
}

static void write_findings(struct gs_writer *w, const char *heading,
    const struct gs_report *said, size_t count)
{
	gs_write_text(w, "<h2>");
	gs_write_text(w, heading);
	gs_write_text(w, "</h2>\n<ul>\n");
	for (size_t i = 0; i < count; i++) {
		gs_write_text(w, "<li>");
		write_string(w, said[i].text);
		gs_write_text(w, "</li>\n");
	}
	gs_write_text(w, "</ul>\n");
}

static void write_end(struct gs_writer *w, const struct gs_beside_sheet *s)
{
	const struct gs_findings *f = &s->v->findings;

	if (s->beside.furniture > 0) {
		gs_write_text(w, "<p>Left out as page furniture: ");
		gs_write_decimal(w, s->beside.furniture);
		gs_write_text(w, s->beside.furniture == 1 ? " piece" :
		    " pieces");
		gs_write_text(w, " of the text.</p>\n");
	}
	if (s->aside_count > 0)
		write_findings(w, "Beside the text, and not compared",
		    s->asides, s->aside_count);
	write_findings(w, "Checked", f->checked, f->checked_count);
	write_findings(w, "Not checked", f->unchecked, f->unchecked_count);
	gs_write_text(w, "<p>Anyone can make a page like this one. What counts "
	    "is the file and the text that it was made from: <code>gainsay "
	    "verify</code> compares them again.</p>\n</main>\n");
	write_marking(w, s->v->given.verdict.memo, "bottom");
	gs_write_text(w, "</body>\n</html>\n");
}

int gs_beside_html(struct gs_writer *w, const struct gs_beside_sheet *sheet)
{
	write_beginning(w, sheet);
	write_facts(w, sheet);
	write_map(w, &sheet->beside);
	write_blocks(w, sheet);
	write_end(w, sheet);
	return gs_writer_end(w);
}
