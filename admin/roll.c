/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay roll: an edition of member keys, from the staff list to the log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/staff_list.h"
#include "admin/verbs.h"
#include "cli/common/exercise.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "core/host.h"
#include "core/record/record.h"
#include "lib/client/http.h"
#include "lib/host.h"
#include "lib/records/roll.h"
#include "lib/sign.h"

#define KEYS_MAX (GS_ROLL_MAX * 32)
#define PATH_LEN 4096

static const char help[] =
"usage: gainsay roll prepare DIR --edition N -o NAME\n"
"       gainsay roll sign NAME --role registrar|second --sign KEYFILE\n"
"       gainsay roll publish NAME --server URL\n"
"A roll is the list of member keys of an edition. Two parties sign it, so that\n"
"neither ghosts nor omissions pass unseen; the second one checks it against the\n"
"headcount first.\n\n"
"  prepare   takes the keys handed in for the edition out of DIR/staff.db and\n"
"            writes NAME.rec (the record) and NAME.keys (the keys, sorted)\n"
"  sign      checks that NAME.rec is about NAME.keys, and appends a signature:\n"
"            first the registrar's, then the second's\n"
"  publish   sends both to the server\n";

struct wishes {
	const char *edition, *out, *role, *sign, *server;
};

/* The keys of an edition, as they come out of the staff list. */
struct keys {
	uint8_t *ptr;
	size_t len, room;
};

static int add_key(void *ctx, const uint8_t key[32])
{
	struct keys *k = ctx;

	if (k->room - k->len < 32) {
		size_t room = k->room == 0 ? 65536 : k->room * 2;
		uint8_t *more = room > KEYS_MAX ? NULL : malloc(room);
		if (more == NULL)
			return GS_ERR_MEMORY;
		if (k->len != 0)
			memcpy(more, k->ptr, k->len);
		free(k->ptr);
		k->ptr = more;
		k->room = room;
	}
	memcpy(k->ptr + k->len, key, 32);
	k->len += 32;
	return GS_OK;
}

/* `name` with `suffix` behind it. */
static int make_path(char out[PATH_LEN], const char *name, const char *suffix)
{
	int n = snprintf(out, PATH_LEN, "%s%s", name, suffix);

	if (n >= 0 && n < PATH_LEN)
		return GS_OK;
	gs_verb_tell("path-too-long", "{0}{1}: a path has at most {2} bytes",
	    gs_say_text(name), gs_say_text(suffix),
	    gs_say_number(PATH_LEN - 1));
	return GS_ERR_IO;
}

static int read_beside(uint8_t **out, size_t *len, size_t max,
    const char *name, const char *suffix)
{
	char path[PATH_LEN];

	int err = make_path(path, name, suffix);
	return err != GS_OK ? err : gs_cli_file_read(out, len, max, path);
}

static int write_beside(const char *name, const char *suffix,
    struct gs_span bytes)
{
	char path[PATH_LEN];

	int err = make_path(path, name, suffix);
	return err != GS_OK ? err :
	    gs_cli_file_write(path, bytes.ptr, bytes.len, 0644);
}

/* The root of these keys; says what is wrong with them. */
static int compute_root(uint8_t root[32], const uint8_t *keys, size_t len)
{
	struct gs_pool pool;
	struct gs_roll *roll = NULL;
	struct gs_arena *arena = gs_pool_start(&pool);

	int err = len % 32 != 0 ? GS_ERR_FORMAT :
	    gs_roll_open(&roll, arena, keys, len / 32);
	if (err == GS_OK)
		memcpy(root, gs_roll_root(roll), 32);
	else if (len % 32 != 0)
		gs_verb_tell("roll-keys-length", "the keys have {0} bytes; "
		    "each key has 32", gs_say_number(len));
	else
		gs_verb_tell("roll-keys-refused", "{0} keys make no roll: "
		    "{1}; a roll has 2 to {2} keys, each valid and once",
		    gs_say_number(len / 32), gs_say_text(gs_strerror(err)),
		    gs_say_number(GS_ROLL_MAX));
	gs_pool_free(&pool);
	return err;
}

