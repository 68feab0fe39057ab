/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay roll: an edition of member keys, from the staff list to the log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/channel_log.h"
#include "admin/growth.h"
#include "admin/prepare.h"
#include "admin/roll_files.h"
#include "admin/sampling.h"
#include "admin/verbs.h"
#include "cli/common/exercise.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "core/host.h"
#include "core/record/record.h"
#include "lib/client/http.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/records/roll.h"
#include "lib/sign.h"

#define KEYS_MAX (GS_ROLL_MAX * 32)

static const char help[] =
"usage: gainsay roll prepare DIR [--edition N] [--names LIST.csv] -o NAME\n"
"       gainsay roll reopen DIR\n"
"       gainsay roll prepare|reopen DIR --server URL --sign KEYFILE ...\n"
"       gainsay roll sign NAME --role registrar|second --sign KEYFILE\n"
"           --log DIR|URL [--key VKEY] [--yes] [--publish]\n"
"       gainsay roll pass NAME --sign KEYFILE --log URL [--key VKEY]\n"
"       gainsay roll sample|answer NAME --sign KEYFILE --log DIR|URL ...\n"
"       gainsay roll publish NAME --server URL\n"
"       gainsay roll check --help\n"
"       gainsay roll show --help\n"
"A roll is the list of member keys of an edition; editions are 1, 2, 3, ... Two\n"
"parties sign it, so that neither ghosts nor omissions pass unseen; the second\n"
"one checks headcount and growth first, and asks a sample of those listed.\n\n"
"  prepare   takes the keys handed in for the next edition by who is eligible\n"
"            out of DIR/staff.db and writes NAME.rec (the record) and NAME.keys\n"
"            (the keys, sorted), NAME.marks (who is listed, hidden), for the\n"
"            registrar alone NAME.people; in a channel that is for its members\n"
"            also NAME.reading, the key with which they read it. From then on\n"
"            the edition takes no more keys\n"
"  reopen    the edition that prepare closed takes keys again; prepare it anew\n"
"  sign      shows headcount, growth and who left since the last edition in the\n"
"            log, asks, and appends a signature: first the registrar's, then the\n"
"            second's\n"
"  pass      the registrar's: passes the roll to the second by the server\n"
"  sample    the second's: draws whom to ask, and shows them when the registrar\n"
"            has answered; by the server, or by NAME.sample and NAME.asked\n"
"  answer    the registrar's: the names of those, sealed to the second\n"
"  publish   sends them to the server\n"
"  check     for members: whether the keys that receipts promised are on rolls\n"
"  show      for everybody: the rolls that are in the log\n\n"
"  -o, --out NAME       the names of the files\n"
"  --edition N          refuses any other edition than the next, N\n"
"  --names LIST.csv     who joined, left, or has no key now: for the registrar\n"
"                       alone\n"
"  --log DIR|URL        the channel's log, which the roll must continue\n"
"  --key VKEY           its verifier key, or a file that holds it (default:\n"
"                       DIR/vkey)\n"
"  --publish            with the second's signature: sends it to --log URL\n"
"  --yes                sign without being asked\n"
GS_HELP_KEY_PASSPHRASE GS_HELP_FORCE GS_HELP_WAY;

struct wishes {
	const char *edition, *names, *out, *role, *sign, *log, *key, *server;
	bool yes, force, publish;
	struct gs_http_way way;
	struct gs_key_ring ring;
};

static struct gs_registry registry_of(const char *dir,
    const struct wishes *wish)
{
	return (struct gs_registry){.dir = dir, .server = wish->server,
	    .sign = wish->sign, .key = wish->key, .way = wish->way,
	    .ring = wish->ring};
}

static int prepare_roll(const char *dir, const struct wishes *wish)
{
	if (wish->out == NULL) {
		gs_verb_say("roll-prepare-how",
		    "to prepare a roll, give -o NAME");
		return GS_ERR_IO; /* nothing was judged */
	}
	const struct gs_registry registry = registry_of(dir, wish);
	return gs_roll_prepare(&(struct gs_preparation){
	    .registry = &registry, .edition = wish->edition,
	    .names = wish->names, .out = wish->out, .force = wish->force});
}

static int reopen_roll(const char *dir, const struct wishes *wish)
{
	const struct gs_registry registry = registry_of(dir, wish);

	return gs_roll_reopen(&registry);
}

static int read_secret(uint8_t secret[64], struct gs_key_ring *ring,
    const char *path)
{
	struct gs_report report = {.text = ""};

	int err = gs_key_ring_secret(secret, ring, &report, path);
	gs_verb_report_at(path, &report);
	return err;
}

