/* SPDX-License-Identifier: Apache-2.0 */
/* A memo's author answers a question of the office, or disputes a position:
 * sealed to those whom memos are sealed to, and signed with the author's
 * key. */
#ifndef GS_LIB_STEPS_ANSWER_H
#define GS_LIB_STEPS_ANSWER_H

#include "core/channel/channel.h"
#include "lib/records/appeal.h"
#include "lib/report.h"

/* Sealed, in base64 and with its record, it fits a request to /acts. */
#define GS_ANSWER_MAX ((size_t)32 << 10)

/* The author's signing key (secret, 64), if the seed (32) is this memo's.
 * GS_ERR_MISMATCH, with a report. */
GS_CHECKED int gs_answer_key(uint8_t secret[64], struct gs_report *report,
    const struct gs_memo *memo, const uint8_t seed[32]);

/* Of the record: gs_office_answer, gs_position_dispute, gs_appeal_respond. */
typedef int gs_answer_write(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t number, const uint8_t content[32], const uint8_t secret[64]);
struct gs_answer_order {
	const struct gs_memo *memo;
	uint64_t number; /* of the question, the position or the reply */
	const uint8_t *seed; /* secret: the author's, 32 */
	struct gs_span text; /* secret */
	gs_answer_write *write;
	/* Of an appeal, which `write` does not make; else NULL. */
	const struct gs_grounds *grounds;
};

/* The record into `w` (empty, room for GS_RECORD_MAX bytes), the sealed text,
 * released by gs_age_free, into *sealed.  What is sent then is a promise's
 * request (lib/steps/promise.h).  GS_ERR_MISMATCH: the seed is not that of the
 * memo's author; GS_ERR_RANGE: the text is too long; GS_ERR_FORMAT,
 * GS_ERR_MEMORY, GS_ERR_RANDOM. */
GS_CHECKED int gs_answer_make(struct gs_writer *w, uint8_t **sealed,
    size_t *sealed_len, struct gs_report *report,
    const struct gs_answer_order *order);

#endif
