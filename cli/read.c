/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay read: what became of a memo, and its reply, for whoever holds its
 * link or its package. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/deleted.h"
#include "cli/common/files.h"
#include "cli/common/contact.h"
#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "cli/common/sealed.h"
#include "cli/common/session.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "cli/print/appeals.h"
#include "cli/print/json.h"
#include "cli/print/letter.h"
#include "cli/print/memo.h"
#include "cli/print/questions.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/memo/word_code.h"
#include "lib/records/position.h"
#include "lib/sign.h"
#include "lib/steps/memo_json.h"
#include "lib/steps/resupply.h"

static const char help[] =
"usage: gainsay read --key VKEY [--proxy URL] [-o FILE] LINK\n"
"       gainsay read --state F [--proxy URL] [-o FILE] LINK\n"
"       gainsay read --key VKEY --server URL | --state F --package PACKAGE\n"
"           --author SEEDFILE [-o FILE]\n"
"Shows what became of a memo, and opens the office's questions and its reply,\n"
"which are sealed to those who hold the memo. Needs no state: who reads is told\n"
"to nobody. With a state it also looks whether the server kept its promises.\n\n"
GS_HELP_KEY
"  --state F            your state, which has that key\n"
GS_HELP_PASSPHRASE
"  --package PACKAGE    the memo, as 'gainsay compose' wrote it\n"
"  --server URL         the channel's server (default: the link's or the\n"
"                       state's)\n"
"  --author SEEDFILE    the author's seed, PACKAGE.author: shows the server that\n"
"                       it is the author who fetches what is sealed to the memo\n"
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_WAY
"  -o, --out FILE       write the reply to FILE instead of printing it\n"
GS_HELP_FORCE
GS_HELP_JSON
GS_HELP_LINK "\n"
"Exit codes: 0 no duty is missed; 1 refused; 2 nothing could be told; 3 a duty is\n"
"missed, or a promise to you is broken.\n";

/* Of a letter that does not open, or is not what its record commits to: its
 * author alone can say so. */
static int tell_remedy(const struct gs_session *s, int err)
{
	if (err != GS_OK && (strcmp(s->report.code, "content-not-opened") ==
	    0 || strncmp(s->report.code, "wording-", 8) == 0))
		printf("It does not open. The memo's author can say so for "
		    "ever: 'gainsay unreadable'.\n");
	return err;
}

static int show_reply(struct gs_session *s, const struct gs_memo_reply *reply,
    const char *out)
{
	const struct gs_memo *memo = gs_state_memo_by(s->matter.state,
	    s->matter.content.id);
	struct gs_opened_reply opened;
	const struct gs_span *text = &opened.wording.text;

	if (out == NULL ? gs_print_deleted(memo, reply->at, "Reply",
	        reply->number) : gs_tell_deleted(memo, reply->at, false))
		return out == NULL ? GS_OK : GS_ERR_DENIED;
	int err = tell_remedy(s, gs_reply_open(&opened, &s->report,
	    s->source.http, memo, &reply->rec,
	    s->matter.content.secrets.reply));
	if (err != GS_OK) {
		gs_reply_close(&opened);
		return err;
	}

	if (out == NULL && reply->number == 1)
		printf("The reply:\n\n");
	else if (out == NULL)
		printf("\nReply %llu:\n\n",
		    (unsigned long long)reply->number);
	if (out == NULL)
		gs_print_foreign(text->ptr, text->len);
	else
		err = gs_file_write(out, text->ptr, text->len, 0600,
		    &s->report);
	gs_reply_close(&opened);
	return err;
}

/* All of them; into a file the newest alone. */
static int show_replies(struct gs_session *s, const struct gs_memo *memo,
    const char *out)
{
	uint64_t count = gs_reply_count(memo);
	int err = GS_OK;

	if (count == 0)
		printf("There is no reply yet.\n");
	for (uint64_t n = out == NULL || count == 0 ? 1 : count;
	    err == GS_OK && n <= count; n++)
		err = show_reply(s, gs_reply_by(memo, n), out);
	return err;
}

