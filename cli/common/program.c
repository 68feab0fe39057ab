/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/common/verb.h"
#include "lib/host.h"

/* What this process has in memory comes to no file that the kernel writes when
 * it crashes, and to no program that a system hands that to; nor may another
 * process of the user read it. */
static int close_memory(void)
{
	const struct rlimit none = {.rlim_cur = 0};

	if (setrlimit(RLIMIT_CORE, &none) == 0 &&
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
		return GS_OK;
	gs_verb_errno("memory-open", "this program's memory",
	    "cannot be kept out of core files", errno);
	return GS_ERR_IO;
}

int gs_program_start(const char *program, int argc, char **argv)
{
	if (argc > 1 && (strcmp(argv[1], "--version") == 0 ||
	    strcmp(argv[1], "-V") == 0)) {
		(void)printf("%s %s\n", program, GAINSAY_VERSION);
		return gs_verb_end(GS_OK);
	}

	/* The TLS library would write the keys of each connection there. */
	if (close_memory() != GS_OK || unsetenv("SSLKEYLOGFILE") != 0)
		return GS_EXIT_CANNOT;
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

/* Finds it and its words; says what is missing. */
static int prepare_program(char path[GS_PROGRAM_PATH_MAX], char ***argv,
    const char *program, char **words)
{
	if (gs_program_find(path, program) != GS_OK) {
		gs_verb_tell("program-absent", "{0} is not there: this verb is "
		    "a program of its own; install {1} beside gainsay",
		    gs_say_text(path), gs_say_text(program));
		return GS_ERR_IO;
	}
	*argv = list_words(program, words);
	return *argv == NULL ? GS_ERR_MEMORY : GS_OK;
}

static void free_words(char **argv)
{
	free(argv[0]);
	free(argv);
}

int gs_program_become(const char *program, char **words)
{
	char path[GS_PROGRAM_PATH_MAX], **argv = NULL;

	int err = prepare_program(path, &argv, program, words);
	if (err != GS_OK)
		return gs_verb_end(err);

	(void)fflush(NULL);
	(void)execv(path, argv);
	gs_verb_errno("program-unstarted", path, "cannot be executed", errno);
	free_words(argv);
	return GS_EXIT_CANNOT;
}

/* A reader that has gone is told by its exit code. */
static void feed_input(int fd, struct gs_span input)
{
	while (input.len > 0) {
		ssize_t n = write(fd, input.ptr, input.len);

		if (n < 0 && errno != EINTR)
			return;
		input.ptr += n > 0 ? n : 0;
		input.len -= n > 0 ? (size_t)n : 0;
	}
}

/* What the system said; 0: it ran, and *ended well or not. */
static int run_fed(bool *ended, const char *path, char **argv,
    struct gs_span input, unsigned seconds)
{
	int pipes[2], status = 0;

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return errno;
	(void)fflush(NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	pid_t child = fork();
	if (child == 0) {
		sigset_t none;

		(void)sigemptyset(&none);
		(void)sigprocmask(SIG_SETMASK, &none, NULL);
		(void)signal(SIGPIPE, SIG_DFL);
		(void)alarm(seconds); /* 0: none */
		if (dup2(pipes[0], STDIN_FILENO) >= 0)
			(void)execv(path, argv);
		_exit(GS_EXIT_CANNOT);
	}
	int failed = child < 0 ? errno : 0;

	(void)close(pipes[0]);
	if (child > 0)
		feed_input(pipes[1], input);
	(void)close(pipes[1]);
	while (child > 0 && waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	*ended = failed == 0 && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0;
	return failed;
}

/* Says what went wrong. */
static int feed_program(const char *path, char **argv, struct gs_span input,
    unsigned seconds)
{
	bool ended = false;
	int failed = run_fed(&ended, path, argv, input, seconds);

	if (failed == 0 && ended)
		return GS_OK;
	if (failed != 0)
		gs_verb_errno("program-not-run", path, "cannot be run", failed);
	else
		gs_verb_tell("program-failed", "{0} did not end well; what it "
		    "said stands above", gs_say_text(path));
	return GS_ERR_IO;
}

int gs_program_feed(const char *program, char **words, struct gs_span input)
{
	char path[GS_PROGRAM_PATH_MAX], **argv = NULL;

	int err = prepare_program(path, &argv, program, words);
	if (err != GS_OK)
		return err;
	err = feed_program(path, argv, input, 0);
	free_words(argv);
	return err;
}

int gs_program_run(const char *path, char **words, struct gs_span input,
    unsigned seconds)
{
	return feed_program(path, words, input, seconds);
}
