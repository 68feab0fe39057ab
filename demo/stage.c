/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/common/terminal.h"
#include "lib/client/http.h"

#define OUTPUT_MAX ((size_t)1 << 20)
#define ARGS_MAX 64

void stage_scene(struct stage *s, const char *title, const char *text)
{
	(void)s;
	printf("\n%s%s%s\n", gs_terminal_escape(GS_STYLE_BOLD), title,
	    gs_terminal_escape(GS_STYLE_PLAIN));
	if (text != NULL)
		printf("%s\n", text);
	fflush(stdout);
}

const char *stage_path(const char *format, ...)
{
	static char rotating[16][STAGE_PATH];
	static unsigned next;
	char *out = rotating[next++ % 16];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(out, STAGE_PATH, format, args);
	va_end(args);
	return out;
}

static bool needs_quotes(const char *arg)
{
	return arg[0] == '\0' || strpbrk(arg, " '\"$#&;()|<>*?") != NULL;
}

static void show_command(const char *const *argv)
{
	printf("%s$ gainsay", gs_terminal_escape(GS_STYLE_DIM));
	for (size_t i = 0; argv[i] != NULL; i++)
		printf(needs_quotes(argv[i]) ? " '%s'" : " %s", argv[i]);
	printf("%s\n", gs_terminal_escape(GS_STYLE_PLAIN));
	fflush(stdout);
}

/* In the child: becomes `gainsay <argv...>`. */
static _Noreturn void become_verb(const struct stage *s,
    const char *const *argv, int out, int err)
{
	char *args[ARGS_MAX + 2];
	size_t n = 0;

	args[n++] = strdup("gainsay");
	while (argv[n - 1] != NULL && n < ARGS_MAX) {
		args[n] = strdup(argv[n - 1]);
		n++;
	}
	args[n] = NULL;

	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null >= 0)
		(void)dup2(null, STDIN_FILENO);
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(err, STDERR_FILENO);
	execv(s->gainsay, args);
	_exit(126);
}

/* The one place that runs verbs.  `*out` reads what the verb prints, and, if
 * `log` is NULL, what it complains of; else that is added to the file, and the
 * verb has a session of its own.  -1: it does not run. */
