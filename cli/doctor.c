/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay doctor: whether a channel's machine needs somebody.  gainsay-admin
 * looks. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_doctor(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-admin", argv);
}
