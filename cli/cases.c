/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay cases: the protection officer's cases of reprisal. */
#include <stdio.h>
#include <string.h>

#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/print/cases.h"
#include "cli/print/json.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "core/bytes.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/memo/seal.h"
#include "lib/records/reprisal.h"
#include "lib/records/vouch.h"
#include "lib/steps/channel_json.h"

static const char help[] =
"usage: gainsay cases [OPTION]...\n"
"       gainsay cases [OPTION]... --sign KEYFILE --opened --until DATE\n"
"       gainsay cases [OPTION]... --sign KEYFILE --moved C --until DATE\n"
"       gainsay cases [OPTION]... --sign KEYFILE --ended C\n"
"       gainsay cases [OPTION]... --identity AGEFILE --open FILE\n"
"Lists the channel's cases of reprisal: when each was opened and ended, and by\n"
"which day its officer says more. That is all that the log has: no name, no memo.\n"
"With --sign the officer (role `protection`) says what became of one, which\n"
"cannot be taken back. With --open it reads a case that a member sealed to it by\n"
"'gainsay reprisal'; nothing is sent, and nothing is written. What such a case\n"
"vouches for, that its writer endorsed or filed a memo, is held against the log\n"
"of --server; it is for the officer alone, who could have made the same proof.\n\n"
GS_HELP_SERVER GS_HELP_KEY GS_HELP_READING GS_HELP_KEY_PASSPHRASE
"  --sign KEYFILE       the officer's signing key\n"
"  --opened             a new case\n"
"  --moved C            something was done in case C\n"
"  --ended C            case C is over\n"
"  --until DATE         by when more will be said, at most 366 days ahead\n"
"  --identity AGEFILE   what opens cases sealed to the officer\n"
"  --open FILE          a case, as the member sealed it\n"
"  --json               the list as one JSON object (docs/spec/json.md)\n"
GS_HELP_YES GS_HELP_WAY "\n"
GS_HELP_EXIT_DUTIES;

struct keeping {
	struct gs_source s;
	const char *server, *key, *sign, *moved, *ended, *until;
	const char *identity, *open;
	bool opened, yes, json;
};

/* What it vouches for, as it stands in the log. */
static int judge_vouch(struct keeping *k, const struct gs_record *rec,
    struct gs_span text)
{
	struct gs_report report = {.text = ""};
	struct gs_vouch_act act;

	int err = gs_vouch_judge(&act, &report,
	    gs_channel_state(k->s.channel), rec, text);
	gs_verb_report_at(k->open, &report);
	if (err != GS_OK)
		return err;
	printf("Its writer %s memo %llu%s.\nThat is proved to the officer "
	    "alone, who could have made the same proof: shown\nto others it "
	    "proves nothing.\n\n", strcmp(act.act, "file") == 0 ? "filed" :
	    "endorsed", (unsigned long long)act.memo->number,
	    act.withdrawn ? ", and took it back" : "");
	return GS_OK;
}

/* The words are shown whatever the proof comes to. */
static int show_case(struct keeping *k, struct gs_span plain)
{
	struct gs_pool pool;
	struct gs_record rec;
	struct gs_span text;
	int err = GS_OK;

	bool vouches = gs_vouch_split(&rec, &text, gs_pool_start(&pool),
	    plain);
	if (vouches && (k->server == NULL || k->key == NULL)) {
		gs_verb_tell("case-unread", "{0} vouches for an act of its "
		    "writer, which was not held against the log: give --server "
		    "and --key", gs_say_text(k->open));
		err = GS_ERR_IO;
	} else if (vouches) {
		/* An act that no member did can be vouched for by whoever made
		 * it: so the members' proofs are looked at too. */
		err = gs_source_open(&k->s, k->server, k->key, false);
		if (err == GS_OK)
			gs_say_exercise(stdout, gs_state_charter(
			    gs_channel_state(k->s.channel))->exercise);
		if (err == GS_OK)
			err = judge_vouch(k, &rec, text);
	}
	gs_print_foreign(text.ptr, text.len);
	gs_pool_free(&pool);
	return err;
}

static int open_case(struct keeping *k)
{
	uint8_t identity[32], *file = NULL, *plain = NULL;
	size_t len = 0, plain_len = 0;

	int err = gs_cli_file_read(&file, &len, GS_AGE_FILE_MAX, k->open);
	if (err == GS_OK)
		err = gs_desk_identity(identity, &k->s, k->identity);
	if (err == GS_OK) {
		err = gs_seal_open(&plain, &plain_len, identity,
		    (struct gs_span){file, len});
		if (err != GS_OK)
			gs_verb_tell("case-not-opened", "{0} is no case that "
			    "is sealed to this key, or was altered: {1}",
			    gs_say_text(k->open),
			    gs_say_text(gs_strerror(err)));
	}
	if (err == GS_OK)
		err = show_case(k, (struct gs_span){plain, plain_len});
	gs_host_wipe(identity, sizeof identity);
	gs_age_free(&plain, plain_len);
	gs_file_wipe(&file, len);
	return err;
}

