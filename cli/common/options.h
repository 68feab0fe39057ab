/* SPDX-License-Identifier: Apache-2.0 */
/* Options of a verb, by getopt_long: a table of names and places. */
#ifndef GS_CLI_COMMON_OPTIONS_H
#define GS_CLI_COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/common/verb.h"

#define GS_VALUES_PER_OPTION 64

struct gs_values {
	const char *v[GS_VALUES_PER_OPTION];
	size_t count;
};

/* One of `value`, `flag` and `values` says what the option takes. */
struct gs_option {
	const char *name;         /* without the dashes */
	char letter;              /* its short form; 0: none */
	const char **value;       /* takes one; or */
	bool *flag;               /* takes none; or */
	struct gs_values *values; /* may be given several times */
	bool required;
	/* Where it is not given, a setting of the configured channel stands in
	 * (cli/common/configured.h); NULL: none does.  But not beside the
	 * option `unless`, or one of several, a space between their names, and
	 * only beside the option `with`; a row above this one that was stood in
	 * for counts as given. */
	const char *setting, *unless, *with;
};

/* What a verb takes on its command line. */
struct gs_usage {
	const char *help;
	const struct gs_option *options;
	size_t count;
	int least, most; /* operands */
	/* Where the one operand goes, a directory or a URL, if the configured
	 * channel's server may stand in for it; or NULL.  A verb with a place
	 * takes it as --server URL as well, unless that is a row of its own. */
	const char **place;
	/* If this one was given, no place is needed; or NULL. */
	const char **placeless;
};

/* struct gs_usage's rows, counted: {.help = help, GS_OPTIONS(options), ...} */
#define GS_OPTIONS(rows) \
	.options = (rows), .count = sizeof(rows) / sizeof *(rows)

/* In the environment: a verb prints what it takes and does nothing, for what
 * completes commands (cli/completion.c).  A line each: "word WORD" for a step
 * that its usage names, as in 'gainsay staff import'; "flag NAME LETTER" and
 * "value NAME LETTER" for an option, without the letter if there is none. */
#define GS_DESCRIBE "GAINSAY_DESCRIBE"

/* Parses; the operands are argv[*operands .. argc-1].  -1: go on; otherwise the
 * code to exit with (help was asked for and printed, or the usage was wrong and
 * said so).  The verb has begun (cli/common/verb.h).
 *
 * A verb with a row that has a setting takes --channel NAME as well.  A command
 * line that itself names a server, a key, a state, a policy or a place means
 * another channel than the configured one: then only proxy and authorities are
 * taken from there, unless --channel says which one is meant. */
int gs_options_read(int *operands, int argc, char **argv,
    const struct gs_usage *usage);

/* Rows and help lines of what several verbs take.  The help's column is the
 * same for all verbs: 23. */
#define GS_OPTION_SERVER(place) \
	{.name = "server", .value = &(place), .required = true, \
	 .setting = "server"}
#define GS_HELP_SERVER \
"  --server URL         the channel's server\n"
/* Of a verb with a place. */
#define GS_HELP_PLACE \
"  --server URL         the same as URL at the end\n"
/* Where a state or a link names the server already. */
#define GS_OPTION_OTHER_SERVER(place) {.name = "server", .value = &(place)}
#define GS_HELP_OTHER_SERVER \
"  --server URL         where the server is now, if not where you enrolled\n"
#define GS_OPTION_KEY(place) \
	{.name = "key", .value = &(place), .required = true, \
	 .setting = "key"}
#define GS_HELP_KEY \
"  --key VKEY           the channel's verifier key, or a file that holds it\n"
/* How the server is reached (struct gs_http_way). */
#define GS_OPTIONS_WAY(way) \
	{.name = "proxy", .value = &(way).proxy, .setting = "proxy"}, \
	{.name = "ca", .value = &(way).ca, .setting = "ca"}
#define GS_HELP_CHANNEL \
"  --channel NAME       a channel of your configuration, gainsay.conf(5), from\n" \
"                       which the rest is taken; else its default\n"
#define GS_HELP_WAY GS_HELP_CHANNEL \
"  --proxy URL          connect through it, as socks5h://127.0.0.1:9050 (Tor)\n" \
"  --ca FILE            trust the authorities in FILE, and no others, to say who\n" \
"                       an https:// server is\n"
/* For verbs whose act cannot be taken back (cli/common/terminal.h). */
#define GS_OPTION_YES(place) {.name = "yes", .flag = &(place)}
#define GS_HELP_YES \
"  --yes                do it without being asked\n"
/* Who reads a channel that is not public (struct gs_source). */
#define GS_OPTION_READING(source) \
	{.name = "reading", .value = &(source).reading, \
	 .setting = "reading", .unless = "state"}
