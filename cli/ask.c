/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay ask: a question of the office to a memo's author, sealed. */
#include <stdio.h>

#include "cli/act/ask.h"
#include "cli/common/desk.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/steps/letter.h"

static const char help[] =
"usage: gainsay ask [OPTION]... [--text FILE] N\n"
"Asks the author of memo N, who need not be known. The text is sealed to the\n"
"memo's reply key: whoever holds the memo can read it, and 'gainsay read' shows\n"
"it; the office cannot open it again, so keep FILE. That a question was asked,\n"
"and when, is public. It moves no deadline. The author may answer, once, or not;\n"
"'gainsay inbox --answers' opens what comes. Shows the text and asks before it\n"
"is sent; an empty one, or a file that is no text, is refused.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --text FILE          the question; on a terminal it is asked for\n"
GS_HELP_YES GS_HELP_WAY;

static int ask(struct gs_desk *desk, const char *path)
{
	static struct gs_letter letter;
	struct gs_report report = {.text = ""};
	uint8_t secret[64], *text = NULL;
	uint64_t number = 0;
	size_t len = 0;

	int err = path != NULL ?
	    gs_letter_read(&text, &len, GS_AGE_PLAIN_MAX, path) :
	    gs_ask_text(&text, &len, GS_AGE_PLAIN_MAX, "The question");
	if (err == GS_OK) {
		printf("A question about memo %llu:\n",
		    (unsigned long long)desk->memo->number);
		err = gs_letter_confirm((struct gs_span){text, len},
		    "Send it? It cannot be taken back.", desk->yes);
	}
	if (err == GS_OK)
		err = gs_desk_key(secret, &desk->source, desk->sign);
	if (err == GS_OK) {
		letter = (struct gs_letter){.memo = desk->memo,
		    .text = {text, len}, .secret = secret};
		err = gs_letter_ask(&letter, &number, &report);
		gs_verb_report(&report);
	}
	gs_host_wipe(secret, sizeof secret);

	if (err == GS_OK)
		err = gs_desk_send(&desk->source,
		    (struct gs_span){letter.record, letter.record_len},
		    &(struct gs_span){letter.sealed, letter.sealed_len}, 1);
	if (err == GS_OK)
		printf("It is question %llu about memo %llu.\n",
		    (unsigned long long)number,
		    (unsigned long long)desk->memo->number);
	gs_file_wipe(&text, len);
	gs_letter_free(&letter);
	return err;
}

int gs_cli_ask(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	const char *text = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "text", .value = &text}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&desk.number, argc - at, argv + at) ||
	    (text == NULL && !gs_ask_possible("--text FILE")))
		return gs_verb_misused();

	int err = gs_desk_start(&desk);
	if (err == GS_OK)
		err = ask(&desk, text);
	gs_source_close(&desk.source);
	return gs_verb_end(err);
}
