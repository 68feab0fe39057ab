/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/configured.h"
#include "cli/common/shelf.h"
#include "lib/file.h"

#define OPTIONS_MAX 32
#define LONG_FIRST 256 /* getopt_long's value of row 0: no letter's */
#define CHANNEL (LONG_FIRST - 1)
#define PLACE (LONG_FIRST - 2) /* --server, beside a place */

/* What getopt_long is told. */
struct spelling {
	struct option names[OPTIONS_MAX + 4];
	char letters[3 + 2 * OPTIONS_MAX];
};

/* What the command line says besides the verb's own rows. */
struct command_line {
	const struct gs_usage *usage;
	char **operands;
	int operand_count;
	const char *channel; /* --channel; NULL: not given */
	const char *server;  /* --server instead of the place; likewise */
};

static bool takes_value(const struct gs_option *option)
{
	return option->flag == NULL;
}

static bool has_settings(const struct gs_usage *usage)
{
	for (size_t i = 0; i < usage->count; i++)
		if (usage->options[i].setting != NULL)
			return true;
	return usage->place != NULL;
}

static bool has_row(const struct gs_usage *usage, const char *name)
{
	for (size_t i = 0; i < usage->count; i++)
		if (strcmp(usage->options[i].name, name) == 0)
			return true;
	return false;
}

static bool takes_server(const struct gs_usage *usage)
{
	return usage->place != NULL && !has_row(usage, "server");
}

static void spell_options(struct spelling *out, const struct gs_usage *usage)
{
	size_t n = 0;

	out->letters[n++] = ':'; /* tells a missing value from another fault */
	out->letters[n++] = 'h';
	for (size_t i = 0; i < usage->count; i++) {
		const struct gs_option *o = &usage->options[i];

		out->names[i] = (struct option){o->name, takes_value(o) ?
		    required_argument : no_argument, NULL,
		    (int)i + LONG_FIRST};
		if (o->letter == 0)
			continue;
		out->letters[n++] = o->letter;
		if (takes_value(o))
			out->letters[n++] = ':';
	}
	out->letters[n] = '\0';

	size_t last = usage->count;
	out->names[last++] = (struct option){"help", no_argument, NULL, 'h'};
	if (has_settings(usage))
		out->names[last++] = (struct option){"channel",
		    required_argument, NULL, CHANNEL};
	if (takes_server(usage))
		out->names[last++] = (struct option){"server",
		    required_argument, NULL, PLACE};
	out->names[last] = (struct option){NULL, 0, NULL, 0};
}

/* The row of what getopt_long found, or NULL. */
static const struct gs_option *find_row(const struct gs_usage *usage, int c)
{
	for (size_t i = 0; i < usage->count; i++)
		if (c == (int)i + LONG_FIRST ||
		    (c != 0 && c == usage->options[i].letter))
			return &usage->options[i];
	return NULL;
}

/* False if the option is given too often. */
static bool take_value(const struct gs_option *o, const char *value)
{
	if (o->flag != NULL) {
		*o->flag = true;
		return true;
	}
	if (o->values != NULL) {
		if (o->values->count == GS_VALUES_PER_OPTION)
			return false;
		o->values->v[o->values->count++] = value;
		return true;
	}
	if (*o->value != NULL)
		return false;
	*o->value = value;
	return true;
}

/* A verb may have two rows of one name, as the passphrase of a state and of a
 * KEYFILE: what is given is for both. */
static bool take_rows(const struct gs_usage *usage, const struct gs_option *row)
{
	if (!take_value(row, optarg))
		return false;

	for (size_t i = 0; i < usage->count; i++) {
		const struct gs_option *o = &usage->options[i];

		if (o != row && strcmp(o->name, row->name) == 0 &&
		    !take_value(o, optarg))
			return false;
	}
	return true;
}

/* One option that getopt_long found; false, and said, if it is wrong. */
static bool take_option(struct command_line *line, int c, const char *word)
{
	const struct gs_option server = {.name = "server",
	    .value = &line->server};
	const struct gs_option *row = c == PLACE ? &server :
	    find_row(line->usage, c);

	if (c == ':')
		gs_verb_tell("option-value-missing", "a value is missing "
		    "after {0}", gs_say_text(word));
	else if (row == NULL)
		gs_verb_tell("option-unknown", "there is no option {0}",
		    gs_say_text(word));
	else if (!take_rows(line->usage, row))
		gs_verb_tell("option-too-often", "--{0} is given too often: "
		    "{1} is the most", gs_say_text(row->name),
		    gs_say_number(row->values == NULL ? 1 :
		        GS_VALUES_PER_OPTION));
	else
		return true;
	return false;
}

/* The configured channel -------------------------------------------------- */

static bool is_given(const struct gs_option *o)
{
	if (o->flag != NULL)
		return *o->flag;
	return o->values != NULL ? o->values->count > 0 : *o->value != NULL;
}

