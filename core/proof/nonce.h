/* SPDX-License-Identifier: Apache-2.0 */
/* Hedged randomness: even if the fresh bytes repeat or are guessed, a nonce
 * stays unknown to whoever lacks the secret, and differs from statement to
 * statement. */
#ifndef GS_CORE_PROOF_NONCE_H
#define GS_CORE_PROOF_NONCE_H

#include "core/host.h"
#include "core/proof/member.h"
#include "core/group/sc.h"

/* Secret; wipe. */
struct gs_nonce_key {
	uint8_t k[64];
};

/* K = SHA-512(lv("gainsay/v1/nonce") || fresh || x || y || rest); at most
 * GS_NONCE_PARTS spans of rest. */
#define GS_NONCE_PARTS 8
void gs_nonce_start(struct gs_nonce_key *key,
    const uint8_t fresh[GS_NONCE_LEN], const struct gs_secret *secret,
    const struct gs_span *rest, size_t nrest);
/* SHA-512(K || lv(name) || byte(j) || byte(i)) mod q. */
void gs_nonce_get(struct gs_sc *r, const struct gs_nonce_key *key,
    const char *name, unsigned j, unsigned i);

#endif
