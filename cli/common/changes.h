/* SPDX-License-Identifier: Apache-2.0 */
/* Changed rules, told once at the first contact after they came. */
#ifndef GS_CLI_COMMON_CHANGES_H
#define GS_CLI_COMMON_CHANGES_H

#include "core/channel/channel.h"

/* Of the charters behind the first `known` entries, which the reader has seen:
 * what each changes, in words, on standard error.  0: the reader has seen
 * nothing, and is told nothing. */
void gs_changes_tell(const struct gs_state *state, uint64_t known);

#endif