/* `names`: with a space between each; or NULL. */
static bool is_one_given(const struct gs_usage *usage, const char *names)
{
	for (size_t i = 0; names != NULL && i < usage->count; i++) {
		const char *name = usage->options[i].name;
		size_t len = strlen(name);
		const char *at = strstr(names, name);

		while (at != NULL && ((at != names && at[-1] != ' ') ||
		    (at[len] != ' ' && at[len] != '\0')))
			at = strstr(at + 1, name);
		if (at != NULL && is_given(&usage->options[i]))
			return true;
	}
	return false;
}

/* Whether the command line means another channel than the configured one. */
static bool names_channel(const struct command_line *line)
{
	static const char *const naming[] = {"server", "key", "state",
	    "policy"};
	const struct gs_usage *usage = line->usage;

	for (size_t i = 0; i < usage->count; i++) {
		const char *setting = usage->options[i].setting;

		for (size_t j = 0; setting != NULL && j < 4; j++)
			if (strcmp(setting, naming[j]) == 0 &&
			    is_given(&usage->options[i]))
				return true;
	}
	return usage->place != NULL && (line->operand_count > 0 ||
	    line->server != NULL);
}

static bool stands_in(const struct gs_usage *usage,
    const struct gs_option *row, bool other)
{
	bool is_way = row->setting != NULL && (strcmp(row->setting, "proxy") ==
	    0 || strcmp(row->setting, "ca") == 0);

	return row->setting != NULL && !is_given(row) &&
	    (is_way || !other) && !is_one_given(usage, row->unless) &&
	    (row->with == NULL || is_one_given(usage, row->with));
}

static void take_settings(const struct gs_option *row)
{
	const char *value = NULL;

	if (row->value != NULL)
		*row->value = gs_configured(row->setting, 0);
	while (row->values != NULL &&
	    row->values->count < GS_VALUES_PER_OPTION &&
	    (value = gs_configured(row->setting, row->values->count)) != NULL)
		row->values->v[row->values->count++] = value;
}

/* What is not given, out of the configuration; false, and said, if that cannot
 * be read. */
static bool fill_settings(const struct command_line *line)
{
	const struct gs_usage *usage = line->usage;
	bool other = line->channel == NULL && names_channel(line);

	if (!has_settings(usage))
		return true;
	if (gs_configured_open(line->channel) != GS_OK)
		return false;
	for (size_t i = 0; i < usage->count; i++)
		if (stands_in(usage, &usage->options[i], other))
			take_settings(&usage->options[i]);

	if (usage->place != NULL)
		*usage->place = line->operand_count > 0 ? line->operands[0] :
		    line->server != NULL ? line->server :
		    gs_configured("server", 0);
	return true;
}

/* What is lacking --------------------------------------------------------- */

static bool is_missing(const struct gs_option *o)
{
	return o->required && !is_given(o);
}

/* What 'gainsay join' writes into a configuration; a role and its keys are put
 * there by hand. */
static bool is_joined(const char *setting)
{
	return strcmp(setting, "server") == 0 || strcmp(setting, "key") == 0 ||
	    strcmp(setting, "state") == 0;
}

static void say_missing(const struct gs_option *o)
{
	if (o->setting == NULL) {
		gs_verb_tell("option-needed", "the option --{0} is needed",
		    gs_say_text(o->name));
		return;
	}

	if (gs_configured_count() > 1 && gs_configured_channel() == NULL)
		gs_verb_tell("option-or-default-needed", "the option --{0} is "
		    "needed, or --channel NAME: your configuration has {1} "
		    "channels and no default", gs_say_text(o->name),
		    gs_say_number(gs_configured_count()));
	else if (!is_joined(o->setting))
		gs_verb_tell("option-or-setting-needed", "the option --{0} is "
		    "needed, or the line '{1}' of a channel in your "
		    "configuration: see gainsay.conf(5)",
		    gs_say_text(o->name), gs_say_text(o->setting));
	else
		gs_verb_tell("option-or-channel-needed", "the option --{0} is "
		    "needed, or a channel of your configuration that says it: "
		    "'gainsay join' makes one", gs_say_text(o->name));
}

static bool check_needed(const struct gs_usage *usage)
{
	for (size_t i = 0; i < usage->count; i++) {
		if (!is_missing(&usage->options[i]))
			continue;
		say_missing(&usage->options[i]);
		return false;
	}
	return true;
}

