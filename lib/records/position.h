/* SPDX-License-Identifier: Apache-2.0 */
/* What the office takes a request for, in private and in public, and what is
 * sealed of it (docs/spec/commitments.md, "Positions"). */
#ifndef GS_LIB_RECORDS_POSITION_H
#define GS_LIB_RECORDS_POSITION_H

#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/report.h"

/* What stands before the text of a private position in its file. */
#define GS_STANCE_HEAD_MAX 512

/* A private position, opened: everything that its commitment is of. */
struct gs_stance {
	uint64_t request;
	const char *word;    /* a disposition; static */
	uint8_t seed[32];    /* secret */
	struct gs_span text; /* secret */
};
/* What is sealed (secret): the head, an empty line, the text.  GS_ERR_SPACE,
 * GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_stance_write(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_stance *stance);
/* The same, read; `text` points into `plain`.  Refused, with a report, is what
 * is not of this position: GS_ERR_FORMAT, GS_ERR_MISMATCH; GS_ERR_MEMORY. */
GS_CHECKED int gs_stance_read(struct gs_stance *out, struct gs_report *report,
    const struct gs_memo *memo, const struct gs_position *position,
    struct gs_span plain);

/* The records, each with the next number on its memo, signed with `secret` (64
 * bytes, secret) of the office; `content` (32) is the SHA-256 of the sealed
 * file.  GS_ERR_SPACE, GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_position_private(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_stance *stance,
    const uint8_t content[32], const uint8_t secret[64]);
struct gs_public_position {
	uint64_t request;
	const char *word, *text, *place;
	int64_t day;
	const char *url; /* or NULL */
};
GS_CHECKED int gs_position_public(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_public_position *position,
    const uint8_t secret[64]);
/* Opens the private position `which`. */
GS_CHECKED int gs_position_opened(struct gs_writer *w,
    const struct gs_memo *memo, uint64_t which, const struct gs_stance *stance,
    const uint8_t secret[64]);
/* The author's, with the author's `secret`. */
GS_CHECKED int gs_position_dispute(struct gs_writer *w,
    const struct gs_memo *memo, uint64_t position, const uint8_t content[32],
    const uint8_t secret[64]);

#endif