/* The channel that DIR/charter.rec founds. */
static int read_channel(uint8_t channel[32], const char *dir)
{
	struct gs_pool pool;
	struct gs_record rec;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = read_beside(&text, &len, GS_RECORD_MAX, dir, "/charter.rec");
	if (err != GS_OK)
		return err;

	err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), text, len);
	if (err == GS_OK && strcmp(rec.type->name, "charter") != 0)
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		memcpy(channel, gs_record_hash(&rec, "channel"), 32);
	else if (err != GS_ERR_MEMORY)
		gs_verb_tell("not-a-charter",
		    "{0}/charter.rec is not a charter", gs_say_text(dir));
	gs_pool_free(&pool);
	free(text);
	return err;
}

/* The record without its two signatures. */
static int write_record(struct gs_writer *w, const char *dir,
    uint64_t edition, const struct keys *keys, uint64_t eligible)
{
	uint8_t root[32], channel[32];

	int err = compute_root(root, keys->ptr, keys->len);
	if (err == GS_OK)
		err = read_channel(channel, dir);
	if (err != GS_OK)
		return err;
	const struct gs_roll_terms terms = {channel, edition, keys->len / 32,
	    eligible, root};
	return gs_roll_record_write(w, &terms);
}

static int read_staff(struct keys *keys, uint64_t *eligible, const char *dir,
    uint64_t edition)
{
	struct gs_database *staff = NULL;

	int err = gs_staff_list_open(&staff, dir);
	if (err != GS_OK)
		return err;
	err = gs_staff_keys(staff, edition, add_key, keys);
	if (err == GS_OK)
		err = gs_staff_eligible(eligible, staff);
	gs_staff_free(&staff);
	if (err != GS_OK)
		gs_verb_tell("staff-list-unread", "{0}/staff.db cannot be "
		    "read: {1}", gs_say_text(dir),
		    gs_say_text(gs_strerror(err)));
	return err;
}

