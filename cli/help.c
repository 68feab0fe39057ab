/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay help: the list of verbs, or what one of them does. */
#include <stdio.h>
#include <string.h>

#include "cli/common/options.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay help [VERB]\n"
"Lists the verbs, or says what VERB does, as 'gainsay VERB --help' does.\n";

static void list_verbs(void)
{
	static char room[8192]; /* all of it: it fails where that is told */
	size_t count = 0;
	const struct gs_verb *verbs = gs_verbs(&count);

	(void)setvbuf(stdout, room, _IOFBF, sizeof room);
	printf("usage: gainsay VERB [OPTION]...\n"
	    "A dissent channel whose claims anyone can check.\n\n");
	for (size_t i = 0; i < count; i++)
		printf("  %-12s %s\n", verbs[i].name, verbs[i].summary);
	printf("\n'gainsay VERB --help' tells more; 'man gainsay' tells all.\n"
	    "Exit codes:\n");
	for (int code = 0; code < GS_EXIT_COUNT; code++)
		printf("  %d  %s\n", code, gs_exit_meaning((enum gs_exit)code));
}

static int explain_verb(const char *name)
{
	char verb[32], wish[] = "--help";
	char *words[] = {verb, wish, NULL};
	size_t count = 0;
	const struct gs_verb *verbs = gs_verbs(&count);

	(void)snprintf(verb, sizeof verb, "%s", name);
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, verbs[i].name) == 0) {
			gs_verb_begin(verbs[i].name);
			return verbs[i].run(2, words);
		}
	gs_verb_tell("verb-unknown", "there is no verb '{0}'",
	    gs_say_text(name));
	return gs_verb_misused();
}

int gs_cli_help(int argc, char **argv)
{
	int at = 0;
	const struct gs_usage usage = {.help = help, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (at < argc)
		return explain_verb(argv[at]);

	list_verbs();
	return gs_verb_end(GS_OK);
}
