/* SPDX-License-Identifier: Apache-2.0 */
/* The records that members write, their proofs included
 * (docs/spec/records.md). */
#ifndef GS_LIB_RECORDS_ACT_H
#define GS_LIB_RECORDS_ACT_H

#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "core/proof/member.h"

/* On what an act stands. */
struct gs_act_ground {
	const uint8_t *channel; /* 32 */
	const uint8_t *memo;    /* 32 */
	const struct gs_roll *roll;
	const struct gs_secret *secret; /* secret */
};

/* Text of the record; `w` is empty and has room for GS_RECORD_MAX bytes.
 * Scratch memory comes from `arena`.  Errors as gs_member_prove:
 * GS_ERR_UNKNOWN if the key is not on the roll. */
GS_CHECKED int gs_act_endorse(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_ground *ground);
GS_CHECKED int gs_act_withdraw(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_ground *ground);

struct gs_act_filing {
	struct gs_act_ground ground; /* ground.memo is not looked at */
	const struct gs_memo_terms *terms;
	const uint8_t *content; /* 32: SHA-256 of the sealed content */
	uint64_t endorsements, withdrawals;
	uint32_t slot;
	const uint8_t *author; /* secret: 32, the author's seed; or NULL */
};
/* GS_ERR_MISMATCH: the author's seed, the channel or the roll is not that of
 * the terms. */
GS_CHECKED int gs_act_memo(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_filing *filing);

#endif
