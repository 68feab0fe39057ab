/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/memo.h"

#include <stdio.h>

#include "cli/common/terminal.h"
#include "core/record/time.h"
#include "cli/common/verb.h"
#include "cli/print/appeals.h"
#include "cli/print/circle.h"
#include "cli/print/json.h"
#include "cli/print/letter.h"
#include "cli/print/positions.h"
#include "cli/print/terms.h"
#include "lib/steps/duty_label.h"
#include "lib/steps/flaws.h"
#include "lib/steps/local_time.h"

/* What a file does not have may have been done all the same. */
static bool is_unknown(const struct gs_duty *duty, bool whole)
{
	return !whole && duty->done == 0;
}

/* By when others than the operator had seen it. */
static void print_witnessed(const struct gs_charter *charter,
    int64_t witnessed)
{
	char when[GS_LOCAL_TIME_MAX];

	if (witnessed == 0)
		return;
	gs_local_time(when, charter, witnessed);
	printf("              seen by witnesses before %s\n", when);
}

static void print_extended(const struct gs_duty *duty)
{
	char first[GS_LOCAL_TIME_MAX];

	if (duty->extended == 0)
		return;
	gs_local_time(first, duty->memo->charter, duty->first_due);
	printf("              extended %llu %s; at first due %s\n",
	    (unsigned long long)duty->extended,
	    duty->extended == 1 ? "time" : "times", first);
}

static void print_duty(const struct gs_duty *duty, bool whole)
{
	static const struct {
		const char *word;
		enum gs_terminal_style style;
	} words[] = {
		[GS_DUTY_OPEN] = {"open", GS_STYLE_OPEN},
		[GS_DUTY_MET] = {"met", GS_STYLE_GOOD},
		[GS_DUTY_MET_BY_DATE] = {"met by the operator's date",
		    GS_STYLE_OPEN},
		[GS_DUTY_LATE] = {"missed (done late)", GS_STYLE_BAD},
		[GS_DUTY_OVERDUE] = {"missed (overdue)", GS_STYLE_BAD},
		[GS_DUTY_ENDED] = {"ended by ", GS_STYLE_DIM}};
	const struct gs_charter *c = duty->memo->charter;
	char due[GS_LOCAL_TIME_MAX], done[GS_LOCAL_TIME_MAX];
	char label[GS_DUTY_LABEL_MAX];
	bool unknown = is_unknown(duty, whole);

	gs_local_time(due, c, duty->due);
	gs_duty_label(label, duty->name, duty);
	printf("  %-11s %s%s%s%s\n              due  %s\n",
	    label,
	    gs_terminal_escape(unknown ? GS_STYLE_OPEN :
	        words[duty->status].style),
	    unknown ? "not in this file" : words[duty->status].word,
	    unknown || duty->ended_by == NULL ? "" : duty->ended_by,
	    gs_terminal_escape(GS_STYLE_PLAIN), due);
	print_extended(duty);

	if (gs_calendar_lacks(c, duty->due))
		printf("              closed days are not known there: it lies "
		    "outside the charter's calendar\n");

	if (duty->from != duty->due) {
		gs_local_time(due, c, duty->from);
		printf("              as a rule from %s\n", due);
	}
	if (duty->done != 0) {
		gs_local_time(done, c, duty->done);
		printf("              done %s\n", done);
		print_witnessed(c, duty->witnessed);
	}
}

static void print_decisions(const struct gs_record *rec, const char *label)
{
	const struct gs_value *v = NULL;
	uint8_t day[GS_DATE_LEN + 1] = "";

	for (size_t i = 0; (v = gs_record_value(rec, "disposition", i)); i++) {
		if (v->parts[0].number == 0)
			printf("  %-11s overall: ", label);
		else
			printf("  %-11s request %lld: ", label,
			    (long long)v->parts[0].number);
		gs_say_calm(stdout, v->parts[1].ptr, v->parts[1].len, "");
		printf("\n");
	}
	for (size_t i = 0; (v = gs_record_value(rec, "commitment", i)); i++) {
		gs_date_format(day, v->parts[1].number);
		printf("              request %lld, by %s: ",
		    (long long)v->parts[0].number, (const char *)day);
		gs_say_calm(stdout, v->parts[2].ptr, v->parts[2].len, "");
		printf("\n");
	}
}

/* What was wrong stays beside what set it right. */
static void print_corrections(const struct gs_memo *memo,
    const struct gs_memo_reply *reply, const struct gs_record *last)
{
	char when[GS_LOCAL_TIME_MAX];
	const struct gs_correction *c = NULL;

	for (uint64_t n = 1; (c = gs_correction_by(memo, n)) != NULL; n++) {
		if (c->reply != reply->number)
			continue;
		gs_local_time(when, memo->charter, c->at);
		printf("  corrected   %s\n", when);
		print_decisions(&c->rec, &c->rec == last ? "answer" :
		    "then said");
	}
}

