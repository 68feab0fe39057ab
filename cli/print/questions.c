/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/questions.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/deleted.h"
#include "cli/common/sealed.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "cli/print/letter.h"
#include "lib/age.h"

static void print_heading(const struct gs_memo *memo,
    const struct gs_question *q)
{
	char when[GS_LOCAL_TIME_MAX];

	gs_local_time(when, memo->charter, q->asked);
	printf("\n%sQuestion %llu%s, asked %s,\n",
	    gs_terminal_escape(GS_STYLE_BOLD), (unsigned long long)q->number,
	    gs_terminal_escape(GS_STYLE_PLAIN), when);
	if (q->answered == 0) {
		printf("not answered");
		return;
	}
	gs_local_time(when, memo->charter, q->answered);
	printf("answered %s", when);
}

static void say_unopened(const struct gs_question *q, bool answers,
    const struct gs_report *report)
{
	printf("; it cannot be shown.\n");
	if (answers)
		gs_verb_tell("answer-unopened",
		    "the answer to question {0}: {1}",
		    gs_say_number(q->number), gs_say_text(report->text));
	else
		gs_verb_tell("question-unopened", "question {0}: {1}",
		    gs_say_number(q->number), gs_say_text(report->text));
}

static int show_question(struct gs_http *http, const struct gs_memo *memo,
    const struct gs_question *q, const uint8_t identity[32], bool answers)
{
	struct gs_report report = {.text = ""};
	uint8_t *plain = NULL;
	size_t len = 0;

	print_heading(memo, q);
	if (answers && q->answered == 0) {
		printf(".\n");
		return GS_OK;
	}

	int64_t at = answers ? q->answered : q->asked;
	if (gs_deletion_of(memo, at, false, INT64_MAX) != NULL) {
		printf(".\n");
		(void)gs_print_deleted(memo, at, "Its text", 0);
		return GS_OK;
	}
	int err = gs_sealed_open(&plain, &len, &report, http,
	    gs_record_hash(answers ? &q->answer : &q->ask, "content"),
	    identity);
	if (err != GS_OK) {
		say_unopened(q, answers, &report);
		return err;
	}
	printf(":\n\n");
	gs_print_foreign(plain, len);
	gs_age_free(&plain, len);
	return GS_OK;
}

int gs_show_questions(struct gs_http *http, const struct gs_memo *memo,
    const uint8_t identity[32], bool answers)
{
	uint64_t count = memo->question == NULL ? 0 : memo->question->number;
	int err = GS_OK;

	for (uint64_t n = 1; n <= count; n++) {
		int shown = show_question(http, memo, gs_question_by(memo, n),
		    identity, answers);
		err = err == GS_OK ? shown : err;
	}
	if (count > 0)
		printf("\n");
	return err;
}

const struct gs_question *gs_question_named(const struct gs_memo *memo,
    const char *number)
{
	uint64_t count = memo->question == NULL ? 0 : memo->question->number;
	uint64_t n = 0;
	const struct gs_question *q = NULL;

	if (gs_decimal_decode(&n, number, strlen(number), count) == GS_OK)
		q = gs_question_by(memo, n);
	if (q == NULL)
		gs_verb_tell("question-number-unknown", "there is no "
		    "question '{0}' about memo {1}; the office has asked {2}",
		    gs_say_text(number), gs_say_number(memo->number),
		    gs_say_number(count));
	return q;
}
