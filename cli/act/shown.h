/* SPDX-License-Identifier: Apache-2.0 */
/* Nobody acts on what they were not shown: a memo behind a link, whole, with
 * all that fixes it; and the question before an act. */
#ifndef GS_CLI_ACT_SHOWN_H
#define GS_CLI_ACT_SHOWN_H

#include "cli/common/session.h"
#include "lib/steps/shown.h"

struct gs_shown {
	char code[GS_WORD_CODE_MAX];
	const struct gs_charter *known; /* NULL: there is no state */
	enum gs_own_act own;
	struct gs_report own_report; /* why others do not say so, or nothing */
};

#define GS_OPTION_CODE(place) {.name = "code", .value = &(place)}
#define GS_HELP_CODE \
"  --code \"EIGHT WORDS\" the memo's word code, as you were told it: answers the\n" \
"                       question where there is no terminal\n"

/* Finds out what is to be shown of the session's memo, which is unsealed: with
 * a state, also what its key did, for which the box's export is fetched. */
GS_CHECKED int gs_shown_prepare(struct gs_shown *shown,
    struct gs_session *s);
/* Memo id, word code, roll. */
void gs_shown_print_id(const struct gs_session *s, const char *code);
/* The text, then all that is to be known of it. */
GS_CHECKED int gs_shown_print(const struct gs_shown *shown,
    struct gs_session *s);
/* Prints it and the question; asks, on a terminal, for the first word of the
 * word code; or compares `code` where that is given.  GS_ERR_MISMATCH,
 * GS_ERR_DENIED: the answer is no; GS_ERR_IO: nobody can be asked.  Anything
 * but GS_OK: nothing may be done. */
GS_CHECKED int gs_shown_ask(struct gs_session *s, const char *question,
    const char *code);

#endif
