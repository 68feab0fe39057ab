/* SPDX-License-Identifier: Apache-2.0 */
/* Before a member acts under a roll: what the charter asks of it, and what
 * their own program does (lib/steps/floors.h). */
#ifndef GS_CLI_COMMON_FLOORS_H
#define GS_CLI_COMMON_FLOORS_H

#include "cli/common/session.h"

/* Whether what --accept names are floors; says what is not. */
bool gs_floors_named(const struct gs_values *accept);
/* Finds the roll of the session's memo.  What was accepted is said.  Errors of
 * gs_matter_roll and gs_floors_judge, and of reading the log. */
GS_CHECKED int gs_floors_pass(struct gs_session *s,
    const struct gs_values *accept);

#endif
