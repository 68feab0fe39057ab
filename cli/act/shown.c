/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/shown.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/terminal.h"
#include "cli/print/document.h"
#include "cli/print/terms.h"
#include "core/record/time.h"
#include "lib/steps/when.h"

#define ANSWER_MAX 256

/* What is to be known ----------------------------------------------------- */

static int read_export(struct gs_shown *shown, struct gs_session *s)
{
	struct gs_reply reply = {.from = NULL};

	int err = gs_session_export(s, &reply);
	if (err == GS_OK)
		err = gs_shown_own_box(&shown->own, &s->report, &s->matter,
		    &reply);
	gs_session_drop(&reply);
	return err;
}

/* Whether the memo was found behind a link. */
static bool has_box(const struct gs_session *s)
{
	return s->link.server[0] != '\0';
}

/* A box that does not tell keeps nobody from acting: why is shown. */
static int ask_box(struct gs_shown *shown, struct gs_session *s)
{
	int err = read_export(shown, s);

	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	shown->own_report = s->report;
	s->report = (struct gs_report){.text = ""};
	return GS_OK;
}

/* What the member's own key did, as everybody is shown it, or else as the state
 * alone keeps it. */
static int find_own_act(struct gs_shown *shown, struct gs_session *s)
{
	const struct gs_roll_edition *roll = gs_state_roll_by(s->matter.state,
	    s->matter.content.terms.roll);
	char when[GS_LOCAL_TIME_MAX];

	if (s->matter.key == NULL && roll != NULL)
		s->matter.key = gs_client_key(s->member, roll->edition);
	if (s->matter.key == NULL) {
		gs_report_say(&shown->own_report, "own-key-missing", "your "
		    "state has no key of this roll");
		return GS_OK;
	}

	int err = gs_shown_own_log(&shown->own, &s->matter);
	if (err == GS_OK && shown->own == GS_OWN_UNKNOWN && has_box(s) &&
	    !s->box.filed)
		err = ask_box(shown, s);
	if (err != GS_OK || shown->own != GS_OWN_UNKNOWN)
		return err;

	gs_when_release(when, s->matter.state, s->matter.now);
	if (shown->own_report.text[0] == '\0')
		gs_report_tell(&shown->own_report, "own-act-unseen", "{0} "
		    "shows no act of it; one may wait for a release, of which "
		    "the next is at {1}", gs_say_text(s->box.filed ||
		        !has_box(s) ? "the log" : "the box"),
		    gs_say_text(when));
	return gs_shown_own_state(&shown->own, &s->matter, s->member);
}

int gs_shown_prepare(struct gs_shown *shown, struct gs_session *s)
{
	*shown = (struct gs_shown){.known = NULL};

	int err = gs_word_code_make(shown->code, &s->report,
	    s->matter.content.id);
	if (err != GS_OK)
		return err;
	if (s->member == NULL) {
		gs_report_say(&shown->own_report, "own-state-missing", "give "
		    "your state to learn more");
		return GS_OK;
	}

	shown->known = gs_shown_known(s->matter.state, s->member);
	return find_own_act(shown, s);
}

/* Print ------------------------------------------------------------------- */

static void print_name(const char *name)
{
	printf("%-11s", name);
}

void gs_shown_print_id(const struct gs_session *s, const char *code)
{
	const struct gs_matter *m = &s->matter;
	const struct gs_roll_edition *roll = gs_state_roll_by(m->state,
	    m->content.terms.roll);
	char id[65] = "";
	struct gs_writer w = gs_writer_of(id, 64);

	gs_write_hex(&w, m->content.id, 32);
	print_name("Memo id");
	printf("%s\n", id);
	print_name("Word code");
	printf("%s%s%s\n", gs_terminal_escape(GS_STYLE_BOLD), code,
	    gs_terminal_escape(GS_STYLE_PLAIN));

	print_name("Roll");
	if (roll == NULL)
		printf("not in the log\n");
	else
		printf("edition %llu, %llu keys of %llu eligible\n",
		    (unsigned long long)roll->edition,
		    (unsigned long long)roll->size,
		    (unsigned long long)roll->eligible);
}

static void print_terms(const struct gs_content *content,
    const struct gs_memo *known)
{
	const struct gs_memo_terms *terms = &content->terms;
	char day[GS_DATE_LEN + 1] = "";

	for (size_t i = 0; i < terms->addressees.count; i++) {
		print_name(i == 0 ? "Addressed" : "");
		gs_say_calm(stdout, terms->addressees.item[i].ptr,
		    terms->addressees.item[i].len, "");
		printf("\n");
	}
	gs_print_terms(terms, known, content->annexes, GS_TERMS_SHOWN);
	gs_print_named_by(content->id, known, GS_TERMS_SHOWN);

	gs_date_format((uint8_t *)day, terms->after);
	print_name("Filing");
	printf("by its author; from %s on, by anyone who has the link\n",
	    day);
}

