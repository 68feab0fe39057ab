/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics as others' programs take them (docs/spec/statistics.md). */
#ifndef GS_LIB_STEPS_STATISTICS_FORM_H
#define GS_LIB_STEPS_STATISTICS_FORM_H

#include "core/bytes.h"
#include "lib/steps/json.h"
#include "lib/steps/statistics.h"

/* "3", "3.5", or "-" if nobody knows it. */
#define GS_NUMBER_MAX 24
void gs_number_text(char out[GS_NUMBER_MAX], const struct gs_number *number);

/* Adds the member `statistics`. */
void gs_statistics_put_json(struct gs_json_object *o,
    const struct gs_statistics *statistics);
/* Lines of RFC 4180, but each ends in LF; the first names the columns.
 * GS_ERR_SPACE. */
GS_CHECKED int gs_statistics_csv(struct gs_writer *csv,
    const struct gs_statistics *statistics);

#endif
