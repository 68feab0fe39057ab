/* SPDX-License-Identifier: Apache-2.0 */
/* The rules in words. */
#include <stdlib.h>
#include <string.h>

#include "lib/site/page.h"
#include "lib/steps/explain.h"

/* A line with the charter's own words apart. */
static void put_rule_line(struct site_page *p, struct gs_span line)
{
	size_t from = 0;

	for (size_t i = 0; i <= line.len; i++) {
		uint8_t c = i < line.len ? line.ptr[i] : GS_EXPLAIN_BEGINS;
		const struct gs_span piece = {line.ptr + from, i - from};

		if (c != GS_EXPLAIN_BEGINS && c != GS_EXPLAIN_ENDS)
			continue;
		if (c == GS_EXPLAIN_ENDS)
			site_said(p, piece);
		else
			site_calm(p, piece);
		from = i + 1;
	}
}

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
			site_calm(p, (struct gs_span){line, len});
			site_put(p, "</h2><ul>\n");
			open = true;
			continue;
		}
		site_put(p, "<li>");
		put_rule_line(p, (struct gs_span){line + 2, len - 2});
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
		put_rule_line(p, (struct gs_span){text.ptr + at, len});
		site_put(p, "</li>");
	}
	site_put(p, "</ul>\n");
}

static int put_version(struct site_page *p, const struct gs_charter *c,
    uint8_t *room)
{
	struct gs_writer w = gs_writer_of(room, GS_EXPLAIN_MAX);
	bool changed = false;

	site_form(p, "<h3>{0}</h3>\n", site_phrase(p, GS_TR("Version {0}, in "
	    "force since {1}"), gs_say_number(c->version),
	    site_time(p, c, c->from, GS_DAY_LONG)));
	if (c->before == NULL) {
		site_form(p, "<p>{0}</p>\n", site_word(p, GS_TR("With it the "
		    "channel was founded.")));
		return GS_OK;
	}
	int err = gs_explain_change(&w, &changed, c->before, c,
	    p->language);
	if (err == GS_OK)
		list_rule_changes(p, (struct gs_span){w.ptr, w.len});
	return err;
}

static int put_history(struct site_page *p, uint8_t *room)
{
	int err = GS_OK;

	site_form(p, "<section aria-labelledby=\"hi\" class=\"stack\"><h2 id="
	    "\"hi\">{0}</h2>\n",
	    site_word(p, GS_TR("How the rules changed")));
	for (const struct gs_charter *c = p->charter; c != NULL &&
	    err == GS_OK; c = c->before)
		err = put_version(p, c, room);
	site_put(p, "</section>\n");
	return err;
}

int site_write_charter(struct site_page *p)
{
	const struct site_frame frame = {SITE_NAV_CHARTER, true, {NULL, 0},
	    site_span(site_text(p, GS_TR("The rules")))};
	uint8_t *room = malloc(GS_EXPLAIN_MAX);
	struct gs_writer w = gs_writer_of(room, GS_EXPLAIN_MAX);

	if (room == NULL)
		return GS_ERR_MEMORY;
	site_begin(p, &frame);
	site_form(p, "<div class=\"stack\"><h1>{0}</h1>\n<p class=\"lede\">{1}"
	    "</p></div>\n<div class=\"stack mt6\">\n",
	    site_phrase(p, GS_TR("The rules, as version {0} of the charter has "
	        "them"), gs_say_number(p->charter->version)),
	    site_word(p, GS_TR("The charter is a record of the log. Whoever "
	        "acts is bound by it, and the dates on these pages are counted "
	        "by it.")));
	int err = gs_explain_charter(&w, p->charter, p->today, p->language);
	if (err == GS_OK)
		put_paragraphs(p, (struct gs_span){w.ptr, w.len});
	if (err == GS_OK)
		err = put_history(p, room);
	site_put(p, "</div>\n");
	site_end(p, &frame);
	free(room);
	return err;
}
