/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay completion: what a shell completes commands by.  Each verb says what
 * it takes, out of the table by which it reads its command line
 * (cli/common/options.h), so that nothing is written down twice. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/common/options.h"
#include "cli/verbs.h"
#include "core/bytes.h"
#include "core/host.h"

#define SAID_MAX 16384 /* by a verb, of itself */
#define ITEMS_MAX 96   /* words and options of a verb */
#define NAME_ROOM 32

static const char help[] =
"usage: gainsay completion bash|zsh|fish\n"
"Prints what the shell completes 'gainsay' by, for\n\n"
"  bash   ~/.local/share/bash-completion/completions/gainsay\n"
"  zsh    _gainsay in a folder of $fpath\n"
"  fish   ~/.config/fish/completions/gainsay.fish\n\n"
"where the program was installed without its package.\n";

enum { ITEM_WORD, ITEM_FLAG, ITEM_VALUE };

struct item {
	size_t kind;
	char name[NAME_ROOM];
	char letter; /* of an option; 0: none */
};

struct described {
	const struct gs_verb *verb;
	struct item items[ITEMS_MAX];
	size_t count;
};

/* Ask --------------------------------------------------------------------- */

/* In the child: the verb says what it takes, or the program that it is. */
static _Noreturn void describe_verb(const struct gs_verb *verb,
    const char *word, int out)
{
	char name[32], step[32];
	char *words[] = {name, word == NULL ? NULL : step, NULL};

	(void)snprintf(name, sizeof name, "%s", verb->name);
	if (word != NULL)
		(void)snprintf(step, sizeof step, "%s", word);
	if (dup2(out, STDOUT_FILENO) < 0 || setenv(GS_DESCRIBE, "1", 1) != 0)
		_exit(GS_EXIT_CANNOT);
	gs_verb_begin(verb->name);
	int code = verb->run(word == NULL ? 1 : 2, words);
	(void)fflush(stdout);
	_exit(code);
}

/* What it printed, with a NUL behind it; *len 0: it failed, and said why. */
static void hear_verb(char said[SAID_MAX], size_t *len,
    const struct gs_verb *verb, const char *word)
{
	int pipes[2], status = 0;

	*len = 0;
	if (pipe(pipes) != 0)
		return;
	(void)fflush(NULL);
	pid_t child = fork();
	if (child == 0)
		describe_verb(verb, word, pipes[1]);
	(void)close(pipes[1]);

	size_t n = 0;
	for (ssize_t got = 1; child > 0 && n < SAID_MAX - 1 && got != 0;) {
		got = read(pipes[0], said + n, SAID_MAX - 1 - n);
		n += got > 0 ? (size_t)got : 0;
		if (got < 0 && errno != EINTR)
			break;
	}
	(void)close(pipes[0]);
	if (child > 0 && waitpid(child, &status, 0) == child &&
	    WIFEXITED(status) && WEXITSTATUS(status) == GS_EXIT_OK)
		*len = n;
	said[*len] = '\0';
}

static void put_item(struct described *d, const struct item *item)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->items[i].kind == item->kind &&
		    strcmp(d->items[i].name, item->name) == 0)
			return;
	if (d->count < ITEMS_MAX)
		d->items[d->count++] = *item;
}

/* Up to a blank or the line's end; false if there is nothing, or more than
 * `out` has room for. */
static bool take_word(char out[NAME_ROOM], struct gs_reader *r)
{
	size_t n = 0;

	if (r->left > 0 && r->ptr[0] == ' ')
		(void)gs_read_u8(r);
	while (n < r->left && r->ptr[n] != ' ')
		n++;
	if (n == 0 || n >= NAME_ROOM)
		return false;
	gs_read_copy(r, (uint8_t *)out, n);
	out[n] = '\0';
	return r->err == GS_OK;
}

static void take_description(struct described *d, struct gs_span line)
{
	static const char *const kinds[] = {[ITEM_WORD] = "word",
	    [ITEM_FLAG] = "flag", [ITEM_VALUE] = "value"};
	struct gs_reader r = gs_reader_of(line.ptr, line.len);
	struct item item = {.name = ""};
	char kind[NAME_ROOM], letter[NAME_ROOM];

	if (!take_word(kind, &r) || !take_word(item.name, &r))
		return;
	if (take_word(letter, &r))
		item.letter = letter[0];
	for (size_t k = 0; k < 3; k++)
		if (strcmp(kind, kinds[k]) == 0) {
			item.kind = k;
			put_item(d, &item);
		}
}

static void take_descriptions(struct described *d, const char *said,
    size_t len)
{
	struct gs_reader r = gs_reader_of(said, len);

	while (r.err == GS_OK && r.left > 0) {
		size_t n = 0;
		const uint8_t *line = gs_read_line(&n, &r, SAID_MAX);

		if (r.err == GS_OK)
			take_description(d, (struct gs_span){line, n});
	}
}

/* The verb, and each of its steps, which may take something else.  A program
 * that is not installed says nothing, but for that. */
static void describe_whole(struct described *d, const struct gs_verb *verb)
{
	static char said[SAID_MAX];
	size_t len = 0, steps = 0;

	*d = (struct described){.verb = verb};
	hear_verb(said, &len, verb, NULL);
	take_descriptions(d, said, len);
	steps = d->count;
	for (size_t i = 0; i < steps; i++)
		if (d->items[i].kind == ITEM_WORD) {
			hear_verb(said, &len, verb, d->items[i].name);
			take_descriptions(d, said, len);
		}
}

