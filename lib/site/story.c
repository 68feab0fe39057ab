/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that the log says of a memo, in its order. */
#include <stdlib.h>
#include <string.h>

#include "lib/site/page.h"

/* Something that happened: the sentence, its number, somebody's words in it. */
struct happening {
	int64_t at;
	size_t order; /* of those at one time */
	const char *form;
	uint64_t number;
	struct gs_part first, second; /* kind NONE: no words */
};

struct story {
	struct happening *list;
	size_t count, room;
	bool full;
};

static void tell_words(struct story *s, int64_t at, const char *form,
    uint64_t number, const struct gs_part *words)
{
	if (at == 0)
		return;
	if (s->count == s->room) {
		s->full = true;
		return;
	}
	s->list[s->count] = (struct happening){at, s->count, form, number,
	    words == NULL ? (struct gs_part){.kind = GS_PART_NONE} : words[0],
	    words == NULL ? (struct gs_part){.kind = GS_PART_NONE} : words[1]};
	s->count++;
}

static void tell_plain(struct story *s, int64_t at, const char *form,
    uint64_t number)
{
	tell_words(s, at, form, number, NULL);
}

/* With what two of its lines say. */
static void tell_record(struct story *s, int64_t at, const char *form,
    uint64_t number, const struct gs_record *rec, const char *const field[2])
{
	const struct gs_part words[2] = {gs_record_part(rec, field[0]),
	    field[1] == NULL ? (struct gs_part){.kind = GS_PART_NONE} :
	    gs_record_part(rec, field[1])};

	tell_words(s, at, form, number, words);
}

static void tell_letters(struct story *s, const struct gs_memo *m)
{
	for (const struct gs_question *q = m->question; q != NULL;
	    q = q->before) {
		tell_plain(s, q->asked, GS_TR("The office asks the author "
		    "question {0}."), q->number);
		tell_plain(s, q->answered, GS_TR("The author answers question "
		    "{0}."),
		    q->number);
	}
	for (const struct gs_memo_reply *r = m->reply; r != NULL;
	    r = r->before) {
		tell_plain(s, r->at, GS_TR("The office replies (reply {0})."),
		    r->number);
		tell_plain(s, r->responded, GS_TR("The author responds to "
		    "reply {0}."), r->number);
	}

	for (const struct gs_correction *c = m->correction; c != NULL;
	    c = c->before)
		tell_plain(s, c->at, GS_TR("The office corrects reply {0}. "
		    "Both stay."),
		    c->reply);
	for (const struct gs_appeal *a = m->appeal; a != NULL;
	    a = a->before) {
		tell_plain(s, a->at, GS_TR("The author appeals against reply "
		    "{0}."),
		    a->reply);
		tell_plain(s, a->decided, a->outcome == GS_OUTCOME_UPHOLD ?
		    GS_TR("Appeal {0} is decided: the reply stands.") :
		    a->outcome == GS_OUTCOME_REMAND ? GS_TR("Appeal {0} is "
		    "decided: the office has to reply "
		    "anew.") : GS_TR("Appeal {0} is decided: the author is "
		    "right."), a->number);
	}

	for (const struct gs_unreadable *u = m->unreadable; u != NULL;
	    u = u->before) {
		tell_plain(s, u->at, u->what == GS_UNREADABLE_MEMO ?
		    GS_TR("The office says that it cannot open the memo.") :
		    GS_TR("The author says that a letter of the office cannot "
		    "be opened."), 0);
		tell_plain(s, u->resupplied, GS_TR("A file is handed in "
		    "again."), 0);
	}
}

static void tell_said(struct story *s, const struct gs_memo *m)
{
	static const struct {
		const char *form;
		const char *field[2];
	} rows[GS_SAID_KINDS] = {
		[GS_SAID_COPY] = {GS_TR("Copy {0} goes to"), {"to", NULL}},
		[GS_SAID_RECEIVED] = {GS_TR("Copy {0} is received"), {NULL}},
		[GS_SAID_RULING] = {GS_TR("The office rules on whom the author "
		    "wishes to be given the memo:"), {"ruling", "reason"}},
		[GS_SAID_PANEL] = {GS_TR("Panel {0} is named"), {NULL}},
		[GS_SAID_REPORT] = {GS_TR("The panel reports"), {NULL}},
		[GS_SAID_REMARK] = {GS_TR("The monitor remarks:"), {"text",
		    NULL}},
		[GS_SAID_EXTEND] = {GS_TR("A deadline is put off:"),
		    {"reason", NULL}},
		[GS_SAID_REFER] = {GS_TR("The office calls the memo out of "
		    "scope and names"), {"destination", "reason"}},
		[GS_SAID_HOLD] = {GS_TR("A hold on what time would delete "
		    "(record {0}):"), {"state", "reason"}},
		[GS_SAID_DELETED] = {GS_TR("Files of the memo are deleted by "
		    "schedule; what proves them stays (record {0}):"),
		    {"schedule", "reason"}},
		[GS_SAID_DONE] = {GS_TR("The office says that what it promised "
		    "on a request is done"), {"text", NULL}},
	};

	for (int kind = 0; kind < GS_SAID_KINDS; kind++)
		for (const struct gs_said *one = m->said[kind]; one != NULL;
		    one = one->before) {
			if (rows[kind].field[0] == NULL)
				tell_plain(s, one->at, rows[kind].form,
				    one->number);
			else
				tell_record(s, one->at, rows[kind].form,
				    one->number, &one->rec, rows[kind].field);
		}
}

