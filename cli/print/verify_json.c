/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/verify_json.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cli/print/summary.h"
#include "core/record/time.h"
#include "lib/evidence/publication.h"
#include "lib/memo/word_code.h"

/* An object while it is filled; the first failure stays. */
struct filling {
	json_t *object;
	bool failed;
};

static struct filling start(void)
{
	struct filling f = {.object = json_object()};
	f.failed = f.object == NULL;
	return f;
}

/* Takes `value` over, as jansson does, also when it fails. */
static void put(struct filling *f, const char *name, json_t *value)
{
	if (f->object == NULL) {
		json_decref(value);
		f->failed = true;
	} else if (json_object_set_new(f->object, name, value) != 0) {
		f->failed = true;
	}
}

/* Takes `part` over. */
static void put_object(struct filling *f, const char *name,
    struct filling part)
{
	f->failed = f->failed || part.failed;
	put(f, name, part.object);
}

static void append(json_t *list, struct filling *f, struct filling item)
{
	if (item.failed || json_array_append_new(list, item.object) != 0)
		f->failed = true;
	if (item.failed)
		json_decref(item.object);
}

static void put_number(struct filling *f, const char *name, uint64_t n)
{
	put(f, name, json_integer((json_int_t)n));
}

static json_t *text_of(struct gs_span s)
{
	return json_stringn(s.len == 0 ? "" : (const char *)s.ptr, s.len);
}

static void put_part(struct filling *f, const char *name,
    const struct gs_record *rec, const char *field)
{
	struct gs_part part = gs_record_part(rec, field);
	put(f, name, text_of((struct gs_span){part.ptr, part.len}));
}

static void put_time(struct filling *f, const char *name, int64_t at)
{
	char text[GS_TIME_LEN + 1] = {0};
	if (at <= 0 || at > GS_TIME_MAX) {
		put(f, name, json_null());
		return;
	}
	gs_time_format((uint8_t *)text, at);
	put(f, name, json_string(text));
}

static struct filling duty_object(const struct gs_duty *duty)
{
	static const char *const words[] = {[GS_DUTY_OPEN] = "open",
	    [GS_DUTY_MET] = "met", [GS_DUTY_LATE] = "late",
	    [GS_DUTY_OVERDUE] = "overdue", [GS_DUTY_ENDED] = "ended"};
	struct filling f = start();
	/* What a file does not have may have been done all the same. */
	put(&f, "status", json_string(duty->done == 0 ? "not in this file" :
	    words[duty->status]));
	put_time(&f, "from", duty->from);
	put_time(&f, "due", duty->due);
	put_time(&f, "done", duty->done);
	return f;
}

static void put_dispositions(struct filling *f, const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_value *v = NULL;
	for (size_t i = 0; memo->replied != 0 &&
	    (v = gs_record_value(&memo->reply, "disposition", i)); i++) {
		struct filling one = start();
		put(&one, "request", json_integer(v->parts[0].number));
		put(&one, "disposition", text_of((struct gs_span){
		    v->parts[1].ptr, v->parts[1].len}));
		append(list, f, one);
	}
	put(f, "dispositions", list);
}

/* Oldest first, as they were asked. */
static void put_questions(struct filling *f, const struct gs_memo *memo)
{
	json_t *list = json_array();
	uint64_t count = memo->question == NULL ? 0 : memo->question->number;
	for (uint64_t i = 1; i <= count; i++) {
		const struct gs_question *q = gs_question_by(memo, i);
		struct filling one = start();
		put_number(&one, "question", i);
		put_time(&one, "asked", q->asked);
		put_time(&one, "answered", q->answered);
		append(list, f, one);
	}
	put(f, "questions", list);
}

/* Oldest first, as they were put out. */
static void put_publications(struct filling *f, const struct gs_memo *memo)
{
	json_t *list = json_array();
	uint64_t count = memo->publication == NULL ? 0 :
	    memo->publication->number;
	for (uint64_t i = 1; i <= count; i++) {
		const struct gs_publication *p = gs_publication_by(memo, i);
		struct filling one = start();
		put_number(&one, "publication", i);
		put_time(&one, "at", p->at);
		put_part(&one, "marking", &p->rec, "banner");
		append(list, f, one);
	}
	put(f, "publications", list);
}

