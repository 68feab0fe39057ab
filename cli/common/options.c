/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "core/err.h"

#define OPTIONS_MAX 32

static int wrong(const char *verb, const char *what, const char *which)
{
	fprintf(stderr, "gainsay %s: %s%s\n"
	    "Try 'gainsay %s --help'.\n", verb, what, which, verb);
	return GS_EXIT_CANNOT;
}

static void fill_long(struct option *out, const struct gs_option *options,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (struct option){options[i].name,
		    options[i].flag == NULL ? required_argument : no_argument,
		    NULL, (int)i + 256};
	out[count] = (struct option){"help", no_argument, NULL, 'h'};
	out[count + 1] = (struct option){NULL, 0, NULL, 0};
}

/* Sets what an option says; false if it is given too often. */
static bool take(const struct gs_option *o, const char *value)
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

int gs_options(int *operands, int argc, char **argv,
    const struct gs_option *options, size_t count, int min, int max,
    const char *help)
{
	struct option table[OPTIONS_MAX + 2];
	const char *verb = argv[0];
	int c = 0;
	if (count > OPTIONS_MAX)
		return GS_EXIT_CANNOT;
	fill_long(table, options, count);
	opterr = 0;
	optind = 1;
	while ((c = getopt_long(argc, argv, ":ho:", table, NULL)) != -1) {
		size_t i = (size_t)(c - 256);
		/* -o is short for the option named out. */
		for (size_t k = 0; c == 'o' && k < count; k++)
			if (strcmp(options[k].name, "out") == 0)
				i = k;
		if (c == 'h') {
			fputs(help, stdout);
			return GS_EXIT_OK;
		}
		if (c == ':')
			return wrong(verb, "a value is missing after ",
			    argv[optind - 1]);
		if (i >= count)
			return wrong(verb, "there is no option ",
			    argv[optind - 1]);
		if (!take(&options[i], optarg))
			return wrong(verb, "given too often: --",
			    options[i].name);
	}
	for (size_t i = 0; i < count; i++)
		if (is_missing(&options[i]))
			return wrong(verb, "this option is needed: --",
			    options[i].name);
	if (argc - optind < min)
		return wrong(verb, "an operand is missing", "");
	if (argc - optind > max)
		return wrong(verb, "too many operands, from ",
		    argv[optind + max]);
	*operands = optind;
	return -1;
}

int gs_exit_code(int err)
{
	switch (err) {
	case GS_OK: return GS_EXIT_OK;
	case GS_ERR_IO:
	case GS_ERR_MEMORY:
	case GS_ERR_RANDOM:
	case GS_ERR_CORRUPT:
	case GS_ERR_BUSY:
	case GS_ERR_INTERNAL: return GS_EXIT_CANNOT;
	default: return GS_EXIT_NO;
	}
}
