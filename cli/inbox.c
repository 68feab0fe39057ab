/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay inbox: what the office has before it. */
#include <stdio.h>
#include <string.h>

#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/print/memo.h"
#include "cli/print/questions.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay inbox --server URL --key VKEY\n"
"           [--memo N --identity AGEFILE --out FILE | --answers]\n"
"Lists the memos with their duties and questions, newest first; with --memo opens\n"
"one, checks that its text gives the memo id that was filed, and writes it to\n"
"FILE; with --answers opens the author's answers, and names what is unanswered.\n\n"
"  --server URL        the channel's server\n"
"  --key VKEY          its verifier key, or a file with it\n"
"  --memo N            the memo to open\n"
"  --identity AGEFILE  what opens memos sealed to the office (office.age)\n"
"  -o, --out FILE      where its text goes ('-': standard output)\n"
"  --answers           instead: print the answers of the memo's author\n"
"  --proxy URL          connect through it, as socks5h://127.0.0.1:9050 (Tor)\n";

static int open_memo(const struct gs_source *s, const char *number,
    const char *identity, const char *out)
{
	const struct gs_memo *memo = gs_source_memo(s, number);
	struct gs_opened opened;
	if (memo == NULL)
		return GS_ERR_UNKNOWN;
	int err = gs_desk_open(&opened, s, memo, identity);
	if (err == GS_OK) {
		/* The document follows the content record's empty line. */
		size_t head = opened.content.rec.len + 1;
		err = gs_cli_file_write(out, opened.plain + head,
		    opened.plain_len - head, 0600);
		fprintf(stderr, "Memo %s: its text gives the memo id that was "
		    "filed%s%s\n", number, err == GS_OK ? "; written to " :
		    "", err != GS_OK ? "" : strcmp(out, "-") == 0 ?
		    "standard output" : out);
	}
	gs_desk_close(&opened);
	return err;
}

static int open_answers(const struct gs_source *s, const char *number,
    const char *identity)
{
	const struct gs_memo *memo = gs_source_memo(s, number);
	uint8_t secret[32];
	if (memo == NULL)
		return GS_ERR_UNKNOWN;
	if (s->http == NULL) {
		fprintf(stderr, "gainsay inbox: answers are opened from a "
		    "server, give its URL\n");
		return GS_ERR_IO;
	}
	int err = gs_desk_identity(secret, identity);
	if (err != GS_OK)
		return err;
	if (memo->question == NULL)
		printf("Nothing has been asked about memo %s.\n", number);
	err = gs_show_questions(s->http, memo, secret, true);
	gs_host_wipe(secret, sizeof secret);
	return err;
}

static int list(const struct gs_source *s)
{
	const struct gs_state *state = gs_channel_state(s->channel);
	const struct gs_memo *m = gs_state_memo(state);
	int64_t now = 0;
	int err = gs_source_now(&now, s);
	if (err == GS_OK && m == NULL)
		printf("Nothing has been filed.\n");
	for (; err == GS_OK && m != NULL; m = m->before)
		err = gs_print_memo(m, now, true);
	return err;
}

int gs_cli_inbox(int argc, char **argv)
{
	struct gs_source s = {.http = NULL};
	const char *server = NULL, *key = NULL, *memo = NULL, *identity = NULL,
	    *out = NULL;
	bool answers = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(server),
		GS_OPTION_KEY(key),
		{.name = "memo", .value = &memo},
		{.name = "identity", .value = &identity},
		GS_OPTION_OUT(out),
		{.name = "answers", .flag = &answers},
		GS_OPTION_PROXY(s.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 0};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if ((memo != NULL) != (identity != NULL) ||
	    (memo != NULL) != (out != NULL || answers) ||
	    (out != NULL && answers)) {
		fprintf(stderr, "gainsay inbox: to open a memo, give --memo, "
		    "--identity and --out together; to open its answers, "
		    "--memo, --identity and --answers\n");
		return GS_EXIT_CANNOT;
	}
	int err = gs_source_open(&s, server, key, true);
	if (err == GS_OK) {
		/* Standard output may be for the memo's text alone. */
		bool is_text = out != NULL && strcmp(out, "-") == 0;
		gs_say_exercise(is_text ? stderr : stdout, gs_state_charter(
		    gs_channel_state(s.channel))->exercise);
		err = memo == NULL ? list(&s) :
		    answers ? open_answers(&s, memo, identity) :
		    open_memo(&s, memo, identity, out);
	}
	gs_source_close(&s);
	return gs_exit_code(err);
}
