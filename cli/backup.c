/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay backup: a channel's data, and apart from them its keys.
 * gainsay-admin does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_backup(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-admin", argv);
}
