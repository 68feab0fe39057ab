/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cli/charter/charter.h"
#include "cli/charter/flaws.h"
#include "cli/charter/place.h"

static const char help[] =
"usage: gainsay charter check [--staff N] [--key VKEY] [FILE|DIR|URL]\n"
"Says what contradicts itself in a charter that the log would take, what nobody\n"
"could keep, and what is to be known about it.\n\n"
"  --staff N            how many people could be members\n"
GS_HELP_CHARTER_PLACE "\n"
"Exit codes: 0 nothing contradicts itself, 1 something does, 2 nothing could be\n"
"judged.\n";

int gs_charter_check(int argc, char **argv)
{
	struct gs_charter_place p = {.charter = NULL};
	const char *key = NULL, *place = NULL, *staff = NULL;
	uint64_t people = 0;
	size_t grave = 0;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "staff", .value = &staff},
		GS_CHARTER_PLACE_OPTIONS(p, key)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (gs_flaws_staff(&people, staff) != GS_OK)
		return gs_verb_misused();

	int err = gs_charter_place_open(&p, place, key);
	if (err == GS_OK)
		err = gs_flaws_print(&grave, p.charter, p.now, people);
	if (err == GS_OK && grave == 0)
		printf("Nothing in this charter contradicts itself.\n");
	gs_charter_place_close(&p);
	if (err != GS_OK || grave == 0)
		return gs_verb_end(err);
	gs_verb_answered();
	return gs_verb_end(GS_ERR_RULE);
}
