/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/verb.h"
#include "lib/host.h"

int gs_program_start(const char *program, int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		(void)printf("%s %s\n", program, GAINSAY_VERSION);
		return gs_verb_end(GS_OK);
	}

	int err = gs_host_start();
	if (err == GS_OK)
		return -1;

	if (err == GS_ERR_UNKNOWN)
		gs_verb_say("environment-unfit", "GAINSAY_CPU names nothing "
		    "that this processor has, or GAINSAY_THREADS no number "
		    "from 1 to 8");
	else
		gs_verb_say("random-absent",
		    "the random source does not work");
	return GS_EXIT_CANNOT;
}

/* The folder of the running program, without the slash.  Zero: unknown. */
static size_t find_own_folder(char *out, size_t max)
{
	ssize_t n = readlink("/proc/self/exe", out, max - 1);
	if (n <= 0 || (size_t)n >= max - 1)
		return 0;
	out[n] = '\0';

	const char *slash = strrchr(out, '/');
	return slash == NULL ? 0 : (size_t)(slash - out);
}

int gs_program_find(char path[GS_PROGRAM_PATH_MAX], const char *program)
{
	char own[4096];
	size_t len = find_own_folder(own, sizeof own);

	(void)snprintf(path, GS_PROGRAM_PATH_MAX, "%s/%s", GAINSAY_BINDIR,
	    program);
	if (len == 0)
		return access(path, X_OK) == 0 ? GS_OK : GS_ERR_UNKNOWN;

	char beside[GS_PROGRAM_PATH_MAX];
	(void)snprintf(beside, sizeof beside, "%.*s/%s", (int)len, own,
	    program);
	if (access(beside, X_OK) != 0 && access(path, X_OK) == 0)
		return GS_OK;

	memcpy(path, beside, sizeof beside);
	return access(path, X_OK) == 0 ? GS_OK : GS_ERR_UNKNOWN;
}

/* The words of a command line: the program's name and `words`.  NULL: no
 * memory. */
static char **list_words(const char *program, char **words)
{
	size_t count = 0;

	while (words[count] != NULL)
		count++;
	char **argv = calloc(count + 2, sizeof *argv);
	if (argv == NULL || (argv[0] = strdup(program)) == NULL) {
		free(argv);
		return NULL;
	}

	memcpy(argv + 1, words, count * sizeof *argv);
	return argv;
}

int gs_program_become(const char *program, char **words)
{
	char path[GS_PROGRAM_PATH_MAX];

	if (gs_program_find(path, program) != GS_OK) {
		gs_verb_tell("program-absent", "{0} is not there: this verb is "
		    "a program of its own; install {1} beside gainsay",
		    gs_say_text(path), gs_say_text(program));
		return GS_EXIT_CANNOT;
	}
	char **argv = list_words(program, words);
	if (argv == NULL)
		return gs_verb_end(GS_ERR_MEMORY);

	(void)fflush(NULL);
	(void)execv(path, argv);
	gs_verb_errno("program-unstarted", path, "cannot be executed", errno);
	free(argv[0]);
	free(argv);
	return GS_EXIT_CANNOT;
}
