/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/roll/check.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/common/unlock.h"
#include "cli/print/json.h"
#include "core/proof/member.h"
#include "lib/client/state.h"
#include "lib/steps/receipt_check.h"

static const char help[] =
"usage: gainsay roll check --receipt FILE --key VKEY DIR|URL\n"
"       gainsay roll check --state F [--passphrase-file P] [-o FILE]\n"
"           --key VKEY DIR|URL\n"
"Looks whether each key for which you have a receipt is on the roll of its\n"
"edition. A receipt is not kept if the roll is out, the key is not on it, and the\n"
"roll does not say that the key was replaced after a loss. It is then evidence:\n"
"anyone can check it with the first form. Who was no longer eligible when the\n"
"roll was made is rightly not on it; the receipt cannot tell that.\n\n"
"  --receipt FILE       one receipt\n"
"  --state F            all those of your state, as 'gainsay enrol' made it\n"
GS_HELP_PASSPHRASE
"  -o FILE              write the receipt that was not kept to FILE\n"
GS_HELP_FORCE
GS_HELP_JSON
"  --key VKEY           the channel's verifier key, or a file that holds it\n"
"  DIR|URL              the channel's log and rolls\n"
GS_HELP_PLACE GS_HELP_READER GS_HELP_WAY "\n"
"Exit codes: 0 kept, as far as rolls are out; 1 refused; 2 nothing could be\n"
"judged; 3 a key is not on its roll.\n";

struct check {
	const char *receipt, *state, *passphrase, *out, *key;
	bool force, json;
	struct gs_source source;
	struct gs_client *client; /* secret: the state, or NULL */
	struct gs_json_object answer; /* if `json` */
	json_t *told; /* its receipts, while they are judged */
	size_t missing;
	bool written;
};

static const char *const how_to_show =
    "    Whoever has it can check it: gainsay roll check --receipt FILE";

static void print_broken(const struct gs_receipt_claim *claim,
    const struct gs_charter *charter)
{
	char when[GS_LOCAL_TIME_MAX];

	gs_local_time(when, charter, claim->roll->at);
	printf("Edition %llu: %sNOT KEPT%s: the key is not on the roll, and "
	    "nobody says that it was replaced.\n    If its holder was "
	    "eligible on %s, the receipt proves that it was left out.\n%s\n",
	    (unsigned long long)claim->edition,
	    gs_terminal_escape(GS_STYLE_BAD),
	    gs_terminal_escape(GS_STYLE_PLAIN), when, how_to_show);
}

static void print_status(enum gs_receipt_status status,
    const struct gs_receipt_claim *claim, const struct gs_charter *charter)
{
	unsigned long long edition = claim->edition;

	if (status == GS_RECEIPT_WAITS)
		printf("Edition %llu: its roll is not out yet.\n", edition);
	else if (status == GS_RECEIPT_KEPT)
		printf("Edition %llu: the key is on the roll, one of %llu.\n",
		    edition, (unsigned long long)claim->roll->size);
	else if (status == GS_RECEIPT_REPLACED)
		printf("Edition %llu: the key is not on the roll: registrar "
		    "and second have signed that it was replaced after a "
		    "loss.\n    If its holder did not ask for that, somebody "
		    "else has the place: tell the second, with the "
		    "receipt.\n", edition);
	else
		print_broken(claim, charter);
}

/* The first that was not kept, for others to check. */
static int write_breach(struct check *c, const char *text)
{
	if (c->out == NULL || c->written)
		return GS_OK;
	c->written = true;
	return gs_cli_file_write(c->out, text, strlen(text), 0600);
}

/* For programs; `roll` NULL: it is not out. */
static void put_receipt(struct check *c, uint64_t edition, const char *word,
    const struct gs_roll_edition *roll)
{
	struct gs_json_object one = gs_json_object_start();

	gs_json_put_number(&one, "edition", edition);
	gs_json_put(&one, "status", word == NULL ? json_null() :
	    json_string(word));
	gs_json_put(&one, "keys", roll == NULL ? json_null() :
	    json_integer((json_int_t)roll->size));
	gs_json_append(c->told, &c->answer, one);
}

