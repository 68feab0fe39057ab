/* SPDX-License-Identifier: Apache-2.0 */
/* What core asks of its host.  core does no I/O, reads no clock, keeps no
 * global and brings no hash of its own: whoever links it defines these (lib/
 * with libsodium; a browser as WebAssembly imports). */
#ifndef GS_CORE_HOST_H
#define GS_CORE_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct gs_span {
	const uint8_t *ptr;
	size_t len;
};

/* Hashes of the concatenation of `nparts` spans.  `out` may not overlap a
 * part. */
void gs_host_sha256(uint8_t out[32], const struct gs_span *parts,
    size_t nparts);
void gs_host_sha512(uint8_t out[64], const struct gs_span *parts,
    size_t nparts);

/* By docs/spec/signatures.md: no point of small or mixed order is a key.  GS_OK
 * or GS_ERR_SIGNATURE. */
GS_CHECKED int gs_host_ed25519_verify(const uint8_t sig[64],
    const uint8_t key[32], const uint8_t *msg, size_t msg_len);

/* Fresh bytes from the system.  GS_OK or GS_ERR_RANDOM (then `out` is
 * zeroed). */
GS_CHECKED int gs_host_random(uint8_t *out, size_t len);

/* The functions of core/proof/cpu.h that this processor should make and
 * verify proofs with; gs_proof_ops_portable will always do. */
struct gs_proof_ops;
const struct gs_proof_ops *gs_host_proof_ops(void);

/* Called now and then while a roll is opened or a proof is made: about
 * done / total of the work is behind us.  Never goes back within one call; how
 * often and with what it is called depends on the size of the roll alone. */
void gs_host_progress(uint64_t done, uint64_t total);

/* Runs job(ctx, i) for every i below n, in any order, as many at the same time
 * as it likes, and returns when all are done.  A loop will do. */
void gs_host_each(void (*job)(void *ctx, size_t i), void *ctx, size_t n);
/* Into how many jobs long work is worth cutting: 1 to GS_WORKERS_MAX. */
#define GS_WORKERS_MAX 8
size_t gs_host_workers(void);

/* Overwrites `len` bytes in a way that the compiler keeps. */
void gs_host_wipe(void *ptr, size_t len);

#endif
