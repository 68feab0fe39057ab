/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay appeal: a memo's author appeals against a reply. */
#include "cli/act/author.h"
#include "cli/verbs.h"
#include "lib/steps/appeal.h"

static const char help[] =
"usage: gainsay appeal [OPTION]... --author SEEDFILE --reply R\n"
"           --ground TEXT... --text FILE N\n"
"Appeals, as the author of memo N and unnamed, against reply R, or against its\n"
"referral, where the charter knows appeals: on its grounds, and until its clock\n"
"'appeal' ends ('gainsay read' says when). The text is sealed to those whom memos\n"
"are sealed to, whoever decides among them; the grounds, and that there is an\n"
"appeal, everybody can see. It waits for the next release with other acts, and\n"
"cannot be taken back: once for each. Shows the text and asks before it is\n"
"sent.\n\n"
GS_HELP_AUTHOR
"  --reply R            the reply's number, as 'gainsay status' shows it, or the\n"
"                       word 'refer': the referral\n"
"  --ground TEXT        a ground, in the charter's words ('gainsay charter show'\n"
"                       prints them); one option for each\n"
"  --text FILE          the statement, at most 32 KiB\n"
GS_HELP_AUTHOR_KEEPS;

int gs_cli_appeal(int argc, char **argv)
{
	static const struct gs_author_verb verb = {.help = help,
	    .option = "reply", .heading = "The appeal against reply",
	    .question = "Send it? It cannot be taken back, and is the only "
	        "one.", .done = "Appealed", .find = gs_appeal_against_reply};

	return gs_author_run(argc, argv, &verb);
}
