/* SPDX-License-Identifier: Apache-2.0 */
/* A charter in words, and what one changes of another: for who founds a
 * channel, signs a charter, or has to live under it. */
#ifndef GS_LIB_STEPS_EXPLAIN_H
#define GS_LIB_STEPS_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/channel/channel.h"
#include "lib/steps/language.h"

/* Around somebody's words, where a language is given: a page isolates these. */
#define GS_EXPLAIN_BEGINS 0x02
#define GS_EXPLAIN_ENDS 0x03
#define GS_EXPLAIN_MAX ((size_t)256 << 10) /* what a text has room for */

/* Paragraphs of lines, each with its LF.  The clocks are shown with what they
 * would give for a memo filed at `now`; with a language as pages say times,
 * with NULL in English as the program does.  GS_ERR_SPACE. */
GS_CHECKED int gs_explain_charter(struct gs_writer *w,
    const struct gs_charter *charter, int64_t now,
    const struct gs_language *language);
/* What was said before and is not said any more, and the reverse, one line
 * each.  *changed: there is anything.  GS_ERR_SPACE. */
GS_CHECKED int gs_explain_change(struct gs_writer *w, bool *changed,
    const struct gs_charter *before, const struct gs_charter *after,
    const struct gs_language *language);

#endif
