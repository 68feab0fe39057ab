/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics as people are told them. */
#ifndef GS_CLI_PRINT_STATISTICS_H
#define GS_CLI_PRINT_STATISTICS_H

#include "lib/steps/statistics.h"

/* All numbers, each with what it is a part of; then a line a year; then what is
 * overdue. */
void gs_print_statistics(const struct gs_statistics *statistics);

#endif
