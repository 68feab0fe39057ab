/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay endorse: a member stands by a memo, unnamed. */
#include "cli/common/act.h"
#include "cli/verbs.h"

int gs_cli_endorse(int argc, char **argv)
{
	static const struct gs_act_words words = {
	    .kind = GS_ENDORSE,
	    .help =
"usage: gainsay endorse --state F [OPTION]... LINK\n"
"       gainsay endorse --submit FILE --key VKEY [--server URL] LINK\n"
"Shows the memo behind a link and endorses it: one anonymous member of the roll,\n"
"once. Refuses a roll that is too small or too young to hide in.\n\n"
GS_ACT_HELP,
	    .gathered = "Endorsed. The count that the box shows moves in "
	        "steps, so it may not move now.",
	    .filed = "Endorsed"};

	return gs_act_run(argc, argv, &words);
}
