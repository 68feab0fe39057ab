/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay answer: a memo's author answers the office, sealed and unnamed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/contact.h"
#include "cli/common/deliver.h"
#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "cli/print/questions.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/steps/answer.h"
#include "lib/steps/when.h"

static const char help[] =
"usage: gainsay answer [OPTION]... --author SEEDFILE --question Q --text FILE N\n"
"Answers question Q of the office about memo N, as its author and unnamed. The\n"
"text is sealed to those whom memos are sealed to. It waits for the next release\n"
"with other acts, and cannot be changed or taken back. Everyone can see that the\n"
"author answered, and in which release: that the author is there and still acts.\n"
"Nobody has to answer. Shows the text and asks before it is sent.\n\n"
GS_HELP_SERVER
GS_HELP_KEY
"  --author SEEDFILE    the author's seed, PACKAGE.author\n"
GS_HELP_MEMO
"  --question Q         the question's number, as 'gainsay read' shows it\n"
"  --text FILE          the answer, at most 32 KiB\n"
"  --state F            your state keeps the answer and the promise of it, under\n"
"                       its passphrase, until the log has it\n"
GS_HELP_PASSPHRASE
GS_HELP_LATER
"  --promise FILE       write what the server signs to FILE, its promise or its\n"
"                       refusal, which 'gainsay audit' checks; whoever finds it\n"
"                       with you, or the seed, knows who answered\n"
GS_HELP_FORCE
GS_HELP_YES GS_HELP_READING GS_HELP_CACHE GS_HELP_WAY;

struct answering {
	struct gs_session_entry entry;
	const char *key, *author, *memo, *question, *text, *promise;
	bool yes, later, force;
	struct gs_session s;
};

static int send_sealed_answer(struct answering *a, const struct gs_memo *memo,
    struct gs_span record, struct gs_span sealed)
{
	struct gs_session *s = &a->s;
	const char *state = a->entry.state;
	const struct gs_delivery d = {.source = &s->source,
	    .member = s->member, .state = state, .filed = true,
	    .promise = a->promise};
	struct gs_keep_order order = {.record = record,
	    .content = sealed, .edition = memo->roll->edition};
	char *text = NULL, when[GS_LOCAL_TIME_MAX];

	if (a->later)
		return gs_session_at(s, state, gs_queue_keep(s, state,
		    &order));
	int err = gs_deliver(&text, &s->report, &d, &order);
	if (err != GS_OK)
		return err;
	gs_when_release(when, s->matter.state, s->matter.now);
	printf("Answered: it enters the log with the next release,\n"
	    "at %s.\n", when);
	err = gs_deliver_tell(&s->report, &d, text, (struct gs_span){NULL, 0});
	free(text);
	return err;
}

static int make_answer(struct answering *a, const struct gs_memo *memo,
    uint64_t question, struct gs_span text)
{
	static uint8_t record[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	uint8_t seed[32], *sealed = NULL;
	size_t len = 0;

	int err = gs_file_seed(seed, a->author, &a->s.report);
	const struct gs_answer_order order = {memo, question, seed, text};
	if (err == GS_OK)
		err = gs_answer_make(&w, &sealed, &len, &a->s.report, &order);
	gs_host_wipe(seed, sizeof seed);
	if (err == GS_ERR_MISMATCH)
		err = gs_session_at(&a->s, a->author, err);
	if (err == GS_OK)
		err = send_sealed_answer(a, memo,
		    (struct gs_span){record, w.len},
		    (struct gs_span){sealed, len});
	gs_age_free(&sealed, len);
	return err;
}

static int answer(struct answering *a)
{
	struct gs_session *s = &a->s;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_out_free(a->promise, a->force, NULL, 0);
	if (err == GS_OK)
		err = gs_contact_enter_author(s, &a->entry, a->key);
	if (err != GS_OK)
		return err;
	const struct gs_memo *memo = gs_source_memo(&s->source, a->memo);
	if (memo == NULL)
		return GS_ERR_UNKNOWN;
	const struct gs_question *q = gs_question_named(memo, a->question);
	if (q == NULL)
		return GS_ERR_UNKNOWN;

	err = gs_letter_read(&text, &len, GS_ANSWER_MAX, a->text);
	if (err == GS_OK) {
		printf("The answer to question %llu about memo %llu:\n",
		    (unsigned long long)q->number,
		    (unsigned long long)memo->number);
		err = gs_letter_confirm((struct gs_span){text, len},
		    "Send it? It cannot be changed.", a->yes);
	}
	if (err == GS_OK)
		err = make_answer(a, memo, q->number,
		    (struct gs_span){text, len});
	gs_file_wipe(&text, len);
	return err;
}

int gs_cli_answer(int argc, char **argv)
{
	struct answering a = {.key = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(a.entry.server),
		GS_OPTION_KEY(a.key),
		{.name = "author", .value = &a.author, .required = true},
		GS_OPTION_MEMO(a.memo),
		{.name = "question", .value = &a.question, .required = true},
		{.name = "text", .value = &a.text, .required = true},
		{.name = "promise", .value = &a.promise},
		GS_OPTION_FORCE(a.force),
		{.name = "state", .value = &a.entry.state, .setting = "state"},
		GS_OPTION_PASSPHRASE(a.entry.passphrase),
		GS_OPTION_LATER(a.later),
		GS_OPTION_YES(a.yes),
		GS_OPTION_READING(a.entry),
		GS_OPTION_CACHE(a.entry),
		GS_OPTIONS_WAY(a.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (a.later && (a.entry.state == NULL || a.promise != NULL)) {
		gs_verb_say("answer-usage-later", "--later keeps the answer in "
		    "a state, so it needs --state; and excludes --promise");
		return gs_verb_misused();
	}
	if (!gs_desk_number(&a.memo, argc - at, argv + at))
		return gs_verb_misused();

	gs_session_start(&a.s);
	gs_session_want(&a.s, GS_WANT_GROUND, a.entry.cache_dir);
	int err = answer(&a);
	return gs_session_end(&a.s, err);
}
