/* SPDX-License-Identifier: Apache-2.0 */
/* Passphrases: a file's first line, or typed without echo. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/session.h"
#include "core/bytes.h"

#define FILE_MAX_LEN ((size_t)GS_PASSPHRASE_MAX + 2)

void gs_passphrase_wipe(struct gs_passphrase *passphrase)
{
	gs_file_wipe(&passphrase->text, passphrase->len);
	passphrase->len = 0;
}

static size_t line_len(const uint8_t *text, size_t len)
{
	const uint8_t *lf = memchr(text, '\n', len);
	size_t n = lf == NULL ? len : (size_t)(lf - text);
	return n > 0 && text[n - 1] == '\r' ? n - 1 : n;
}

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

static int ask(struct gs_passphrase *out, struct gs_session *s, int fd,
    const char *prompt)
{
	struct termios before, silent;
	if (tcgetattr(fd, &before) != 0) {
		gs_report_set(&s->report, "the terminal cannot be told not to "
		    "echo; use --passphrase-file");
		return GS_ERR_IO;
	}
	uint8_t *text = calloc(1, FILE_MAX_LEN);
	if (text == NULL)
		return GS_ERR_MEMORY;
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	(void)dprintf(fd, "%s", prompt);
	(void)tcsetattr(fd, TCSAFLUSH, &silent);
	size_t n = type_line(text, FILE_MAX_LEN, fd);
	(void)tcsetattr(fd, TCSAFLUSH, &before);
	(void)dprintf(fd, "\n");
	*out = (struct gs_passphrase){text, n};
	return GS_OK;
}

static int ask_terminal(struct gs_passphrase *out, struct gs_session *s,
    bool fresh)
{
	struct gs_passphrase again = {NULL, 0};
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0) {
		gs_report_set(&s->report, "there is no terminal to ask for "
		    "the passphrase; use --passphrase-file");
		return GS_ERR_IO;
	}
	int err = ask(out, s, fd, fresh ? "New passphrase: " : "Passphrase: ");
	if (err == GS_OK && fresh)
		err = ask(&again, s, fd, "The same again: ");
	if (err == GS_OK && fresh && (again.len != out->len ||
	        !gs_bytes_equal(again.text, out->text, out->len))) {
		gs_report_set(&s->report, "the two passphrases differ; nothing "
		    "was done");
		err = GS_ERR_MISMATCH;
	}
	gs_passphrase_wipe(&again);
	(void)close(fd);
	return err;
}

int gs_session_passphrase(struct gs_passphrase *out, struct gs_session *s,
    const char *path, bool fresh)
{
	struct gs_passphrase p = {NULL, 0};
	size_t len = 0;
	int err = GS_OK;
	if (path == NULL) {
		err = ask_terminal(&p, s, fresh);
		len = p.len;
	} else {
		err = gs_cli_file_read(&p.text, &p.len, FILE_MAX_LEN, path);
		s->said = s->said || err != GS_OK;
		if (err == GS_OK)
			len = line_len(p.text, p.len);
	}
	if (err == GS_OK && (len < 1 || len > GS_PASSPHRASE_MAX)) {
		gs_report_set(&s->report, "the passphrase has %zu bytes; 1 to "
		    "%d are possible", len, GS_PASSPHRASE_MAX);
		err = GS_ERR_RANGE;
	}
	if (err != GS_OK) {
		gs_passphrase_wipe(&p);
		return err;
	}
	gs_host_wipe(p.text + len, p.len - len);
	*out = (struct gs_passphrase){p.text, len};
	return GS_OK;
}