#define GS_HELP_READING \
"  --reading FILE       the reading key of a channel that is for its members, as\n" \
"                       'gainsay reading' writes it\n"
#define GS_OPTIONS_READER(source) \
	GS_OPTION_READING(source), \
	{.name = "new-witnesses", .value = &(source).new_witnesses}, \
	{.name = "sign", .value = &(source).sign, .setting = "sign"}, \
	{.name = "role", .value = &(source).role, .setting = "role"}, \
	GS_OPTION_KEY_PASSPHRASE((source).ring)
#define GS_HELP_NEW_WITNESSES \
"  --new-witnesses N    believe the witnesses of version N of the charter, which\n" \
"                       those of before have not seen: after you asked them\n"
#define GS_HELP_READER GS_HELP_READING \
"  --sign KEYFILE --role ROLE\n" \
"                       read as this role of the charter, with its signing key\n" \
GS_HELP_KEY_PASSPHRASE GS_HELP_NEW_WITNESSES
/* The answer for programs, on standard output and nothing else there
 * (cli/print/json.h). */
#define GS_OPTION_JSON(place) {.name = "json", .flag = &(place)}
#define GS_HELP_JSON \
"  --json               the answer as one JSON object (docs/spec/json.md)\n"
/* For verbs that tell of duties, at the end of their help. */
#define GS_HELP_EXIT_DUTIES \
"Exit codes: 0 no duty is missed; 1 refused, or something does not verify;\n" \
"2 nothing could be told; 3 a duty is missed.\n"
/* Where what everybody may read is kept (cli/common/cached.h). */
#define GS_OPTION_CACHE(source) \
	{.name = "cache", .value = &(source).cache_dir}
#define GS_HELP_CACHE \
"  --cache DIR          what everybody may read, as 'gainsay sync' keeps it\n" \
"                       (default: a folder of ~/.cache/gainsay)\n"
#define GS_OPTION_OUT(place) \
	{.name = "out", .letter = 'o', .value = &(place)}
#define GS_OPTION_OUT_NEEDED(place) \
	{.name = "out", .letter = 'o', .value = &(place), .required = true}
#define GS_OPTION_FORCE(place) {.name = "force", .flag = &(place)}
#define GS_HELP_FORCE \
"  --force              overwrite the file, if there is one\n"
#define GS_OPTION_STATE(place) \
	{.name = "state", .value = &(place), .required = true, \
	 .setting = "state"}
#define GS_HELP_STATE \
"  --state F            your state, as 'gainsay enrol' made it\n"
/* Floors that a member gives up by name (cli/common/floors.h). */
#define GS_OPTION_ACCEPT(entry) \
	{.name = "accept", .values = &(entry).accept, .setting = "accept"}
#define GS_HELP_ACCEPT \
"  --accept FLOOR       act below a floor of your own program: small-roll (fewer\n" \
"                       than 20 keys), young-roll (seen for less than 24 hours),\n" \
"                       small-batch (a box that counts by steps of 1 or 2)\n"
#define GS_OPTION_PASSPHRASE(place) \
	{.name = "passphrase-file", .value = &(place)}
#define GS_HELP_PASSPHRASE \
"  --passphrase-file P  its passphrase (the first line); else it is asked for\n"
#define GS_HELP_LINK \
"  LINK                 the box's link, @FILE, or state:NAME if your state keeps\n" \
"                       it\n"

/* What every verb takes that signs something about a memo. */
#define GS_OPTION_SIGN(place) \
	{.name = "sign", .value = &(place), .required = true, \
	 .setting = "sign", .unless = "author"}
#define GS_HELP_SIGN_OFFICE \
"  --sign KEYFILE       the office's signing key (office.key)\n"
/* The same as the operand N (gs_desk_number). */
#define GS_OPTION_MEMO(place) {.name = "memo", .value = &(place)}
#define GS_HELP_MEMO \
"  N, --memo N          the memo's number, as 'gainsay status' shows it\n"

/* Whom the reader trusts (struct gs_trust_options, cli/common/trust.h). */
#define GS_OPTION_WITNESS(trust) \
	{.name = "witness", .values = &(trust).witnesses, \
	 .setting = "witness"}
#define GS_OPTION_POLICY(trust) \
	{.name = "policy", .value = &(trust).policy_file, \
	 .setting = "policy"}
#define GS_HELP_TRUST \
"  --witness VKEY       the key of a witness that you trust: what it cosigned is\n" \
"                       dated by it; without one (or --policy) no duty of a\n" \
"                       file is met\n" \
"  --policy FILE        logs, witnesses and the quorum that must have cosigned,\n" \
"                       as c2sp.org/tlog-policy writes them; names the log,\n" \
"                       unless --key does\n"

#endif
