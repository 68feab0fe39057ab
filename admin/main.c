/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay-admin: what works on a channel's own directory and databases.  The
 * verbs backup, doctor, init, metrics, roll and staff start it. */
#include <stdio.h>
#include <string.h>

#include "admin/verbs.h"
#include "cli/common/program.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "lib/client/transport.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{"backup", gs_admin_backup},
	{"init", gs_admin_init},
	{"doctor", gs_admin_doctor},
	{"metrics", gs_admin_metrics},
	{"staff", gs_admin_staff},
	{"roll", gs_admin_roll},
};

int main(int argc, char **argv)
{
	int code = gs_program_start("gainsay-admin", argc, argv);
	if (code >= 0)
		return code;
	gs_transport_on_wait(gs_waiting);

	for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(argv[1], verbs[i].name) == 0) {
			gs_verb_begin(verbs[i].name);
			return verbs[i].run(argc - 1, argv + 1);
		}

	gs_verb_say("admin-verb-needed", "gainsay-admin has the verbs "
	    "backup, doctor, init, metrics, roll and staff; "
	    "'gainsay VERB --help' tells more");
	return GS_EXIT_CANNOT;
}
