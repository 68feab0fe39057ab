/* SPDX-License-Identifier: Apache-2.0 */
/* The answer on a text held against a memo, for people. */
#ifndef GS_CLI_PRINT_SUMMARY_H
#define GS_CLI_PRINT_SUMMARY_H

#include "lib/steps/summary.h"

/* One line: the first line of the answer is the answer. */
void gs_print_summary(const struct gs_comparison *k,
    const struct gs_opening *memo, bool filed);

#endif
