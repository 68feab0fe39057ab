/* SPDX-License-Identifier: Apache-2.0 */
/* The record: every memo, the newest first; before the first of them what is
 * due next, and the figures. */
#include <string.h>

#include "core/record/time.h"
#include "lib/site/page.h"
#include "lib/steps/agenda.h"

#define DUTIES_SHOWN 8

/* The band of a page is the highest of what it shows. */
static struct gs_span highest_banner(const struct site_page *p,
    const struct site_rows *rows)
{
	struct gs_span most = {NULL, 0};
	const struct gs_memo *m = rows->newest;
	int rank = -1;

	for (size_t i = 0; i < rows->count; i++, m = m->before) {
		const struct site_released *r = &rows->released[m->number - 1];
		int own = r->subject.len == 0 ? -1 : gs_banner_rank(
		    &p->charter->marks, r->subject_banner.ptr,
		    r->subject_banner.len);

		if (own > rank) {
			rank = own;
			most = r->subject_banner;
		}
	}
	return most;
}

/* Figures ----------------------------------------------------------------- */

/* A number out of those that can be judged; none of them is unknown, and never
 * nothing. */
static void put_part(struct site_page *p, const char *words,
    struct gs_number n)
{
	site_form(p, "<div><dt>{0}</dt><dd>", gs_say_text(words));
	if (n.of == 0)
		site_form(p, "<small class=\"unk\">{0}</small>",
		    site_word(p, GS_TR("none to judge yet")));
	else
		site_say(p, GS_TR("{0} <small>of {1}</small>"),
		    site_number_value(p, n.twice / 2),
		    site_number_value(p, n.of));
	site_put(p, "</dd></div>\n");
}

static struct gs_number look_number(const struct site_page *p,
    const char *group, const char *name)
{
	struct gs_number n = {.twice = 0};

	return gs_statistics_number(&n, p->figures, 0, group, name) == GS_OK ?
	    n : (struct gs_number){.twice = 0};
}

static uint64_t count_overdue(const struct site_page *p)
{
	uint64_t n = 0;

	for (size_t i = 0; i < p->figures->figure_count; i++)
		n += p->figures->figures[i].duty.status == GS_DUTY_OVERDUE;
	return n;
}

/* A share is taken of what can be compared. */
static void put_differing(struct site_page *p)
{
	struct gs_number apart = look_number(p, "positions", "apart");
	uint64_t known = apart.twice / 2 +
	    look_number(p, "positions", "same").twice / 2;
	uint64_t rest = apart.of - known;
	char words[320];

	apart.of = known;
	gs_words(words, sizeof words, rest == 0 ?
	    site_text(p, GS_TR("requests on which public and private differ")) :
	    gs_count_in(p->language, rest, GS_TRN("requests on which public "
	        "and private differ; {0} more cannot be compared yet",
	        "requests on which public and private differ; {0} more cannot "
	        "be compared yet")), site_number_value(p, rest));
	put_part(p, words, apart);
}

static int64_t first_day(const struct gs_charter *c)
{
	while (c->before != NULL)
		c = c->before;
	return c->at;
}

static void put_headline(struct site_page *p)
{
	site_form(p, "<section aria-labelledby=\"sum\" class=\"stack mt6\">"
	    "<h2 id=\"sum\" class=\"hide\">{0}</h2>\n<dl class=\"figs\">"
	    "<div><dt>{1}</dt><dd>{2}</dd></div>\n",
	    site_word(p, GS_TR("In figures")),
	    site_phrase(p, GS_TR("memos filed since {0}"),
	        site_time(p, p->charter, first_day(p->charter), GS_DAY_LONG)),
	    site_number_value(p, p->figures->memo_count));
	put_part(p, site_text(p, GS_TR("acknowledged in time")),
	    look_number(p, "acknowledge", "in-time"));
	put_part(p, site_text(p, GS_TR("answered in time")),
	    look_number(p, "reply", "in-time"));
	site_form(p, "<div><dt>{0}</dt><dd>{1}</dd></div>\n",
	    site_word(p, GS_TR("duties overdue now")),
	    site_number_value(p, count_overdue(p)));
	put_differing(p);
	site_put(p, "</dl></section>\n");
}

/* What this page stands on ------------------------------------------------- */

