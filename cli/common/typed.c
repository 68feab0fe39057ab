/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/typed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

/* One line from the terminal, byte by byte: stdio would keep a copy. */
static size_t type_line(uint8_t *out, size_t max, int fd)
{
	size_t n = 0;
	uint8_t c = 0;

	for (;;) {
		ssize_t got = read(fd, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || c == '\n')
			return n;
		if (n < max)
			out[n++] = c;
	}
}

static int ask_terminal(uint8_t *out, size_t *len, size_t max, int fd,
    const char *prompt)
{
	struct termios before, silent;

	if (tcgetattr(fd, &before) != 0)
		return GS_ERR_IO;
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	/* What is typed before is thrown away, so the prompt comes after. */
	(void)tcsetattr(fd, TCSAFLUSH, &silent);
	(void)dprintf(fd, "%s", prompt);
	*len = type_line(out, max, fd);
	(void)tcsetattr(fd, TCSAFLUSH, &before);
	(void)dprintf(fd, "\n");
	return GS_OK;
}

int gs_typed_line(uint8_t *out, size_t *len, size_t max,
    struct gs_report *report, const char *prompt)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) {
		gs_report_errno(report, "terminal-missing", "/dev/tty", "does "
		    "not open to ask for the passphrase; use "
		    "--passphrase-file", errno);
		return GS_ERR_IO;
	}
	int err = ask_terminal(out, len, max, fd, prompt);
	if (err != GS_OK)
		gs_report_errno(report, "terminal-echo", "/dev/tty", "cannot "
		    "be told not to echo; use --passphrase-file", errno);
	(void)close(fd);
	return err;
}