/* Judges, shows and asks before anything is signed. */
static int confirm_roll(const struct gs_roll_signing *signing,
    const struct wishes *wish)
{
	struct gs_report report = {.text = ""};
	struct gs_pool pool;
	struct gs_record rec;
	size_t signatures = 0;

	int err = gs_roll_record_judge(&rec, &signatures, &report,
	    gs_pool_start(&pool), signing->record, signing->state);
	if (err == GS_OK) {
		gs_say_exercise(stdout,
		    gs_state_charter(signing->state)->exercise);
		gs_growth_show(&rec, signatures, signing->state);
		if (strcmp(signing->role, "second") == 0)
			printf("Hold this against the headcount that you know "
			    "yourself, and ask a sample of those listed as "
			    "enrolled.\n");
		err = gs_terminal_ask("Sign it?", wish->yes);
	}
	gs_verb_report(&report);
	gs_pool_free(&pool);
	return err;
}

/* NAME.rec with the next signature in its place. */
static int append_signature(const char *name,
    const struct gs_roll_signing *signing)
{
	static uint8_t signed_text[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(signed_text, sizeof signed_text);
	struct gs_report report = {.text = ""};
	struct gs_pool pool;

	int err = gs_roll_record_sign(&w, &report, gs_pool_start(&pool),
	    signing);
	gs_verb_report_at(name, &report);
	gs_pool_free(&pool);
	return err != GS_OK ? err : gs_roll_write(name, ".rec",
	    (struct gs_span){w.ptr, w.len});
}

/* The log's ring has the key, if its server was shown it: nobody is asked
 * for a passphrase twice. */
static int sign_files(const char *name, const struct wishes *wish,
    struct gs_source *log)
{
	uint8_t *keys = NULL, *text = NULL, root[32], secret[64] = {0};
	size_t keys_len = 0, len = 0;

	int err = gs_roll_read(&keys, &keys_len, KEYS_MAX, name, ".keys");
	gs_working("Reading the roll");
	if (err == GS_OK)
		err = gs_roll_root_of(root, keys, keys_len);
	gs_worked();
	if (err == GS_OK)
		err = gs_roll_read(&text, &len, GS_RECORD_MAX, name, ".rec");
	if (err == GS_OK)
		err = read_secret(secret, &log->ring, wish->sign);

	const struct gs_roll_signing signing = {{text, len},
	    gs_log_state(log), root, wish->role, secret};
	if (err == GS_OK)
		err = confirm_roll(&signing, wish);
	if (err == GS_OK)
		err = append_signature(name, &signing);
	if (err == GS_OK)
		printf("%s.rec: signed as %s: %zu keys.\n", name, wish->role,
		    keys_len / 32);
	gs_host_wipe(secret, sizeof secret);
	free(keys);
	free(text);
	return err;
}

static int ask_exercise(struct gs_http *http, struct gs_report *report)
{
	json_t *answer = NULL;

	int err = gs_http_get_json(http, report, &answer, "/channel", NULL);
	if (err == GS_OK)
		gs_say_exercise(stdout, json_is_true(json_object_get(answer,
		    "exercise")));
	json_decref(answer);
	return err;
}

/* The body of POST /records; `reading` is "" for a roll that has none.
 * NULL: no memory. */
static json_t *make_body(struct gs_span record, struct gs_span keys,
    const char *reading)
{
	json_t *body = json_pack("{s:[s#],s:o}", "records",
	    (const char *)record.ptr, record.len, "keys",
	    gs_json_bytes(keys.ptr, keys.len));

	if (reading[0] != '\0' && json_object_set_new(body, "reading",
	        json_string(reading)) != 0) {
		json_decref(body);
		return NULL;
	}
	return body;
}

/* The reading key beside a roll, if its record names one. */
static int read_reading(char text[65], const char *name, struct gs_span record)
{
	char path[GS_ROLL_PATH_MAX];
	uint8_t key[32];
	struct gs_writer w = gs_writer_of(text, 64);

	text[0] = '\0';
	if (memmem(record.ptr, record.len, "\nreading ", 9) == NULL)
		return GS_OK;
	int err = gs_roll_path(path, name, ".reading");
	if (err == GS_OK)
		err = gs_cli_file_seed(key, path);
	if (err == GS_OK) {
		gs_write_hex(&w, key, sizeof key);
		text[64] = '\0';
	}
	gs_host_wipe(key, sizeof key);
	return err;
}

/* POST /records with the record and what belongs to it. */
static int send_roll(const struct wishes *wish, struct gs_span record,
    struct gs_span keys, const char *reading)
{
	struct gs_report report = {.text = ""};
	struct gs_http *http = NULL;
	json_t *answer = NULL;
	uint64_t index = 0;

	int err = gs_http_open(&http, &report, wish->server, &wish->way);
	if (err == GS_OK)
		err = ask_exercise(http, &report);
	if (err == GS_OK)
		err = gs_http_post(http, &report, &answer, "/records", NULL,
		    make_body(record, keys, reading));
	if (err == GS_OK && gs_json_number(&index, answer, "index") != GS_OK)
		err = gs_reply_lacks(&report, &(struct gs_reply){.from =
		    wish->server}, "index");
	if (err == GS_OK)
		printf("Published: %zu keys, in the log as entry %llu.\n",
		    keys.len / 32, (unsigned long long)index);
	else
		gs_verb_report(&report);
	json_decref(answer);
	gs_http_free(&http);
	return err;
}

static int publish_roll(const char *name, const struct wishes *wish)
{
	uint8_t *keys = NULL, *text = NULL;
	size_t keys_len = 0, len = 0;
	char reading[65];

	if (wish->server == NULL) {
		gs_verb_say("roll-publish-how",
		    "to publish a roll, give --server URL");
		return GS_ERR_IO; /* nothing was judged */
	}

	int err = gs_roll_read(&keys, &keys_len, KEYS_MAX, name, ".keys");
	if (err == GS_OK)
		err = gs_roll_read(&text, &len, GS_RECORD_MAX, name, ".rec");
	if (err == GS_OK)
		err = read_reading(reading, name, (struct gs_span){text, len});
	if (err == GS_OK)
		err = send_roll(wish, (struct gs_span){text, len},
		    (struct gs_span){keys, keys_len}, reading);
	gs_host_wipe(reading, sizeof reading);
	free(keys);
	free(text);
	return err;
}

static int sign_roll(const char *name, const struct wishes *wish)
{
	struct gs_source log = {.sign = wish->sign, .role = wish->role,
	    .way = wish->way, .ring = wish->ring};
	bool known = wish->role != NULL &&
	    (strcmp(wish->role, "registrar") == 0 ||
	    strcmp(wish->role, "second") == 0);

	if (!known || wish->sign == NULL || wish->log == NULL) {
		gs_verb_say("roll-sign-how", "to sign a roll, give --role "
		    "registrar or second, --sign KEYFILE and --log DIR or "
		    "URL");
		return GS_ERR_IO; /* nothing was judged */
	}

	if (wish->publish && (strcmp(wish->role, "second") != 0 ||
	    !gs_file_is_url(wish->log))) {
		gs_verb_say("roll-sign-publish-how", "--publish is for the "
		    "last signature, the second's, and needs --log URL, where "
		    "the roll goes");
		return GS_ERR_IO; /* nothing was judged */
	}

	int err = gs_log_open(&log, wish->log, wish->key);
	if (err == GS_OK)
		err = sign_files(name, wish, &log);
	gs_source_close(&log);
	if (err != GS_OK || !wish->publish)
		return err;

	struct wishes there = *wish;
	there.server = wish->log;
	return publish_roll(name, &there);
}

static struct gs_sampling sampling_of(const char *name,
    const struct wishes *wish)
{
	return (struct gs_sampling){.name = name, .log = wish->log,
	    .key = wish->key, .sign = wish->sign, .force = wish->force,
	    .way = wish->way, .ring = wish->ring};
}

static int pass_roll(const char *name, const struct wishes *wish)
{
	const struct gs_sampling s = sampling_of(name, wish);

	return gs_roll_pass(&s);
}

static int sample_roll(const char *name, const struct wishes *wish)
{
	const struct gs_sampling s = sampling_of(name, wish);

	return gs_roll_sample(&s);
}

static int answer_sample(const char *name, const struct wishes *wish)
{
	const struct gs_sampling s = sampling_of(name, wish);

	return gs_roll_answer(&s);
}

static const struct {
	const char *name;
	int (*run)(const char *operand, const struct wishes *wish);
} steps[] = {
	{"prepare", prepare_roll},
	{"reopen", reopen_roll},
	{"sign", sign_roll},
	{"pass", pass_roll},
	{"sample", sample_roll},
	{"answer", answer_sample},
	{"publish", publish_roll},
};

int gs_admin_roll(int argc, char **argv)
{
	struct wishes wish = {.edition = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "edition", .value = &wish.edition},
		{.name = "names", .value = &wish.names},
		GS_OPTION_OUT(wish.out),
		{.name = "role", .value = &wish.role},
		{.name = "sign", .value = &wish.sign},
		GS_OPTION_KEY_PASSPHRASE(wish.ring),
		{.name = "log", .value = &wish.log},
		{.name = "key", .value = &wish.key},
		{.name = "publish", .flag = &wish.publish},
		{.name = "yes", .flag = &wish.yes},
		GS_OPTION_FORCE(wish.force),
		GS_OPTION_OTHER_SERVER(wish.server),
		GS_OPTIONS_WAY(wish.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 2, .most = 2};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (strcmp(argv[at], steps[i].name) == 0)
			return gs_verb_end(steps[i].run(argv[at + 1], &wish));
	gs_verb_tell("roll-step-unknown",
	    "say prepare, reopen, sign, pass, sample, answer, publish, check or "
	    "show, not '{0}'",
	    gs_say_text(argv[at]));
	return gs_verb_misused();
}
