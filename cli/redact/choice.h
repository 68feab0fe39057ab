/* SPDX-License-Identifier: Apache-2.0 */
/* What `gainsay redact` is told to show and to withhold, and why.  Lists are
 * written as people do: `7,9-11` are blocks, `7:2-3` sentences of block 7. */
#ifndef GS_CLI_REDACT_CHOICE_H
#define GS_CLI_REDACT_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "lib/evidence/opening.h"

struct gs_chosen {
	struct gs_arena *arena;
	struct gs_opening o; /* what the file shows */
	bool open[GS_BLOCKS_MAX];
	bool *sentence[GS_BLOCKS_MAX]; /* not NULL: chosen one by one */
	struct gs_span reason[GS_BLOCKS_MAX];
	struct gs_span *inside[GS_BLOCKS_MAX]; /* reasons of sentences */
};

/* All of these say on standard error what is wrong, and then return
 * GS_ERR_IO (nothing was judged) or GS_ERR_MEMORY.  Borrow their texts. */

/* All that the file shows, to begin with. */
void gs_choose_all(struct gs_chosen *c);
GS_CHECKED int gs_choose_mark(struct gs_chosen *c, const char *mark);
GS_CHECKED int gs_choose_list(struct gs_chosen *c, const char *list);
/* `LIST` or `LIST CODE`; what is withheld already may be named. */
GS_CHECKED int gs_choose_withhold(struct gs_chosen *c, const char *value);
/* `LIST CODE` or, of gs_choose_withhold, `LIST`, which has none. */
GS_CHECKED int gs_choose_reason(struct gs_chosen *c, const char *value,
    bool required);
/* Reasons out of the gaps of an earlier text, where none was given. */
GS_CHECKED int gs_choose_earlier(struct gs_chosen *c, const void *text,
    size_t len);
/* Once all is chosen: something is shown, or that is wrong. */
GS_CHECKED int gs_choose_end(struct gs_chosen *c);

#endif
