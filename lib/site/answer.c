/* SPDX-License-Identifier: Apache-2.0 */
/* What the office answered to each request, and what it said in private and in
 * public, side by side.  Colour is for the clock and for differences, never for
 * an answer; what is not known has a face of its own. */
#include "lib/site/page.h"
#include "lib/steps/position_text.h"

#include <string.h>

static struct gs_part disposition_of(const struct gs_record *word,
    uint64_t request)
{
	for (size_t i = 0; word != NULL &&
	    i < gs_record_count(word, "disposition"); i++) {
		const struct gs_value *v = gs_record_value(word,
		    "disposition", i);

		if ((uint64_t)v->parts[0].number == request)
			return v->parts[1];
	}
	return (struct gs_part){.kind = GS_PART_NONE};
}

/* A disposition as people say it, in the order of gs_disposition_at. */
static const char *stance_words(const struct site_page *p,
    struct gs_part word)
{
	static const char *const said[] = {GS_TR("Accepted"),
	    GS_TR("Accepted in part"), GS_TR("Declined"), GS_TR("No decision"),
	    GS_TR("Already done"), GS_TR("Out of scope")};
	const char *name = NULL;

	for (size_t i = 0; (name = gs_disposition_at(i)) != NULL &&
	    i < sizeof said / sizeof *said; i++)
		if (gs_part_is(&word, name))
			return site_text(p, said[i]);
	return site_text(p, GS_TR("Another word"));
}

static void put_sealed(struct site_page *p)
{
	site_form(p, "<span class=\"sealed\" role=\"img\" aria-label=\"{0}\">"
	    "</span>", site_word(p, GS_TR("Sealed")));
}

static void put_private(struct site_page *p, const struct gs_memo *m,
    const struct gs_position *one)
{
	struct gs_part stance = {.kind = GS_PART_NONE};

	site_form(p, "<div><h4>{0}</h4>", site_word(p, GS_TR("In private")));
	if (one == NULL) {
		site_form(p, "<p class=\"soft\">{0}</p></div>",
		    site_word(p, GS_TR("Nothing has been fixed in private.")));
		return;
	}
	stance = gs_position_stance(m, one, p->as_of);
	if (stance.kind == GS_PART_NONE)
		put_sealed(p);
	else
		site_form(p, "<p class=\"b6\">{0}</p>",
		    gs_say_text(stance_words(p, stance)));

	struct gs_message_value fixed = site_time(p, m->charter, one->at,
	    GS_TIME_SHORT);
	const struct gs_position *opened = gs_position_by(m, one->opening);
	site_put(p, "<p class=\"src\">");
	if (stance.kind == GS_PART_NONE || opened == NULL)
		site_say(p, GS_TR("Fixed {0}. Not opened."), fixed);
	else
		site_say(p, GS_TR("Fixed {0}. Opened by the office {1}; it is "
		    "what was fixed."), fixed, site_time(p, m->charter,
		        opened->at, GS_DAY_SHORT));
	site_put(p, "</p></div>");
}

/* Only such an address leads anywhere from here. */
static bool is_web_address(struct gs_part url)
{
	return url.kind != GS_PART_NONE && ((url.len > 8 &&
	    memcmp(url.ptr, "https://", 8) == 0) || (url.len > 7 &&
	    memcmp(url.ptr, "http://", 7) == 0));
}

static void put_public(struct site_page *p, const struct gs_memo *m,
    const struct gs_position *one)
{
	site_form(p, "<div><h4>{0}</h4>", site_word(p, GS_TR("In public")));
	if (one == NULL) {
		site_form(p, "<p class=\"soft\">{0}</p></div>",
		    site_word(p, GS_TR("Nothing has been said in public.")));
		return;
	}
	struct gs_part url = gs_record_part(&one->rec, "url");
	struct gs_part stance = gs_position_stance(m, one, p->as_of);

	site_form(p, "<p class=\"b6\">{0}</p><p class=\"said\">",
	    gs_say_text(stance_words(p, stance)));
	site_said_part(p, gs_record_part(&one->rec, "text"));
	site_put(p, "</p><p class=\"src\">");
	site_said_part(p, gs_record_part(&one->rec, "place"));
	site_put(p, site_text(p, GS_TR(", ")));
	gs_date_in(&p->w, p->language,
	    gs_record_part(&one->rec, "date").number);
	site_put(p, ".");
	if (is_web_address(url)) {
		site_put(p, " <a rel=\"noreferrer nofollow\" href=\"");
		site_calm(p, (struct gs_span){url.ptr, url.len});
		site_form(p, "\">{0}</a>",
		    site_word(p, GS_TR("Where it can be read")));
	}
	site_put(p, "</p></div>");
}

