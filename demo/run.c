/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 64
#define COMPLAINT_MAX 2048

/* In the child: becomes `program <argv...>`. */
static _Noreturn void become_program(const char *program,
    const char *const *argv, int out, int err)
{
	char *words[WORDS_MAX + 2];
	const char *slash = strrchr(program, '/');
	size_t n = 0;

	words[n++] = strdup(slash == NULL ? program : slash + 1);
	while (argv[n - 1] != NULL && n < WORDS_MAX) {
		words[n] = strdup(argv[n - 1]);
		n++;
	}
	words[n] = NULL;

	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null >= 0)
		(void)dup2(null, STDIN_FILENO);
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(err, STDERR_FILENO);
	execvp(program, words);
	_exit(126);
}

/* In a server's child.  A session of its own, so that the terminal's interrupt
 * ends the demo first; and, unless it stays, an end with the demo, also with
 * one that was killed. */
static void part_server(const struct demo_server *server, pid_t demo)
{
	(void)setsid();
	if (server->stays)
		return;

	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != demo)
		_exit(126);
}

/* The one place that starts programs. */
static pid_t start_program(int *out, const struct demo_server *how)
{
	int pipes[2], complaints = -1;
	pid_t demo = getpid();

	fflush(stdout);
	if (pipe2(pipes, O_CLOEXEC) != 0)
		return -1;
	if (how->log != NULL)
		complaints = open(how->log,
		    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	pid_t child = fork();
	if (child == 0) {
		if (how->log != NULL)
			part_server(how, demo);
		become_program(how->program, how->argv, pipes[1],
		    how->log == NULL ? pipes[1] : complaints);
	}

	close(pipes[1]);
	if (complaints >= 0)
		close(complaints);
	if (child < 0)
		close(pipes[0]);
	*out = pipes[0];
	return child;
}

/* Reads to the end of `fd`, keeping at most `max` bytes and a NUL. */
static void read_output(char *out, size_t max, int fd)
{
	char buf[4096];
	size_t len = 0;

	for (;;) {
		ssize_t n = read(fd, buf, sizeof buf);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		size_t keep = (size_t)n < max - len ? (size_t)n : max - len;
		memcpy(out + len, buf, keep);
		len += keep;
	}
	out[len] = '\0';
}

int demo_run(char *out, size_t max, const char *program,
    const char *const *argv)
{
	int status = 0, fd = -1;

	pid_t child = start_program(&fd, &(struct demo_server){
	    .program = program, .argv = argv});
	if (child < 0)
		return -1;
	read_output(out, max, fd);
	close(fd);

	if (waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

pid_t demo_run_server(int *out, const struct demo_server *server)
{
	return start_program(out, server);
}

void demo_show_complaint(const char *log)
{
	char text[COMPLAINT_MAX + 1];

	int fd = open(log, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	off_t size = lseek(fd, 0, SEEK_END);
	(void)lseek(fd, size > COMPLAINT_MAX ? size - COMPLAINT_MAX : 0,
	    SEEK_SET);

	read_output(text, COMPLAINT_MAX, fd);
	close(fd);
	(void)fputs(text, stderr);
}
