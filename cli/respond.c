/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay respond: a memo's author says something of a reply. */
#include "cli/act/author.h"
#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "cli/verbs.h"
#include "lib/steps/appeal.h"

static const char help[] =
"usage: gainsay respond [OPTION]... --author SEEDFILE --reply R --text FILE N\n"
"Says, as the author of memo N and unnamed, what is to be said of reply R. The\n"
"text is sealed to those whom memos are sealed to; that there is one, everybody\n"
"can see. It waits for the next release with other acts, and cannot be changed or\n"
"taken back: once for each reply. It moves no deadline, and is no appeal (see\n"
"'gainsay appeal'). Shows the text and asks before it is sent.\n\n"
GS_HELP_SERVER
GS_HELP_KEY
"  --author SEEDFILE    the author's seed, PACKAGE.author\n"
GS_HELP_MEMO
"  --reply R            the reply's number, as 'gainsay status' shows it\n"
"  --text FILE          what is to be said, at most 32 KiB\n"
"  --state F            your state keeps it and the promise of it, under its\n"
"                       passphrase, until the log has it\n"
GS_HELP_PASSPHRASE
GS_HELP_LATER
"  --promise FILE       write what the server signs to FILE, its promise or its\n"
"                       refusal, which 'gainsay audit' checks; whoever finds it\n"
"                       with you, or the seed, knows who wrote it\n"
GS_HELP_FORCE
GS_HELP_YES GS_HELP_READING GS_HELP_CACHE GS_HELP_WAY;

int gs_cli_respond(int argc, char **argv)
{
	static const struct gs_author_verb verb = {.help = help,
	    .option = "reply", .heading = "The response to reply",
	    .question = "Send it? It cannot be changed, and is the only one.",
	    .done = "Responded", .find = gs_appeal_respond_to,
	    .write = gs_appeal_respond};

	return gs_author_run(argc, argv, &verb);
}
