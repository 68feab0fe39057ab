/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/own_keys.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/file.h"
#include "server/back/warn.h"

#define KEY_FILE_MAX 512

static const char *const role_names[GS_OWN_ROLES] = {
    [GS_OWN_ENROL] = "enrol", [GS_OWN_PROMISE] = "promise"};

/* Load -------------------------------------------------------------------- */

/* A key file without the newline at its end. */
static int read_key_file(uint8_t text[KEY_FILE_MAX], size_t *len,
    struct gs_report *report, const char *path)
{
	uint8_t *bytes = NULL;

	int err = gs_file_read_secret(&bytes, len, KEY_FILE_MAX, path, report);
	if (err != GS_OK)
		return err;

	memcpy(text, bytes, *len);
	gs_file_wipe(&bytes, *len);
	if (*len > 0 && text[*len - 1] == '\n')
		*len -= 1;
	return GS_OK;
}

static int name_own_key(char path[GS_OWN_PATH_MAX], struct gs_report *report,
    const struct gs_back *back, const char *name, const char *suffix)
{
	int n = snprintf(path, GS_OWN_PATH_MAX, "%s/%s%s.key", back->keys_dir,
	    name, suffix);

	if (n >= 0 && n < GS_OWN_PATH_MAX)
		return GS_OK;
	gs_report_tell(report, "key-path-too-long", "{0}: the path of its keys "
	    "is too long", gs_say_text(back->keys_dir));
	return GS_ERR_RANGE;
}

static int load_log_key(struct gs_back *back, struct gs_report *report)
{
	uint8_t text[KEY_FILE_MAX];
	char path[GS_OWN_PATH_MAX];
	size_t len = 0;

	int err = name_own_key(path, report, back, "log", "");
	if (err == GS_OK)
		err = read_key_file(text, &len, report, path);
	if (err == GS_OK) {
		err = gs_signer_parse(&back->signer, text, len);
		if (err != GS_OK)
			gs_report_tell(report, "log-key-unreadable",
			    "{0} is not a signing key (PRIVATE+KEY+...): {1}",
			    gs_say_text(path), gs_say_text(gs_strerror(err)));
	}
	gs_host_wipe(text, sizeof text);
	return err;
}

/* One file of a role; there need not be one. */
static int load_role_key(struct gs_own_key *out, const struct gs_back *back,
    struct gs_report *report, const char *name, const char *suffix)
{
	uint8_t text[KEY_FILE_MAX], seed[32], key[32];
	char path[GS_OWN_PATH_MAX];
	size_t len = 0;

	int err = name_own_key(path, report, back, name, suffix);
	if (err == GS_OK && access(path, F_OK) != 0)
		return GS_OK;
	if (err == GS_OK)
		err = read_key_file(text, &len, report, path);
	if (err == GS_OK) {
		err = gs_hex_decode_secret(seed, sizeof seed, text, len);
		if (err != GS_OK)
			gs_report_tell(report, "role-key-unreadable",
			    "{0} is not 64 hexadecimal digits",
			    gs_say_text(path));
	}
	if (err == GS_OK && crypto_sign_seed_keypair(key,
	        out->secret[out->count], seed) != 0)
		err = GS_ERR_INTERNAL;
	out->count += err == GS_OK;

	gs_host_wipe(text, sizeof text);
	gs_host_wipe(seed, sizeof seed);
	return err;
}

int gs_own_keys_load(struct gs_back *back, struct gs_report *report)
{
	int err = load_log_key(back, report);

	for (size_t i = 0; err == GS_OK && i < GS_OWN_ROLES; i++) {
		err = load_role_key(&back->own[i], back, report, role_names[i],
		    "");
		if (err == GS_OK)
			err = load_role_key(&back->own[i], back, report,
			    role_names[i], "-next");
	}
	return err;
}

/* Choose ------------------------------------------------------------------ */

/* libsodium keeps the public key behind the seed. */
static const uint8_t *find_secret(const struct gs_own_key *own,
    const uint8_t *key)
{
	for (size_t i = 0; i < own->count; i++)
		if (gs_bytes_equal(key, own->secret[i] + 32, 32))
			return own->secret[i];
	return NULL;
}

static const uint8_t *named_key(const struct gs_charter *charter,
    const char *name)
{
	return gs_charter_role(charter, name)->key.ptr;
}

static void warn_of_missing(const struct gs_back *back, size_t role)
{
	gs_back_warn("server-key-missing", "{0}: neither {1}.key nor "
	    "{1}-next.key is the key that the charter names for `{1}`; what "
	    "needs it is refused until it is here, or a charter names one that "
	    "is (docs/RECOVERY.md)", gs_say_text(back->keys_dir),
	    gs_say_text(role_names[role]));
}

int gs_own_keys_check(const struct gs_back *back, struct gs_report *report)
{
	const struct gs_charter *c = gs_state_charter(back->state);
	const struct gs_verifier *v = &back->signer.verifier;

	if (!gs_charter_has_origin(c, v->name) ||
	    !gs_charter_has_log_key(c, v->key)) {
		gs_report_tell(report, "log-key-not-of-charter",
		    "{0}/log.key: not the key of the charter's role `log` "
		    "under its origin", gs_say_text(back->keys_dir));
		return GS_ERR_MISMATCH;
	}

	for (size_t i = 0; i < GS_OWN_ROLES; i++)
		if (find_secret(&back->own[i], named_key(c, role_names[i])) ==
		    NULL)
			warn_of_missing(back, i);
	return GS_OK;
}

int gs_own_keys_fit(const struct gs_back *back, struct gs_answer *answer,
    const struct gs_record *charter)
{
	struct gs_charter next;
	struct gs_refusal refusal = {.why = NULL};

	int err = gs_charter_read(&next, &refusal, charter);
	if (err != GS_OK)
		return gs_answer_refusal(answer, err, &refusal);
	for (size_t i = 0; i < GS_OWN_ROLES; i++)
		if (find_secret(&back->own[i], named_key(&next,
		        role_names[i])) == NULL)
			return gs_answer_tell(answer, GS_ERR_RULE,
			    "charter-key-not-here", "the charter names a key "
			    "for `{0}` that this server has not got: 'gainsay "
			    "key new {0} -o DIR/keys/{0}-next.key' makes one, "
			    "which the server takes at its next start",
			    gs_say_text(role_names[i]));
	return GS_OK;
}

const uint8_t *gs_own_find(const struct gs_back *back, enum gs_own_role role)
{
	return find_secret(&back->own[role], named_key(
	    gs_state_charter(back->state), role_names[role]));
}

int gs_own_secret(const uint8_t **out, const struct gs_back *back,
    struct gs_answer *answer, enum gs_own_role role)
{
	*out = gs_own_find(back, role);
	return *out != NULL ? GS_OK : gs_answer_tell(answer, GS_ERR_BUSY,
	    "server-key-not-here", "the server has not got the key that the "
	    "charter names for `{0}`; tell whoever runs it",
	    gs_say_text(role_names[role]));
}
