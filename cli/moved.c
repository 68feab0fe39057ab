/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay moved: the authority says where the channel's server is now. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/client/address.h"
#include "lib/records/move.h"

static const char help[] =
"usage: gainsay moved --server URL --key VKEY --sign KEYFILE [--record F] NEW-URL\n"
"Puts into the log, as the channel's authority, where its server is from now on.\n"
"Every client tells its user at the next contact, and goes there. Do it while the\n"
"server is still reached at URL, which may be its old or its new address; have it\n"
"answer at both for some weeks.\n\n"
GS_HELP_SERVER GS_HELP_KEY
"  --sign KEYFILE       a signing key of the authority\n"
"  --record F           if several holders of the authority sign: the first one's\n"
"                       signature is written to F, the next add theirs in the\n"
"                       charter's order, and the last one sends it\n"
"  NEW-URL              https://..., or http:// for an onion address\n"
GS_HELP_KEY_PASSPHRASE GS_HELP_YES GS_HELP_WAY;

struct moving {
	struct gs_source s;
	const char *server, *key, *sign, *record, *url;
	bool yes, there;
	uint8_t text[GS_MOVE_MAX];
	size_t len;
};

/* What was signed so far, or nothing. */
static int read_move(struct moving *m)
{
	uint8_t *text = NULL;
	size_t len = 0;

	m->there = m->record != NULL && access(m->record, F_OK) == 0;
	if (!m->there)
		return GS_OK;
	int err = gs_cli_file_read(&text, &len, sizeof m->text, m->record);
	if (err != GS_OK)
		return err;
	memcpy(m->text, text, len);
	m->len = len;
	gs_file_wipe(&text, len);
	return GS_OK;
}

static int sign_move(struct moving *m, size_t *count, struct gs_arena *arena)
{
	struct gs_report report = {.text = ""};
	struct gs_writer w = gs_writer_of(m->text, sizeof m->text);
	uint8_t secret[64];
	const struct gs_move move = {m->url, gs_state_charter(
	    gs_channel_state(m->s.channel)), {m->text, m->len}};

	int err = gs_desk_key(secret, &m->s, m->sign);
	if (err == GS_OK)
		err = gs_move_sign(&w, count, &report, arena, &move, secret);
	gs_host_wipe(secret, sizeof secret);
	m->len = w.len;
	gs_verb_report(&report);
	return err;
}

/* Not all have signed yet. */
static int hand_on(const struct moving *m, size_t count)
{
	uint64_t threshold = gs_state_charter(
	    gs_channel_state(m->s.channel))->threshold;

	if (m->record == NULL) {
		gs_verb_tell("move-threshold", "{0} holders of the authority "
		    "sign this; name a file by --record, which goes from one "
		    "to the next", gs_say_number(threshold));
		return GS_ERR_RULE;
	}
	int err = gs_cli_file_write(m->record, m->text, m->len, 0644);
	if (err == GS_OK)
		printf("%s has %zu of %llu signatures: the next holder runs "
		    "this command with it.\n", m->record, count,
		    (unsigned long long)threshold);
	return err;
}

/* As the log will. */
static int send_move(struct moving *m, struct gs_arena *arena)
{
	const struct gs_span text = {m->text, m->len};
	const struct gs_state *state = gs_channel_state(m->s.channel);
	const struct gs_candidates alone = {gs_state_at(state), &text, 1};
	struct gs_report report = {.text = ""};
	struct gs_refusal refusal = {.why = NULL};
	struct gs_entry_proof proof;
	size_t count = 0;

	int err = gs_state_check(&proof, &count, &refusal, arena, state,
	    &alone);
	if (err != GS_OK)
		gs_report_refusal(&report, &refusal);
	gs_verb_report(&report);
	return err == GS_OK ? gs_desk_send(&m->s, text, NULL, 0) : err;
}

static int move_channel(struct moving *m, struct gs_arena *arena)
{
	int64_t now = 0;
	size_t count = 0;

	m->s.sign = m->sign;
	m->s.role = "authority";
	int err = gs_source_open(&m->s, m->server, m->key, true);
	if (err == GS_OK)
		err = gs_source_pass(&now, &m->s);
	if (err == GS_OK)
		err = read_move(m);
	if (err != GS_OK)
		return err;

	const struct gs_charter *charter =
	    gs_state_charter(gs_channel_state(m->s.channel));
	gs_say_exercise(stdout, charter->exercise);
	printf("Every client of this channel is told that its server is now "
	    "%s,\nand goes there.\n", m->url);
	err = gs_terminal_ask("Sign it?", m->yes);
	if (err == GS_OK)
		err = sign_move(m, &count, arena);
	if (err != GS_OK)
		return err;
	return count < charter->threshold ? hand_on(m, count) :
	    send_move(m, arena);
}

/* Clients follow to no address in the clear; the way is theirs. */
static bool check_address(const char *url)
{
	static const struct gs_http_way any = {
	    .proxy = "socks5h://127.0.0.1:9050"};
	struct gs_report report = {.text = ""};

	int err = gs_address_check(&report, url, &any);
	gs_verb_report(&report);
	return err == GS_OK;
}

int gs_cli_moved(int argc, char **argv)
{
	static struct moving m;
	struct gs_pool pool;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(m.server),
		GS_OPTION_KEY(m.key),
		GS_OPTION_SIGN(m.sign),
		GS_OPTION_KEY_PASSPHRASE(m.s.ring),
		{.name = "record", .value = &m.record},
		GS_OPTION_YES(m.yes),
		GS_OPTIONS_WAY(m.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	m.url = argv[at];
	if (!check_address(m.url))
		return gs_verb_misused();

	int err = move_channel(&m, gs_pool_start(&pool));
	gs_pool_free(&pool);
	gs_source_close(&m.s);
	return gs_verb_end(err);
}
