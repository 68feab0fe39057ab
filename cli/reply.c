/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay reply: a disposition for each request, and a sealed answer. */
#include "cli/act/decision.h"
#include "cli/common/docket.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay reply [OPTION]... [--disposition 'R WORD'...] [--text FILE] N\n"
"Answers memo N. Each of its numbered requests needs a disposition; the text is\n"
"sealed to the memo's reply key, so that its author and endorsers can read it.\n"
"Shows what it sends and asks: a reply cannot be changed, only corrected by a\n"
"further record (see 'gainsay correct'). An empty text, or a file that is no\n"
"text (a PDF), is refused. With --draft it is kept for later, sealed to the\n"
"office, and sends nothing; what was kept and is not given anew is sent then.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
GS_HELP_DISPOSITION
"  --text FILE          the reply itself; else it is asked for\n"
"  --from FILE          the same out of a word processor's file, a mail, a page\n"
"                       or a PDF: shows which passage answers which request\n"
GS_HELP_DOCKET
"  --draft              keep what is given there instead of sending it\n"
GS_HELP_YES GS_HELP_WAY;

int gs_cli_reply(int argc, char **argv)
{
	static const struct gs_decision decision = {.help = help,
	    .heading = "The reply to", .drafts = true,
	    .question = "Send it? It is the only one and cannot be changed.",
	    .write = gs_letter_reply};

	return gs_decision_run(argc, argv, &decision);
}
