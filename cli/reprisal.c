/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay reprisal: a member tells the protection officer of a reprisal, and
 * nobody else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/common/unlock.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/records/reprisal.h"
#include "lib/records/vouch.h"

static const char help[] =
"usage: gainsay reprisal [OPTION]... --key VKEY --text FILE -o CASE DIR|URL\n"
"Seals what happened to you to the officer who protects members (the charter's\n"
"line `reveal protection`), and to nobody else: the office cannot open it. The\n"
"file is padded, so that its length tells little. Nothing is sent: hand it to the\n"
"officer as you like. Who that is, is shown, and the text, before it is sealed.\n"
"The file proves nothing: it says what you write. With --vouch it proves to that\n"
"officer, and to nobody else, that you endorsed or filed memo N: since the\n"
"officer could have made the same proof alone, it cannot be shown to others. The\n"
"officer learns which of the memo's endorsements is yours.\n\n"
GS_HELP_KEY GS_HELP_PLACE
"  --text FILE          what happened, at most 32 KiB\n"
"  -o, --out CASE       the sealed file\n"
"  --vouch N            prove that you acted on memo N; needs --state\n"
GS_HELP_STATE GS_HELP_PASSPHRASE
GS_HELP_FORCE GS_HELP_YES GS_HELP_READER GS_HELP_CACHE GS_HELP_WAY;

#define CASE_TEXT_MAX 32768

struct telling {
	struct gs_source s;
	const char *place, *key, *text, *out;
	const char *vouch, *state, *passphrase;
	bool force, yes;
	uint8_t *told; /* secret: what is sealed */
	size_t told_len;
};

static void print_officer(const struct gs_charter *charter)
{
	for (size_t i = 0; i < charter->reveal_count; i++) {
		const struct gs_seal *line = &charter->reveals[i];

		if (!gs_part_is(&line->name, "protection"))
			continue;
		printf("Sealed to the protection officer: ");
		gs_say_calm(stdout, line->holder.ptr, line->holder.len, "");
		printf("\n");
	}
}

/* The secret with which the memo's roll knows the member. */
static int find_member(const struct gs_secret **out,
    struct gs_report *report, const struct gs_client *client,
    const struct gs_memo *memo)
{
	const struct gs_client_key *key = gs_client_key(client,
	    memo->roll->edition);

	if (key != NULL) {
		*out = &key->secret;
		return GS_OK;
	}
	gs_report_say(report, "reprisal-no-key", "this state has no key of the "
	    "roll under which the memo was filed");
	return GS_ERR_UNKNOWN;
}

/* The proof stands before the words. */
static int vouch_for(struct telling *t, struct gs_report *report,
    struct gs_span text)
{
	const struct gs_state *log = gs_channel_state(t->s.channel);
	const struct gs_memo *memo = gs_source_memo(&t->s, t->vouch);
	const struct gs_secret *secret = NULL;
	struct gs_client *client = NULL;
	struct gs_vouch_act act;
	struct gs_writer w = gs_writer_of(t->told, t->told_len);

	if (memo == NULL)
		return GS_ERR_UNKNOWN;
	int err = gs_state_open(&client, report, t->state, t->passphrase);
	if (err == GS_OK)
		err = find_member(&secret, report, client, memo);
	if (err == GS_OK)
		err = gs_vouch_find(&act, report, log, memo, secret);
	if (err == GS_OK)
		err = gs_vouch_write(&w, report, gs_state_charter(log), &act,
		    text, secret);
	t->told_len = w.len;
	gs_state_close(&client);
	return err;
}

static int write_told(struct telling *t, struct gs_report *report,
    struct gs_span text)
{
	t->told_len = text.len + GS_LINE_MAX;
	t->told = malloc(t->told_len);
	if (t->told == NULL)
		return GS_ERR_MEMORY;
	if (t->vouch != NULL)
		return vouch_for(t, report, text);
	memcpy(t->told, text.ptr, text.len);
	t->told_len = text.len;
	return GS_OK;
}

static int seal_told(uint8_t **sealed, size_t *sealed_len, struct telling *t,
    struct gs_span text)
{
	const struct gs_charter *charter = gs_state_charter(
	    gs_channel_state(t->s.channel));
	struct gs_report report = {.text = ""};

	int err = write_told(t, &report, text);
	if (err == GS_OK)
		err = gs_reprisal_seal(sealed, sealed_len, &report, charter,
		    (struct gs_span){t->told, t->told_len});
	gs_verb_report_at(t->place, &report);
	if (err != GS_OK)
		return err;
	gs_say_exercise(stdout, charter->exercise);
	print_officer(charter);
	if (t->vouch != NULL)
		printf("With a proof, for that officer alone, that you acted "
		    "on memo %s.\n", t->vouch);
	return gs_letter_confirm(text, "Seal it?", t->yes);
}

static int seal_case(struct telling *t)
{
	uint8_t *text = NULL, *sealed = NULL;
	size_t len = 0, sealed_len = 0;

	int err = gs_letter_read(&text, &len, CASE_TEXT_MAX, t->text);
	if (err == GS_OK)
		err = seal_told(&sealed, &sealed_len, t,
		    (struct gs_span){text, len});
	if (err == GS_OK)
		err = gs_cli_file_write(t->out, sealed, sealed_len, 0600);
	if (err == GS_OK)
		printf("Written to %s; nothing was sent.\n", t->out);
	gs_file_wipe(&text, len);
	gs_file_wipe(&t->told, t->told_len);
	gs_age_free(&sealed, sealed_len);
	return err;
}

int gs_cli_reprisal(int argc, char **argv)
{
	struct telling t = {.place = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(t.key),
		{.name = "text", .value = &t.text, .required = true},
		{.name = "out", .letter = 'o', .value = &t.out,
		 .required = true},
		{.name = "vouch", .value = &t.vouch},
		{.name = "state", .value = &t.state, .setting = "state"},
		GS_OPTION_PASSPHRASE(t.passphrase),
		GS_OPTION_FORCE(t.force),
		GS_OPTION_YES(t.yes),
		GS_OPTIONS_READER(t.s),
		GS_OPTION_CACHE(t.s),
		GS_OPTIONS_WAY(t.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &t.place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (t.vouch != NULL && t.state == NULL) {
		gs_verb_say("reprisal-state", "--vouch needs --state, which "
		    "has the key that you acted with");
		return gs_verb_misused();
	}
	int err = gs_cli_out_free(t.out, t.force, &t.text, 1);
	if (err == GS_OK)
		err = gs_source_open(&t.s, t.place, t.key, true);
	if (err == GS_OK)
		err = seal_case(&t);
	gs_source_close(&t.s);
	return gs_verb_end(err);
}
