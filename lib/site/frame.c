/* SPDX-License-Identifier: Apache-2.0 */
/* What stands around every page. */
#include <string.h>

#include "core/memo/memo.h"
#include "lib/site/page.h"

/* The marking of a page that shows nobody's words: the lowest of the style. */
static struct gs_span lowest_banner(uint8_t out[GS_BANNER_MAX],
    const struct gs_charter *charter)
{
	static const uint8_t unclassified[] = {'U'};
	const struct gs_marks *marks = &charter->marks;
	struct gs_block block = {.mark = {unclassified, 1}};
	size_t len = 0;

	if (marks->style == GS_MARK_NONE)
		return (struct gs_span){NULL, 0};
	if (marks->style == GS_MARK_OWN)
		return marks->level[0];
	int err = gs_banner_derive(out, &len, GS_BANNER_MAX, marks, &block, 1);
	return (struct gs_span){out, err == GS_OK ? len : 0};
}

/* The colours of the marking systems; what has none is grey. */
static const char *banner_class(struct gs_span banner)
{
	static const struct {
		const char *begins, *has;
	} rows[] = {
		{"UNCLASSIFIED", "u"}, {"SENSITIVE BUT", "sbu"},
		{"CUI", "sbu"}, {"CONFIDENTIAL", "c"}, {"SECRET", "s"},
		{"TOP SECRET", "ts"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t len = strlen(rows[i].begins);

		if (banner.len >= len &&
		    memcmp(banner.ptr, rows[i].begins, len) == 0)
			return rows[i].has;
	}
	return "other";
}

static struct gs_span page_banner(uint8_t room[GS_BANNER_MAX],
    const struct site_page *p, const struct site_frame *frame)
{
	return frame->banner.len > 0 ? frame->banner :
	    lowest_banner(room, p->charter);
}

static void put_band(struct site_page *p, const struct site_frame *frame,
    bool top)
{
	uint8_t room[GS_BANNER_MAX];
	struct gs_span banner = page_banner(room, p, frame);

	if (banner.len == 0)
		return;
	site_form(p, "<div class=\"mark{0} m-{1}\" role=\"region\" "
	    "aria-label=\"{2}\">",
	    gs_say_text(top ? " top" : ""), gs_say_text(banner_class(banner)),
	    site_word(p, top ? GS_TR("Marking of this page") :
	        GS_TR("Marking of this page, at its end")));
	site_said(p, banner);
	site_put(p, "</div>\n");
}

static const struct {
	enum site_nav nav;
	const char *file, *word;
} menu[] = {
	{SITE_NAV_RECORD, "index", GS_TR("Record")},
	{SITE_NAV_STATISTICS, "statistics", GS_TR("Figures")},
	{SITE_NAV_CHARTER, "charter", GS_TR("Rules")},
};

static void link_script(struct site_page *p, const char *file,
    const char *word)
{
	if (file != NULL)
		site_form(p, "<li><a href=\"{0}{1}\">{2}</a></li>",
		    gs_say_text(p->up), gs_say_text(file), site_word(p, word));
}

static void put_menu(struct site_page *p, const struct site_frame *frame)
{
	site_form(p, "<nav aria-label=\"{0}\"><ul>",
	    site_word(p, GS_TR("Pages")));
	for (size_t i = 0; i < sizeof menu / sizeof *menu; i++)
		site_form(p, "<li><a href=\"{0}\"{1}>{2}</a></li>",
		    site_link(p, menu[i].file),
		    gs_say_text(menu[i].nav != frame->nav ? "" :
		        frame->is_first ? " aria-current=\"page\"" :
		        " aria-current=\"true\""),
		    site_word(p, menu[i].word));
	link_script(p, p->site->check, GS_TR("Check a text"));
	link_script(p, p->site->member, GS_TR("For members"));
	site_put(p, "</ul></nav>\n");
}

static void put_channel(struct site_page *p)
{
	site_said_part(p, gs_record_part(&p->charter->rec, "name"));
}

/* The same page in the other languages, which are a link away: what a browser
 * asks for in Accept-Language is not looked at, so that all who are given a
 * page's address see the same page, any web server can carry it, and nothing is
 * learned of who reads. */
static void list_languages(struct site_page *p, const char *form)
{
	const char *slash = strrchr(p->name, '/');
	const char *own = slash == NULL ? p->name : slash + 1;
	const struct gs_language *l = NULL;
	char ending[16];

	for (size_t i = 0; (l = site_language_at(i)) != NULL; i++) {
		site_ending(ending, l);
		site_form(p, form, gs_say_text(l->tag), gs_say_text(own),
		    gs_say_text(ending), gs_say_text(l->name),
		    gs_say_text(l == p->language ?
		        " aria-current=\"true\"" : ""));
	}
}

static void put_languages(struct site_page *p)
{
	site_form(p, "<nav class=\"tongues\" aria-label=\"{0}\"><ul>",
	    site_word(p, GS_TR("Language")));
	list_languages(p, "<li><a href=\"{1}{2}\" lang=\"{0}\" "
	    "hreflang=\"{0}\"{4}>{3}</a></li>");
	site_put(p, "</ul></nav>\n");
}

static void link_style(struct site_page *p)
{
	const struct gs_site_asset *style = gs_site_asset_at(0);

	site_form(p, "<link rel=\"stylesheet\" href=\"{0}{1}\"",
	    gs_say_text(p->up), gs_say_text(style->name));
	if (!p->site->on_disk)
		site_form(p, " integrity=\"{0}\"",
		    gs_say_text(style->integrity));
	site_put(p, ">\n");
}

static void put_head(struct site_page *p, const struct site_frame *frame)
{
	uint8_t room[GS_BANNER_MAX];
	struct gs_part name = gs_record_part(&p->charter->rec, "name");

	site_form(p, "<!doctype html>\n<html lang=\"{0}\" "
	    "dir=\"{1}\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<title>",
	    gs_say_text(p->language->tag),
	    gs_say_text(p->language->to_left ? "rtl" : "ltr"));
	site_calm(p, frame->title);
	site_put(p, " \xe2\x80\x93 ");
	site_calm(p, (struct gs_span){name.ptr, name.len});
	site_put(p, "</title>\n<meta name=\"viewport\" content=\"width="
	    "device-width, initial-scale=1\">\n<meta name=\"referrer\" "
	    "content=\"no-referrer\">\n");
	link_style(p);
	list_languages(p, "<link rel=\"alternate\" hreflang=\"{0}\" "
	    "href=\"{1}{2}\">\n");
	site_form(p, "</head>\n<body class=\"b-{0}\">\n<a class="
	    "\"skip\" href=\"#main\">{1}</a>\n",
	    gs_say_text(banner_class(page_banner(room, p, frame))),
	    site_word(p, GS_TR("Skip to the content")));
}

void site_begin(struct site_page *p, const struct site_frame *frame)
{
	put_head(p, frame);
	put_band(p, frame, true);
	if (p->charter->exercise)
		site_form(p, "<div class=\"exercise\" role=\"region\" "
		    "aria-label=\"{0}\"><strong>{1}</strong> {2}</div>\n",
		    site_word(p, GS_TR("Exercise")),
		    site_word(p, GS_TR("EXERCISE:")),
		    site_word(p, GS_TR("people, acts and dates of this channel "
		        "are invented.")));

	site_form(p, "<header class=\"mast\"><div class=\"wrap\">\n"
	    "<a class=\"name\" href=\"{0}\">", site_link(p, "index"));
	put_channel(p);
	site_form(p, " <span>{0}</span></a>\n",
	    site_word(p, GS_TR("public record")));
	put_menu(p, frame);
	put_languages(p);
	site_put(p, "</div></header>\n<main id=\"main\" tabindex=\"-1\"><div "
	    "class=\"wrap page\">\n");
}

void site_end(struct site_page *p, const struct site_frame *frame)
{
	size_t from = p->w.len;

	site_calm(p, p->site->vkey);
	struct gs_message_value key = site_cut(p, from);
	site_put(p, "</div></main>\n<footer class=\"foot\"><div class=\"wrap\">"
	    "<div><p>");
	site_say(p, GS_TR("Worked out from the public log, by rules that "
	    "anybody can apply again: <code>gainsay audit</code> does. The "
	    "log\xe2\x80\x99s key, to be compared with one from another "
	    "source: <code>{0}</code>"), key);
	site_put(p, "</p>\n<p>");
	site_say(p, GS_TR("All times are by the clocks of {0}. Working days "
	    "leave out the days on which the office is closed by its "
	    "charter."), site_said_value(p, gs_record_part(&p->charter->rec,
	        "zone")));
	site_form(p, "</p></div>\n<div><p>{0}</p></div></div></footer>\n",
	    site_word(p, GS_TR("Nothing on this page is loaded from elsewhere. "
	        "No script, no cookies.")));
	put_band(p, frame, false);
	site_put(p, "</body>\n</html>\n");
}
