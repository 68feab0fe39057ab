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
	    "aria-label=\"Marking of this page{2}\">",
	    gs_say_text(top ? " top" : ""), gs_say_text(banner_class(banner)),
	    gs_say_text(top ? "" : ", at its end"));
	site_said(p, banner);
	site_put(p, "</div>\n");
}

static const struct {
	enum site_nav nav;
	const char *file, *word;
} menu[] = {
	{SITE_NAV_RECORD, "index.html", "Record"},
	{SITE_NAV_STATISTICS, "statistics.html", "Figures"},
	{SITE_NAV_CHARTER, "charter.html", "Rules"},
};

static void link_script(struct site_page *p, const char *file,
    const char *word)
{
	if (file != NULL)
		site_form(p, "<li><a href=\"{0}{1}\">{2}</a></li>",
		    gs_say_text(p->up), gs_say_text(file), gs_say_text(word));
}

static void put_menu(struct site_page *p, const struct site_frame *frame)
{
	site_put(p, "<nav aria-label=\"Pages\"><ul>");
	for (size_t i = 0; i < sizeof menu / sizeof *menu; i++)
		site_form(p, "<li><a href=\"{0}{1}\"{2}>{3}</a></li>",
		    gs_say_text(p->up), gs_say_text(menu[i].file),
		    gs_say_text(menu[i].nav != frame->nav ? "" :
		        frame->is_first ? " aria-current=\"page\"" :
		        " aria-current=\"true\""), gs_say_text(menu[i].word));
	link_script(p, p->site->check, "Check a text");
	link_script(p, p->site->member, "For members");
	site_put(p, "</ul></nav>\n");
}

static void put_channel(struct site_page *p)
{
	site_said_part(p, gs_record_part(&p->charter->rec, "name"));
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

	site_put(p, "<!doctype html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<title>");
	site_calm(p, frame->title);
	site_put(p, " \xe2\x80\x93 ");
	site_calm(p, (struct gs_span){name.ptr, name.len});
	site_put(p, "</title>\n<meta name=\"viewport\" content=\"width="
	    "device-width, initial-scale=1\">\n<meta name=\"referrer\" "
	    "content=\"no-referrer\">\n");
	link_style(p);
	site_form(p, "</head>\n<body class=\"b-{0}\">\n<a class="
	    "\"skip\" href=\"#main\">Skip to the content</a>\n",
	    gs_say_text(banner_class(page_banner(room, p, frame))));
}

void site_begin(struct site_page *p, const struct site_frame *frame)
{
	put_head(p, frame);
	put_band(p, frame, true);
	if (p->charter->exercise)
		site_put(p, "<div class=\"exercise\" role=\"region\" "
		    "aria-label=\"Exercise\"><strong>EXERCISE:</strong> "
		    "people, acts and dates of this channel are invented."
		    "</div>\n");
	site_form(p, "<header class=\"mast\"><div class=\"wrap\">\n"
	    "<a class=\"name\" href=\"{0}index.html\">", gs_say_text(p->up));
	put_channel(p);
	site_put(p, " <span>public record</span></a>\n");
	put_menu(p, frame);
	site_put(p, "</div></header>\n<main id=\"main\" tabindex=\"-1\"><div "
	    "class=\"wrap page\">\n");
}

void site_end(struct site_page *p, const struct site_frame *frame)
{
	site_put(p, "</div></main>\n<footer class=\"foot\"><div class=\"wrap\">"
	    "<div><p>Worked out from the public log, by rules that anybody can "
	    "apply again: <code>gainsay audit</code> does. The log\xe2\x80\x99s "
	    "key, to be compared with one from another source: <code>");
	site_calm(p, p->site->vkey);
	site_put(p, "</code></p>\n<p>All times are by the clocks of ");
	site_said_part(p, gs_record_part(&p->charter->rec, "zone"));
	site_put(p, ". Working days leave out the days on which the office is "
	    "closed by its charter.</p></div>\n<div><p>Nothing on this page is "
	    "loaded from elsewhere. No script, no cookies.</p></div>"
	    "</div></footer>\n");
	put_band(p, frame, false);
	site_put(p, "</body>\n</html>\n");
}