static void put_missing(struct site_page *p)
{
	const struct gs_site *site = p->site;

	if (site->missing_count == 0)
		return;
	size_t from = p->w.len;
	for (size_t i = 0; i < site->missing_count; i++) {
		site_put(p, i == 0 ? "" : ", ");
		site_said(p, site->missing[i]);
	}
	struct gs_message_value missing = site_cut(p, from);

	site_put(p, "<p>");
	site_say_count(p, site->witnessed, GS_TRN("<strong>Of these entries "
	    "{0} can be read.</strong> For the rest too few of the "
	    "channel\xe2\x80\x99s witnesses have cosigned the log. What is "
	    "handed in meanwhile is kept, and can be read when they have. Who "
	    "has not yet: {1}.", "<strong>Of these entries {0} can be "
	    "read.</strong> For the rest too few of the channel\xe2\x80\x99s "
	    "witnesses have cosigned the log. What is handed in meanwhile is "
	    "kept, and can be read when they have. Who has not yet: {1}."),
	    site_number_value(p, site->witnessed), missing);
	site_put(p, "</p>\n");
}

static void put_standpoint(struct site_page *p)
{
	size_t witnesses = p->charter->witness_count;

	uint64_t entries = gs_state_size(p->site->state);

	site_put(p, "<div class=\"note unk small\"><p>");
	site_say_count(p, entries, GS_TRN("<strong>As of {0}</strong>, by {1} "
	    "entry of the log.", "<strong>As of {0}</strong>, by {1} entries "
	    "of the log."),
	    site_time(p, p->charter, p->as_of, GS_TIME_LONG),
	    site_number_value(p, entries));
	site_put(p, "</p>\n<p>");
	if (witnesses == 0)
		site_put(p, site_text(p, GS_TR("The dates are the "
		    "operator\xe2\x80\x99s word, bound by its signature. This "
		    "channel\xe2\x80\x99s charter names no independent "
		    "witness.")));
	else
		site_say(p, GS_TR("The dates are the operator\xe2\x80\x99s "
		    "word until enough of the independent witnesses that the "
		    "charter names have cosigned the log: {0} of {1}."),
		    gs_say_number(p->charter->quorum),
		    gs_say_number(witnesses));
	site_put(p, "</p>\n");
	put_missing(p);
	site_put(p, "</div>");
}

static void put_opening(struct site_page *p)
{
	site_form(p, "<div class=\"cols\"><div class=\"stack\"><h1>{0}</h1>\n"
	    "<p class=\"lede\">{1}</p></div>\n",
	    site_word(p, GS_TR("What was dissented from, what the office "
	        "answered, and when")),
	    site_word(p, GS_TR("Members of this organisation may question its "
	        "policy in writing, without giving their names. The office has "
	        "to answer by a date. This page is worked out from a public "
	        "log, and anyone can do the sum again.")));
	put_standpoint(p);
	site_put(p, "</div>\n");
}

/* Rows -------------------------------------------------------------------- */

static void put_row_duty(struct site_page *p, const struct gs_duty *d)
{
	char title[160];

	site_duty_title(title, sizeof title, p, d);
	site_form(p, "<div><dt>{0}</dt><dd>", gs_say_text(title));
	site_sign(p, site_duty_tone(d));
	site_result(p, d);
	site_sign_end(p);
	site_put(p, "</dd></div>");
}

static int put_row_duties(struct site_page *p, const struct gs_memo *m)
{
	struct gs_duties all = gs_duties_of(m, p->as_of);
	struct gs_duty d;

	while (gs_duties_next(&d, &all))
		if (d.kind == GS_DUTY_ACKNOWLEDGE || d.kind == GS_DUTY_REPLY ||
		    d.status == GS_DUTY_OVERDUE)
			put_row_duty(p, &d);
	return all.err;
}

static void put_readable(struct site_page *p, const struct gs_memo *m,
    const struct site_released *r)
{
	site_form(p, "<div><dt>{0}</dt><dd>",
	    site_word(p, GS_TR("To be read here")));

	if (r->publication == 0)
		site_put(p, site_text(p, !site_is_released(m) ?
		    GS_TR("nothing of the text is released") :
		    GS_TR("what was released is not kept any more")));
	else if (r->withheld + r->cut == 0)
		site_put(p, site_text(p, GS_TR("the whole text")));
	else if (r->withheld == 0)
		site_say(p, GS_TR("the text, passages in part: {0} of {1}"),
		    gs_say_number(r->cut), gs_say_number(r->blocks));
	else
		site_say(p, GS_TR("the text in part, passages: {0} of {1}"),
		    gs_say_number(r->blocks - r->withheld),
		    gs_say_number(r->blocks));
	site_put(p, "</dd></div>");
}

