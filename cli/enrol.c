/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay enrol: makes keys, hands them in under a code, keeps them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/contact.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/verbs.h"
#include "core/bytes.h"
#include "lib/file.h"
#include "lib/steps/enrol.h"

static const char help[] =
"usage: gainsay enrol --server URL --key VKEY --state F [--passphrase-file P]\n"
"           [--cost low|moderate] [--editions K] (--code CODE | --code-file F)\n"
"Makes keys for the next editions of the roll, hands them in under a one-time\n"
"code, and keeps their secrets in F under a passphrase. If no answer came, do\n"
"the same again: what F has and the server has not yet receipted is sent. If the\n"
"server refuses, F is as it was before.\n\n"
GS_HELP_SERVER
"  --key VKEY           its verifier key, or a file that holds it: compare it\n"
"                       with what others have\n"
"  --state F            your state; there is no other copy of your keys\n"
GS_HELP_PASSPHRASE
"  --cost COST          of guessing it: moderate (256 MiB, the default), or low\n"
"                       (8 MiB), in exercises only\n"
"  --editions K         keys for so many editions, 1 to 64 (default: 2)\n"
"  --code CODE          the code; better --code-file, since others may see the\n"
"                       commands that run\n"
"  --code-file F        the code is the first line of F\n"
GS_HELP_PROXY;

struct enrolment {
	const char *server, *key, *state, *passphrase, *cost, *editions, *code,
	    *code_file, *proxy;
	char code_text[GS_ENROL_CODE_MAX + 1]; /* secret until it is used */
	uint64_t count;
	struct gs_session s;
};

static int read_code(struct enrolment *e)
{
	uint8_t *file = NULL;
	size_t file_len = 0;

	if (e->code_file != NULL) {
		int err = gs_file_read(&file, &file_len, 2 * GS_ENROL_CODE_MAX,
		    e->code_file, &e->s.report);

		if (err != GS_OK)
			return err;
	}

	const char *text = file != NULL ? (const char *)file : e->code;
	size_t len = strcspn(text, file != NULL ? "\r\n" : "");
	bool good = len >= 1 && len <= GS_ENROL_CODE_MAX;
	if (good)
		memcpy(e->code_text, text, len);
	else
		gs_report_tell(&e->s.report, "code-length", "{0} has {1} "
		    "bytes; a code has 1 to {2}",
		    gs_say_text(e->code_file != NULL ?
		    e->code_file : "--code"), gs_say_number(len),
		    gs_say_number(GS_ENROL_CODE_MAX));
	gs_file_wipe(&file, file_len);
	return good ? GS_OK : GS_ERR_FORMAT;
}

/* A new state, which is not yet on disk, or the one that is there. */
static int open_state(struct enrolment *e, const struct gs_charter *charter,
    bool *fresh)
{
	struct gs_passphrase p = {NULL, 0};
	struct gs_session *s = &e->s;

	*fresh = access(e->state, F_OK) != 0;
	int err = gs_passphrase_read(&p, &s->report, e->passphrase, *fresh);
	const struct gs_enrol_state new = {gs_http_base(s->source.http),
	    &s->source.key, charter, e->cost != NULL &&
	    strcmp(e->cost, "low") == 0 ? GS_COST_LOW : GS_COST_MODERATE,
	    {p.text, p.len}};
	if (err == GS_OK)
		err = *fresh ? gs_enrol_found(&s->member, &s->report, &new) :
		    gs_client_load(&s->member, &s->report, e->state, p.text,
		        p.len);
	gs_passphrase_wipe(&p);
	if (err == GS_OK)
		err = gs_matter_channel(&s->report, s->member,
		    s->matter.state);
	return gs_session_at(s, e->state, err);
}

/* *refused: the server answered, and has taken none of the keys. */
static int send_keys(struct enrolment *e, bool *refused,
    struct gs_enrol_batch *batch, const struct gs_enrol_ground *ground)
{
	struct gs_client_key *keys = batch->keys;
	size_t n = batch->count;
	struct gs_session *s = &e->s;
	struct gs_request request = {.body = NULL};
	struct gs_reply reply = {.from = NULL};

	int err = gs_enrol_request(&request, keys, n, ground);
	if (err == GS_OK) {
		err = gs_session_send(s, &reply, &request);
		*refused = gs_enrol_refused(err);
	}
	if (err == GS_OK)
		err = gs_session_at(s, reply.from, gs_enrol_receipts(keys, n,
		    &s->report, ground, &reply));
	gs_session_drop(&reply);
	for (size_t i = 0; i < n && err == GS_OK; i++)
		err = gs_client_set_receipt(s->member, keys[i].edition,
		    keys[i].receipt);
	return err;
}

static int find_first(struct enrolment *e, uint64_t *first)
{
	struct gs_session *s = &e->s;
	struct gs_request request = {.body = NULL};
	struct gs_reply reply = {.from = NULL};

	int err = gs_request_get(&request, "/channel");
	if (err == GS_OK)
		err = gs_session_send(s, &reply, &request);
	if (err == GS_OK)
		err = gs_session_at(s, reply.from, gs_enrol_first(first,
		    &s->report, s->matter.state, &reply));
	gs_session_drop(&reply);
	return err;
}

/* Keys that were made now and that no server took must not look enrolled.  The
 * report keeps why they were refused, unless this fails too. */