/* Their words or their options, each behind a blank. */
static void print_items(const struct described *d, bool options)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct item *item = &d->items[i];

		if ((item->kind != ITEM_WORD) != options)
			continue;
		printf(" %s%s", options ? "--" : "", item->name);
		if (item->letter != 0)
			printf(" -%c", item->letter);
	}
}

/* bash -------------------------------------------------------------------- */

static void print_bash(struct described *d, const struct gs_verb *verbs,
    size_t count)
{
	printf("# bash completion for gainsay: 'gainsay completion bash'\n"
	    "_gainsay()\n{\n"
	    "	local cur=${COMP_WORDS[COMP_CWORD]} options='' words=''\n"
	    "	if ((COMP_CWORD == 1)); then\n"
	    "		COMPREPLY=($(compgen -W '--help --version");
	for (size_t i = 0; i < count; i++)
		printf(" %s", verbs[i].name);
	printf("' -- \"$cur\"))\n		return\n	fi\n"
	    "	case ${COMP_WORDS[1]} in\n");

	for (size_t i = 0; i < count; i++) {
		describe_whole(d, &verbs[i]);
		printf("	%s)\n		options='", verbs[i].name);
		print_items(d, true);
		printf("'\n		words='");
		print_items(d, false);
		printf("' ;;\n");
	}
	printf("	esac\n"
	    "	if [[ $cur == -* ]]; then\n"
	    "		COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
	    "	elif ((COMP_CWORD == 2)) && [[ $words ]]; then\n"
	    "		COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	    "	fi\n}\n"
	    "complete -o bashdefault -o default -F _gainsay gainsay\n");
}

/* zsh --------------------------------------------------------------------- */

/* A summary within single quotes. */
static void print_quoted(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '\'')
			printf("'\\''");
		else
			putchar(*text);
}

static void print_zsh(struct described *d, const struct gs_verb *verbs,
    size_t count)
{
	printf("#compdef gainsay\n# 'gainsay completion zsh'\n"
	    "_gainsay() {\n	local -a verbs options steps\n	verbs=(\n");
	for (size_t i = 0; i < count; i++) {
		printf("		'%s:", verbs[i].name);
		print_quoted(verbs[i].summary);
		printf("'\n");
	}
	printf("	)\n	if (( CURRENT == 2 )); then\n"
	    "		_describe verb verbs\n		return\n	fi\n"
	    "	case $words[2] in\n");

	for (size_t i = 0; i < count; i++) {
		describe_whole(d, &verbs[i]);
		printf("	%s)\n		options=(", verbs[i].name);
		print_items(d, true);
		printf(" )\n		steps=(");
		print_items(d, false);
		printf(" ) ;;\n");
	}
	printf("	esac\n"
	    "	if [[ $PREFIX == -* ]]; then\n"
	    "		compadd -- $options\n"
	    "	elif (( CURRENT == 3 && $#steps )); then\n"
	    "		compadd -- $steps\n"
	    "	else\n		_files\n	fi\n}\n_gainsay \"$@\"\n");
}

/* fish -------------------------------------------------------------------- */

static void print_fish_items(const struct described *d)
{
	const char *verb = d->verb->name;

	for (size_t i = 0; i < d->count; i++) {
		const struct item *item = &d->items[i];

		printf("complete -c gainsay -n '__fish_seen_subcommand_from "
		    "%s' ", verb);
		if (item->kind == ITEM_WORD)
			printf("-a %s", item->name);
		else
			printf("-l %s%s", item->name,
			    item->kind == ITEM_VALUE ? " -r" : "");
		if (item->letter != 0)
			printf(" -s %c", item->letter);
		printf("\n");
	}
}

static void print_fish(struct described *d, const struct gs_verb *verbs,
    size_t count)
{
	printf("# fish completion for gainsay: 'gainsay completion fish'\n"
	    "complete -c gainsay -n __fish_use_subcommand -f\n");
	for (size_t i = 0; i < count; i++) {
		printf("complete -c gainsay -n __fish_use_subcommand -a %s "
		    "-d '", verbs[i].name);
		for (const char *p = verbs[i].summary; *p != '\0'; p++)
			printf("%s%c", *p == '\'' ? "\\" : "", *p);
		printf("'\n");
	}
	for (size_t i = 0; i < count; i++) {
		describe_whole(d, &verbs[i]);
		print_fish_items(d);
	}
}

/* The verb ---------------------------------------------------------------- */

int gs_cli_completion(int argc, char **argv)
{
	static const struct {
		const char *shell;
		void (*print)(struct described *d, const struct gs_verb *verbs,
		    size_t count);
	} shells[] = {{"bash", print_bash}, {"zsh", print_zsh},
	    {"fish", print_fish}};
	static struct described d;
	size_t count = 0;
	int at = 0;
	const struct gs_usage usage = {.help = help, .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	const struct gs_verb *verbs = gs_verbs(&count);
	for (size_t i = 0; i < 3; i++)
		if (strcmp(argv[at], shells[i].shell) == 0) {
			shells[i].print(&d, verbs, count);
			return gs_verb_end(GS_OK);
		}
	gs_verb_tell("shell-unknown", "there is completion for bash, zsh and "
	    "fish, not for '{0}'", gs_say_text(argv[at]));
	return gs_verb_misused();
}
