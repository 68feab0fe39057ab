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
		site_put(p, site_text(p, GS_TR("a date that the reply gives")));
		return;
	}
	const struct gs_charter_clock clock = gs_clock_of(line);
	const struct gs_value *early = d->kind != GS_DUTY_REPLY ? NULL :
	    gs_calendar_clock(&d->memo->charter->rec, "reply-from");
	struct gs_message_value most = site_days(p, clock.count, clock.unit);
	if (early == NULL || d->from >= d->due) {
		site_form(p, "{0}", most);
		return;
	}
	const struct gs_charter_clock from = gs_clock_of(early);
	site_say(p, GS_TR("{0} to {1}"), from.unit == clock.unit ?
	    gs_say_number(from.count) : site_days(p, from.count, from.unit),
	    most);
}

static void put_due(struct site_page *p, const struct gs_duty *d)
{
	const struct gs_charter *c = d->memo->charter;

	struct gs_message_value due = site_time(p, c, d->due, GS_TIME_SHORT);

	if (d->from < d->due)
		site_say(p, GS_TR("{0} to<br>{1}"),
		    site_time(p, c, d->from, GS_DAY_SHORT), due);
	else
		site_form(p, "{0}", due);
	if (d->extended > 0)
		site_form(p, "<br><span class=\"small soft\">{0}</span>",
		    site_phrase(p, GS_TR("put off from {0}"),
		        site_time(p, c, d->first_due, GS_TIME_SHORT)));
}

static const char *const heads[] = {GS_TR("Duty"), GS_TR("Rule"),
    GS_TR("Due"), GS_TR("Done"), GS_TR("Result")};

static void begin_cell(struct site_page *p, size_t head)
{
	site_form(p, "<td role=\"cell\" data-l=\"{0}\">",
	    site_word(p, heads[head]));
}

static void put_clock_row(struct site_page *p, const struct gs_duty *d)
{
	char title[160];

	site_duty_title(title, sizeof title, p, d);
	site_form(p, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">"
	    "{0}", gs_say_text(title));
	if (d->whose.len > 0) {
		site_put(p, "<br><span class=\"small soft\">");
		site_said_part(p, d->whose);
		site_put(p, "</span>");
	}
	site_put(p, "</th>");
	begin_cell(p, 1);
	put_clock_rule(p, d);
	site_put(p, "</td>");
	begin_cell(p, 2);
	put_due(p, d);
	site_put(p, "</td>");
	begin_cell(p, 3);
	site_form(p, "{0}</td>", d->done != 0 ? site_time(p, d->memo->charter,
	    d->done, GS_TIME_SHORT) : gs_say_text("\xe2\x80\x93"));
	begin_cell(p, 4);
	site_sign(p, site_duty_tone(d));
	site_result(p, d);
	site_sign_end(p);
	if (d->status == GS_DUTY_MET_BY_DATE)
		site_form(p, "<br><span class=\"small soft\">{0}</span>",
		    site_word(p, GS_TR("by the operator\xe2\x80\x99s date "
		        "alone")));
	site_put(p, "</td></tr>\n");
}