/* What its reader could not open: it makes no duty met. */
static void put_row_unreadable(struct site_page *p, const struct gs_memo *m)
{
	uint64_t memo = gs_unreadable_count(m, GS_UNREADABLE_MEMO);
	uint64_t letters = gs_unreadable_letters(m);

	if (memo + letters == 0)
		return;
	site_form(p, "<div><dt>{0}</dt><dd>",
	    site_word(p, GS_TR("Said to be unreadable")));
	if (memo > 0)
		site_say_count(p, memo, GS_TRN("the memo, by the office, {0} "
		    "time", "the memo, by the office, {0} times"),
		    site_number_value(p, memo));
	if (letters > 0) {
		site_put(p, memo > 0 ? "<br>" : "");
		site_say_count(p, letters, GS_TRN("{0} letter of the office, "
		    "by the author", "{0} letters of the office, by the "
		    "author"), site_number_value(p, letters));
	}
	site_put(p, "</dd></div>");
}

static void put_row_head(struct site_page *p, const struct gs_memo *m,
    const struct site_released *r)
{
	struct gs_part banner = gs_record_part(&m->rec, "banner");
	char name[GS_SITE_NAME_MAX];

	site_form(p, "<li><article class=\"memo\" aria-labelledby=\"m{0}\">\n"
	    "<div class=\"stack-s\"><p class=\"meta\"><span class=\"num\">{1}"
	    "</span><span>{2}</span>", gs_say_number(m->number),
	    site_phrase(p, GS_TR("Memo {0}"), gs_say_number(m->number)),
	    site_phrase(p, GS_TR("filed {0}"), site_time(p, m->charter, m->at,
	        GS_DAY_LONG)));
	if (banner.len > 0) {
		site_put(p, "<span class=\"label\">");
		site_said_part(p, banner);
		site_put(p, "</span>");
	}
	gs_words(name, sizeof name, "memo/{0}", gs_say_number(m->number));
	site_form(p, "</p>\n<h3 id=\"m{0}\"><a href=\"{1}\">",
	    gs_say_number(m->number), site_link(p, name));
	if (r->subject.len > 0)
		site_said(p, r->subject);
	else
		site_form(p, "{0}</a> <span class=\"small soft ui\">{1}</span>",
		    site_phrase(p, GS_TR("Memo {0}"),
		        gs_say_number(m->number)),
		    site_word(p, GS_TR("its subject is not released")));
	site_put(p, r->subject.len > 0 ? "</a></h3></div>\n" :
	    "</h3></div>\n");
}

static int put_row(struct site_page *p, const struct gs_memo *m,
    const struct site_released *r)
{
	put_row_head(p, m, r);
	int err = site_draw_mini(p, m);
	if (err != GS_OK)
		return err;

	site_put(p, "<dl class=\"two\">");
	err = put_row_duties(p, m);
	site_form(p, "<div><dt>{0}</dt><dd>",
	    site_word(p, GS_TR("Endorsed by")));
	site_say_count(p, m->roll->size, GS_TRN("<strong>{0}</strong> of {1} "
	    "member\xe2\x80\x99s key", "<strong>{0}</strong> of {1} "
	    "members\xe2\x80\x99 keys"), site_number_value(p,
	        m->endorsements), site_number_value(p, m->roll->size));
	if (m->later > 0)
		site_say(p, GS_TR(", and {0} more later"),
		    site_number_value(p, m->later));
	site_put(p, "</dd></div>");
	put_readable(p, m, r);
	put_row_unreadable(p, m);
	site_put(p, "</dl>\n</article></li>\n");
	return err;
}

