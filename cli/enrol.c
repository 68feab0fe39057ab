/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay enrol: makes keys, hands them in under a code, keeps them. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/verbs.h"
#include "core/bytes.h"
#include "lib/client/enrol.h"

#define CODE_MAX 128

static const char help[] =
"usage: gainsay enrol --server URL --key VKEY --state F [--passphrase-file P]\n"
"           [--cost low|moderate] [--editions K] (--code CODE | --code-file F)\n"
"Makes keys for the next editions of the roll, hands them in under a one-time\n"
"code, and keeps their secrets in F under a passphrase. If an answer was lost,\n"
"do the same again: what F has and the server has not yet receipted is sent.\n\n"
"  --server URL         the channel's server\n"
"  --key VKEY           its verifier key, or a file that holds it: compare it\n"
"                       with what others have\n"
"  --state F            your state; there is no other copy of your keys\n"
"  --passphrase-file P  its passphrase (the first line); else it is asked for\n"
"  --cost COST          of guessing it: moderate (256 MiB, the default), or low\n"
"                       (8 MiB), in exercises only\n"
"  --editions K         keys for so many editions, 1 to 64 (default: 2)\n"
"  --code CODE          the code; better --code-file, since others may see the\n"
"                       commands that run\n"
"  --proxy URL          connect through it, as socks5h://127.0.0.1:9050 (Tor)\n";

struct run {
	const char *server, *key, *state, *passphrase, *cost, *editions, *code,
	    *code_file, *proxy;
	char code_text[CODE_MAX + 1];
	uint64_t count;
	struct gs_session s;
};

static int read_code(struct run *r)
{
	uint8_t *file = NULL;
	const char *text = r->code;
	size_t len = text == NULL ? 0 : strlen(text), file_len = 0;
	if (r->code_file != NULL) {
		int err = gs_cli_file_read(&file, &file_len, 2 * CODE_MAX,
		    r->code_file);
		if (err != GS_OK) {
			r->s.said = true;
			return err;
		}
		text = (const char *)file;
		len = strcspn(text, "\r\n");
	}
	bool good = len >= 1 && len <= CODE_MAX;
	if (good)
		memcpy(r->code_text, text, len);
	else
		gs_report_set(&r->s.report, "the code has %zu bytes; it has 1 "
		    "to %d", len, CODE_MAX);
	gs_file_wipe(&file, file_len);
	return good ? GS_OK : GS_ERR_FORMAT;
}

/* A new state, not yet on disk. */
static int found(struct run *r, const struct gs_charter *charter,
    const struct gs_passphrase *p)
{
	char vkey[512] = "";
	struct gs_session *s = &r->s;
	struct gs_writer w = gs_writer_of(vkey, sizeof vkey - 1);
	struct gs_client_home home = {gs_http_base(s->source.http), vkey,
	    {0}};
	bool low = r->cost != NULL && strcmp(r->cost, "low") == 0;
	memcpy(home.channel, charter->channel, 32);
	if (low && !charter->exercise) {
		gs_report_set(&s->report, "--cost low is for exercises: in a "
		    "channel in earnest a passphrase must be dear to guess");
		return GS_ERR_RULE;
	}
	gs_verifier_write(&w, &s->source.key);
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_client_new(&s->member, &home);
	if (err == GS_OK)
		err = gs_client_lock(s->member, low ? GS_COST_LOW :
		    GS_COST_MODERATE, p->text, p->len);
	return err;
}

static int open_state(struct run *r, const struct gs_charter *charter,
    bool *fresh)
{
	struct gs_passphrase p = {NULL, 0};
	struct gs_session *s = &r->s;
	*fresh = access(r->state, F_OK) != 0;
	int err = gs_session_passphrase(&p, s, r->passphrase, *fresh);
	if (err == GS_OK)
		err = *fresh ? found(r, charter, &p) :
		    gs_client_load(&s->member, &s->report, r->state, p.text,
		        p.len);
	gs_passphrase_wipe(&p);
	if (err == GS_OK && memcmp(gs_client_channel(s->member),
	        charter->channel, 32) != 0) {
		gs_report_set(&s->report, "%s is the state of a member of "
		    "another channel; give another file", r->state);
		err = GS_ERR_MISMATCH;
	}
	return err;
}

/* The first edition that takes keys. */
static uint64_t first_open(const struct run *r)
{
	const struct gs_roll_edition *roll = gs_state_roll(gs_channel_state(
	    r->s.source.channel));
	return roll == NULL ? 1 : roll->edition + 1;
}

/* Keys of the state without a receipt; those of an edition whose roll came out
 * in the meantime are lost and must not hold up the others. */
