/* SPDX-License-Identifier: Apache-2.0 */
/* A member's state as a text, sealed under a passphrase, and what it has
 * (docs/spec/state.md). */
#include "lib/client/state_inside.h"

#include <stdlib.h>
#include <string.h>

#include "core/host.h"
#include "lib/host.h"

#define HEADING "gainsay/v1 member"
#define TEXT_LEN GS_CLIENT_TEXT_LEN
#define URL_LEN GS_CLIENT_URL_LEN
/* A line of an act without its texts, of a slot and of a turn, of a key with
 * its receipt; and what stands once. */
_Static_assert(GS_BASE64_LEN(GS_CLIENT_ACTS_BYTES) +
    (size_t)GS_CLIENT_ACTS_MAX * 320 + GS_CLIENT_KEPT_BYTES +
    (size_t)GS_CLIENT_KEPT_MAX * 96 + (size_t)GS_CLIENT_SLOTS_MAX * 2 * 160 +
    (size_t)GS_CLIENT_KEYS_MAX * (256 + GS_BASE64_LEN(GS_RECEIPT_MAX)) +
    4096 <= TEXT_LEN, "whatever a state may have fits its text");

/* One word of visible ASCII, as addresses and verifier keys are. */
static bool is_word(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return len >= 1 && len <= URL_LEN;
}

/* Empty, with its keys in memory that is not swapped out. */
static struct gs_client *new_client(void)
{
	struct gs_client *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	if (gs_host_lock(c->keys, sizeof c->keys) == GS_OK &&
	    gs_host_lock(&c->lock, sizeof c->lock) == GS_OK)
		return c;
	free(c);
	return NULL;
}

int gs_client_new(struct gs_client **out, const struct gs_client_home *home)
{
	if (!is_word(home->server) || !is_word(home->vkey))
		return GS_ERR_FORMAT;

	struct gs_client *c = new_client();
	if (c == NULL)
		return GS_ERR_MEMORY;

	memcpy(c->server, home->server, strlen(home->server));
	memcpy(c->vkey, home->vkey, strlen(home->vkey));
	memcpy(c->channel, home->channel, 32);
	*out = c;
	return GS_OK;
}

void gs_client_free(struct gs_client **client)
{
	if (*client == NULL)
		return;
	gs_client_free_acts(*client);
	gs_client_free_kept(*client);
	gs_host_unlock((*client)->keys, sizeof (*client)->keys);
	gs_host_unlock(&(*client)->lock, sizeof (*client)->lock);
	gs_host_wipe(*client, sizeof **client);
	free(*client);
	*client = NULL;
}

/* The passphrase -------------------------------------------------------- */

int gs_client_lock(struct gs_client *client, enum gs_client_cost cost,
    const void *passphrase, size_t len)
{
	return gs_lock_new(&client->lock, cost, passphrase, len);
}

const struct gs_lock *gs_client_lock_of(const struct gs_client *client)
{
	return &client->lock;
}

int gs_client_relock(struct gs_client *client, const void *passphrase,
    size_t len)
{
	return gs_lock_renew(&client->lock, passphrase, len);
}

/* The text -------------------------------------------------------------- */

static void write_client_key(struct gs_writer *w, const struct gs_client_key *k)
{
	gs_write_text(w, "key ");
	gs_write_decimal(w, k->edition);
	gs_write_text(w, " ");
	gs_write_hex(w, k->secret.x, 32);
	gs_write_text(w, " ");
	gs_write_hex(w, k->secret.y, 32);
	gs_write_text(w, " ");
	gs_write_hex(w, k->key, 32);

	gs_write_text(w, "\nreceipt ");
	gs_write_base64(w, (const uint8_t *)k->receipt, strlen(k->receipt));
	gs_write_text(w, "\n");
}

/* `w` is empty and has room for the text. */
static void write_state(struct gs_writer *w, const struct gs_client *c)
{
	gs_write_text(w, "server ");
	gs_write_text(w, c->server);
	gs_write_text(w, "\nvkey ");
	gs_write_text(w, c->vkey);
	gs_write_text(w, "\nchannel ");
	gs_write_hex(w, c->channel, 32);
	gs_write_text(w, "\nreading ");
	gs_write_hex(w, c->reading, 32);
	gs_write_text(w, "\n");
	gs_memory_write(w, &c->memory);
	gs_sight_write(w, &c->sight);
	gs_write_text(w, "keys ");
	gs_write_decimal(w, c->key_count);
	gs_write_text(w, "\n");

	for (size_t i = 0; i < c->key_count; i++)
		write_client_key(w, &c->keys[i]);

	gs_client_write_uses(w, c);
	gs_client_write_acts(w, c);
	gs_client_write_kept(w, c);

	/* At once: it is most of the text. */
	if (w->err == GS_OK) {
		memset(w->ptr + w->len, '\n', w->max - w->len);
		w->len = w->max;
	}
}

