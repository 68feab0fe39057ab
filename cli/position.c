/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay position: what the office takes a request for, in private and in
 * public. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/deleted.h"
#include "cli/common/desk.h"
#include "cli/common/sealed.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/steps/position.h"

static const char help[] =
"usage: gainsay position [OPTION]... --private --stance WORD --text FILE N\n"
"       gainsay position [OPTION]... --public --stance WORD --said TEXT\n"
"           --place TEXT --date DAY [--url URL] N\n"
"       gainsay position [OPTION]... --open P --identity AGEFILE N\n"
"Says what the office takes a request of memo N for. In private: the text and\n"
"the stance are sealed to those who hold the memo, and to the office; the log\n"
"fixes them at their time and tells neither. In public: what was said, where and\n"
"when, for everybody. --open makes a private one known, and everybody can check\n"
"that it is what was taken then. 'gainsay status' shows where the two differ, and\n"
"since when; what is still sealed is unknown there, never the same. The author\n"
"may object ('gainsay dispute'). It moves no deadline. Asks first.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --request R          the request's number; of a memo that has none: none\n"
"  --private            taken in private: sealed\n"
"  --public             taken in public\n"
"  --stance WORD        what it comes to: accepted, partly, declined,\n"
"                       no-decision, already-done or out-of-scope\n"
"  --text FILE          the private position, in words\n"
"  --said TEXT          what was said in public, one line\n"
"  --place TEXT         where it was said\n"
"  --date DAY           when, as 2023-11-03\n"
"  --url URL            where it can be read\n"
"  --open P             make private position P known: its stance, not its text\n"
"  --identity AGEFILE   office.age, which opens what is sealed to the office\n"
GS_HELP_YES GS_HELP_WAY;

struct taking {
	struct gs_desk desk;
	const char *request, *stance, *text, *said, *place, *date, *url;
	const char *open, *identity;
	bool in_private, in_public;
	struct gs_letter letter;
	uint8_t secret[64]; /* secret: the office's */
};

static int take_key(struct taking *t)
{
	t->letter.memo = t->desk.memo;
	t->letter.secret = t->secret;
	return gs_desk_key(t->secret, &t->desk.source, t->desk.sign);
}

static void show_heading(const struct taking *t, uint64_t request,
    const char *side, const char *word)
{
	printf("The position on ");
	if (request > 0)
		printf("request %llu of ", (unsigned long long)request);
	printf("memo %llu, taken in %s: %s\n",
	    (unsigned long long)t->desk.memo->number, side, word);
}

/* The request and the stance of either side. */
static int read_words_given(struct taking *t, uint64_t *request,
    const char **word)
{
	struct gs_report report = {.text = ""};

	int err = gs_position_on(request, &report, t->desk.memo, t->request);
	if (err == GS_OK)
		err = gs_position_word(word, &report, t->stance);
	gs_verb_report(&report);
	return err;
}

static int take_private(struct taking *t)
{
	struct gs_report report = {.text = ""};
	uint8_t *text = NULL;
	uint64_t request = 0;
	const char *word = NULL;
	size_t len = 0;

	int err = read_words_given(t, &request, &word);
	if (err == GS_OK)
		err = gs_letter_read(&text, &len, GS_AGE_PLAIN_MAX -
		    GS_STANCE_HEAD_MAX, t->text);
	if (err == GS_OK) {
		show_heading(t, request, "private", word);
		err = gs_letter_confirm((struct gs_span){text, len},
		    "Fix it? It cannot be taken back.", t->desk.yes);
	}
	if (err == GS_OK)
		err = take_key(t);
	if (err == GS_OK) {
		t->letter.text = (struct gs_span){text, len};
		err = gs_position_keep(&t->letter, &report, request, word);
		gs_verb_report(&report);
	}
	gs_file_wipe(&text, len);
	return err;
}

static int take_public(struct taking *t)
{
	struct gs_public_position p = {.text = t->said, .place = t->place,
	    .url = t->url};
	struct gs_report report = {.text = ""};

	int err = read_words_given(t, &p.request, &p.word);
	if (err == GS_OK)
		err = gs_position_day(&p.day, &report, t->date);
	if (err == GS_OK) {
		show_heading(t, p.request, "public", p.word);
		err = gs_letter_confirm((struct gs_span){
		    (const uint8_t *)t->said, strlen(t->said)},
		    "Say so for ever?", t->desk.yes);
	}
	if (err == GS_OK)
		err = take_key(t);
	if (err == GS_OK)
		err = gs_position_tell(&t->letter, &report, &p);
	gs_verb_report(&report);
	return err;
}

/* What is sealed, if it is what the record commits to; *plain (secret) is
 * released by gs_age_free. */
static int unseal_stance(struct gs_stance *out, uint8_t **plain, size_t *len,
    struct taking *t, const struct gs_position *position)
{
	struct gs_report report = {.text = ""};
	uint8_t identity[32];

