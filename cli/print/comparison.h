/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GS_CLI_PRINT_COMPARISON_H
#define GS_CLI_PRINT_COMPARISON_H

#include "lib/compare/compare.h"
#include "lib/evidence/opening.h"

/* Each block of the memo and each passage that is none of it. */
void gs_print_comparison(const struct gs_comparison *k,
    const struct gs_opening *memo);

#endif