static int prepare_edition(const char *dir, uint64_t edition,
    const char *name)
{
	static uint8_t record[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	struct keys keys = {NULL, 0, 0};
	uint64_t eligible = 0;

	gs_say_exercise_of(stdout, dir);
	int err = read_staff(&keys, &eligible, dir, edition);
	if (err == GS_OK)
		err = write_record(&w, dir, edition, &keys, eligible);
	if (err == GS_OK)
		err = write_beside(name, ".keys",
		    (struct gs_span){keys.ptr, keys.len});
	if (err == GS_OK)
		err = write_beside(name, ".rec",
		    (struct gs_span){record, w.len});
	if (err == GS_OK)
		printf("Edition %llu: %zu keys of %llu eligible members. Now "
		    "the registrar signs %s.rec, then the second.\n",
		    (unsigned long long)edition, keys.len / 32,
		    (unsigned long long)eligible, name);
	free(keys.ptr);
	return err;
}

static int prepare_roll(const char *dir, const struct wishes *wish)
{
	uint64_t edition = 0;

	if (wish->edition == NULL || wish->out == NULL) {
		gs_verb_say("roll-prepare-how",
		    "to prepare a roll, give --edition N and -o NAME");
		return GS_ERR_FORMAT;
	}
	if (gs_decimal_decode(&edition, wish->edition, strlen(wish->edition),
	        INT64_MAX) != GS_OK) {
		gs_verb_tell("edition-no-number",
		    "--edition '{0}' is not a number",
		    gs_say_text(wish->edition));
		return GS_ERR_FORMAT;
	}
	return prepare_edition(dir, edition, wish->out);
}

/* NAME.rec with the next signature in its place. */
static int append_signature(const char *name, const uint8_t root[32],
    const char *role, const uint8_t secret[64])
{
	static uint8_t signed_text[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(signed_text, sizeof signed_text);
	struct gs_report report = {.text = ""};
	struct gs_pool pool;
	uint8_t *text = NULL;
	size_t len = 0;
	char path[PATH_LEN];

	int err = make_path(path, name, ".rec");
	if (err == GS_OK)
		err = gs_cli_file_read(&text, &len, GS_RECORD_MAX, path);
	if (err != GS_OK)
		return err;
	const struct gs_roll_signing signing = {{text, len}, root, role,
	    secret};
	err = gs_roll_record_sign(&w, &report, gs_pool_start(&pool), &signing);
	gs_verb_report_at(path, &report);
	gs_pool_free(&pool);
	free(text);
	return err != GS_OK ? err :
	    gs_cli_file_write(path, w.ptr, w.len, 0644);
}

static int read_secret(uint8_t secret[64], const char *path)
{
	uint8_t seed[32];

	int err = gs_cli_file_seed(seed, path);
	if (err == GS_OK)
		err = gs_sign_secret(secret, seed);
	gs_host_wipe(seed, sizeof seed);
	return err;
}

static int sign_roll(const char *name, const struct wishes *wish)
{
	uint8_t *keys = NULL, root[32], secret[64] = {0};
	size_t len = 0;
	bool known = wish->role != NULL &&
	    (strcmp(wish->role, "registrar") == 0 ||
	    strcmp(wish->role, "second") == 0);

	if (!known || wish->sign == NULL) {
		gs_verb_say("roll-sign-how", "to sign a roll, give --role "
		    "registrar or second, and --sign KEYFILE");
		return GS_ERR_FORMAT;
	}

	int err = read_beside(&keys, &len, KEYS_MAX, name, ".keys");
	if (err == GS_OK)
		err = compute_root(root, keys, len);
	if (err == GS_OK)
		err = read_secret(secret, wish->sign);
	if (err == GS_OK)
		err = append_signature(name, root, wish->role, secret);
	if (err == GS_OK)
		printf("%s.rec: signed as %s: %zu keys.\n", name, wish->role,
		    len / 32);
	gs_host_wipe(secret, sizeof secret);
	free(keys);
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

/* POST /records with the record and the keys. */
static int send_roll(const char *server, struct gs_span record,
    struct gs_span keys)
{
	struct gs_report report = {.text = ""};
	struct gs_http *http = NULL;
	json_t *answer = NULL;
	uint64_t index = 0;

	int err = gs_http_open(&http, &report, server, NULL);
	if (err == GS_OK)
		err = ask_exercise(http, &report);
	if (err == GS_OK)
		err = gs_http_post(http, &report, &answer, "/records", NULL,
		    json_pack("{s:[s#],s:o}", "records",
		        (const char *)record.ptr, record.len, "keys",
		        gs_json_bytes(keys.ptr, keys.len)));
	if (err == GS_OK && gs_json_number(&index, answer, "index") != GS_OK)
		err = gs_reply_lacks(&report, &(struct gs_reply){.from =
		    server}, "index");
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

	if (wish->server == NULL) {
		gs_verb_say("roll-publish-how",
		    "to publish a roll, give --server URL");
		return GS_ERR_FORMAT;
	}

	int err = read_beside(&keys, &keys_len, KEYS_MAX, name, ".keys");
	if (err == GS_OK)
		err = read_beside(&text, &len, GS_RECORD_MAX, name, ".rec");
	if (err == GS_OK)
		err = send_roll(wish->server, (struct gs_span){text, len},
		    (struct gs_span){keys, keys_len});
	free(keys);
	free(text);
	return err;
}

static const struct {
	const char *name;
	int (*run)(const char *operand, const struct wishes *wish);
} steps[] = {
	{"prepare", prepare_roll},
	{"sign", sign_roll},
	{"publish", publish_roll},
};

int gs_admin_roll(int argc, char **argv)
{
	struct wishes wish = {.edition = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "edition", .value = &wish.edition},
		GS_OPTION_OUT(wish.out),
		{.name = "role", .value = &wish.role},
		{.name = "sign", .value = &wish.sign},
		GS_OPTION_OTHER_SERVER(wish.server)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 2, .most = 2};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (strcmp(argv[at], steps[i].name) == 0)
			return gs_verb_end(steps[i].run(argv[at + 1], &wish));
	gs_verb_tell("roll-step-unknown",
	    "say prepare, sign or publish, not '{0}'", gs_say_text(argv[at]));
	return gs_verb_end(GS_ERR_FORMAT);
}