static int check_receipt(struct check *c, const char *text)
{
	static const char *const words[] = {[GS_RECEIPT_WAITS] = "waits",
	    [GS_RECEIPT_KEPT] = "kept", [GS_RECEIPT_REPLACED] = "replaced",
	    [GS_RECEIPT_BROKEN] = "broken"};
	const struct gs_state *state = gs_channel_state(c->source.channel);
	struct gs_report report = {.text = ""};
	struct gs_receipt_claim claim;
	const struct gs_roll *keys = NULL;

	int err = gs_receipt_claim_read(&claim, &report, state, text,
	    strlen(text));
	if (err == GS_OK && claim.roll != NULL)
		err = gs_channel_roll(&keys, &report, c->source.channel,
		    claim.roll);
	gs_verb_report_at(c->receipt, &report);
	if (err != GS_OK)
		return err;

	enum gs_receipt_status status = gs_receipt_claim_judge(&claim, keys);
	if (c->json)
		put_receipt(c, claim.edition, words[status], claim.roll);
	else
		print_status(status, &claim, gs_state_charter(state));
	c->missing += status == GS_RECEIPT_REPLACED ||
	    status == GS_RECEIPT_BROKEN;
	return status == GS_RECEIPT_BROKEN ? write_breach(c, text) : GS_OK;
}

static int check_file(struct check *c)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&text, &len, GS_RECEIPT_MAX, c->receipt);
	if (err == GS_OK)
		err = check_receipt(c, (const char *)text);
	gs_file_wipe(&text, len);
	return err;
}

static int load_state(struct gs_client **out, const struct check *c)
{
	struct gs_report report = {.text = ""};
	int err = gs_state_open(out, &report, c->state, c->passphrase);
	gs_verb_report_at(c->state, &report);
	return err;
}

static int check_state(struct check *c)
{
	const struct gs_client *me = c->client;
	int err = GS_OK;

	if (gs_client_key_count(me) == 0 && !c->json)
		printf("%s has no keys.\n", c->state);
	for (size_t i = 0; err == GS_OK && i < gs_client_key_count(me); i++) {
		const struct gs_client_key *k = gs_client_key_at(me, i);

		if (k->receipt[0] == '\0' && c->json)
			put_receipt(c, k->edition, NULL, NULL);
		else if (k->receipt[0] == '\0')
			printf("Edition %llu: the key has no receipt: nobody "
			    "promised that it would be on the roll.\n",
			    (unsigned long long)k->edition);
		else
			err = check_receipt(c, k->receipt);
	}
	return err;
}

/* Who has a state holds the log against it, and it is written anew. */
static int open_log(struct check *c, const char *place)
{
	struct gs_report report = {.text = ""};

	int err = c->state == NULL ? GS_OK : load_state(&c->client, c);
	if (err != GS_OK)
		return err;
	if (c->client != NULL)
		c->source.memory = gs_client_memory(c->client);
	err = gs_source_open(&c->source, place, c->key, true);
	if (c->client == NULL || c->source.http == NULL)
		return err;

	if (gs_source_is_accused(&c->source))
		gs_state_accuse(c->client, c->state);
	else if (err == GS_OK)
		err = gs_client_save(c->client, &report, c->state, false);
	gs_verb_report_at(c->state, &report);
	return err;
}

static int print_receipts(struct check *c)
{
	int64_t now = 0;

	int err = gs_source_now(&now, &c->source);
	if (err != GS_OK)
		return err;
	const struct gs_log_view view = gs_source_view(&c->source, now);
	gs_channel_put_json(&c->answer, &view);
	gs_json_put(&c->answer, "receipts", c->told);
	c->told = NULL;
	return gs_json_print(&c->answer);
}

static int check_all(struct check *c, const char *place)
{
	int err = gs_cli_out_free(c->out, c->force,
	    (const char *const[]){c->receipt, c->state}, 2);
	if (err == GS_OK)
		err = open_log(c, place);
	if (err != GS_OK)
		return err;

	gs_say_exercise(stdout, !c->json && gs_state_charter(
	    gs_channel_state(c->source.channel))->exercise);
	err = c->receipt != NULL ? check_file(c) : check_state(c);
	if (c->missing > 0)
		gs_verb_missed();
	return err == GS_OK && c->json ? print_receipts(c) : err;
}

int gs_roll_check(int argc, char **argv)
{
	struct check c = {.receipt = NULL};
	const char *place = NULL;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "receipt", .value = &c.receipt},
		{.name = "state", .value = &c.state, .setting = "state",
		 .unless = "receipt"},
		GS_OPTION_PASSPHRASE(c.passphrase),
		GS_OPTION_OUT(c.out),
		GS_OPTION_FORCE(c.force),
		GS_OPTION_JSON(c.json),
		GS_OPTION_KEY(c.key),
		GS_OPTIONS_READER(c.source),
		GS_OPTIONS_WAY(c.source.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if ((c.receipt == NULL) == (c.state == NULL)) {
		gs_verb_say("roll-check-what",
		    "either --receipt or --state is needed");
		return gs_verb_misused();
	}

	c.answer = gs_json_object_start();
	c.told = json_array();
	int err = check_all(&c, place);
	json_decref(c.answer.json);
	json_decref(c.told);
	gs_source_close(&c.source);
	gs_state_close(&c.client);
	return gs_verb_end(err);
}
