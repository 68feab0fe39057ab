/* SPDX-License-Identifier: Apache-2.0 */
/* Member proofs, checked by one thread in batches: what waits over one roll
 * shares the sum over the roll.  Keeps the rolls it used last, decoded. */
#ifndef GS_SERVER_GATE_PROOFS_H
#define GS_SERVER_GATE_PROOFS_H

#include "server/wire/message.h"

struct gs_verify;

GS_CHECKED int gs_verify_start(struct gs_verify **out, struct gs_link link);
void gs_verify_stop(struct gs_verify **verify);
/* For any thread.  GS_OK if all verify, GS_ERR_PROOF if one does not; the
 * claims are over one roll. */
GS_CHECKED int gs_verify_claims(struct gs_verify *verify,
    const struct gs_proof_claim *claims, size_t count);

#endif