/* Beside the reply, not instead of it. */
static int show_corrections(struct gs_session *s, const struct gs_memo *memo)
{
	uint64_t count = memo->correction == NULL ? 0 :
	    memo->correction->number;

	for (uint64_t n = 1; n <= count; n++) {
		const struct gs_correction *c = gs_correction_by(memo, n);
		struct gs_opened_reply opened;

		if (gs_print_deleted(memo, c->at, "Correction", n))
			continue;
		int err = tell_remedy(s, gs_reply_open(&opened, &s->report,
		    s->source.http, memo, &c->rec,
		    s->matter.content.secrets.reply));

		if (err != GS_OK) {
			gs_reply_close(&opened);
			return err;
		}
		if (c->reply == 1)
			printf("\nCorrection %llu of the reply:\n\n",
			    (unsigned long long)n);
		else
			printf("\nCorrection %llu, of reply %llu:\n\n",
			    (unsigned long long)n,
			    (unsigned long long)c->reply);
		gs_print_foreign(opened.wording.text.ptr,
		    opened.wording.text.len);
		gs_reply_close(&opened);
	}
	return GS_OK;
}

/* What the panel found, if it has reported. */
static int show_report(struct gs_session *s, const struct gs_memo *memo)
{
	const struct gs_said *report = memo->said[GS_SAID_REPORT];
	uint8_t *plain = NULL;
	size_t len = 0;

	if (report == NULL || gs_print_deleted(memo, report->at,
	    "The panel's report", 0))
		return GS_OK;
	int err = gs_sealed_open(&plain, &len, &s->report, s->source.http,
	    gs_record_hash(&report->rec, "content"),
	    s->matter.content.secrets.reply);
	if (err != GS_OK)
		return err;
	printf("\nThe panel's report:\n\n");
	gs_print_foreign(plain, len);
	gs_age_free(&plain, len);
	return GS_OK;
}

/* What the log fixed and does not tell; the reader's own finding. */
static int show_position(struct gs_session *s, const struct gs_memo *memo,
    const struct gs_position *p)
{
	struct gs_stance stance = {.word = NULL};
	uint8_t *plain = NULL;
	size_t len = 0;

	int err = gs_sealed_open(&plain, &len, &s->report, s->source.http,
	    gs_record_hash(&p->rec, "content"),
	    s->matter.content.secrets.reply);
	if (err == GS_OK)
		err = gs_stance_read(&stance, &s->report, memo, p,
		    (struct gs_span){plain, len});
	if (err == GS_OK) {
		printf("\nPosition %llu, taken in private: %s. The log fixes "
		    "it, and it is for those who hold the memo:\n\n",
		    (unsigned long long)p->number, stance.word);
		gs_print_foreign(stance.text.ptr, stance.text.len);
	}
	gs_host_wipe(&stance, sizeof stance);
	gs_age_free(&plain, len);
	return err;
}

/* One that does not open, or is not what was committed to, is said, and keeps
 * nobody from the others. */
static int show_positions(struct gs_session *s, const struct gs_memo *memo)
{
	uint64_t count = memo->position == NULL ? 0 : memo->position->number;
	int err = GS_OK;

	for (uint64_t n = 1; n <= count; n++) {
		const struct gs_position *p = gs_position_by(memo, n);
		int shown = p->side != GS_SIDE_PRIVATE ||
		    gs_print_deleted(memo, p->at, "The text of position", n) ?
		    GS_OK : show_position(s, memo, p);

		if (shown == GS_OK)
			continue;
		printf("Position %llu cannot be read. The memo's author can "
		    "object for ever: 'gainsay dispute'.\n",
		    (unsigned long long)n);
		err = shown;
	}
	return err;
}

/* Whoever has the memo can make the file that a resupply must be: another one
 * was sealed by somebody who wants the office not to read it. */
