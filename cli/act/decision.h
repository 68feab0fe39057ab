/* SPDX-License-Identifier: Apache-2.0 */
/* What reply and correct share: a disposition for each request and a sealed
 * text, shown, asked about and sent. */
#ifndef GS_CLI_ACT_DECISION_H
#define GS_CLI_ACT_DECISION_H

#include "cli/common/desk.h"
#include "cli/common/options.h"
#include "lib/steps/letter.h"

struct gs_decision {
	const char *heading;  /* "The reply to" */
	const char *question; /* before it is sent */
	int (*write)(struct gs_letter *letter, struct gs_report *report,
	    const struct gs_disposition *dispositions, size_t count);
	const struct gs_values *given; /* 'R WORD' each */
	const char *text;              /* a file */
};

/* The desk is started.  Says what is wrong. */
GS_CHECKED int gs_decision_make(struct gs_desk *desk,
    const struct gs_decision *decision);

#define GS_HELP_DISPOSITION \
"  --disposition        the request's number and one of: accepted, partly,\n" \
"                       declined, no-decision, already-done, out-of-scope.\n" \
"                       Number 0 for the whole of a memo without requests\n"

#endif
