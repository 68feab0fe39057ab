/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay roll: an edition of member keys.  gainsay-admin
 * does it, but for what members and everybody do. */
#include <string.h>

#include "cli/common/program.h"
#include "cli/roll/check.h"
#include "cli/roll/show.h"
#include "cli/verbs.h"

int gs_cli_roll(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "check") == 0)
		return gs_roll_check(argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "show") == 0)
		return gs_roll_show(argc - 1, argv + 1);
	return gs_program_become("gainsay-admin", argv);
}