static int show_resupplies(struct gs_session *s, const struct gs_memo *memo)
{
	const struct gs_unreadable *u = memo->unreadable;
	int err = GS_OK;

	for (; err == GS_OK && u != NULL; u = u->before) {
		bool is = false;

		if (u->resupplied == 0)
			continue;
		err = gs_resupply_is_true(&is, &s->matter, memo, u);
		if (err == GS_OK && is)
			printf("The file of resupply %llu is this memo's.\n",
			    (unsigned long long)u->number);
		else if (err == GS_OK)
			printf("%sThe file of resupply %llu is not this "
			    "memo's%s: a member sealed something else.\n",
			    gs_terminal_escape(GS_STYLE_BAD),
			    (unsigned long long)u->number,
			    gs_terminal_escape(GS_STYLE_PLAIN));
	}
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
	int err = gs_print_memo(memo, s->matter.now,
	    gs_state_memo(s->matter.state));
	if (err == GS_OK)
		err = show_resupplies(s, memo);
	if (err != GS_OK)
		return err;

	/* A question that cannot be opened keeps nobody from the reply. */
	int asked = gs_show_questions(s->source.http, memo,
	    content->secrets.reply, false);
	err = show_replies(s, memo, out);
	if (err == GS_OK)
		err = show_corrections(s, memo);
	if (err == GS_OK)
		err = gs_show_appeals(s->source.http, &s->report, memo,
		    content->secrets.reply, (struct gs_appeal_view){
		    .statements = false});
	if (err == GS_OK)
		err = show_report(s, memo);
	if (err == GS_OK)
		err = show_positions(s, memo);
	return err == GS_OK ? asked : err;
}

/* For programs -------------------------------------------------------- */

/* A record that names a sealed file, and when it entered. */
struct letter {
	const struct gs_memo *memo;
	const struct gs_record *rec;
	int64_t at;
};

static bool is_letter_gone(const struct letter *l)
{
	return gs_deletion_of(l->memo, l->at, false, INT64_MAX) != NULL;
}

/* What a sealed file says; null if it was deleted, or cannot be opened, which
 * is said. */
static int put_letter(struct gs_json_object *o, const char *name,
    struct gs_session *s, struct letter letter)
{
	struct gs_report report = {.text = ""};
	uint8_t *plain = NULL;
	size_t len = 0;

	if (is_letter_gone(&letter)) {
		gs_json_put(o, name, json_null());
		return GS_OK;
	}

	int err = gs_sealed_open(&plain, &len, &report, s->source.http,
	    gs_record_hash(letter.rec, "content"),
	    s->matter.content.secrets.reply);
	json_t *text = err != GS_OK ? NULL :
	    json_stringn((const char *)plain, len);
	gs_json_put(o, name, text != NULL ? text : json_null());
	gs_age_free(&plain, len);
	gs_verb_report(&report);
	return err;
}

/* The text of a reply or a correction, likewise. */
static int put_reply(struct gs_json_object *o, const char *name,
    struct gs_session *s, struct letter letter)
{
	struct gs_report report = {.text = ""};
	struct gs_opened_reply opened;

	if (is_letter_gone(&letter)) {
		gs_json_put(o, name, json_null());
		return GS_OK;
	}
	int err = gs_reply_open(&opened, &report, s->source.http, letter.memo,
	    letter.rec, s->matter.content.secrets.reply);
	gs_json_put(o, name, err != GS_OK ? json_null() :
	    gs_json_of_span(opened.wording.text));
	gs_reply_close(&opened);
	gs_verb_report(&report);
	return err;
}

static int put_decision_texts(struct gs_json_object *o,
    struct gs_session *s, const struct gs_memo *memo)
{
	json_t *list = json_array();
	const struct gs_appeal *a = NULL;
	int err = GS_OK;

	for (uint64_t n = 1; (a = gs_appeal_by(memo, n)) != NULL; n++) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "appeal", n);
		gs_json_put(&one, "text", json_null());
		int opened = a->decided == 0 ? GS_OK : put_letter(&one,
		    "text", s, (struct letter){memo, &a->decision,
		        a->decided});
		err = err == GS_OK ? opened : err;
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "decision_texts", list);
	return err;
}