/* The foot of a pair: in one clause whether the two sides differ. */
static void put_verdict_foot(struct site_page *p, const struct gs_memo *m,
    const struct gs_alignment *a)
{
	static const struct {
		enum site_tone tone;
		const char *answer, *more;
	} rows[] = {
		[GS_ALIGNMENT_NONE] = {SITE_UNKNOWN, GS_TR("Not known."), NULL},
		[GS_ALIGNMENT_UNKNOWN] = {SITE_UNKNOWN, GS_TR("Not known."),
		    GS_TR("Nobody can compare before the private side is "
		    "opened. It can no longer be changed.")},
		[GS_ALIGNMENT_SAME] = {SITE_OK, GS_TR("No difference."),
		    GS_TR("Both come to the same.")},
		[GS_ALIGNMENT_DIFFERS] = {SITE_LATE, GS_TR("Different."),
		    GS_TR("What was said in public is not what was fixed in "
		    "private.")}};

	site_put(p, "<footer><p>");
	site_sign(p, rows[a->kind].tone);
	site_put(p, site_text(p, rows[a->kind].answer));
	site_sign_end(p);
	site_put(p, " ");
	site_put(p, site_text(p, rows[a->kind].more != NULL ?
	    rows[a->kind].more : a->in_public == NULL ?
	    GS_TR("There is no public side to compare.") :
	    GS_TR("There is no private side to compare.")));
	site_put(p, " ");
	if (a->kind == GS_ALIGNMENT_DIFFERS)
		site_say(p, GS_TR("Since {0}."), site_time(p, m->charter,
		    a->since, GS_DAY_LONG));
	if ((a->in_private != NULL && a->in_private->disputed != 0) ||
	    (a->in_public != NULL && a->in_public->disputed != 0))
		site_form(p, " {0}", site_word(p, GS_TR("The author has "
		    "disputed it.")));
	site_put(p, "</p></footer>");
}

static const char *tone_of_pair(const struct gs_alignment *a)
{
	return a->kind == GS_ALIGNMENT_DIFFERS ? "late" :
	    a->kind == GS_ALIGNMENT_SAME ? "ok" : "unk";
}

static void put_request_text(struct site_page *p, uint64_t request,
    const struct site_released *r)
{
	if (request == 0 || request > r->request_count ||
	    r->requests[request - 1].len == 0)
		return;
	site_put(p, "<div class=\"req\"><p class=\"said\">");
	site_said(p, r->requests[request - 1]);
	site_put(p, "</p></div>\n");
}

static void put_request(struct site_page *p, const struct gs_memo *m,
    uint64_t request, const struct site_released *r)
{
	struct gs_part word = disposition_of(gs_last_word(m, p->as_of),
	    request);
	struct gs_alignment a;

	gs_align(&a, m, request, p->as_of);
	bool said = a.in_private != NULL || a.in_public != NULL;
	site_form(p, "<article class=\"pos {0}\" aria-labelledby=\"r{1}\">"
	    "<header><h3 id=\"r{1}\">", gs_say_text(tone_of_pair(&a)),
	    gs_say_number(request));
	if (request == 0)
		site_put(p, site_text(p, GS_TR("The memo as a whole")));
	else
		site_say(p, GS_TR("Request {0}"), gs_say_number(request));
	site_put(p, "</h3>");
	site_sign(p, word.kind == GS_PART_NONE ? SITE_UNKNOWN : SITE_PLAIN);
	site_put(p, word.kind == GS_PART_NONE ?
	    site_text(p, GS_TR("Not answered yet")) : stance_words(p, word));
	site_sign_end(p);
	site_put(p, "</header>\n");

	put_request_text(p, request, r);
	if (said) {
		site_put(p, "<div class=\"sides\">");
		put_private(p, m, a.in_private);
		put_public(p, m, a.in_public);
		site_put(p, "</div>\n");
		put_verdict_foot(p, m, &a);
	}
	site_put(p, "</article>\n");
}