/* `<name> <value>` LF; the value, NULL and r->err after a failure. */
static const uint8_t *read_value(size_t *len, struct gs_reader *r,
    const char *name)
{
	gs_read_expect(r, name);
	gs_read_expect(r, " ");
	return gs_read_line(len, r, 2 * GS_RECEIPT_MAX);
}

uint64_t gs_client_read_count(struct gs_reader *r, const char *name,
    uint64_t max)
{
	uint64_t n = 0;
	size_t len = 0;
	const uint8_t *p = read_value(&len, r, name);

	if (r->err == GS_OK)
		r->err = gs_decimal_decode(&n, p, len, max);
	return n;
}

static void read_word_line(char out[URL_LEN + 1], struct gs_reader *r,
    const char *name)
{
	size_t len = 0;
	const uint8_t *p = read_value(&len, r, name);

	if (r->err == GS_OK && len > URL_LEN)
		r->err = GS_ERR_FORMAT;
	if (r->err != GS_OK)
		return;

	memcpy(out, p, len);
	out[len] = '\0';
	if (!is_word(out))
		r->err = GS_ERR_FORMAT;
}

void gs_client_read_hex(uint8_t out[32], struct gs_reader *r)
{
	const uint8_t *p = gs_read_bytes(r, 64);

	if (r->err == GS_OK)
		r->err = gs_hex_decode_secret(out, 32, p, 64);
}

uint64_t gs_client_read_number(struct gs_reader *r, uint64_t max)
{
	uint64_t n = 0;
	const uint8_t *p = r->ptr;
	size_t len = 0;

	while (r->err == GS_OK && len < r->left && p[len] != ' ')
		len++;

	(void)gs_read_bytes(r, len);
	if (r->err == GS_OK)
		r->err = gs_decimal_decode(&n, p, len, max);
	gs_read_expect(r, " ");
	return n;
}

static void read_client_key(struct gs_client *c, struct gs_reader *r)
{
	struct gs_client_key k = {.edition = 0};
	size_t len = 0, n = 0;

	gs_read_expect(r, "key ");
	k.edition = gs_client_read_number(r, INT64_MAX);
	gs_client_read_hex(k.secret.x, r);
	gs_read_expect(r, " ");
	gs_client_read_hex(k.secret.y, r);
	gs_read_expect(r, " ");
	gs_client_read_hex(k.key, r);
	gs_read_expect(r, "\n");

	const uint8_t *p = read_value(&len, r, "receipt");
	if (r->err == GS_OK)
		r->err = gs_base64_decode((uint8_t *)k.receipt, &n,
		    GS_RECEIPT_MAX - 1, p, len);
	if (r->err == GS_OK)
		r->err = gs_client_add_key(c, &k);
	gs_host_wipe(&k, sizeof k);
}

static int read_state(struct gs_client *c, const uint8_t *text, size_t len)
{
	struct gs_reader r = gs_reader_of(text, len);

	read_word_line(c->server, &r, "server");
	read_word_line(c->vkey, &r, "vkey");
	gs_read_expect(&r, "channel ");
	gs_client_read_hex(c->channel, &r);
	gs_read_expect(&r, "\nreading ");
	gs_client_read_hex(c->reading, &r);
	gs_read_expect(&r, "\n");
	gs_memory_read(&c->memory, &r);
	gs_sight_read(&c->sight, &r);

	uint64_t keys = gs_client_read_count(&r, "keys", GS_CLIENT_KEYS_MAX);
	for (uint64_t i = 0; r.err == GS_OK && i < keys; i++)
		read_client_key(c, &r);

	gs_client_read_uses(c, &r);
	gs_client_read_acts(c, &r);
	if (r.err == GS_OK) /* else it may be memory that lacks */
		gs_client_read_kept(c, &r);

	/* One LF, and each byte as the one before it. */
	if (r.err != GS_OK || r.left == 0)
		return gs_reader_end(&r);
	return r.ptr[0] == '\n' && memcmp(r.ptr, r.ptr + 1, r.left - 1) == 0 ?
	    GS_OK : GS_ERR_FORMAT;
}

