/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay correct: what holds instead of a reply that was wrong. */
#include "cli/act/decision.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay correct [OPTION]... --disposition 'R WORD'... --text FILE N\n"
"Sets the reply to memo N right: a wrong disposition, a wrong file. Nothing is\n"
"taken back: the reply stays in the log, and everybody is shown both. Each\n"
"request needs a disposition again.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
GS_HELP_DISPOSITION
"  --text FILE          the corrected reply\n"
GS_HELP_YES GS_HELP_WAY;

int gs_cli_correct(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct gs_values given = {.count = 0};
	const char *text = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "text", .value = &text, .required = true},
		{.name = "disposition", .values = &given, .required = true}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&desk.number, argc - at, argv + at))
		return gs_verb_misused();

	const struct gs_decision decision = {
	    .heading = "The correction of the reply to",
	    .question = "Send it? The reply stays; both are shown.",
	    .write = gs_letter_correct, .given = &given, .text = text};
	int err = gs_desk_start(&desk);
	if (err == GS_OK)
		err = gs_decision_make(&desk, &decision);
	gs_source_close(&desk.source);
	return gs_verb_end(err);
}