	if (gs_tell_deleted(t->desk.memo, position->at, false))
		return GS_ERR_DENIED;
	int err = gs_desk_identity(identity, &t->desk.source, t->identity);
	if (err == GS_OK)
		err = gs_sealed_open(plain, len, &report, t->desk.source.http,
		    gs_record_hash(&position->rec, "content"), identity);
	gs_host_wipe(identity, sizeof identity);
	if (err == GS_OK)
		err = gs_stance_read(out, &report, t->desk.memo, position,
		    (struct gs_span){*plain, *len});
	gs_verb_report(&report);
	return err;
}

static int open_private(struct taking *t, const struct gs_position *position)
{
	struct gs_report report = {.text = ""};
	struct gs_stance stance = {.word = NULL};
	uint8_t *plain = NULL;
	size_t len = 0;

	int err = unseal_stance(&stance, &plain, &len, t, position);
	if (err == GS_OK) {
		show_heading(t, stance.request, "private", stance.word);
		err = gs_letter_confirm(stance.text,
		    "Make the stance known for ever? The text stays sealed.",
		    t->desk.yes);
	}
	if (err == GS_OK)
		err = take_key(t);
	if (err == GS_OK)
		err = gs_position_show(&t->letter, &report, position,
		    &stance);
	gs_verb_report(&report);
	gs_host_wipe(&stance, sizeof stance);
	gs_age_free(&plain, len);
	return err;
}

static int open_position(struct taking *t)
{
	struct gs_report report = {.text = ""};
	const struct gs_position *position = NULL;

	int err = gs_position_named(&position, &report, t->desk.memo, t->open);
	if (err == GS_OK && position->side != GS_SIDE_PRIVATE) {
		gs_report_tell(&report, "position-not-sealed-one", "position "
		    "{0} is not a private one: there is nothing to open",
		    gs_say_number(position->number));
		err = GS_ERR_RULE;
	}
	gs_verb_report(&report);
	if (err == GS_OK && t->desk.source.http == NULL) {
		gs_verb_say("position-needs-server", "what is sealed is "
		    "fetched from a server, give its URL");
		err = GS_ERR_IO;
	}
	return err == GS_OK ? open_private(t, position) : err;
}

static int send_position(struct taking *t)
{
	const struct gs_memo *memo = t->desk.memo;
	const struct gs_letter *l = &t->letter;
	const struct gs_span sealed = {l->sealed, l->sealed_len};

	int err = gs_desk_send(&t->desk.source, (struct gs_span){l->record,
	    l->record_len}, &sealed, l->sealed != NULL ? 1 : 0);
	if (err == GS_OK)
		printf("It is position %llu on memo %llu.\n",
		    (unsigned long long)(memo->position == NULL ? 1 :
		        memo->position->number + 1),
		    (unsigned long long)memo->number);
	return err;
}

static int take_position(struct taking *t)
{
	int err = t->open != NULL ? open_position(t) :
	    t->in_private ? take_private(t) : take_public(t);

	if (err == GS_OK)
		err = send_position(t);
	gs_host_wipe(t->secret, sizeof t->secret);
	gs_letter_free(&t->letter);
	return err;
}

static bool check_position_usage(const struct taking *t)
{
	bool of_public = t->said != NULL && t->place != NULL &&
	    t->date != NULL;
	bool no_public = t->said == NULL && t->place == NULL &&
	    t->date == NULL && t->url == NULL;

	if (t->in_private + t->in_public + (t->open != NULL) != 1)
		gs_verb_say("position-usage-side", "give one of --private, "
		    "--public and --open P");
	else if (t->open != NULL && (t->identity == NULL || !no_public ||
	    t->stance != NULL || t->text != NULL || t->request != NULL))
		gs_verb_say("position-usage-open", "--open takes --identity, "
		    "and nothing of what a position says");
	else if (t->in_private && (t->stance == NULL || t->text == NULL ||
	    !no_public))
		gs_verb_say("position-usage-private", "--private takes "
		    "--stance and --text, and nothing of a public one");
	else if (t->in_public && (t->stance == NULL || !of_public ||
	    t->text != NULL))
		gs_verb_say("position-usage-public", "--public takes --stance, "
		    "--said, --place and --date, and no --text");
	else
		return true;
	return false;
}

int gs_cli_position(int argc, char **argv)
{
	static struct taking t;
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(t.desk),
		GS_OPTION_YES(t.desk.yes),
		{.name = "request", .value = &t.request},
		{.name = "private", .flag = &t.in_private},
		{.name = "public", .flag = &t.in_public},
		{.name = "stance", .value = &t.stance},
		{.name = "text", .value = &t.text},
		{.name = "said", .value = &t.said},
		{.name = "place", .value = &t.place},
		{.name = "date", .value = &t.date},
		{.name = "url", .value = &t.url},
		{.name = "open", .value = &t.open},
		{.name = "identity", .value = &t.identity,
		 .setting = "identity", .with = "open"}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&t.desk.number, argc - at, argv + at) ||
	    !check_position_usage(&t))
		return gs_verb_misused();

	int err = gs_desk_start(&t.desk);
	if (err == GS_OK)
		err = take_position(&t);
	gs_source_close(&t.desk.source);
	return gs_verb_end(err);
}
