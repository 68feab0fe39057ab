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
static const char *stance_words(struct gs_part word)
{
	static const char *const said[] = {"Accepted", "Accepted in part",
	    "Declined", "No decision", "Already done", "Out of scope"};
	const char *name = NULL;

	for (size_t i = 0; (name = gs_disposition_at(i)) != NULL &&
	    i < sizeof said / sizeof *said; i++)
		if (gs_part_is(&word, name))
			return said[i];
	return "Another word";
}

static void put_sealed(struct site_page *p)
{
	site_put(p, "<span class=\"sealed\" role=\"img\" aria-label=\"Sealed\">"
	    "</span>");
}

static void put_private(struct site_page *p, const struct gs_memo *m,
    const struct gs_position *one)
{
	const char *heading = "<div><h4>In private</h4>";
	struct gs_part stance = {.kind = GS_PART_NONE};

	site_put(p, heading);
	if (one == NULL) {
		site_put(p, "<p class=\"soft\">Nothing has been fixed in "
		    "private.</p></div>");
		return;
	}
	stance = gs_position_stance(m, one, p->as_of);
	if (stance.kind == GS_PART_NONE)
		put_sealed(p);
	else
		site_form(p, "<p class=\"b6\">{0}</p>",
		    gs_say_text(stance_words(stance)));
	site_put(p, "<p class=\"src\">Fixed ");
	site_time(p, m->charter, one->at, SITE_TIME_SHORT);
	if (stance.kind == GS_PART_NONE) {
		site_put(p, ". Not opened.</p></div>");
		return;
	}
	const struct gs_position *opened = gs_position_by(m, one->opening);
	site_put(p, ". Opened by the office ");
	if (opened != NULL)
		site_time(p, m->charter, opened->at, SITE_DAY_SHORT);
	site_put(p, "; it is what was fixed.</p></div>");
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
	site_put(p, "<div><h4>In public</h4>");
	if (one == NULL) {
		site_put(p, "<p class=\"soft\">Nothing has been said in "
		    "public.</p></div>");
		return;
	}
	struct gs_part url = gs_record_part(&one->rec, "url");
	struct gs_part stance = gs_position_stance(m, one, p->as_of);

	site_form(p, "<p class=\"b6\">{0}</p><p class=\"said\">",
	    gs_say_text(stance_words(stance)));
	site_said_part(p, gs_record_part(&one->rec, "text"));
	site_put(p, "</p><p class=\"src\">");
	site_said_part(p, gs_record_part(&one->rec, "place"));
	site_put(p, ", ");
	site_date(p, gs_record_part(&one->rec, "date").number);
	site_put(p, ".");
	if (is_web_address(url)) {
		site_put(p, " <a rel=\"noreferrer nofollow\" href=\"");
		site_calm(p, (struct gs_span){url.ptr, url.len});
		site_put(p, "\">Where it can be read</a>");
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
		[GS_ALIGNMENT_NONE] = {SITE_UNKNOWN, "Not known.", NULL},
		[GS_ALIGNMENT_UNKNOWN] = {SITE_UNKNOWN, "Not known.",
		    "Nobody can compare before the private side is opened. It "
		    "can no longer be changed."},
		[GS_ALIGNMENT_SAME] = {SITE_OK, "No difference.",
		    "Both come to the same."},
		[GS_ALIGNMENT_DIFFERS] = {SITE_LATE, "Different.",
		    "What was said in public is not what was fixed in "
		    "private."}};

	site_put(p, "<footer><p>");
	site_sign(p, rows[a->kind].tone);
	site_put(p, rows[a->kind].answer);
	site_sign_end(p);
	site_put(p, " ");
	site_put(p, rows[a->kind].more != NULL ? rows[a->kind].more :
	    a->in_public == NULL ? "There is no public side to compare." :
	    "There is no private side to compare.");
	if (a->kind == GS_ALIGNMENT_DIFFERS) {
		site_put(p, " Since ");
		site_time(p, m->charter, a->since, SITE_DAY_LONG);
		site_put(p, ".");
	}
	if ((a->in_private != NULL && a->in_private->disputed != 0) ||
	    (a->in_public != NULL && a->in_public->disputed != 0))
		site_put(p, " The author has disputed it.");
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
		site_put(p, "The memo as a whole");
	else
		site_form(p, "Request {0}", gs_say_number(request));
	site_put(p, "</h3>");
	site_sign(p, word.kind == GS_PART_NONE ? SITE_UNKNOWN : SITE_PLAIN);
	site_put(p, word.kind == GS_PART_NONE ? "Not answered yet" :
	    stance_words(word));
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
	    "\"rq\">{0}</h2>\n", gs_say_text(last == 0 ? "The answer" :
	        "Each request: the answer, and what was said where"));
	if (m->position == NULL)
		site_put(p, "<p class=\"soft\">The reply itself is sealed to "
		    "the author. What it decides stands in the log. The office "
		    "has fixed no position, in private or in public.</p>\n");
	else
		site_put(p, "<p class=\"soft\">What the office says in private "
		    "is fixed when it says it. It can be opened later, and "
		    "then anyone can check that it was not changed.</p>\n");
	for (uint64_t n = first; n <= last; n++)
		put_request(p, m, n, r);
	site_put(p, "</section>\n");
}

/* The answer as a heading -------------------------------------------------- */

static void put_duty_clause(struct site_page *p, const struct gs_duty *d,
    const char *done, const char *to_do)
{
	uint64_t days = 0;

	if (d->done == 0) {
		site_form(p, d->status == GS_DUTY_OVERDUE ? "Not {0}, though "
		    "the time for it is over. " : d->status == GS_DUTY_ENDED ?
		    "Not {0}; it is owed no more. " : "Not yet {0}. ",
		    gs_say_text(to_do));
		return;
	}
	if (d->status != GS_DUTY_LATE) {
		site_form(p, "{0} in time. ", gs_say_text(done));
		return;
	}
	days = site_days_late(d, d->done);
	if (days == 0) {
		site_form(p, "{0} late, by less than a day. ",
		    gs_say_text(done));
		return;
	}
	site_form(p, "{0} ", gs_say_text(done));
	site_count(p, days, "day", "days");
	site_put(p, " late. ");
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
	if (n[GS_ALIGNMENT_DIFFERS] > 0) {
		site_put(p, "On ");
		site_count(p, n[GS_ALIGNMENT_DIFFERS], "request",
		    "requests");
		site_put(p, " the office said something else in public than in "
		    "private. ");
	}
	if (n[GS_ALIGNMENT_UNKNOWN] + n[GS_ALIGNMENT_NONE] > 0) {
		site_put(p, "On ");
		site_count(p, n[GS_ALIGNMENT_UNKNOWN] + n[GS_ALIGNMENT_NONE],
		    "request", "requests");
		site_put(p, " nobody can compare yet.");
	}
}

void site_put_lede(struct site_page *p, const struct gs_memo *m)
{
	struct gs_duties all = gs_duties_of(m, p->as_of);
	struct gs_duty d;

	while (gs_duties_next(&d, &all)) {
		if (d.kind == GS_DUTY_ACKNOWLEDGE)
			put_duty_clause(p, &d, "Acknowledged",
			    "acknowledged");
		if (d.kind == GS_DUTY_REPLY && d.number <= 1)
			put_duty_clause(p, &d, "Answered", "answered");
	}
	put_apart_clause(p, m);
}
