/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay respond: a memo's author says something of a reply. */
#include "cli/act/author.h"
#include "cli/verbs.h"
#include "lib/steps/appeal.h"

static const char help[] =
"usage: gainsay respond [OPTION]... --author SEEDFILE --reply R --text FILE N\n"
"Says, as the author of memo N and unnamed, what is to be said of reply R. The\n"
"text is sealed to those whom memos are sealed to; that there is one, everybody\n"
"can see. It waits for the next release with other acts, and cannot be changed or\n"
"taken back: once for each reply. It moves no deadline, and is no appeal (see\n"
"'gainsay appeal'). Shows the text and asks before it is sent.\n\n"
GS_HELP_AUTHOR
"  --reply R            the reply's number, as 'gainsay status' shows it\n"
"  --text FILE          what is to be said, at most 32 KiB\n"
GS_HELP_AUTHOR_KEEPS;

int gs_cli_respond(int argc, char **argv)
{
	static const struct gs_author_verb verb = {.help = help,
	    .option = "reply", .heading = "The response to reply",
	    .question = "Send it? It cannot be changed, and is the only one.",
	    .done = "Responded", .find = gs_appeal_respond_to,
	    .write = gs_appeal_respond};

	return gs_author_run(argc, argv, &verb);
}
