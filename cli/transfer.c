/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay transfer: a log from a file into a database, or back.  gainsayd does
 * it, which alone opens channel.db. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_transfer(int argc, char **argv)
{
	static char word[] = "--transfer";

	(void)argc;
	argv[0] = word;
	return gs_program_become("gainsayd", argv);
}
