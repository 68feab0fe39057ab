/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/site/brief.h"

#include <string.h>

#include "lib/html.h"
#include "lib/site/site.h"
#include "lib/steps/duty_label.h"
#include "lib/steps/local_time.h"
#include "lib/steps/words.h"

#define FACT_MAX 512

/* How each of both writes what the page has. */
struct brief_form {
	void (*begin)(struct gs_writer *w, const struct gs_brief *b);
	void (*fact)(struct gs_writer *w, const char *name, const char *text);
	void (*asked)(struct gs_writer *w, const char *text);
	void (*words)(struct gs_writer *w, struct gs_span text);
	void (*due)(struct gs_writer *w);
	void (*point)(struct gs_writer *w, const char *name, const char *text);
	void (*end)(struct gs_writer *w, const struct gs_brief *b);
};

static struct gs_span as_span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static struct gs_span brief_banner(const struct gs_brief *b)
{
	struct gs_part banner = gs_record_part(&b->memo->rec, "banner");

	return (struct gs_span){banner.ptr, banner.len};
}

/* What it says ------------------------------------------------------------ */

static void tell_filing(struct gs_writer *w, const struct brief_form *form,
    const struct gs_memo *m)
{
	struct gs_part name = gs_record_part(&m->charter->rec, "name");
	char text[FACT_MAX];

	gs_words(text, sizeof text, "{0}", gs_say_span(name.ptr, name.len));
	form->fact(w, "channel", text);
	gs_local_time(text, m->charter, m->at);
	form->fact(w, "filed", text);
}

static void tell_endorsed(struct gs_writer *w, const struct brief_form *form,
    const struct gs_brief *b)
{
	const struct gs_memo *m = b->memo;
	uint64_t named = gs_named_count(m, b->now);
	char text[FACT_MAX];

	gs_words(text, sizeof text, "by {0} of {1} enrolled keys ({2} "
	    "eligible)", gs_say_number(m->endorsements),
	    gs_say_number(m->roll->size), gs_say_number(m->roll->eligible));
	form->fact(w, "endorsed", text);
	if (m->later + m->withdrawals + m->withdrawn_later > 0) {
		gs_words(text, sizeof text, "{0} more after filing; {1} "
		    "withdrawn before, {2} after", gs_say_number(m->later),
		    gs_say_number(m->withdrawals),
		    gs_say_number(m->withdrawn_later));
		form->fact(w, "since", text);
	}
	if (named > 0) {
		gs_words(text, sizeof text, "{0} of those who endorsed, in "
		    "their own words", gs_say_number(named));
		form->fact(w, "named", text);
	}
}

static void tell_asked(struct gs_writer *w, const struct brief_form *form,
    const struct gs_document *doc)
{
	form->asked(w, doc->requests == 0 ? "It numbers no requests" :
	    "What it asks");
	for (size_t i = 0; i < doc->count; i++)
		if (doc->info[i].request != 0)
			form->words(w, (struct gs_span){
			    doc->blocks[i].text.ptr, doc->blocks[i].text.len});
}

static void tell_brief_duty(struct gs_writer *w, const struct brief_form *form,
    const struct gs_duty *duty)
{
	static const char *const words[] = {[GS_DUTY_OPEN] = "open, due {0}",
	    [GS_DUTY_MET] = "met; was due {0}",
	    [GS_DUTY_MET_BY_DATE] = "met by the operator's date; was due {0}",
	    [GS_DUTY_LATE] = "missed, done late; was due {0}",
	    [GS_DUTY_OVERDUE] = "overdue since {0}",
	    [GS_DUTY_ENDED] = "ended by {1}; was due {0}"};
	char label[GS_DUTY_LABEL_MAX], due[GS_LOCAL_TIME_MAX];
	char text[FACT_MAX];

	gs_duty_label(label, duty->title, duty);
	gs_local_time(due, duty->memo->charter, duty->due);
	gs_words(text, sizeof text, words[duty->status], gs_say_text(due),
	    gs_say_text(duty->ended_by == NULL ? "" : duty->ended_by));
	form->point(w, label, text);
}

static int tell_brief_duties(struct gs_writer *w, const struct brief_form *form,
    const struct gs_brief *b)
{
	struct gs_duties all = gs_duties_of(b->memo, b->now);
	struct gs_duty duty;

	form->due(w);
	while (gs_duties_next(&duty, &all))
		tell_brief_duty(w, form, &duty);
	return all.err;
}

static int write_brief(struct gs_writer *w, const struct brief_form *form,
    const struct gs_brief *b)
{
	form->begin(w, b);
	tell_filing(w, form, b->memo);
	tell_endorsed(w, form, b);
	tell_asked(w, form, b->doc);

	int err = tell_brief_duties(w, form, b);
	form->end(w, b);
	return err == GS_OK ? gs_writer_end(w) : err;
}

