/* SPDX-License-Identifier: Apache-2.0 */
/* What 'gainsay verify' tells, for programs (docs/spec/provenance.md,
 * "Verdicts as JSON"). */
#ifndef GS_CLI_VERIFY_JSON_H
#define GS_CLI_VERIFY_JSON_H

#include <stdbool.h>

#include "cli/findings.h"
#include "lib/compare.h"

/* One object on one line of standard output.  `e` is NULL if the file does
 * not verify; then `why` says why, and `judged` whether that is a judgement.
 *  `k` is NULL if there is no text; `published` is the publication
 * that the text is, or NULL.  GS_ERR_MEMORY, GS_ERR_IO. */
GS_CHECKED int gs_print_verdict_json(const struct gs_evidence *e,
    const struct gs_findings *findings, const struct gs_comparison *k, const struct gs_publication *published,
    const char *why, bool judged);

#endif