static void print_seals(const struct gs_shown *shown,
    const struct gs_charter *charter)
{
	for (size_t i = 0; i < charter->seal_count; i++) {
		const struct gs_seal *seal = &charter->seals[i];

		print_name(i == 0 ? "Sealed to" : "");
		gs_say_calm(stdout, seal->name.ptr, seal->name.len, "");
		printf(": ");
		gs_say_calm(stdout, seal->holder.ptr, seal->holder.len, "");
		printf("\n");
		if (shown->known == NULL ||
		    !gs_shown_is_new(shown->known, seal))
			continue;
		print_name("");
		printf("  %snew%s: version %llu of the charter, the last that "
		    "surely\n", gs_terminal_escape(GS_STYLE_BAD),
		    gs_terminal_escape(GS_STYLE_PLAIN),
		    (unsigned long long)shown->known->version);
		print_name("");
		printf("  held when you enrolled, had another\n");
	}
}

static void print_count(const struct gs_session *s)
{
	const struct gs_memo *memo = gs_state_memo_by(s->matter.state,
	    s->matter.content.id);
	unsigned long long shown = s->box.shown;

	print_name("Count");
	if (memo != NULL)
		printf("filed with %u endorsement%s; %u more later, %u "
		    "withdrawn\n", memo->endorsements,
		    memo->endorsements == 1 ? "" : "s", memo->later,
		    memo->withdrawals + memo->withdrawn_later);
	else if (!has_box(s))
		printf("no box was asked: no link was given\n");
	else
		printf("the box shows %llu endorsement%s; fewer than %llu "
		    "more show as none\n", shown, shown == 1 ? "" : "s",
		    (unsigned long long)s->matter.charter->batch);
}

static void print_own(const struct gs_shown *shown)
{
	static const char *const words[] = {[GS_OWN_UNKNOWN] = "unknown",
	    [GS_OWN_ENDORSED] = "has endorsed this memo",
	    [GS_OWN_WITHDRAWN] = "has withdrawn from this memo, for good",
	    [GS_OWN_QUEUED] = "has an act that waits to be sent"};
	const char *but = shown->own_report.text;

	print_name("Your key");
	if (but[0] == '\0')
		printf("%s\n", words[shown->own]);
	else if (shown->own == GS_OWN_UNKNOWN)
		printf("%s: %s\n", words[shown->own], but);
	else
		printf("%s, says your state;\n           %s\n",
		    words[shown->own], but);
}

int gs_shown_print(const struct gs_shown *shown, struct gs_session *s)
{
	int err = gs_print_document(s->matter.arena, &s->matter.content.doc);

	if (err != GS_OK)
		return err;
	printf("\n");
	gs_shown_print_id(s, shown->code);
	print_terms(&s->matter.content, gs_state_memo(s->matter.state));
	print_seals(shown, s->matter.charter);
	print_count(s);
	print_own(shown);
	return GS_OK;
}

/* Ask --------------------------------------------------------------------- */

/* The answer to a question that cannot be answered by reflex. */
static int read_answer(struct gs_session *s, const char *code)
{
	char answer[ANSWER_MAX] = "";

	printf("If this is the word code that you were told in another way, "
	    "type its first word;\nan empty line stops: ");
	(void)fflush(stdout);
	if (fgets(answer, sizeof answer, stdin) == NULL)
		printf("\n");
	answer[strcspn(answer, "\r\n")] = '\0';
	return gs_shown_answer(&s->report, code, answer);
}

int gs_shown_ask(struct gs_session *s, const char *question,
    const char *code)
{
	struct gs_shown shown;

	int err = gs_shown_prepare(&shown, s);
	if (err == GS_OK)
		err = gs_shown_print(&shown, s);
	if (err != GS_OK)
		return err;

	/* Who was not shown it cannot answer for it. */
	printf("\n%s\n", question);
	if (code != NULL)
		return gs_shown_code(&s->report, shown.code, code);
	if (isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1)
		return read_answer(s, shown.code);
	gs_report_say(&s->report, "act-unconfirmed", "nothing was done: there "
	    "is no terminal to ask on; read the memo, compare its word code "
	    "with what you were told in another way, and give that by --code "
	    "\"EIGHT WORDS\"");
	return GS_ERR_IO;
}
