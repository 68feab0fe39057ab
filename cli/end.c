/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay end: a memo's procedure is over. */
#include <stdio.h>

#include "cli/common/desk.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "core/host.h"

static const char help[] =
"usage: gainsay end --server URL --key VKEY --sign KEYFILE --memo N\n"
"           --reason TEXT [--author]\n"
"Ends the procedure of memo N: the office after its reply, the author at any\n"
"time. Nothing is erased; nothing more is accepted about it.\n\n"
"  --server URL    the channel's server\n"
"  --key VKEY      its verifier key, or a file with it\n"
"  --sign KEYFILE  office.key, or the author's PACKAGE.author with --author\n"
"  --memo N        the memo's number\n"
"  --reason TEXT   one line, public\n"
"  --author        sign as the memo's author\n"
"  --proxy URL          connect through it, as socks5h://127.0.0.1:9050 (Tor)\n";

static int end(const struct gs_source *s, const char *number,
    const char *reason, const char *role, const char *key)
{
	static uint8_t text[GS_RECORD_MAX];
	const struct gs_memo *memo = gs_source_memo(s, number);
	struct gs_writer w = gs_writer_of(text, sizeof text);
	uint8_t secret[64];
	if (memo == NULL)
		return GS_ERR_UNKNOWN;
	gs_say_exercise(stdout, memo->charter->exercise);
	int err = gs_desk_key(secret, key);
	if (err == GS_OK) {
		err = gs_office_end(&w, memo, reason, role, secret);
		if (err != GS_OK)
			fprintf(stderr, "gainsay end: the reason is one line "
			    "of text: %s\n", gs_strerror(err));
	}
	gs_host_wipe(secret, sizeof secret);
	return err != GS_OK ? err :
	    gs_desk_send(s, (struct gs_span){text, w.len}, NULL, 0);
}

int gs_cli_end(int argc, char **argv)
{
	struct gs_source s = {.http = NULL};
	const char *server = NULL, *key = NULL, *sign = NULL, *memo = NULL,
	    *reason = NULL;
	bool author = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(server),
		GS_OPTION_KEY(key),
		GS_OPTION_SIGN(sign),
		GS_OPTION_MEMO(memo),
		{.name = "reason", .value = &reason, .required = true},
		{.name = "author", .flag = &author},
		GS_OPTION_PROXY(s.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 0};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	int err = gs_source_open(&s, server, key, true);
	if (err == GS_OK)
		err = end(&s, memo, reason, author ? "author" : "office",
		    sign);
	gs_source_close(&s);
	return gs_exit_code(err);
}
