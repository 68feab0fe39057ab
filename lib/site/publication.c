/* SPDX-License-Identifier: Apache-2.0 */
/* A released text as a page. */
#include "lib/evidence/publication.h"
#include "lib/site/page.h"

static void list_reasons(struct site_page *p,
    const struct gs_publication *one)
{
	size_t count = gs_record_count(&one->rec, "reason");

	if (count == 0)
		return;
	site_put(p, "<section aria-labelledby=\"why\" class=\"stack\"><h2 id="
	    "\"why\">Why something is withheld</h2>\n<ul>");
	for (size_t i = 0; i < count; i++) {
		site_put(p, "<li>");
		site_said_part(p, gs_record_value(&one->rec, "reason",
		    i)->parts[0]);
		site_put(p, "</li>");
	}
	site_put(p, "</ul></section>\n");
}

/* Of the opening, of the text, of annexes, as the log names them. */
static void put_files(struct site_page *p, const struct gs_publication *one)
{
	static const char *const words[] = {"What proves it", "The text",
	    "An annex"};
	size_t count = gs_record_count(&one->rec, "content");

	site_put(p, "<section aria-labelledby=\"fl\" class=\"stack\"><h2 id="
	    "\"fl\">To check it</h2>\n<p>The log names these files by their "
	    "SHA-256; <code>gainsay provenance</code> makes of them a file "
	    "with which anybody checks the text.</p>\n<dl class=\"facts\">");
	for (size_t i = 0; i < count; i++) {
		struct gs_part hash = gs_record_value(&one->rec, "content",
		    i)->parts[0];

		site_form(p, "<div><dt>{0}</dt><dd class=\"code\">",
		    gs_say_text(words[i < 2 ? i : 2]));
		gs_write_hex(&p->w, hash.ptr, hash.len);
		site_put(p, "</dd></div>");
	}
	site_put(p, "</dl></section>\n");
}

static void put_lede(struct site_page *p, const struct gs_memo *m,
    const struct gs_publication *one)
{
	const struct gs_value *of = gs_record_value(&one->rec, "of", 0);

	site_put(p, "<p class=\"lede\">Released ");
	site_time(p, m->charter, one->at, SITE_TIME_LONG);
	if (of == NULL)
		site_put(p, ". What is shown is word for word what was "
		    "filed.</p></div>");
	else
		site_form(p, ". It is not the memo's own text, but {0} {1} of "
		    "the office; what is shown is word for word what was "
		    "sent.</p></div>", gs_say_span(of->parts[0].ptr,
		    of->parts[0].len),
		    gs_say_number((uint64_t)of->parts[1].number));
}

int site_write_publication(struct site_page *p, const struct gs_memo *m,
    const struct gs_publication *one)
{
	struct gs_part banner = gs_record_part(&one->rec, "banner");
	char title[64];

	gs_words(title, sizeof title, "Memo {0}, publication {1}",
	    gs_say_number(m->number), gs_say_number(one->number));
	const struct site_frame frame = {SITE_NAV_RECORD, false,
	    {banner.ptr, banner.len}, site_span(title)};
	site_begin(p, &frame);
	site_form(p, "<p class=\"crumb\"><a href=\"../../../index.html\">The "
	    "record</a> \xe2\x80\xba <a href=\"../../{0}.html\">Memo {0}</a> "
	    "\xe2\x80\xba Publication {1}</p>\n<div class=\"stack\"><h1>{2}"
	    "</h1>\n", gs_say_number(m->number),
	    gs_say_number(one->number), gs_say_text(
	        gs_record_count(&one->rec, "reason") == 0 ?
	        "What was released of the memo" :
	        "What was released of the memo, and what was withheld"));
	put_lede(p, m, one);
	site_put(p, "\n<div class=\"stack mt6\">\n");

	int err = site_show_text(p, m, one);
	list_reasons(p, one);
	put_files(p, one);
	site_put(p, "</div>\n");
	site_end(p, &frame);
	return err;
}