static int put_clock(struct site_page *p, const struct gs_memo *m)
{
	struct gs_duties all = gs_duties_of(m, p->as_of);
	struct gs_duty d;

	site_form(p, "<section aria-labelledby=\"cl\" class=\"stack mt6\"><h2 "
	    "id=\"cl\">{0}</h2>\n",
	    site_word(p, GS_TR("The office against the clock")));
	int err = site_draw_clock(p, m);
	if (err != GS_OK)
		return err;
	site_form(p, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
	    "aria-label=\"{0}\"><table role=\"table\"><caption class=\"hide\">"
	    "{0}</caption><thead role=\"rowgroup\"><tr role=\"row\">",
	    site_word(p, GS_TR("The clock as a table")));
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		site_form(p, "<th role=\"columnheader\" scope=\"col\">{0}</th>",
		    site_word(p, heads[i]));
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

	char name[GS_SITE_NAME_MAX];

	gs_words(name, sizeof name, "memo/{0}/publication/{1}",
	    gs_say_number(m->number), gs_say_number(one->number));
	site_put(p, "<li>");
	site_say(p, GS_TR("<a href=\"{0}\">Publication {1}</a>, {2}"),
	    site_link(p, name), gs_say_number(one->number),
	    site_time(p, m->charter, one->at, GS_DAY_LONG));
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

	site_form(p, "<section aria-labelledby=\"rl\" class=\"stack\"><h2 "
	    "id=\"rl\">{0}</h2>\n<p>",
	    site_word(p, GS_TR("What has been released")));
	if (count == 0) {
		site_form(p, "{0}</p></section>\n", site_word(p, GS_TR(
		    "Nothing of the text. It is sealed to those who have to "
		    "answer it, and to the people whom the charter names.")));
		return;
	}
	if (r->publication == 0 && site_say_deleted(p, m, m->publication))
		; /* it has said so */
	else if (r->publication == 0)
		site_put(p, site_text(p, GS_TR("The text is not kept here any "
		    "more. Whoever kept a copy can still check it against the "
		    "log.")));
	else if (r->withheld + r->cut == 0)
		site_put(p, site_text(p, GS_TR("The whole text, word for word "
		    "as it was filed.")));
	else
		site_say(p, GS_TR("Passages of the text, word for word as they "
		    "were filed: <strong>{0} of {1}</strong>; withheld: {2}; "
		    "of those shown, in part: {3}."),
		    gs_say_number(r->blocks - r->withheld),
		    gs_say_number(r->blocks), gs_say_number(r->withheld),
		    gs_say_number(r->cut));
	site_put(p, "</p>\n<ul>");
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
	site_form(p, "<div><dt>{0}</dt><dd>", site_word(p, GS_TR("By name")));
	for (const struct gs_named *one = m->named; one != NULL;
	    one = one->before) {
		site_said_part(p, gs_record_part(&one->rec, "name"));
		if (one->withdrawn != 0)
			site_say(p, GS_TR(", who took it back on {0}"),
			    site_time(p, m->charter, one->withdrawn,
			        GS_DAY_LONG));
		site_put(p, "<br>");
	}
	site_form(p, "{0}</dd></div>", site_word(p, GS_TR("Each name is its "
	    "holder\xe2\x80\x99s own word: that this endorsement is theirs is "
	    "proved, and what they are called is not.")));
}

static void put_fact(struct site_page *p, const char *what,
    struct gs_message_value value)
{
	site_form(p, "<div><dt>{0}</dt><dd>{1}</dd></div>",
	    site_word(p, what), value);
}

static void put_keys(struct site_page *p, const struct gs_memo *m)
{
	site_form(p, "<div><dt>{0}</dt><dd>",
	    site_word(p, GS_TR("Endorsed by")));
	site_say_count(p, m->roll->size, GS_TRN("<strong>{0}</strong> of {1} "
	    "member\xe2\x80\x99s key when it was filed",
	    "<strong>{0}</strong> of {1} members\xe2\x80\x99 keys when it was "
	    "filed"), site_number_value(p, m->endorsements),
	    site_number_value(p, m->roll->size));
	if (m->later > 0)
		site_say(p, GS_TR(", and {0} more later"),
		    site_number_value(p, m->later));
	site_form(p, ". {0}</dd></div>", site_word(p, m->named == NULL ?
	    GS_TR("Nothing that is kept or published says who they are.") :
	    GS_TR("Nothing that is kept or published says who they are, but "
	        "for those who say so themselves.")));
}

/* What the log has of it. */
static void put_memo_entry(struct site_page *p, const struct gs_memo *m)
{
	size_t from = p->w.len;

	gs_write_hex(&p->w, m->id, sizeof m->id);
	struct gs_message_value id = site_cut(p, from);

	put_fact(p, GS_TR("In the log"), site_phrase(p, GS_TR("entry {0}, "
	    "under the id <span class=\"code\">{1}</span>"),
	    gs_say_number(m->index), id));
	from = p->w.len;
	for (size_t i = 0; i < gs_record_count(&m->rec, "addressee"); i++) {
		site_put(p, i == 0 ? "" : "; ");
		site_said_part(p, gs_record_value(&m->rec, "addressee",
		    i)->parts[0]);
	}
	put_fact(p, GS_TR("Addressed to"), site_cut(p, from));
}

