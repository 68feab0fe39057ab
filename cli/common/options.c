/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define OPTIONS_MAX 32
#define LONG_FIRST 256 /* getopt_long's value of row 0: no letter's */

/* What getopt_long is told. */
struct spelling {
	struct option names[OPTIONS_MAX + 2];
	char letters[3 + 2 * OPTIONS_MAX];
};

static bool takes_value(const struct gs_option *option)
{
	return option->flag == NULL;
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
	out->names[usage->count] = (struct option){"help", no_argument, NULL,
	    'h'};
	out->names[usage->count + 1] = (struct option){NULL, 0, NULL, 0};
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

static bool is_missing(const struct gs_option *o)
{
	return o->required && ((o->value != NULL && *o->value == NULL) ||
	    (o->values != NULL && o->values->count == 0));
}

/* One option that getopt_long found; false, and said, if it is wrong. */
static bool take_option(const struct gs_usage *usage, int c, const char *word)
{
	const struct gs_option *row = find_row(usage, c);

	if (c == ':')
		gs_verb_tell("option-value-missing", "a value is missing "
		    "after {0}", gs_say_text(word));
	else if (row == NULL)
		gs_verb_tell("option-unknown", "there is no option {0}",
		    gs_say_text(word));
	else if (!take_value(row, optarg))
		gs_verb_tell("option-too-often", "--{0} is given too often: "
		    "{1} is the most", gs_say_text(row->name),
		    gs_say_number(row->values == NULL ? 1 :
		        GS_VALUES_PER_OPTION));
	else
		return true;
	return false;
}

static bool check_needed(const struct gs_usage *usage)
{
	for (size_t i = 0; i < usage->count; i++) {
		if (!is_missing(&usage->options[i]))
			continue;
		gs_verb_tell("option-needed", "the option --{0} is needed",
		    gs_say_text(usage->options[i].name));
		return false;
	}
	return true;
}

static bool check_operands(const struct gs_usage *usage, int count,
    char **operands)
{
	if (count < usage->least) {
		gs_verb_tell("operand-missing", "an operand is missing: {0} "
		    "given, {1} needed", gs_say_number((uint64_t)count),
		    gs_say_number((uint64_t)usage->least));
		return false;
	}
	if (count > usage->most) {
		gs_verb_tell("operand-unexpected", "there are too many "
		    "operands, from {0} on",
		    gs_say_text(operands[usage->most]));
		return false;
	}
	return true;
}

int gs_options_read(int *operands, int argc, char **argv,
    const struct gs_usage *usage)
{
	struct spelling spelling;
	int c = 0;

	if (usage->count > OPTIONS_MAX)
		return gs_verb_end(GS_ERR_INTERNAL);
	spell_options(&spelling, usage);
	opterr = 0;
	optind = 0; /* glibc: start afresh, with another verb's argv */

	while ((c = getopt_long(argc, argv, spelling.letters, spelling.names,
	    NULL)) != -1) {
		if (c == 'h') {
			fputs(usage->help, stdout);
			return gs_verb_end(GS_OK);
		}
		if (!take_option(usage, c, argv[optind - 1]))
			return gs_verb_misused();
	}
	if (!check_needed(usage) ||
	    !check_operands(usage, argc - optind, argv + optind))
		return gs_verb_misused();

	*operands = optind;
	return -1;
}
