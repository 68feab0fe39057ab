/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/born_keys.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "core/host.h"
#include "lib/age.h"
#include "lib/log/note.h"
#include "lib/sign.h"

#define PATH_LEN 4200

/* "office.key", and for a second of that name "office-2.key". */
static int name_key(struct gs_born_key *key, const struct gs_born_keys *all)
{
	struct gs_part role = key->line->value.parts[0];
	const char *kind = key->identity ? "age" : "key";
	size_t same = 1;

	if (memchr(role.ptr, '/', role.len) != NULL) {
		gs_verb_tell("init-role-name", "no key file can be named "
		    "after the role '{0}': leave '/' out",
		    gs_say_span(role.ptr, role.len));
		return GS_ERR_FORMAT;
	}

	for (size_t i = 0; i < all->count; i++) {
		const struct gs_part *other = &all->key[i].line->value.parts[0];

		same += all->key[i].identity == key->identity &&
		    other->len == role.len &&
		    memcmp(other->ptr, role.ptr, role.len) == 0;
	}

	/* A word of a record has at most 64 bytes. */
	if (same == 1)
		(void)snprintf(key->name, sizeof key->name, "%.*s.%s",
		    (int)role.len, (const char *)role.ptr, kind);
	else
		(void)snprintf(key->name, sizeof key->name, "%.*s-%zu.%s",
		    (int)role.len, (const char *)role.ptr, same, kind);
	return GS_OK;
}

/* The key pair; `public` has room for 32 bytes. */
static int make_pair(struct gs_born_keys *out, struct gs_born_key *key,
    uint8_t *public)
{
	uint8_t secret[64];

	if (key->identity) {
		int err = gs_age_identity_new(key->secret);
		if (err == GS_OK)
			gs_age_recipient(public, key->secret);
		return err;
	}

	int err = gs_host_random(key->secret, 32);
	if (err == GS_OK)
		err = gs_sign_secret(secret, key->secret);
	if (err != GS_OK)
		return err;

	/* libsodium's secret ends with the public key. */
	memcpy(public, secret + 32, 32);
	if (gs_part_is(&key->line->value.parts[0], "authority"))
		memcpy(out->authority[out->authority_count++], secret, 64);
	gs_host_wipe(secret, sizeof secret);
	return GS_OK;
}

static int make_key(struct gs_born_keys *out, struct gs_plan *plan,
    struct gs_plan_line *line)
{
	struct gs_born_key *key = &out->key[out->count];
	size_t at = strcmp(line->value.field->name, "role") == 0 ? 1 : 2;
	uint8_t *public = gs_arena_take(plan->arena, 32, 1);

	if (public == NULL || out->count == GS_BORN_KEYS_MAX)
		return GS_ERR_MEMORY;
	key->line = line;
	key->identity = at == 2;
	int err = name_key(key, out);
	if (err == GS_OK)
		err = make_pair(out, key, public);
	if (err != GS_OK)
		return err;

	line->value.parts[at].ptr = public;
	line->value.parts[at].len = 32;
	line->make = false;
	out->count++;
	return GS_OK;
}

int gs_born_keys_make(struct gs_born_keys *out, struct gs_plan *plan)
{
	int err = GS_OK;

	*out = (struct gs_born_keys){.count = 0};
	for (struct gs_plan_line *l = plan->first; err == GS_OK && l != NULL;
	    l = l->next)
		if (l->make)
			err = make_key(out, plan, l);
	return err;
}

/* An identity as age writes it, the log's key as Go's signers are written, the
 * others as hexadecimal.  `w` holds a secret. */
static int print_key(struct gs_writer *w, const struct gs_born_key *key,
    const char *origin)
{
	struct gs_signer signer;
	int err = GS_OK;

	if (key->identity) {
		gs_age_identity_write(w, key->secret);
	} else if (gs_part_is(&key->line->value.parts[0], "log")) {
		err = gs_signer_init(&signer, origin, GS_KEY_ED25519,
		    key->secret);
		if (err == GS_OK)
			gs_signer_write(w, &signer);
		gs_signer_wipe(&signer);
	} else {
		gs_write_hex(w, key->secret, 32);
	}

	gs_write_u8(w, '\n');
	return err == GS_OK ? gs_writer_end(w) : err;
}

int gs_born_key_write(const struct gs_born_key *key, const char *dir,
    const char *origin)
{
	char text[1024], path[PATH_LEN];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	int n = snprintf(path, sizeof path, "%s/%s", dir, key->name);
	int err = n < 0 || (size_t)n >= sizeof path ? GS_ERR_SPACE :
	    print_key(&w, key, origin);
	if (err == GS_OK)
		err = gs_cli_file_create(path, text, w.len, 0600);
	gs_host_wipe(text, sizeof text);
	return err;
}

bool gs_born_key_serves(const struct gs_born_key *key)
{
	const struct gs_part *role = &key->line->value.parts[0];

	return gs_part_is(role, "log") || gs_part_is(role, "enrol") ||
	    gs_part_is(role, "promise");
}