static int put_letters(struct gs_json_object *o, struct gs_session *s,
    const struct gs_memo *memo)
{
	uint64_t asked = memo->question == NULL ? 0 : memo->question->number;
	uint64_t corrected = memo->correction == NULL ? 0 :
	    memo->correction->number;
	json_t *questions = json_array(), *corrections = json_array();
	int err = GS_OK;

	for (uint64_t n = 1; n <= asked; n++) {
		struct gs_json_object one = gs_json_object_start();
		gs_json_put_number(&one, "question", n);
		const struct gs_question *q = gs_question_by(memo, n);
		int opened = put_letter(&one, "text", s,
		    (struct letter){memo, &q->ask, q->asked});
		err = err == GS_OK ? opened : err;
		gs_json_append(questions, o, one);
	}
	for (uint64_t n = 1; n <= corrected; n++) {
		struct gs_json_object one = gs_json_object_start();
		gs_json_put_number(&one, "correction", n);
		const struct gs_correction *c = gs_correction_by(memo, n);
		int opened = put_reply(&one, "text", s,
		    (struct letter){memo, &c->rec, c->at});
		err = err == GS_OK ? opened : err;
		gs_json_append(corrections, o, one);
	}
	gs_json_put(o, "question_texts", questions);
	gs_json_put(o, "correction_texts", corrections);

	int decided = put_decision_texts(o, s, memo);
	err = err == GS_OK ? decided : err;
	const struct gs_said *report = memo->said[GS_SAID_REPORT];
	gs_json_put(o, "report_text", json_null());
	if (report != NULL) {
		int found = put_letter(o, "report_text", s, (struct letter){
		    memo, &report->rec, report->at});
		err = err == GS_OK ? found : err;
	}
	gs_json_put(o, "reply_text", json_null());
	int opened = memo->reply == NULL ? GS_OK : put_reply(o, "reply_text",
	    s, (struct letter){memo, &memo->reply->rec, memo->reply->at});
	return err == GS_OK ? opened : err;
}

static int put_resupplies(struct gs_json_object *o, struct gs_session *s,
    const struct gs_memo *memo)
{
	json_t *list = json_array();
	uint64_t count = memo->unreadable == NULL ? 0 :
	    memo->unreadable->number;
	int err = GS_OK;

	for (uint64_t n = 1; err == GS_OK && n <= count; n++) {
		const struct gs_unreadable *u = gs_unreadable_by(memo, n);
		struct gs_json_object one = gs_json_object_start();
		bool is = false;

		if (u->resupplied != 0)
			err = gs_resupply_is_true(&is, &s->matter, memo, u);
		gs_json_put_number(&one, "resupply", n);
		gs_json_put(&one, "is_the_memo", u->resupplied == 0 ?
		    json_null() : json_boolean(is));
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "resupplies", list);
	return err;
}

static int put_memo(struct gs_json_object *o, struct gs_session *s,
    const struct gs_memo *memo)
{
	struct gs_json_object one = gs_json_object_start();
	char code[GS_WORD_CODE_MAX];
	uint64_t missed = 0;

	int err = gs_word_code_make(code, &s->report, memo->id);
	if (err == GS_OK)
		err = gs_memo_put_json(&one, memo, s->matter.now,
		    gs_state_memo(s->matter.state));
	if (err == GS_OK)
		err = gs_count_missed(&missed, memo, s->matter.now, true);
	if (err == GS_OK)
		gs_json_put(&one, "word_code", json_string(code));
	gs_json_put_object(o, "memo", one);
	if (err == GS_OK)
		err = put_resupplies(o, s, memo);
	return err == GS_OK ? put_letters(o, s, memo) : err;
}

