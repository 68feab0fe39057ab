/* SPDX-License-Identifier: Apache-2.0 */
/* A charter in words, and what one changes of another: for who founds a
 * channel, signs a charter, or has to live under it. */
#ifndef GS_LIB_STEPS_EXPLAIN_H
#define GS_LIB_STEPS_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/channel/channel.h"

#define GS_EXPLAIN_MAX ((size_t)256 << 10) /* what a text has room for */

/* Paragraphs of lines, each with its LF.  The clocks are shown with what they
 * would give for a memo filed at `now`.  GS_ERR_SPACE. */
GS_CHECKED int gs_explain_charter(struct gs_writer *w,
    const struct gs_charter *charter, int64_t now);
/* What was said before and is not said any more, and the reverse, one line
 * each.  *changed: there is anything.  GS_ERR_SPACE. */
GS_CHECKED int gs_explain_change(struct gs_writer *w, bool *changed,
    const struct gs_charter *before, const struct gs_charter *after);

#endif
