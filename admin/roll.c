/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay roll: an edition of member keys, from the staff list to the log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/verbs.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/exercise.h"
#include "cli/common/terminal.h"
#include "core/host.h"
#include "core/record/record.h"
#include "lib/client/http.h"
#include "lib/host.h"
#include "lib/records/roll.h"
#include "lib/sign.h"
#include "store/staff.h"

#define KEYS_MAX (GS_ROLL_MAX * 32)

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

struct keys {
	uint8_t *ptr;
	size_t len, room;
};

static int on_key(void *ctx, const uint8_t key[32])
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

static const char *with_suffix(char *out, size_t max, const char *name,
    const char *suffix)
{
	(void)snprintf(out, max, "%s%s", name, suffix);
	return out;
}

/* The root of these keys; says what is wrong with them. */
static int root_of(uint8_t root[32], const uint8_t *keys, size_t len)
{
	struct gs_pool pool;
	struct gs_roll *roll = NULL;
	int err = len % 32 != 0 ? GS_ERR_FORMAT :
	    gs_roll_open(&roll, gs_pool_start(&pool), keys, len / 32);
	if (err == GS_OK)
		memcpy(root, gs_roll_root(roll), 32);
	else
		fprintf(stderr, "gainsay roll: %zu keys make no roll: %s; a "
		    "roll has 2 to 16777216 keys, each valid and once\n",
		    len / 32, gs_strerror(err));
	if (len % 32 == 0)
		gs_pool_free(&pool);
	return err;
}

static int read_charter(struct gs_record *rec, uint8_t **text,
    struct gs_arena *arena, const char *dir)
{
	char path[4096];
	size_t len = 0;
	int err = gs_cli_file_read(text, &len, GS_RECORD_MAX,
	    with_suffix(path, sizeof path, dir, "/charter.rec"));
	if (err == GS_OK)
		err = gs_record_parse(rec, NULL, arena, *text, len);
	if (err == GS_OK && strcmp(rec->type->name, "charter") != 0)
		err = GS_ERR_FORMAT;
	if (err == GS_ERR_FORMAT)
		fprintf(stderr, "gainsay roll: %s is not a charter\n", path);
	return err;
}

/* The record without its two signatures. */
static int draft_roll(uint8_t *out, size_t *len, size_t max, const char *dir,
    uint64_t edition, const struct keys *keys, uint64_t eligible)
{
	struct gs_pool pool;
	struct gs_record charter;
	uint8_t root[32], *text = NULL;
	int err = root_of(root, keys->ptr, keys->len);
	if (err != GS_OK)
		return err;
	err = read_charter(&charter, &text, gs_pool_start(&pool), dir);
	if (err == GS_OK) {
		const struct gs_roll_terms terms = {
		    gs_record_hash(&charter, "channel"), edition,
		    keys->len / 32, eligible, root};
		struct gs_writer w = gs_writer_of(out, max);

		err = gs_roll_record_write(&w, &terms);
		*len = w.len;
	}
	gs_pool_free(&pool);
	free(text);
	return err;
}

static int prepare(const char *dir, const char *edition_text, const char *name)
{
	static uint8_t record[4096];
	char path[4096];
	struct gs_database *staff = NULL;
	struct keys keys = {NULL, 0, 0};
	uint64_t edition = 0, eligible = 0;
	size_t len = 0;
	if (edition_text == NULL || name == NULL ||
	    gs_decimal_decode(&edition, edition_text, strlen(edition_text),
	        INT64_MAX) != GS_OK) {
		fprintf(stderr, "gainsay roll prepare: --edition N and -o NAME "
		    "are needed\n");
		return GS_ERR_FORMAT;
	}
	gs_say_exercise_of(stdout, dir);
	int err = gs_staff_open(&staff,
	    with_suffix(path, sizeof path, dir, "/staff.db"));
	if (err == GS_OK)
		err = gs_staff_keys(staff, edition, on_key, &keys);
	if (err == GS_OK)
		err = gs_staff_eligible(&eligible, staff);
	if (err == GS_OK)
		err = draft_roll(record, &len, sizeof record, dir, edition,
		    &keys, eligible);
	if (err == GS_OK)
		err = gs_cli_file_write(with_suffix(path, sizeof path, name,
		    ".keys"), keys.ptr, keys.len, 0644);
	if (err == GS_OK)
		err = gs_cli_file_write(with_suffix(path, sizeof path, name,
		    ".rec"), record, len, 0644);
	if (err == GS_OK)
		printf("Edition %llu: %zu keys of %llu eligible members. Now "
		    "the registrar signs %s.rec, then the second.\n",
		    (unsigned long long)edition, keys.len / 32,
		    (unsigned long long)eligible, name);
	gs_staff_free(&staff);
	free(keys.ptr);
	return err;
}

