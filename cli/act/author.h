/* SPDX-License-Identifier: Apache-2.0 */
/* A memo's author says something to its office, sealed and unnamed: the verbs
 * `answer`, `dispute`, `respond` and `appeal`. */
#ifndef GS_CLI_ACT_AUTHOR_H
#define GS_CLI_ACT_AUTHOR_H

#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/report.h"
#include "lib/steps/answer.h"

struct gs_author_verb {
	const char *help;
	const char *option;   /* that says about which number */
	const char *heading;  /* "The answer to question" */
	const char *question; /* asked before it is sent */
	const char *done;     /* "Answered" */
	/* The number, of what the memo has; with a report. */
	int (*find)(uint64_t *number, struct gs_report *report,
	    const struct gs_memo *memo, const char *text);
	gs_answer_write *write; /* NULL: an appeal, on --ground */
};

/* The whole verb: its exit code. */
int gs_author_run(int argc, char **argv, const struct gs_author_verb *verb);

#endif