static pid_t start_verb(int *out, const struct stage *s,
    const char *const *argv, const char *log)
{
	int pipes[2], complaints = -1;

	fflush(stdout);
	if (pipe2(pipes, O_CLOEXEC) != 0)
		return -1;
	if (log != NULL)
		complaints = open(log,
		    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	pid_t child = fork();
	if (child == 0) {
		if (log != NULL)
			(void)setsid();
		become_verb(s, argv, pipes[1],
		    log == NULL ? pipes[1] : complaints);
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

/* Exit code of a run, its output in `out`; -1 if it did not run. */
static int run_verb(char *out, size_t max, const struct stage *s,
    const char *const *argv)
{
	int status = 0, fd = -1;

	pid_t child = start_verb(&fd, s, argv, NULL);
	if (child < 0)
		return -1;
	read_output(out, max, fd);
	close(fd);
	if (waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void say_unexpected(struct stage *s, int code, int want,
    const char *words)
{
	s->failures++;
	printf("%sNOT AS IT MUST BE: exit code %d, expected %d%s%s%s\n",
	    gs_terminal_escape(GS_STYLE_BAD), code, want,
	    words == NULL ? "" : ", and the words: ",
	    words == NULL ? "" : words, gs_terminal_escape(GS_STYLE_PLAIN));
}

/* Where the rest of a line that begins with `name` stands, or NULL. */
static const char *find_line(const char *text, const char *name)
{
	size_t len = strlen(name);

	while (text != NULL && strncmp(text, name, len) != 0) {
		text = strchr(text, '\n');
		text += text != NULL;
	}
	return text == NULL ? NULL : text + len;
}

/* A text that was shown before is not shown again, but for the line that says
 * that all of it is invented. */
static const char *skip_text(const char *out)
{
	const char *last = find_line(out, "Your key");
	const char *lf = last == NULL ? NULL : strchr(last, '\n');

	if (lf == NULL)
		return out;
	printf("%.*s\n[the memo, its word code, its count]\n",
	    (int)strcspn(out, "\n"), out);
	return lf + 1;
}

/* What it prints, the caller's to free; NULL if there is no memory. */
static char *play_verb(struct stage *s, int want, const char *words,
    const char *const *argv)
{
	char *out = calloc(1, OUTPUT_MAX + 1);

	if (out == NULL) {
		stage_check(s, false, "memory for the output of a command");
		return NULL;
	}
	if (!s->quiet)
		show_command(argv);
	int code = run_verb(out, OUTPUT_MAX, s, argv);
	bool good = code == want &&
	    (words == NULL || strstr(out, words) != NULL);

	s->checks++;
	if (!good && s->quiet)
		show_command(argv);
	if (!s->quiet || !good)
		fputs(s->brief && good ? skip_text(out) : out, stdout);
	if (!good)
		say_unexpected(s, code, want, words);
	return out;
}

void stage_says(struct stage *s, int want, const char *words,
    const char *const *argv)
{
	free(play_verb(s, want, words, argv));
}

void stage_keep(struct stage *s, char *out, size_t max, const char *name,
    const char *const *argv)
{
	char *text = play_verb(s, 0, name, argv);
	const char *line = text == NULL ? NULL : find_line(text, name);

	out[0] = '\0';
	if (line != NULL)
		(void)snprintf(out, max, "%.*s", (int)strcspn(line, "\n"),
		    line);
	if (out[0] == '\0')
		stage_check(s, false, name);
	free(text);
}

void stage_run(struct stage *s, int want, const char *const *argv)
{
	stage_says(s, want, NULL, argv);
}

void stage_check(struct stage *s, bool good, const char *what)
{
	s->checks++;
	s->failures += !good;
	if (!good || !s->quiet)
		printf("%s%s%s %s\n",
		    gs_terminal_escape(good ? GS_STYLE_GOOD : GS_STYLE_BAD),
		    good ? "ok" : "NOT AS IT MUST BE:",
		    gs_terminal_escape(GS_STYLE_PLAIN), what);
}

/* The server says "... http://ADDRESS:PORT/ ..." in its first line. */
static int read_url(struct stage *s, int fd)
{
	char line[512];
	size_t len = 0;

	while (len < sizeof line - 1 && read(fd, line + len, 1) == 1)
		if (line[len++] == '\n')
			break;
	line[len] = '\0';

	char *url = strstr(line, "http://");
	size_t n = url == NULL ? 0 : strcspn(url, " \n");
	while (n > 0 && url[n - 1] == '/')
		n--;
	if (n == 0 || n >= sizeof s->url) {
		fputs(line, stderr);
		return GS_ERR_IO;
	}

	memcpy(s->url, url, n);
	s->url[n] = '\0';
	return GS_OK;
}

int stage_serve(struct stage *s, const char *listen, const char *clock)
{
	const char *argv[] = {"serve", "--listen", listen, "--clock", clock,
	    ".", NULL};
	int fd = -1;

	s->server = start_verb(&fd, s, argv, "demo/serve.log");
	if (s->server < 0)
		return GS_ERR_IO;
	int err = read_url(s, fd);
	close(fd);
	return err;
}

void stage_clock(struct stage *s, const char *time)
{
	struct gs_http *http = NULL;
	struct gs_report report = {.text = ""};

	int err = gs_http_open(&http, &report, s->url, NULL);
	if (err == GS_OK)
		err = gs_http_post(http, &report, NULL, "/exercise/clock",
		    NULL, json_pack("{s:s}", "now", time));
	gs_http_free(&http);
	if (err == GS_OK)
		printf("%s[the exercise's clock moves to %s]%s\n",
		    gs_terminal_escape(GS_STYLE_DIM), time,
		    gs_terminal_escape(GS_STYLE_PLAIN));
	else
		stage_check(s, false, report.text);
}

void stage_stop(struct stage *s, int signal)
{
	if (s->server > 0) {
		(void)kill(s->server, signal);
		(void)waitpid(s->server, NULL, 0);
	}
	s->server = 0;
	s->url[0] = '\0';
}
