/* SPDX-License-Identifier: Apache-2.0 */
/* Cases of reprisal, as the log tells them: no name, and no memo. */
#ifndef GS_CLI_PRINT_CASES_H
#define GS_CLI_PRINT_CASES_H

#include <stdbool.h>

#include "core/channel/channel.h"

/* Each case, the newest first. */
void gs_print_cases(const struct gs_state *state, int64_t now);
/* The cases that have not ended, and what their officer types: for that one's
 * own eyes.  Whether one is overdue. */
bool gs_print_open_cases(const struct gs_state *state, int64_t now,
    bool overdue_alone);
/* A sentence, if a case waits for its officer beyond its day: then a duty is
 * missed, and it returns true. */
bool gs_print_overdue_cases(const struct gs_state *state, int64_t now);

#endif
