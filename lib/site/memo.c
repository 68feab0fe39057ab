/* SPDX-License-Identifier: Apache-2.0 */
/* One memo: its clock, the answer, what was released, who stands behind it. */
#include "core/channel/calendar.h"
#include "lib/evidence/publication.h"
#include "lib/site/page.h"

/* The clock --------------------------------------------------------------- */

static void put_clock_rule(struct site_page *p, const struct gs_duty *d)
{
	const struct gs_value *line = d->clock == NULL ? NULL :
	    gs_calendar_clock(&d->memo->charter->rec, d->clock);

	if (line == NULL) {
		site_put(p, "a date that the reply gives");
		return;
	}
	const struct gs_charter_clock clock = gs_clock_of(line);
	const struct gs_value *early = d->kind != GS_DUTY_REPLY ? NULL :
	    gs_calendar_clock(&d->memo->charter->rec, "reply-from");
	if (early != NULL && d->from < d->due) {
		const struct gs_charter_clock from = gs_clock_of(early);

		site_form(p, from.unit == clock.unit ? "{0} to " :
		    "{0} {1} to ", gs_say_number(from.count),
		    gs_say_text(gs_days_phrase(from.unit)));
	}
	site_days(p, clock.count, clock.unit);
}

static void put_due(struct site_page *p, const struct gs_duty *d)
{
	const struct gs_charter *c = d->memo->charter;

	if (d->from < d->due) {
		site_time(p, c, d->from, SITE_DAY_SHORT);
		site_put(p, " to<br>");
	}
	site_time(p, c, d->due, SITE_TIME_SHORT);
	if (d->extended > 0) {
		site_put(p, "<br><span class=\"small soft\">put off from ");
		site_time(p, c, d->first_due, SITE_TIME_SHORT);
		site_put(p, "</span>");
	}
}

static void put_clock_row(struct site_page *p, const struct gs_duty *d)
{
	char title[96];

	site_duty_title(title, sizeof title, d);
	site_form(p, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">"
	    "{0}", gs_say_text(title));
	if (d->whose.len > 0) {
		site_put(p, "<br><span class=\"small soft\">");
		site_said_part(p, d->whose);
		site_put(p, "</span>");
	}
	site_put(p, "</th><td role=\"cell\" data-l=\"Rule\">");
	put_clock_rule(p, d);
	site_put(p, "</td><td role=\"cell\" data-l=\"Due\">");
	put_due(p, d);
	site_put(p, "</td><td role=\"cell\" data-l=\"Done\">");
	if (d->done != 0)
		site_time(p, d->memo->charter, d->done, SITE_TIME_SHORT);
	else
		site_put(p, "\xe2\x80\x93");
	site_put(p, "</td><td role=\"cell\" data-l=\"Result\">");
	site_sign(p, site_duty_tone(d));
	site_result(p, d);
	site_sign_end(p);
	if (d->status == GS_DUTY_MET_BY_DATE)
		site_put(p, "<br><span class=\"small soft\">by the "
		    "operator\xe2\x80\x99s date alone</span>");
	site_put(p, "</td></tr>\n");
}

static int put_clock(struct site_page *p, const struct gs_memo *m)
{
	static const char *const heads[] = {"Duty", "Rule", "Due", "Done",
	    "Result"};
	struct gs_duties all = gs_duties_of(m, p->as_of);
	struct gs_duty d;

	site_put(p, "<section aria-labelledby=\"cl\" class=\"stack mt6\"><h2 "
	    "id=\"cl\">The office against the clock</h2>\n");
	int err = site_draw_clock(p, m);
	if (err != GS_OK)
		return err;
	site_put(p, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
	    "aria-label=\"The clock as a table\"><table role=\"table\">"
	    "<caption class=\"hide\">The clock as a table</caption><thead "
	    "role=\"rowgroup\"><tr role=\"row\">");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		site_form(p, "<th role=\"columnheader\" scope=\"col\">{0}</th>",
		    gs_say_text(heads[i]));
	site_put(p, "</tr></thead>\n<tbody role=\"rowgroup\">");
	while (gs_duties_next(&d, &all))
		put_clock_row(p, &d);
	site_put(p, "</tbody></table></div></section>\n");
	return all.err;
}

