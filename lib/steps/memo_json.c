/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/memo_json.h"

#include "core/memo/reason.h"
#include "core/record/time.h"
#include "lib/evidence/publication.h"
#include "lib/memo/word_code.h"
#include "lib/steps/agenda.h"
#include "lib/steps/flaws.h"
#include "lib/steps/position_text.h"

#define OFFICE_TIME_LEN 16 /* "2024-02-02T17:00" */

enum gs_memo_source { GS_MEMO_OF_LOG, GS_MEMO_OF_FILE };

static struct gs_json_object make_duty_json(const struct gs_duty *duty,
    enum gs_memo_source source)
{
	static const char *const words[] = {[GS_DUTY_OPEN] = "open",
	    [GS_DUTY_MET] = "met",
	    [GS_DUTY_MET_BY_DATE] = "met-by-operators-date",
	    [GS_DUTY_LATE] = "late",
	    [GS_DUTY_OVERDUE] = "overdue", [GS_DUTY_ENDED] = "ended"};
	struct gs_json_object o = gs_json_object_start();

	/* What a file does not have may have been done all the same. */
	if (source == GS_MEMO_OF_FILE && duty->done == 0)
		gs_json_put(&o, "status", json_null());
	else
		gs_json_put(&o, "status", json_string(words[duty->status]));
	gs_json_put_time(&o, "from", duty->from);
	gs_json_put_time(&o, "due", duty->due);
	gs_json_put_number(&o, "extended", duty->extended);
	gs_json_put(&o, "closed_days_known", json_boolean(
	    !gs_calendar_lacks(duty->memo->charter, duty->due)));
	gs_json_put_time(&o, "done", duty->done);
	gs_json_put_time(&o, "witnessed", duty->witnessed);
	return o;
}

static void put_decisions(struct gs_json_object *o,
    const struct gs_record *rec)
{
	json_t *list = json_array();
	const struct gs_value *v = NULL;

	for (size_t i = 0; rec != NULL &&
	    (v = gs_record_value(rec, "disposition", i)); i++) {
		struct gs_json_object one = gs_json_object_start();
		gs_json_put(&one, "request",
		    json_integer(v->parts[0].number));
		gs_json_put_text(&one, "disposition", (struct gs_span){
		    v->parts[1].ptr, v->parts[1].len});
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "dispositions", list);
}

/* Each reply's, and beside them what corrected one, oldest first. */
static void put_dispositions(struct gs_json_object *o,
    const struct gs_memo *memo)
{
	json_t *list = json_array(), *replies = json_array();
	const struct gs_correction *c = NULL;
	const struct gs_memo_reply *r = NULL;

	put_decisions(o, memo->reply != NULL ? &memo->reply->rec : NULL);
	for (uint64_t i = 1; (r = gs_reply_by(memo, i)) != NULL; i++) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "reply", i);
		gs_json_put_time(&one, "at", r->at);
		put_decisions(&one, &r->rec);
		gs_json_append(replies, o, one);
	}
	gs_json_put(o, "replies", replies);
	for (uint64_t i = 1; (c = gs_correction_by(memo, i)) != NULL; i++) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "correction", i);
		gs_json_put_number(&one, "reply", c->reply);
		gs_json_put_time(&one, "at", c->at);
		put_decisions(&one, &c->rec);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "corrections", list);
}

static void put_author_words(struct gs_json_object *o,
    const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_memo_reply *r = NULL;

	for (uint64_t n = 1; (r = gs_reply_by(memo, n)) != NULL; n++) {
		if (r->responded == 0)
			continue;
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "reply", n);
		gs_json_put_time(&one, "at", r->responded);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "responses", list);
}

static void put_grounds(struct gs_json_object *o,
    const struct gs_record *appeal)
{
	json_t *list = json_array();
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(appeal, "ground", i)); i++)
		if (json_array_append_new(list, gs_json_of_span(
		        (struct gs_span){v->parts[0].ptr,
		        v->parts[0].len})) != 0)
			o->failed = true;
	gs_json_put(o, "grounds", list);
}

static void put_appeals(struct gs_json_object *o, const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_appeal *a = NULL;

	for (uint64_t n = 1; (a = gs_appeal_by(memo, n)) != NULL; n++) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "appeal", n);
		gs_json_put(&one, "reply", a->reply == 0 ? json_null() :
		    json_integer((json_int_t)a->reply));
		gs_json_put_time(&one, "at", a->at);
		put_grounds(&one, &a->rec);
		gs_json_put_time(&one, "decided", a->decided);
		gs_json_put(&one, "outcome", a->decided == 0 ? json_null() :
		    json_string(gs_outcome_word(a->outcome)));
		if (a->decided != 0)
			gs_json_put_field(&one, "reason", &a->decision,
			    "reason");
		else
			gs_json_put(&one, "reason", json_null());
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "appeals", list);
}

