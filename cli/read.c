/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay read: what became of a memo, and its reply, for whoever holds its
 * link or its package. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/sealed.h"
#include "cli/common/session.h"
#include "cli/common/verb.h"
#include "cli/print/letter.h"
#include "cli/print/memo.h"
#include "cli/print/questions.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/sign.h"

static const char help[] =
"usage: gainsay read --key VKEY [--proxy URL] [-o FILE] LINK\n"
"       gainsay read --key VKEY --server URL --package PACKAGE\n"
"           --author SEEDFILE [-o FILE]\n"
"Shows what became of a memo, and opens the office's questions and its reply,\n"
"which are sealed to those who hold the memo. Needs no state: who reads is told\n"
"to nobody.\n\n"
GS_HELP_KEY
"  --package PACKAGE    the memo, as 'gainsay compose' wrote it\n"
"  --server URL         the channel's server (default: the link's)\n"
"  --author SEEDFILE    the author's seed, PACKAGE.author: shows the server that\n"
"                       it is the author who fetches what is sealed to the memo\n"
GS_HELP_READING
GS_HELP_PROXY
"  -o, --out FILE       write the reply to FILE instead of printing it\n"
GS_HELP_FORCE
GS_HELP_LINK;

static int show_reply(struct gs_session *s, const struct gs_memo *memo,
    const char *out)
{
	uint8_t *plain = NULL;
	size_t len = 0;

	if (memo->replied == 0) {
		printf("There is no reply yet.\n");
		return GS_OK;
	}
	int err = gs_sealed_open(&plain, &len, &s->report, s->source.http,
	    gs_record_hash(&memo->reply, "content"),
	    s->matter.content.secrets.reply);
	if (err != GS_OK)
		return err;

	if (out == NULL)
		printf("The reply:\n\n");
	if (out == NULL)
		gs_print_foreign(plain, len);
	else
		err = gs_file_write(out, plain, len, 0600, &s->report);
	gs_age_free(&plain, len);
	return err;
}

static int show_memo(struct gs_session *s, const char *out)
{
	const struct gs_content *content = &s->matter.content;
	const struct gs_memo *memo = gs_state_memo_by(s->matter.state,
	    content->id);

	if (memo == NULL) {
		printf("This memo has not been filed up to checkpoint %llu.\n",
		    (unsigned long long)gs_channel_checkpoint(
		        s->source.channel)->size);
		return GS_OK;
	}
	int err = gs_print_memo(memo, s->matter.now, true);
	if (err != GS_OK)
		return err;

	/* A question that cannot be opened keeps nobody from the reply. */
	int asked = gs_show_questions(s->source.http, memo,
	    content->secrets.reply, false);
	err = show_reply(s, memo, out);
	return err == GS_OK ? asked : err;
}

/* Sealed files are for those who hold the memo: by the link's token, or as its
 * author. */
static int show_holder(struct gs_session *s, const char *author)
{
	uint8_t seed[32], secret[64];
	char token[65];

	if (author == NULL) {
		gs_box_token(token, &s->link);
		gs_http_show_token(s->source.http, token);
		gs_host_wipe(token, sizeof token);
		return GS_OK;
	}

	int err = gs_file_seed(seed, author, &s->report);
	if (err == GS_OK)
		err = gs_sign_secret(secret, seed);
	if (err == GS_OK)
		err = gs_http_show_role(s->source.http, &s->report, "author",
		    secret);
	gs_host_wipe(seed, sizeof seed);
	gs_host_wipe(secret, sizeof secret);
	return err;
}

int gs_cli_read(int argc, char **argv)
{
	struct gs_session s;
	const char *key = NULL, *server = NULL, *package = NULL, *proxy = NULL,
	    *out = NULL, *author = NULL, *reading = NULL;
	bool force = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(key),
		GS_OPTION_OTHER_SERVER(server),
		{.name = "package", .value = &package},
		{.name = "author", .value = &author},
		{.name = "reading", .value = &reading},
		GS_OPTION_PROXY(proxy),
		GS_OPTION_OUT(out),
		GS_OPTION_FORCE(force)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if ((package != NULL) == (argc - at == 1) ||
	    (package != NULL) != (author != NULL) ||
	    (package != NULL && server == NULL)) {
		gs_verb_say("read-usage", "give either a LINK, or --package "
		    "with --author and --server");
		return gs_verb_misused();
	}

	gs_session_start(&s);
	s.source.reading = reading;
	int err = gs_cli_out_free(out, force,
	    (const char *const[]){package, author}, 2);
	if (err == GS_OK && package == NULL)
		err = gs_session_link(&s, argv[at]);
	if (err == GS_OK)
		err = gs_session_connect(&s, server != NULL ? server :
		    s.link.server, key, proxy);
	if (err == GS_OK)
		err = package != NULL ? gs_session_package(&s, package, NULL) :
		    gs_session_unseal(&s);
	if (err == GS_OK)
		err = show_holder(&s, author);
	if (err == GS_OK)
		err = show_memo(&s, out);
	return gs_session_end(&s, err);
}
