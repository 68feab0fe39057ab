/* SPDX-License-Identifier: Apache-2.0 */
/* The member proof: "a member of this roll says this message, once in this
 * scope", bound to a tag.  docs/spec/member-proof.md is the specification and
 * its names are the names here.  No proof reveals which key made it. */
#ifndef GS_CORE_PROOF_MEMBER_H
#define GS_CORE_PROOF_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"

#define GS_POINT_LEN 32
#define GS_SCALAR_LEN 32
#define GS_TAG_LEN GS_POINT_LEN
#define GS_ROLL_MIN 2
#define GS_ROLL_MAX ((size_t)1 << 24)
#define GS_ROLL_LEVELS_MAX 12
/* Bytes of a proof over `m` levels: T A B X[m] Y f[3m] zA z zH. */
#define GS_PROOF_LEN(m) ((size_t)32 * (7 + 4 * (size_t)(m)))
#define GS_PROOF_LEN_MAX GS_PROOF_LEN(GS_ROLL_LEVELS_MAX)
#define GS_POSSESSION_LEN 96
#define GS_REVEAL_LEN 128
#define GS_NAMING_LEN 64
#define GS_NONCE_LEN 64
#define GS_SECRET_FRESH_LEN 128

/* The pair that opens a key: P = x*G + y*H.  Both canonical, little-endian.
 * Wipe after use. */
struct gs_secret {
	uint8_t x[GS_SCALAR_LEN];
	uint8_t y[GS_SCALAR_LEN];
};

/* A roll made ready for proving and verifying: keys checked (strictly
 * ascending, canonical, none the identity), decoded, root computed.  Lives in
 * the arena that opened it. */
struct gs_roll;

/* What a proof is about.  All borrowed. */
struct gs_statement {
	const uint8_t *scope;
	size_t scope_len;
	const uint8_t *message;
	size_t message_len;
};

struct gs_proof_ref {
	struct gs_statement statement;
	const uint8_t *proof;
	size_t proof_len;
};

/* m for a roll of `size` keys: the least m >= 1 with 4^m >= size; 0 when
 * `size` is out of range. */
unsigned gs_roll_levels(size_t size);

/* `keys`: `size` keys of 32 bytes, one after the other.  They are copied.
 * GS_ERR_RANGE, GS_ERR_FORMAT (order, encoding, identity), GS_ERR_MEMORY. */
GS_CHECKED int gs_roll_open(struct gs_roll **out, struct gs_arena *arena,
    const uint8_t *keys, size_t size);
size_t gs_roll_size(const struct gs_roll *roll);
const uint8_t *gs_roll_root(const struct gs_roll *roll); /* 32 bytes */
const uint8_t *gs_roll_keys(const struct gs_roll *roll); /* size * 32 */

/* Fresh secret and its key.  GS_ERR_RANDOM. */
GS_CHECKED int gs_secret_new(struct gs_secret *secret, uint8_t key[32]);
GS_CHECKED int gs_secret_new_derand(struct gs_secret *secret, uint8_t key[32],
    const uint8_t fresh[GS_SECRET_FRESH_LEN]);
/* The key of a secret; GS_ERR_FORMAT if a half is not canonical or the key is
 * the identity.  Constant time. */
GS_CHECKED int gs_secret_key(uint8_t key[32], const struct gs_secret *secret);
/* T = x*U(scope), constant time in x.  GS_ERR_FORMAT as above. */
GS_CHECKED int gs_secret_tag(uint8_t tag[32], const struct gs_secret *secret,
    const uint8_t *scope, size_t scope_len);

/* What a member proof is made from.  All borrowed. */
struct gs_proof_inputs {
	const struct gs_roll *roll;
	const struct gs_secret *secret;
	const struct gs_statement *statement;
};
/* Proves, then verifies the result before handing it out.  `proof` has room
 * for GS_PROOF_LEN(gs_roll_levels(size)) bytes.  Constant time in everything
 * secret, the index included: the caller does not pass it, the prover finds
 * the key in the roll without a secret-dependent branch.  GS_ERR_UNKNOWN if
 * the key is not on the roll, GS_ERR_FORMAT (secret), GS_ERR_RANGE (scope or
 * message beyond 2^32 - 1 bytes), GS_ERR_SPACE, GS_ERR_RANDOM, GS_ERR_MEMORY,
 * GS_ERR_INTERNAL (own proof did not verify: nothing is handed out).  Scratch
 * memory comes from `scratch`, holds secrets and is wiped before return. */
GS_CHECKED int gs_member_prove(uint8_t *proof, size_t *proof_len,
    size_t proof_max, const struct gs_proof_inputs *inputs,
    struct gs_arena *scratch);
