/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/key_file.h"

#include <string.h>

#include "core/host.h"
#include "core/record/record.h"
#include "lib/age.h"
#include "lib/host.h"
#include "lib/sign.h"

#define HEADING "gainsay/v1 key"
#define TEXT_MAX 512
#define LINE_MAX_LEN 128

_Static_assert(GS_KEY_FILE_MAX >= TEXT_MAX + GS_LOCK_MORE,
    "the longest text fits the file");

static const char *const opens_names[] = {
    [GS_KEY_OPENS_SEAL] = "seal", [GS_KEY_OPENS_REVEAL] = "reveal"};

static bool is_part(enum gs_part_kind kind, const void *text, size_t len)
{
	struct gs_part part;

	/* Only bytes in base64 are put anywhere. */
	return gs_part_parse(&part, NULL, kind, text, len) == GS_OK;
}

bool gs_role_key_is_servers(const char *role)
{
	return strcmp(role, "enrol") == 0 || strcmp(role, "promise") == 0;
}

static int check_role(struct gs_report *report, const char *role)
{
	size_t len = strlen(role);

	if (!is_part(GS_PART_WORD, role, len)) {
		gs_report_tell(report, "role-word", "'{0}' is no name of a "
		    "role: 1 to {1} of a-z, 0-9, '-', '.' and '/', as the "
		    "charter writes it", gs_say_text(role),
		    gs_say_number(GS_KEY_ROLE_MAX));
		return GS_ERR_FORMAT;
	}
	if (strcmp(role, "log") == 0) {
		gs_report_say(report, "role-of-log", "the log's key is what "
		    "everybody knows the log by: 'gainsay init' makes it, and "
		    "it never changes (docs/RECOVERY.md)");
		return GS_ERR_RULE;
	}
	if (!gs_role_key_is_servers(role))
		return GS_OK;
	gs_report_tell(report, "role-of-server", "the server signs as '{0}' "
	    "without a person, and without a passphrase: give -o "
	    "DIR/keys/{0}-next.key, which it takes at its next start",
	    gs_say_text(role));
	return GS_ERR_RULE;
}

static int check_holder(struct gs_report *report, const char *holder)
{
	if (is_part(GS_PART_TEXT, holder, strlen(holder)))
		return GS_OK;

	gs_report_tell(report, "holder-text", "'{0}' is no holder: one line of "
	    "UTF-8, without control characters and without a space at either "
	    "end", gs_say_text(holder));
	return GS_ERR_FORMAT;
}

int gs_role_key_check(struct gs_report *report, const char *role,
    const char *holder)
{
	int err = check_role(report, role);

	return err != GS_OK ? err : check_holder(report, holder);
}

int gs_role_key_new(struct gs_role_key *out, struct gs_report *report,
    const char *role, enum gs_key_opens opens, const struct gs_lock *lock)
{
	uint8_t drawn[GS_LOCK_DRAW];
	struct gs_role_key key = {.opens = opens};

	int err = check_role(report, role);
	if (err == GS_OK)
		err = gs_lock_draw(drawn, lock, "role", 0);
	if (err != GS_OK)
		return err;

	memcpy(key.role, role, strlen(role));
	memcpy(key.seed, drawn, sizeof key.seed);
	if (opens != GS_KEY_OPENS_NOTHING)
		memcpy(key.identity, drawn + GS_LOCK_DRAW / 2,
		    sizeof key.identity);
	*out = key;

	gs_host_wipe(drawn, sizeof drawn);
	gs_host_wipe(&key, sizeof key);
	return GS_OK;
}

/* Public lines -------------------------------------------------------- */

static void write_public_line(struct gs_writer *w, const char *start,
    const char *role, const char *type, const uint8_t public[32])
{
	gs_write_text(w, start);
	gs_write_text(w, " ");
	gs_write_text(w, role);
	gs_write_text(w, type);
	gs_write_base64(w, public, 32);
	gs_write_text(w, " ");
}

int gs_role_key_lines(struct gs_writer *w, struct gs_report *report,
    const struct gs_role_key *key, const char *holder)
{
	uint8_t secret[64], public[32];

	int err = check_holder(report, holder);
	if (err == GS_OK)
		err = gs_sign_secret(secret, key->seed);
	if (err != GS_OK)
		return err;

	/* libsodium keeps the public key behind the seed. */
	write_public_line(w, "role", key->role, " ", secret + 32);
	gs_host_wipe(secret, sizeof secret);
	gs_write_text(w, holder);
	gs_write_text(w, "\n");
	if (key->opens != GS_KEY_OPENS_NOTHING) {
		gs_age_recipient(public, key->identity);
		write_public_line(w, opens_names[key->opens], key->role,
		    " x25519 ", public);
		gs_write_text(w, holder);
		gs_write_text(w, "\n");
	}
	return gs_writer_end(w);
}

/* The file ------------------------------------------------------------ */

bool gs_role_key_is_file(const void *file, size_t len)
{
	return len >= strlen(HEADING) &&
	    memcmp(file, HEADING, strlen(HEADING)) == 0;
}