static void put_sign_key(struct site_page *p)
{
	static const char *const signs[][2] = {
	    {"\xe2\x96\xa0", GS_TR("filed")}, {"\xe2\x94\x83", GS_TR("due")},
	    {"\xe2\x97\x8f", GS_TR("done in time")},
	    {"\xe2\x97\x86", GS_TR("done late")},
	    {"\xe2\x97\x87", GS_TR("overdue")}};

	site_form(p, "<ul class=\"key soft\" aria-label=\"{0}\">",
	    site_word(p, GS_TR("How to read the lines")));
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		site_form(p, "<li><b aria-hidden=\"true\">{0}</b> {1}</li>",
		    gs_say_text(signs[i][0]), site_word(p, signs[i][1]));
	site_form(p, "<li>{0}</li></ul>\n",
	    site_word(p, GS_TR("shaded: when a reply is expected")));
}

static int put_memo_rows(struct site_page *p, const struct site_rows *rows)
{
	const struct gs_memo *m = rows->newest;
	int err = GS_OK;

	if (rows->count == 0) {
		site_form(p, "<p>{0}</p>\n",
		    site_word(p, GS_TR("No memo has been filed yet.")));
		return GS_OK;
	}
	put_sign_key(p);
	site_put(p, "<ol class=\"record\" reversed>\n");
	for (size_t i = 0; i < rows->count && err == GS_OK; i++) {
		err = put_row(p, m, &rows->released[m->number - 1]);
		m = m->before;
	}
	site_put(p, "</ol>\n");
	return err;
}

static void link_rows(struct site_page *p, const char *name, const char *word)
{
	site_form(p, "<a class=\"btn second\" href=\"{0}\">{1}</a> ",
	    site_link(p, name), site_word(p, word));
}

static void put_pages(struct site_page *p, const struct site_rows *rows)
{
	uint64_t n = rows->number;
	char name[GS_SITE_NAME_MAX];

	if (n == 1 && !rows->older)
		return;
	site_form(p, "<nav aria-label=\"{0}\" class=\"acts mt5\">",
	    site_word(p, GS_TR("More of the record")));
	if (n == 2)
		link_rows(p, "index", GS_TR("Newer memos"));
	gs_words(name, sizeof name, "page/{0}", gs_say_number(n - 1));
	if (n > 2)
		link_rows(p, name, GS_TR("Newer memos"));
	gs_words(name, sizeof name, "page/{0}", gs_say_number(n + 1));
	if (rows->older)
		link_rows(p, name, GS_TR("Older memos"));
	site_put(p, "</nav>\n");
}

/* What is due next -------------------------------------------------------- */

/* An escalation may name any role of a charter. */
static struct gs_message_value owner_value(struct site_page *p,
    const struct gs_duty *d)
{
	static const struct {
		const char *role, *words;
	} rows[] = {
		{"office", GS_TR("The office")}, {"recipient", GS_TR("A "
		    "recipient")},
		{"panel", GS_TR("The panel")}, {"appeal", GS_TR("The appeal "
		    "authority")},
		{"release", GS_TR("The release officer")},
		{"authority", GS_TR("The authority")}, {"monitor", GS_TR("The "
		    "monitor")},
		{"protection", GS_TR("The protection officer")}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].role, d->owner) == 0)
			return site_word(p, rows[i].words);
	size_t from = p->w.len;
	site_said(p, site_span(d->owner));
	struct gs_message_value role = site_cut(p, from);
	return site_phrase(p, GS_TR("Who holds the role {0}"), role);
}

static void put_next(struct site_page *p, const struct gs_agenda_item *one)
{
	const struct gs_duty *d = &one->duty;
	bool overdue = d->status == GS_DUTY_OVERDUE;
	struct gs_message_value due = site_time(p, d->memo->charter, d->due,
	    GS_TIME_LONG);
	char title[160], name[GS_SITE_NAME_MAX];

	site_duty_title(title, sizeof title, p, d);
	gs_words(name, sizeof name, "memo/{0}",
	    gs_say_number(d->memo->number));
	site_form(p, "<li><p class=\"n\">{0}<small>{1}</small></p><div><p>",
	    site_number_value(p, one->days), gs_say_text(overdue ?
	        gs_count_in(p->language, one->days, GS_TRN("day late",
	            "days late")) :
	        gs_count_in(p->language, one->days, GS_TRN("day left",
	            "days left"))));
	site_say(p, GS_TR("<strong>{0}</strong> owes: {1}, <a "
	    "href=\"{3}\">memo "
	    "{2}</a>"), d->whose.len > 0 ? site_said_value(p, d->whose) :
	        owner_value(p, d), gs_say_text(title),
	    gs_say_number(d->memo->number), site_link(p, name));
	site_put(p, "</p><p class=\"small soft\">");
	if (overdue) {
		site_sign(p, SITE_LATE);
		site_say(p, GS_TR("was due {0}."), due);
		site_sign_end(p);
	} else {
		site_say(p, GS_TR("until {0}. If it is missed, this page says "
		    "so from that minute on."), due);
	}
	site_put(p, "</p></div></li>\n");
}