static int put_memo(struct filling *f, const struct gs_memo *memo,
    int64_t now)
{
	struct gs_duty duties[2];
	char code[GS_WORD_CODE_MAX];
	int err = gs_due_memo(duties, memo, now);
	if (err != GS_OK)
		return err;
	gs_word_code(code, memo->id);
	put(f, "exercise", json_boolean(memo->charter->exercise));
	put_part(f, "channel", &memo->charter->rec, "name");
	put(f, "word_code", json_string(code));
	put_time(f, "filed", memo->at);
	put_part(f, "marking", &memo->rec, "banner");
	put_number(f, "requests", memo->requests);
	put_number(f, "endorsements", memo->endorsements);
	put_number(f, "enrolled", memo->roll->size);
	put_number(f, "eligible", memo->roll->eligible);
	put_number(f, "endorsed_later", memo->later);
	put_number(f, "withdrawn_before", memo->withdrawals);
	put_number(f, "withdrawn_later", memo->withdrawn_later);
	for (size_t i = 0; i < 2; i++)
		put_object(f, duties[i].kind == GS_DUTY_REPLY ? "reply" :
		    "acknowledgement", duty_object(&duties[i]));
	put_dispositions(f, memo);
	put_questions(f, memo);
	put_publications(f, memo);
	put_time(f, "ended", memo->ended);
	return GS_OK;
}

static json_t *sentences(struct filling *f, const char (*text)[GS_FINDING_MAX],
    size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		if (json_array_append_new(list, json_string(text[i])) != 0)
			f->failed = true;
	return list;
}

static void put_findings(struct filling *f, const struct gs_findings *findings,
    const struct gs_trust *t)
{
	json_t *by = json_array();
	for (size_t i = 1; i < t->count; i++) {
		struct filling one = start();
		if (!t->verified[i].good) {
			json_decref(one.object);
			continue;
		}
		put(&one, "witness", json_string(t->verifiers[i].name));
		put_time(&one, "at", (int64_t)t->verified[i].time);
		append(by, f, one);
	}
	put(f, "time", json_string(findings->time));
	put(f, "witnessed_by", by);
	put(f, "quorum", t->policy_file == NULL ? json_null() :
	    json_string(t->policy.quorum == GS_POLICY_NONE ? "none" :
	        "reached"));
	put_number(f, "entries", findings->entries);
	put_number(f, "signatures", findings->signatures);
	put_number(f, "proofs", findings->proofs);
	put(f, "checked", sentences(f,
	    (const char (*)[GS_FINDING_MAX])findings->checked,
	    findings->checked_count));
	put(f, "not_checked", sentences(f,
	    (const char (*)[GS_FINDING_MAX])findings->unchecked,
	    findings->unchecked_count));
}

/* Blocks shown in part, with the sentences that are withheld. */
static void put_parts(struct filling *f, const struct gs_opening *o)
{
	json_t *list = json_array();
	for (size_t i = 0; i < o->count; i++) {
		if (o->part[i] == NULL)
			continue;
		const struct gs_salted *s = &o->part[i]->leaves;
		json_t *withheld = json_array();
		for (size_t k = 0; k < s->count; k++)
			if (s->shown[k] == GS_WITHHELD &&
			    json_array_append_new(withheld,
			        json_integer((json_int_t)k + 1)) != 0)
				f->failed = true;
		if (json_array_append_new(list, json_pack("{s:I,s:I,s:o}",
		    "block", (json_int_t)i + 1, "sentences",
		    (json_int_t)s->count, "withheld", withheld)) != 0)
			f->failed = true;
	}
	put(f, "in_part", list);
}

static int put_verdict(struct filling *f, const struct gs_verdict *d)
{
	json_t *withheld = json_array();
	put(f, "log", json_string(d->checkpoint.origin));
	put_number(f, "entry", d->index);
	put_number(f, "checkpoint", d->checkpoint.size);
	put_number(f, "witnesses", d->witnesses);
	put_time(f, "witnessed", (int64_t)d->witnessed);
	put_number(f, "blocks", d->opening.count);
	for (size_t i = 0; i < d->opening.count; i++)
		if (!d->opening.open[i] && json_array_append_new(withheld,
		    json_integer((json_int_t)i + 1)) != 0)
			f->failed = true;
	put(f, "withheld", withheld);
	put_parts(f, &d->opening);
	return put_memo(f, d->memo, gs_state_at(d->state));
}

