/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay reply: a disposition for each request, and a sealed answer. */
#include "cli/act/decision.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay reply [OPTION]... --disposition 'R WORD'... --text FILE N\n"
"Answers memo N. Each of its numbered requests needs a disposition; the text is\n"
"sealed to the memo's reply key, so that its author and endorsers can read it.\n"
"Shows what it sends and asks: a reply cannot be changed, only corrected by a\n"
"further record (see 'gainsay correct'). An empty text, or a file that is no\n"
"text (a PDF), is refused.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
GS_HELP_DISPOSITION
"  --text FILE          the reply itself\n"
GS_HELP_YES GS_HELP_WAY;

int gs_cli_reply(int argc, char **argv)
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

	const struct gs_decision decision = {.heading = "The reply to",
	    .question = "Send it? It is the only one and cannot be changed.",
	    .write = gs_letter_reply, .given = &given, .text = text};
	int err = gs_desk_start(&desk);
	if (err == GS_OK)
		err = gs_decision_make(&desk, &decision);
	gs_source_close(&desk.source);
	return gs_verb_end(err);
}
