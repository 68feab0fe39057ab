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
	site_form(p, "<section aria-labelledby=\"why\" class=\"stack\"><h2 id="
	    "\"why\">{0}</h2>\n<ul>",
	    site_word(p, GS_TR("Why something is withheld")));
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
	static const char *const words[] = {GS_TR("What proves it"),
	    GS_TR("The text"), GS_TR("An annex")};
	size_t count = gs_record_count(&one->rec, "content");

	site_form(p, "<section aria-labelledby=\"fl\" class=\"stack\"><h2 id="
	    "\"fl\">{0}</h2>\n<p>{1}</p>\n<dl class=\"facts\">",
	    site_word(p, GS_TR("To check it")),
	    site_word(p, GS_TR("The log names these files by their SHA-256; "
	        "<code>gainsay provenance</code> makes of them a file with "
	        "which anybody checks the text.")));
	for (size_t i = 0; i < count; i++) {
		struct gs_part hash = gs_record_value(&one->rec, "content",
		    i)->parts[0];

		site_form(p, "<div><dt>{0}</dt><dd class=\"code\">",
		    site_word(p, words[i < 2 ? i : 2]));
		gs_write_hex(&p->w, hash.ptr, hash.len);
		site_put(p, "</dd></div>");
	}
	site_put(p, "</dl></section>\n");
}

static void put_lede(struct site_page *p, const struct gs_memo *m,
    const struct gs_publication *one)
{
	const struct gs_value *of = gs_record_value(&one->rec, "of", 0);

	struct gs_message_value at = site_time(p, m->charter, one->at,
	    GS_TIME_LONG);

	site_put(p, "<p class=\"lede\">");
	if (of == NULL)
		site_say(p, GS_TR("Released {0}. What is shown is word for "
		    "word what was filed."), at);
	else if (gs_part_is(&of->parts[0], "correction"))
		site_say(p, GS_TR("Released {0}. It is not the "
		    "memo\xe2\x80\x99s own text, but correction {1} of the "
		    "office; what is shown is word for word what was sent."),
		    at, gs_say_number((uint64_t)of->parts[1].number));
	else
		site_say(p, GS_TR("Released {0}. It is not the "
		    "memo\xe2\x80\x99s own text, but reply {1} of the office; "
		    "what is shown is word for word what was sent."), at,
		    gs_say_number((uint64_t)of->parts[1].number));
	site_put(p, "</p></div>");
}

int site_write_publication(struct site_page *p, const struct gs_memo *m,
    const struct gs_publication *one)
{
	struct gs_part banner = gs_record_part(&one->rec, "banner");
	char title[96], name[GS_SITE_NAME_MAX];

	gs_words(name, sizeof name, "memo/{0}", gs_say_number(m->number));
	gs_words(title, sizeof title,
	    site_text(p, GS_TR("Memo {0}, publication {1}")),
	    gs_say_number(m->number), gs_say_number(one->number));
	const struct site_frame frame = {SITE_NAV_RECORD, false,
	    {banner.ptr, banner.len}, site_span(title)};
	site_begin(p, &frame);
	site_form(p, "<p class=\"crumb\"><a href=\"{0}\">{1}</a> {6} <a href=\""
	    "{2}\">{3}</a> {6} {4}</p>\n<div class=\"stack\"><h1>{5}</h1>\n",
	    site_link(p, "index"), site_word(p, GS_TR("The record")),
	    site_link(p, name),
	    site_phrase(p, GS_TR("Memo {0}"), gs_say_number(m->number)),
	    site_phrase(p, GS_TR("Publication {0}"),
	        gs_say_number(one->number)),
	    site_word(p, gs_record_count(&one->rec, "reason") == 0 ?
	        GS_TR("What was released of the memo") :
	        GS_TR("What was released of the memo, and what was "
	        "withheld")), gs_say_text(site_crumb(p)));
	put_lede(p, m, one);
	site_put(p, "\n<div class=\"stack mt6\">\n");

	int err = site_show_text(p, m, one);
	list_reasons(p, one);
	put_files(p, one);
	site_put(p, "</div>\n");
	site_end(p, &frame);
	return err;
}