static void print_dispositions(const struct gs_memo *memo)
{
	char when[GS_LOCAL_TIME_MAX];
	const struct gs_record *last = gs_last_word(memo, INT64_MAX);
	const struct gs_memo_reply *r = NULL;

	for (uint64_t n = 1; (r = gs_reply_by(memo, n)) != NULL; n++) {
		if (n > 1) {
			gs_local_time(when, memo->charter, r->at);
			printf("  reply %-5llu %s\n", (unsigned long long)n,
			    when);
		}
		print_decisions(&r->rec, &r->rec == last ? "answer" :
		    "first said");
		print_corrections(memo, r, last);
	}
}

/* Oldest first: how many, when, and whether answered. */
static void print_questions(const struct gs_memo *memo, bool whole)
{
	char when[GS_LOCAL_TIME_MAX];
	const struct gs_question *q = memo->question;
	unsigned long long count = q == NULL ? 0 : q->number, answered = 0;

	for (; q != NULL; q = q->before)
		answered += q->answered != 0;
	if (count > 0)
		printf("  questions   %llu asked, %llu answered\n", count,
		    answered);

	for (unsigned long long n = 1; n <= count; n++) {
		q = gs_question_by(memo, n);
		gs_local_time(when, memo->charter, q->asked);
		printf("  question %-2llu asked %s\n", n, when);
		if (q->answered == 0) {
			printf("              %s\n", whole ? "not answered" :
			    "answer not in this file");
			continue;
		}
		gs_local_time(when, memo->charter, q->answered);
		printf("              answered %s\n", when);
	}
}

/* Oldest first: no duty is met by it. */
static void print_unreadable(const struct gs_memo *memo)
{
	char when[GS_LOCAL_TIME_MAX];
	uint64_t count = memo->unreadable == NULL ? 0 :
	    memo->unreadable->number;

	for (uint64_t n = 1; n <= count; n++) {
		const struct gs_unreadable *u = gs_unreadable_by(memo, n);

		gs_local_time(when, memo->charter, u->at);
		if (u->what == GS_UNREADABLE_MEMO)
			printf("  unreadable  the memo, says the office %s\n",
			    when);
		else if (u->what == GS_UNREADABLE_REPLY && u->which == 1)
			printf("  unreadable  the reply, says the author %s\n",
			    when);
		else
			printf("  unreadable  %s %llu, says the author %s\n",
			    gs_unreadable_word(u->what),
			    (unsigned long long)u->which, when);
		if (u->resupplied != 0) {
			gs_local_time(when, memo->charter, u->resupplied);
			printf("              sealed anew %s\n", when);
		}
	}
}

void gs_print_reasons(const struct gs_record *publish)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(publish, "reason", i)); i++) {
		printf("              withheld for ");
		gs_say_calm(stdout, v->parts[0].ptr, v->parts[0].len, "");
		printf("\n");
	}
}

/* Newest first, as they are linked. */
static void print_publications(const struct gs_memo *memo)
{
	char when[GS_LOCAL_TIME_MAX];

	for (const struct gs_publication *p = memo->publication; p != NULL;
	    p = p->before) {
		struct gs_part banner = gs_record_part(&p->rec, "banner");
		const struct gs_value *of = gs_record_value(&p->rec, "of", 0);

		gs_local_time(when, memo->charter, p->at);
		printf("  published   %s: text %llu", when,
		    (unsigned long long)p->number);
		if (of != NULL)
			printf(", of %.*s %lld", (int)of->parts[0].len,
			    (const char *)of->parts[0].ptr,
			    (long long)of->parts[1].number);
		printf("%s", banner.len > 0 ? ", " : "");
		gs_say_calm(stdout, banner.ptr, banner.len, "");
		printf("\n");
		gs_print_reasons(&p->rec);
	}
}

/* A file's replay has one memo: its number in the log is not there. */
static void print_head(const struct gs_memo *memo, bool whole)
{
	char when[GS_LOCAL_TIME_MAX];
	struct gs_part banner = gs_record_part(&memo->rec, "banner");

	if (whole)
		printf("%sMemo %llu%s\n", gs_terminal_escape(GS_STYLE_BOLD),
		    (unsigned long long)memo->number,
		    gs_terminal_escape(GS_STYLE_PLAIN));

	gs_local_time(when, memo->charter, memo->at);
	printf("  filed       %s%s\n", when,
	    memo->events[GS_EVENT_FILED].witnessed == 0 ?
	        ", by the operator's date" : "");
	print_witnessed(memo->charter, memo->events[GS_EVENT_FILED].witnessed);
	if (banner.len > 0) {
		printf("  marking     ");
		gs_say_calm(stdout, banner.ptr, banner.len, "");
		printf("\n");
	}
	printf("  endorsed    by %u of %llu enrolled keys (%llu eligible)\n",
	    memo->endorsements,
	    (unsigned long long)memo->roll->size,
	    (unsigned long long)memo->roll->eligible);

	if (memo->later + memo->withdrawals + memo->withdrawn_later > 0)
		printf("              %u more after filing; %u withdrawn "
		    "before, %u after\n", memo->later, memo->withdrawals,
		    memo->withdrawn_later);
}

