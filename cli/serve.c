/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay serve: a channel's server, in the foreground.  gainsayd does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_serve(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsayd", argv + 1);
}
