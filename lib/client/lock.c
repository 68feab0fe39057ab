/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/lock.h"

#include <string.h>

#include "lib/host.h"
#include "lib/stretch.h"

_Static_assert(sizeof(((struct gs_lock *)NULL)->key) == GS_STRETCH_LEN &&
    GS_LOCK_SALT == GS_STRETCH_SALT, "the key is what was stretched");
_Static_assert(crypto_pwhash_argon2id_OPSLIMIT_MIN <= GS_LOCK_PASSES_MIN,
    "libsodium allows the least number of passes");

static int derive_key(struct gs_lock *lock, const void *passphrase, size_t len)
{
	uint8_t normal[GS_PASSPHRASE_NORMAL_MAX];
	size_t n = 0;

	int err = gs_passphrase_normal(normal, &n, passphrase, len);
	if (err != GS_OK)
		return err;
	err = gs_stretch(lock->key, &(struct gs_stretch){lock->salt,
	    lock->passes, lock->kib, true}, (struct gs_span){normal, n});
	lock->set = err == GS_OK;
	gs_host_wipe(normal, sizeof normal);
	return err;
}

/* With a new salt. */
static int lock_at_cost(struct gs_lock *out, uint64_t passes, uint64_t kib,
    const void *passphrase, size_t len)
{
	struct gs_lock lock = {.passes = passes, .kib = kib};

	int err = gs_host_random(lock.salt, sizeof lock.salt);
	if (err == GS_OK)
		err = derive_key(&lock, passphrase, len);
	if (err == GS_OK)
		*out = lock;
	gs_host_wipe(&lock, sizeof lock);
	return err;
}

int gs_lock_new(struct gs_lock *lock, enum gs_client_cost cost,
    const void *passphrase, size_t len)
{
	bool moderate = cost == GS_COST_MODERATE;

	return lock_at_cost(lock, moderate ? 3 : 1, moderate ?
	    (uint64_t)256 << 10 : GS_LOCK_KIB_MIN, passphrase, len);
}

int gs_lock_renew(struct gs_lock *lock, const void *passphrase, size_t len)
{
	return lock_at_cost(lock, lock->passes, lock->kib, passphrase, len);
}

void gs_lock_draw_derand(uint8_t out[GS_LOCK_DRAW], const struct gs_lock *lock,
    const char *what, uint64_t number, const uint8_t fresh[GS_LOCK_FRESH])
{
	static const char label[] = "gainsay/v1/key";
	uint8_t k[64], len[2][4], place[8], half = 0;
	const struct gs_span parts[] = {{len[0], 4},
	    {(const uint8_t *)label, sizeof label - 1}, {fresh, GS_LOCK_FRESH},
	    {lock->key, sizeof lock->key}, {len[1], 4},
	    {(const uint8_t *)what, strlen(what)}, {place, 8}};
	const struct gs_span of_half[] = {{k, sizeof k}, {&half, 1}};

	gs_put_u32(len[0], (uint32_t)(sizeof label - 1));
	gs_put_u32(len[1], (uint32_t)strlen(what));
	gs_put_u64(place, number);
	gs_host_sha512(k, parts, sizeof parts / sizeof *parts);

	for (; half < 2; half++)
		gs_host_sha512(out + 64 * half, of_half, 2);
	gs_host_wipe(k, sizeof k);
}

int gs_lock_draw(uint8_t out[GS_LOCK_DRAW], const struct gs_lock *lock,
    const char *what, uint64_t number)
{
	uint8_t fresh[GS_LOCK_FRESH];

	if (!lock->set)
		return GS_ERR_RULE;

	int err = gs_host_random(fresh, sizeof fresh);
	if (err == GS_OK)
		gs_lock_draw_derand(out, lock, what, number, fresh);
	gs_host_wipe(fresh, sizeof fresh);
	return err;
}

static void write_lock_header(struct gs_writer *w, const struct gs_lock *lock,
    const char *heading, const uint8_t nonce[GS_LOCK_NONCE])
{
	gs_write_text(w, heading);
	gs_write_text(w, "\nargon2id ");
	gs_write_decimal(w, lock->passes);
	gs_write_text(w, " ");
	gs_write_decimal(w, lock->kib);
	gs_write_text(w, "\nsalt ");
	gs_write_base64(w, lock->salt, GS_LOCK_SALT);
	gs_write_text(w, "\nnonce ");
	gs_write_base64(w, nonce, GS_LOCK_NONCE);
	gs_write_text(w, "\n");
}