/* NAME.rec with the next signature in its place. */
static int append_signature(const char *path, const uint8_t root[32],
    const char *role, const uint8_t secret[64])
{
	static uint8_t signed_text[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(signed_text, sizeof signed_text);
	struct gs_report report = {.text = ""};
	struct gs_pool pool;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&text, &len, GS_RECORD_MAX, path);
	if (err != GS_OK)
		return err;
	const struct gs_roll_signing signing = {{text, len}, root, role,
	    secret};
	err = gs_roll_record_sign(&w, &report, gs_pool_start(&pool), &signing);
	if (err != GS_OK)
		fprintf(stderr, "gainsay roll sign: %s: %s\n", path,
		    report.text);
	gs_pool_free(&pool);
	free(text);
	return err == GS_OK ? gs_cli_file_write(path, w.ptr, w.len, 0644) :
	    err;
}

static int sign_roll(const char *name, const char *role, const char *key)
{
	char path[4096];
	uint8_t *keys = NULL, root[32], seed[32] = {0}, secret[64] = {0};
	size_t keys_len = 0;

	if (role == NULL || key == NULL || (strcmp(role, "registrar") != 0 &&
	        strcmp(role, "second") != 0)) {
		fprintf(stderr, "gainsay roll sign: --role registrar or "
		    "second, and --sign KEYFILE are needed\n");
		return GS_ERR_FORMAT;
	}
	int err = gs_cli_file_read(&keys, &keys_len, KEYS_MAX,
	    with_suffix(path, sizeof path, name, ".keys"));
	if (err == GS_OK)
		err = root_of(root, keys, keys_len);
	if (err == GS_OK)
		err = gs_cli_file_seed(seed, key);
	if (err == GS_OK)
		err = gs_sign_secret(secret, seed);
	if (err == GS_OK)
		err = append_signature(with_suffix(path, sizeof path, name,
		    ".rec"), root, role, secret);
	if (err == GS_OK)
		printf("%s: signed as %s: %zu keys.\n", path, role,
		    keys_len / 32);
	gs_host_wipe(seed, sizeof seed);
	gs_host_wipe(secret, sizeof secret);
	free(keys);
	return err;
}

static int publish(const char *name, const char *server)
{
	char path[4096];
	uint8_t *keys = NULL, *text = NULL;
	size_t keys_len = 0, len = 0;
	struct gs_http *http = NULL;
	struct gs_report report = {.text = ""};
	json_t *answer = NULL;
	if (server == NULL) {
		fprintf(stderr, "gainsay roll publish: --server URL is "
		    "needed\n");
		return GS_ERR_FORMAT;
	}
	int err = gs_cli_file_read(&keys, &keys_len, KEYS_MAX,
	    with_suffix(path, sizeof path, name, ".keys"));
	if (err == GS_OK)
		err = gs_cli_file_read(&text, &len, GS_RECORD_MAX,
		    with_suffix(path, sizeof path, name, ".rec"));
	if (err == GS_OK)
		err = gs_http_open(&http, &report, server, NULL);
	if (err == GS_OK)
		err = gs_http_get_json(http, &report, &answer, "/channel",
		    NULL);
	if (err == GS_OK)
		gs_say_exercise(stdout, json_is_true(json_object_get(answer,
		    "exercise")));
	json_decref(answer);
	answer = NULL;
	if (err == GS_OK)
		err = gs_http_post(http, &report, &answer, "/records", NULL,
		    json_pack("{s:[s#],s:o}", "records", (const char *)text,
		        len, "keys", gs_json_bytes(keys, keys_len)));
	if (err == GS_OK)
		printf("Published: %zu keys, in the log as entry %lld.\n",
		    keys_len / 32, (long long)json_integer_value(
		        json_object_get(answer, "index")));
	else if (report.text[0] != '\0')
		fprintf(stderr, "gainsay roll publish: %s\n", report.text);
	json_decref(answer);
	gs_http_free(&http);
	free(keys);
	free(text);
	return err;
}

int gs_admin_roll(int argc, char **argv)
{
	const char *edition = NULL, *out = NULL, *role = NULL, *key = NULL,
	    *server = NULL;
	int at = 0, err = GS_ERR_FORMAT;
	const struct gs_option options[] = {
		{.name = "edition", .value = &edition},
		GS_OPTION_OUT(out),
		{.name = "role", .value = &role},
		{.name = "sign", .value = &key},
		GS_OPTION_OTHER_SERVER(server)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 2, .most = 2};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (strcmp(argv[at], "prepare") == 0)
		err = prepare(argv[at + 1], edition, out);
	else if (strcmp(argv[at], "sign") == 0)
		err = sign_roll(argv[at + 1], role, key);
	else if (strcmp(argv[at], "publish") == 0)
		err = publish(argv[at + 1], server);
	else
		fprintf(stderr, "gainsay roll: say prepare, sign or publish, "
		    "not '%s'\n", argv[at]);
	return gs_exit_code(err);
}