void site_put_answers(struct site_page *p, const struct gs_memo *m,
    const struct site_released *r)
{
	uint64_t first = 0, last = 0;

	gs_alignment_requests(&first, &last, m);
	site_form(p, "<section aria-labelledby=\"rq\" class=\"stack\"><h2 id="
	    "\"rq\">{0}</h2>\n<p class=\"soft\">{1}</p>\n", site_word(p,
	        last == 0 ? GS_TR("The answer") : GS_TR("Each request: the "
	        "answer, and what was said where")),
	    site_word(p, m->position == NULL ? GS_TR("The reply itself is "
	        "sealed to the author. What it decides stands in the log. The "
	        "office has fixed no position, in private or in public.") :
	        GS_TR("What the office says in private is fixed when it says "
	        "it. It can be opened later, and then anyone can check that it "
	        "was not changed.")));
	for (uint64_t n = first; n <= last; n++)
		put_request(p, m, n, r);
	site_put(p, "</section>\n");
}

/* The answer as a heading -------------------------------------------------- */

/* The sentences about a duty of the office. */
struct clauses {
	const char *overdue, *ended, *open, *in_time, *hours_late;
	const char *day_late, *days_late;
};

static const struct clauses acknowledged = {
	GS_TR("Not acknowledged, though the time for it is over."),
	GS_TR("Not acknowledged; it is owed no more."),
	GS_TR("Not yet acknowledged."), GS_TR("Acknowledged in time."),
	GS_TR("Acknowledged late, by less than a day."),
	GS_TRN("Acknowledged {0} day late.", "Acknowledged {0} days late.")};
static const struct clauses answered = {
	GS_TR("Not answered, though the time for it is over."),
	GS_TR("Not answered; it is owed no more."),
	GS_TR("Not yet answered."), GS_TR("Answered in time."),
	GS_TR("Answered late, by less than a day."),
	GS_TRN("Answered {0} day late.", "Answered {0} days late.")};

static void put_duty_clause(struct site_page *p, const struct gs_duty *d,
    const struct clauses *of)
{
	uint64_t days = d->status == GS_DUTY_LATE ?
	    site_days_late(d, d->done) : 0;

	if (days > 0)
		gs_words_write(&p->w, gs_count_in(p->language, days,
		    of->day_late, of->days_late), site_number_value(p, days));
	else
		site_put(p, site_text(p, d->status == GS_DUTY_OVERDUE ?
		    of->overdue : d->status == GS_DUTY_ENDED ? of->ended :
		    d->status == GS_DUTY_OPEN ? of->open :
		    d->status == GS_DUTY_LATE ? of->hours_late :
		    of->in_time));
	site_put(p, " ");
}

static void put_apart_clause(struct site_page *p, const struct gs_memo *m)
{
	uint64_t first = 0, last = 0, n[GS_ALIGNMENT_DIFFERS + 1] = {0};
	struct gs_alignment a;

	gs_alignment_requests(&first, &last, m);
	for (uint64_t i = first; i <= last; i++) {
		gs_align(&a, m, i, p->as_of);
		n[a.kind] += a.in_private != NULL || a.in_public != NULL;
	}
	uint64_t apart = n[GS_ALIGNMENT_DIFFERS];
	uint64_t unknown = n[GS_ALIGNMENT_UNKNOWN] + n[GS_ALIGNMENT_NONE];
	if (apart > 0)
		site_say_count(p, apart, GS_TRN("On {0} request the office "
		    "said something else in public than in private. ",
		    "On {0} requests the office said something else in public "
		    "than in private. "), site_number_value(p, apart));
	if (unknown > 0)
		site_say_count(p, unknown, GS_TRN("On {0} request nobody can "
		    "compare yet.", "On {0} requests nobody can compare yet."),
		    site_number_value(p, unknown));
}

void site_put_lede(struct site_page *p, const struct gs_memo *m)
{
	struct gs_duties all = gs_duties_of(m, p->as_of);
	struct gs_duty d;

	while (gs_duties_next(&d, &all)) {
		if (d.kind == GS_DUTY_ACKNOWLEDGE)
			put_duty_clause(p, &d, &acknowledged);
		if (d.kind == GS_DUTY_REPLY && d.number <= 1)
			put_duty_clause(p, &d, &answered);
	}
	put_apart_clause(p, m);
}
