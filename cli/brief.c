/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay brief: one page about a memo, for the head. */
#include <stdio.h>

#include "cli/common/desk.h"
#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "cli/print/memo.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay brief [OPTION]... --identity AGEFILE N\n"
"Prints a page about memo N for the head: its marking, what it asks, how many\n"
"endorsed it, who was given it, and what is due. Opens the memo, and checks that\n"
"its text gives the memo id that was filed. That it was opened, and by whom,\n"
"enters the log before, once a day.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --identity AGEFILE   what opens memos sealed to the office (office.age)\n"
GS_HELP_WAY "\n"
GS_HELP_EXIT_DUTIES;

static void print_banner(const struct gs_memo *memo)
{
	struct gs_part banner = gs_record_part(&memo->rec, "banner");

	if (banner.len == 0)
		return;
	printf("%s", gs_terminal_escape(GS_STYLE_BOLD));
	gs_say_calm(stdout, banner.ptr, banner.len, "");
	printf("%s\n", gs_terminal_escape(GS_STYLE_PLAIN));
}

static void print_asked(const struct gs_document *doc)
{
	if (doc->requests == 0)
		printf("It numbers no requests.\n");
	else
		printf("It asks:\n\n");
	for (size_t i = 0; i < doc->count; i++)
		if (doc->info[i].request != 0)
			gs_print_foreign(doc->blocks[i].text.ptr,
			    doc->blocks[i].text.len);
	printf("\n");
}

static int print_brief(struct gs_desk *desk, const char *identity)
{
	struct gs_plain_memo plain = {.plain = NULL};
	const struct gs_memo *memo = desk->memo;
	int64_t now = 0;

	int err = gs_source_due_time(&now, &desk->source);
	if (err == GS_OK)
		err = gs_desk_open(&plain, &desk->source, memo, identity);
	if (err == GS_OK)
		err = gs_desk_say_opened(&desk->source, memo);
	if (err == GS_OK) {
		print_banner(memo);
		print_asked(&plain.content.doc);
		err = gs_print_memo(memo, now, gs_state_memo(gs_channel_state(
		    desk->source.channel)));
		print_banner(memo);
	}
	gs_desk_close(&plain);
	return err;
}

int gs_cli_brief(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	const char *identity = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		{.name = "identity", .value = &identity, .required = true,
		 .setting = "identity"}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = gs_desk_start(&desk);
	if (err == GS_OK)
		err = print_brief(&desk, identity);
	gs_source_close(&desk.source);
	return gs_verb_end(err);
}
