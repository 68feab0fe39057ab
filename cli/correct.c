/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay correct: what holds instead of a reply that was wrong. */
#include "cli/act/decision.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay correct [OPTION]... [--disposition 'R WORD'...] [--text FILE] N\n"
"Sets the reply to memo N right: a wrong disposition, a wrong file. Nothing is\n"
"taken back: the reply stays in the log, and everybody is shown both. Each\n"
"request needs a disposition again.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
GS_HELP_DISPOSITION
"  --text FILE          the corrected reply; else it is asked for\n"
"  --from FILE          the same out of a word processor's file, a mail, a page\n"
"                       or a PDF: shows which passage answers which request\n"
GS_HELP_YES GS_HELP_WAY;

int gs_cli_correct(int argc, char **argv)
{
	static const struct gs_decision decision = {.help = help,
	    .heading = "The correction of the reply to",
	    .question = "Send it? The reply stays; both are shown.",
	    .write = gs_letter_correct};

	return gs_decision_run(argc, argv, &decision);
}
