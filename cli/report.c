/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay report: what a memo's panel found, sealed. */
#include <stdio.h>

#include "cli/act/ask.h"
#include "cli/act/said.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/steps/circle.h"

static const char help[] =
"usage: gainsay report [OPTION]... [--text FILE] N\n"
"Hands in the panel's report on memo N, sealed to the memo's author and to whom\n"
"the memo was sealed. That there is one, and when, is in the log; 'gainsay read'\n"
"shows it to who holds the memo, and 'gainsay inbox --report' to the office.\n"
"There is one. Shows the text and asks before it is sent.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       the panel's signing key\n"
"  --text FILE          the report; on a terminal it is asked for\n"
GS_HELP_YES GS_HELP_WAY;

static int write_finding(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct gs_circle_file *file = ctx;

	return gs_circle_report(w, memo, file->digest, secret);
}

static int send_report(struct gs_desk *desk, struct gs_span text)
{
	struct gs_circle_file file;
	struct gs_report report = {.text = ""};

	int err = gs_circle_seal_report(&file, &report, desk->memo, text);
	gs_verb_report(&report);
	const struct gs_span content = {file.sealed, file.len};
	const struct gs_saying saying = {.heading = "The report on",
	    .write = write_finding, .ctx = &file, .contents = &content,
	    .count = 1};
	if (err == GS_OK)
		err = gs_saying_send(desk, &saying);
	gs_circle_file_free(&file);
	return err;
}

static int report_on(struct gs_desk *desk, void *ctx)
{
	const char *const *path = ctx;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = *path != NULL ?
	    gs_letter_read(&text, &len, GS_AGE_PLAIN_MAX, *path) :
	    gs_ask_possible("--text FILE") ?
	    gs_ask_text(&text, &len, GS_AGE_PLAIN_MAX, "The report") :
	    GS_ERR_FORMAT;
	if (err == GS_OK) {
		printf("The report:\n");
		gs_print_foreign(text, len);
		err = send_report(desk, (struct gs_span){text, len});
	}
	gs_file_wipe(&text, len);
	return err;
}

int gs_cli_report(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	const char *text = NULL;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "text", .value = &text}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "panel", .run = report_on,
	    .ctx = &text};

	return gs_said_run(&desk, argc, argv, &usage, &verb);
}
