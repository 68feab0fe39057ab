/* SPDX-License-Identifier: Apache-2.0 */
/* What whoever signs a roll is shown of it: headcount, growth, leavers. */
#ifndef GS_ADMIN_GROWTH_H
#define GS_ADMIN_GROWTH_H

#include "core/channel/channel.h"

/* On standard output.  `rec` was judged: all of it fits the log. */
void gs_growth_show(const struct gs_record *rec, size_t signatures,
    const struct gs_state *state);

#endif