/* What is released --------------------------------------------------------- */

static void link_publication(struct site_page *p, const struct gs_memo *m,
    const struct gs_publication *one)
{
	struct gs_part banner = gs_record_part(&one->rec, "banner");

	site_form(p, "<li><a href=\"{0}/publication/{1}.html\">Publication {1}"
	    "</a>, ", gs_say_number(m->number), gs_say_number(one->number));
	site_time(p, m->charter, one->at, SITE_DAY_LONG);
	if (banner.len > 0) {
		site_put(p, " <span class=\"label\">");
		site_said_part(p, banner);
		site_put(p, "</span>");
	}
	site_put(p, "</li>\n");
}

static void put_released(struct site_page *p, const struct gs_memo *m,
    const struct site_released *r)
{
	uint64_t count = m->publication == NULL ? 0 : m->publication->number;

	site_put(p, "<section aria-labelledby=\"rl\" class=\"stack\"><h2 "
	    "id=\"rl\">What has been released</h2>\n");
	if (count == 0) {
		site_put(p, "<p>Nothing of the text. It is sealed to those who "
		    "have to answer it, and to the people whom the charter "
		    "names.</p></section>\n");
		return;
	}
	if (r->publication > 0 && r->withheld + r->cut == 0)
		site_put(p, "<p>The whole text, word for word as it was "
		    "filed.</p>\n");
	else if (r->publication > 0)
		site_form(p, "<p><strong>{0} of {1} passages</strong> of the "
		    "text, word for word as they were filed; {2} withheld, and "
		    "of those shown {3} in part.</p>\n",
		    gs_say_number(r->blocks - r->withheld),
		    gs_say_number(r->blocks), gs_say_number(r->withheld),
		    gs_say_number(r->cut));
	site_put(p, "<ul>");
	for (uint64_t n = count; n > 0; n--)
		link_publication(p, m, gs_publication_by(m, n));
	site_put(p, "</ul></section>\n");
}

/* Who stands behind it ----------------------------------------------------- */

/* Who says so by name, in their own words. */
static void put_by_name(struct site_page *p, const struct gs_memo *m)
{
	if (m->named == NULL)
		return;
	site_put(p, "<div><dt>By name</dt><dd>");
	for (const struct gs_named *one = m->named; one != NULL;
	    one = one->before) {
		site_said_part(p, gs_record_part(&one->rec, "name"));
		if (one->withdrawn != 0) {
			site_put(p, ", who took it back on ");
			site_time(p, m->charter, one->withdrawn,
			    SITE_DAY_LONG);
		}
		site_put(p, one->before != NULL ? "; " : ". Each name is its "
		    "holder\xe2\x80\x99s own word: that this endorsement is "
		    "theirs is proved, and what they are called is not.");
	}
	site_put(p, "</dd></div>");
}

static void put_standing(struct site_page *p, const struct gs_memo *m)
{
	site_put(p, "<section aria-labelledby=\"wb\" class=\"stack m0\"><h2 "
	    "id=\"wb\">Who stands behind it</h2>\n<dl class=\"facts\"><div><dt>"
	    "Endorsed by</dt><dd><strong>");
	site_number(p, m->endorsements);
	site_put(p, "</strong> of ");
	site_number(p, m->roll->size);
	site_put(p, " members\xe2\x80\x99 keys when it was filed");
	if (m->later > 0) {
		site_put(p, ", and ");
		site_number(p, m->later);
		site_put(p, " more later");
	}

	site_put(p, ". Nothing that is kept or published says who they are");
	if (m->named != NULL)
		site_put(p, ", but for those who say so themselves");
	site_put(p, ".</dd></div>");
	put_by_name(p, m);
	site_put(p, "<div><dt>Taken back</dt><dd>");
	site_form(p, "{0} before filing, {1} after</dd></div><div><dt>Could "
	    "have</dt><dd>", gs_say_number(m->withdrawals),
	    gs_say_number(m->withdrawn_later));
	site_count(p, m->roll->eligible, "person is", "people are");
	site_put(p, " entitled; ");
	site_number(p, m->roll->size);
	site_put(p, m->roll->size == 1 ? " has a key." : " have a key.");
	site_put(p, "</dd></div>");

	site_form(p, "<div><dt>In the log</dt><dd>entry {0}, under the id "
	    "<span class=\"code\">", gs_say_number(m->index));
	gs_write_hex(&p->w, m->id, sizeof m->id);
	site_put(p, "</span></dd></div><div><dt>Addressed to</dt><dd>");
	for (size_t i = 0; i < gs_record_count(&m->rec, "addressee"); i++) {
		site_put(p, i == 0 ? "" : "; ");
		site_said_part(p, gs_record_value(&m->rec, "addressee",
		    i)->parts[0]);
	}
	site_put(p, "</dd></div>");
}