/* `w` holds a secret. */
static void write_key_text(struct gs_writer *w, const struct gs_role_key *key)
{
	gs_write_text(w, "role ");
	gs_write_text(w, key->role);
	gs_write_text(w, "\nseed ");
	gs_write_hex(w, key->seed, 32);
	if (key->opens != GS_KEY_OPENS_NOTHING) {
		gs_write_text(w, "\n");
		gs_write_text(w, opens_names[key->opens]);
		gs_write_text(w, " ");
		gs_age_identity_write(w, key->identity);
	}
	gs_write_text(w, "\n");
}

int gs_role_key_write(struct gs_writer *w, const struct gs_role_key *key,
    const struct gs_lock *lock)
{
	uint8_t text[TEXT_MAX];
	struct gs_writer t = gs_writer_of(text, sizeof text);

	write_key_text(&t, key);
	int err = gs_writer_end(&t);
	if (err == GS_OK)
		err = gs_lock_seal(w, lock, HEADING, text, t.len);
	gs_host_wipe(text, sizeof text);
	return err;
}

static void read_identity(struct gs_role_key *key, struct gs_reader *r)
{
	size_t len = 0;

	for (size_t i = GS_KEY_OPENS_SEAL; i <= GS_KEY_OPENS_REVEAL; i++) {
		size_t n = strlen(opens_names[i]);

		if (r->left > n && memcmp(r->ptr, opens_names[i], n) == 0)
			key->opens = (enum gs_key_opens)i;
	}
	if (key->opens == GS_KEY_OPENS_NOTHING) {
		r->err = GS_ERR_FORMAT;
		return;
	}

	gs_read_expect(r, opens_names[key->opens]);
	gs_read_expect(r, " ");
	const uint8_t *p = gs_read_line(&len, r, LINE_MAX_LEN);
	if (r->err == GS_OK)
		r->err = gs_age_identity_parse(key->identity, p, len);
}

static int read_key_text(struct gs_role_key *key, const uint8_t *text,
    size_t text_len)
{
	struct gs_reader r = gs_reader_of(text, text_len);
	size_t len = 0;

	gs_read_expect(&r, "role ");
	const uint8_t *p = gs_read_line(&len, &r, LINE_MAX_LEN);
	if (r.err == GS_OK && !is_part(GS_PART_WORD, p, len))
		r.err = GS_ERR_FORMAT;
	if (r.err == GS_OK)
		memcpy(key->role, p, len);

	gs_read_expect(&r, "seed ");
	p = gs_read_line(&len, &r, LINE_MAX_LEN);
	if (r.err == GS_OK)
		r.err = gs_hex_decode_secret(key->seed, 32, p, len);
	if (r.err == GS_OK && r.left > 0)
		read_identity(key, &r);
	return gs_reader_end(&r);
}

static void report_key(struct gs_report *report, const char *path, int err)
{
	if (err == GS_OK)
		return;

	if (err == GS_ERR_DENIED)
		gs_report_tell(report, "key-stays-locked", "{0} does not open: "
		    "it has another passphrase, or was altered; try again, or "
		    "take a copy of it", gs_say_text(path));
	else if (err == GS_ERR_RANGE)
		gs_report_tell(report, "key-derivation", "{0} asks for a "
		    "derivation outside {1} to {2} passes over {3} to {4} "
		    "MiB, or the passphrase is not of 1 to {5} bytes",
		    gs_say_text(path),
		    gs_say_number(GS_LOCK_PASSES_MIN),
		    gs_say_number(GS_LOCK_PASSES_MAX),
		    gs_say_number(GS_LOCK_KIB_MIN >> 10),
		    gs_say_number(GS_LOCK_KIB_MAX >> 10),
		    gs_say_number(GS_PASSPHRASE_MAX));
	else if (err == GS_ERR_MEMORY)
		gs_report_tell(report, "key-memory", "{0} cannot be opened: "
		    "there is not enough memory to derive its key from the "
		    "passphrase", gs_say_text(path));
	else
		gs_report_tell(report, "key-locked-form", "{0} is no whole key "
		    "file; take a copy of what `gainsay key new` made",
		    gs_say_text(path));
}

int gs_role_key_read(struct gs_role_key *out, struct gs_report *report,
    const char *path, struct gs_span file, struct gs_span passphrase)
{
	uint8_t text[TEXT_MAX];
	struct gs_lock lock = {.set = false};
	struct gs_locked locked;
	struct gs_role_key key = {.opens = GS_KEY_OPENS_NOTHING};

	int err = gs_lock_read(&lock, &locked, HEADING, file.ptr, file.len);
	if (err == GS_OK && locked.sealed.len > TEXT_MAX + GS_LOCK_SEAL)
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		err = gs_lock_open(text, &lock, &locked, passphrase.ptr,
		    passphrase.len);
	if (err == GS_OK)
		err = read_key_text(&key, text,
		    locked.sealed.len - GS_LOCK_SEAL);

	report_key(report, path, err);
	if (err == GS_OK)
		*out = key;
	gs_host_wipe(text, sizeof text);
	gs_host_wipe(&lock, sizeof lock);
	gs_host_wipe(&key, sizeof key);
	return err;
}
