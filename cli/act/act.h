/* SPDX-License-Identifier: Apache-2.0 */
/* What 'gainsay endorse' and 'gainsay withdraw' share: all but their words. */
#ifndef GS_CLI_ACT_ACT_H
#define GS_CLI_ACT_ACT_H

#include "cli/act/shown.h"
#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "lib/steps/endorse.h"

struct gs_act_words {
	enum gs_endorse_kind kind;
	const char *help;
	const char *question; /* before it is done */
	const char *gathered; /* said while the memo gathers */
	const char *filed;    /* "Endorsed": begins what is said after filing */
	const char *again;    /* it was done before: one act, sent twice */
};

#define GS_ACT_HELP \
GS_HELP_STATE \
GS_HELP_PASSPHRASE \
GS_HELP_CODE \
GS_HELP_ACCEPT \
GS_HELP_LATER \
GS_HELP_OTHER_SERVER \
GS_HELP_READING \
GS_HELP_CACHE \
GS_HELP_WAY \
"  --promise FILE       write what the server signs, its promise or its refusal,\n" \
"                       to FILE too, in the clear: whoever finds it with you\n" \
"                       knows that you acted\n" \
GS_HELP_FORCE \
"  -o, --out FILE       write the act to FILE and send nothing\n" \
"  --submit FILE        send an act that was written before; needs --key VKEY\n" \
"                       and no state\n" \
GS_HELP_LINK

/* The whole verb; the code to exit with. */
int gs_act_run(int argc, char **argv, const struct gs_act_words *words);

#endif
