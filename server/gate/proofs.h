/* SPDX-License-Identifier: Apache-2.0 */
/* Member proofs, checked by one thread in batches: what waits over one roll
 * shares the sum over the roll.  Keeps the rolls it used last, decoded. */
#ifndef GS_SERVER_GATE_PROOFS_H
#define GS_SERVER_GATE_PROOFS_H

#include "server/wire/message.h"

struct gs_proofs;

GS_CHECKED int gs_proofs_start(struct gs_proofs **out, struct gs_way link);
void gs_proofs_stop(struct gs_proofs **verify);
/* For any thread.  GS_OK if all verify, GS_ERR_PROOF if one does not; the
 * claims are over one roll. */
GS_CHECKED int gs_proofs_verify(struct gs_proofs *verify,
    const struct gs_wire_proof *claims, size_t count);

#endif