/* Number and word of the case that is spoken of. */
static int read_case_word(struct gs_case_word *word, const struct keeping *k)
{
	const struct gs_reprisal *newest = gs_state_reprisal(
	    gs_channel_state(k->s.channel));
	const char *given = k->moved != NULL ? k->moved : k->ended;

	word->state = k->opened ? "opened" : k->moved != NULL ? "moved" :
	    "ended";
	word->until = k->until;
	word->number = newest == NULL ? 1 : newest->number + 1;
	if (given == NULL || gs_decimal_decode(&word->number, given,
	        strlen(given), INT64_MAX) == GS_OK)
		return GS_OK;
	gs_verb_tell("case-no-number", "{0} is no number of a case: 'gainsay "
	    "cases' lists them", gs_say_text(given));
	return GS_ERR_UNKNOWN;
}

static int send_word(struct keeping *k)
{
	const struct gs_charter *charter = gs_state_charter(
	    gs_channel_state(k->s.channel));
	uint8_t text[GS_LINE_MAX], secret[64];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_case_word word;

	int err = read_case_word(&word, k);
	if (err != GS_OK)
		return err;
	printf("In the log, for ever: case %llu is %s%s%s.\n",
	    (unsigned long long)word.number, word.state,
	    word.until == NULL ? "" : ", and more is said by ",
	    word.until == NULL ? "" : word.until);
	err = gs_terminal_ask("Send it?", k->yes);
	if (err == GS_OK)
		err = gs_desk_key(secret, &k->s, k->sign);
	if (err == GS_OK) {
		err = gs_reprisal_write(&w, charter, &word, secret);
		if (err != GS_OK)
			gs_verb_tell("case-record", "the record cannot be "
			    "made: {0}; a date is as 2023-11-03, and the key a "
			    "signing key", gs_say_text(gs_strerror(err)));
	}
	gs_host_wipe(secret, sizeof secret);
	return err == GS_OK ? gs_desk_send(&k->s, (struct gs_span){text,
	    w.len}, NULL, 0) : err;
}

static int print_cases_json(const struct keeping *k)
{
	struct gs_json_object o = gs_json_object_start();
	bool missed = false;
	int64_t now = 0;

	int err = gs_source_due_time(&now, &k->s);
	if (err != GS_OK) {
		json_decref(o.json);
		return err;
	}
	const struct gs_log_view view = gs_source_view(&k->s, now);
	gs_channel_put_json(&o, &view);
	gs_channel_put_cases(&o, &missed, &view);
	if (missed)
		gs_verb_missed();
	return gs_json_print(&o);
}

static int list_cases(struct keeping *k)
{
	const struct gs_state *state = gs_channel_state(k->s.channel);
	int64_t now = 0;

	int err = gs_source_due_time(&now, &k->s);
	if (err != GS_OK)
		return err;
	gs_print_cases(state, now);
	if (gs_print_overdue_cases(state, now))
		gs_verb_missed();
	return GS_OK;
}

static int run_cases(struct keeping *k)
{
	bool says = k->opened || k->moved != NULL || k->ended != NULL;

	k->s.sign = k->sign;
	k->s.role = k->sign == NULL ? NULL : "protection";
	int err = gs_source_open(&k->s, k->server, k->key, true);
	if (err != GS_OK)
		return err;
	if (k->json)
		return print_cases_json(k);
	gs_say_exercise(stdout, gs_state_charter(
	    gs_channel_state(k->s.channel))->exercise);
	return says ? send_word(k) : list_cases(k);
}

static bool check_cases_usage(const struct keeping *k)
{
	int says = (int)k->opened + (k->moved != NULL) + (k->ended != NULL);

	if (says > 1)
		gs_verb_say("cases-one", "one of --opened, --moved and --ended "
		    "at a time");
	else if ((says == 1) && k->sign == NULL)
		gs_verb_say("cases-sign", "--sign is needed to say what became "
		    "of a case");
	else if ((k->opened || k->moved != NULL) != (k->until != NULL))
		gs_verb_say("cases-until", "--until goes with --opened and "
		    "--moved, and is needed there");
	else if ((k->open != NULL) && (says > 0 || k->identity == NULL))
		gs_verb_say("cases-open", "--open FILE needs --identity and "
		    "goes alone");
	else if (k->json && (says > 0 || k->open != NULL))
		gs_verb_say("cases-json", "--json is for the list: give no "
		    "--opened, --moved, --ended and no --open");
	else if (k->open == NULL && (k->server == NULL || k->key == NULL))
		gs_verb_say("cases-where", "--server and --key are needed, but "
		    "with --open");
	else
		return true;
	return false;
}

int gs_cli_cases(int argc, char **argv)
{
	struct keeping k = {.server = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "server", .value = &k.server, .setting = "server"},
		{.name = "key", .value = &k.key, .setting = "key"},
		{.name = "sign", .value = &k.sign, .setting = "sign"},
		GS_OPTION_KEY_PASSPHRASE(k.s.ring),
		GS_OPTION_READING(k.s),
		{.name = "opened", .flag = &k.opened},
		{.name = "moved", .value = &k.moved},
		{.name = "ended", .value = &k.ended},
		{.name = "until", .value = &k.until},
		{.name = "identity", .value = &k.identity,
		 .setting = "identity"},
		{.name = "open", .value = &k.open},
		GS_OPTION_JSON(k.json),
		GS_OPTION_YES(k.yes),
		GS_OPTIONS_WAY(k.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!check_cases_usage(&k))
		return gs_verb_misused();

	int err = k.open != NULL ? open_case(&k) : run_cases(&k);
	gs_source_close(&k.s);
	return gs_verb_end(err);
}
