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
		site_put(p, "<small class=\"unk\">none to judge yet</small>");
	else {
		site_number(p, n.twice / 2);
		site_put(p, " <small>of ");
		site_number(p, n.of);
		site_put(p, "</small>");
	}
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
	char words[160];

	apart.of = known;
	gs_words(words, sizeof words, rest == 0 ? "requests on which public "
	    "and private differ" : "requests on which public and private "
	    "differ; {0} more cannot be compared yet", gs_say_number(rest));
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
	site_put(p, "<section aria-labelledby=\"sum\" class=\"stack mt6\">"
	    "<h2 id=\"sum\" class=\"hide\">In figures</h2>\n<dl class=\"figs\">"
	    "<div><dt>memos filed since ");
	site_time(p, p->charter, first_day(p->charter), SITE_DAY_LONG);
	site_put(p, "</dt><dd>");
	site_number(p, p->figures->memo_count);
	site_put(p, "</dd></div>\n");
	put_part(p, "acknowledged in time", look_number(p, "acknowledge",
	    "in-time"));
	put_part(p, "answered in time", look_number(p, "reply", "in-time"));
	site_put(p, "<div><dt>duties overdue now</dt><dd>");
	site_number(p, count_overdue(p));
	site_put(p, "</dd></div>\n");
	put_differing(p);
	site_put(p, "</dl></section>\n");
}

/* What this page stands on ------------------------------------------------- */

static void put_missing(struct site_page *p)
{
	const struct gs_site *site = p->site;

	if (site->missing_count == 0)
		return;
	site_form(p, "<p><strong>Of these entries {0} can be read.</strong> "
	    "For the rest too few of the channel\xe2\x80\x99s witnesses have "
	    "cosigned the log. What is handed in meanwhile is kept, and can be "
	    "read when they have. Who has not yet: ",
	    gs_say_number(site->witnessed));
	for (size_t i = 0; i < site->missing_count; i++) {
		site_put(p, i == 0 ? "" : ", ");
		site_said(p, site->missing[i]);
	}
	site_put(p, ".</p>\n");
}

static void put_standpoint(struct site_page *p)
{
	size_t witnesses = p->charter->witness_count;

	site_put(p, "<div class=\"note unk small\"><p><strong>As of ");
	site_time(p, p->charter, p->as_of, SITE_TIME_LONG);
	site_put(p, "</strong>, by ");
	site_count(p, gs_state_size(p->site->state), "entry", "entries");
	site_put(p, " of the log.</p>\n<p>");
	if (witnesses == 0)
		site_put(p, "The dates are the operator\xe2\x80\x99s word, "
		    "bound by its signature. This channel\xe2\x80\x99s charter "
		    "names no independent witness.");
	else
		site_form(p, "The dates are the operator\xe2\x80\x99s word "
		    "until {0} of the {1} independent witnesses that the "
		    "charter names have cosigned the log.",
		    gs_say_number(p->charter->quorum),
		    gs_say_number(witnesses));
	site_put(p, "</p>\n");
	put_missing(p);
	site_put(p, "</div>");
}

static void put_opening(struct site_page *p)
{
	site_put(p, "<div class=\"cols\"><div class=\"stack\"><h1>What was "
	    "dissented from, what the office answered, and when</h1>\n"
	    "<p class=\"lede\">Members of this organisation may question its "
	    "policy in writing, without giving their names. The office has to "
	    "answer by a date. This page is worked out from a public log, and "
	    "anyone can do the sum again.</p></div>\n");
	put_standpoint(p);
	site_put(p, "</div>\n");
}

/* Rows -------------------------------------------------------------------- */

