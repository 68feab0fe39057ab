/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment: the keys that a person hands in under a one-time code, and the
 * receipts for them (docs/spec/records.md, "receipt").  Client, server and
 * staff list share what stands here. */
#ifndef GS_LIB_RECORDS_RECEIPT_H
#define GS_LIB_RECORDS_RECEIPT_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "core/proof/member.h"

#define GS_ENROL_MAX 64    /* keys of one request */
#define GS_RECEIPT_MAX 512 /* bytes of a receipt, a NUL behind it included */

/* A key as it is handed in. */
struct gs_enrol_key {
	uint64_t edition;
	uint8_t key[32];
	uint8_t possession[GS_POSSESSION_LEN];
	struct gs_span receipt; /* the record's text; empty: not signed yet */
};

/* SHA-256(lv("gainsay/v1/code") || lv(code)): what is stored of a code, and
 * the nonce in proofs of possession.  The code is secret, its nonce is not. */
void gs_code_nonce(uint8_t nonce[32], struct gs_span code);

/* What a receipt says. */
struct gs_receipt {
	const uint8_t *channel; /* 32 */
	uint64_t edition;
	const uint8_t *key; /* 32 */
};

/* The signed record; `w` is empty and has room for GS_RECEIPT_MAX bytes.
 * `secret` (64 bytes, secret) is the enrolment desk's.  GS_ERR_SPACE,
 * GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_receipt_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_receipt *receipt, const uint8_t secret[64]);
/* Whether `text` is the receipt that says this, signed with `enrol_key`.
 * GS_ERR_FORMAT: it is no receipt; GS_ERR_MISMATCH: it is one for another key,
 * edition or channel; GS_ERR_SIGNATURE; GS_ERR_MEMORY. */
GS_CHECKED int gs_receipt_check(const struct gs_receipt *receipt,
    const uint8_t enrol_key[32], const void *text, size_t len);

#endif
