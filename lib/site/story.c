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
		tell_plain(s, q->asked, "The office asks the author question "
		    "{0}.", q->number);
		tell_plain(s, q->answered, "The author answers question {0}.",
		    q->number);
	}
	for (const struct gs_memo_reply *r = m->reply; r != NULL;
	    r = r->before) {
		tell_plain(s, r->at, "The office replies (reply {0}).",
		    r->number);
		tell_plain(s, r->responded, "The author responds to reply "
		    "{0}.", r->number);
	}

	for (const struct gs_correction *c = m->correction; c != NULL;
	    c = c->before)
		tell_plain(s, c->at, "The office corrects reply {0}. Both "
		    "stay.",
		    c->reply);
	for (const struct gs_appeal *a = m->appeal; a != NULL;
	    a = a->before) {
		tell_plain(s, a->at, "The author appeals against reply {0}.",
		    a->reply);
		tell_plain(s, a->decided, a->outcome == GS_OUTCOME_UPHOLD ?
		    "Appeal {0} is decided: the reply stands." :
		    a->outcome == GS_OUTCOME_REMAND ? "Appeal {0} is decided: "
		    "the office has to reply anew." : "Appeal {0} is decided: "
		    "the author is right.", a->number);
	}

	for (const struct gs_unreadable *u = m->unreadable; u != NULL;
	    u = u->before) {
		tell_plain(s, u->at, u->what == GS_UNREADABLE_MEMO ?
		    "The office says that it cannot open the memo." :
		    "The author says that a letter of the office cannot be "
		    "opened.", 0);
		tell_plain(s, u->resupplied, "A file is handed in again.", 0);
	}
}

static void tell_said(struct story *s, const struct gs_memo *m)
{
	static const struct {
		const char *form;
		const char *field[2];
	} rows[GS_SAID_KINDS] = {
		[GS_SAID_COPY] = {"Copy {0} goes to", {"to", NULL}},
		[GS_SAID_RECEIVED] = {"Copy {0} is received", {NULL}},
		[GS_SAID_RULING] = {"The office rules on whom the author "
		    "wishes to be given the memo:", {"ruling", "reason"}},
		[GS_SAID_PANEL] = {"Panel {0} is named", {NULL}},
		[GS_SAID_REPORT] = {"The panel reports", {NULL}},
		[GS_SAID_REMARK] = {"The monitor remarks:", {"text", NULL}},
		[GS_SAID_EXTEND] = {"A deadline is put off:",
		    {"reason", NULL}},
		[GS_SAID_REFER] = {"The office calls the memo out of scope and "
		    "names", {"destination", "reason"}},
		[GS_SAID_HOLD] = {"A hold on what time would delete "
		    "(record {0}):", {"state", "reason"}},
		[GS_SAID_DONE] = {"The office says that what it promised on a "
		    "request is done", {"text", NULL}},
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
		    "The office fixes what it says in private (position {0})." :
		    one->side == GS_SIDE_PUBLIC ? "The office says something "
		    "in public (position {0})." : "What was said in private is "
		    "opened (position {0}).", one->number);
		tell_plain(s, one->disputed, "The author disputes position "
		    "{0}.", one->number);
	}
	for (const struct gs_publication *one = m->publication; one != NULL;
	    one = one->before)
		tell_plain(s, one->at, "Publication {0} is released.",
		    one->number);
	for (const struct gs_notice *one = m->notice; one != NULL;
	    one = one->before)
		tell_record(s, one->at, "Notice {0}: something leaves the "
		    "circle of the memo\xe2\x80\x99s readers, to",
		    one->number, &one->rec, notice);
	for (const struct gs_named *one = m->named; one != NULL;
	    one = one->before) {
		static const char *const name[2] = {"name", NULL};

		tell_record(s, one->at, "Somebody who endorsed says so in "
		    "public, as", 0, &one->rec, name);
	}
	for (const struct gs_opened *one = m->opened; one != NULL;
	    one = one->before) {
		static const char *const by[2] = {"by", NULL};

		tell_record(s, one->at, "The sealed memo is opened by", 0,
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

	site_put(p, "<div><dt>");
	site_time(p, m->charter, h->at, SITE_TIME_SHORT);
	site_put(p, "</dt><dd>");
	site_form(p, h->form, gs_say_number(h->number));
	if (words) {
		site_put(p, " \xe2\x80\x9c");
		site_said_part(p, h->first);
		site_put(p, "\xe2\x80\x9d");
	}
	if (h->second.kind == GS_PART_TEXT) {
		site_put(p, ": \xe2\x80\x9c");
		site_said_part(p, h->second);
		site_put(p, "\xe2\x80\x9d");
	}
	site_put(p, "</dd></div>\n");
}

#define STORY_MAX 4096

int site_put_story(struct site_page *p, const struct gs_memo *m)
{
	struct story s = {.room = STORY_MAX};

	s.list = gs_arena_take(p->arena, STORY_MAX, sizeof *s.list);
	if (s.list == NULL)
		return GS_ERR_MEMORY;
	tell_plain(&s, m->at, "The memo is filed.", 0);
	tell_plain(&s, m->acknowledged, "The office acknowledges it.", 0);
	tell_letters(&s, m);
	tell_said(&s, m);
	tell_disclosures(&s, m);
	tell_plain(&s, m->ended, m->ended_by_author ?
	    "The author ends the procedure." :
	    "The office ends the procedure.", 0);
	qsort(s.list, s.count, sizeof *s.list, compare_happenings);

	site_put(p, "<section aria-labelledby=\"st\" class=\"stack\"><h2 id="
	    "\"st\">What happened, in order</h2>\n<dl class=\"facts\">");
	for (size_t i = 0; i < s.count; i++)
		put_happening(p, m, &s.list[i]);
	site_put(p, "</dl>\n");
	if (s.full)
		site_put(p, "<p>There is more in the log.</p>\n");
	site_put(p, "</section>\n");
	return GS_OK;
}
