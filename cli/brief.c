/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay brief: one page about a memo, for the head. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/program.h"
#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "cli/print/memo.h"
#include "cli/verbs.h"
#include "lib/site/brief.h"

static const char help[] =
"usage: gainsay brief [OPTION]... --identity AGEFILE N\n"
"Prints a page about memo N for the head: its marking, what it asks, how many\n"
"endorsed it, who was given it, and what is due. Opens the memo, and checks that\n"
"its text gives the memo id that was filed. That it was opened, and by whom,\n"
"enters the log before, once a day. With --pdf or --html the page goes into a\n"
"file, marked as the memo is, whose words it has.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --identity AGEFILE   what opens memos sealed to the office (office.age)\n"
"  --pdf FILE           one to print, on A4 or Letter (gainsay-certificate)\n"
"  --html FILE          one for a browser, without script\n"
GS_HELP_FORCE
GS_HELP_WAY "\n"
GS_HELP_EXIT_DUTIES;

struct briefing {
	struct gs_desk desk;
	const char *identity, *pdf, *html;
	bool force;
};

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

static int print_paper(const char *out, struct gs_span document,
    bool exercise)
{
	char memo[] = "--memo", to[] = "-o", force[] = "--force", path[4096];
	char input[] = "-", rehearsed[] = "--exercise";
	char *words[] = {memo, to, path, force, input,
	    exercise ? rehearsed : NULL, NULL};

	if (snprintf(path, sizeof path, "%s", out) >= (int)sizeof path)
		return GS_ERR_MEMORY;
	return gs_program_feed("gainsay-certificate", words, document);
}

/* A file is written before the exit code tells of what is missed. */
static int write_brief_files(const struct briefing *b,
    const struct gs_brief *brief)
{
	uint8_t *page = malloc(GS_BRIEF_MAX);
	struct gs_writer w = gs_writer_of(page, GS_BRIEF_MAX);
	uint64_t missed = 0;

	int err = page == NULL ? GS_ERR_MEMORY : b->html == NULL ? GS_OK :
	    gs_brief_html(&w, brief);
	if (err == GS_OK && b->html != NULL)
		err = gs_cli_file_write(b->html, page, w.len, 0600);

	w = gs_writer_of(page, GS_BRIEF_MAX);
	if (err == GS_OK && b->pdf != NULL)
		err = gs_brief_document(&w, brief);
	if (err == GS_OK && b->pdf != NULL)
		err = print_paper(b->pdf, (struct gs_span){page, w.len},
		    brief->memo->charter->exercise);
	if (page != NULL)
		gs_host_wipe(page, GS_BRIEF_MAX);
	free(page);
	return err != GS_OK ? err : gs_count_missed(&missed, brief->memo,
	    brief->now, true);
}

static int print_brief(struct briefing *b)
{
	struct gs_desk *desk = &b->desk;
	struct gs_plain_memo plain = {.plain = NULL};
	const struct gs_memo *memo = desk->memo;
	int64_t now = 0;

	int err = gs_source_due_time(&now, &desk->source);
	if (err == GS_OK)
		err = gs_desk_open(&plain, &desk->source, memo, b->identity);
	if (err == GS_OK)
		err = gs_desk_say_opened(&desk->source, memo);
	const struct gs_brief brief = {memo, &plain.content.doc, now};
	if (err == GS_OK && (b->pdf != NULL || b->html != NULL)) {
		err = write_brief_files(b, &brief);
	} else if (err == GS_OK) {
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
	struct briefing b = {.identity = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(b.desk),
		{.name = "pdf", .value = &b.pdf},
		{.name = "html", .value = &b.html},
		GS_OPTION_FORCE(b.force),
		{.name = "identity", .value = &b.identity, .required = true,
		 .setting = "identity"}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&b.desk.number, argc - at, argv + at))
		return gs_verb_misused();

	const char *const inputs[] = {b.identity, b.desk.sign};
	int err = gs_cli_out_free(b.pdf, b.force, inputs, 2);
	if (err == GS_OK)
		err = gs_cli_out_free(b.html, b.force, inputs, 2);
	if (err == GS_OK)
		err = gs_desk_start(&b.desk);
	if (err == GS_OK)
		err = print_brief(&b);
	gs_source_close(&b.desk.source);
	return gs_verb_end(err);
}
