/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay unreadable: a memo's author says that a letter of the office does not
 * open, or says nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/contact.h"
#include "cli/common/deliver.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/sealed.h"
#include "cli/common/session.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/steps/answer.h"
#include "lib/steps/unreadable.h"
#include "lib/steps/when.h"

static const char help[] =
"usage: gainsay unreadable [OPTION]... --package PACKAGE --reply |\n"
"           --question Q | --correction C\n"
"Says, as a memo's author and unnamed, that the office's reply, a correction\n"
"of it or a question cannot be opened, or says nothing. Fetches and tries it:\n"
"of one that opens and is a text nothing is said. It discharges and starts no\n"
"duty, and is shown for ever wherever the duty is called met. It waits for the\n"
"next release with other acts; everyone can see that the author still acts.\n"
"Asks first.\n\n"
GS_HELP_SERVER
GS_HELP_KEY
"  --state F            your state keeps the record and the promise of it, under\n"
"                       its passphrase, until the log has it\n"
GS_HELP_PASSPHRASE
"  --package PACKAGE    the memo, as 'gainsay compose' wrote it\n"
"  --author SEEDFILE    the author's seed (default: PACKAGE.author)\n"
"  --reply              the reply, the newest if there are several\n"
"  --question Q         the question of that number, as 'gainsay read' shows it\n"
"  --correction C       the correction of that number\n"
"  --promise FILE       write what the server signs to FILE, its promise or its\n"
"                       refusal, which 'gainsay audit' checks; whoever finds it\n"
"                       with you knows who said it\n"
GS_HELP_FORCE
GS_HELP_YES GS_HELP_READING GS_HELP_CACHE GS_HELP_WAY;

struct finding {
	struct gs_session_entry entry;
	const char *key, *package, *author, *question, *correction, *promise;
	bool reply, yes, force;
	struct gs_session s;
	struct gs_letter_ref letter;
	uint8_t secret[64]; /* secret: the author's */
};

/* The memo of the package, and its author's key. */
static int read_memo_of(struct finding *f)
{
	struct gs_session *s = &f->s;
	char path[4096];
	uint8_t seed[32];

	int err = gs_session_package(s, f->package, NULL);
	if (err != GS_OK)
		return err;
	f->letter.memo = gs_state_memo_by(s->matter.state,
	    s->matter.content.id);
	if (f->letter.memo == NULL) {
		gs_report_tell(&s->report, "unreadable-not-filed", "the memo "
		    "of {0} is not filed", gs_say_text(f->package));
		return GS_ERR_UNKNOWN;
	}

	(void)snprintf(path, sizeof path, "%.4000s.author", f->package);
	err = gs_file_seed(seed, f->author != NULL ? f->author : path,
	    &s->report);
	if (err == GS_OK)
		err = gs_answer_key(f->secret, &s->report, f->letter.memo,
		    seed);
	gs_host_wipe(seed, sizeof seed);
	return err;
}

static int read_letter_number(struct finding *f, const char *option,
    const char *text, uint64_t most)
{
	if (gs_decimal_decode(&f->letter.which, text, strlen(text),
	    most) == GS_OK && f->letter.which > 0)
		return GS_OK;
	gs_report_tell(&f->s.report, "unreadable-number-form", "{0} takes a "
	    "number, 1 to {1}, and not '{2}'", gs_say_text(option),
	    gs_say_number(most), gs_say_text(text));
	return GS_ERR_FORMAT;
}

static int read_which(struct finding *f)
{
	f->letter.what = f->question != NULL ? GS_UNREADABLE_QUESTION :
	    f->correction != NULL ? GS_UNREADABLE_CORRECTION :
	    GS_UNREADABLE_REPLY;
	if (f->question != NULL)
		return read_letter_number(f, "--question", f->question,
		    GS_QUESTIONS_MAX);
	return f->correction == NULL ? GS_OK : read_letter_number(f,
	    "--correction", f->correction, GS_CORRECTIONS_MAX);
}

/* The server hands it to the author; what it does not hand out is not the
 * office's to answer for. */
