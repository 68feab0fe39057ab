/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay charter: the rules of a channel, in words and as they change. */
#include <stdio.h>
#include <string.h>

#include "cli/charter/charter.h"
#include "cli/common/options.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay charter show [FILE|DIR|URL]\n"
"       gainsay charter check [--staff N] [FILE|DIR|URL]\n"
"       gainsay charter draft --answers FILE -o NEXT.rec [DIR|URL]\n"
"       gainsay charter sign NEXT.rec --role ROLE --sign KEYFILE\n"
"           [--log DIR|URL] [--key VKEY]\n"
"       gainsay charter publish NEXT.rec --server URL --key VKEY\n"
"A charter has the rules of a channel: who does what, by when, for whom. FILE is\n"
"a charter's record; DIR and URL are a channel's log, of which the charter in\n"
"force is meant.\n\n"
"  show      says it in words, and what changed at which version\n"
"  check     says what contradicts itself in it, or cannot be kept\n"
"  draft     makes the next one, out of the one in force and changed answers\n"
"  sign      shows what it changes, asks, and adds a signature\n"
"  publish   puts it into the log\n\n"
"'gainsay charter WORD --help' tells more of each.\n";

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} parts[] = {
	{"show", gs_charter_show},
	{"check", gs_charter_check},
	{"draft", gs_charter_draft},
	{"sign", gs_charter_sign},
	{"publish", gs_charter_publish},
};

int gs_cli_charter(int argc, char **argv)
{
	const struct gs_usage usage = {.help = help};
	int at = 0;

	for (size_t i = 0; argc > 1 && i < sizeof parts / sizeof *parts; i++)
		if (strcmp(argv[1], parts[i].name) == 0)
			return parts[i].run(argc - 1, argv + 1);

	int code = argc == 1 || argv[1][0] == '-' ?
	    gs_options_read(&at, argc, argv, &usage) : -1;
	if (code >= 0)
		return code;
	gs_verb_say("charter-how", "say show, check, draft, sign or publish");
	return gs_verb_misused();
}