/* For a browser ----------------------------------------------------------- */

static void write_band(struct gs_writer *w, struct gs_span banner)
{
	if (banner.len == 0)
		return;
	gs_write_text(w, "<div class=\"mark other\" role=\"region\" "
	    "aria-label=\"Marking of this page\">");
	gs_html_write(w, banner);
	gs_write_text(w, "</div>\n");
}

static void begin_html(struct gs_writer *w, const struct gs_brief *b)
{
	const struct gs_site_asset *style = gs_site_asset_at(0);

	gs_write_text(w, "<!doctype html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta http-equiv=\""
	    "Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
	    "\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n<title>Brief on memo ");
	gs_write_decimal(w, b->memo->number);
	gs_write_text(w, "</title>\n<style>\n");
	gs_write_bytes(w, style->bytes, style->len);
	gs_write_text(w, "</style>\n</head>\n<body>\n");

	write_band(w, brief_banner(b));
	if (b->memo->charter->exercise)
		gs_write_text(w, "<p class=\"exercise\" role=\"note\"><strong>"
		    "EXERCISE:</strong> people, acts and dates of this channel "
		    "are invented.</p>\n");
	gs_write_text(w, "<main><div class=\"wrap stack\">\n<h1>Brief on "
	    "memo ");
	gs_write_decimal(w, b->memo->number);
	gs_write_text(w, "</h1>\n<dl class=\"facts\">\n");
}

static void write_html_fact(struct gs_writer *w, const char *name,
    const char *text)
{
	gs_write_text(w, "<div><dt>");
	gs_html_write(w, as_span(name));
	gs_write_text(w, "</dt><dd>");
	gs_html_write(w, as_span(text));
	gs_write_text(w, "</dd></div>\n");
}

static void write_html_asked(struct gs_writer *w, const char *text)
{
	gs_write_text(w, "</dl>\n<h2>");
	gs_html_write(w, as_span(text));
	gs_write_text(w, "</h2>\n");
}

static void write_html_due(struct gs_writer *w)
{
	gs_write_text(w, "<h2>What is due</h2>\n<dl class=\"facts\">\n");
}

static void write_html_words(struct gs_writer *w, struct gs_span text)
{
	gs_write_text(w, "<p class=\"said\" dir=\"auto\">");
	gs_html_write(w, text);
	gs_write_text(w, "</p>\n");
}

static void end_html(struct gs_writer *w, const struct gs_brief *b)
{
	gs_write_text(w, "</dl>\n</div></main>\n");
	write_band(w, brief_banner(b));
	gs_write_text(w, "</body>\n</html>\n");
}

int gs_brief_html(struct gs_writer *w, const struct gs_brief *brief)
{
	static const struct brief_form form = {begin_html, write_html_fact,
	    write_html_asked, write_html_words, write_html_due,
	    write_html_fact, end_html};

	return write_brief(w, &form, brief);
}

/* For paper --------------------------------------------------------------- */

static void begin_document(struct gs_writer *w, const struct gs_brief *b)
{
	struct gs_span banner = brief_banner(b);

	gs_write_text(w, "---\n");
	if (banner.len > 0) {
		gs_write_text(w, "marking: ");
		gs_write_bytes(w, banner.ptr, banner.len);
		gs_write_text(w, "\n");
	}
	gs_write_text(w, "subject: Brief on memo ");
	gs_write_decimal(w, b->memo->number);
	gs_write_text(w, "\n");
}

static void write_document_fact(struct gs_writer *w, const char *name,
    const char *text)
{
	gs_write_text(w, name);
	gs_write_text(w, ": ");
	gs_write_text(w, text);
	gs_write_text(w, "\n");
}

static void write_document_asked(struct gs_writer *w, const char *text)
{
	gs_write_text(w, "---\n\n## ");
	gs_write_text(w, text);
	gs_write_text(w, "\n\n");
}

static void write_document_due(struct gs_writer *w)
{
	gs_write_text(w, "## What is due\n\n");
}

static void write_document_words(struct gs_writer *w, struct gs_span text)
{
	gs_write_bytes(w, text.ptr, text.len);
	gs_write_text(w, "\n\n");
}

static void write_document_point(struct gs_writer *w, const char *name,
    const char *text)
{
	gs_write_text(w, "- **");
	gs_write_text(w, name);
	gs_write_text(w, "**: ");
	gs_write_text(w, text);
	gs_write_text(w, "\n");
}

static void end_document(struct gs_writer *w, const struct gs_brief *b)
{
	(void)w;
	(void)b;
}

int gs_brief_document(struct gs_writer *w, const struct gs_brief *brief)
{
	static const struct brief_form form = {begin_document,
	    write_document_fact, write_document_asked, write_document_words,
	    write_document_due, write_document_point, end_document};

	return write_brief(w, &form, brief);
}