static int put_agenda(struct site_page *p)
{
	const struct gs_agenda_filter all = {.duty = NULL};
	struct gs_agenda agenda;

	int err = gs_agenda_make(&agenda, p->arena, p->site->state, p->as_of,
	    &all);
	if (err != GS_OK)
		return err;
	site_form(p, "<aside class=\"stack\" aria-labelledby=\"nx\"><h2 id=\"nx"
	    "\">{0}</h2>\n", site_word(p, GS_TR("Next duties")));
	if (agenda.count == 0)
		site_form(p, "<p>{0}</p>\n",
		    site_word(p, GS_TR("Nothing is due.")));
	else
		site_put(p, "<ol class=\"duties\">");
	for (size_t i = 0; i < agenda.count && i < DUTIES_SHOWN; i++)
		put_next(p, &agenda.items[i]);
	if (agenda.count > 0)
		site_put(p, "</ol>\n<p class=\"small soft\">");
	if (agenda.count > DUTIES_SHOWN) {
		uint64_t more = agenda.count - DUTIES_SHOWN;

		site_say_count(p, more, GS_TRN("And {0} more, on the page of "
		    "its memo.", "And {0} more, each on the page of its "
		    "memo."), site_number_value(p, more));
		site_put(p, " ");
	}
	if (agenda.count > 0) {
		site_say(p, GS_TR("Working days, counted from {0}."),
		    site_time(p, p->charter, p->as_of, GS_DAY_LONG));
		site_put(p, "</p>");
	}
	site_put(p, "</aside>\n");
	return GS_OK;
}

/* The office against the rule ---------------------------------------------- */

static void put_plots(struct site_page *p)
{
	const struct gs_figure *first = NULL;
	size_t at = 0, shown = 0, count = 0;

	if (p->figures->memo_count == 0)
		return;
	site_form(p, "<section aria-labelledby=\"stat\" class=\"stack\"><h2 "
	    "id=\"stat\">{0}</h2>\n<div class=\"cols even\">\n",
	    site_word(p, GS_TR("The office against the rule")));
	while (shown < 2 && (count = site_figures_next(&first, &at,
	    p->figures)) > 0) {
		if (first->duty.kind != GS_DUTY_ACKNOWLEDGE &&
		    first->duty.kind != GS_DUTY_REPLY)
			continue;
		site_plot_days(p, first, count);
		shown++;
	}
	site_plot_years(p);
	site_form(p, "</div>\n<p class=\"small\"><a href=\"{0}\">{1}</a></p>"
	    "</section>\n", site_link(p, "statistics"),
	    site_word(p, GS_TR("All figures, and how each is worked out")));
}

int site_write_record(struct site_page *p, const struct site_rows *rows)
{
	char title[96];
	bool first = rows->number == 1;

	gs_words(title, sizeof title, site_text(p, first ?
	    GS_TR("The record") : GS_TR("The record, page {0}")),
	    gs_say_number(rows->number));
	const struct site_frame frame = {SITE_NAV_RECORD, first,
	    highest_banner(p, rows), site_span(title)};
	site_begin(p, &frame);
	if (first) {
		put_opening(p);
		put_headline(p);
		site_form(p, "<div class=\"cols mt6\">\n<section "
		    "aria-labelledby=\"rec\" class=\"stack\"><h2 id=\"rec\">"
		    "{0}</h2>\n", gs_say_text(title));
	} else {
		site_form(p, "<section aria-labelledby=\"rec\" class=\"stack\">"
		    "<h1 id=\"rec\">{0}</h1>\n", gs_say_text(title));
	}

	int err = put_memo_rows(p, rows);
	put_pages(p, rows);
	site_put(p, "</section>\n");
	if (first && err == GS_OK) {
		err = put_agenda(p);
		site_put(p, "</div>\n");
		put_plots(p);
	}
	site_end(p, &frame);
	return err;
}
