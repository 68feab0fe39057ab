/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay roll: an edition of member keys.  gainsay-admin
 * does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_roll(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-admin", argv);
}