int gs_lock_begin(struct gs_writer *w, uint8_t nonce[GS_LOCK_NONCE],
    const struct gs_lock *lock, const char *heading)
{
	int err = gs_host_random(nonce, GS_LOCK_NONCE);
	if (err != GS_OK)
		return err;

	write_lock_header(w, lock, heading, nonce);
	return gs_writer_end(w);
}

int gs_lock_end(struct gs_writer *w, const struct gs_lock *lock,
    const uint8_t nonce[GS_LOCK_NONCE], size_t text_len)
{
	int err = gs_writer_end(w);
	if (err != GS_OK)
		return err;
	if (w->max - w->len < GS_LOCK_SEAL)
		return GS_ERR_SPACE;

	size_t head = w->len - text_len;
	uint8_t *text = w->ptr + head;
	if (crypto_aead_xchacha20poly1305_ietf_encrypt(text, NULL, text,
	        text_len, w->ptr, head, NULL, nonce, lock->key) != 0)
		return GS_ERR_INTERNAL;
	w->len += GS_LOCK_SEAL;
	return GS_OK;
}

int gs_lock_seal(struct gs_writer *w, const struct gs_lock *lock,
    const char *heading, const void *text, size_t len)
{
	uint8_t nonce[GS_LOCK_NONCE];

	int err = gs_lock_begin(w, nonce, lock, heading);
	if (err != GS_OK)
		return err;
	if (w->max - w->len < len + GS_LOCK_SEAL)
		return GS_ERR_SPACE;
	gs_write_bytes(w, text, len);
	return gs_lock_end(w, lock, nonce, len);
}

/* A number up to a space or the line's end, which is taken. */
static void read_cost(uint64_t *out, struct gs_reader *r, uint8_t end)
{
	const uint8_t *p = r->ptr;
	const char after[2] = {(char)end, '\0'};
	size_t len = 0;

	while (r->err == GS_OK && len < r->left && p[len] != end)
		len++;

	(void)gs_read_bytes(r, len);
	if (r->err == GS_OK)
		r->err = gs_decimal_decode(out, p, len, INT64_MAX);
	gs_read_expect(r, after);
}

static void read_base64_line(uint8_t *out, size_t out_len, struct gs_reader *r,
    const char *name)
{
	size_t len = 0, n = 0;

	gs_read_expect(r, name);
	const uint8_t *p = gs_read_line(&len, r, 64);
	if (r->err == GS_OK)
		r->err = gs_base64_decode(out, &n, out_len, p, len);
	if (r->err == GS_OK && n != out_len)
		r->err = GS_ERR_FORMAT;
}

int gs_lock_read(struct gs_lock *lock, struct gs_locked *out,
    const char *heading, const void *file, size_t len)
{
	struct gs_reader r = gs_reader_of(file, len);

	gs_read_expect(&r, heading);
	gs_read_expect(&r, "\nargon2id ");
	read_cost(&lock->passes, &r, ' ');
	read_cost(&lock->kib, &r, '\n');
	read_base64_line(lock->salt, sizeof lock->salt, &r, "salt ");
	read_base64_line(out->nonce, sizeof out->nonce, &r, "nonce ");

	if (r.err != GS_OK || r.left < GS_LOCK_SEAL)
		return GS_ERR_FORMAT;
	if (lock->passes < GS_LOCK_PASSES_MIN ||
	    lock->passes > GS_LOCK_PASSES_MAX ||
	    lock->kib < GS_LOCK_KIB_MIN || lock->kib > GS_LOCK_KIB_MAX)
		return GS_ERR_RANGE;

	out->header = (struct gs_span){file, len - r.left};
	out->sealed = (struct gs_span){r.ptr, r.left};
	return GS_OK;
}

int gs_lock_open(uint8_t *text, struct gs_lock *lock,
    const struct gs_locked *locked, const void *passphrase, size_t len)
{
	int err = derive_key(lock, passphrase, len);

	if (err == GS_ERR_FORMAT)
		return GS_ERR_DENIED; /* no passphrase is like that */
	if (err != GS_OK)
		return err;
	return crypto_aead_xchacha20poly1305_ietf_decrypt(text, NULL, NULL,
	    locked->sealed.ptr, locked->sealed.len, locked->header.ptr,
	    locked->header.len, locked->nonce, lock->key) == 0 ? GS_OK :
	    GS_ERR_DENIED;
}
