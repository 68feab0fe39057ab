/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay roll: an edition of member keys, from the staff list to the log. */
#include <sodium.h>
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
#include "lib/host.h"
#include "lib/client/http.h"
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
	struct gs_record_writer d;
	uint8_t root[32], *text = NULL;
	int err = root_of(root, keys->ptr, keys->len);
	if (err != GS_OK)
		return err;
	err = read_charter(&charter, &text, gs_pool_start(&pool), dir);
	if (err == GS_OK) {
		gs_record_start(&d, out, max, "roll");
		gs_record_line(&d, "channel",
		    gs_part_hash(gs_record_hash(&charter, "channel")));
		gs_record_line(&d, "edition", gs_part_number(edition));
		gs_record_line(&d, "size", gs_part_number(keys->len / 32));
		gs_record_line(&d, "eligible", gs_part_number(eligible));
		gs_record_line(&d, "root", gs_part_hash(root));
		err = gs_writer_end(&d.w);
		*len = d.w.len;
	}
	gs_pool_free(&pool);
	free(text);
	return err;
}

static int prepare(const char *dir, const char *edition_text, const char *name)
{
	static uint8_t record[4096];
	char path[4096];
	struct gs_staff *staff = NULL;
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

/* The value of a `hash` line of an unfinished record. */
static bool names_root(const uint8_t *text, const uint8_t root[32])
{
	char line[64];
	struct gs_writer w = gs_writer_of(line, sizeof line - 1);
	gs_write_text(&w, "\nroot ");
	gs_write_base64(&w, root, 32);
	gs_write_text(&w, "\n");
	line[w.len] = '\0';
	return strstr((const char *)text, line) != NULL;
}

static int append_signature(uint8_t **text, size_t *len, const char *role,
    const uint8_t secret[64])
{
	uint8_t signature[64], *more = NULL;
	const char *first = strstr((const char *)*text, "\nsignature ");
	size_t signed_len = first == NULL ? *len :
	    (size_t)(first + 1 - (const char *)*text);
	struct gs_writer w;
	more = calloc(1, *len + 256);
	if (more == NULL)
		return GS_ERR_MEMORY;
	crypto_sign_detached(signature, NULL, *text, signed_len, secret);
	w = gs_writer_of(more, *len + 255);
	gs_write_bytes(&w, *text, *len);
	gs_write_text(&w, "signature ");
	gs_write_text(&w, role);
	gs_write_text(&w, " ");
	gs_write_base64(&w, signature, sizeof signature);
	gs_write_text(&w, "\n");
	free(*text);
	*text = more;
	*len = w.len;
	return gs_writer_end(&w);
}

static int sign_roll(const char *name, const char *role, const char *key)
{
	char path[4096];
	uint8_t *keys = NULL, *text = NULL, root[32], seed[32], public[32],
	    secret[64];
	size_t keys_len = 0, len = 0;
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
		err = gs_cli_file_read(&text, &len, GS_RECORD_MAX,
		    with_suffix(path, sizeof path, name, ".rec"));
	if (err == GS_OK && !names_root(text, root)) {
		fprintf(stderr, "gainsay roll sign: %s is not about the keys "
		    "in %s.keys; prepare it again\n", path, name);
		err = GS_ERR_MISMATCH;
	}
	if (err == GS_OK)
		err = gs_cli_file_seed(seed, key);
	if (err == GS_OK) {
		crypto_sign_seed_keypair(public, secret, seed);
		err = append_signature(&text, &len, role, secret);
	}
	if (err == GS_OK)
		err = gs_cli_file_write(path, text, len, 0644);
	if (err == GS_OK)
		printf("%s: signed as %s: %zu keys.\n", path, role,
		    keys_len / 32);
	gs_host_wipe(seed, sizeof seed);
	gs_host_wipe(secret, sizeof secret);
	free(keys);
	free(text);
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
