/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay answer: a memo's author answers the office, sealed and unnamed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/promise.h"
#include "cli/print/questions.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/age.h"

/* Sealed, in base64 and with its record, it fits a request to /acts. */
#define ANSWER_MAX ((size_t)32 << 10)

static const char help[] =
"usage: gainsay answer --server URL --key VKEY --author SEEDFILE --memo N\n"
"           --question Q --text FILE [--promise FILE]\n"
"Answers question Q of the office about memo N, as its author and unnamed. The\n"
"text is sealed to those whom memos are sealed to. It waits for the next release\n"
"with other acts, and cannot be changed or taken back. Everyone can see that the\n"
"author answered, and in which release: that the author is there and still acts.\n"
"Nobody has to answer.\n\n"
"  --server URL       the channel's server\n"
"  --key VKEY         its verifier key, or a file with it\n"
"  --author SEEDFILE  the author's seed, PACKAGE.author\n"
"  --memo N           the memo's number\n"
"  --question Q       the question's number, as 'gainsay read' shows it\n"
"  --text FILE        the answer, at most 32 KiB\n"
"  --promise FILE     keep the server's promise, which 'gainsay audit' checks;\n"
"                     whoever finds it with you, or the seed, knows who answered\n"
"  --proxy URL        connect through it, as socks5h://127.0.0.1:9050 (Tor)\n";

struct wishes {
	const char *server, *key, *author, *memo, *question, *text, *promise;
};

static int seal(uint8_t **sealed, size_t *sealed_len,
    const struct gs_charter *charter, const char *path)
{
	uint8_t to[GS_ROLES_MAX][32], *text = NULL;
	size_t len = 0;
	for (size_t i = 0; i < charter->seal_count; i++)
		memcpy(to[i], charter->seals[i].key.ptr, 32);
	int err = gs_cli_file_read(&text, &len, ANSWER_MAX, path);
	if (err != GS_OK)
		return err;
	err = gs_age_seal(sealed, sealed_len, (const uint8_t(*)[32])to,
	    charter->seal_count, text, len);
	gs_file_wipe(&text, len);
	if (err != GS_OK)
		fprintf(stderr, "gainsay answer: sealing: %s\n",
		    gs_strerror(err));
	return err;
}

/* The author's key pair, if the seed is this memo's. */
static int author_key(uint8_t secret[64], const struct gs_memo *memo,
    const char *path)
{
	int err = gs_desk_key(secret, path);
	/* A secret key of libsodium ends in the public one. */
	if (err != GS_OK || gs_bytes_equal(secret + 32,
	    gs_record_hash(&memo->rec, "author"), 32))
		return err;
	fprintf(stderr, "gainsay answer: %s is not the seed of this memo's "
	    "author; it is what 'gainsay compose' wrote beside the package, "
	    "PACKAGE.author\n", path);
	gs_host_wipe(secret, 64);
	return GS_ERR_MISMATCH;
}

static int send_answer(const struct gs_source *s, struct gs_span record,
    struct gs_span sealed, const char *keep)
{
	struct gs_report report = {.text = ""};
	json_t *answer = NULL;
	const char *text = NULL;
	int err = gs_promise_get(&text, &answer, &report, s, NULL, record,
	    sealed);
	if (err != GS_OK)
		fprintf(stderr, "gainsay answer: %s\n", report.text);
	else
		printf("Answered: it enters the log with the next release. "
		    "The server promises:\n%s", text);
	if (err == GS_OK && keep != NULL)
		err = gs_cli_file_write(keep, text, strlen(text), 0600);
	json_decref(answer);
	return err;
}

static int answer(const struct gs_source *s, const struct gs_memo *memo,
    const struct wishes *wish)
{
	static uint8_t record[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	uint8_t secret[64], digest[32], *sealed = NULL;
	size_t len = 0;
	const struct gs_question *q = gs_question_named(memo, wish->question);
	if (q == NULL)
		return GS_ERR_UNKNOWN;
	int err = author_key(secret, memo, wish->author);
	if (err != GS_OK)
		return err;
	err = seal(&sealed, &len, memo->charter, wish->text);
	if (err == GS_OK) {
		gs_host_sha256(digest, &(struct gs_span){sealed, len}, 1);
		err = gs_office_answer(&w, memo, q->number, digest, secret);
	}
	gs_host_wipe(secret, sizeof secret);
	if (err == GS_OK)
		err = send_answer(s, (struct gs_span){record, w.len},
		    (struct gs_span){sealed, len}, wish->promise);
	gs_age_free(&sealed, len);
	return err;
}

int gs_cli_answer(int argc, char **argv)
{
	struct gs_source s = {.http = NULL};
	struct wishes w = {.server = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(w.server),
		GS_OPTION_KEY(w.key),
		{.name = "author", .value = &w.author, .required = true},
		GS_OPTION_MEMO(w.memo),
		{.name = "question", .value = &w.question, .required = true},
		{.name = "text", .value = &w.text, .required = true},
		{.name = "promise", .value = &w.promise},
		GS_OPTION_PROXY(s.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 0};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	int err = gs_source_open(&s, w.server, w.key, true);
	if (err == GS_OK && s.http == NULL) {
		fprintf(stderr, "gainsay answer: answers are sent to a server, "
		    "give its URL\n");
		err = GS_ERR_IO;
	}
	const struct gs_memo *memo = err != GS_OK ? NULL :
	    gs_source_memo(&s, w.memo);
	if (memo != NULL) {
		gs_say_exercise(stdout, memo->charter->exercise);
		err = answer(&s, memo, &w);
	} else if (err == GS_OK) {
		err = GS_ERR_UNKNOWN;
	}
	gs_source_close(&s);
	return gs_exit_code(err);
}
