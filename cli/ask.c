/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay ask: a question of the office to a memo's author, sealed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/age.h"

static const char help[] =
"usage: gainsay ask --server URL --key VKEY --sign KEYFILE --memo N --text FILE\n"
"Asks the author of memo N, who need not be known. The text is sealed to the\n"
"memo's reply key: whoever holds the memo can read it, and 'gainsay read' shows\n"
"it; the office cannot open it again, so keep FILE. That a question was asked,\n"
"and when, is public. It moves no deadline. The author may answer, once, or not;\n"
"'gainsay inbox --answers' opens what comes.\n\n"
"  --server URL    the channel's server\n"
"  --key VKEY      its verifier key, or a file with it\n"
"  --sign KEYFILE  the office's signing key (office.key)\n"
"  --memo N        the memo's number\n"
"  --text FILE     the question\n"
"  --proxy URL     connect through it, as socks5h://127.0.0.1:9050 (Tor)\n";

/* The record about `sealed`, signed and sent. */
static int sign_and_send(const struct gs_source *s, const struct gs_memo *memo,
    struct gs_span sealed, const char *key)
{
	static uint8_t record[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	uint8_t digest[32], secret[64];
	uint64_t number = memo->question == NULL ? 1 :
	    memo->question->number + 1;
	int err = gs_desk_key(secret, key);
	if (err == GS_OK) {
		gs_host_sha256(digest, &sealed, 1);
		err = gs_office_ask(&w, memo, number, digest, secret);
	}
	gs_host_wipe(secret, sizeof secret);
	if (err == GS_OK)
		err = gs_desk_send(s, (struct gs_span){record, w.len}, &sealed,
		    1);
	if (err == GS_OK)
		printf("It is question %llu about memo %llu.\n",
		    (unsigned long long)number,
		    (unsigned long long)memo->number);
	return err;
}

static int ask(const struct gs_source *s, const struct gs_memo *memo,
    const char *path, const char *key)
{
	uint8_t reader[1][32];
	uint8_t *text = NULL, *sealed = NULL;
	size_t len = 0, sealed_len = 0;
	memcpy(reader[0], gs_record_hash(&memo->rec, "reply"), 32);
	int err = gs_cli_file_read(&text, &len, GS_AGE_PLAIN_MAX, path);
	if (err != GS_OK)
		return err;
	err = gs_age_seal(&sealed, &sealed_len, (const uint8_t(*)[32])reader,
	    1, text, len);
	if (err == GS_OK)
		err = sign_and_send(s, memo,
		    (struct gs_span){sealed, sealed_len}, key);
	else
		fprintf(stderr, "gainsay ask: sealing: %s\n",
		    gs_strerror(err));
	gs_file_wipe(&text, len);
	gs_age_free(&sealed, sealed_len);
	return err;
}

int gs_cli_ask(int argc, char **argv)
{
	struct gs_source s = {.http = NULL};
	const char *server = NULL, *key = NULL, *sign = NULL, *number = NULL,
	    *text = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(server),
		GS_OPTION_KEY(key),
		GS_OPTION_SIGN(sign),
		GS_OPTION_MEMO(number),
		{.name = "text", .value = &text, .required = true},
		GS_OPTION_PROXY(s.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 0};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	int err = gs_source_open(&s, server, key, true);
	const struct gs_memo *memo = err != GS_OK ? NULL :
	    gs_source_memo(&s, number);
	if (memo != NULL) {
		gs_say_exercise(stdout, memo->charter->exercise);
		err = ask(&s, memo, text, sign);
	} else if (err == GS_OK) {
		err = GS_ERR_UNKNOWN;
	}
	gs_source_close(&s);
	return gs_exit_code(err);
}