static size_t pending(struct gs_client_key *keys, const struct run *r)
{
	const struct gs_client *m = r->s.member;
	size_t n = 0;
	for (size_t i = 0; i < gs_client_key_count(m); i++) {
		const struct gs_client_key *k = gs_client_key_at(m, i);
		if (k->receipt[0] == '\0' && k->edition >= first_open(r))
			keys[n++] = *k;
	}
	return n;
}

/* New keys, for the editions after those that the state has. */
static int add_keys(struct run *r, struct gs_client_key *keys, size_t count)
{
	struct gs_client *m = r->s.member;
	size_t have = gs_client_key_count(m);
	uint64_t first = first_open(r);
	if (have > 0 && gs_client_key_at(m, have - 1)->edition >= first)
		first = gs_client_key_at(m, have - 1)->edition + 1;
	int err = gs_enrol_make(keys, count, first);
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = gs_client_add_key(m, &keys[i]);
	if (err == GS_ERR_SPACE)
		gs_report_set(&r->s.report, "the state has %zu keys; with %zu "
		    "more it would have over %d", have, count,
		    GS_MEMBER_KEYS_MAX);
	return err;
}

/* On disk before they are sent: a key whose secret is lost would stand on the
 * roll for nobody. */
static int hand_in(struct run *r, const struct gs_charter *charter,
    struct gs_client_key *keys, bool fresh)
{
	struct gs_session *s = &r->s;
	const struct gs_enrol_ground ground = {r->code_text, charter->channel,
	    gs_charter_role(charter, "enrol")->key.ptr};
	size_t n = pending(keys, r);
	int err = GS_OK;
	if (n == 0) {
		n = (size_t)r->count;
		err = add_keys(r, keys, n);
		if (err == GS_OK)
			err = gs_client_save(s->member, &s->report, r->state,
			    fresh);
	}
	if (err == GS_OK)
		err = gs_enrol_send(s->source.http, &s->report, keys, n,
		    &ground);
	for (size_t i = 0; i < n && err == GS_OK; i++)
		err = gs_client_set_receipt(s->member, keys[i].edition,
		    keys[i].receipt);
	if (err == GS_OK)
		err = gs_client_save(s->member, &s->report, r->state, false);
	if (err == GS_OK)
		printf("Enrolled: %zu key%s, for edition%s %llu to %llu, each "
		    "with a receipt.\nThey are in %s and nowhere else: keep a "
		    "copy of it, and the passphrase apart.\n", n,
		    n == 1 ? "" : "s", n == 1 ? "" : "s",
		    (unsigned long long)keys[0].edition,
		    (unsigned long long)keys[n - 1].edition, r->state);
	return err;
}

static int enrol(struct run *r)
{
	struct gs_client_key keys[GS_MEMBER_KEYS_MAX];
	bool fresh = false;
	int err = read_code(r);
	if (err == GS_OK)
		err = gs_session_connect(&r->s, r->server, r->key, r->proxy);
	if (err != GS_OK)
		return err;
	const struct gs_charter *charter = gs_state_charter(gs_channel_state(
	    r->s.source.channel));
	err = open_state(r, charter, &fresh);
	if (err == GS_OK)
		err = hand_in(r, charter, keys, fresh);
	gs_host_wipe(keys, sizeof keys);
	return err;
}

static const char *fault(struct run *r)
{
	if ((r->code == NULL) == (r->code_file == NULL))
		return "either --code or --code-file is needed";
	if (r->cost != NULL && strcmp(r->cost, "low") != 0 &&
	    strcmp(r->cost, "moderate") != 0)
		return "--cost is low or moderate";
	r->count = 2;
	if (r->editions != NULL && (gs_decimal_decode(&r->count, r->editions,
	        strlen(r->editions), GS_MEMBER_KEYS_MAX) != GS_OK ||
	        r->count == 0))
		return "--editions is a number from 1 to 64";
	return NULL;
}

int gs_cli_enrol(int argc, char **argv)
{
	struct run r = {.server = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(r.server),
		GS_OPTION_KEY(r.key),
		GS_OPTION_STATE(r.state),
		GS_OPTION_PASSPHRASE(r.passphrase),
		{.name = "cost", .value = &r.cost},
		{.name = "editions", .value = &r.editions},
		{.name = "code", .value = &r.code},
		{.name = "code-file", .value = &r.code_file},
		GS_OPTION_PROXY(r.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 0};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	const char *wrong = fault(&r);
	if (wrong != NULL) {
		fprintf(stderr, "gainsay enrol: %s\nTry 'gainsay enrol "
		    "--help'.\n", wrong);
		return GS_EXIT_CANNOT;
	}
	gs_session_start(&r.s, "enrol");
	int err = enrol(&r);
	gs_host_wipe(r.code_text, sizeof r.code_text);
	return gs_session_end(&r.s, err);
}