static void put_standing(struct site_page *p, const struct gs_memo *m)
{
	site_form(p, "<section aria-labelledby=\"wb\" class=\"stack m0\"><h2 "
	    "id=\"wb\">{0}</h2>\n<dl class=\"facts\">",
	    site_word(p, GS_TR("Who stands behind it")));
	put_keys(p, m);
	put_by_name(p, m);
	put_fact(p, GS_TR("Taken back"), site_phrase(p,
	    GS_TR("{0} before filing, {1} after"),
	    gs_say_number(m->withdrawals), gs_say_number(m->withdrawn_later)));

	struct gs_message_value entitled = site_phrase_count(p,
	    m->roll->eligible, GS_TRN("{0} person is entitled",
	        "{0} people are entitled"),
	    site_number_value(p, m->roll->eligible));
	put_fact(p, GS_TR("Could have"), site_phrase_count(p, m->roll->size,
	    GS_TRN("{0}; {1} has a key.", "{0}; {1} have a key."), entitled,
	    site_number_value(p, m->roll->size)));
	put_memo_entry(p, m);
}

/* A memo of the log by its id, whichever side names it. */
static void put_relation(struct site_page *p, const struct gs_memo *to,
    const char *words)
{
	char name[GS_SITE_NAME_MAX];

	gs_words(name, sizeof name, "memo/{0}", gs_say_number(to->number));
	site_form(p, "<div><dt>{0}</dt><dd><a href=\"{1}\">{2}</a></dd></div>",
	    site_word(p, words), site_link(p, name),
	    site_phrase(p, GS_TR("memo {0}"), gs_say_number(to->number)));
}

static void put_relations(struct site_page *p, const struct gs_memo *m)
{
	for (const struct gs_memo *one = gs_state_memo(p->site->state);
	    one != NULL; one = one->before) {
		if (gs_memo_amends(m, one->id))
			put_relation(p, one, GS_TR("Amends"));
		if (gs_memo_amends(one, m->id))
			put_relation(p, one, GS_TR("Amended by"));
		if (gs_memo_relates(m, one->id) || gs_memo_relates(one, m->id))
			put_relation(p, one, GS_TR("Related to"));
	}
}

static void put_limits(struct site_page *p, const struct gs_memo *m)
{
	site_form(p, "<section aria-labelledby=\"no\" class=\"stack\"><h2 "
	    "id=\"no\">{0}</h2><ul><li>{1}</li><li>{2}</li>",
	    site_word(p, GS_TR("What this page does not show")),
	    site_word(p, GS_TR("That what the memo says is true.")),
	    site_word(p, GS_TR("That each key belongs to one entitled person: "
	        "the registrar and a second signer say so.")));
	if (m->charter->witness_count == 0)
		site_form(p, "<li>{0}</li>", site_word(p, GS_TR("That the "
		    "dates are right: the operator alone gives them; no "
		    "witness is named.")));
	site_put(p, "</ul></section>\n");
}

static void put_memo_head(struct site_page *p, const struct gs_memo *m,
    const struct site_released *r)
{
	struct gs_part banner = gs_record_part(&m->rec, "banner");

	struct gs_message_value number = gs_say_number(m->number), day =
	    site_time(p, m->charter, m->at, GS_DAY_LONG);
	site_form(p, "<p class=\"crumb\"><a href=\"{0}\">{1}</a> {3} {2}</p>\n"
	    "<div class=\"stack\"><p class=\"soft\">", site_link(p, "index"),
	    site_word(p, GS_TR("The record")),
	    site_phrase(p, GS_TR("Memo {0}"), number),
	    gs_say_text(site_crumb(p)));
	if (banner.len > 0)
		site_say(p, GS_TR("Memo {0}, filed by members on {1} as <span "
		    "class=\"label\">{2}</span>."), number, day,
		    site_said_value(p, banner));
	else
		site_say(p, GS_TR("Memo {0}, filed by members on {1}."),
		    number, day);
	site_form(p, " {0}</p>\n", site_word(p, r->publication > 0 ?
	    GS_TR("Only what has been released stands on this page.") :
	    site_is_released(m) ? GS_TR("What was released of it is not kept "
	        "here any more.") : GS_TR("Its text has not been released.")));
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
	char title[96];

	gs_words(title, sizeof title, site_text(p, GS_TR("Memo {0}")),
	    gs_say_number(m->number));
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
