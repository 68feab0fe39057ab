/* SPDX-License-Identifier: Apache-2.0 */
/* Member proofs, checked by one thread in batches (matters.h): what waits over
 * one roll shares the sum over the roll.  Keeps the rolls it used last,
 * decoded. */
#ifndef GS_SERVER_GATE_PROOFS_H
#define GS_SERVER_GATE_PROOFS_H

#include "server/gate/matters.h"
#include "server/wire/message.h"

struct gs_proofs;

/* An answer whose proofs are to be checked; `answer` and `checked` are the
 * caller's to set. */
struct gs_check {
	struct gs_job job; /* first */
	struct gs_answer *answer;
	/* With the answer's error: GS_OK if all verify, GS_ERR_PROOF if one
	 * does not, GS_ERR_BUSY if it was not come to within
	 * GS_TURN_SECONDS.  On the thread that checks; waits for nothing. */
	void (*checked)(struct gs_check *check);
};

/* `back` is asked for rolls. */
GS_CHECKED int gs_proofs_start(struct gs_proofs **out, struct gs_way back);
/* Nobody may ask any more. */
void gs_proofs_stop(struct gs_proofs **proofs);
/* For any thread: the answer has proofs, which are over one roll; `kind` is
 * what was asked. */
void gs_proofs_put(struct gs_proofs *proofs, struct gs_check *check,
    enum gs_ask_kind kind);

#endif
