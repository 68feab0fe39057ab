/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay endorse: a member stands by a memo, unnamed. */
#include "cli/act/act.h"
#include "cli/act/known.h"
#include "cli/verbs.h"

int gs_cli_endorse(int argc, char **argv)
{
	static const struct gs_act_words words = {
	    .kind = GS_ENDORSE,
	    .help =
"usage: gainsay endorse --state F [OPTION]... LINK\n"
"       gainsay endorse --submit FILE --key VKEY [--server URL] LINK\n"
"Shows the memo behind a link, whole, and asks; then endorses it: one anonymous\n"
"member of the roll, once. Refuses a roll that is too small or too young to hide\n"
"in.\n\n"
GS_HELP_KNOWN
GS_ACT_HELP,
	    .question = "Endorse this memo? It counts once; who takes it back "
	        "cannot endorse again.",
	    .gathered = "Endorsed. The count that the box shows moves in "
	        "steps, so it may not move now.",
	    .filed = "Endorsed",
	    .again = "You endorsed this memo before: the same act was "
	        "sent again, and counts once."};

	return gs_act_run(argc, argv, &words);
}
