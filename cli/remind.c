/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay remind: says by when something is due.  gainsay-courier does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_remind(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-courier", argv);
}