static int take_back(struct enrolment *e, size_t n, bool fresh, int refusal)
{
	struct gs_session *s = &e->s;

	if (fresh && unlink(e->state) == 0)
		return refusal;
	if (fresh) {
		gs_report_errno(&s->report, "state-not-removed", e->state,
		    "cannot be removed, though the server refused its keys",
		    errno);
		return GS_ERR_IO;
	}

	gs_client_drop_keys(s->member, n);
	int err = gs_client_save(s->member, &s->report, e->state, false);
	return err == GS_OK ? refusal : err;
}

static void say_enrolled(const struct enrolment *e,
    const struct gs_enrol_batch *batch)
{
	const struct gs_client_key *keys = batch->keys;
	size_t n = batch->count;

	if (n == 1)
		printf("Enrolled: 1 key, for edition %llu, with a receipt.\n",
		    (unsigned long long)keys[0].edition);
	else
		printf("Enrolled: %zu keys, for editions %llu to %llu, each "
		    "with a receipt.\n", n,
		    (unsigned long long)keys[0].edition,
		    (unsigned long long)keys[n - 1].edition);
	printf("They are in %s and nowhere else: keep a copy of it, and the "
	    "passphrase apart.\nOnce a roll is out, 'gainsay roll check' says "
	    "whether it has yours.\n", e->state);
}

/* An answer that was lost before the edition was closed: *done if the server
 * has it still.  What it refuses was never taken. */
static int send_stale(struct enrolment *e, bool *done,
    struct gs_enrol_batch *batch, const struct gs_enrol_ground *ground)
{
	struct gs_session *s = &e->s;
	bool refused = false;

	int err = send_keys(e, &refused, batch, ground);
	*done = err == GS_OK;
	if (!refused)
		return err;
	s->report = (struct gs_report){.text = ""};
	s->place = NULL;
	return GS_OK;
}

/* On disk before they are sent. */
static int send_open(struct enrolment *e, struct gs_enrol_batch *batch,
    uint64_t first, const struct gs_enrol_ground *ground, bool fresh)
{
	struct gs_session *s = &e->s;
	bool refused = false;

	int err = gs_enrol_keys(batch, &s->report, s->member, first,
	    (size_t)e->count);
	if (err == GS_OK && batch->added)
		err = gs_client_save(s->member, &s->report, e->state, fresh);
	if (err == GS_OK)
		err = send_keys(e, &refused, batch, ground);
	return refused && batch->added ? take_back(e, batch->count, fresh,
	    err) : err;
}

static int hand_in(struct enrolment *e, const struct gs_charter *charter,
    struct gs_enrol_batch *batch, bool fresh)
{
	struct gs_session *s = &e->s;
	const struct gs_enrol_ground ground = {e->code_text, charter->channel,
	    gs_charter_role(charter, "enrol")->key.ptr};
	bool done = false;
	uint64_t first = 0;

	int err = find_first(e, &first);
	if (err == GS_OK && gs_enrol_stale(batch, s->member, first))
		err = send_stale(e, &done, batch, &ground);
	if (err == GS_OK && !done)
		err = send_open(e, batch, first, &ground, fresh);
	if (err == GS_OK)
		err = gs_client_save(s->member, &s->report, e->state, false);
	if (err == GS_OK)
		say_enrolled(e, batch);
	return err;
}

static int enrol(struct enrolment *e)
{
	struct gs_enrol_batch batch = {.count = 0};
	bool fresh = false;

	int err = read_code(e);
	if (err == GS_OK)
		err = gs_session_found(&e->s, e->server, e->key, e->proxy);
	if (err != GS_OK)
		return err;

	const struct gs_charter *charter =
	    gs_state_charter(e->s.matter.state);
	err = open_state(e, charter, &fresh);
	if (err == GS_OK && !fresh && e->s.source.channel != NULL)
		err = gs_contact_check(&e->s, NULL, e->state);
	if (err == GS_OK)
		err = hand_in(e, charter, &batch, fresh);
	gs_host_wipe(&batch, sizeof batch);
	return err;
}

static bool check_enrolment(struct enrolment *e)
{
	e->count = 2;

	if ((e->code == NULL) == (e->code_file == NULL))
		gs_verb_say("enrol-usage-code", "either --code or --code-file "
		    "is needed");
	else if (e->cost != NULL && strcmp(e->cost, "low") != 0 &&
	    strcmp(e->cost, "moderate") != 0)
		gs_verb_tell("enrol-usage-cost", "--cost is low or moderate, "
		    "not '{0}'", gs_say_text(e->cost));
	else if (e->editions != NULL && (gs_decimal_decode(&e->count,
	    e->editions, strlen(e->editions), GS_CLIENT_KEYS_MAX) != GS_OK ||
	    e->count == 0))
		gs_verb_tell("enrol-usage-editions", "--editions is a number "
		    "from 1 to {0}, not '{1}'",
		    gs_say_number(GS_CLIENT_KEYS_MAX),
		    gs_say_text(e->editions));
	else
		return true;
	return false;
}

int gs_cli_enrol(int argc, char **argv)
{
	struct enrolment e = {.server = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(e.server),
		GS_OPTION_KEY(e.key),
		GS_OPTION_STATE(e.state),
		GS_OPTION_PASSPHRASE(e.passphrase),
		{.name = "cost", .value = &e.cost},
		{.name = "editions", .value = &e.editions},
		{.name = "code", .value = &e.code},
		{.name = "code-file", .value = &e.code_file},
		GS_OPTION_PROXY(e.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!check_enrolment(&e))
		return gs_verb_misused();

	gs_session_start(&e.s);
	gs_session_want(&e.s, GS_WANT_NEWS, NULL);
	int err = enrol(&e);
	gs_host_wipe(e.code_text, sizeof e.code_text);
	return gs_session_end(&e.s, err);
}
