/* SPDX-License-Identifier: Apache-2.0 */
/* A file under a passphrase: four lines, then a text that is sealed under a key
 * derived from it (docs/spec/keys.md, "File under a passphrase"). */
#ifndef GS_LIB_CLIENT_LOCK_H
#define GS_LIB_CLIENT_LOCK_H

#include <sodium.h>
#include <stdbool.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/client/passphrase.h"

#define GS_LOCK_SALT crypto_pwhash_SALTBYTES
#define GS_LOCK_NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define GS_LOCK_SEAL crypto_aead_xchacha20poly1305_ietf_ABYTES
/* How much longer the file is than its text, at most. */
#define GS_LOCK_MORE (256 + GS_LOCK_SEAL)
/* What a file may ask for: less would be no protection, more an attack on the
 * memory of whoever opens it. */
#define GS_LOCK_PASSES_MIN 1
#define GS_LOCK_PASSES_MAX 16
#define GS_LOCK_KIB_MIN ((uint64_t)8 << 10)
#define GS_LOCK_KIB_MAX ((uint64_t)1 << 20)

/* Of the passphrase's derivation.  Low is for exercises: guessing is cheap. */
enum gs_client_cost {
	GS_COST_LOW,     /* 1 pass over 8 MiB */
	GS_COST_MODERATE /* 3 passes over 256 MiB */
};

/* Secret as a whole. */
struct gs_lock {
	uint64_t passes, kib;
	uint8_t salt[GS_LOCK_SALT];
	uint8_t key[32];
	bool set; /* the key is derived */
};

/* What a file began with. */
struct gs_locked {
	uint8_t nonce[GS_LOCK_NONCE];
	struct gs_span header, sealed; /* within the file */
};

/* A new salt and the key of it, at this cost, or at that of *lock.  Errors of
 * gs_passphrase_normal; GS_ERR_RANDOM, GS_ERR_MEMORY. */
GS_CHECKED int gs_lock_new(struct gs_lock *lock, enum gs_client_cost cost,
    const void *passphrase, size_t len);
GS_CHECKED int gs_lock_renew(struct gs_lock *lock, const void *passphrase,
    size_t len);
/* Secret bytes for a key that will be kept under this lock (docs/spec/keys.md,
 * "Keys are hedged"): two halves, of which each makes a secret of its own.
 * `what` says of which kind, `number` which of these.  GS_ERR_RULE: the lock
 * has no key; GS_ERR_RANDOM. */
#define GS_LOCK_DRAW 128
#define GS_LOCK_FRESH 64
GS_CHECKED int gs_lock_draw(uint8_t out[GS_LOCK_DRAW],
    const struct gs_lock *lock, const char *what, uint64_t number);
void gs_lock_draw_derand(uint8_t out[GS_LOCK_DRAW], const struct gs_lock *lock,
    const char *what, uint64_t number, const uint8_t fresh[GS_LOCK_FRESH]);

/* The file of `text` (secret), under a new nonce; its first line is `heading`.
 * GS_ERR_SPACE, GS_ERR_RANDOM, GS_ERR_INTERNAL. */
GS_CHECKED int gs_lock_seal(struct gs_writer *w, const struct gs_lock *lock,
    const char *heading, const void *text, size_t len);
/* The same of a text (secret) that is written behind the four lines and sealed
 * where it stands; after a failure it stands there still. */
GS_CHECKED int gs_lock_begin(struct gs_writer *w, uint8_t nonce[GS_LOCK_NONCE],
    const struct gs_lock *lock, const char *heading);
GS_CHECKED int gs_lock_end(struct gs_writer *w, const struct gs_lock *lock,
    const uint8_t nonce[GS_LOCK_NONCE], size_t text_len);
/* The four lines of a file, into *lock and *out.  GS_ERR_FORMAT; GS_ERR_RANGE:
 * the derivation's numbers are out of their limits. */
GS_CHECKED int gs_lock_read(struct gs_lock *lock, struct gs_locked *out,
    const char *heading, const void *file, size_t len);
/* Opens what was read; `text` has room for sealed.len - GS_LOCK_SEAL bytes.
 * GS_ERR_DENIED: another passphrase, or an altered file; GS_ERR_RANGE: it can
 * be no passphrase; GS_ERR_MEMORY. */
GS_CHECKED int gs_lock_open(uint8_t *text, struct gs_lock *lock,
    const struct gs_locked *locked, const void *passphrase, size_t len);

#endif
