/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay certificate: a page to hand over.  gainsay-certificate does it. */
#include "cli/common/program.h"
#include "cli/verbs.h"

int gs_cli_certificate(int argc, char **argv)
{
	(void)argc;
	return gs_program_become("gainsay-certificate", argv + 1);
}