/* Oldest first, as they were asked. */
static void put_questions(struct gs_json_object *o,
    const struct gs_memo *memo)
{
	json_t *list = json_array();
	uint64_t count = memo->question == NULL ? 0 : memo->question->number;

	for (uint64_t i = 1; i <= count; i++) {
		const struct gs_question *q = gs_question_by(memo, i);
		struct gs_json_object one = gs_json_object_start();
		gs_json_put_number(&one, "question", i);
		gs_json_put_time(&one, "asked", q->asked);
		gs_json_put_time(&one, "answered", q->answered);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "questions", list);
}

/* Oldest first: what somebody could not open. */
static void put_unreadable(struct gs_json_object *o,
    const struct gs_memo *memo)
{
	json_t *list = json_array();
	uint64_t count = memo->unreadable == NULL ? 0 :
	    memo->unreadable->number;

	for (uint64_t i = 1; i <= count; i++) {
		const struct gs_unreadable *u = gs_unreadable_by(memo, i);
		struct gs_json_object one = gs_json_object_start();
		gs_json_put(&one, "what", json_string(
		    gs_unreadable_word(u->what)));
		gs_json_put(&one, "which", u->which == 0 ? json_null() :
		    json_integer((json_int_t)u->which));
		gs_json_put_time(&one, "at", u->at);
		gs_json_put_time(&one, "resupplied", u->resupplied);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "unreadable", list);
}

static void put_reasons(struct gs_json_object *o,
    const struct gs_publication *p)
{
	const struct gs_value *v = NULL;
	json_t *list = json_array();
	struct gs_span code, words;

	for (size_t i = 0; (v = gs_record_value(&p->rec, "reason", i)); i++) {
		struct gs_json_object one = gs_json_object_start();

		(void)gs_reason_split(&code, &words, (struct gs_span){
		    v->parts[0].ptr, v->parts[0].len});
		gs_json_put_text(&one, "code", code);
		gs_json_put_text(&one, "words", words);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "reasons", list);
}

/* `memo`, `reply 1`, `correction 2`: whose text it is. */
static void put_published(struct gs_json_object *o,
    const struct gs_record *publish)
{
	const struct gs_value *of = gs_record_value(publish, "of", 0);
	uint8_t name[96];
	struct gs_writer w = gs_writer_of(name, sizeof name);

	if (of == NULL) {
		gs_json_put(o, "of", json_string("memo"));
		return;
	}
	gs_write_bytes(&w, of->parts[0].ptr, of->parts[0].len);
	gs_write_text(&w, " ");
	gs_write_decimal(&w, (uint64_t)of->parts[1].number);
	gs_json_put(o, "of", gs_json_of_span((struct gs_span){name, w.len}));
}

/* Oldest first, as they were put out. */
static void put_publications(struct gs_json_object *o,
    const struct gs_memo *memo)
{
	json_t *list = json_array();
	uint64_t count = memo->publication == NULL ? 0 :
	    memo->publication->number;

	for (uint64_t i = 1; i <= count; i++) {
		const struct gs_publication *p = gs_publication_by(memo, i);
		struct gs_json_object one = gs_json_object_start();
		gs_json_put_number(&one, "publication", i);
		gs_json_put_time(&one, "at", p->at);
		put_published(&one, &p->rec);
		gs_json_put_field(&one, "marking", &p->rec, "banner");
		put_reasons(&one, p);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "publications", list);
}

static void put_members(struct gs_json_object *o, const struct gs_said *panel)
{
	json_t *list = json_array();
	const struct gs_value *v = NULL;

	for (size_t i = 0; panel != NULL &&
	    (v = gs_record_value(&panel->rec, "member", i)) != NULL; i++)
		if (json_array_append_new(list, gs_json_of_span(
		        (struct gs_span){v->parts[0].ptr, v->parts[0].len})) !=
		    0)
			o->failed = true;
	gs_json_put(o, "panel_members", list);
}

