/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay inbox: what the office has before it. */
#include <stdio.h>
#include <string.h>

#include "cli/common/annexes.h"
#include "cli/common/deleted.h"
#include "cli/common/desk.h"
#include "cli/common/docket.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/common/sealed.h"
#include "cli/print/letter.h"
#include "cli/print/agenda.h"
#include "cli/print/appeals.h"
#include "cli/print/cases.h"
#include "cli/print/memo.h"
#include "cli/print/questions.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/steps/json.h"

static const char help[] =
"usage: gainsay inbox [OPTION]... [N]\n"
"Says what is to be done next, by when and how, and lists the memos with their\n"
"duties and questions, newest first; with N opens that one, checks that its text\n"
"gives the memo id that was filed, and prints it; with --answers opens its\n"
"author's answers, and names what is unanswered. That a memo was opened, and by\n"
"whom, enters the log before its text is shown, once a day.\n\n"
GS_HELP_SERVER GS_HELP_KEY
"  --sign KEYFILE       the office's signing key (office.key); sealed files are\n"
"                       handed to those alone to whom they are sealed\n"
"  --role ROLE          another role that memos are sealed to; its key\n"
GS_HELP_READING GS_HELP_KEY_PASSPHRASE GS_HELP_NEW_WITNESSES
"  N, --memo N          the memo to open\n"
"  --identity AGEFILE   what opens memos sealed to the office (office.age)\n"
"  -o, --out FILE       where its text goes (default: '-', standard output)\n"
GS_HELP_ANNEX
"                       (instead of the text)\n"
GS_HELP_FORCE
"  --answers            instead: print the answers of the memo's author\n"
"  --report             instead: print the report of the memo's panel\n"
"  --appeals            instead: print what its author said of replies, and what\n"
"                       was decided; with --role appeal the replies too\n"
"  --duties             instead: all that is to be done, the next thing first\n"
"  --overdue            of these, what is overdue\n"
"  --duty NAME          of these, one kind, as reply or copy\n"
"  --owner ROLE         of these, those that this role owes\n"
GS_HELP_DOCKET
"  --json               the list as one JSON object (docs/spec/json.md)\n"
GS_HELP_WAY "\n"
GS_HELP_EXIT_DUTIES;

struct inbox {
	struct gs_source s;
	const char *server, *key, *number, *identity, *out, *annex;
	struct gs_docket_place place;
	struct gs_agenda_filter filter;
	bool answers, report, appeals, force, json, duties;
};

/* Standard output may be the text's: what is said of it goes beside. */
static int write_body(const struct inbox *in, const struct gs_content *c)
{
	bool is_stdout = strcmp(in->out, "-") == 0;

	int err = gs_cli_file_write(in->out, c->body.ptr, c->body.len, 0600);
	if (err != GS_OK)
		return err;
	gs_verb_tell("memo-opened", "the text of memo {0} gives the memo id "
	    "that was filed; written to {1}", gs_say_text(in->number),
	    gs_say_text(is_stdout ? "standard output" : in->out));

	for (size_t i = 0; i < c->annexes->count; i++) {
		const struct gs_annex *a = &c->annexes->of[i];

		gs_verb_tell("memo-annex", "annex {0}: {1} ({2}, {3} bytes)",
		    gs_say_number(i + 1), gs_say_span(a->name.ptr,
		    a->name.len), gs_say_span(a->kind.ptr, a->kind.len),
		    gs_say_number(a->size));
	}
	return GS_OK;
}

static int open_memo(struct inbox *in, const struct gs_memo *memo)
{
	struct gs_plain_memo plain;

	int err = gs_desk_open(&plain, &in->s, memo, in->identity);
	if (err == GS_OK)
		err = gs_desk_say_opened(&in->s, memo);
	if (err == GS_OK && in->annex != NULL)
		err = gs_annexes_out(plain.content.annexes, in->annex,
		    in->out);
	else if (err == GS_OK)
		err = write_body(in, &plain.content);
	gs_desk_close(&plain);
	return err;
}

static int open_answers(struct inbox *in, const struct gs_memo *memo)
{
	uint8_t secret[32];

	if (in->s.http == NULL) {
		gs_verb_say("answers-need-server", "answers are opened from a "
		    "server, give its URL");
		return GS_ERR_IO;
	}

	int err = gs_desk_identity(secret, &in->s, in->identity);
	if (err != GS_OK)
		return err;
	if (memo->question == NULL)
		printf("Nothing has been asked about memo %s.\n", in->number);
	err = gs_show_questions(in->s.http, memo, secret, true);
	gs_host_wipe(secret, sizeof secret);
	return err;
}