/* A letter that cannot be opened is null, and its error the result. */
static int tell_memo_json(struct gs_session *s)
{
	struct gs_json_object o = gs_json_object_start();
	const struct gs_log_view view = gs_source_view(&s->source,
	    s->matter.now);
	const struct gs_memo *memo = gs_state_memo_by(s->matter.state,
	    s->matter.content.id);
	int err = GS_OK;

	gs_channel_put_json(&o, &view);
	if (memo != NULL) {
		err = put_memo(&o, s, memo);
	} else {
		gs_json_put(&o, "memo", json_null());
		gs_json_put(&o, "reply_text", json_null());
		gs_json_put(&o, "report_text", json_null());
		gs_json_put(&o, "question_texts", json_array());
		gs_json_put(&o, "correction_texts", json_array());
		gs_json_put(&o, "resupplies", json_array());
	}
	int printed = gs_json_print(&o);
	return err == GS_OK ? printed : err;
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

struct reading_run {
	struct gs_session_entry entry;
	const char *key, *package, *author, *out;
	bool force, json;
	struct gs_session s;
};

/* Who has a state reads with its key, and is told of broken promises. */
static int enter_log(struct reading_run *r)
{
	struct gs_session *s = &r->s;
	size_t broken = 0;

	if (r->entry.state == NULL) {
		s->source.reading = r->entry.reading;
		s->source.acts = false;
		return gs_session_follow(s, &r->entry, r->key);
	}

	int err = gs_session_load(s, r->entry.state, r->entry.passphrase);
	if (err == GS_OK)
		err = gs_contact_member(s, &r->entry, &broken);
	if (broken > 0)
		gs_verb_missed();
	if (err == GS_OK && r->package == NULL && r->entry.server == NULL)
		err = gs_matter_home(&s->report, s->member, s->matter.state,
		    &s->link);
	return err;
}

static int tell_outcome(struct reading_run *r, const char *link)
{
	struct gs_session *s = &r->s;

	int err = gs_cli_out_free(r->out, r->force,
	    (const char *const[]){r->package, r->author}, 2);
	if (err == GS_OK && r->package == NULL)
		err = gs_session_link(s, link);
	if (err == GS_OK)
		err = enter_log(r);
	if (err == GS_OK)
		err = r->package != NULL ?
		    gs_session_package(s, r->package, NULL) :
		    gs_session_unseal(s);
	if (err == GS_OK && r->package == NULL)
		err = gs_contact_box(s, r->entry.state, GS_CONTACT_ALL);
	if (err == GS_OK)
		err = show_holder(s, r->author);
	if (err == GS_OK)
		err = r->json ? tell_memo_json(s) : show_memo(s, r->out);
	if (err == GS_OK)
		gs_queue_look(s, r->entry.state);
	return err;
}

static bool check_reading_usage(const struct reading_run *r, bool link)
{
	if ((r->package != NULL) == link ||
	    (r->package != NULL) != (r->author != NULL) ||
	    (r->package != NULL && r->entry.server == NULL &&
	    r->entry.state == NULL))
		gs_verb_say("read-usage", "give either a LINK, or --package "
		    "with --author, and --server or a --state, which knows "
		    "it");
	else if (r->json && r->out != NULL)
		gs_verb_say("read-usage-json", "--json has the reply in it: "
		    "give no -o");
	else if ((r->key == NULL) == (r->entry.state == NULL))
		gs_verb_say("read-usage-key", "give either --key or --state, "
		    "which has the key");
	else
		return true;
	return false;
}

int gs_cli_read(int argc, char **argv)
{
	struct reading_run r = {.key = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "state", .value = &r.entry.state,
		 .setting = "state", .unless = "package"},
		{.name = "key", .value = &r.key, .setting = "key",
		 .unless = "state"},
		GS_OPTION_PASSPHRASE(r.entry.passphrase),
		{.name = "server", .value = &r.entry.server,
		 .setting = "server", .with = "package"},
		{.name = "package", .value = &r.package},
		{.name = "author", .value = &r.author},
		GS_OPTION_READING(r.entry),
		GS_OPTION_CACHE(r.entry),
		GS_OPTIONS_WAY(r.entry.way),
		GS_OPTION_OUT(r.out),
		GS_OPTION_FORCE(r.force),
		GS_OPTION_JSON(r.json)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!check_reading_usage(&r, argc - at == 1))
		return gs_verb_misused();

	gs_session_start(&r.s);
	r.s.json = r.json;
	gs_session_want(&r.s, GS_WANT_NEWS, r.entry.cache_dir);
	int err = tell_outcome(&r, argv[at]);
	return gs_session_end(&r.s, err);
}