/* Oldest first, each with its receipt. */
static void put_copies(struct gs_json_object *o, const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_said *copy = NULL;

	for (uint64_t n = 1; (copy = gs_said_by(memo, GS_SAID_COPY, n)) !=
	    NULL; n++) {
		const struct gs_said *received = gs_said_by(memo,
		    GS_SAID_RECEIVED, n);
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "copy", n);
		gs_json_put_field(&one, "to", &copy->rec, "to");
		gs_json_put_field(&one, "reason", &copy->rec, "reason");
		gs_json_put_time(&one, "at", copy->at);
		gs_json_put_time(&one, "received", received == NULL ? 0 :
		    received->at);
		gs_json_put(&one, "by", json_null());
		if (received != NULL)
			gs_json_put_field(&one, "by", &received->rec, "by");
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "copies", list);
}

static void put_holds(struct gs_json_object *o, const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_said *hold = NULL;

	for (uint64_t n = 1; (hold = gs_said_by(memo, GS_SAID_HOLD, n)) !=
	    NULL; n++) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "hold", n);
		gs_json_put_time(&one, "at", hold->at);
		gs_json_put_field(&one, "state", &hold->rec, "state");
		gs_json_put_field(&one, "reason", &hold->rec, "reason");
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "holds", list);
}

static void put_deletions(struct gs_json_object *o,
    const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_said *d = NULL;

	for (uint64_t n = 1; (d = gs_said_by(memo, GS_SAID_DELETED, n)) != NULL;
	    n++) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "deletion", n);
		gs_json_put_time(&one, "at", d->at);
		gs_json_put_field(&one, "what", &d->rec, "what");
		gs_json_put_field(&one, "schedule", &d->rec, "schedule");
		gs_json_put_field(&one, "reason", &d->rec, "reason");
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "deletions", list);
}

static void put_remarks(struct gs_json_object *o, const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_said *remark = NULL;

	for (uint64_t n = 1; (remark = gs_said_by(memo, GS_SAID_REMARK, n)) !=
	    NULL; n++) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "remark", n);
		gs_json_put_time(&one, "at", remark->at);
		gs_json_put_field(&one, "by", &remark->rec, "signature");
		gs_json_put_field(&one, "text", &remark->rec, "text");
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "remarks", list);
}

/* Oldest first. */
static void put_extensions(struct gs_json_object *o,
    const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_said *e = NULL;
	uint8_t day[GS_DATE_LEN];

	for (uint64_t n = 1; (e = gs_said_by(memo, GS_SAID_EXTEND, n)) !=
	    NULL; n++) {
		const struct gs_part *duty = gs_record_value(&e->rec, "duty",
		    0)->parts;
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "extension", n);
		gs_json_put_time(&one, "at", e->at);
		gs_json_put_text(&one, "duty", (struct gs_span){duty[0].ptr,
		    duty[0].len});
		gs_json_put_number(&one, "number", (uint64_t)duty[1].number);
		gs_date_format(day, gs_record_part(&e->rec, "until").number);
		gs_json_put_text(&one, "until", (struct gs_span){day,
		    sizeof day});
		gs_json_put_field(&one, "reason", &e->rec, "reason");
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "extensions", list);
}

static void put_referral(struct gs_json_object *o, const struct gs_memo *memo)
{
	const struct gs_said *referral = memo->said[GS_SAID_REFER];

	if (referral == NULL) {
		gs_json_put(o, "referred", json_null());
		gs_json_put(o, "referred_to", json_null());
		gs_json_put(o, "referred_reason", json_null());
		return;
	}
	gs_json_put_time(o, "referred", referral->at);
	gs_json_put_field(o, "referred_to", &referral->rec, "destination");
	gs_json_put_field(o, "referred_reason", &referral->rec, "reason");
}

/* Those around it. */
static void put_circle(struct gs_json_object *o, const struct gs_memo *memo)
{
	const struct gs_said *ruling = memo->said[GS_SAID_RULING];
	const struct gs_said *report = memo->said[GS_SAID_REPORT];

	put_extensions(o, memo);
	put_referral(o, memo);
	gs_json_put(o, "ruling", json_null());
	if (ruling != NULL)
		gs_json_put_field(o, "ruling", &ruling->rec, "ruling");
	gs_json_put(o, "ruling_reason", json_null());
	if (ruling != NULL)
		gs_json_put_field(o, "ruling_reason", &ruling->rec, "reason");
	put_copies(o, memo);
	put_members(o, memo->said[GS_SAID_PANEL]);
	gs_json_put_time(o, "reported", report == NULL ? 0 : report->at);
	put_remarks(o, memo);
	put_holds(o, memo);
	put_deletions(o, memo);
}