static bool check_operands(const struct command_line *line)
{
	const struct gs_usage *usage = line->usage;
	int count = line->operand_count;

	if (usage->place != NULL && count == 0 && *usage->place == NULL &&
	    (usage->placeless == NULL || *usage->placeless == NULL)) {
		gs_verb_say("place-missing", "an operand is missing: the "
		    "channel's directory or URL, or a channel of your "
		    "configuration that says it: 'gainsay join' makes one");
		return false;
	}
	if (line->server != NULL && count > 0) {
		gs_verb_tell("place-twice", "the channel is given twice, by "
		    "--server and by {0}: one of them is enough",
		    gs_say_text(line->operands[0]));
		return false;
	}
	if (count < usage->least) {
		gs_verb_tell("operand-missing", "an operand is missing: {0} "
		    "given, {1} needed", gs_say_number((uint64_t)count),
		    gs_say_number((uint64_t)usage->least));
		return false;
	}
	if (count > usage->most) {
		gs_verb_tell("operand-unexpected", "there are too many "
		    "operands, from {0} on",
		    gs_say_text(line->operands[usage->most]));
		return false;
	}
	return true;
}

/* --channel, which no row has; false, and said, if it is given twice. */
static bool take_channel(struct command_line *line)
{
	if (line->channel != NULL) {
		gs_verb_say("channel-too-often",
		    "--channel is given more than once");
		return false;
	}
	line->channel = optarg;
	return true;
}

/* Files of a state -------------------------------------------------------- */

static const char *find_row_value(const struct gs_usage *usage,
    const char *name)
{
	for (size_t i = 0; i < usage->count; i++)
		if (strcmp(usage->options[i].name, name) == 0 &&
		    usage->options[i].value != NULL)
			return *usage->options[i].value;
	return NULL;
}

/* If a name on the command line is that of a file which a state keeps: the
 * state that is given, or the configured one.  False, and said, if the
 * configuration cannot be read. */
static bool offer_shelf(const struct command_line *line, int argc, char **argv)
{
	const struct gs_usage *usage = line->usage;
	const char *state = find_row_value(usage, "state");
	bool wanted = false;

	for (int i = 1; i < argc; i++)
		wanted |= strstr(argv[i], GS_FILE_SHELF) != NULL;
	if (!wanted || !has_row(usage, "state"))
		return true;
	if (state == NULL && !has_settings(usage) &&
	    gs_configured_open(line->channel) != GS_OK)
		return false;

	gs_shelf_offer(state != NULL ? state : gs_configured("state", 0),
	    find_row_value(usage, "passphrase-file"));
	return true;
}

/* Description ------------------------------------------------------------- */

static void describe_option(const char *kind, const char *name, char letter)
{
	if (letter != 0)
		printf("%s %s %c\n", kind, name, letter);
	else
		printf("%s %s\n", kind, name);
}

/* The steps in "usage: gainsay VERB STEP ..." and the lines like it. */
static void describe_words(const char *help)
{
	char head[64];
	int n = snprintf(head, sizeof head, "gainsay %s ", gs_verb_name());

	if (n < 0 || (size_t)n >= sizeof head)
		return;
	for (const char *at = strstr(help, head); at != NULL;
	    at = strstr(at, head)) {
		at += n;
		size_t len = strspn(at, "abcdefghijklmnopqrstuvwxyz|");

		if (len > 0 && (at[len] == ' ' || at[len] == '\n'))
			for (size_t i = 0; i < len;) {
				int word = (int)strcspn(at + i, "| \n");

				printf("word %.*s\n", word, at + i);
				i += (size_t)word + 1;
			}
	}
}

static int describe_usage(const struct gs_usage *usage)
{
	describe_words(usage->help);
	for (size_t i = 0; i < usage->count; i++) {
		const struct gs_option *o = &usage->options[i];

		describe_option(takes_value(o) ? "value" : "flag", o->name,
		    o->letter);
	}
	if (has_settings(usage))
		describe_option("value", "channel", 0);
	if (takes_server(usage))
		describe_option("value", "server", 0);
	describe_option("flag", "help", 'h');
	return gs_verb_end(GS_OK);
}

int gs_options_read(int *operands, int argc, char **argv,
    const struct gs_usage *usage)
{
	struct spelling spelling;
	struct command_line line = {.usage = usage};
	int c = 0;

	if (usage->count > OPTIONS_MAX)
		return gs_verb_end(GS_ERR_INTERNAL);
	if (getenv(GS_DESCRIBE) != NULL)
		return describe_usage(usage);
	spell_options(&spelling, usage);
	opterr = 0;
	optind = 0; /* glibc: start afresh, with another verb's argv */

	while ((c = getopt_long(argc, argv, spelling.letters, spelling.names,
	    NULL)) != -1) {
		if (c == 'h') {
			fputs(usage->help, stdout);
			return gs_verb_end(GS_OK);
		}
		if (c == CHANNEL ? !take_channel(&line) :
		    !take_option(&line, c, argv[optind - 1]))
			return gs_verb_misused();
	}

	line.operands = argv + optind;
	line.operand_count = argc - optind;
	if (!fill_settings(&line))
		return GS_EXIT_CANNOT;
	if (!check_needed(usage) || !check_operands(&line))
		return gs_verb_misused();
	if (!offer_shelf(&line, argc, argv))
		return GS_EXIT_CANNOT;
	*operands = optind;
	return -1;
}
