/* SPDX-License-Identifier: Apache-2.0 */
/* What a member is shown of a memo before they act on it: who can open it, what
 * their own key did to it, whether a text that came another way is the same;
 * and whether they answered for it. */
#ifndef GS_LIB_STEPS_SHOWN_H
#define GS_LIB_STEPS_SHOWN_H

#include <stdbool.h>

#include "lib/client/request.h"
#include "lib/compare/compare.h"
#include "lib/memo/word_code.h"
#include "lib/steps/matter.h"

/* The last charter that surely held when the member enrolled: that of the roll
 * before the first edition of which the state has a key, or else the first. */
const struct gs_charter *gs_shown_known(const struct gs_state *state,
    const struct gs_client *client);
/* Whether `seal`, of a memo's charter, is another key or another holder than
 * all that memos were sealed to under `known`. */
bool gs_shown_is_new(const struct gs_charter *known,
    const struct gs_seal *seal);

/* What the member's key did to the memo, as far as anybody says. */
enum gs_own_act {
	GS_OWN_UNKNOWN, GS_OWN_ENDORSED, GS_OWN_WITHDRAWN,
	GS_OWN_QUEUED /* the state has an act that was not sent yet */
};
/* By the log.  The matter has its key.  Errors of gs_scope_memo and
 * gs_secret_tag. */
GS_CHECKED int gs_shown_own_log(enum gs_own_act *out,
    const struct gs_matter *m);
/* By the reply to GET of the box's "/export", which has what was shown at the
 * last release alone.  GS_ERR_FORMAT, GS_ERR_MEMORY, as above. */
GS_CHECKED int gs_shown_own_box(enum gs_own_act *out,
    struct gs_report *report, const struct gs_matter *m,
    const struct gs_reply *reply);

/* By the member's state, which keeps an act before it is sent: it may not have
 * arrived, or is still queued, but was not refused.  Errors as of
 * gs_shown_own_log. */
GS_CHECKED int gs_shown_own_state(enum gs_own_act *out,
    const struct gs_matter *m, const struct gs_client *client);

/* Holds the text of a file against the matter's memo, which is shown whole;
 * `whole` and *out live in the matter's arena, and as long as `file`.  Errors
 * of gs_compare. */
GS_CHECKED int gs_shown_compare(struct gs_comparison *out,
    struct gs_opening *whole, struct gs_report *report,
    const struct gs_matter *m, struct gs_converted *file);
/* GS_OK if the text is all of the memo, in its order, and nothing else,
 * whatever its typography; else GS_ERR_MISMATCH. */
GS_CHECKED int gs_shown_result(const struct gs_comparison *k,
    const struct gs_opening *whole);

/* Whether `text` is the memo's word code, as somebody was told it.
 * GS_ERR_MISMATCH. */
GS_CHECKED int gs_shown_code(struct gs_report *report, const char *code,
    const char *text);
/* Whether an answer is the word code's first word.  GS_ERR_DENIED: it is empty;
 * GS_ERR_MISMATCH. */
GS_CHECKED int gs_shown_answer(struct gs_report *report, const char *code,
    const char *answer);

#endif
