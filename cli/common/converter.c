/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/converter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/common/program.h"

#define SECONDS_MAX 90 /* of any clock */

/* The child, and both ends of what passes between us. */
struct talk {
	enum gs_file_kind kind;
	pid_t child;
	int to, from;
	const uint8_t *file; /* what is left of it */
	size_t left;
	uint8_t *answer;
	size_t len, max;
	time_t until;
};

/* In the child.  It gets nothing of ours but its input. */
static _Noreturn void become_converter(const char *path,
    enum gs_file_kind kind, int in, int out)
{
	static char name[] = GS_CONVERTER, mail[] = "mail", html[] = "html";
	char *const none[] = {NULL}, *const words[] = {name,
	    kind == GS_FILE_MAIL ? mail : html, NULL};
	sigset_t free;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)sigemptyset(&free);
	(void)sigprocmask(SIG_SETMASK, &free, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	if (null >= 0 && dup2(in, STDIN_FILENO) >= 0 &&
	    dup2(out, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0)
		(void)execve(path, words, none);
	_exit(2);
}

static int start_converter(struct talk *t, const char *path)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1};
	int failed = 0;

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		failed = errno;
	t->child = failed == 0 ? fork() : -1;
	if (t->child == 0)
		become_converter(path, t->kind, in[0], out[1]);
	if (failed == 0 && t->child < 0)
		failed = errno;

	if (in[0] >= 0)
		(void)close(in[0]);
	if (out[1] >= 0)
		(void)close(out[1]);
	t->to = in[1];
	t->from = out[0];
	return failed;
}

/* Hands over some of the file; a child that wants no more is no error here. */
static void hand_converter_over(struct talk *t)
{
	ssize_t n = write(t->to, t->file, t->left);

	if (n > 0) {
		t->file += n;
		t->left -= (size_t)n;
	}
	if ((n < 0 && errno != EINTR && errno != EAGAIN) || t->left == 0) {
		(void)close(t->to);
		t->to = -1;
	}
}

/* False: that was all, or more than is taken. */
static bool take_some(struct talk *t)
{
	ssize_t n = read(t->from, t->answer + t->len, t->max + 1 - t->len);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	t->len += (size_t)n;
	return n > 0 && t->len <= t->max;
}

static time_t seconds_now(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* Until the child has said all; whatever else ends it, it is ended.  Whether it
 * went well. */
static bool hold_talk(struct talk *t)
{
	int status = 0;

	(void)fcntl(t->to, F_SETFL, O_NONBLOCK);
	for (;;) {
		struct pollfd ends[2] = {{t->from, POLLIN, 0},
		    {t->to, POLLOUT, 0}};
		time_t now = seconds_now();

		if (now >= t->until ||
		    poll(ends, t->to >= 0 ? 2 : 1, 1000) < 0)
			if (now >= t->until || errno != EINTR)
				break;
		if (t->to >= 0 && ends[1].revents != 0)
			hand_converter_over(t);
		if (ends[0].revents != 0 && !take_some(t))
			break;
	}
	if (t->to >= 0)
		(void)close(t->to);
	(void)close(t->from);
	if (seconds_now() >= t->until || t->len > t->max)
		(void)kill(t->child, SIGKILL);
	while (waitpid(t->child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int gs_converter_run(uint8_t *answer, size_t *len, size_t max,
    struct gs_report *report, const struct gs_conversion *of)
{
	struct talk t = {.kind = of->kind, .file = of->file.ptr,
	    .left = of->file.len, .answer = answer, .max = max,
	    .until = seconds_now() + SECONDS_MAX};
	char program[GS_PROGRAM_PATH_MAX];

	if (gs_program_find(program, GS_CONVERTER) != GS_OK) {
		gs_report_tell(report, "converter-absent", "{0} is no plain "
		    "text, and {1}, which reads such files, is not there: "
		    "install it beside gainsay, or give the text as plain "
		    "text", gs_say_text(of->path), gs_say_text(program));
		return GS_ERR_IO;
	}
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	int failed = start_converter(&t, program);
	bool well = failed == 0 && hold_talk(&t);
	(void)signal(SIGPIPE, before);

	*len = t.len > max ? max : t.len;
	if (failed != 0)
		gs_report_errno(report, "converter-unstarted", program,
		    "cannot be started", failed);
	else if (!well)
		gs_report_tell(report, "converter-failed", "{0}: {1} did not "
		    "end well with it, which may be the file's intent: give "
		    "its text as plain text", gs_say_text(of->path),
		    gs_say_text(GS_CONVERTER));
	return well ? GS_OK : GS_ERR_IO;
}
