/* SPDX-License-Identifier: Apache-2.0 */
/* What 'gainsay enrol' and 'gainsay join' share: keys are made, written to the
 * state, handed in under a code, and receipted. */
#ifndef GS_CLI_ENROL_ENROLMENT_H
#define GS_CLI_ENROL_ENROLMENT_H

#include "cli/common/options.h"
#include "cli/common/session.h"

#define GS_ENROLMENT_KEYS 2 /* for so many editions, unless --editions */

struct gs_enrolment {
	const char *server, *key; /* as --server and --key */
	const char *state;        /* its file; made if it is not there */
	const char *passphrase;   /* the file with it; NULL: asks */
	const char *code;         /* secret until it is used */
	const uint8_t *channel;   /* the one it must be; NULL: any */
	struct gs_span checkpoint; /* the log must continue it; may be empty */
	enum gs_client_cost cost; /* of a new state */
	bool weak;                /* any passphrase, in an exercise */
	uint64_t count;           /* of keys */
	struct gs_http_way way;
	/* The options, as they were given. */
	const char *cost_word, *count_word;
	struct gs_session s;      /* started by the caller, who ends it */
};

#define GS_ENROLMENT_OPTIONS(e) \
	GS_OPTION_PASSPHRASE((e).passphrase), \
	{.name = "cost", .value = &(e).cost_word}, \
	{.name = "weak", .flag = &(e).weak}, \
	{.name = "editions", .value = &(e).count_word}
#define GS_HELP_ENROLMENT \
GS_HELP_PASSPHRASE \
"  --cost COST          of guessing it: moderate (256 MiB, the default), or low\n" \
"                       (8 MiB), in exercises only\n" \
"  --weak               any passphrase, however easily guessed, in exercises only\n" \
"  --editions K         keys for so many editions, 1 to 64 (default: 2)\n"

/* Takes the two words; false, and said, if one is none. */
bool gs_enrolment_words(struct gs_enrolment *e);
/* Enrols, and says what was done.  Where the server refuses, the state is as it
 * was. */
GS_CHECKED int gs_enrolment_run(struct gs_enrolment *e);

#endif
