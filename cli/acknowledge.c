/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay acknowledge: the office opened a memo, and it is the one filed. */
#include <stdio.h>

#include "cli/common/desk.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "core/host.h"

static const char help[] =
"usage: gainsay acknowledge --server URL --key VKEY --sign KEYFILE --memo N\n"
"           (--identity AGEFILE | --unreadable)\n"
"Opens memo N, checks that its text gives the memo id that was filed, and signs\n"
"that it was received. Refuses to sign if it is another text.\n\n"
"  --server URL        the channel's server\n"
"  --key VKEY          its verifier key, or a file with it\n"
"  --sign KEYFILE      the office's signing key (office.key)\n"
"  --memo N            the memo's number, see 'gainsay inbox'\n"
"  --identity AGEFILE  what opens memos sealed to the office (office.age)\n"
"  --unreadable        say instead that the content cannot be opened; anyone\n"
"                      may then resupply it\n"
"  --proxy URL          connect through it, as socks5h://127.0.0.1:9050 (Tor)\n";

static int acknowledge(const struct gs_source *s, const char *number,
    const char *identity, const char *key)
{
	const struct gs_memo *memo = gs_source_memo(s, number);
	struct gs_opened opened;
	uint8_t secret[64], text[2048];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	if (memo == NULL)
		return GS_ERR_UNKNOWN;
	gs_say_exercise(stdout, memo->charter->exercise);
	int err = GS_OK;
	if (identity != NULL) {
		err = gs_desk_open(&opened, s, memo, identity);
		if (err == GS_OK)
			printf("The text of memo %s (%zu blocks) gives the "
			    "memo id that was filed.\n", number,
			    opened.content.doc.count);
		gs_desk_close(&opened);
	}
	if (err == GS_OK)
		err = gs_desk_key(secret, key);
	if (err == GS_OK)
		err = gs_office_acknowledge(&w, memo,
		    identity != NULL ? "matches" : "unreadable", secret);
	gs_host_wipe(secret, sizeof secret);
	return err != GS_OK ? err :
	    gs_desk_send(s, (struct gs_span){text, w.len}, NULL, 0);
}

int gs_cli_acknowledge(int argc, char **argv)
{
	struct gs_source s = {.http = NULL};
	const char *server = NULL, *key = NULL, *sign = NULL, *memo = NULL,
	    *identity = NULL;
	bool unreadable = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(server),
		GS_OPTION_KEY(key),
		GS_OPTION_SIGN(sign),
		GS_OPTION_MEMO(memo),
		{.name = "identity", .value = &identity},
		{.name = "unreadable", .flag = &unreadable},
		GS_OPTION_PROXY(s.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 0};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if ((identity != NULL) == unreadable) {
		fprintf(stderr, "gainsay acknowledge: give either --identity "
		    "AGEFILE or --unreadable\n");
		return GS_EXIT_CANNOT;
	}
	int err = gs_source_open(&s, server, key, true);
	if (err == GS_OK)
		err = acknowledge(&s, memo, identity, sign);
	gs_source_close(&s);
	return gs_exit_code(err);
}
