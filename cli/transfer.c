/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay transfer: a log from a file into a database, or back.  gainsay-admin
 * does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_transfer(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-admin", argv);
}
