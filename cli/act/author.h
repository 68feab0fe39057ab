/* SPDX-License-Identifier: Apache-2.0 */
/* A memo's author says something to its office, sealed and unnamed: the verbs
 * `answer`, `dispute`, `respond` and `appeal`. */
#ifndef GS_CLI_ACT_AUTHOR_H
#define GS_CLI_ACT_AUTHOR_H

#include <stdint.h>

#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "core/channel/channel.h"
#include "lib/report.h"
#include "lib/steps/answer.h"

struct gs_author_verb {
	const char *help;
	const char *option;   /* that says about which number */
	const char *heading;  /* "The answer to question" */
	const char *question; /* asked before it is sent */
	const char *done;     /* "Answered" */
	/* The number, of what the memo has, 0 being its referral; with a
	 * report. */
	int (*find)(uint64_t *number, struct gs_report *report,
	    const struct gs_memo *memo, const char *text);
	gs_answer_write *write; /* NULL: an appeal, on --ground */
};

/* What all of them take, before and behind their own options. */
#define GS_HELP_AUTHOR GS_HELP_SERVER GS_HELP_KEY \
"  --author SEEDFILE    the author's seed, PACKAGE.author\n" \
GS_HELP_MEMO
#define GS_HELP_AUTHOR_KEEPS \
"  --state F            your state keeps it and the promise of it, under its\n" \
"                       passphrase, until the log has it\n" \
GS_HELP_PASSPHRASE GS_HELP_LATER \
"  --promise FILE       write what the server signs to FILE, its promise or its\n" \
"                       refusal, which 'gainsay audit' checks; whoever finds it\n" \
"                       with you, or the seed, knows who wrote it\n" \
GS_HELP_FORCE GS_HELP_YES GS_HELP_READING GS_HELP_CACHE GS_HELP_WAY

/* The whole verb: its exit code. */
int gs_author_run(int argc, char **argv, const struct gs_author_verb *verb);

#endif