/* The newest, as many as fit beside the rest. */
#define NAMES_SHOWN 20

static void print_those_named(const struct gs_memo *memo)
{
	uint64_t count = 0, place = 0;
	char when[GS_LOCAL_TIME_MAX];

	for (const struct gs_named *n = memo->named; n != NULL; n = n->before)
		count++;
	if (count == 0)
		return;
	printf("  named       %llu of those who endorsed, in their own words:"
	    "\n", (unsigned long long)gs_named_count(memo, INT64_MAX - 1));
	for (const struct gs_named *n = memo->named; n != NULL;
	    n = n->before) {
		struct gs_part name = gs_record_part(&n->rec, "name");

		if (place++ == NAMES_SHOWN)
			break;
		printf("              ");
		gs_say_calm(stdout, name.ptr, name.len, "");
		if (n->withdrawn != 0) {
			gs_local_time(when, memo->charter, n->withdrawn);
			printf(", who took it back on %s", when);
		}
		printf("\n");
	}
	if (count > NAMES_SHOWN)
		printf("              and %llu more (--json)\n",
		    (unsigned long long)(count - NAMES_SHOWN));
}

static void print_end(const struct gs_memo *memo)
{
	char when[GS_LOCAL_TIME_MAX];

	if (memo->ended == 0)
		return;
	struct gs_part reason = gs_record_part(&memo->end, "reason");

	gs_local_time(when, memo->charter, memo->ended);
	printf("  ended       %s by the %s: ", when,
	    memo->ended_by_author ? "author" : "office");
	gs_print_foreign(reason.ptr, reason.len);
}

int gs_count_missed(uint64_t *missed, const struct gs_memo *memo, int64_t now,
    bool whole)
{
	struct gs_duties all = gs_duties_of(memo, now);
	struct gs_duty duty;

	while (gs_duties_next(&duty, &all))
		if (!is_unknown(&duty, whole) && gs_duty_missed(&duty)) {
			gs_verb_missed();
			++*missed;
		}
	return all.err;
}

int gs_print_missed(const struct gs_memo *newest, int64_t now)
{
	unsigned long long count = 0;
	uint64_t missed = 0;
	int err = GS_OK;

	for (; err == GS_OK && newest != NULL; newest = newest->before)
		err = gs_count_missed(&missed, newest, now, true);
	count = missed;
	if (err == GS_OK && count > 0)
		printf("%s%llu %s missed%s\n",
		    gs_terminal_escape(GS_STYLE_BAD), count,
		    count == 1 ? "duty is" : "duties are",
		    gs_terminal_escape(GS_STYLE_PLAIN));
	return err;
}

int gs_print_memo(const struct gs_memo *memo, int64_t now,
    const struct gs_memo *newest)
{
	bool whole = newest != NULL;
	struct gs_duties all = gs_duties_of(memo, now);
	struct gs_duty duty;
	struct gs_memo_terms terms;
	uint64_t missed = 0;

	int err = gs_count_missed(&missed, memo, now, whole);
	if (err != GS_OK)
		return err;
	print_head(memo, whole);
	print_those_named(memo);
	gs_memo_terms_of(&terms, &memo->rec);
	gs_print_terms(&terms, newest, NULL, GS_TERMS_LISTED);
	gs_print_named_by(memo->id, newest, GS_TERMS_LISTED);
	while (gs_duties_next(&duty, &all))
		print_duty(&duty, whole);
	print_dispositions(memo);
	gs_print_appeals(memo, now, whole);
	print_questions(memo, whole);
	print_unreadable(memo);
	gs_print_circle(memo, whole);
	gs_print_positions(memo, now, whole);
	gs_print_disclosures(memo);
	print_publications(memo);
	print_end(memo);
	return GS_OK;
}

void gs_print_calendar_end(const struct gs_charter *charter, int64_t now)
{
	struct gs_report said = {.text = ""};

	if (gs_calendar_ends(&said, charter, now))
		gs_verb_note(&said);
}

int gs_put_memos_json(struct gs_json_object *o,
    const struct gs_log_view *view)
{
	uint64_t missed = 0;

	int err = gs_channel_put_memos(o, &missed, view);
	if (missed > 0)
		gs_verb_missed();
	return err;
}

int gs_print_memos_json(const struct gs_source *s, struct gs_json_object o)
{
	int64_t now = 0;

	int err = gs_source_due_time(&now, s);
	const struct gs_log_view view = gs_source_view(s, now);
	if (err == GS_OK) {
		gs_channel_put_json(&o, &view);
		err = gs_put_memos_json(&o, &view);
	}
	if (err == GS_OK)
		return gs_json_print(&o);
	json_decref(o.json);
	return err;
}
