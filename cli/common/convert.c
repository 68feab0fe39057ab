/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file.h"

#define CHILD_MEMORY ((rlim_t)1 << 30)
#define CHILD_SECONDS ((rlim_t)60)

static const struct converter {
	const char *magic; /* the file's first bytes */
	size_t magic_len;
	const char *kind, *program, *package;
	const char *options[5];
	bool line_is_paragraph;
} converters[] = {
	{"%PDF-", 5, "a PDF", "pdftotext", "poppler-utils",
	    {"-q", "-enc", "UTF-8", NULL}, false},
	{"PK\003\004", 4, "a word processor's file", "docx2txt", "docx2txt",
	    {NULL}, true},
};

static const struct converter *find_converter(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < sizeof converters / sizeof *converters; i++)
		if (len >= converters[i].magic_len &&
		    memcmp(p, converters[i].magic,
		        converters[i].magic_len) == 0)
			return &converters[i];
	return NULL;
}

const char *gs_text_kind(const void *text, size_t len)
{
	const struct converter *c = find_converter(text, len);

	return c == NULL ? NULL : c->kind;
}

/* In the child.  It writes no file and says nothing but the text. */
static _Noreturn void become_converter(const struct converter *c,
    const char *path, int out)
{
	char *args[8];
	size_t n = 0;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(126);
	if (setrlimit(RLIMIT_AS, &(struct rlimit){CHILD_MEMORY,
	        CHILD_MEMORY}) != 0 ||
	    setrlimit(RLIMIT_CPU, &(struct rlimit){CHILD_SECONDS,
	        CHILD_SECONDS}) != 0 ||
	    setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 0}) != 0)
		_exit(126);

	args[n++] = strdup(c->program);
	for (size_t i = 0; c->options[i] != NULL; i++)
		args[n++] = strdup(c->options[i]);
	args[n++] = strdup(path);
	args[n++] = strdup("-");
	args[n] = NULL;
	execvp(args[0], args);
	_exit(127);
}

/* Everything from `fd`, at most `max` bytes; false if there was more. */
static bool collect_output(uint8_t *out, size_t *len, size_t max, int fd)
{
	size_t n = 0;

	for (;;) {
		ssize_t got = read(fd, out + n, max + 1 - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
		if (n > max)
			return false;
	}
	*len = n;
	return true;
}

static int explain_status(const struct converter *c, const char *path,
    struct gs_report *report, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		gs_report_tell(report, "converter-missing", "{0} is {1}; to "
		    "read it, install {2} (Debian's package {3})",
		    gs_say_text(path), gs_say_text(c->kind),
		    gs_say_text(c->program), gs_say_text(c->package));
	else
		gs_report_tell(report, "converter-failed", "{0}: {1} gets no "
		    "text out of it", gs_say_text(path),
		    gs_say_text(c->program));
	return GS_ERR_IO;
}

static int convert(uint8_t *out, size_t *len, size_t max,
    const struct converter *c, const char *path, struct gs_report *report)
{
	int pipes[2], status = 0;

	if (pipe2(pipes, O_CLOEXEC) != 0) {
		gs_report_errno(report, "converter-pipe", c->program,
		    "cannot be started", errno);
		return GS_ERR_IO;
	}
	pid_t child = fork();
	if (child == 0)
		become_converter(c, path, pipes[1]);
	if (child < 0)
		gs_report_errno(report, "converter-unstarted", c->program,
		    "cannot be started", errno);

	(void)close(pipes[1]);
	bool whole = child > 0 && collect_output(out, len, max, pipes[0]);
	(void)close(pipes[0]);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return GS_ERR_IO;
	if (!whole) {
		gs_report_tell(report, "text-too-long", "the text of {0} is "
		    "longer than {1} bytes, the most that is read here",
		    gs_say_text(path), gs_say_number(max));
		return GS_ERR_SPACE;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? GS_OK :
	    explain_status(c, path, report, status);
}

/* Every line a paragraph of its own: a second LF behind each. */
static int part_lines(uint8_t **text, size_t *len)
{
	size_t n = 0;
	uint8_t *more = malloc(2 * *len + 1);

	if (more == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < *len; i++) {
		more[n++] = (*text)[i];
		if ((*text)[i] == '\n')
			more[n++] = '\n';
	}
	gs_file_wipe(text, *len);
	*text = more;
	*len = n;
	return GS_OK;
}

/* Through the converter, into memory of its own. */
static int read_converted(uint8_t **out, size_t *len, size_t max,
    const struct converter *c, const char *path, struct gs_report *report)
{
	char real[4096 + 8];
	size_t n = 0;

	/* A name that begins with a dash must not be taken for an option. */
	int put = snprintf(real, sizeof real, "%s%s",
	    path[0] == '/' ? "" : "./", path);
	if (put < 0 || (size_t)put >= sizeof real)
		return GS_ERR_RANGE;

	uint8_t *text = malloc(max + 1);
	if (text == NULL)
		return GS_ERR_MEMORY;
	int err = convert(text, &n, max, c, real, report);
	if (err == GS_OK && c->line_is_paragraph)
		err = part_lines(&text, &n);
	if (err != GS_OK) {
		gs_file_wipe(&text, max);
		return err;
	}
	*out = text;
	*len = n;
	return GS_OK;
}

int gs_text_read(uint8_t **out, size_t *len, size_t max, const char *path,
    struct gs_report *report)
{
	uint8_t *file = NULL;
	size_t file_len = 0;

	int err = gs_file_read(&file, &file_len, max, path, report);
	if (err != GS_OK)
		return err;
	const struct converter *c = find_converter(file, file_len);
	if (c == NULL || strcmp(path, "-") == 0) {
		*out = file;
		*len = file_len;
		return GS_OK;
	}

	gs_file_wipe(&file, file_len);
	return read_converted(out, len, max, c, path, report);
}