static int open_report(struct inbox *in, const struct gs_memo *memo)
{
	const struct gs_said *said = memo->said[GS_SAID_REPORT];
	struct gs_report report = {.text = ""};
	uint8_t secret[32], *plain = NULL;
	size_t len = 0;

	if (said == NULL || in->s.http == NULL) {
		gs_verb_tell("report-not-there", "memo {0} has no report that "
		    "could be fetched; give the server's URL, and see 'gainsay "
		    "status'", gs_say_number(memo->number));
		return GS_ERR_UNKNOWN;
	}
	if (gs_tell_deleted(memo, said->at, false))
		return GS_ERR_DENIED;
	int err = gs_desk_identity(secret, &in->s, in->identity);
	if (err == GS_OK) {
		err = gs_sealed_open(&plain, &len, &report, in->s.http,
		    gs_record_hash(&said->rec, "content"), secret);
		gs_verb_report(&report);
	}
	gs_host_wipe(secret, sizeof secret);

	if (err == GS_OK)
		gs_print_foreign(plain, len);
	gs_age_free(&plain, len);
	return err;
}

static int open_appeals(struct inbox *in, const struct gs_memo *memo)
{
	struct gs_report report = {.text = ""};
	const struct gs_appeal_view view = {.statements = true,
	    .replies = strcmp(in->s.role, "appeal") == 0};
	uint8_t secret[32];

	if (in->s.http == NULL) {
		gs_verb_say("appeals-need-server", "appeals are opened from a "
		    "server, give its URL");
		return GS_ERR_IO;
	}
	int err = gs_desk_identity(secret, &in->s, in->identity);
	if (err == GS_OK && view.replies)
		err = gs_desk_say_opened(&in->s, memo);
	if (err == GS_OK) {
		gs_print_appeals(memo, gs_state_at(gs_channel_state(
		    in->s.channel)), true);
		err = gs_show_appeals(in->s.http, &report, memo, secret,
		    view);
		gs_verb_report(&report);
	}
	gs_host_wipe(secret, sizeof secret);
	return err;
}

/* What is said of cases is the protection officer's, in their own inbox. */
static void list_cases_of(const struct inbox *in, int64_t now)
{
	const char *who = "protection";
	const struct gs_agenda_filter *f = &in->filter;

	if (in->s.role == NULL || strcmp(in->s.role, who) != 0 ||
	    f->duty != NULL || (f->owner != NULL &&
	    strcmp(f->owner, who) != 0))
		return;
	if (gs_print_open_cases(gs_channel_state(in->s.channel), now,
	    f->overdue))
		gs_verb_missed();
}

static int list_duties(const struct inbox *in)
{
	const struct gs_memo *m = gs_state_memo(gs_channel_state(
	    in->s.channel));
	int64_t now = 0;

	int err = gs_source_due_time(&now, &in->s);
	if (err == GS_OK)
		err = gs_print_missed(m, now);
	if (err == GS_OK)
		err = gs_print_agenda(&in->s, now, &in->filter, true);
	if (err == GS_OK)
		list_cases_of(in, now);
	return err;
}

/* Who has it, where the office says so. */
static int print_office(struct inbox *in, const struct gs_memo *memo)
{
	struct gs_docket_held docket;

	if (in->place.folder == NULL)
		return GS_OK;
	int err = gs_docket_take(&docket, &in->s, &in->place, memo);
	if (err == GS_OK)
		gs_docket_print(&docket.is);
	gs_docket_release(&docket);
	return err;
}

static int list_memos(struct inbox *in)
{
	const struct gs_source *s = &in->s;
	static const struct gs_agenda_filter any = {.duty = NULL};
	const struct gs_memo *newest = gs_state_memo(gs_channel_state(
	    s->channel));
	const struct gs_memo *m = newest;
	int64_t now = 0;

	int err = gs_source_due_time(&now, s);
	if (err == GS_OK && m == NULL)
		printf("Nothing has been filed.\n");
	if (err == GS_OK)
		err = gs_print_missed(m, now);
	if (err == GS_OK)
		err = gs_print_agenda(s, now, &any, false);
	if (err == GS_OK)
		list_cases_of(in, now);
	for (; err == GS_OK && m != NULL; m = m->before) {
		err = gs_print_memo(m, now, newest);
		if (err == GS_OK)
			err = print_office(in, m);
	}
	return err;
}

static json_t *person_json(struct gs_span text)
{
	return text.ptr == NULL ? json_null() : gs_json_of_span(text);
}

/* Of each memo of which the office keeps something; `null`: it keeps no such
 * folder, or none was named. */
static int put_dockets(struct gs_json_object *o, struct inbox *in)
{
	const struct gs_memo *m = gs_state_memo(gs_channel_state(
	    in->s.channel));
	json_t *list = in->place.folder == NULL ? json_null() : json_array();
	struct gs_docket_held docket;
	int err = GS_OK;

	for (; in->place.folder != NULL && err == GS_OK && m != NULL;
	    m = m->before) {
		struct gs_json_object one = gs_json_object_start();

		err = gs_docket_take(&docket, &in->s, &in->place, m);
		gs_json_put_number(&one, "memo", m->number);
		gs_json_put(&one, "in_hand", person_json(docket.is.to));
		gs_json_put(&one, "draft", json_boolean(gs_docket_has_draft(
		    &docket.is)));
		gs_json_put(&one, "changed_by", person_json(docket.is.by));
		if (gs_docket_is_empty(&docket.is))
			json_decref(one.json);
		else
			gs_json_append(list, o, one);
		gs_docket_release(&docket);
	}
	gs_json_put(o, "dockets", list);
	return err;
}

