/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/keys.h"

#include <stdlib.h>
#include <string.h>

#include "cli/common/terminal.h"
#include "cli/common/unlock.h"
#include "core/host.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/sign.h"

#define PLAIN_MAX 4096

_Static_assert(PLAIN_MAX >= GS_KEY_FILE_MAX, "either kind is read whole");

void gs_key_ring_wipe(struct gs_key_ring *ring)
{
	free(ring->path);
	ring->path = NULL;
	gs_host_wipe(&ring->key, sizeof ring->key);
}

static int unlock_key(struct gs_key_ring *ring, struct gs_report *report,
    const char *path, struct gs_span file)
{
	struct gs_passphrase p = {NULL, 0};

	if (ring->path != NULL && strcmp(ring->path, path) == 0)
		return GS_OK;

	gs_key_ring_wipe(ring);
	int err = gs_passphrase_read(&p, report, ring->passphrase, false);
	if (err == GS_OK) {
		gs_working("Deriving the key");
		err = gs_role_key_read(&ring->key, report, path, file,
		    (struct gs_span){p.text, p.len});
		gs_worked();
	}
	gs_passphrase_wipe(&p);

	if (err == GS_OK)
		ring->path = strdup(path);
	return err == GS_OK && ring->path == NULL ? GS_ERR_MEMORY : err;
}

int gs_key_ring_open(const struct gs_role_key **out, struct gs_key_ring *ring,
    struct gs_report *report, const char *path)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_file_read_secret(&text, &len, PLAIN_MAX, path, report);
	if (err == GS_OK)
		err = unlock_key(ring, report, path, (struct gs_span){text,
		    len});
	gs_file_wipe(&text, len);
	if (err == GS_OK)
		*out = &ring->key;
	return err;
}

int gs_key_ring_seed(uint8_t seed[32], struct gs_key_ring *ring,
    struct gs_report *report, const char *path)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_file_read_secret(&text, &len, PLAIN_MAX, path, report);
	if (err != GS_OK)
		return err;
	if (!gs_role_key_is_file(text, len)) {
		err = gs_file_seed_of(seed, path, report, text, len);
	} else {
		err = unlock_key(ring, report, path,
		    (struct gs_span){text, len});
		if (err == GS_OK)
			memcpy(seed, ring->key.seed, 32);
	}
	gs_file_wipe(&text, len);
	return err;
}

int gs_key_ring_secret(uint8_t secret[64], struct gs_key_ring *ring,
    struct gs_report *report, const char *path)
{
	uint8_t seed[32];

	int err = gs_key_ring_seed(seed, ring, report, path);
	if (err == GS_OK)
		err = gs_sign_secret(secret, seed);
	gs_host_wipe(seed, sizeof seed);
	return err;
}

static int parse_identity(uint8_t identity[32], struct gs_report *report,
    const char *path, struct gs_span text)
{
	struct gs_span line = {NULL, 0}, rest = gs_file_line(text.ptr,
	    text.len);

	/* age-keygen writes its time and the public key behind `#`. */
	while (rest.len > 0) {
		const uint8_t *lf = memchr(rest.ptr, '\n', rest.len);
		size_t n = lf == NULL ? rest.len : (size_t)(lf - rest.ptr);

		line = gs_file_line(rest.ptr, n);
		n += lf != NULL;
		rest.ptr += n;
		rest.len -= n;
		if (line.len > 0 && line.ptr[0] != '#')
			break;
	}
	bool alone = rest.len == 0;
	int err = !alone ? GS_ERR_FORMAT :
	    gs_age_identity_parse(identity, line.ptr, line.len);
	if (err != GS_OK)
		gs_report_tell(report, "identity-refused", "{0} is not an age "
		    "identity: it must hold one line AGE-SECRET-KEY-1..., "
		    "and no other but comments, or be a file of 'gainsay "
		    "key'", gs_say_text(path));
	return err;
}

static int take_identity(uint8_t identity[32], struct gs_report *report,
    const char *path, const struct gs_role_key *key)
{
	if (key->opens == GS_KEY_OPENS_NOTHING) {
		gs_report_tell(report, "key-opens-nothing", "{0} is the key of "
		    "the role '{1}' to sign with, and opens nothing; 'gainsay "
		    "key new --seal' makes one that does", gs_say_text(path),
		    gs_say_text(key->role));
		return GS_ERR_MISMATCH;
	}
	memcpy(identity, key->identity, 32);
	return GS_OK;
}

int gs_key_ring_identity(uint8_t identity[32], struct gs_key_ring *ring,
    struct gs_report *report, const char *path)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_file_read_secret(&text, &len, PLAIN_MAX, path, report);
	if (err != GS_OK)
		return err;
	const struct gs_span file = {text, len};
	if (!gs_role_key_is_file(text, len)) {
		err = parse_identity(identity, report, path, file);
	} else {
		err = unlock_key(ring, report, path, file);
		if (err == GS_OK)
			err = take_identity(identity, report, path,
			    &ring->key);
	}
	gs_file_wipe(&text, len);
	return err;
}