static void put_row_duty(struct site_page *p, const struct gs_duty *d)
{
	char title[96];

	site_duty_title(title, sizeof title, d);
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
	site_put(p, "<div><dt>To be read here</dt><dd>");
	if (r->publication == 0)
		site_put(p, !site_is_released(m) ? "nothing of the text is "
		    "released" : "what was released is not kept any more");
	else if (r->withheld + r->cut == 0)
		site_put(p, "the whole text");
	else if (r->withheld == 0)
		site_form(p, "the text, {0} of its {1} passages in part",
		    gs_say_number(r->cut), gs_say_number(r->blocks));
	else
		site_form(p, "the text in part: {0} of {1} passages",
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
	site_put(p, "<div><dt>Said to be unreadable</dt><dd>");
	if (memo > 0) {
		site_put(p, "the memo, by the office, ");
		site_count(p, memo, "time", "times");
	}
	if (letters > 0) {
		site_put(p, memo > 0 ? "; " : "");
		site_count(p, letters, "letter", "letters");
		site_put(p, " of the office, by the author");
	}
	site_put(p, "</dd></div>");
}

static void put_row_head(struct site_page *p, const struct gs_memo *m,
    const struct site_released *r)
{
	struct gs_part banner = gs_record_part(&m->rec, "banner");

	site_form(p, "<li><article class=\"memo\" aria-labelledby=\"m{0}\">\n"
	    "<div class=\"stack-s\"><p class=\"meta\"><span class=\"num\">Memo "
	    "{0}</span><span>filed ", gs_say_number(m->number));
	site_time(p, m->charter, m->at, SITE_DAY_LONG);
	site_put(p, "</span>");
	if (banner.len > 0) {
		site_put(p, "<span class=\"label\">");
		site_said_part(p, banner);
		site_put(p, "</span>");
	}
	site_form(p, "</p>\n<h3 id=\"m{0}\"><a href=\"{1}memo/{0}.html\">",
	    gs_say_number(m->number), gs_say_text(p->up));
	if (r->subject.len > 0)
		site_said(p, r->subject);
	else
		site_form(p, "Memo {0}</a> <span class=\"small soft ui\">its "
		    "subject is not released</span>", gs_say_number(m->number));
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
	site_put(p, "<div><dt>Endorsed by</dt><dd><strong class=\"num\">");
	site_number(p, m->endorsements);
	site_put(p, "</strong> of ");
	site_number(p, m->roll->size);
	site_put(p, " members\xe2\x80\x99 keys");
	if (m->later > 0) {
		site_put(p, ", and ");
		site_number(p, m->later);
		site_put(p, " more later");
	}
	site_put(p, "</dd></div>");
	put_readable(p, m, r);
	put_row_unreadable(p, m);
	site_put(p, "</dl>\n</article></li>\n");
	return err;
}

static int put_memo_rows(struct site_page *p, const struct site_rows *rows)
{
	const struct gs_memo *m = rows->newest;
	int err = GS_OK;

	if (rows->count == 0) {
		site_put(p, "<p>No memo has been filed yet.</p>\n");
		return GS_OK;
	}
	site_put(p, "<ul class=\"key soft\" aria-label=\"How to read the lines"
	    "\"><li><b aria-hidden=\"true\">\xe2\x96\xa0</b> filed</li><li><b "
	    "aria-hidden=\"true\">\xe2\x94\x83</b> due</li><li><b "
	    "aria-hidden=\"true\">\xe2\x97\x8f</b> done in time</li><li><b "
	    "aria-hidden=\"true\">\xe2\x97\x86</b> done late</li><li><b "
	    "aria-hidden=\"true\">\xe2\x97\x87</b> overdue</li><li>shaded: when "
	    "a reply is expected</li></ul>\n<ol class=\"record\" reversed>\n");
	for (size_t i = 0; i < rows->count && err == GS_OK; i++) {
		err = put_row(p, m, &rows->released[m->number - 1]);
		m = m->before;
	}
	site_put(p, "</ol>\n");
	return err;
}

static void put_pages(struct site_page *p, const struct site_rows *rows)
{
	uint64_t n = rows->number;

	if (n == 1 && !rows->older)
		return;
	site_put(p, "<nav aria-label=\"More of the record\" class=\"acts "
	    "mt5\">");
	if (n == 2)
		site_put(p, "<a class=\"btn second\" href=\"../index.html\">"
		    "Newer memos</a> ");
	if (n > 2)
		site_form(p, "<a class=\"btn second\" href=\"{0}.html\">Newer "
		    "memos</a> ", gs_say_number(n - 1));
	if (rows->older)
		site_form(p, "<a class=\"btn second\" href=\"{0}{1}.html\">"
		    "Older memos</a>", gs_say_text(n == 1 ? "page/" : ""),
		    gs_say_number(n + 1));
	site_put(p, "</nav>\n");
}

/* What is due next -------------------------------------------------------- */

/* An escalation may name any role of a charter. */
static void put_owner(struct site_page *p, const struct gs_duty *d)
{
	static const struct {
		const char *role, *words;
	} rows[] = {
		{"office", "The office"}, {"recipient", "A recipient"},
		{"panel", "The panel"}, {"appeal", "The appeal authority"},
		{"release", "The release officer"},
		{"authority", "The authority"}, {"monitor", "The monitor"},
		{"protection", "The protection officer"}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].role, d->owner) == 0) {
			site_put(p, rows[i].words);
			return;
		}
	site_put(p, "Who holds the role ");
	site_said(p, site_span(d->owner));
}