/* A memo of the log by its id, whichever side names it. */
static void put_relation(struct site_page *p, const struct gs_memo *to,
    const char *words)
{
	site_form(p, "<div><dt>{0}</dt><dd><a href=\"{1}.html\">memo {1}</a>"
	    "</dd></div>", gs_say_text(words), gs_say_number(to->number));
}

static void put_relations(struct site_page *p, const struct gs_memo *m)
{
	for (const struct gs_memo *one = gs_state_memo(p->site->state);
	    one != NULL; one = one->before) {
		if (gs_memo_amends(m, one->id))
			put_relation(p, one, "Amends");
		if (gs_memo_amends(one, m->id))
			put_relation(p, one, "Amended by");
		if (gs_memo_relates(m, one->id) || gs_memo_relates(one, m->id))
			put_relation(p, one, "Related to");
	}
}

static void put_limits(struct site_page *p, const struct gs_memo *m)
{
	site_put(p, "<section aria-labelledby=\"no\" class=\"stack\"><h2 "
	    "id=\"no\">What this page does not show</h2><ul><li>That what the "
	    "memo says is true.</li><li>That each key belongs to one entitled "
	    "person: the registrar and a second signer say so.</li>");
	if (m->charter->witness_count == 0)
		site_put(p, "<li>That the dates are right: the operator alone "
		    "gives them; no witness is named.</li>");
	site_put(p, "</ul></section>\n");
}

static void put_memo_head(struct site_page *p, const struct gs_memo *m,
    const struct site_released *r)
{
	struct gs_part banner = gs_record_part(&m->rec, "banner");

	site_form(p, "<p class=\"crumb\"><a href=\"../index.html\">The record"
	    "</a> \xe2\x80\xba Memo {0}</p>\n<div class=\"stack\"><p "
	    "class=\"soft\">Memo {0}, filed by members on ",
	    gs_say_number(m->number));
	site_time(p, m->charter, m->at, SITE_DAY_LONG);
	if (banner.len > 0) {
		site_put(p, " as <span class=\"label\">");
		site_said_part(p, banner);
		site_put(p, "</span>");
	}
	site_put(p, r->publication > 0 ? ". Only what has been released stands "
	    "on this page.</p>\n" : site_is_released(m) ? ". What was "
	    "released of it is not kept here any more.</p>\n" : ". Its text "
	    "has not been released.</p>\n");
	if (r->subject.len > 0) {
		site_put(p, "<h1 class=\"said\">");
		site_said(p, r->subject);
		site_put(p, "</h1>\n<p class=\"lede\">");
		site_put_lede(p, m);
		site_put(p, "</p></div>\n");
		return;
	}
	site_put(p, "<h1>");
	site_put_lede(p, m);
	site_put(p, "</h1></div>\n");
}

int site_write_memo(struct site_page *p, const struct gs_memo *m,
    const struct site_released *r)
{
	char title[48];

	gs_words(title, sizeof title, "Memo {0}", gs_say_number(m->number));
	const struct site_frame frame = {SITE_NAV_RECORD, false, r->banner,
	    site_span(title)};
	site_begin(p, &frame);
	put_memo_head(p, m, r);

	int err = put_clock(p, m);
	site_put_answers(p, m, r);
	site_put(p, "<div class=\"cols mt7\"><div class=\"stack\">\n");
	put_released(p, m, r);
	if (err == GS_OK)
		err = site_put_story(p, m);
	put_limits(p, m);
	site_put(p, "</div>\n");
	put_standing(p, m);
	put_relations(p, m);
	site_put(p, "</dl></section></div>\n");
	site_end(p, &frame);
	return err;
}
