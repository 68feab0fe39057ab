/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/verify_json.h"

#include <stdio.h>
#include <string.h>

#include "cli/print/json.h"
#include "cli/print/summary.h"
#include "core/record/time.h"
#include "lib/evidence/publication.h"
#include "lib/memo/word_code.h"

static struct gs_json_object duty_object(const struct gs_duty *duty)
{
	static const char *const words[] = {[GS_DUTY_OPEN] = "open",
	    [GS_DUTY_MET] = "met", [GS_DUTY_LATE] = "late",
	    [GS_DUTY_OVERDUE] = "overdue", [GS_DUTY_ENDED] = "ended"};
	struct gs_json_object f = gs_json_object_start();
	/* What a file does not have may have been done all the same. */
	gs_json_put(&f, "status", json_string(duty->done == 0 ? "not in this file" :
	    words[duty->status]));
	gs_json_put_time(&f, "from", duty->from);
	gs_json_put_time(&f, "due", duty->due);
	gs_json_put_time(&f, "done", duty->done);
	return f;
}

static void put_dispositions(struct gs_json_object *f, const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_value *v = NULL;
	for (size_t i = 0; memo->replied != 0 &&
	    (v = gs_record_value(&memo->reply, "disposition", i)); i++) {
		struct gs_json_object one = gs_json_object_start();
		gs_json_put(&one, "request", json_integer(v->parts[0].number));
		gs_json_put(&one, "disposition", gs_json_of_span((struct gs_span){
		    v->parts[1].ptr, v->parts[1].len}));
		gs_json_append(list, f, one);
	}
	gs_json_put(f, "dispositions", list);
}

/* Oldest first, as they were asked. */
static void put_questions(struct gs_json_object *f, const struct gs_memo *memo)
{
	json_t *list = json_array();
	uint64_t count = memo->question == NULL ? 0 : memo->question->number;
	for (uint64_t i = 1; i <= count; i++) {
		const struct gs_question *q = gs_question_by(memo, i);
		struct gs_json_object one = gs_json_object_start();
		gs_json_put_number(&one, "question", i);
		gs_json_put_time(&one, "asked", q->asked);
		gs_json_put_time(&one, "answered", q->answered);
		gs_json_append(list, f, one);
	}
	gs_json_put(f, "questions", list);
}

/* Oldest first, as they were put out. */
static void put_publications(struct gs_json_object *f, const struct gs_memo *memo)
{
	json_t *list = json_array();
	uint64_t count = memo->publication == NULL ? 0 :
	    memo->publication->number;
	for (uint64_t i = 1; i <= count; i++) {
		const struct gs_publication *p = gs_publication_by(memo, i);
		struct gs_json_object one = gs_json_object_start();
		gs_json_put_number(&one, "publication", i);
		gs_json_put_time(&one, "at", p->at);
		gs_json_put_field(&one, "marking", &p->rec, "banner");
		gs_json_append(list, f, one);
	}
	gs_json_put(f, "publications", list);
}

static int put_memo(struct gs_json_object *f, const struct gs_memo *memo,
    int64_t now)
{
	struct gs_duty duties[2];
	char code[GS_WORD_CODE_MAX];
	int err = gs_due_memo(duties, memo, now);
	if (err != GS_OK)
		return err;
	gs_word_code(code, memo->id);
	gs_json_put(f, "exercise", json_boolean(memo->charter->exercise));
	gs_json_put_field(f, "channel", &memo->charter->rec, "name");
	gs_json_put(f, "word_code", json_string(code));
	gs_json_put_time(f, "filed", memo->at);
	gs_json_put_field(f, "marking", &memo->rec, "banner");
	gs_json_put_number(f, "requests", memo->requests);
	gs_json_put_number(f, "endorsements", memo->endorsements);
	gs_json_put_number(f, "enrolled", memo->roll->size);
	gs_json_put_number(f, "eligible", memo->roll->eligible);
	gs_json_put_number(f, "endorsed_later", memo->later);
	gs_json_put_number(f, "withdrawn_before", memo->withdrawals);
	gs_json_put_number(f, "withdrawn_later", memo->withdrawn_later);
	for (size_t i = 0; i < 2; i++)
		gs_json_put_object(f, duties[i].kind == GS_DUTY_REPLY ? "reply" :
		    "acknowledgement", duty_object(&duties[i]));
	put_dispositions(f, memo);
	put_questions(f, memo);
	put_publications(f, memo);
	gs_json_put_time(f, "ended", memo->ended);
	return GS_OK;
}

static json_t *sentences(struct gs_json_object *f, const char (*text)[GS_FINDING_MAX],
    size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		if (json_array_append_new(list, json_string(text[i])) != 0)
			f->failed = true;
	return list;
}

