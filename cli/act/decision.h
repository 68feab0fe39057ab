/* SPDX-License-Identifier: Apache-2.0 */
/* What reply and correct share: a disposition for each request and a sealed
 * text, shown, asked about and sent. */
#ifndef GS_CLI_ACT_DECISION_H
#define GS_CLI_ACT_DECISION_H

#include "cli/common/desk.h"
#include "cli/common/options.h"
#include "lib/steps/letter.h"

struct gs_decision {
	const char *help;
	const char *heading;  /* "The reply to" */
	const char *question; /* before it is sent */
	bool drafts;          /* one may wait in the office's docket */
	int (*write)(struct gs_letter *letter, struct gs_report *report,
	    const struct gs_disposition *dispositions, size_t count);
};

/* The whole verb; its exit code. */
int gs_decision_run(int argc, char **argv,
    const struct gs_decision *decision);

#define GS_HELP_DISPOSITION \
"  --disposition        the request's number and one of: accepted, partly,\n" \
"                       declined, no-decision, already-done, out-of-scope.\n" \
"                       Number 0 for the whole of a memo without requests;\n" \
"                       on a terminal what is not given is asked for\n" \
"  --commitment         of what is accepted, or partly: the request's number, the\n" \
"                       day by which it is done, like 2023-11-03, and who does\n" \
"                       it; in the log\n" \
"  --identity AGEFILE   what opens memos sealed to the office (office.age), to\n" \
"                       show each request when it is asked about; that the\n" \
"                       memo was opened enters the log before, once a day\n" \
"  --half FILE          where the charter asks for two of the office: written for\n" \
"                       the second, who sends it ('gainsay countersign')\n" \
GS_HELP_FORCE

#endif
