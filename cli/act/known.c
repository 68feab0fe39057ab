/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/known.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/act/ask.h"
#include "cli/common/terminal.h"
#include "lib/host.h"

#define ROLE_MAX 66

bool gs_known_usage(const struct gs_known_options *known)
{
	if ((known->to.count > 0) == (known->name != NULL) &&
	    (known->name != NULL || known->statement == NULL))
		return true;
	gs_verb_say("known-usage", "--known-to ROLE and --name \"NAME\" go "
	    "together, and --statement with both");
	return false;
}

static void print_reader(const struct gs_seal *reader)
{
	gs_say_calm(stdout, reader->name.ptr, reader->name.len, "");
	printf(" (");
	gs_say_calm(stdout, reader->holder.ptr, reader->holder.len, "");
	printf(")");
}

/* The roles, one by one, until an empty line; the name once. */
static int ask_readers(struct gs_endorse_readers *readers,
    struct gs_report *report, const struct gs_charter *charter,
    struct gs_known_options *known)
{
	char role[ROLE_MAX];
	int err = GS_OK;

	printf("You may make yourself known to a reader, whom nobody else can "
	    "tell from others:\n");
	for (size_t i = 0; i < charter->reveal_count; i++) {
		printf("  ");
		print_reader(&charter->reveals[i]);
		printf("\n");
	}
	for (;;) {
		err = gs_ask_line(role, sizeof role, "To which role? An empty "
		    "line: to nobody (else)");
		if (err != GS_OK || role[0] == '\0')
			break;
		err = gs_endorse_reader(readers, report, charter, role);
		if (err != GS_OK)
			break;
		known->name = known->line;
	}
	if (err == GS_OK && known->name != NULL)
		err = gs_ask_line(known->line, sizeof known->line,
		    "Your name");
	return err;
}

int gs_known_choose(struct gs_endorse_readers *readers,
    struct gs_report *report, const struct gs_charter *charter,
    struct gs_known_options *known)
{
	int err = GS_OK;

	for (size_t i = 0; i < known->to.count && err == GS_OK; i++)
		err = gs_endorse_reader(readers, report, charter,
		    known->to.v[i]);
	if (known->to.count == 0 && known->asks &&
	    charter->reveal_count > 0 && isatty(STDIN_FILENO) == 1 &&
	    isatty(STDOUT_FILENO) == 1)
		err = ask_readers(readers, report, charter, known);
	if (err != GS_OK || known->name == NULL)
		return err;

	readers->known = (struct gs_known){known->name, known->statement};
	return gs_known_check(report, &readers->known);
}

void gs_known_say(const struct gs_endorse_readers *readers,
    const struct gs_charter *charter)
{
	for (size_t i = 0; i < charter->reveal_count; i++) {
		if (!readers->is[i])
			continue;
		printf("Known to ");
		print_reader(&charter->reveals[i]);
		printf(" alone, after the release.\n");
	}
}
