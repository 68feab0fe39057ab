/* SPDX-License-Identifier: Apache-2.0 */
/* Member proofs, checked by one thread in batches: what waits over one roll
 * shares the sum over the roll.  Keeps the rolls it used last, decoded. */
#ifndef GS_SERVER_GATE_PROOFS_H
#define GS_SERVER_GATE_PROOFS_H

#include "server/wire/message.h"

struct gs_proofs;

/* `back` is asked for rolls. */
GS_CHECKED int gs_proofs_start(struct gs_proofs **out, struct gs_way back);
/* Nobody may ask any more. */
void gs_proofs_stop(struct gs_proofs **proofs);
/* For any thread: checks the answer's proofs, which are over one roll, and
 * sets its error and returns it.  GS_OK if all verify, GS_ERR_PROOF if one
 * does not. */
GS_CHECKED int gs_proofs_verify(struct gs_proofs *proofs,
    struct gs_answer *answer);

#endif
