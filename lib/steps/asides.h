/* SPDX-License-Identifier: Apache-2.0 */
/* What the file of a text holds beside it, against the memo. */
#ifndef GS_LIB_STEPS_ASIDES_H
#define GS_LIB_STEPS_ASIDES_H

#include "lib/compare/compare.h"
#include "lib/steps/json.h"

/* From now on the comparison is of a file: headers and footers that have the
 * memo's own marking and nothing else are asides that do not count.  `file`
 * must outlive *k; NULL or without asides: nothing changes. */
void gs_asides_attach(struct gs_comparison *k, struct gs_converted *file,
    const struct gs_marks *marks, const struct gs_opening *memo);
/* A line each, the last of `max` for all that are too many; how many.  NULL has
 * none. */
size_t gs_asides_say(struct gs_report *out, size_t max,
    const struct gs_converted *file);
/* Members `asides` and `asides_more` of docs/spec/provenance.md. */
void gs_asides_put_json(struct gs_json_object *o,
    const struct gs_comparison *k);

#endif
