/* SPDX-License-Identifier: Apache-2.0 */
/* One sentence about a text held against a memo, which can be printed as it is
 * and be right. */
#ifndef GS_CLI_PRINT_SUMMARY_H
#define GS_CLI_PRINT_SUMMARY_H

#include <stdbool.h>

#include "lib/compare/compare.h"
#include "lib/evidence/opening.h"

/* One word for it, of docs/spec/provenance.md ("Verdicts as JSON"). */
const char *gs_summary_word(const struct gs_comparison *k);
/* Whether all words of the text are the memo's, as far as the file shows it,
 * and there are any. */
bool gs_summary_good(const struct gs_comparison *k);
void gs_print_summary(const struct gs_comparison *k,
    const struct gs_opening *memo);

#endif
