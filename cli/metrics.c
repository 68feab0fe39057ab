/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay metrics: for monitoring, at a local socket.  gainsay-admin answers
 * there. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_metrics(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-admin", argv);
}
