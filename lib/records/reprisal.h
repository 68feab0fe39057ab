/* SPDX-License-Identifier: Apache-2.0 */
/* What the officer who protects members says of a case of reprisal, and the
 * file by which a member tells that officer of one (docs/spec/records.md). */
#ifndef GS_LIB_RECORDS_REPRISAL_H
#define GS_LIB_RECORDS_REPRISAL_H

#include "core/channel/channel.h"
#include "lib/report.h"

struct gs_case_word {
	uint64_t number;
	const char *state; /* opened, moved or ended */
	const char *until; /* a date; or NULL: it has ended */
};
/* The record, signed as `protection`; `w` is empty.  GS_ERR_FORMAT: that is no
 * date; errors of gs_office_sign. */
GS_CHECKED int gs_reprisal_write(struct gs_writer *w,
    const struct gs_charter *charter, const struct gs_case_word *word,
    const uint8_t secret[64]);

/* The case file: padded, and sealed to that officer alone, the charter's line
 * `reveal protection`.  *out is released by gs_age_free.  GS_ERR_UNKNOWN, with
 * the report: the charter names none; errors of gs_seal. */
GS_CHECKED int gs_reprisal_seal(uint8_t **out, size_t *len,
    struct gs_report *report, const struct gs_charter *charter,
    struct gs_span text);

#endif