static void put_next(struct site_page *p, const struct gs_agenda_item *one)
{
	const struct gs_duty *d = &one->duty;
	bool overdue = d->status == GS_DUTY_OVERDUE;
	char title[96];

	site_duty_title(title, sizeof title, d);
	site_put(p, "<li><p class=\"n\">");
	site_number(p, one->days);
	site_form(p, "<small>{0} {1}</small></p><div><p><strong>",
	    gs_say_text(one->days == 1 ? "day" : "days"),
	    gs_say_text(overdue ? "late" : "left"));
	if (d->whose.len > 0)
		site_said_part(p, d->whose);
	else
		put_owner(p, d);
	site_form(p, "</strong> owes: {0}, <a href=\"memo/{1}.html\">memo {1}"
	    "</a></p><p class=\"small soft\">", gs_say_text(title),
	    gs_say_number(d->memo->number));
	if (overdue)
		site_sign(p, SITE_LATE);
	site_put(p, overdue ? "was due" : "until");
	if (overdue)
		site_sign_end(p);
	site_put(p, " ");
	site_time(p, d->memo->charter, d->due, SITE_TIME_LONG);
	site_put(p, overdue ? "." : ". If it is missed, this page says so from "
	    "that minute on.");
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
	site_put(p, "<aside class=\"stack\" aria-labelledby=\"nx\"><h2 id=\"nx"
	    "\">Next duties</h2>\n");
	if (agenda.count == 0)
		site_put(p, "<p>Nothing is due.</p>\n");
	else
		site_put(p, "<ol class=\"duties\">");
	for (size_t i = 0; i < agenda.count && i < DUTIES_SHOWN; i++)
		put_next(p, &agenda.items[i]);
	if (agenda.count > 0)
		site_put(p, "</ol>\n<p class=\"small soft\">");
	if (agenda.count > DUTIES_SHOWN)
		site_form(p, "And {0} more, each on the page of its memo. ",
		    gs_say_number(agenda.count - DUTIES_SHOWN));
	if (agenda.count > 0) {
		site_put(p, "Working days, counted from ");
		site_time(p, p->charter, p->as_of, SITE_DAY_LONG);
		site_put(p, ".</p>");
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
	site_put(p, "<section aria-labelledby=\"stat\" class=\"stack\"><h2 "
	    "id=\"stat\">The office against the rule</h2>\n"
	    "<div class=\"cols even\">\n");
	while (shown < 2 && (count = site_figures_next(&first, &at,
	    p->figures)) > 0) {
		if (first->duty.kind != GS_DUTY_ACKNOWLEDGE &&
		    first->duty.kind != GS_DUTY_REPLY)
			continue;
		site_plot_days(p, first, count);
		shown++;
	}
	site_plot_years(p);
	site_put(p, "</div>\n<p class=\"small\"><a href=\"statistics.html\">"
	    "All figures, and how each is worked out</a></p></section>\n");
}

int site_write_record(struct site_page *p, const struct site_rows *rows)
{
	char title[48] = "The record";
	bool first = rows->number == 1;

	if (!first)
		gs_words(title, sizeof title, "The record, page {0}",
		    gs_say_number(rows->number));
	const struct site_frame frame = {SITE_NAV_RECORD, first,
	    highest_banner(p, rows), site_span(title)};
	site_begin(p, &frame);
	if (first) {
		put_opening(p);
		put_headline(p);
		site_put(p, "<div class=\"cols mt6\">\n<section "
		    "aria-labelledby=\"rec\" class=\"stack\"><h2 id=\"rec\">The "
		    "record</h2>\n");
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
