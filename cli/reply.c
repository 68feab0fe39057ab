/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay reply: a disposition for each request, and a sealed answer. */
#include <stdio.h>

#include "cli/common/desk.h"
#include "cli/common/options.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/steps/letter.h"

static const char help[] =
"usage: gainsay reply [OPTION]... --disposition 'R WORD'... --text FILE N\n"
"Answers memo N. Each of its numbered requests needs a disposition; the text is\n"
"sealed to the memo's reply key, so that its author and endorsers can read it.\n"
"Shows what it sends and asks: a reply cannot be changed. An empty text, or a\n"
"file that is no text (a PDF), is refused.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --disposition        the request's number and one of: accepted, partly,\n"
"                       declined, no-decision, already-done, out-of-scope.\n"
"                       Number 0 for the whole of a memo without requests\n"
"  --text FILE          the reply itself\n"
GS_HELP_YES GS_HELP_WAY;

static int confirm_reply(const struct gs_desk *desk, struct gs_span text,
    const struct gs_disposition *dispositions, size_t count)
{
	printf("The reply to memo %llu:\n",
	    (unsigned long long)desk->memo->number);
	for (size_t i = 0; i < count; i++)
		if (dispositions[i].request == 0)
			printf("the memo: %s\n", dispositions[i].word);
		else
			printf("request %llu: %s\n", (unsigned long long)
			    dispositions[i].request, dispositions[i].word);
	return gs_letter_confirm(text, "Send it? It is the only one and cannot "
	    "be changed.", desk->yes);
}

static int send_reply_file(const struct gs_desk *desk, const char *path,
    const struct gs_disposition *dispositions, size_t count)
{
	static struct gs_letter letter;
	struct gs_report report = {.text = ""};
	uint8_t secret[64], *text = NULL;
	size_t len = 0;

	int err = gs_letter_read(&text, &len, GS_AGE_PLAIN_MAX, path);
	if (err == GS_OK)
		err = confirm_reply(desk, (struct gs_span){text, len},
		    dispositions, count);
	if (err == GS_OK)
		err = gs_desk_key(secret, desk->sign);
	if (err == GS_OK) {
		letter = (struct gs_letter){.memo = desk->memo,
		    .text = {text, len}, .secret = secret};
		err = gs_letter_reply(&letter, &report, dispositions, count);
		gs_verb_report(&report);
	}
	gs_host_wipe(secret, sizeof secret);

	if (err == GS_OK)
		err = gs_desk_send(&desk->source,
		    (struct gs_span){letter.record, letter.record_len},
		    &(struct gs_span){letter.sealed, letter.sealed_len}, 1);
	gs_file_wipe(&text, len);
	gs_letter_free(&letter);
	return err;
}

static int reply(const struct gs_desk *desk, const struct gs_values *given,
    const char *text)
{
	static struct gs_disposition dispositions[GS_REQUESTS_MAX];
	struct gs_report report = {.text = ""};
	size_t count = 0;

	int err = gs_dispositions_read(dispositions, &count, &report,
	    desk->memo->requests, given->v, given->count);
	gs_verb_report(&report);
	return err != GS_OK ? err :
	    send_reply_file(desk, text, dispositions, count);
}

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

	int err = gs_desk_start(&desk);
	if (err == GS_OK)
		err = reply(&desk, &given, text);
	gs_source_close(&desk.source);
	return gs_verb_end(err);
}