/* Text -------------------------------------------------------------- */

static const char *const kinds[GS_MATCH_KINDS] = {
	[GS_MATCH_IDENTICAL] = "identical",
	[GS_MATCH_TYPOGRAPHY] = "typography", [GS_MATCH_ALTERED] = "altered",
	[GS_MATCH_MISSING] = "missing", [GS_MATCH_WITHHELD] = "withheld",
	[GS_MATCH_EXTRA] = "extra",
	[GS_MATCH_FURNITURE] = "furniture"};

static struct filling match_object(const struct gs_comparison *k,
    const struct gs_match *m)
{
	struct filling f = start();
	json_t *changes = json_array();
	put(&f, "kind", json_string(kinds[m->kind]));
	if (m->block != GS_NOWHERE)
		put_number(&f, "block", m->block + 1);
	if (m->text != GS_NOWHERE)
		put(&f, "text", text_of(k->text[m->text].text));
	if (m->text != GS_NOWHERE)
		put_number(&f, "line", k->text[m->text].line);
	put(&f, "moved", json_boolean(m->moved));
	put(&f, "merged", json_boolean(m->merged));
	put(&f, "split", json_boolean(m->split));
	put(&f, "part", json_boolean(m->part));
	put(&f, "partly", json_boolean(m->partly));
	put(&f, "shortened", json_boolean(m->shortened));
	put(&f, "unseen", json_boolean(m->unseen));
	for (size_t i = 0; i < m->change_count; i++) {
		struct filling change = start();
		put(&change, "memo", text_of(m->changes[i].was));
		put(&change, "text", text_of(m->changes[i].is));
		append(changes, &f, change);
	}
	put(&f, "changes", changes);
	return f;
}

static struct filling text_object(const struct gs_comparison *k,
    const struct gs_publication *published)
{
	struct filling f = start(), counts = start();
	json_t *matches = json_array();
	put(&f, "summary", json_string(gs_summary_word(k)));
	for (size_t i = 0; i < GS_MATCH_KINDS; i++)
		put_number(&counts, kinds[i], k->counts[i]);
	put_object(&f, "counts", counts);
	put_number(&f, "moved", k->moved);
	put_number(&f, "merged", k->merged);
	put_number(&f, "split", k->split);
	put_number(&f, "part", k->part);
	put_number(&f, "partly", k->partly);
	put_number(&f, "shortened", k->shortened);
	put_number(&f, "unseen", k->unseen);
	put_number(&f, "gaps", k->gaps);
	put(&f, "publication", published == NULL ? json_null() :
	    json_integer((json_int_t)published->number));
	put(&f, "bounded", json_boolean(k->bounded));
	for (size_t i = 0; i < k->match_count; i++)
		append(matches, &f, match_object(k, &k->matches[i]));
	put(&f, "matches", matches);
	return f;
}

int gs_print_verdict_json(const struct gs_told *told)
{
	const struct gs_evidence *e = told->e;
	struct filling f = start();
	int err = GS_OK;
	put(&f, "valid", told->judged ? json_boolean(e != NULL) :
	    json_null());
	if (e != NULL) {
		put_findings(&f, told->findings, &e->trust);
		err = put_verdict(&f, &e->verdict);
	} else {
		put(&f, "why", json_string(told->why));
	}
	if (told->claimed != NULL)
		put(&f, "authorship", gs_claimed_json(told->claimed));
	if (told->text != NULL)
		put_object(&f, "text", text_object(told->text,
		    told->published));
	if (err == GS_OK && f.failed)
		err = GS_ERR_MEMORY;
	if (err == GS_OK && (json_dumpf(f.object, stdout, JSON_COMPACT) != 0 ||
	    putchar('\n') == EOF))
		err = GS_ERR_IO;
	json_decref(f.object);
	return err;
}
