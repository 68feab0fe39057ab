/* SPDX-License-Identifier: Apache-2.0 */
/* The one place that signs records (docs/spec/records.md, signatures). */
#ifndef GS_LIB_SIGN_H
#define GS_LIB_SIGN_H

#include "core/arena.h"
#include "core/err.h"
#include "core/record/record.h"

/* Signs the lines that were written so far and the role, and adds the
 * signature line of `role`; `secret` is libsodium's (seed and public key),
 * secret.  Then checks the whole text by parsing it, as gs_record_end does.
 * GS_ERR_INTERNAL if the library refuses; else as gs_record_end. */
GS_CHECKED int gs_record_sign(struct gs_record_writer *w, const char *role,
    const uint8_t secret[64], struct gs_arena *arena);
/* The same with the seed (32 bytes, secret) of the key `expected`.
 * GS_ERR_MISMATCH: it is the seed of another key; then nothing is signed. */
GS_CHECKED int gs_record_sign_seed(struct gs_record_writer *w,
    const char *role, const uint8_t seed[32], const uint8_t expected[32],
    struct gs_arena *arena);
/* Adds the signature line of `role` over the first `signed_len` bytes and the
 * role, and checks nothing: for a record that others will sign after.
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_record_countersign(struct gs_record_writer *w,
    const char *role, const uint8_t secret[64], size_t signed_len);

/* What the above take, from a key file's seed.  Both are secret.
 * GS_ERR_INTERNAL: the library refuses; `secret` is wiped. */
GS_CHECKED int gs_sign_secret(uint8_t secret[64], const uint8_t seed[32]);

#endif
