/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay-convert: the text of one file that a stranger made, from standard
 * input to standard output (docs/spec/reading.md).  Without keys, files or
 * network. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convert/read.h"
#include "convert/sandbox.h"

static const char help[] =
"usage: gainsay-convert [html|mail] < FILE\n"
"Reads a .docx, .odt, web page, message or PDF in a sandbox without files,\n"
"network or keys, and writes its text, and what its text does not hold, as\n"
"docs/spec/reading.md has it. gainsay starts it where it is given such a file,\n"
"and says what it is where its bytes do not tell.\n\n"
"Exit codes: 0 answered, also that there is no text to read; 2 it could not run.\n";

/* Everything there is, or one byte more than may be. */
static int read_input(struct gs_span *out)
{
	uint8_t *file = malloc(GS_FLOW_FILE_MAX + 1);
	size_t n = 0;

	if (file == NULL)
		return -1;
	while (n <= GS_FLOW_FILE_MAX) {
		ssize_t got = read(STDIN_FILENO, file + n,
		    GS_FLOW_FILE_MAX + 1 - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out = (struct gs_span){file, n};
	return 0;
}

static int give_all(const uint8_t *text, size_t len)
{
	while (len > 0) {
		ssize_t put = write(STDOUT_FILENO, text, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return 2;
		text += put;
		len -= (size_t)put;
	}
	return 0;
}

static int give_answer(struct gs_flow *f)
{
	struct gs_strip answer = {NULL, 0, 0};

	gs_flow_answer(f, &answer);
	return give_all(answer.ptr, answer.len);
}

int main(int argc, char **argv)
{
	static struct gs_flow f;

	if (argc > 1 && (strcmp(argv[1], "--version") == 0 ||
	    strcmp(argv[1], "-V") == 0)) {
		(void)printf("gainsay-convert %s\n", GAINSAY_VERSION);
		return 0;
	}
	bool mail = argc == 2 && strcmp(argv[1], "mail") == 0;
	if (argc > 1 && !mail && (argc > 2 || strcmp(argv[1], "html") != 0)) {
		(void)fputs(help, strcmp(argv[1], "--help") == 0 ? stdout :
		    stderr);
		return strcmp(argv[1], "--help") == 0 ? 0 : 2;
	}

	if (read_input(&f.file) != 0)
		return 2;
	gs_read_start(f.file);
	if (gs_convert_confine() != GS_OK) {
		(void)fputs("gainsay-convert: this system has no Landlock or "
		    "no seccomp, without which no stranger's file is read\n",
		    stderr);
		return 2;
	}
	if (f.file.len > GS_FLOW_FILE_MAX)
		f.unread = GS_UNREAD_LARGE;
	else
		gs_read(&f, mail ? GS_FILE_MAIL : GS_FILE_HTML);
	/* Nothing is freed, and what libraries do at an end needs files. */
	_exit(give_answer(&f));
}
