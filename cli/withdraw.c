/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay withdraw: a member takes an endorsement back, for good. */
#include "cli/act/act.h"
#include "cli/verbs.h"

int gs_cli_withdraw(int argc, char **argv)
{
	static const struct gs_act_words words = {
	    .kind = GS_WITHDRAW,
	    .help =
"usage: gainsay withdraw --state F [OPTION]... LINK\n"
"       gainsay withdraw --submit FILE --key VKEY [--server URL] LINK\n"
"Shows the memo behind a link, whole, and asks; then takes an endorsement back,\n"
"for good: this member cannot act on the memo again.\n"
"After filing it is counted apart.\n\n"
GS_ACT_HELP,
	    .question = "Take your endorsement of this memo back, for good?",
	    .gathered = "Withdrawn, for good.",
	    .filed = "Withdrawn",
	    .again = "You withdrew from this memo before: the same act "
	        "was sent again."};

	return gs_act_run(argc, argv, &words);
}