static void put_hashes(struct gs_json_object *o, const char *name,
    const struct gs_terms_list *hashes)
{
	json_t *list = json_array();

	for (size_t i = 0; i < hashes->count; i++)
		if (json_array_append_new(list,
		        gs_json_of_hex(hashes->item[i].ptr, 32)) != 0)
			o->failed = true;
	gs_json_put(o, name, list);
}

static void put_names(struct gs_json_object *o, const char *name,
    const struct gs_terms_list *names)
{
	json_t *list = json_array();

	for (size_t i = 0; i < names->count; i++)
		if (json_array_append_new(list,
		        gs_json_of_span(names->item[i])) != 0)
			o->failed = true;
	gs_json_put(o, name, list);
}

/* What its author says of it beside the text. */
static void put_terms(struct gs_json_object *o, const struct gs_memo *memo)
{
	struct gs_memo_terms terms;

	gs_memo_terms_of(&terms, &memo->rec);
	put_names(o, "addressees", &terms.addressees);
	gs_json_put(o, "amends", terms.amends == NULL ? json_null() :
	    gs_json_of_hex(terms.amends, 32));
	put_hashes(o, "related", &terms.related);
	put_hashes(o, "annexes", &terms.annexes);
	put_names(o, "panel", &terms.panel);
	put_names(o, "distribution", &terms.distribution);
}