static void put_findings(struct gs_json_object *f, const struct gs_findings *findings,
    const struct gs_trust *t)
{
	json_t *by = json_array();
	for (size_t i = 1; i < t->count; i++) {
		struct gs_json_object one = gs_json_object_start();
		if (!t->verified[i].good) {
			json_decref(one.json);
			continue;
		}
		gs_json_put(&one, "witness", json_string(t->verifiers[i].name));
		gs_json_put_time(&one, "at", (int64_t)t->verified[i].time);
		gs_json_append(by, f, one);
	}
	gs_json_put(f, "time", json_string(findings->time));
	gs_json_put(f, "witnessed_by", by);
	gs_json_put(f, "quorum", t->policy_file == NULL ? json_null() :
	    json_string(t->policy.quorum == GS_POLICY_NONE ? "none" :
	        "reached"));
	gs_json_put_number(f, "entries", findings->entries);
	gs_json_put_number(f, "signatures", findings->signatures);
	gs_json_put_number(f, "proofs", findings->proofs);
	gs_json_put(f, "checked", sentences(f,
	    (const char (*)[GS_FINDING_MAX])findings->checked,
	    findings->checked_count));
	gs_json_put(f, "not_checked", sentences(f,
	    (const char (*)[GS_FINDING_MAX])findings->unchecked,
	    findings->unchecked_count));
}

/* Blocks shown in part, with the sentences that are withheld. */
static void put_parts(struct gs_json_object *f, const struct gs_opening *o)
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
	gs_json_put(f, "in_part", list);
}

static int put_verdict(struct gs_json_object *f, const struct gs_verdict *d)
{
	json_t *withheld = json_array();
	gs_json_put(f, "log", json_string(d->checkpoint.origin));
	gs_json_put_number(f, "entry", d->index);
	gs_json_put_number(f, "checkpoint", d->checkpoint.size);
	gs_json_put_number(f, "witnesses", d->witnesses);
	gs_json_put_time(f, "witnessed", (int64_t)d->witnessed);
	gs_json_put_number(f, "blocks", d->opening.count);
	for (size_t i = 0; i < d->opening.count; i++)
		if (!d->opening.open[i] && json_array_append_new(withheld,
		    json_integer((json_int_t)i + 1)) != 0)
			f->failed = true;
	gs_json_put(f, "withheld", withheld);
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

static struct gs_json_object match_object(const struct gs_comparison *k,
    const struct gs_match *m)
{
	struct gs_json_object f = gs_json_object_start();
	json_t *changes = json_array();
	gs_json_put(&f, "kind", json_string(kinds[m->kind]));
	if (m->block != GS_NOWHERE)
		gs_json_put_number(&f, "block", m->block + 1);
	if (m->text != GS_NOWHERE)
		gs_json_put(&f, "text", gs_json_of_span(k->text[m->text].text));
	if (m->text != GS_NOWHERE)
		gs_json_put_number(&f, "line", k->text[m->text].line);
	gs_json_put(&f, "moved", json_boolean(m->moved));
	gs_json_put(&f, "merged", json_boolean(m->merged));
	gs_json_put(&f, "split", json_boolean(m->split));
	gs_json_put(&f, "part", json_boolean(m->part));
	gs_json_put(&f, "partly", json_boolean(m->partly));
	gs_json_put(&f, "shortened", json_boolean(m->shortened));
	gs_json_put(&f, "unseen", json_boolean(m->unseen));
	for (size_t i = 0; i < m->change_count; i++) {
		struct gs_json_object change = gs_json_object_start();
		gs_json_put(&change, "memo", gs_json_of_span(m->changes[i].was));
		gs_json_put(&change, "text", gs_json_of_span(m->changes[i].is));
		gs_json_append(changes, &f, change);
	}
	gs_json_put(&f, "changes", changes);
	return f;
}

static struct gs_json_object text_object(const struct gs_comparison *k,
    const struct gs_publication *published)
{
	struct gs_json_object f = gs_json_object_start(), counts = gs_json_object_start();
	json_t *matches = json_array();
	gs_json_put(&f, "summary", json_string(gs_summary_word(k)));
	for (size_t i = 0; i < GS_MATCH_KINDS; i++)
		gs_json_put_number(&counts, kinds[i], k->counts[i]);
	gs_json_put_object(&f, "counts", counts);
	gs_json_put_number(&f, "moved", k->moved);
	gs_json_put_number(&f, "merged", k->merged);
	gs_json_put_number(&f, "split", k->split);
	gs_json_put_number(&f, "part", k->part);
	gs_json_put_number(&f, "partly", k->partly);
	gs_json_put_number(&f, "shortened", k->shortened);
	gs_json_put_number(&f, "unseen", k->unseen);
	gs_json_put_number(&f, "gaps", k->gaps);
	gs_json_put(&f, "publication", published == NULL ? json_null() :
	    json_integer((json_int_t)published->number));
	gs_json_put(&f, "bounded", json_boolean(k->bounded));
	for (size_t i = 0; i < k->match_count; i++)
		gs_json_append(matches, &f, match_object(k, &k->matches[i]));
	gs_json_put(&f, "matches", matches);
	return f;
}

int gs_print_verdict_json(const struct gs_told *told)
{
	const struct gs_evidence *e = told->e;
	struct gs_json_object f = gs_json_object_start();
	int err = GS_OK;
	gs_json_put(&f, "valid", told->judged ? json_boolean(e != NULL) :
	    json_null());
	if (e != NULL) {
		put_findings(&f, told->findings, &e->trust);
		err = put_verdict(&f, &e->verdict);
	} else {
		gs_json_put(&f, "why", json_string(told->why));
	}
	if (told->claimed != NULL)
		gs_json_put(&f, "authorship", gs_claimed_json(told->claimed));
	if (told->text != NULL)
		gs_json_put_object(&f, "text", text_object(told->text,
		    told->published));
	if (err != GS_OK) {
		json_decref(f.json);
		return err;
	}
	return gs_json_print(&f);
}
