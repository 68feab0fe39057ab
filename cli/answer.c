/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay answer: a memo's author answers the office, sealed and unnamed. */
#include "cli/act/author.h"
#include "cli/print/questions.h"
#include "cli/verbs.h"
#include "lib/records/office.h"

static const char help[] =
"usage: gainsay answer [OPTION]... --author SEEDFILE --question Q --text FILE N\n"
"Answers question Q of the office about memo N, as its author and unnamed. The\n"
"text is sealed to those whom memos are sealed to. It waits for the next release\n"
"with other acts, and cannot be changed or taken back. Everyone can see that the\n"
"author answered, and in which release: that the author is there and still acts.\n"
"Nobody has to answer. Shows the text and asks before it is sent.\n\n"
GS_HELP_AUTHOR
"  --question Q         the question's number, as 'gainsay read' shows it\n"
"  --text FILE          the answer, at most 32 KiB\n"
GS_HELP_AUTHOR_KEEPS;

/* What is wrong is said there. */
static int find_question(uint64_t *number, struct gs_report *report,
    const struct gs_memo *memo, const char *text)
{
	const struct gs_question *q = gs_question_named(memo, text);

	(void)report;
	if (q == NULL)
		return GS_ERR_UNKNOWN;
	*number = q->number;
	return GS_OK;
}

int gs_cli_answer(int argc, char **argv)
{
	static const struct gs_author_verb verb = {.help = help,
	    .option = "question", .heading = "The answer to question",
	    .question = "Send it? It cannot be changed.", .done = "Answered",
	    .find = find_question, .write = gs_office_answer};

	return gs_author_run(argc, argv, &verb);
}
