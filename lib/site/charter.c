/* SPDX-License-Identifier: Apache-2.0 */
/* The rules in words. */
#include <stdlib.h>
#include <string.h>

#include "lib/site/page.h"
#include "lib/steps/explain.h"

/* A paragraph of gs_explain_charter: a line that names it, then lines that
 * begin with two blanks. */
static void put_paragraphs(struct site_page *p, struct gs_span text)
{
	struct gs_reader r = gs_reader_of(text.ptr, text.len);
	bool open = false;

	while (!gs_reader_done(&r)) {
		size_t len = 0;
		const uint8_t *line = gs_read_line(&len, &r, text.len);

		if (line == NULL || len == 0)
			continue;
		if (line[0] != ' ') {
			site_form(p, "{0}<section class=\"stack\"><h2>",
			    gs_say_text(open ? "</ul></section>\n" : ""));
			site_said(p, (struct gs_span){line, len});
			site_put(p, "</h2><ul>\n");
			open = true;
			continue;
		}
		site_put(p, "<li>");
		site_said(p, (struct gs_span){line + 2, len - 2});
		site_put(p, "</li>\n");
	}
	site_put(p, open ? "</ul></section>\n" : "");
}

static void list_rule_changes(struct site_page *p, struct gs_span text)
{
	site_put(p, "<ul>");
	for (size_t at = 0, len = 0; at < text.len; at += len + 1) {
		const uint8_t *end = memchr(text.ptr + at, '\n',
		    text.len - at);

		len = end == NULL ? text.len - at :
		    (size_t)(end - (text.ptr + at));
		if (len == 0)
			continue;
		site_put(p, "<li>");
		site_said(p, (struct gs_span){text.ptr + at, len});
		site_put(p, "</li>");
	}
	site_put(p, "</ul>\n");
}

static int put_version(struct site_page *p, const struct gs_charter *c,
    uint8_t *room)
{
	struct gs_writer w = gs_writer_of(room, GS_EXPLAIN_MAX);
	bool changed = false;

	site_form(p, "<h3>Version {0}, in force since ",
	    gs_say_number(c->version));
	site_time(p, c, c->from, SITE_DAY_LONG);
	site_put(p, "</h3>\n");
	if (c->before == NULL) {
		site_put(p, "<p>With it the channel was founded.</p>\n");
		return GS_OK;
	}
	int err = gs_explain_change(&w, &changed, c->before, c);
	if (err == GS_OK)
		list_rule_changes(p, (struct gs_span){w.ptr, w.len});
	return err;
}

static int put_history(struct site_page *p, uint8_t *room)
{
	int err = GS_OK;

	site_put(p, "<section aria-labelledby=\"hi\" class=\"stack\"><h2 id="
	    "\"hi\">How the rules changed</h2>\n");
	for (const struct gs_charter *c = p->charter; c != NULL &&
	    err == GS_OK; c = c->before)
		err = put_version(p, c, room);
	site_put(p, "</section>\n");
	return err;
}

int site_write_charter(struct site_page *p)
{
	static const char title[] = "The rules";
	const struct site_frame frame = {SITE_NAV_CHARTER, true, {NULL, 0},
	    {(const uint8_t *)title, sizeof title - 1}};
	uint8_t *room = malloc(GS_EXPLAIN_MAX);
	struct gs_writer w = gs_writer_of(room, GS_EXPLAIN_MAX);

	if (room == NULL)
		return GS_ERR_MEMORY;
	site_begin(p, &frame);
	site_form(p, "<div class=\"stack\"><h1>The rules, as version {0} of "
	    "the charter has them</h1>\n<p class=\"lede\">The charter is a "
	    "record of the log. Whoever acts is bound by it, and the dates on "
	    "these pages are counted by it.</p></div>\n<div class=\"stack mt6"
	    "\">\n", gs_say_number(p->charter->version));
	int err = gs_explain_charter(&w, p->charter, p->today);
	if (err == GS_OK)
		put_paragraphs(p, (struct gs_span){w.ptr, w.len});
	if (err == GS_OK)
		err = put_history(p, room);
	site_put(p, "</div>\n");
	site_end(p, &frame);
	free(room);
	return err;
}
