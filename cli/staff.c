/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay staff: the registrar's list of who is eligible.  gainsay-admin
 * does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_staff(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-admin", argv);
}