/* The file -------------------------------------------------------------- */

/* The text is written where it is sealed: 8 MiB once, and no copy to wipe. */
static int seal_state(struct gs_writer *w, const struct gs_client *client)
{
	uint8_t nonce[GS_LOCK_NONCE];

	int err = gs_lock_begin(w, nonce, &client->lock, HEADING);
	if (err != GS_OK)
		return err;

	struct gs_writer t = gs_writer_of(w->ptr + w->len, TEXT_LEN);
	write_state(&t, client);
	err = gs_writer_end(&t);
	w->len += t.len;
	return err == GS_OK ? gs_lock_end(w, &client->lock, nonce, t.len) :
	    err;
}

int gs_client_write(uint8_t **out, size_t *len, const struct gs_client *client)
{
	if (!client->lock.set)
		return GS_ERR_RULE;
	uint8_t *file = gs_host_large(GS_CLIENT_FILE_MAX);
	if (file == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(file, GS_CLIENT_FILE_MAX);
	int err = seal_state(&w, client);
	if (err != GS_OK) {
		gs_host_wipe(file, GS_CLIENT_FILE_MAX);
		free(file);
		return err;
	}

	*out = file;
	*len = w.len;
	return GS_OK;
}

static int open_sealed_state(struct gs_client *c,
    const struct gs_locked *locked, const void *passphrase, size_t n)
{
	size_t len = locked->sealed.len - GS_LOCK_SEAL;

	if (len != TEXT_LEN)
		return GS_ERR_DENIED;
	uint8_t *text = gs_host_large(len + 1);

	if (text == NULL)
		return GS_ERR_MEMORY;

	int err = gs_lock_open(text, &c->lock, locked, passphrase, n);
	if (err == GS_OK)
		err = read_state(c, text, len);
	gs_host_wipe(text, len);
	free(text);
	return err;
}

/* A state that is replaced is overwritten with zeros, and so are parts of a
 * file that a disk lost.  What is encrypted has no such run. */
static bool has_zeros(const void *file, size_t len)
{
	static const uint8_t zeros[64];

	return len > 0 && memmem(file, len, zeros, sizeof zeros) != NULL;
}

static void report_unread(struct gs_report *report, int err)
{
	if (err == GS_OK)
		return;

	if (err == GS_ERR_DENIED)
		gs_report_say(report, "state-stays-locked", "the state does "
		    "not open: it has another passphrase, or the file was "
		    "altered; try again, or take a copy of it");
	else if (err == GS_ERR_RANGE)
		gs_report_tell(report, "state-derivation", "the state asks for "
		    "a derivation outside {0} to {1} passes over {2} to {3} "
		    "MiB, or the passphrase is not of 1 to {4} bytes",
		    gs_say_number(GS_LOCK_PASSES_MIN),
		    gs_say_number(GS_LOCK_PASSES_MAX),
		    gs_say_number(GS_LOCK_KIB_MIN >> 10),
		    gs_say_number(GS_LOCK_KIB_MAX >> 10),
		    gs_say_number(GS_PASSPHRASE_MAX));
	else if (err == GS_ERR_CORRUPT)
		gs_report_say(report, "state-zeros", "the file holds zeros "
		    "where a state has none, whatever its passphrase: it was "
		    "copied while gainsay wrote it; take another copy, and "
		    "make copies with 'gainsay copy'");
	else if (err == GS_ERR_MEMORY)
		gs_report_say(report, "state-memory", "there is not enough "
		    "memory to derive the key from the passphrase");
	else
		gs_report_say(report, "state-form", "this is not a member's "
		    "state, which begins with `" HEADING "`; give the file "
		    "that `gainsay enrol` made");
}

int gs_client_read(struct gs_client **out, struct gs_report *report,
    const void *file, size_t file_len, const void *passphrase, size_t len)
{
	struct gs_locked locked;
	struct gs_client *c = new_client();

	if (c == NULL) {
		gs_report_say(report, "state-unlocked", "there is not enough "
		    "memory that can be locked for the keys, so that they "
		    "could come to the swap: see 'ulimit -l', of which 64 "
		    "KiB are enough");
		return GS_ERR_MEMORY;
	}

	int err = file_len > GS_CLIENT_FILE_MAX ? GS_ERR_FORMAT :
	    has_zeros(file, file_len) ? GS_ERR_CORRUPT :
	    gs_lock_read(&c->lock, &locked, HEADING, file, file_len);
	if (err == GS_OK)
		err = open_sealed_state(c, &locked, passphrase, len);

	report_unread(report, err);
	if (err == GS_OK)
		*out = c;
	else
		gs_client_free(&c);
	return err;
}

/* Its content ----------------------------------------------------------- */

const char *gs_client_server(const struct gs_client *client)
{
	return client->server;
}

int gs_client_set_server(struct gs_client *client, const char *server)
{
	if (!is_word(server))
		return GS_ERR_FORMAT;
	memset(client->server, 0, sizeof client->server);
	memcpy(client->server, server, strlen(server));
	return GS_OK;
}

const char *gs_client_vkey(const struct gs_client *client)
{
	return client->vkey;
}

const uint8_t *gs_client_channel(const struct gs_client *client)
{
	return client->channel;
}

const uint8_t *gs_client_reading(const struct gs_client *client)
{
	static const uint8_t none[32];

	return gs_bytes_equal(client->reading, none, sizeof none) ? NULL :
	    client->reading;
}

void gs_client_set_reading(struct gs_client *client, const uint8_t key[32])
{
	memcpy(client->reading, key, sizeof client->reading);
}

struct gs_memory *gs_client_memory(struct gs_client *client)
{
	return &client->memory;
}

struct gs_sight *gs_client_sight(struct gs_client *client)
{
	return &client->sight;
}

size_t gs_client_key_count(const struct gs_client *client)
{
	return client->key_count;
}

const struct gs_client_key *gs_client_key_at(const struct gs_client *client,
    size_t index)
{
	return index < client->key_count ? &client->keys[index] : NULL;
}

const struct gs_client_key *gs_client_key(const struct gs_client *client,
    uint64_t edition)
{
	for (size_t i = 0; i < client->key_count; i++)
		if (client->keys[i].edition == edition)
			return &client->keys[i];
	return NULL;
}

int gs_client_add_key(struct gs_client *client,
    const struct gs_client_key *key)
{
	size_t n = client->key_count;

	if (n == GS_CLIENT_KEYS_MAX)
		return GS_ERR_SPACE;
	if (n > 0 && client->keys[n - 1].edition >= key->edition)
		return GS_ERR_RANGE;

	client->keys[n] = *key;
	client->key_count++;
	return GS_OK;
}

int gs_client_set_receipt(struct gs_client *client, uint64_t edition,
    const char *receipt)
{
	for (size_t i = 0; i < client->key_count; i++) {
		struct gs_client_key *k = &client->keys[i];

		if (k->edition != edition)
			continue;

		if (strlen(receipt) >= sizeof k->receipt)
			return GS_ERR_SPACE;
		memset(k->receipt, 0, sizeof k->receipt);
		memcpy(k->receipt, receipt, strlen(receipt));
		return GS_OK;
	}
	return GS_ERR_UNKNOWN;
}

void gs_client_drop_keys(struct gs_client *client, size_t count)
{
	size_t kept = count < client->key_count ? client->key_count - count :
	    0;

	gs_host_wipe(&client->keys[kept], (client->key_count - kept) *
	    sizeof client->keys[0]);
	client->key_count = kept;
}

static void forget_acts(struct gs_client *c, uint64_t edition)
{
	for (size_t i = c->act_count; i > 0; i--)
		if (c->acts[i - 1].edition == edition)
			gs_client_drop_act(c, i - 1);
}

int gs_client_forget(struct gs_client *client, uint64_t edition,
    const uint8_t *roll)
{
	size_t i = 0, last = client->key_count;

	while (i < last && client->keys[i].edition != edition)
		i++;
	if (i == last)
		return GS_ERR_UNKNOWN;

	client->key_count = --last;
	forget_acts(client, edition);
	memmove(&client->keys[i], &client->keys[i + 1],
	    (last - i) * sizeof client->keys[0]);
	gs_host_wipe(&client->keys[last], sizeof client->keys[last]);
	if (roll != NULL)
		gs_client_forget_uses(client, roll);
	return GS_OK;
}
