/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay mirror: a follower of a channel's log.  gainsay-mirror does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_mirror(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-mirror", argv + 1);
}
