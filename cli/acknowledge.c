/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay acknowledge: the office opened a memo, and it is the one filed. */
#include <stdio.h>

#include "cli/act/ask.h"
#include "cli/common/desk.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"

#define PATH_ROOM 4096

static const char help[] =
"usage: gainsay acknowledge [OPTION]... [--identity AGEFILE | --unreadable] N\n"
"Opens memo N, checks that its text gives the memo id that was filed, and signs\n"
"that it was received. Refuses to sign if it is another text. Asks first: it\n"
"cannot be taken back.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --identity AGEFILE   what opens memos sealed to the office (office.age); on a\n"
"                       terminal it is asked for\n"
"  --unreadable         say instead that the content cannot be opened: that\n"
"                       discharges no duty, is shown for ever beside it, and any\n"
"                       member may resupply the memo\n"
GS_HELP_YES GS_HELP_WAY;

/* Whether the memo can be opened, and is the one filed. */
static int look_at_memo(struct gs_desk *desk, const char *identity)
{
	struct gs_plain_memo plain;

	int err = gs_desk_open(&plain, &desk->source, desk->memo, identity);
	if (err == GS_OK)
		printf("The text of memo %llu (%zu blocks) gives the memo id "
		    "that was filed.\n",
		    (unsigned long long)desk->memo->number,
		    plain.content.doc.count);
	gs_desk_close(&plain);
	return err;
}

static int acknowledge(struct gs_desk *desk, const char *identity)
{
	uint8_t secret[64], text[2048];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	int err = identity == NULL ? GS_OK : look_at_memo(desk, identity);
	if (err == GS_OK)
		err = gs_terminal_ask(identity != NULL ?
		    "Sign that it was received? That cannot be taken back." :
		    "Say for ever that it cannot be opened?", desk->yes);
	if (err == GS_OK)
		err = gs_desk_key(secret, &desk->source, desk->sign);
	if (err == GS_OK)
		err = identity != NULL ?
		    gs_office_acknowledge(&w, desk->memo, secret) :
		    gs_office_unreadable(&w, desk->memo, GS_UNREADABLE_MEMO, 0,
		        secret);
	gs_host_wipe(secret, sizeof secret);
	return err != GS_OK ? err : gs_desk_send(&desk->source,
	    (struct gs_span){text, w.len}, NULL, 0);
}

/* Which of both it is, at a terminal by a question.  -1: go on; else the code
 * to exit with. */
static int settle_how(const char **identity, char *typed, bool unreadable)
{
	if (*identity != NULL && unreadable) {
		gs_verb_say("acknowledge-how", "give either --identity AGEFILE "
		    "or --unreadable");
		return gs_verb_misused();
	}
	if (*identity != NULL || unreadable)
		return -1;
	if (!gs_ask_possible("--identity AGEFILE, or --unreadable"))
		return gs_verb_misused();

	int err = gs_ask_line(typed, PATH_ROOM, "The file that opens memos "
	    "sealed to the office (office.age)");
	*identity = typed;
	return err == GS_OK ? -1 : gs_verb_end(err);
}

int gs_cli_acknowledge(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	const char *identity = NULL;
	bool unreadable = false;
	char typed[PATH_ROOM];
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "unreadable", .flag = &unreadable},
		{.name = "identity", .value = &identity,
		 .setting = "identity", .unless = "unreadable"}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&desk.number, argc - at, argv + at))
		return gs_verb_misused();
	code = settle_how(&identity, typed, unreadable);
	if (code >= 0)
		return code;

	int err = gs_desk_start(&desk);
	if (err == GS_OK)
		err = acknowledge(&desk, identity);
	gs_source_close(&desk.source);
	return gs_verb_end(err);
}
