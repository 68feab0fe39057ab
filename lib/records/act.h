/* SPDX-License-Identifier: Apache-2.0 */
/* The records that members write, their proofs included
 * (docs/spec/records.md), and the proofs that are shown to a server alone. */
#ifndef GS_LIB_RECORDS_ACT_H
#define GS_LIB_RECORDS_ACT_H

#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "core/proof/member.h"

/* Whose act it is, and about what. */
struct gs_act_maker {
	const uint8_t *channel; /* 32 */
	const uint8_t *memo;    /* 32 */
	const struct gs_roll *roll;
	const struct gs_secret *secret; /* secret */
};

/* Text of the record; `w` is empty and has room for GS_RECORD_MAX bytes.
 * Scratch memory comes from `arena`.  Errors as gs_member_prove:
 * GS_ERR_UNKNOWN if the key is not on the roll. */

/* With a hash for each reveal line of the memo's charter. */
GS_CHECKED int gs_act_endorse(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_maker *maker, const uint8_t (*reveals)[32],
    size_t count);
GS_CHECKED int gs_act_withdraw(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_maker *maker);
/* For the office's `unreadable` of that number; `content` (32 bytes) is the
 * SHA-256 of the new sealed file. */
GS_CHECKED int gs_act_resupply(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_maker *maker, uint32_t unreadable,
    const uint8_t content[32]);

struct gs_act_filing {
	struct gs_act_maker maker; /* maker.memo is not looked at */
	const struct gs_memo_terms *terms; /* all of them */
	uint32_t slot;
	const uint8_t *author; /* secret: 32, the author's seed; or NULL */
};
/* GS_ERR_MISMATCH: the author's seed, the channel or the roll is not that of
 * the terms. */
GS_CHECKED int gs_act_memo(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_filing *filing);

/* The proofs that open a box and that fetch a reading key: `w` has room for
 * GS_PROOF_LEN_MAX bytes; the maker's memo counts for the box alone. */
GS_CHECKED int gs_act_prove_box(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_maker *maker, const struct gs_box_turn *turn);
GS_CHECKED int gs_act_prove_reading(struct gs_writer *w,
    struct gs_arena *arena, const struct gs_act_maker *maker,
    const uint8_t nonce[32]);

#endif