/* The same with the 64 fresh bytes given, for vectors and tests. */
GS_CHECKED int gs_member_prove_derand(uint8_t *proof, size_t *proof_len,
    size_t proof_max, const struct gs_proof_inputs *inputs,
    const uint8_t fresh[GS_NONCE_LEN], struct gs_arena *scratch);

/* GS_OK, GS_ERR_PROOF, or a broken platform's error.  Variable time. */
GS_CHECKED int gs_member_verify(const struct gs_roll *roll,
    const struct gs_proof_ref *proof, struct gs_arena *scratch);
/* One batch over one roll: valid[i] tells whether proof i verifies.  The sum
 * over the roll is shared; a batch that fails is bisected, so that a bad
 * proof neither rejects nor is blamed on another.  The weights are drawn from
 * the host's randomness after all proofs are fixed.  GS_OK even if some are
 * invalid; an error means that nothing could be judged (then every valid[i] is
 * false). */
GS_CHECKED int gs_member_verify_batch(bool *valid, const struct gs_roll *roll,
    const struct gs_proof_ref *proofs, size_t count, struct gs_arena *scratch);
/* The same without the search, for at most GS_VERIFY_ONCE_MAX: one sum over
 * the roll, whatever is among them.  *open: the sum does not hold; of those
 * that are valid[i] at least one is bad, and it is not known which.  Never of
 * one alone. */
#define GS_VERIFY_ONCE_MAX 1024
GS_CHECKED int gs_member_verify_once(bool *valid, bool *open,
    const struct gs_roll *roll, const struct gs_proof_ref *proofs,
    size_t count, struct gs_arena *scratch);
/* GS_OK if all verify, GS_ERR_PROOF if one does not, whichever: for proofs that
 * stand or fall together.  What is false costs less than what is true. */
GS_CHECKED int gs_member_verify_all(const struct gs_roll *roll,
    const struct gs_proof_ref *proofs, size_t count,
    struct gs_arena *scratch);
/* The tag is the proof's first 32 bytes; NULL if it is too short. */
const uint8_t *gs_proof_tag(const uint8_t *proof, size_t proof_len);

/* Enrolment: proof of possession of a key's secret. */
struct gs_possession {
	const uint8_t *channel;
	size_t channel_len;
	uint64_t edition;
	const uint8_t *nonce; /* of the one-time code */
	size_t nonce_len;
};
GS_CHECKED int gs_possession_prove(uint8_t proof[GS_POSSESSION_LEN],
    const struct gs_secret *secret, const struct gs_possession *context);
GS_CHECKED int gs_possession_prove_derand(uint8_t proof[GS_POSSESSION_LEN],
    const struct gs_secret *secret, const struct gs_possession *context,
    const uint8_t fresh[GS_NONCE_LEN]);
GS_CHECKED int gs_possession_verify(const uint8_t proof[GS_POSSESSION_LEN],
    const uint8_t key[32], const struct gs_possession *context);

/* Naming: who holds this tag's secret says this name.  The key stays unsaid. */
struct gs_naming {
	const uint8_t *scope;
	size_t scope_len;
	const uint8_t *tag; /* 32 */
	struct gs_span name;
};
/* GS_ERR_MISMATCH if the tag is not the secret's. */
GS_CHECKED int gs_naming_prove(uint8_t proof[GS_NAMING_LEN],
    const struct gs_secret *secret, const struct gs_naming *context);
GS_CHECKED int gs_naming_prove_derand(uint8_t proof[GS_NAMING_LEN],
    const struct gs_secret *secret, const struct gs_naming *context,
    const uint8_t fresh[GS_NONCE_LEN]);
GS_CHECKED int gs_naming_verify(const uint8_t proof[GS_NAMING_LEN],
    const struct gs_naming *context);

/* Reveal: this tag is this key's, said to one reader. */
struct gs_reveal {
	const uint8_t *reader; /* the reader's public key */
	size_t reader_len;
	const uint8_t *record; /* 32: SHA-256 of the record */
	const uint8_t *root;   /* 32 */
	uint64_t roll_size;
	const uint8_t *scope;
	size_t scope_len;
	const uint8_t *tag; /* 32 */
	const uint8_t *key; /* 32 */
};
/* GS_ERR_MISMATCH if key or tag are not the secret's. */
GS_CHECKED int gs_reveal_prove(uint8_t proof[GS_REVEAL_LEN],
    const struct gs_secret *secret, const struct gs_reveal *context);
GS_CHECKED int gs_reveal_prove_derand(uint8_t proof[GS_REVEAL_LEN],
    const struct gs_secret *secret, const struct gs_reveal *context,
    const uint8_t fresh[GS_NONCE_LEN]);
GS_CHECKED int gs_reveal_verify(const uint8_t proof[GS_REVEAL_LEN],
    const struct gs_reveal *context);

#endif
