/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay dispute: a memo's author objects to a position of the office. */
#include "cli/act/author.h"
#include "cli/verbs.h"
#include "lib/steps/position.h"

static const char help[] =
"usage: gainsay dispute [OPTION]... --author SEEDFILE --position P --text FILE N\n"
"Objects, as the author of memo N and unnamed, to position P of the office: it\n"
"was not taken so, or says another thing than what was said. The text is sealed\n"
"to those whom memos are sealed to; that the position is disputed, everybody is\n"
"shown wherever it stands. It waits for the next release with other acts, and\n"
"cannot be changed or taken back: once for each position. Everyone can see that\n"
"the author still acts. Shows the text and asks before it is sent.\n\n"
GS_HELP_AUTHOR
"  --position P         the position's number, as 'gainsay read' shows it\n"
"  --text FILE          the objection, at most 32 KiB\n"
GS_HELP_AUTHOR_KEEPS;

static int find_position(uint64_t *number, struct gs_report *report,
    const struct gs_memo *memo, const char *text)
{
	const struct gs_position *p = NULL;

	int err = gs_position_named(&p, report, memo, text);
	if (err == GS_OK && p->disputed != 0) {
		gs_report_tell(report, "position-disputed-before", "you have "
		    "disputed position {0} already; the log has it",
		    gs_say_number(p->number));
		err = GS_ERR_DUPLICATE;
	}
	if (err == GS_OK)
		*number = p->number;
	return err;
}

int gs_cli_dispute(int argc, char **argv)
{
	static const struct gs_author_verb verb = {.help = help,
	    .option = "position", .heading = "The objection to position",
	    .question = "Send it? It cannot be changed, and is the only one.",
	    .done = "Disputed", .find = find_position,
	    .write = gs_position_dispute};

	return gs_author_run(argc, argv, &verb);
}
