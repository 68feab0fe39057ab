/* SPDX-License-Identifier: Apache-2.0 */
/* What the server signs in the role `promise` and hands to whoever acts. */
#ifndef GS_SERVER_BACK_SIGN_H
#define GS_SERVER_BACK_SIGN_H

#include "server/back/inside.h"

/* Into answer->bytes: this act, or a later one of its tag, will be among those
 * of its memo, if that is under this roll (32); by that time, 0 if none is
 * given. */
GS_CHECKED int gs_back_sign_promise(struct gs_answer *answer,
    const struct gs_back *back, const struct gs_record *act,
    const uint8_t *roll, int64_t by);
/* How many tags a box shows, and the hash of their records. */
struct gs_shown {
	const uint8_t *memo, *roll; /* 32 */
	uint64_t tags;
	const struct gs_span *texts;
	size_t count;
};
GS_CHECKED int gs_back_sign_count(struct gs_span *out,
    struct gs_answer *answer, const struct gs_back *back,
    const struct gs_shown *shown);
/* Into answer->refusal, of the ask's first record: an act or a filing was
 * refused, as the answer says.  Nothing if that says nothing of the record
 * (no memory, no disk), or if nobody can tell which memo it is about. */
void gs_back_sign_refusal(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);
/* GS_ASK_REFUSAL: the same, as the gate says. */
void gs_back_refusal(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
