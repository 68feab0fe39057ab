/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cli/charter/charter.h"
#include "cli/charter/place.h"
#include "lib/steps/local_time.h"

static const char help[] =
"usage: gainsay charter show [--history] [--key VKEY] [FILE|DIR|URL]\n"
"Says in words what a charter says: of a record in FILE, or of the channel's log\n"
"at DIR or URL what is in force, and what is on its way.\n\n"
"  --history            also what each earlier version changed\n"
GS_HELP_CHARTER_PLACE;

static int print_version(const struct gs_charter *c)
{
	char when[GS_LOCAL_TIME_MAX];

	gs_local_time(when, c, c->from);
	printf("\nVersion %llu, in force since %s\n",
	    (unsigned long long)c->version, when);
	return c->before == NULL ? GS_OK :
	    gs_charter_print_change(NULL, c->before, c);
}

/* Newest first. */
static int print_history(const struct gs_charter *c)
{
	int err = GS_OK;

	for (; err == GS_OK && c != NULL; c = c->before)
		err = print_version(c);
	return err;
}

/* It waits to be seen: here it is. */
static int print_coming(const struct gs_charter_place *p)
{
	const struct gs_charter *coming = gs_state_charter_coming(p->state);
	char when[GS_LOCAL_TIME_MAX];

	if (coming == NULL)
		return GS_OK;
	gs_local_time(when, p->charter, coming->from);
	printf("\nVersion %llu is in the log and comes into force on %s.\n"
	    "The second signer of before did not sign it. It changes:\n",
	    (unsigned long long)coming->version, when);
	return gs_charter_print_change(NULL, p->charter, coming);
}

int gs_charter_show(int argc, char **argv)
{
	struct gs_charter_place p = {.charter = NULL};
	const char *key = NULL, *place = NULL;
	bool history = false;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "history", .flag = &history},
		GS_CHARTER_PLACE_OPTIONS(p, key)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	int err = gs_charter_place_open(&p, place, key);
	if (err == GS_OK)
		err = gs_charter_print(p.charter, p.now);
	if (err == GS_OK && p.state != NULL)
		err = print_coming(&p);
	if (err == GS_OK && history && p.state != NULL)
		err = print_history(p.charter);
	gs_charter_place_close(&p);
	return gs_verb_end(err);
}