static void tell_disclosures(struct story *s, const struct gs_memo *m)
{
	static const char *const notice[2] = {"reader", "authority"};

	for (const struct gs_position *one = m->position; one != NULL;
	    one = one->before) {
		tell_plain(s, one->at, one->side == GS_SIDE_PRIVATE ?
		    GS_TR("The office fixes what it says in private (position "
		    "{0}).") :
		    one->side == GS_SIDE_PUBLIC ? GS_TR("The office says "
		    "something in public (position "
		    "{0}).") : GS_TR("What was said in private is opened "
		    "(position {0})."), one->number);
		tell_plain(s, one->disputed, GS_TR("The author disputes "
		    "position {0}."), one->number);
	}
	for (const struct gs_publication *one = m->publication; one != NULL;
	    one = one->before)
		tell_plain(s, one->at, GS_TR("Publication {0} is released."),
		    one->number);
	for (const struct gs_notice *one = m->notice; one != NULL;
	    one = one->before)
		tell_record(s, one->at, GS_TR("Notice {0}: something leaves "
		    "the circle of the memo\xe2\x80\x99s readers, to"),
		    one->number, &one->rec, notice);
	for (const struct gs_named *one = m->named; one != NULL;
	    one = one->before) {
		static const char *const name[2] = {"name", NULL};

		tell_record(s, one->at, GS_TR("Somebody who endorsed says so "
		    "in public, as"), 0, &one->rec, name);
	}
	for (const struct gs_opened *one = m->opened; one != NULL;
	    one = one->before) {
		static const char *const by[2] = {"by", NULL};

		tell_record(s, one->at, GS_TR("The sealed memo is opened by"),
		    0,
		    &one->rec, by);
	}
}

static int compare_happenings(const void *left, const void *right)
{
	const struct happening *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static void put_happening(struct site_page *p, const struct gs_memo *m,
    const struct happening *h)
{
	bool words = h->first.kind == GS_PART_TEXT ||
	    h->first.kind == GS_PART_WORD;

	site_form(p, "<div><dt>{0}</dt><dd>",
	    site_time(p, m->charter, h->at, GS_TIME_SHORT));
	site_say(p, h->form, gs_say_number(h->number));
	if (words)
		site_say(p, GS_TR(" \xe2\x80\x9c{0}\xe2\x80\x9d"),
		    site_said_value(p, h->first));
	if (h->second.kind == GS_PART_TEXT)
		site_say(p, GS_TR(": \xe2\x80\x9c{0}\xe2\x80\x9d"),
		    site_said_value(p, h->second));
	site_put(p, "</dd></div>\n");
}

#define STORY_MAX 4096

int site_put_story(struct site_page *p, const struct gs_memo *m)
{
	struct story s = {.room = STORY_MAX};

	s.list = gs_arena_take(p->arena, STORY_MAX, sizeof *s.list);
	if (s.list == NULL)
		return GS_ERR_MEMORY;
	tell_plain(&s, m->at, GS_TR("The memo is filed."), 0);
	tell_plain(&s, m->acknowledged, GS_TR("The office acknowledges it."),
	    0);
	tell_letters(&s, m);
	tell_said(&s, m);
	tell_disclosures(&s, m);
	tell_plain(&s, m->ended, m->ended_by_author ?
	    GS_TR("The author ends the procedure.") :
	    GS_TR("The office ends the procedure."), 0);
	qsort(s.list, s.count, sizeof *s.list, compare_happenings);

	site_form(p, "<section aria-labelledby=\"st\" class=\"stack\"><h2 id="
	    "\"st\">{0}</h2>\n<dl class=\"facts\">",
	    site_word(p, GS_TR("What happened, in order")));
	for (size_t i = 0; i < s.count; i++)
		put_happening(p, m, &s.list[i]);
	site_put(p, "</dl>\n");
	if (s.full)
		site_form(p, "<p>{0}</p>\n",
		    site_word(p, GS_TR("There is more in the log.")));
	site_put(p, "</section>\n");
	return GS_OK;
}