/* The numbers of the memos that say so, oldest first. */
static json_t *list_named(const struct gs_memo *memo,
    const struct gs_memo *newest,
    bool (*names)(const struct gs_memo *memo, const uint8_t id[32]))
{
	json_t *list = newest == NULL ? json_null() : json_array();

	for (const struct gs_memo *m = newest; m != NULL; m = m->before)
		if (names(m, memo->id) && json_array_insert_new(list, 0,
		    json_integer((json_int_t)m->number)) != 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static void put_named_by(struct gs_json_object *o, const struct gs_memo *memo,
    const struct gs_memo *newest)
{
	gs_json_put(o, "amended_by", list_named(memo, newest, gs_memo_amends));
	gs_json_put(o, "related_by", list_named(memo, newest,
	    gs_memo_relates));
}

static void put_counts(struct gs_json_object *o, const struct gs_memo *memo)
{
	gs_json_put_number(o, "requests", memo->requests);
	gs_json_put_number(o, "endorsements", memo->endorsements);
	gs_json_put_number(o, "enrolled", memo->roll->size);
	gs_json_put_number(o, "eligible", memo->roll->eligible);
	gs_json_put_number(o, "endorsed_later", memo->later);
	gs_json_put_number(o, "withdrawn_before", memo->withdrawals);
	gs_json_put_number(o, "withdrawn_later", memo->withdrawn_later);
}

static void append_commitment(struct gs_json_object *o, json_t *list,
    const struct gs_duty *duty, enum gs_memo_source source)
{
	struct gs_json_object one = make_duty_json(duty, source);
	const struct gs_said *done = gs_said_by(duty->memo, GS_SAID_DONE,
	    duty->number);

	gs_json_put_number(&one, "request", duty->number);
	gs_json_put_text(&one, "owner", (struct gs_span){duty->whose.ptr,
	    duty->whose.len});
	if (done != NULL)
		gs_json_put_field(&one, "text", &done->rec, "text");
	else
		gs_json_put(&one, "text", json_null());
	gs_json_append(list, o, one);
}

/* Its end by the charter's own offsets: who shows it needs no zone. */
static void put_office_time(struct gs_json_object *o,
    const struct gs_duty *duty)
{
	uint8_t local[GS_TIME_LEN];

	gs_time_format(local, duty->due + gs_charter_offset(
	    duty->memo->charter, duty->due));
	gs_json_put_text(o, "due_local", (struct gs_span){local,
	    OFFICE_TIME_LEN});
}

/* One of all, of which there may be several of a kind. */
static struct gs_json_object make_listed(const struct gs_duty *duty,
    int64_t now)
{
	struct gs_json_object o = make_duty_json(duty, GS_MEMO_OF_LOG);
	bool is_done = duty->done != 0;
	char type[GS_AGENDA_TYPE_MAX];

	gs_json_put(&o, "duty", json_string(duty->name));
	gs_json_put(&o, "number", duty->number == 0 ? json_null() :
	    json_integer((json_int_t)duty->number));
	gs_json_put(&o, "owner", json_string(duty->owner));
	if (duty->whose.len == 0)
		gs_json_put(&o, "whose", json_null());
	else
		gs_json_put_text(&o, "whose", (struct gs_span){
		    duty->whose.ptr, duty->whose.len});
	gs_json_put(&o, "missed", duty->missed == NULL ? json_null() :
	    json_string(duty->missed));
	gs_json_put(&o, "missed_number", duty->missed_number == 0 ?
	    json_null() : json_integer((json_int_t)duty->missed_number));
	gs_json_put(&o, "days", is_done ? json_null() :
	    json_integer((json_int_t)gs_agenda_days(duty, now)));
	put_office_time(&o, duty);
	gs_json_put(&o, "type", is_done || !gs_agenda_type(type, duty) ?
	    json_null() : json_string(type));
	return o;
}

/* Of a charter without its clock there is none: null. */
static int put_duties(struct gs_json_object *o, const struct gs_memo *memo,
    int64_t now, enum gs_memo_source source)
{
	static const char *const names[GS_DUTY_KINDS] = {
	    [GS_DUTY_ACKNOWLEDGE] = "acknowledgement",
	    [GS_DUTY_REPLY] = "reply"};
	struct gs_duties all = gs_duties_of(memo, now);
	struct gs_duty duty;
	json_t *commitments = json_array();
	json_t *list = source == GS_MEMO_OF_FILE ? json_null() : json_array();

	for (size_t i = 0; i < GS_DUTY_KINDS; i++)
		if (names[i] != NULL)
			gs_json_put(o, names[i], json_null());
	while (gs_duties_next(&duty, &all)) {
		if (names[duty.kind] != NULL && duty.number == 0)
			gs_json_put_object(o, names[duty.kind],
			    make_duty_json(&duty, source));
		else if (duty.kind == GS_DUTY_COMMITMENT)
			append_commitment(o, commitments, &duty, source);
		if (source != GS_MEMO_OF_FILE)
			gs_json_append(list, o, make_listed(&duty, now));
	}
	gs_json_put(o, "duties", list);
	gs_json_put(o, "commitments", commitments);
	return all.err;
}

static void put_end(struct gs_json_object *o, const struct gs_memo *memo)
{
	gs_json_put_time(o, "ended", memo->ended);
	gs_json_put(o, "ended_by", memo->ended == 0 ? json_null() :
	    json_string(memo->ended_by_author ? "author" : "office"));
	if (memo->ended != 0)
		gs_json_put_field(o, "ended_reason", &memo->end, "reason");
	else
		gs_json_put(o, "ended_reason", json_null());
}

/* A derivation that takes its time is not made for each memo of a log. */
static int put_word_code(struct gs_json_object *o,
    const struct gs_memo *memo, enum gs_memo_source source)
{
	char code[GS_WORD_CODE_MAX];
	int err = GS_OK;

	if (source == GS_MEMO_OF_FILE)
		err = gs_word_code(code, memo->id);
	if (err != GS_OK)
		return err;
	gs_json_put(o, "word_code", source == GS_MEMO_OF_FILE ?
	    json_string(code) : json_null());
	return GS_OK;
}

int gs_memo_put_json(struct gs_json_object *o, const struct gs_memo *memo,
    int64_t now, const struct gs_memo *newest)
{
	enum gs_memo_source source = newest == NULL ? GS_MEMO_OF_FILE :
	    GS_MEMO_OF_LOG;

	int err = put_word_code(o, memo, source);

	if (err != GS_OK)
		return err;
	gs_json_put(o, "memo", source == GS_MEMO_OF_FILE ? json_null() :
	    json_integer((json_int_t)memo->number));
	gs_json_put(o, "memo_id", gs_json_of_hex(memo->id, 32));
	gs_json_put(o, "exercise", json_boolean(memo->charter->exercise));
	gs_json_put_field(o, "channel", &memo->charter->rec, "name");
	gs_json_put_time(o, "filed", memo->at);
	gs_json_put_time(o, "filed_witnessed",
	    memo->events[GS_EVENT_FILED].witnessed);
	gs_json_put_field(o, "marking", &memo->rec, "banner");
	put_terms(o, memo);
	put_named_by(o, memo, newest);
	put_counts(o, memo);

	err = put_duties(o, memo, now, source);
	put_dispositions(o, memo);
	put_author_words(o, memo);
	put_appeals(o, memo);
	put_questions(o, memo);
	put_unreadable(o, memo);
	put_circle(o, memo);
	gs_positions_put_json(o, memo, now);
	put_publications(o, memo);
	put_end(o, memo);
	return err;
}
