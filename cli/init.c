/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay init: the charter of a new channel, and its keys.  gainsay-admin
 * does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_init(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-admin", argv);
}
