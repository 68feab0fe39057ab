/* SPDX-License-Identifier: Apache-2.0 */
/* Noise_IK_25519_ChaChaPoly_SHA256 (noiseprotocol.org, revision 34), with
 * libsodium's primitives: two nodes that know each other's key agree on two
 * keys of the moment (docs/spec/nodes.md).  No socket, no clock. */
#ifndef GS_SERVER_NODE_NOISE_H
#define GS_SERVER_NODE_NOISE_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

#define GS_NOISE_FIRST 96  /* bytes of the message that opens */
#define GS_NOISE_SECOND 48 /* and of its answer */
#define GS_NOISE_TAG 16

/* Secret. */
struct gs_noise_key {
	uint8_t secret[32], open[32];
};
void gs_noise_key_of(struct gs_noise_key *out, const uint8_t secret[32]);

/* While two agree.  Secret; whoever is done wipes it. */
struct gs_noise_shake {
	struct gs_noise_key own, moment;
	uint8_t theirs[32];        /* of who opens: after the first message */
	uint8_t their_moment[32];
	uint8_t chain[32], hash[32], key[32];
};

/* One way of a line, after that.  Secret. */
struct gs_noise_way {
	uint8_t key[32];
	uint64_t count; /* messages so far */
};

/* Who opens knows whom. */
GS_CHECKED int gs_noise_open(uint8_t out[GS_NOISE_FIRST],
    struct gs_noise_shake *shake, const struct gs_noise_key *own,
    const uint8_t theirs[32]);
GS_CHECKED int gs_noise_opened(struct gs_noise_way *to,
    struct gs_noise_way *from, struct gs_noise_shake *shake,
    const uint8_t in[GS_NOISE_SECOND]);

/* Who answers learns whose key it is, in shake->theirs, and looks whether that
 * is a node's before it answers.  GS_ERR_SIGNATURE. */
GS_CHECKED int gs_noise_hear(struct gs_noise_shake *shake,
    const struct gs_noise_key *own, const uint8_t in[GS_NOISE_FIRST]);
GS_CHECKED int gs_noise_answer(uint8_t out[GS_NOISE_SECOND],
    struct gs_noise_way *to, struct gs_noise_way *from,
    struct gs_noise_shake *shake);

/* `out` has len + GS_NOISE_TAG bytes, or `len` - GS_NOISE_TAG.
 * GS_ERR_SIGNATURE: it is not the next message of that way. */
void gs_noise_seal(uint8_t *out, struct gs_noise_way *way, const uint8_t *in,
    size_t len);
GS_CHECKED int gs_noise_unseal(uint8_t *out, struct gs_noise_way *way,
    const uint8_t *in, size_t len);

#endif
