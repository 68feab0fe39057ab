/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay demo: a whole exercise.  gainsay-demo does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_demo(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-demo", argv + 1);
}