static int try_letter(struct finding *f)
{
	struct gs_session *s = &f->s;
	const uint8_t *content = NULL;
	struct gs_report what = {.text = ""};
	uint8_t *sealed = NULL;
	size_t len = 0;

	int err = gs_unreadable_find(&content, &s->report, &f->letter);
	if (err == GS_OK)
		err = gs_http_show_role(s->source.http, &s->report, "author",
		    f->secret);
	if (err == GS_OK)
		err = gs_sealed_fetch(&sealed, &len, &s->report,
		    s->source.http, content);
	if (err == GS_OK)
		err = gs_unreadable_try(&what, &s->report, &f->letter,
		    (struct gs_span){sealed, len},
		    s->matter.content.secrets.reply);
	free(sealed);
	if (err != GS_OK)
		return err;
	if (f->reply)
		printf("The reply to memo %llu: %s.\n",
		    (unsigned long long)f->letter.memo->number, what.text);
	else
		printf("%s %llu about memo %llu: %s.\n",
		    f->question != NULL ? "Question" : "Correction",
		    (unsigned long long)f->letter.which,
		    (unsigned long long)f->letter.memo->number, what.text);
	return GS_OK;
}

static int send_finding(struct finding *f)
{
	struct gs_session *s = &f->s;
	uint8_t record[1024];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	const struct gs_delivery d = {.source = &s->source,
	    .member = s->member, .state = f->entry.state, .filed = true,
	    .promise = f->promise};
	char *promise = NULL, when[GS_LOCAL_TIME_MAX];

	int err = gs_unreadable_write(&w, &f->letter, f->secret);
	const struct gs_keep_order order = {.record = {record, w.len},
	    .edition = f->letter.memo->roll->edition};
	if (err == GS_OK)
		err = gs_deliver(&promise, &s->report, &d, &order);
	if (err != GS_OK)
		return err;
	gs_when_release(when, s->matter.state, s->matter.now);
	printf("Said: it enters the log with the next release,\nat %s.\n",
	    when);
	err = gs_deliver_tell(&s->report, &d, promise,
	    (struct gs_span){NULL, 0});
	free(promise);
	return err;
}

static int say_unreadable(struct finding *f)
{
	int err = read_which(f);

	if (err == GS_OK)
		err = gs_cli_out_free(f->promise, f->force, NULL, 0);
	if (err == GS_OK)
		err = gs_contact_enter_author(&f->s, &f->entry, f->key);
	if (err == GS_OK)
		err = read_memo_of(f);
	if (err == GS_OK && f->reply)
		f->letter.which = gs_reply_count(f->letter.memo);
	if (err == GS_OK)
		err = try_letter(f);
	if (err == GS_OK)
		err = gs_terminal_ask("Say so for ever?", f->yes);
	return err == GS_OK ? send_finding(f) : err;
}

int gs_cli_unreadable(int argc, char **argv)
{
	struct finding f = {.key = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(f.entry.server),
		GS_OPTION_KEY(f.key),
		{.name = "state", .value = &f.entry.state, .setting = "state"},
		GS_OPTION_PASSPHRASE(f.entry.passphrase),
		{.name = "package", .value = &f.package, .required = true},
		{.name = "author", .value = &f.author},
		{.name = "reply", .flag = &f.reply},
		{.name = "question", .value = &f.question},
		{.name = "correction", .value = &f.correction},
		{.name = "promise", .value = &f.promise},
		GS_OPTION_FORCE(f.force),
		GS_OPTION_YES(f.yes),
		GS_OPTION_READING(f.entry),
		GS_OPTION_CACHE(f.entry),
		GS_OPTIONS_WAY(f.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (f.reply + (f.question != NULL) + (f.correction != NULL) != 1) {
		gs_verb_say("unreadable-usage-what", "give one of --reply, "
		    "--question and --correction");
		return gs_verb_misused();
	}

	gs_session_start(&f.s);
	gs_session_want(&f.s, GS_WANT_NEWS, f.entry.cache_dir);
	int err = say_unreadable(&f);
	gs_host_wipe(f.secret, sizeof f.secret);
	return gs_session_end(&f.s, err);
}
