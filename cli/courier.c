/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay courier: checkpoints to their witnesses.  gainsay-courier does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_courier(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-courier", argv + 1);
}
