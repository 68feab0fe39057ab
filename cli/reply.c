/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay reply: a disposition for each request, and a sealed answer. */
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
"usage: gainsay reply --server URL --key VKEY --sign KEYFILE --memo N\n"
"           --disposition 'R WORD'... --text FILE\n"
"Answers memo N. Each of its numbered requests needs a disposition; the text is\n"
"sealed to the memo's reply key, so that its author and endorsers can read it.\n\n"
"  --server URL     the channel's server\n"
"  --key VKEY       its verifier key, or a file with it\n"
"  --sign KEYFILE   the office's signing key (office.key)\n"
"  --memo N         the memo's number\n"
"  --disposition    the request's number and one of: accepted, partly, declined,\n"
"                   no-decision, already-done, out-of-scope. Number 0 for the\n"
"                   whole of a memo without requests\n"
"  --text FILE      the reply itself\n"
"  --proxy URL          connect through it, as socks5h://127.0.0.1:9050 (Tor)\n";

static const char *const words[] = {"accepted", "partly", "declined",
    "no-decision", "already-done", "out-of-scope"};

static const char *known_word(const char *word)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], word) == 0)
			return words[i];
	return NULL;
}

/* Fills out[request - 1] (or out[0] for a memo without requests). */
static int take(struct gs_disposition *out, uint32_t requests,
    const char *text)
{
	const char *space = strchr(text, ' ');
	uint64_t n = 0;
	const char *word = space == NULL ? NULL : known_word(space + 1);
	if (word == NULL || gs_decimal_decode(&n, text,
	        (size_t)(space - text), requests) != GS_OK ||
	    (n == 0) != (requests == 0)) {
		fprintf(stderr, "gainsay reply: the disposition '%s' is not a "
		    "request's number (%s%u), a space, and accepted, partly, "
		    "declined, no-decision, already-done or out-of-scope\n",
		    text, requests == 0 ? "" : "1 to ", requests);
		return GS_ERR_FORMAT;
	}
	struct gs_disposition *slot = &out[n == 0 ? 0 : n - 1];
	if (slot->word != NULL) {
		fprintf(stderr, "gainsay reply: two dispositions for request "
		    "%llu\n", (unsigned long long)n);
		return GS_ERR_DUPLICATE;
	}
	*slot = (struct gs_disposition){n, word};
	return GS_OK;
}

static int take_all(struct gs_disposition *out, size_t *count,
    uint32_t requests, const struct gs_values *given)
{
	int err = GS_OK;
	*count = requests == 0 ? 1 : requests;
	for (size_t i = 0; err == GS_OK && i < given->count; i++)
		err = take(out, requests, given->v[i]);
	for (size_t i = 0; err == GS_OK && i < *count; i++) {
		if (out[i].word != NULL)
			continue;
		fprintf(stderr, "gainsay reply: request %zu of %u has no "
		    "disposition; each needs one\n", i + 1, requests);
		err = GS_ERR_RULE;
	}
	return err;
}

static int send_reply(const struct gs_source *s, const struct gs_memo *memo,
    const struct gs_disposition *dispositions, size_t count, const char *path,
    const char *key)
{
	static uint8_t record[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	uint8_t reader[1][32], digest[32], secret[64];
	uint8_t *text = NULL, *sealed = NULL;
	size_t len = 0, sealed_len = 0;
	memcpy(reader[0], gs_record_hash(&memo->rec, "reply"), 32);
	int err = gs_cli_file_read(&text, &len, GS_AGE_PLAIN_MAX, path);
	if (err == GS_OK)
		err = gs_age_seal(&sealed, &sealed_len,
		    (const uint8_t(*)[32])reader, 1, text, len);
	if (err == GS_OK)
		err = gs_desk_key(secret, key);
	if (err == GS_OK) {
		gs_host_sha256(digest, &(struct gs_span){sealed, sealed_len},
		    1);
		err = gs_office_reply(&w, memo, dispositions, count, digest,
		    secret);
	}
	if (err == GS_OK)
		err = gs_desk_send(s, (struct gs_span){record, w.len},
		    &(struct gs_span){sealed, sealed_len}, 1);
	gs_host_wipe(secret, sizeof secret);
	gs_file_wipe(&text, len);
	gs_age_free(&sealed, sealed_len);
	return err;
}

int gs_cli_reply(int argc, char **argv)
{
	static struct gs_disposition dispositions[GS_REQUESTS_MAX];
	struct gs_source s = {.http = NULL};
	struct gs_values given = {.count = 0};
	const char *server = NULL, *key = NULL, *sign = NULL, *number = NULL,
	    *text = NULL;
	size_t count = 0;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(server),
		GS_OPTION_KEY(key),
		GS_OPTION_SIGN(sign),
		GS_OPTION_MEMO(number),
		{.name = "text", .value = &text, .required = true},
		{.name = "disposition", .values = &given, .required = true},
		GS_OPTION_PROXY(s.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 0};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	int err = gs_source_open(&s, server, key, true);
	if (err == GS_OK) {
		const struct gs_memo *memo = gs_source_memo(&s, number);
		if (memo != NULL)
			gs_say_exercise(stdout, memo->charter->exercise);
		err = memo == NULL ? GS_ERR_UNKNOWN :
		    take_all(dispositions, &count, memo->requests, &given);
		if (err == GS_OK)
			err = send_reply(&s, memo, dispositions, count, text,
			    sign);
	}
	gs_source_close(&s);
	return gs_exit_code(err);
}
