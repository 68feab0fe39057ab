/* SPDX-License-Identifier: Apache-2.0 */
/* What the office said of a memo's requests on both sides, where that differs,
 * and who was given the memo. */
#ifndef GS_CLI_PRINT_POSITIONS_H
#define GS_CLI_PRINT_POSITIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/channel/channel.h"

/* As of `now`; `whole` as in gs_print_memo. */
void gs_print_positions(const struct gs_memo *memo, int64_t now, bool whole);
void gs_print_disclosures(const struct gs_memo *memo);

#endif