static int print_inbox_json(struct inbox *in)
{
	struct gs_json_object o = gs_json_object_start();

	int err = put_dockets(&o, in);
	if (err == GS_OK)
		return gs_print_memos_json(&in->s, o);
	json_decref(o.json);
	return err;
}

static int open_inbox(struct inbox *in)
{
	const struct gs_memo *memo = NULL;

	if (in->s.sign != NULL && in->s.role == NULL)
		in->s.role = "office";
	int err = in->annex != NULL ? GS_OK : gs_cli_out_free(in->out,
	    in->force, (const char *const[]){in->identity, in->s.sign}, 2);
	if (err == GS_OK)
		err = gs_source_open(&in->s, in->server, in->key, true);
	if (err != GS_OK)
		return err;

	if (in->json)
		return print_inbox_json(in);
	/* Standard output may be for the memo's text alone. */
	bool is_text = in->out != NULL && strcmp(in->out, "-") == 0;
	gs_say_exercise(is_text ? stderr : stdout, gs_state_charter(
	    gs_channel_state(in->s.channel))->exercise);
	if (in->duties)
		return list_duties(in);
	if (in->number == NULL)
		return list_memos(in);

	memo = gs_source_memo(&in->s, in->number);
	if (memo == NULL)
		return GS_ERR_UNKNOWN;
	return in->answers ? open_answers(in, memo) : in->report ?
	    open_report(in, memo) : in->appeals ? open_appeals(in, memo) :
	    open_memo(in, memo);
}

/* What may come from the configuration says nothing about what is wanted. */
static bool check_inbox(struct inbox *in)
{
	bool one = in->number != NULL;

	if (!one && (in->out != NULL || in->answers || in->report ||
	    in->appeals || in->annex != NULL))
		gs_verb_say("inbox-which", "--out, --annex, --answers, "
		    "--report and --appeals are about one memo: give its "
		    "number");
	else if (one && (in->s.sign == NULL || in->identity == NULL))
		gs_verb_say("inbox-how", "to open a memo or its answers, give "
		    "--sign and --identity, or a channel of your "
		    "configuration that says them");
	else if (in->duties && (one || in->json))
		gs_verb_say("inbox-duties", "--duties, --overdue, --duty "
		    "and --owner are about all memos, for people: give no number and no "
		    "--json");
	else if (in->filter.duty != NULL && !gs_agenda_knows(in->filter.duty))
		gs_verb_tell("inbox-duty-unknown", "'{0}' is no duty; it must "
		    "be {1}", gs_say_text(in->filter.duty),
		    gs_say_text(gs_agenda_list()));
	else if (one && in->json)
		gs_verb_say("inbox-json", "--json is for the list: give no "
		    "number");
	else if (in->answers + in->report + in->appeals + (in->out != NULL ||
	    in->annex != NULL) > 1)
		gs_verb_say("inbox-either", "--answers, or --report, or "
		    "--appeals, or --out and --annex");
	else if (in->annex != NULL && in->force)
		gs_verb_say("inbox-force", "an annex is never written over a "
		    "file: give no --force");
	else
		return true;
	return false;
}

int gs_cli_inbox(int argc, char **argv)
{
	struct inbox in = {.server = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(in.server),
		GS_OPTION_KEY(in.key),
		{.name = "memo", .value = &in.number},
		{.name = "identity", .value = &in.identity,
		 .setting = "identity"},
		GS_OPTION_OUT(in.out),
		GS_OPTION_ANNEX(in.annex),
		GS_OPTION_FORCE(in.force),
		{.name = "answers", .flag = &in.answers},
		{.name = "report", .flag = &in.report},
		{.name = "appeals", .flag = &in.appeals},
		{.name = "duties", .flag = &in.duties},
		{.name = "overdue", .flag = &in.filter.overdue},
		{.name = "duty", .value = &in.filter.duty},
		{.name = "owner", .value = &in.filter.owner},
		GS_OPTION_DOCKET(in.place),
		GS_OPTION_JSON(in.json),
		GS_OPTIONS_READER(in.s),
		GS_OPTIONS_WAY(in.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	in.duties |= in.filter.overdue || in.filter.duty != NULL ||
	    in.filter.owner != NULL;
	if ((at < argc && !gs_desk_number(&in.number, argc - at,
	    argv + at)) || !check_inbox(&in))
		return gs_verb_misused();
	if (in.out == NULL && !in.answers && !in.report && !in.appeals &&
	    in.annex == NULL && in.number != NULL)
		in.out = "-";

	in.place.identity = in.identity;
	int err = open_inbox(&in);
	gs_source_close(&in.s);
	return gs_verb_end(err);
}
